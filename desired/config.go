package desired

import (
	"time"

	"hotline/org"
)

// A Config is the content of a hotline.yaml that was found to be in order.
type Config struct {
	Role   Role
	Policy Variant
	Trust  Trust
	Scope  Scope
	Found  Found
}

// A Role is the support role as it is wanted in each account.
type Role struct {
	Name        string
	Path        string // begins and ends with a slash
	Description string
	Session     time.Duration // the longest that can be asked for: 1 to 12 hours
	Tags        []org.Tag     // sorted by their keys
	// Boundary is the ARN of the permissions boundary, in which {partition} and
	// {account} stand for those of the account; None to have none, and empty to
	// leave what is there.
	Boundary string
}

// None is the Boundary of a role that is to have none.
const None = "none"

// The tag by which hotline knows what it owns.
const (
	OwnerTag   = "managed-by"
	OwnerValue = "hotline"
)

// A Variant says what the role is allowed.
type Variant string

// The variants. Only the first meets the control of the benchmarks, which ask
// for AWSSupportAccess.
const (
	AWSManaged     Variant = "aws-managed"     // AWSSupportAccess
	LeastPrivilege Variant = "least-privilege" // the list that AWS publishes, inline
)

// A Trust is who may assume the role. There is somebody in it.
type Trust struct {
	People     []People
	Providers  []Provider
	Automation []Automation
}

// People are users, roles and permission sets of one account of one's own.
type People struct {
	Account        string
	Roles, Users   []string // names, or paths with names
	PermissionSets []string // names, of IAM Identity Center
	// MFA asks the users for a second factor. Roles and permission sets cannot
	// show one.
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
	MFA          bool
	Organization string // id that they must be of; empty for any
	// SourceIdentity lets them set one, and demands it.
	SourceIdentity bool
	SessionTags    []string // keys of tags that sessions must have
	// Grants are who is allowed, on the side of the account, to assume the
	// role: it takes both.
	Grants []Grantee
}

// A Grantee is a group or a role that is allowed to assume the support role.
type Grantee struct {
	Kind string // group, role or user
	Name string
}

// A Provider is a managed service provider.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
type Provider struct {
	Account string
	Roles   []string // names, or paths with names; anybody in the account otherwise
	// ExternalIDs are the ids by account.
	ExternalIDs map[string]string
	// File is where they are stored.
	File string
}

// An Automation is one of a service, a role and an identity provider.
type Automation struct {
	Service string // ssm.amazonaws.com
	// SourceAccount demands that the service acts for the account itself.
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
	SourceAccount bool
	Role          string // ARN
	OIDC          *OIDC
}

// An OIDC is an identity provider of each account.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
type OIDC struct {
	Provider  string // host and path
	Audiences []string
	Subjects  []string // * and ? stand for any text and one character
}

// A Scope is which accounts have the role: those that are named or in the
// units, all where none are named; and never those that are excluded.
type Scope struct {
	Accounts, Units, Exclude []string
}

// A Found says what becomes of what is there.
type Found struct {
	Roles       Treatment // other roles with AWSSupportAccess
	Adopt       []string  // ARNs of roles that are taken over, whatever Roles says
	Attachments Treatment // AWSSupportAccess on users and groups
	Extras      Treatment // what else the support role is allowed
}

// A Treatment is what becomes of something.
type Treatment string

// The treatments. Attachments and extras cannot be adopted.
const (
	Leave  Treatment = "leave"
	Adopt  Treatment = "adopt"
	Remove Treatment = "remove"
)

// Includes reports whether an account has the role: id, and the ids of the
// units above it.
func (s Scope) Includes(id string, above []string) bool {
	in := func(list []string) bool {
		for _, want := range list {
			if want == id {
				return true
			}
			for _, unit := range above {
				if want == unit {
					return true
				}
			}
		}
		return false
	}
	if in(s.Exclude) {
		return false
	}
	return len(s.Accounts)+len(s.Units) == 0 || in(s.Accounts) || in(s.Units)
}
