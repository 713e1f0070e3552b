package rules

import (
	"slices"
	"strings"

	"hotline/check"
	"hotline/org"
	"hotline/policy"
)

func trustServiceOnly() check.Rule {
	return check.Rule{
		ID: "SR006", Name: "trust-service-only", Severity: check.High,
		Title: "Somebody other than an AWS service can assume the support role",
		References: []string{
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html",
		},
		Check: func(in *check.Input) []check.Finding { return eachRole(in, judgeTrustServiceOnly) },
	}
}

func judgeTrustServiceOnly(t *trust) check.Finding {
	var services []string
	for _, g := range t.grants() {
		switch {
		case g.kind == policy.PrincipalService:
			services = append(services, g.name)
		case !org.IsDeletedPrincipal(g.name):
			return check.Finding{Outcome: check.Pass, Location: g.at, Message: "the trust policy names others than AWS services"}
		}
	}
	f := check.Finding{Outcome: check.Fail, Location: t.role.Trust.Location, Remediation: updateTrust(t.role)}
	if services == nil {
		f.Message = "nobody can assume the role: its trust policy allows it to nobody, or no longer"
		return f
	}
	slices.Sort(services)
	f.Message = "nobody but " + strings.Join(slices.Compact(services), ", ") +
		" can assume the role: the benchmarks pass, and no person can reach Support with it"
	return f
}
