package reach

import (
	"slices"
	"strings"

	"hotline/authz"
	"hotline/org"
	"hotline/policy"
)

// An Edge says that somebody can assume a role.
type Edge struct {
	From   *Actor
	Action string       // sts:AssumeRole, …; empty where Identity Center does it
	Effect authz.Effect // Allowed, Conditional or Unknown
	// Condition is on what it depends; nil where Effect is Allowed.
	Condition *authz.Formula
	// Session is the name that the session of From must have, a role of which
	// the trust policy names but this session; empty where any will do.
	Session string

	bare     authz.Effect   // Effect where no second factor was given
	decision authz.Decision // where Effect is Conditional or Unknown
}

// Given decides again with what c states in addition.
func (e Edge) Given(c *authz.Context) authz.Effect { return e.given(c).Effect }

// given is the edge with what c states in addition.
func (e Edge) given(c *authz.Context) Edge {
	if e.Condition != nil {
		e.decision = e.decision.Given(c)
		e.Effect, e.Condition = e.decision.Effect, e.decision.Condition
	}
	return e
}

// Needs reports whether the role cannot be assumed without some condition keys:
// a second factor (aws:MultiFactorAuthPresent, aws:MultiFactorAuthAge), an
// external id (sts:ExternalId).
func (e Edge) Needs(keys ...string) bool {
	return rank(e.Given(authz.OpenContext(nil, keys...))) < 0
}

// Edges lists who can assume a role, or the role of a session, in order: each
// pair is decided once, however often it is asked for.
func (x *Index) Edges(role *Actor) []Edge {
	if role.Kind == Session {
		role = role.of
	}
	once := x.edges[role]
	if once == nil {
		return nil
	}
	once.once.Do(func() {
		for _, c := range x.candidates(role) {
			if e := x.decide(c.actor, role); rank(e.Effect) >= 0 {
				once.list = append(once.list, e)
			}
		}
	})
	return once.list
}

// decide decides whether somebody can assume a role.
func (x *Index) decide(from, role *Actor) Edge {
	if from.Kind == PermissionSet {
		return x.provisioned(from, role)
	}
	p, effect := x.plead(from, role)
	e := Edge{From: from, Action: p.request.Action.String(), Effect: effect, bare: effect}
	if effect == authz.Conditional || effect == authz.Unknown {
		e = edge(from, p.request, p.policies)
		e.bare, e.decision.Reasons = bare(e.decision), nil
	}
	if from.Kind == Session {
		e.From = from.of
		e.Session = from.ARN[strings.LastIndexByte(from.ARN, '/')+1:]
	}
	return e
}

// bare is the effect of a decision where no second factor was given.
func bare(d authz.Decision) authz.Effect {
	depends := func(key string) bool { return strings.HasPrefix(key, "aws:multifactorauth") }
	if slices.ContainsFunc(d.Condition.Keys(), depends) {
		return d.Given(withoutFactor(authz.NewContext(nil))).Effect
	}
	return d.Effect
}

// provisioned is the edge from a permission set to the role that was made from
// it. Identity Center keeps the role, and its trust policy, as long as somebody
// is assigned: only a resource control policy can be against it.
// https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html
func (x *Index) provisioned(set, role *Actor) Edge {
	if set.AssignedKnown && len(set.Assigned) == 0 {
		return Edge{From: set, Effect: authz.ImplicitlyDenied}
	}
	e := edge(set, x.provision(role).request, x.provision(role).policies)
	e.Action, e.bare, e.decision.Reasons = "", e.Effect, nil
	return e
}

// provision is the request by which Identity Center lets somebody into a role.
func (x *Index) provision(role *Actor) plea {
	provider := "arn:" + x.partition(role) + ":iam::" + role.Account + ":saml-provider/AWSSSO"
	r := x.request(role, mustAction(assumeRoleWithSAML), role.ARN)
	r.Principal, _ = authz.NewPrincipal(authz.PrincipalSpec{ARN: provider})
	list := func(text string) policy.List { return policy.List{Values: []policy.Text{{Value: text}}} }
	all := list("*")
	trust := authz.Compile("trust policy of Identity Center", &policy.Document{Statements: []policy.Statement{{
		Effect: policy.Text{Value: policy.Allow}, Action: &all,
		Principal: &policy.Principals{Entries: []policy.PrincipalEntry{{Kind: policy.Text{Value: policy.PrincipalFederated}, Names: list(provider)}}},
	}}})
	return plea{r, &authz.Policies{RCPs: x.over(role.Account).rcps, Resource: trust}}
}

func (x *Index) partition(a *Actor) string {
	arn, _ := org.ParseARN(a.ARN)
	return arn.Partition
}

// plead is the request by which somebody assumes a role, and the decision.
func (x *Index) plead(from, role *Actor) (plea, authz.Effect) {
	r, policies := x.assumption(from, role)
	p := plea{r, policies}
	p, effect := x.settle(p, p.decide(), from.account())
	if from.Kind == Anyone && rank(effect) < 0 {
		if t := x.token(role); rank(t.decide()) >= 0 {
			return t, t.decide()
		}
	}
	return p, effect
}

// token is the request of somebody who has a token of an identity provider that
// is open to everybody and that IAM knows without being told.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
func (x *Index) token(role *Actor) plea {
	const provider = "identity-provider.invalid" // which no policy names
	r := x.request(role, mustAction(assumeRoleWithWebIdentity), role.ARN)
	r.Principal, _ = authz.NewPrincipal(authz.PrincipalSpec{ARN: provider})
	r.Context = x.context.Stating(map[string][]string{"aws:FederatedProvider": {provider}})
	return plea{r, &authz.Policies{RCPs: x.over(role.Account).rcps, Resource: role.trust.Policy}}
}

// assumption is the request by which somebody assumes a role, and what applies
// to it.
func (x *Index) assumption(from, role *Actor) (*authz.Request, *authz.Policies) {
	r := &authz.Request{
		Action: x.assume, Resource: role.ARN, ResourceAccount: role.Account,
		ResourceInManagement: x.organization.IsManagement(role.Account), Context: x.about(x.situationOf(from, x.assume, role.Account)),
	}
	switch from.Kind {
	case User, Role, Session, RootUser:
		p := x.policies(from, role.Account)
		r.Principal, p.Resource = x.principal(from), role.trust.Policy
		return r, p
	case Foreign, ForeignUser, Anyone:
		r.Principal, r.Context = x.foreign(from, role, r.Context)
		p := &authz.Policies{Identity: everything(), RCPs: x.over(role.Account).rcps, Resource: role.trust.Policy}
		if x.accounts[from.Account] != nil { // it is not known who else there is
			p.Identity = []*authz.Policy{authz.Missing("the policies of what was not read of account " + from.Account)}
		}
		if from.Kind != Anyone {
			p.SCPs = x.over(from.Account).scps
		}
		return r, p
	case Federated:
		r.Action = mustAction(assumeRoleWithWebIdentity)
		if strings.Contains(from.ARN, ":saml-provider/") {
			r.Action = mustAction(assumeRoleWithSAML)
		}
	default: // a service; of a permission set, see provision
	}
	r.Principal, _ = authz.NewPrincipal(authz.PrincipalSpec{ARN: from.ARN})
	return r, &authz.Policies{RCPs: x.over(role.Account).rcps, Resource: role.trust.Policy}
}
