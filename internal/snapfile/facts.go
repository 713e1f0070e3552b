package snapfile

import "hotline/org"

// Findings are what is wrong or odd in a source.
type findings struct {
	gaps  []org.Gap
	notes []org.Note
}

// Facts are what one page says of the organization. The organization is made
// from the facts of all files, in whatever order they come.
type facts struct {
	findings
	organizations []organizationFact
	members       []memberFact
	units         []unitFact
	edges         []edge
	policies      []policyFact
	attached      []org.Attachment
	delegated     []org.DelegatedAdministrator
	instances     []string // ARNs of instances of Identity Center
	sets          []setFact
	provisioned   []provision
	assignments   []org.Assignment
	names         map[string]string // of users and groups, by their ids
	lists         []list
	notAsked      []notAsked

	related related
}

// An organizationFact is what an answer says of the organization as a whole.
type organizationFact struct {
	id, management, features string
	at                       org.Location
}

// A memberFact is an account as one answer describes it.
type memberFact struct {
	org.Member
	status string // what AWS used before State
	listed bool   // it comes from a list of accounts
}

// A unitFact is a root or a unit as one answer describes it.
type unitFact struct {
	org.Unit
	listed bool // it comes from a list of units
	at     org.Location
}

// An edge says that an account or a unit is in another unit.
type edge struct {
	child, parent string
	at            org.Location
}

// A notAsked is an account of which nothing was asked, on purpose.
type notAsked struct {
	id string
	at org.Location
}

// A policyFact is a control policy as one answer describes it.
type policyFact struct {
	org.ControlPolicy
	listed bool // it comes from a list of policies
	at     org.Location
}

// A setFact is what one answer says of a permission set.
type setFact struct {
	id string // ps-…
	org.PermissionSet
	at org.Location
}

// A provision says that a permission set, ps-…, has a role in an account: in
// every one in which anybody is assigned to it.
type provision struct {
	set, account string
}

// A list is a page of a list that AWS gave, and whether a further page
// follows.
type list struct {
	listKey
	truncated bool
	at        org.Location
}

// A listKey tells lists apart: by the call, what it was asked about, and the
// type of policies.
type listKey struct {
	call  string // organizations:ListPolicies
	about string
	kind  org.PolicyType
}

// Related are lists of a page that do not say what they are about: the name of
// the file does, or another key of the same object.
type related struct {
	at          org.Location // of the first of the lists
	accounts    bool         // the page lists accounts
	units       bool
	policies    bool
	target      string // of the list of policies; empty for that of all
	untyped     bool   // the list of policies is empty, and its name says no type
	assignments bool
	parents     []string
	children    []string
	targets     []string
	services    []string
	accountIDs  []string
	set         *setFact // parts of a permission set
	calls       []string // by which those parts were read
}
