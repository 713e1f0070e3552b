package org

import "time"

// A Snapshot is the accounts that were read together, in the order of their
// ids. Accounts whose id is not known come first.
type Snapshot struct {
	// Organization is what is above the accounts; nil where nothing of it was
	// read.
	Organization *Organization
	Accounts     []*Account
}

// An Account is one AWS account as far as it was read.
type Account struct {
	ID        string // twelve digits; empty where no source names it
	Partition string // aws, aws-cn, aws-us-gov, aws-eusc, …; empty with ID
	Sources   []string
	Users     []*User
	Groups    []*Group
	Roles     []*Role
	Policies  []*Policy
	// Member is what the organization says of the account; nil where it was
	// not read, or does not have the account.
	Member *Member
	// Summary is nil where it was not read, and so is RootUser.
	Summary  *AccountSummary
	RootUser *RootUser
	// HoldersKnown says that all users, groups and roles are there that
	// AWSSupportAccess is attached to, even where others are missing.
	HoldersKnown bool
	// Gaps is what could not be read, or not be understood. With an empty
	// list the account is as complete as its kind of source can be.
	Gaps []Gap
	// Notes are oddities that hide nothing.
	Notes []Note
}

// A Gap is something about an account that is not known.
type Gap struct {
	Kind     GapKind
	Missing  Parts // what a gap of the kind Incomplete leaves out
	Location Location
	Message  string
	// Call is the API call that failed, as iam:GetAccountSummary, and Code the
	// error code that AWS gave; both empty where no call is to blame.
	Call, Code string
}

// GapKind says what a Gap does to the account.
type GapKind uint8

const (
	// Damaged means that a source is broken: what was read of it may be
	// wrong, and what it should say further is lost.
	Damaged GapKind = iota
	// Incomplete means that the sources leave something out, and say so. What
	// was read is right.
	Incomplete
	// Unasked means that something was left out on purpose. What was read is
	// right, and all that was wanted.
	Unasked
)

// Parts is a set of the parts of an account, or of an organization.
type Parts uint16

// The parts of an account: AllParts is what GetAccountAuthorizationDetails
// tells.
const (
	Users Parts = 1 << iota
	Groups
	Roles
	Policies
	Summary     // GetAccountSummary
	Credentials // GetCredentialReport
	AllParts    = Users | Groups | Roles | Policies
)

// A Note is something that a person should know about a source.
type Note struct {
	Location Location
	Message  string
}

// IsDamaged reports whether a source of the account is broken.
func (a *Account) IsDamaged() bool {
	for _, g := range a.Gaps {
		if g.Kind == Damaged {
			return true
		}
	}
	return false
}

// Missing is what the sources of the account leave out.
func (a *Account) Missing() Parts { return missing(a.Gaps) }

func missing(gaps []Gap) Parts {
	var parts Parts
	for _, g := range gaps {
		parts |= g.Missing
	}
	return parts
}

// A Principal is what users, groups and roles have in common.
type Principal struct {
	ARN      string
	Name     string
	ID       string // the unique id: AIDA…, AGPA…, AROA…
	Path     string
	Created  string // as the source writes it, RFC 3339
	Attached []PolicyRef
	Inline   []InlinePolicy
	Location Location
}

// A User is an IAM user.
type User struct {
	Principal
	Groups   []string // names
	Boundary *PolicyRef
	Tags     []Tag
}

// A Group is an IAM group.
type Group struct {
	Principal
}

// A Role is an IAM role.
type Role struct {
	Principal
	Trust    Document // the assume role policy
	Boundary *PolicyRef
	Tags     []Tag
	LastUsed *LastUsed // nil where the source does not say
	// MaxSession is the longest session that can be asked for. Zero where the
	// source does not say: GetAccountAuthorizationDetails never does.
	MaxSession time.Duration
	// Description is known where MaxSession is: the same sources tell it.
	Description string
	// InstanceProfiles are the names of those that the role is in.
	InstanceProfiles []string
}

// LastUsed is when and where a role was used last. A zero value means: not in
// the window of 400 days that IAM tracks.
type LastUsed struct {
	Date   string
	Region string
}

// A Tag is a key and a value.
type Tag struct {
	Key, Value string
}

// A PolicyRef names a managed policy.
type PolicyRef struct {
	ARN      string
	Name     string // empty for a permissions boundary, whose source gives the ARN only
	Location Location
}

// An InlinePolicy is a policy that belongs to one user, group or role.
type InlinePolicy struct {
	Name     string
	Document Document
	Location Location
}

// A Policy is a managed policy: the account's own, or one of AWS's that the
// account uses.
type Policy struct {
	ARN            string
	Name           string
	ID             string
	Path           string
	DefaultVersion string
	Attachments    int // users, groups and roles it is attached to
	BoundaryUses   int // users and roles whose boundary it is
	Versions       []PolicyVersion
	Location       Location
}

// A PolicyVersion is one version of a managed policy.
type PolicyVersion struct {
	ID       string
	Default  bool
	Created  string
	Document Document
}
