package rules

import (
	"slices"
	"strings"

	"hotline/check"
	"hotline/org"
	"hotline/reach"
)

func trustMFALockout() check.Rule {
	return check.Rule{
		ID: "SR017", Name: "trust-mfa-lockout", Severity: check.High,
		Title: "No second factor is asked of those who have none to give",
		References: []string{
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent",
			"https://docs.aws.amazon.com/singlesignon/latest/userguide/mfa-considerations.html",
		},
		Check: func(in *check.Input) []check.Finding { return eachRole(in, judgeTrustMFALockout) },
	}
}

func judgeTrustMFALockout(t *trusted) check.Finding {
	locked := t.lockedOut()
	if locked == nil {
		return t.finding(check.Pass, "nobody who is meant is kept out for want of a second factor")
	}
	var who []string
	for _, a := range locked {
		who = append(who, actorName(a, t.in.Account.ID)+" ("+check.NoFactor(t.in.Index, a)+")")
	}
	f := t.finding(check.Fail, "the role lets in only who gives a second factor, which these can never do: "+strings.Join(who, ", "))
	f.Location = t.place(func(_, name string) bool {
		return name == locked[0].ARN || org.IsAccountRoot(name) && org.PrincipalAccount(name) == locked[0].Account
	})
	f.Remediation = lines(f.Remediation,
		"# give each of these a statement of its own, without aws:MultiFactorAuthPresent and aws:MultiFactorAuthAge",
		"# of Identity Center, ask for the second factor where people sign in")
	return f
}

// lockedOut lists those who are meant, who could assume the role if they gave a
// second factor, and who can never give one.
func (t *trusted) lockedOut() []*reach.Actor {
	admitted := map[*reach.Actor]bool{}
	for _, s := range t.in.Index.Suppose(t.actor, nil) {
		admitted[s.From] = !check.AsksForMFA(s.Edge)
	}
	var out []*reach.Actor
	for _, s := range t.in.Index.Suppose(t.actor, map[string][]string{check.FactorPresent: {"true"}, check.FactorAge: {"1"}}) {
		if check.NoFactor(t.in.Index, s.From) != "" && !admitted[s.From] && t.means(&s) {
			out = append(out, s.From)
		}
	}
	return out
}

// means reports whether the trust policy names somebody: itself or, where its
// account is trusted, by a condition that does not let in all of it.
func (t *trusted) means(s *reach.Supposed) bool {
	return s.Named || !slices.ContainsFunc(t.newcomers(s.From.Account), func(e reach.Edge) bool { return check.LetsIn(e.Effect) })
}
