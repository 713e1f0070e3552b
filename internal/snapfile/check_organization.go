package snapfile

import (
	"fmt"
	"slices"
	"strings"

	"hotline/org"
)

// organization lists what is wrong with the organization, and which calls were
// not made.
func (in *Inspection) organization(s *Source) {
	o := s.organization
	if o == nil {
		in.Problems = append(in.Problems, Problem{Severity: Remark, Location: org.Location{File: in.dir}, Message: "nothing of an organization was read"})
		return
	}
	in.Problems = append(in.Problems, gapProblems("", o.Gaps, o.Notes)...)
	in.Counts.Members = len(o.Members)
	for _, p := range o.Policies {
		if p.Type == org.SCP {
			in.Counts.SCPs++
		} else {
			in.Counts.RCPs++
		}
	}
	e := &expectation{in: in, s: s, o: o}
	e.call("organizations:DescribeOrganization", "", "nothing says which account is the management account (describe-organization)")
	if !o.MembersComplete {
		e.call("organizations:ListAccounts", "", "the accounts were not listed to the end (list-accounts)")
	}
	e.call("organizations:ListRoots", "", "nothing says which types of policies are in force (list-roots)")
	e.tree()
	for _, kind := range e.kinds() {
		e.attachments(kind)
	}
	e.delegated()
	e.call("sso:ListInstances", "", "nothing says whether there is an IAM Identity Center (list-instances)")
	if o.IdentityCenter != nil {
		in.Counts.PermissionSets = len(o.IdentityCenter.PermissionSets)
		e.center(o.IdentityCenter)
	}
}

// An expectation compares the calls that were answered with those that a whole
// snapshot has.
type expectation struct {
	in *Inspection
	s  *Source
	o  *org.Organization
}

// call records that a call was not made, unless it was, or is known to have
// failed.
func (e *expectation) call(call, about, format string, args ...any) {
	if e.s.lists[listKey{call: call, about: about}] == nil { // what is not whole was told
		e.missing(call, about, format, args...)
	}
}

// missing records that the answer of a call is not there.
func (e *expectation) missing(call, about, format string, args ...any) {
	if !hasFailed(e.s.failed, call, about) {
		e.in.Problems = append(e.in.Problems, Problem{Severity: Missing, Location: org.Location{File: e.in.dir},
			Message: fmt.Sprintf(format, args...), Call: call})
	}
}

// tree lists the accounts and units that hang in the air.
func (e *expectation) tree() {
	for _, m := range e.o.Members {
		if m.IsOpen() && e.o.ID != "" && e.o.Path(m.ID) == "" {
			e.missing("organizations:ListParents", m.ID, "nothing says which units account %s is in (list-parents, or list-organizational-units-for-parent and list-accounts-for-parent)", m.ID)
		}
	}
}

// kinds are the types of policies that must be known: those that are in force.
func (e *expectation) kinds() []org.PolicyType {
	if e.o.FeatureSet == "CONSOLIDATED_BILLING" {
		return nil
	}
	for _, u := range e.o.Units {
		if u.IsRoot() && u.Enabled != nil {
			return slices.DeleteFunc(slices.Clone(u.Enabled), func(k org.PolicyType) bool { return !isInForce(k) })
		}
	}
	return []org.PolicyType{org.SCP}
}

// attachments lists of which targets it is not known what is attached to them.
// The management account is subject to no policy.
func (e *expectation) attachments(kind org.PolicyType) {
	if e.o.Read[org.AttachmentList{Type: kind}] {
		return
	}
	var targets []string
	for _, u := range e.o.Units {
		targets = append(targets, u.ID)
	}
	for _, m := range e.o.Members {
		if m.IsOpen() && !e.o.IsManagement(m.ID) {
			targets = append(targets, m.ID)
		}
	}
	for _, target := range targets {
		if !e.o.Read[org.AttachmentList{Target: target, Type: kind}] {
			e.missing("organizations:ListPoliciesForTarget", target, "nothing says which policies of the type %s are attached to %s (list-policies-for-target)", kind, target)
		}
	}
}

func (e *expectation) delegated() {
	e.call("organizations:ListDelegatedAdministrators", "", "nothing says which accounts administer services (list-delegated-administrators)")
	for _, d := range e.o.Delegated {
		if d.Services == nil {
			e.call("organizations:ListDelegatedServicesForAccount", d.Account, "nothing says which services account %s administers (list-delegated-services-for-account)", d.Account)
		}
	}
}

// center lists which calls about IAM Identity Center were not made.
func (e *expectation) center(c *org.IdentityCenter) {
	e.call("sso:ListPermissionSets", "", "the permission sets were not listed (list-permission-sets)")
	for _, p := range c.PermissionSets {
		id := setID(p.ARN)
		for _, operation := range []string{"DescribePermissionSet", "ListManagedPoliciesInPermissionSet",
			"ListCustomerManagedPolicyReferencesInPermissionSet", "GetInlinePolicyForPermissionSet", "ListTagsForResource"} {
			e.call("sso:"+operation, id, "permission set %s was not looked at with %s", strings.TrimSpace(p.Name+" "+id), operation)
		}
	}
	for _, m := range e.o.Members {
		if m.IsOpen() && !c.Assigned[m.ID] {
			e.missing(listAssignments, m.ID, "nothing says who is assigned to all permission sets in account %s (list-account-assignments)", m.ID)
		}
	}
	e.call("identitystore:ListUsers", "", "nothing says who the users are (identitystore list-users)")
	e.call("identitystore:ListGroups", "", "nothing says who the groups are (identitystore list-groups)")
}
