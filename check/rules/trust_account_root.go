package rules

import (
	"fmt"

	"hotline/authz"
	"hotline/check"
	"hotline/org"
	"hotline/reach"
)

func trustAccountRoot() check.Rule {
	return check.Rule{
		ID: "SR005", Name: "trust-account-root", Severity: check.Medium,
		Title: "The support role names who may assume it, not its whole account",
		References: []string{
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-accounts",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn",
		},
		Check: func(in *check.Input) []check.Finding { return eachRole(in, judgeTrustAccountRoot) },
	}
}

// judgeTrustAccountRoot asks whether the trust policy lets in a principal that
// the account could make tomorrow, under a name that nobody has thought of.
func judgeTrustAccountRoot(t *trusted) check.Finding {
	if judgeTrustAnyone(t).Outcome == check.Fail {
		return t.finding(check.NotApplicable, "the role is open to every account, not only to this one (see trust-anyone)")
	}
	f := t.finding(check.Pass, "the trust policy does not hand the role to the whole account")
	for _, e := range t.newcomers(t.in.Account.ID) {
		switch {
		case e.Effect == authz.Unknown:
			if f.Outcome == check.Pass {
				f = t.undecided("whether the whole account may assume the role", e)
			}
		case !check.LetsIn(e.Effect):
		case !check.AsksForMFA(e):
			f = t.wholeAccount("no second factor is asked for")
			return f
		default:
			f = t.wholeAccount("a second factor is asked for")
			f.Severity = check.Low
		}
	}
	return f
}

// wholeAccount is the finding that the account is trusted as a whole.
func (t *trusted) wholeAccount(factor string) check.Finding {
	f := t.finding(check.Fail, fmt.Sprintf("the trust policy names the account as a whole: every user and role in it that is allowed "+
		"sts:AssumeRole on the role can assume it, today %s; %s", t.whoToday(), factor))
	f.Location = t.place(func(_, name string) bool {
		return name == "*" || org.IsAccountRoot(name) && org.PrincipalAccount(name) == t.in.Account.ID
	})
	return f
}

// whoToday says who of the account can assume the role, be it people or roles.
func (t *trusted) whoToday() string {
	var who []*reach.Actor
	for _, e := range t.edges() {
		if e.From.Account == t.in.Account.ID && !e.From.IsOutside() {
			who = append(who, e.From)
		}
	}
	switch {
	case who != nil:
		return fmt.Sprintf("%d of them (%s)", len(who), actorNames(who, t.in.Account.ID))
	case !t.in.Complete(org.AllParts):
		return "it is not known who"
	}
	return "nobody"
}

// newcomers are the edges from users and roles of an account that it could make:
// with a path and without.
func (t *trusted) newcomers(account string) []reach.Edge {
	role, _ := org.ParseARN(t.role.ARN)
	var out []reach.Edge
	for _, name := range []string{"role/somebody", "role/some/somebody", "user/somebody", "user/some/somebody"} {
		out = append(out, t.in.Index.Welcomes(t.actor, "arn:"+role.Partition+":iam::"+account+":"+name))
	}
	return out
}
