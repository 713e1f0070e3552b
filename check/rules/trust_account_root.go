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
			return eachRole(in, func(t *trust) check.Finding { return judgeTrustAccountRoot(in, t) })
		},
	}
}

func judgeTrustAccountRoot(in *check.Input, t *trust) check.Finding {
	f := check.Finding{Outcome: check.Pass, Location: t.role.Trust.Location, Message: "the trust policy does not hand the role to the whole account"}
	for _, g := range t.grants() {
		if !g.isAccount() || !slices.Contains(g.fromAccounts(), in.Account.ID) || t.namesPrincipals(g) {
			continue
		}
		const open = "the trust policy names the account as a whole: every user and role of it that may call sts:AssumeRole on the role can use it, administrators included"
		f.Location, f.Remediation = g.at, updateTrust(t.role)
		f.Outcome = check.Fail
		if !t.requiresMFA(g.statement) {
			f.Severity, f.Message = check.Medium, open+"; no second factor is asked for"
			return f
		}
		f.Severity, f.Message = check.Low, open+", with a second factor"
	}
	return f
}

// namesPrincipals reports whether a condition on aws:PrincipalArn says which
// principals of the account are let in.
func (t *trust) namesPrincipals(g grant) bool {
	return t.required(g.statement, "aws:PrincipalArn", func(v string, _ bool) bool {
		arn, ok := org.ParseARN(v)
		_, name, _ := strings.Cut(arn.Resource, "/")
		return ok && strings.Trim(name, "*?/") != ""
	}) != nil
}
