package reach

import (
	"slices"
	"strings"

	"hotline/actions"
	"hotline/authz"
	"hotline/org"
)

// A Universe is all actions that there are, ready to be asked about.
type Universe struct {
	actions []actions.Action
	parsed  []authz.Action
}

// NewUniverse prepares all actions of a table.
func NewUniverse(table *actions.Table) *Universe {
	u := &Universe{actions: table.Expand("*")}
	for _, a := range u.actions {
		parsed, _ := authz.ParseAction(a.String()) // the table has SERVICE:NAME
		u.parsed = append(u.parsed, parsed)
	}
	return u
}

// A Leftover is an action that a role may be allowed besides what it is for.
type Leftover struct {
	Action actions.Action
	Grants []authz.Grant
}

// ReadOnly reports whether the action changes nothing.
func (l Leftover) ReadOnly() bool {
	return l.Action.Access == actions.AccessRead || l.Action.Access == actions.AccessList
}

// Extent lists every action that a role may be allowed on some resource, but for
// those of some services. It is a proof over all known actions, statement by
// statement: with boundaries, SCPs and Deny, and with every condition presumed
// to hold. It reports false where a policy of the role is not known.
func (x *Index) Extent(account *org.Account, role *org.Role, u *Universe, but ...string) ([]Leftover, bool) {
	alone := *account
	alone.Users, alone.Roles = nil, []*org.Role{role}
	digest := NewDigest(&alone, nil)
	a := digest.actors[len(digest.actors)-1] // roles come last
	p := x.policies(a, account.ID)
	if a.ServiceLinked || x.organization.IsManagement(account.ID) {
		p.SCPs = nil
	}
	for _, own := range p.Identity {
		if own.IsMissing() {
			return nil, false
		}
	}
	services := map[string]bool{}
	for _, s := range but {
		services[s] = true
	}
	var out []Leftover
	for i := range u.actions {
		if services[u.actions[i].Service] {
			continue
		}
		grants := slices.DeleteFunc(authz.Possible(p, u.parsed[i]), func(g authz.Grant) bool { return !isEffective(&u.actions[i], &g) })
		if len(grants) > 0 {
			out = append(out, Leftover{u.actions[i], grants})
		}
	}
	return out, true
}

// isEffective reports whether there is a resource that both an action and a
// statement are about: an action that knows no resources takes "*" only, and
// those of IAM, and the assuming of roles, what is IAM's.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
func isEffective(a *actions.Action, g *authz.Grant) bool {
	if g.NotResources {
		return true
	}
	switch {
	case !a.HasResources():
		return slices.ContainsFunc(g.Resources, func(p string) bool { return strings.Trim(p, "*?") == "" || strings.Contains(p, "$") })
	case a.Service == "iam", strings.HasPrefix(a.String(), "sts:AssumeRole"):
		return g.IsAbout("iam")
	}
	return true
}
