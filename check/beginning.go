package check

import (
	"slices"
	"strings"

	"hotline/authz"
	"hotline/reach"
)

// The condition keys of a second factor. Both are absent where long-term keys are
// used; the former says false, and the latter is absent, where temporary ones
// were made without a second factor.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
const (
	FactorPresent = "aws:MultiFactorAuthPresent"
	FactorAge     = "aws:MultiFactorAuthAge"
)

// AsksForMFA reports whether nobody can assume a role by an edge who has not
// given a second factor.
func AsksForMFA(e reach.Edge) bool {
	absent := authz.OpenContext(nil, FactorPresent, FactorAge)
	refused := authz.OpenContext(map[string][]string{FactorPresent: {"false"}}, FactorAge)
	return isDenied(e.Given(absent)) && isDenied(e.Given(refused))
}

func isDenied(e authz.Effect) bool { return e == authz.ImplicitlyDenied || e == authz.ExplicitlyDenied }

// NoFactor says why an actor can never give a second factor; empty where it is
// not known that it cannot. AWS takes one of IAM users only: services and
// federated identities cannot be assigned any, nor can the roles that only those
// become. That sessions of Identity Center say that none was given was seen, and
// is documented nowhere.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
func NoFactor(x *reach.Index, a *reach.Actor) string {
	switch {
	case a.Kind == reach.Service:
		return "an AWS service"
	case a.Kind == reach.Federated:
		return "an identity provider"
	case isIdentityCenter(a):
		return "of Identity Center"
	case (a.Kind == reach.Role || a.Kind == reach.Session) && onlyMachines(x.Edges(a)):
		return "which only services and identity providers become"
	}
	return ""
}

// isIdentityCenter reports whether an actor is a role of Identity Center, or a
// session of one, be it of an account of the snapshot or not.
func isIdentityCenter(a *reach.Actor) bool {
	return a.PermissionSet != "" || strings.Contains(a.ARN, ":role/aws-reserved/sso.amazonaws.com/") ||
		strings.Contains(a.ARN, ":assumed-role/AWSReservedSSO_")
}

// onlyMachines reports whether nobody but services and identities of a provider
// can assume a role, and somebody can.
func onlyMachines(edges []reach.Edge) bool {
	for _, e := range edges {
		if e.From.Kind != reach.Service && e.From.Kind != reach.Federated {
			return false
		}
	}
	return edges != nil
}

// LetsIn reports whether an effect lets somebody in, at least under conditions.
func LetsIn(e authz.Effect) bool { return e == authz.Allowed || e == authz.Conditional }

// Begins says how certainly somebody can assume the role who needs no other role
// to begin with: of a role, whether a service can become it. It is empty of who
// does.
func (in *Input) Begins(e *reach.Entry) authz.Effect {
	isService := func(edge reach.Edge) bool {
		return edge.From.Kind == reach.Service && LetsIn(edge.Effect)
	}
	switch {
	case e.Actor.Kind == reach.Service:
		return ""
	case e.Actor.Kind != reach.Role:
	case !e.Actor.IsTrustKnown():
		return authz.Unknown
	case !slices.ContainsFunc(in.Index.Edges(e.Actor), isService):
		return ""
	}
	for _, c := range e.Chains { // the most certain first
		if !IsNeverMet(in.Index, &c) {
			return c.Effect
		}
	}
	return ""
}

// IsNeverMet reports whether a chain asks somebody for a second factor who has
// none to give.
func IsNeverMet(x *reach.Index, c *reach.Chain) bool {
	for _, h := range c.Hops {
		if AsksForMFA(h.Edge) && NoFactor(x, h.From) != "" {
			return true
		}
	}
	return false
}
