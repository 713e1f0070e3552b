package rules

import (
	"slices"
	"strings"

	"hotline/authz"
	"hotline/check"
	"hotline/org"
	"hotline/reach"
)

func trustServiceOnly() check.Rule {
	return check.Rule{
		ID: "SR006", Name: "trust-service-only", Severity: check.High,
		Title: "Somebody other than an AWS service can assume the support role",
		References: []string{
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html",
		},
		Check: func(in *check.Input) []check.Finding { return eachRole(in, judgeTrustServiceOnly) },
	}
}

// judgeTrustServiceOnly asks what the trust policy lets in. Whether those can
// really come in who are let in is for usable-by-someone.
func judgeTrustServiceOnly(t *trusted) check.Finding {
	var services []string
	for _, e := range t.edges() {
		if e.From.Kind != reach.Service {
			return t.others(e.From.ARN)
		}
		services = append(services, e.From.Name)
	}
	for _, r := range t.in.Index.WhoCanAssume(t.actor).Cannot {
		if !t.turnsAway(&r) {
			return t.others(r.Name)
		}
	}
	if services == nil {
		return t.finding(check.Fail, "nobody can assume the role: its trust policy allows it to nobody, or no longer")
	}
	slices.Sort(services)
	return t.finding(check.Fail, "nobody but "+strings.Join(slices.Compact(services), ", ")+
		" can assume the role: the benchmarks pass, and no person can reach Support with it")
}

// others is the finding that the trust policy lets somebody in.
func (t *trusted) others(name string) check.Finding {
	f := t.finding(check.Pass, "the trust policy lets in others than AWS services")
	f.Location = t.place(func(_, n string) bool {
		return n == name || n == "*" || org.IsAccountRoot(n) && org.PrincipalAccount(n) == org.PrincipalAccount(name)
	})
	return f
}

// turnsAway reports whether it is the trust policy itself that keeps somebody out
// whom it names, or that there is no such principal.
func (t *trusted) turnsAway(r *reach.Refusal) bool {
	if r.Reason == reach.Gone || r.Reason == reach.Unable {
		return true
	}
	if r.Reason == reach.Idle {
		return !slices.ContainsFunc(t.inAccount(org.PrincipalAccount(r.Name)), func(e reach.Edge) bool { return check.LetsIn(e.Effect) })
	}
	return slices.ContainsFunc(r.Blockers, func(b reach.Blocker) bool {
		return b.Layer == authz.LayerResource || b.Layer == authz.LayerCaller
	})
}

// inAccount are the edges, by the trust policy alone, from newcomers of an
// account, from its roles and, of the account in hand, from its users.
func (t *trusted) inAccount(account string) []reach.Edge {
	out := t.newcomers(account)
	for _, a := range t.in.Index.Roles() {
		if a.Account == account {
			out = append(out, t.in.Index.Welcomes(t.actor, a.ARN))
		}
	}
	for _, u := range t.in.Account.Users {
		if account == t.in.Account.ID {
			out = append(out, t.in.Index.Welcomes(t.actor, u.ARN))
		}
	}
	return out
}
