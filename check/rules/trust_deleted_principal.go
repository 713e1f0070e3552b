package rules

import (
	"strings"

	"hotline/check"
	"hotline/org"
	"hotline/policy"
)

func trustDeletedPrincipal() check.Rule {
	return check.Rule{
		ID: "SR007", Name: "trust-deleted-principal", Severity: check.Medium,
		Title: "The support role trusts nobody who has been deleted",
		References: []string{
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids",
		},
		Check: func(in *check.Input) []check.Finding { return eachRole(in, judgeTrustDeletedPrincipal) },
	}
}

func judgeTrustDeletedPrincipal(r *org.Role, grants []grant) check.Finding {
	f := check.Finding{Outcome: check.Pass, Location: r.Trust.Location, Message: "the trust policy names no deleted user or role"}
	var deleted []string
	for _, g := range grants {
		if g.kind != policy.PrincipalAWS || !org.IsDeletedPrincipal(g.name) {
			continue
		}
		if deleted == nil {
			f.Location = g.at
		}
		deleted = append(deleted, g.name)
	}
	if deleted == nil {
		return f
	}
	f.Outcome = check.Fail
	f.Message = "the trust policy names " + strings.Join(deleted, ", ") +
		": the id of a user or role that was deleted. One made again under the same name cannot assume the role"
	f.Remediation = updateTrust(r)
	return f
}
