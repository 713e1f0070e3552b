package rules

import (
	"strings"

	"hotline/authz"
	"hotline/reach"
)

// The condition keys of a second factor. Both are absent where long-term keys are
// used; the former says false, and the latter is absent, where temporary ones
// were made without a second factor.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
const (
	factorPresent = "aws:MultiFactorAuthPresent"
	factorAge     = "aws:MultiFactorAuthAge"
)

// asksForMFA reports whether nobody can assume a role by an edge who has not
// given a second factor.
func asksForMFA(e reach.Edge) bool {
	return best(e, []attempt{
		{lacks: []string{factorPresent, factorAge}},
		{says: map[string]string{factorPresent: "false"}, lacks: []string{factorAge}},
	}) == authz.ImplicitlyDenied
}

// noFactor says why an actor can never give a second factor; empty where it is
// not known that it cannot. AWS takes one of IAM users only: services and
// federated identities cannot be assigned any, nor can the roles that only those
// become. That sessions of Identity Center say that none was given was seen, and
// is documented nowhere.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
func noFactor(x *reach.Index, a *reach.Actor) string {
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
