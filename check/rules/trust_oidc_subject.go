package rules

import (
	"fmt"
	"strings"

	"hotline/authz"
	"hotline/check"
	"hotline/reach"
)

func trustOIDCSubject() check.Rule {
	return check.Rule{
		ID: "SR018", Name: "trust-oidc-subject", Severity: check.High,
		Title: "The support role asks of tokens of an OIDC provider whose they are",
		References: []string{
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif",
		},
		Check: func(in *check.Input) []check.Finding { return eachRole(in, judgeTrustOIDCSubject) },
	}
}

func judgeTrustOIDCSubject(t *trusted) check.Finding {
	f := t.finding(check.Pass, "the trust policy lets in no OIDC provider")
	for _, e := range t.edges() {
		if e.From.Kind != reach.Federated || e.Action != "sts:AssumeRoleWithWebIdentity" {
			continue
		}
		p := oidcProviderOf(e.From.ARN)
		patterns := t.valuesOf(p.subjectKey())
		switch effect := best(e, p.foreign(patterns, false)); {
		case check.LetsIn(effect):
			who := "whoever has a token of " + p.host
			severity := check.High
			if p.shared && check.LetsIn(best(e, p.foreign(patterns, true))) {
				who += ", and anybody can have one,"
				severity = check.Critical
			}
			if severity > f.Severity {
				f = t.finding(check.Fail, fmt.Sprintf("%s may assume the role: no condition on %s says whose it must be, or only by a pattern that others meet", who, p.subjectKey()))
				f.Severity, f.Location = severity, t.place(named(e.From.ARN))
				f.Remediation = lines(f.Remediation, fmt.Sprintf(`# in the statement for %s: "Condition": {"StringEquals": {"%s": "%s"}}`,
					oneLine(p.host), oneLine(p.subjectKey()), p.example()))
			}
		case f.Outcome == check.Fail:
		case effect == authz.Unknown:
			f = t.undecided("whether any token of "+p.host+" will do", e)
		case f.Outcome == check.Pass:
			f.Message = "tokens of OIDC providers let in only whom the trust policy names"
		}
	}
	return f
}

// example is what a subject looks like.
func (p *oidcProvider) example() string {
	if p.after == "" {
		return "WHOSE"
	}
	return p.before + "YOU" + p.after + "WHAT"
}

// oneLine is a text that stays within a comment.
func oneLine(s string) string { return strings.NewReplacer("\n", " ", "\r", " ").Replace(s) }
