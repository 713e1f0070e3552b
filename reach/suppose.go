package reach

import (
	"hotline/authz"
	"hotline/org"
)

// A Supposed is somebody whom a role would let in if something held.
type Supposed struct {
	Edge
	// Named says that the trust policy names the actor itself, not its account
	// or everybody.
	Named bool
}

// Suppose lists who could assume a role if condition keys had some values,
// whatever is known of them.
func (x *Index) Suppose(role *Actor, values map[string][]string) []Supposed {
	var out []Supposed
	for _, c := range x.candidates(role) {
		r, p := x.assumption(c.actor, role)
		r.Context = r.Context.Stating(values)
		if e := x.settled(c.actor, plea{r, p}); rank(e.Effect) >= 0 {
			out = append(out, Supposed{e, c.named})
		}
	}
	return out
}

// LetIn lists whom a role lets in: by its trust policy and what stands over its
// account, whatever their own policies say and what stands over theirs.
func (x *Index) LetIn(role *Actor) []Edge {
	var out []Edge
	for _, c := range x.candidates(role) {
		r, p := x.assumption(c.actor, role)
		p = &authz.Policies{Identity: everything(), RCPs: p.RCPs, Resource: p.Resource}
		if e := x.settled(c.actor, plea{r, p}); rank(e.Effect) >= 0 {
			out = append(out, e)
		}
	}
	return out
}

// Welcomes decides whether the trust policy of a role lets in a user or role with
// an ARN, be there one or not: whatever its own policies and those of the
// organization say.
func (x *Index) Welcomes(role *Actor, arn string) Edge {
	somebody := &Actor{Kind: ForeignUser, ARN: arn, Account: org.PrincipalAccount(arn)}
	r := x.request(role, x.assume, role.ARN)
	r.Principal = x.principal(somebody)
	r.Context = x.context.Stating(map[string][]string{"aws:userid": {"somebody:somebody"}})
	return edge(somebody, r, &authz.Policies{Identity: everything(), Resource: role.trust.Policy})
}

// Strangers lists the ways in which a role lets in somebody of whom nothing is
// known: with credentials of any account, and with a token of an identity
// provider that is open to everybody and that IAM knows without being told. What
// the policies ask of their account, ARN and organization is left open:
// Edge.Given decides for one of whom it is said.
func (x *Index) Strangers(role *Actor) []Edge {
	if !trusteesOf(role.trust.Policy).everybody {
		return nil
	}
	p := &authz.Policies{RCPs: x.over(role.Account).rcps, Resource: role.trust.Policy, Identity: everything()}
	r := x.request(role, x.assume, role.ARN)
	r.Principal, _ = authz.NewPrincipal(authz.PrincipalSpec{ARN: "arn:aws:iam::" + nobody + ":role/somebody"})
	r.Context = x.context.Doubting("aws:PrincipalAccount", "aws:PrincipalArn", "aws:PrincipalType", "aws:userid", "aws:username")
	var out []Edge
	for _, p := range []plea{{r, p}, x.token(role)} {
		if e := edge(x.anyone(), p.request, p.policies); rank(e.Effect) >= 0 {
			out = append(out, e)
		}
	}
	return out
}

// IsTrustKnown reports whether the trust policy of a role is at hand: whether it
// is known who can become it.
func (a *Actor) IsTrustKnown() bool { return a.trust != nil && !a.trust.Policy.IsMissing() }

// edge decides whether somebody can assume a role.
func edge(from *Actor, r *authz.Request, p *authz.Policies) Edge {
	d := authz.Evaluate(r, p)
	return Edge{From: from, Action: r.Action.String(), Effect: d.Effect, Condition: d.Condition, decision: d}
}

// settled is the edge of somebody whose organization may not be known.
func (x *Index) settled(from *Actor, p plea) Edge {
	p, _ = x.settle(p, p.decide(), from.account())
	return edge(from, p.request, p.policies)
}
