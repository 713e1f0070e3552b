package rules

import (
	"slices"
	"strings"

	"hotline/check"
	"hotline/org"
)

func trustAccountRoot() check.Rule {
	return check.Rule{
		ID: "SR005", Name: "trust-account-root", Severity: check.Medium,
		Title: "The support role names who may assume it, not its whole account",
		References: []string{
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-accounts",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn",
		},
		Check: func(in *check.Input) []check.Finding {
			return eachRole(in, func(r *org.Role, grants []grant) check.Finding {
				return judgeTrustAccountRoot(in, r, grants)
			})
		},
	}
}

func judgeTrustAccountRoot(in *check.Input, r *org.Role, grants []grant) check.Finding {
	f := check.Finding{Outcome: check.Pass, Location: r.Trust.Location, Message: "the trust policy does not hand the role to the whole account"}
	for _, g := range grants {
		if !g.isAccount() || !slices.Contains(g.fromAccounts(), in.Account.ID) || namesPrincipals(r, g) {
			continue
		}
		const open = "the trust policy names the account as a whole: every user and role of it that may call sts:AssumeRole on the role can use it, administrators included"
		f.Location, f.Remediation = g.at, updateTrust(r)
		f.Outcome = check.Fail
		if !requiresMFA(r.Trust.Policy, g.statement) {
			f.Severity, f.Message = check.Medium, open+"; no second factor is asked for"
			return f
		}
		f.Severity, f.Message = check.Low, open+", with a second factor"
	}
	return f
}

// namesPrincipals reports whether a condition on aws:PrincipalArn says which
// principals of the account are let in.
func namesPrincipals(r *org.Role, g grant) bool {
	return all(required(r.Trust.Policy, g.statement, "aws:PrincipalArn"), func(v string) bool {
		arn, ok := org.ParseARN(v)
		_, name, _ := strings.Cut(arn.Resource, "/")
		return ok && strings.Trim(name, "*?/") != ""
	})
}
