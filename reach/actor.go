package reach

import (
	"cmp"
	"slices"

	"hotline/authz"
	"hotline/org"
)

// An ActorKind is a kind of those who can act.
type ActorKind string

// The kinds of actors. The last six are not in an account of the snapshot, or
// become a principal of it only by assuming a role.
const (
	RootUser      ActorKind = "root user"
	User          ActorKind = "user"
	Role          ActorKind = "role"
	Session       ActorKind = "role session"      // one named session of a role
	PermissionSet ActorKind = "permission set"    // of IAM Identity Center
	Federated     ActorKind = "federated"         // who signs in by a SAML or OIDC provider
	Service       ActorKind = "service"           // an AWS service
	ForeignUser   ActorKind = "foreign principal" // a principal that was not read
	Foreign       ActorKind = "foreign account"   // whoever an account lets that was not read, or not to the end
	Anyone        ActorKind = "anyone"            // whoever has an AWS account
)

// order is the place of the kind in answers.
func (k ActorKind) order() int {
	switch k {
	case RootUser:
		return 0
	case User:
		return 1
	case Role:
		return 2
	case Session:
		return 3
	case PermissionSet:
		return 4
	case Federated:
		return 5
	case Service:
		return 6
	case ForeignUser:
		return 7
	case Foreign:
		return 8
	case Anyone:
	}
	return 9
}

// An Actor is somebody who can act.
type Actor struct {
	Kind    ActorKind
	ARN     string // what a policy would name; of a permission set in an account, ACCOUNT/NAME
	Account string // its id; empty for services and anyone
	Name    string
	// PermissionSet is the name of that from which Identity Center made a role.
	PermissionSet string
	ServiceLinked bool
	// Assigned are the users and groups of Identity Center that are assigned to
	// a permission set, with AssignedKnown.
	Assigned      []string
	AssignedKnown bool
	Location      org.Location

	of       *Actor // of a session: its role
	id       string
	tags     map[string]string
	held     []Held
	boundary *Held
	trust    *Held // of a role
	assumes  bool  // a policy of its own may allow it to assume roles
	tagged   bool  // its sessions may have other tags than tags
	bare     bool  // nobody who begins a session of it can give AWS a second factor
}

// A Held is a policy that somebody has.
type Held struct {
	Policy *authz.Policy
	Name   string // the ARN of a managed policy, or a description of an inline one
	Group  string // the group that has it; empty for the actor's own
	Inline bool

	document org.Document // without its Policy: for places
}

// IsOutside reports whether the actor is no IAM principal of the snapshot.
func (a *Actor) IsOutside() bool {
	return a.Kind.order() > Session.order()
}

// isBare reports whether what the actor does is done without a second factor, as
// far as AWS can tell, and so is all that follows from it: whoever has a session
// of a role cannot add one. Sessions of Identity Center say that none was given,
// whatever the person did to sign in; that is seen in CloudTrail events and on
// no page.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
func (a *Actor) isBare() bool {
	switch a.Kind {
	case PermissionSet, Federated, Service:
		return true
	default:
		return a.bare || a.PermissionSet != ""
	}
}

// mayAllow reports whether a policy of the actor's own may allow an action.
func (a *Actor) mayAllow(action authz.Action) bool {
	return a.Kind == RootUser || slices.ContainsFunc(a.held, func(h Held) bool { return h.Policy.MayAllow(action) })
}

// compareActors puts those of accounts before others, and orders them by
// account, kind and ARN.
func compareActors(a, b *Actor) int {
	return cmp.Or(cmp.Compare(boolInt(a.IsOutside()), boolInt(b.IsOutside())), cmp.Compare(a.Account, b.Account),
		cmp.Compare(a.Kind.order(), b.Kind.order()), cmp.Compare(a.ARN, b.ARN))
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
