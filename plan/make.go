package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hotline/desired"
	"hotline/org"
	"hotline/policy"
)

// A Wish is what accounts are planned by.
type Wish struct {
	Config *desired.Config
	// Remove takes back what hotline has, instead of what the Config wants.
	Remove bool
	Mode   Mode
	// Caller is the ARN of who will make the changes, and Entry the ARN of the
	// role by which the account is entered; empty where that is not known.
	Caller string
	Entry  func(account, partition string) string
}

// Account works out what is to be changed in an account. above is the ids of the
// units that it is in.
//
// Who gains and who loses, and whether the last way in is closed, is not known
// to it: that takes the other accounts.
func (w *Wish) Account(a *org.Account, above []string) Account {
	out := Account{ID: a.ID, Partition: a.Partition}
	if a.Member != nil {
		out.Name = a.Member.Name
	}
	isIn, isMeant := w.Config.Scope.Includes(a.ID, above), w.Concerns(a.ID, above)
	missing := a.Missing() & org.AllParts
	isRead := !a.IsDamaged() && missing == 0 && a.ID != ""
	switch {
	case a.Member != nil && !a.Member.IsOpen():
		out.Outcome, out.Reason = Outside, "the account is "+string(a.Member.State)
		return out
	case !isMeant && !isRead:
		out.Outcome, out.Reason = Outside, notInScope
		return out
	case missing == org.AllParts && !a.HoldersKnown && !slices.ContainsFunc(a.Gaps, func(g org.Gap) bool { return g.Kind != org.Unasked }):
		out.Outcome, out.Reason = Outside, "it was not asked for"
		return out
	case !isRead:
		out.Outcome, out.Reason = Unknown, whyUnknown(a)
		return out
	}
	d := &differ{Wish: w, account: a, state: StateOf(a), out: &out}
	switch {
	case w.Remove:
		d.removeOwn()
	case isIn:
		d.supportRole()
	default:
		d.forgotten()
	}
	d.grants()
	if out.Outcome == Refused {
		out.Changes = nil
		return out
	}
	Sort(out.Changes)
	out.Outcome = Changes
	switch {
	case len(out.Changes) == 0 && !isMeant:
		out.Outcome, out.Reason = Outside, notInScope
	case len(out.Changes) == 0:
		out.Outcome = Unchanged
	}
	return out
}

const notInScope = "scope does not include it"

// Concerns reports whether there is something to plan in an account: it has the
// role, or somebody who is to be allowed to assume it. What hotline made may be
// anywhere.
func (w *Wish) Concerns(account string, above []string) bool {
	return w.Remove || w.Config.Scope.Includes(account, above) || len(w.grantees(account)) > 0
}

// whyUnknown is what an account could not be read for.
func whyUnknown(a *org.Account) string {
	for _, g := range a.Gaps {
		if g.Kind == org.Damaged || g.Missing&org.AllParts != 0 {
			text := g.Message
			if g.Call != "" {
				text = g.Call + ": " + text
			}
			return text
		}
	}
	return "the account was not read"
}

// A differ compares one account with what is wanted.
type differ struct {
	*Wish
	account *org.Account
	state   State
	out     *Account
}

func (d *differ) refuse(format string, args ...any) {
	d.out.Outcome, d.out.Reason = Refused, fmt.Sprintf(format, args...)
}

func (d *differ) leave(format string, args ...any) {
	d.out.Left = append(d.out.Left, fmt.Sprintf(format, args...))
}

// want adds a change of a property, unless it has the value already.
func (d *differ) want(p Property, after *string, rule, reason string) {
	before := d.state.Value(p)
	if Same(p.Field, before, after, d.account.Partition) {
		return
	}
	c := Change{Property: p, Before: before, After: after, Reason: reason, Rule: rule}
	if d.Mode == Additive {
		added, ok := c.additive(d.account.Partition)
		if p.Field == Trust && before != nil && denies(*before) {
			d.leave("%s stays as it is, since the mode is additive: it has statements that deny, and what is added may not do", p)
			return
		}
		if !ok {
			d.leave("%s stays as it is, since the mode is additive: %s", p, reason)
			return
		}
		if c = added; Same(c.Field, c.Before, c.After, d.account.Partition) {
			return
		}
	}
	c.Undo = undo(c)
	d.out.Changes = append(d.out.Changes, c)
}

// supportRole plans the role, and what else has AWSSupportAccess.
func (d *differ) supportRole() {
	r, ok := d.choose()
	if !ok {
		return
	}
	if r == nil {
		d.create()
	} else if d.isOurselves(r) {
		d.refuse("%s is the role by which the account is entered, or which runs this: it must not be the support role", r.ARN)
	} else {
		d.repair(r)
	}
	d.others(r)
	d.attachments()
	if d.out.Outcome == Refused {
		return
	}
	name, path := d.Config.Role.Name, d.Config.Role.Path
	if r != nil {
		name, path = r.Name, r.Path
	}
	d.out.Role = "arn:" + d.account.Partition + ":iam::" + d.account.ID + ":role" + cmp.Or(path, "/") + name
	d.out.Admits = d.Config.Admits(d.account.Partition)
}

