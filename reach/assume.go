package reach

import (
	"slices"

	"hotline/authz"
	"hotline/org"
)

// An Assumption says who can become a role.
type Assumption struct {
	Role *Actor
	Can  []Entry // with Chains
	// Cannot are those whom the trust policy names, and who are kept out.
	Cannot []Refusal
}

// A Refusal is somebody whom a trust policy names, and who cannot assume the
// role.
type Refusal struct {
	Name     string // as in the trust policy, or an ARN
	Actor    *Actor // nil where there is no such principal
	Reason   Reason
	Blockers []Blocker // where Reason is Denied
}

// A Reason is why somebody is kept out.
type Reason string

// The reasons.
const (
	Gone       Reason = "there is no such principal"
	Denied     Reason = "policies deny it"
	Unassigned Reason = "nobody is assigned to the permission set"
	Idle       Reason = "the account is trusted as a whole, and nobody in it may assume the role"
	NotOpen    Reason = "the account is suspended or closed"
	// Unable are federated users.
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html
	Unable Reason = "such a principal cannot assume roles"
)

// WhoCanAssume says who can become a role of the snapshot, at once or by way of
// other roles. Of services it says only which the role is for.
func (x *Index) WhoCanAssume(role *Actor) *Assumption {
	out := &Assumption{Role: role}
	if d := x.accounts[role.Account]; d == nil || !x.isOpen(role.Account) {
		out.Cannot = []Refusal{{Name: role.ARN, Actor: role, Reason: NotOpen}}
		return out
	}
	entries := map[*Actor]*Entry{}
	for _, c := range (&search{index: x, goals: map[*Actor]goal{role: {effect: authz.Allowed, bare: authz.Allowed}}}).chains() {
		if c.From.Kind == Service && len(c.Hops) > 1 {
			continue
		}
		e := entries[c.From]
		if e == nil {
			e = &Entry{Actor: c.From, Effect: c.Effect}
			entries[c.From] = e
		}
		e.Chains = append(e.Chains, c)
	}
	for _, e := range entries {
		slices.SortStableFunc(e.Chains, func(a, b Chain) int { return rank(a.Effect) - rank(b.Effect) })
		e.Effect = e.Chains[0].Effect
		out.Can = append(out.Can, *e)
	}
	slices.SortFunc(out.Can, func(a, b Entry) int { return compareActors(a.Actor, b.Actor) })
	out.Cannot = x.refusals(role, entries)
	return out
}

// refusals lists those whom the trust policy of a role names and who cannot
// become it, and those of accounts that it names whom only something above
// their own policies stops.
func (x *Index) refusals(role *Actor, can map[*Actor]*Entry) []Refusal {
	var out []Refusal
	for _, c := range x.everyCandidate(role) {
		same := func(r Refusal) bool { return r.Name == c.name }
		if c.refused != "" && !slices.ContainsFunc(out, same) {
			out = append(out, Refusal{Name: c.name, Reason: c.refused})
		}
	}
	for _, c := range x.candidates(role) {
		if a := c.actor; can[a] == nil && can[a.of] == nil {
			out = append(out, x.refusal(c, role)...)
		}
	}
	return append(out, x.idle(role, can)...)
}

// refusal says why a candidate cannot become a role, if that is worth telling.
func (x *Index) refusal(c candidate, role *Actor) []Refusal {
	a, b := c.actor, []Blocker(nil)
	if a.Kind != PermissionSet {
		p, _ := x.plead(a, role)
		own := plea{p.request, &authz.Policies{Identity: p.policies.Identity, Resource: p.policies.Resource}}
		if !c.named && rank(own.decide()) < 0 {
			return nil // of an account that is trusted as a whole, not everybody is meant
		}
		b = blockers(p)
	} else if b = blockers(x.provision(role)); b == nil {
		return []Refusal{{Name: a.ARN, Actor: a, Reason: Unassigned}}
	}
	return []Refusal{{Name: a.ARN, Actor: a, Reason: Denied, Blockers: b}}
}

// idle lists the accounts that a trust policy names as a whole and of which
// nobody can assume the role.
func (x *Index) idle(role *Actor, can map[*Actor]*Entry) []Refusal {
	uses := map[string]bool{} // accounts
	for a, e := range can {
		uses[a.Account] = uses[a.Account] || slices.ContainsFunc(e.Chains, func(c Chain) bool { return len(c.Hops) == 1 })
	}
	var out []Refusal
	for _, name := range trusteesOf(role.trust.Policy).aws {
		account := org.PrincipalAccount(name)
		same := func(r Refusal) bool { return r.Name == name }
		if org.IsAccountRoot(name) && x.accounts[account] != nil && x.isOpen(account) && !uses[account] && !slices.ContainsFunc(out, same) {
			out = append(out, Refusal{Name: name, Reason: Idle})
		}
	}
	return out
}
