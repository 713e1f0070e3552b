package org

// An Organization is what AWS Organizations tells of the accounts: which there
// are, where they stand in the tree, and which policies are attached where.
// https://docs.aws.amazon.com/organizations/latest/APIReference/Welcome.html
type Organization struct {
	ID                string // o-…
	ManagementAccount string // its id
	// FeatureSet is ALL, or CONSOLIDATED_BILLING, with which no policies are in
	// force.
	FeatureSet  string
	Units       []*Unit   // the root and the organizational units
	Members     []*Member // the accounts, in the order of their ids
	Policies    []*ControlPolicy
	Attachments []Attachment
	// Read says which lists of attachments were read to the end.
	Read           map[AttachmentList]bool
	Delegated      []DelegatedAdministrator
	IdentityCenter *IdentityCenter // nil where nothing of it was read
	// MembersComplete says that the accounts were listed to the end, so that an
	// account that is not among them is no member.
	MembersComplete bool
	Sources         []string
	Gaps            []Gap
	Notes           []Note
}

// A Unit is the root of the tree, or an organizational unit.
type Unit struct {
	ID     string // r-… or ou-…
	Name   string
	Parent string // the id of the unit above; empty for the root, and where it is not known
	// Enabled are the types of policies that are in force in the tree. Only the
	// root has them.
	Enabled []PolicyType
}

// IsRoot reports whether u is the root of the tree.
func (u *Unit) IsRoot() bool { return len(u.ID) > 2 && u.ID[:2] == "r-" }

// A Member is an account as the organization lists it.
type Member struct {
	ID, Name, Email, ARN string
	State                AccountState
	Parent               string // the id of the unit the account is in; empty where it is not known
	Joined               string // as the source writes it, RFC 3339
	Location             Location
}

// An AccountState is the state of an account in its life.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
type AccountState string

// The states of an account. Only an active one can be looked into.
const (
	PendingActivation AccountState = "PENDING_ACTIVATION"
	Active            AccountState = "ACTIVE"
	Suspended         AccountState = "SUSPENDED"
	PendingClosure    AccountState = "PENDING_CLOSURE"
	Closed            AccountState = "CLOSED"
)

// IsOpen reports whether principals of the account can do anything, as far as
// the state tells: one that is not known says no.
func (m *Member) IsOpen() bool {
	return m == nil || m.State == Active || m.State == "" || m.State == PendingClosure
}

// A PolicyType is a type of policy of an organization.
type PolicyType string

// The types of policies that authorization knows.
const (
	SCP PolicyType = "SERVICE_CONTROL_POLICY"
	RCP PolicyType = "RESOURCE_CONTROL_POLICY"
)

// A ControlPolicy is a service or resource control policy.
type ControlPolicy struct {
	ID, ARN, Name string
	Type          PolicyType
	AWSManaged    bool
	Document      Document
}

// An Attachment says that a policy is attached to the root, a unit or an
// account.
type Attachment struct {
	Policy string // p-…
	Target string // r-…, ou-… or the id of an account
}

// An AttachmentList is all that is attached of a type to one target; with no
// Target, to any.
type AttachmentList struct {
	Target string
	Type   PolicyType
}

// A DelegatedAdministrator is a member that administers services for the
// organization.
type DelegatedAdministrator struct {
	Account  string
	Services []string // service principals; nil where they were not read
}

// Member finds an account by its id.
func (o *Organization) Member(id string) *Member {
	if o == nil {
		return nil
	}
	for _, m := range o.Members {
		if m.ID == id {
			return m
		}
	}
	return nil
}

// Unit finds the root or a unit by its id.
func (o *Organization) Unit(id string) *Unit {
	for _, u := range o.Units {
		if u.ID == id {
			return u
		}
	}
	return nil
}

// Policy finds a policy by its id.
func (o *Organization) Policy(id string) *ControlPolicy {
	for _, p := range o.Policies {
		if p.ID == id {
			return p
		}
	}
	return nil
}

// IsManagement reports whether an account is the management account.
func (o *Organization) IsManagement(account string) bool {
	return o != nil && account != "" && o.ManagementAccount == account
}
