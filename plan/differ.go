package plan

import (
	"slices"
	"strings"
	"time"

	"hotline/desired"
	"hotline/org"
)

// The rules of an audit that changes mend. See docs/reference/rules.md.
const (
	ruleExists      = "SR001"
	ruleExtras      = "SR002"
	ruleAttachments = "SR008"
	ruleSession     = "SR010"
	ruleTags        = "SR011"
)

// create plans a role that is not there.
func (d *differ) create() {
	spec, ok := d.spec(nil)
	if !ok {
		return
	}
	value := spec.Text()
	d.want(Property{Kind: Role, Name: d.Config.Role.Name, Field: Itself}, &value, ruleExists, "there is no support role: the benchmarks want one to manage incidents with AWS Support")
	d.permissions(d.Config.Role.Name)
}

// spec is the role as it is wanted: in place of one that is there, or of none.
func (d *differ) spec(there *org.Role) (RoleSpec, bool) {
	trust, err := d.withIDs(there).TrustPolicy(d.account.ID, d.account.Partition)
	if err != nil {
		d.refuse("%v", err)
		return RoleSpec{}, false
	}
	r := d.Config.Role
	spec := RoleSpec{Path: r.Path, Trust: trust, Description: r.Description, Session: int(r.Session / time.Second), Tags: map[string]string{desired.OwnerTag: desired.OwnerValue}}
	for _, t := range r.Tags {
		spec.Tags[t.Key] = t.Value
	}
	if b := r.BoundaryOf(d.account.ID, d.account.Partition); b != desired.None {
		spec.Boundary = b
	}
	if org.PrincipalAccount(spec.Boundary) == d.account.ID && !slices.ContainsFunc(d.account.Policies, func(p *org.Policy) bool { return p.ARN == spec.Boundary }) {
		d.refuse("the boundary %s is not in the account", spec.Boundary)
		return RoleSpec{}, false
	}
	return spec, true
}

// permissions plans what the role is allowed.
func (d *differ) permissions(name string) {
	arn := d.supportAccess()
	if d.Config.Policy == desired.LeastPrivilege {
		document := desired.LeastPrivilegePolicy()
		d.want(Property{Role, name, Inline, desired.SupportPolicy}, &document, "", "the role is to have the list of permissions that AWS publishes")
		return
	}
	d.want(Property{Role, name, Attached, arn}, &arn, ruleExists, "the role lacks AWSSupportAccess")
}

// others plans the other roles with AWSSupportAccess.
func (d *differ) others(chosen *org.Role) {
	for _, r := range d.candidates() {
		switch {
		case chosen != nil && r.Name == chosen.Name:
		case d.Config.Found.Roles == desired.Remove && d.isOurselves(r):
			d.refuse("%s runs this, or is how the account is entered: it is not removed", r.ARN)
		case d.Config.Found.Roles == desired.Remove:
			d.delete(r, "AWSSupportAccess is to be on the support role alone")
		default:
			d.leave("role %s has AWSSupportAccess too; found.roles: remove takes it away", r.Name)
		}
	}
}

// delete plans that a role goes, with all that it has.
func (d *differ) delete(r *org.Role, reason string) {
	for _, p := range d.state.Of(Resource{Role, r.Name}).Properties() {
		switch p.Field {
		case Attached, Inline, InstanceProfile:
			d.want(p, nil, "", reason)
		default: // goes with the role
		}
	}
	// The rest of what the role has goes with it.
	d.want(Property{Kind: Role, Name: r.Name, Field: Itself}, nil, "", reason)
	if i := d.deletion(r.Name); i >= 0 {
		d.out.Changes[i].Risk = "created again, the role would have another id: policies that name it would no longer mean it"
	}
}

// deletion is where in the changes a role goes: -1 where it stays.
func (d *differ) deletion(name string) int {
	return slices.IndexFunc(d.out.Changes, func(c Change) bool { return c.Field == Itself && c.Name == name && c.After == nil })
}