// choose finds the role that is, or becomes, the support role: nil for one that
// is to be created. It refuses, and returns false, where it may not be touched.
func (d *differ) choose() (*org.Role, bool) {
	var named *org.Role
	for _, r := range d.account.Roles {
		if strings.EqualFold(r.Name, d.Config.Role.Name) { // names differ by more than case
			named = r
		}
	}
	switch {
	case named != nil && isReserved(named):
		d.refuse("%s belongs to AWS", named.ARN)
		return nil, false
	case named != nil && (owner(named) != "" || d.adopts(named)):
		return named, true
	case named != nil:
		d.refuse("%s is there and is not hotline's%s; found.adopt in the configuration takes it over", named.ARN, d.hostile(named))
		return nil, false
	}
	for _, arn := range d.Config.Found.Adopt {
		if org.PrincipalAccount(arn) == d.account.ID && !slices.ContainsFunc(d.account.Roles, func(r *org.Role) bool { return r.ARN == arn }) {
			d.refuse("found.adopt names %s, which is not there", arn)
			return nil, false
		}
	}
	possible := d.own()
	for _, r := range possible {
		if owner(r) == desired.OwnerValue && !slices.Contains(d.Config.Found.Adopt, r.ARN) && len(possible) == 1 {
			d.refuse("the role that hotline made here is called %s, and role.name is %s: name %s in found.adopt, or take it away by hotline remove first", r.Name, d.Config.Role.Name, r.ARN)
			return nil, false
		}
	}
	if len(possible) == 0 {
		possible = d.adoptable()
	}
	switch {
	case len(possible) > 1:
		var names []string
		for _, r := range possible {
			names = append(names, r.Name)
		}
		d.refuse("several roles could be the support role: %s; role.name or found.adopt in the configuration says which", strings.Join(names, ", "))
		return nil, false
	case len(possible) == 1:
		return possible[0], true
	}
	return nil, true
}

// own lists the roles that are hotline's, of whatever name.
func (d *differ) own() []*org.Role {
	var out []*org.Role
	for _, r := range d.account.Roles {
		if owner(r) != "" && !isReserved(r) {
			out = append(out, r)
		}
	}
	return out
}

// adoptable lists the roles of others that may be taken over: those that are
// named, or else those with AWSSupportAccess.
func (d *differ) adoptable() []*org.Role {
	var out []*org.Role
	for _, r := range d.account.Roles {
		if slices.Contains(d.Config.Found.Adopt, r.ARN) && !isReserved(r) {
			out = append(out, r)
		}
	}
	if out == nil {
		out = slices.DeleteFunc(d.candidates(), func(r *org.Role) bool { return !d.adopts(r) })
	}
	return out
}

// candidates lists the roles with AWSSupportAccess that somebody made.
func (d *differ) candidates() []*org.Role {
	var out []*org.Role
	for _, r := range d.account.Roles {
		if !isReserved(r) && slices.ContainsFunc(r.Attached, func(p org.PolicyRef) bool { return p.ARN == d.supportAccess() }) {
			out = append(out, r)
		}
	}
	return out
}

func (d *differ) supportAccess() string { return supportAccess(d.account) }

// supportAccess is the ARN of the policy in the partition of an account.
func supportAccess(a *org.Account) string {
	return org.AWSManagedPolicy(a.Partition, "AWSSupportAccess")
}

// adopts reports whether a role of others may be taken over. Where some are
// named in the account, it is only those.
func (d *differ) adopts(r *org.Role) bool {
	here := func(arn string) bool { return org.PrincipalAccount(arn) == d.account.ID }
	if slices.ContainsFunc(d.Config.Found.Adopt, here) {
		return slices.Contains(d.Config.Found.Adopt, r.ARN)
	}
	return d.Config.Found.Roles == desired.Adopt
}

// isReserved reports whether a role is one of a service or of Identity Center:
// IAM lets nobody change those.
func isReserved(r *org.Role) bool { return r.IsServiceLinked() || r.PermissionSet() != "" }

// The values of the tag by which hotline knows its own roles. One that it has
// adopted is not its to delete.
const adoptedValue = desired.OwnerValue + "-adopted"

// owner is the value of that tag; empty for a role of others.
func owner(r *org.Role) string {
	for _, t := range r.Tags {
		if isOwnerTag(t.Key) && (t.Value == desired.OwnerValue || t.Value == adoptedValue) {
			return t.Value
		}
	}
	return ""
}

// isOwnerTag reports whether a key is that of the tag: IAM tells keys apart by
// more than case.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules
func isOwnerTag(key string) bool { return strings.EqualFold(key, desired.OwnerTag) }

// hostile says in words what is wrong with the trust policy of a role of others;
// empty for nothing that would be worse than of others.
func (d *differ) hostile(r *org.Role) string {
	if r.Trust.Policy == nil {
		return ""
	}
	for _, st := range r.Trust.Policy.Statements {
		if isOpen(st) {
			return ", and trusts everybody"
		}
		if st.Effect.Value != policy.Allow {
			continue
		}
		for _, e := range st.Principal.Entries {
			for _, v := range e.Names.Values {
				account := org.PrincipalAccount(v.Value)
				if e.Kind.Value == policy.PrincipalAWS && account != "" && account != d.account.ID && !d.isWanted(account) {
					return ", and trusts account " + account + ", which the configuration does not name"
				}
			}
		}
	}
	return ""
}

// isWanted reports whether the configuration lets an account in.
func (d *differ) isWanted(account string) bool {
	t := d.Config.Trust
	return slices.ContainsFunc(t.People, func(p desired.People) bool { return p.Account == account }) ||
		slices.ContainsFunc(t.Providers, func(p desired.Provider) bool { return p.Account == account }) ||
		slices.ContainsFunc(t.Automation, func(a desired.Automation) bool { return org.PrincipalAccount(a.Role) == account })
}

// isOurselves reports whether a role is one of who makes the changes.
func (d *differ) isOurselves(r *org.Role) bool {
	return Ourselves{d.Caller, d.Entry}.Is(d.account.ID, d.account.Partition, r.Name)
}
