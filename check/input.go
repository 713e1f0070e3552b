package check

import (
	"regexp"
	"slices"
	"time"

	"hotline/org"
	"hotline/reach"
)

// SupportPolicy is the name of the AWS managed policy that every benchmark
// asks for.
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSSupportAccess.html
const SupportPolicy = "AWSSupportAccess"

// Settings are what a user can say about an audit.
type Settings struct {
	CIS          CISVersion
	RoleName     *regexp.Regexp // which names a support role may have
	RequiredTags []string       // keys that a support role must be tagged with
	MaxSession   time.Duration  // the longest session a support role may allow
	// TrustedAccounts are ids of accounts that belong to the same owner,
	// besides the accounts of the snapshot.
	TrustedAccounts []string
	// Guardians are patterns of the ARNs of those who may change the support
	// role.
	Guardians []string
	// Unused is after how long a support role that nobody uses is in doubt.
	Unused time.Duration
	// ReviewTag is the key of the tag that says until when a support role was
	// reviewed: a date.
	ReviewTag  string
	Exceptions Exceptions
	// Accounts are the ids of the accounts to report on; nil for all. The
	// others are read for what they say of these.
	Accounts []string
	// Actions is all actions of AWS; without it, what else a role can do is
	// unknown.
	Actions *reach.Universe
	// Usage is what logs tell of the days before Now; nil where none were looked at.
	Usage *Usage
	Now   time.Time
}

// ReportsOn reports whether an account is to be reported on. One whose id is not
// known may be any.
func (s *Settings) ReportsOn(account string) bool {
	return s.Accounts == nil || account == "" || slices.Contains(s.Accounts, account)
}

// An Input is one account in the light of the settings and of the other
// accounts.
type Input struct {
	Account      *org.Account
	Organization *org.Organization // nil where it was not read
	Index        *reach.Index
	Settings     *Settings
	known        map[string]bool
	members      map[string]bool // the names of groups that have a user
	managed      map[string]*org.Policy
	extents      map[*org.Role]extent
}

// An extent is what Extent has found out.
type extent struct {
	rest  []reach.Leftover
	known bool
}

// Extent lists what a role of the account can do besides reaching Support. It
// reports false where that is not known.
func (in *Input) Extent(r *org.Role) ([]reach.Leftover, bool) {
	if in.Settings.Actions == nil {
		return nil, false
	}
	found, asked := in.extents[r]
	if !asked {
		found.rest, found.known = in.Index.Extent(in.Account, r, in.Settings.Actions, SupportServices()...)
		in.extents[r] = found
	}
	return found.rest, found.known
}

// newInput prepares an account for the questions of the rules.
func newInput(a *org.Account, by *Auditor) *Input {
	in := &Input{
		Account: a, Organization: by.organization, Index: by.index, Settings: by.settings, known: by.known,
		members: map[string]bool{}, managed: map[string]*org.Policy{}, extents: map[*org.Role]extent{},
	}
	for _, u := range a.Users {
		for _, g := range u.Groups {
			in.members[g] = true
		}
	}
	for _, p := range a.Policies {
		in.managed[p.ARN] = p
	}
	return in
}

// ManagedDocument is the document in force of a managed policy, or nil where
// the account has none of it.
func (in *Input) ManagedDocument(arn string) *org.Document {
	if p := in.managed[arn]; p != nil {
		return p.DefaultDocument()
	}
	return nil
}

// SupportARN is the ARN of AWSSupportAccess in the account's partition.
func (in *Input) SupportARN() string {
	return org.AWSManagedPolicy(in.Account.Partition, SupportPolicy)
}

// HasSupport reports whether AWSSupportAccess is among the attached policies.
func (in *Input) HasSupport(attached []org.PolicyRef) bool {
	return in.support(attached) != nil
}

func (in *Input) support(attached []org.PolicyRef) *org.PolicyRef {
	arn := in.SupportARN()
	for i := range attached {
		if attached[i].ARN == arn {
			return &attached[i]
		}
	}
	return nil
}

// SupportRoles lists the roles that AWSSupportAccess is attached to, except
// those that belong to a service.
func (in *Input) SupportRoles() []*org.Role {
	var roles []*org.Role
	for _, r := range in.Account.Roles {
		if in.HasSupport(r.Attached) && !r.IsServiceLinked() {
			roles = append(roles, r)
		}
	}
	return roles
}

// IsKnown reports whether an account belongs to the same owner: it is in the
// snapshot, or the user said so.
func (in *Input) IsKnown(account string) bool { return in.known[account] }

// Complete reports whether all that there is of some parts of the account was
// read, so that "there is none" can be said.
func (in *Input) Complete(parts org.Parts) bool {
	return !in.Account.IsDamaged() && in.Account.Missing()&parts == 0
}

// Resource names the account itself, as AWS Security Hub does.
func (in *Input) Resource() string { return accountPrefix + in.Account.ID }

// Nothing is the finding of a rule that found nothing to look at among parts
// of the account: not-applicable, or unknown where not all of them was read.
func (in *Input) Nothing(parts org.Parts, message string) []Finding {
	f := Finding{Outcome: NotApplicable, Resource: in.Resource(), Message: message, Location: in.Place()}
	if !in.Complete(parts) {
		f.Outcome = Unknown
		f.Message = "the account was not read completely; in what was read, " + message
		f.Remediation = readAgain
	}
	return []Finding{f}
}

// Place is the first source of the account.
func (in *Input) Place() org.Location {
	if len(in.Account.Sources) == 0 {
		return org.Location{}
	}
	return org.Location{File: in.Account.Sources[0]}
}

const readAgain = "aws iam get-account-authorization-details > FILE.json"