// attachments plans AWSSupportAccess on users and groups.
func (d *differ) attachments() {
	for _, p := range d.state.Properties() {
		if p.Kind == Role || p.Field != Attached || p.Key != d.supportAccess() {
			continue
		}
		if d.Config.Found.Attachments == desired.Remove {
			d.want(p, nil, ruleAttachments, "AWSSupportAccess is to be had by the role, not by users and groups")
			continue
		}
		d.leave("%s has AWSSupportAccess; found.attachments: remove takes it away", p.Resource())
	}
}

// grantees lists who of an account is allowed to assume the support role, each
// once.
func (w *Wish) grantees(account string) []desired.Grantee {
	var out []desired.Grantee
	for _, p := range w.Config.Trust.People {
		if p.Account == account {
			for _, g := range p.Grants {
				if !slices.Contains(out, g) {
					out = append(out, g)
				}
			}
		}
	}
	return out
}

// grants plans the side of the identities.
func (d *differ) grants() {
	var wanted []Property
	for _, g := range d.grantees(d.account.ID) {
		p := Property{Kind(g.Kind), g.Name, Inline, desired.GrantPolicy}
		goes := p.Kind == Role && d.deletion(g.Name) >= 0
		switch {
		case d.Remove:
			continue
		case !d.isThere(p.Resource()):
			d.refuse("%s, which is to be allowed to assume the support role, is not in the account", p.Resource())
		case goes || p.Kind == Role && strings.HasSuffix(d.out.Role, "/"+g.Name):
			d.refuse("%s is to be allowed to assume the support role, and is that role or one to be removed", p.Resource())
		default:
			document := d.grant(g)
			d.want(p, &document, "", "across accounts the trust policy is not enough: who assumes the role must be allowed to")
		}
		wanted = append(wanted, p)
	}
	reason := "hotline wrote it, and grants name nobody of this name any more"
	if d.Remove {
		reason = "hotline is taken back"
	}
	for _, p := range d.state.Properties() {
		goes := p.Kind == Role && d.deletion(p.Name) >= 0 // with all that it has
		if p.Field == Inline && p.Key == desired.GrantPolicy && !goes && !slices.Contains(wanted, p) {
			d.want(p, nil, "", reason)
		}
	}
}

// grant is what lets somebody assume the support role, as all that are let in
// through them need it.
func (d *differ) grant(g desired.Grantee) string {
	out := ""
	for _, p := range d.Config.Trust.People {
		if p.Account != d.account.ID || !slices.Contains(p.Grants, g) {
			continue
		}
		document := d.Config.AssumePolicy(p, d.account.Partition)
		if both, ok := union(out, document, d.account.Partition); ok {
			document = both
		}
		out = document
	}
	return out
}

func (d *differ) isThere(r Resource) bool {
	named := func(p *org.Principal) bool { return p.Name == r.Name }
	switch r.Kind {
	case User:
		return slices.ContainsFunc(d.account.Users, func(u *org.User) bool { return named(&u.Principal) })
	case Group:
		return slices.ContainsFunc(d.account.Groups, func(g *org.Group) bool { return named(&g.Principal) })
	default:
		return slices.ContainsFunc(d.account.Roles, func(r *org.Role) bool { return named(&r.Principal) })
	}
}

// removeOwn plans that what hotline made goes, and that it gives back what it
// has adopted.
func (d *differ) removeOwn() {
	for _, r := range d.account.Roles {
		switch owner(r) {
		case desired.OwnerValue:
			if d.isOurselves(r) {
				d.refuse("%s runs this, or is how the account is entered: it is not removed", r.ARN)
				continue
			}
			d.delete(r, "hotline is taken back")
		case adoptedValue:
			d.want(Property{Role, r.Name, Inline, desired.SupportPolicy}, nil, "", "hotline is taken back")
			d.want(Property{Role, r.Name, Tag, spelling(r, desired.OwnerTag)}, nil, "", "hotline is taken back; the role was there before and stays as it is (hotline rollback puts back what it was)")
		}
	}
}

// forgotten says which roles of hotline are in an account that is not in scope.
func (d *differ) forgotten() {
	for _, r := range d.account.Roles {
		if owner(r) == desired.OwnerValue {
			d.leave("hotline made the role %s, and %s; hotline remove takes it away", r.Name, strings.Replace(notInScope, "it", "the account", 1))
		}
	}
}
