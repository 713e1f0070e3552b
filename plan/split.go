package plan

import (
	"slices"
	"strings"

	"hotline/desired"
	"hotline/org"
)

// Split parts an account into what a plan may be about and the rest: of the
// thousands of roles of an account, those that have AWSSupportAccess, the wanted
// name or hotline's tag, and whoever is, or is to be, allowed to assume the support
// role.
func (w *Wish) Split(a *org.Account) (concerned, rest *org.Account) {
	concerned, rest = new(org.Account), new(org.Account)
	*concerned, *rest = *a, *a
	grantees := w.grantees(a.ID)
	meant := func(kind Kind, p *org.Principal) bool {
		isSupport := func(ref org.PolicyRef) bool { return ref.ARN == supportAccess(a) }
		isGrantee := func(g desired.Grantee) bool { return g.Kind == string(kind) && g.Name == p.Name }
		isGrant := func(i org.InlinePolicy) bool { return i.Name == desired.GrantPolicy }
		return slices.ContainsFunc(p.Inline, isGrant) || slices.ContainsFunc(p.Attached, isSupport) || slices.ContainsFunc(grantees, isGrantee)
	}
	concerned.Users, rest.Users = part(a.Users, func(u *org.User) bool { return meant(User, &u.Principal) })
	concerned.Groups, rest.Groups = part(a.Groups, func(g *org.Group) bool { return meant(Group, &g.Principal) })
	concerned.Roles, rest.Roles = part(a.Roles, func(r *org.Role) bool {
		return meant(Role, &r.Principal) || strings.EqualFold(r.Name, w.Config.Role.Name) || owner(r) != "" || slices.Contains(w.Config.Found.Adopt, r.ARN)
	})
	return concerned, rest
}

func part[T any](list []T, is func(T) bool) (yes, no []T) {
	for _, v := range list {
		if is(v) {
			yes = append(yes, v)
		} else {
			no = append(no, v)
		}
	}
	return yes, no
}

// Join is what Split parted.
func Join(a, b *org.Account) *org.Account {
	out := *a
	out.Users, out.Groups, out.Roles = slices.Concat(a.Users, b.Users), slices.Concat(a.Groups, b.Groups), slices.Concat(a.Roles, b.Roles)
	slices.SortFunc(out.Roles, func(x, y *org.Role) int { return strings.Compare(x.ARN, y.ARN) })
	return &out
}
