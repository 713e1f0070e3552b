package rules

import "hotline/check"

func trustAnyone() check.Rule {
	return check.Rule{
		ID: "SR003", Name: "trust-anyone", Severity: check.Critical,
		Title: "The support role is not open to every AWS account",
		References: []string{
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgid",
		},
		Check: func(in *check.Input) []check.Finding { return eachRole(in, judgeTrustAnyone) },
	}
}

func judgeTrustAnyone(t *trust) check.Finding {
	for _, g := range t.grants() {
		if g.isAnyone() {
			return check.Finding{Outcome: check.Fail, Location: g.at, Remediation: updateTrust(t.role),
				Message: "any principal of any AWS account may assume the role: the principal is \"*\" (or all but a few), " +
					"and no condition on aws:PrincipalOrgID, aws:PrincipalAccount or aws:PrincipalArn limits it"}
		}
	}
	return check.Finding{Outcome: check.Pass, Location: t.role.Trust.Location, Message: "the trust policy is not open to every AWS account"}
}
