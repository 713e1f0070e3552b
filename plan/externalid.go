package plan

import (
	"slices"

	"hotline/desired"
	"hotline/org"
	"hotline/policy"
)

// ExternalID is the external id on which the role of an account that is, or
// becomes, the support role lets a provider in already: the provider uses it.
// It is empty where there is none, or several.
func (w *Wish) ExternalID(a *org.Account, provider string) string {
	d := &differ{Wish: w, account: a, state: StateOf(a), out: new(Account)}
	if r, ok := d.choose(); ok && r != nil {
		return externalID(r, provider)
	}
	return ""
}

// LacksExternalID reports whether an external id is to be made for a provider in
// an account: it is open, in scope and was read, and neither the configuration
// nor the role has one.
func (w *Wish) LacksExternalID(a *org.Account, above []string, p desired.Provider) bool {
	isOpen := a.Member == nil || a.Member.IsOpen()
	isRead := !a.IsDamaged() && a.Missing()&org.AllParts == 0 && a.ID != ""
	return isOpen && isRead && w.Config.Scope.Includes(a.ID, above) && p.ExternalIDs[a.ID] == "" && w.ExternalID(a, p.Account) == ""
}

// withIDs is the configuration with the external ids that a role has and the
// configuration lacks.
func (d *differ) withIDs(r *org.Role) *desired.Config {
	c := *d.Config
	c.Trust.Providers = slices.Clone(c.Trust.Providers)
	for i := range c.Trust.Providers {
		p := &c.Trust.Providers[i]
		if id := externalID(r, p.Account); id != "" && p.ExternalIDs[d.account.ID] == "" {
			p.ExternalIDs = map[string]string{d.account.ID: id}
		}
	}
	return &c
}

// externalID is the one external id on which a role lets an account in.
func externalID(r *org.Role, account string) string {
	if r == nil || r.Trust.Policy == nil {
		return ""
	}
	var ids []string
	for _, st := range r.Trust.Policy.Statements {
		if st.Effect.Value != policy.Allow || st.Principal == nil {
			continue
		}
		names := func(e policy.PrincipalEntry) bool {
			return slices.ContainsFunc(e.Names.Values, func(v policy.Text) bool { return org.PrincipalAccount(v.Value) == account })
		}
		if slices.ContainsFunc(st.Principal.Entries, names) {
			ids = append(ids, tests(st.Condition)[[2]string{"StringEquals", "sts:ExternalId"}]...)
		}
	}
	slices.Sort(ids)
	if ids = slices.Compact(ids); len(ids) != 1 {
		return ""
	}
	return ids[0]
}

// SupportRoles are the ARNs of the support roles that grants are about, in some
// partitions; none where nobody is granted them.
func (w *Wish) SupportRoles(partitions ...string) []string {
	grants := func(p desired.People) bool { return len(p.Grants) > 0 }
	if w.Remove || !slices.ContainsFunc(w.Config.Trust.People, grants) {
		return nil
	}
	var out []string
	for _, partition := range partitions {
		for _, arn := range w.Config.SupportRoles(partition) {
			if !slices.Contains(out, arn) {
				out = append(out, arn)
			}
		}
	}
	return out
}
