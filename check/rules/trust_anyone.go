package rules

import (
	"maps"
	"strings"

	"hotline/authz"
	"hotline/check"
	"hotline/policy"
)

func trustAnyone() check.Rule {
	return check.Rule{
		ID: "SR003", Name: "trust-anyone", Severity: check.Critical,
		Title: "The support role is not open to every AWS account",
		References: []string{
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgid",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
		},
		Check: func(in *check.Input) []check.Finding { return eachRole(in, judgeTrustAnyone) },
	}
}

// judgeTrustAnyone asks whether one of some strangers gets in.
func judgeTrustAnyone(t *trusted) check.Finding {
	f := t.finding(check.Pass, "the trust policy is not open to every AWS account")
	for _, e := range t.in.Index.Strangers(t.actor) {
		switch effect := best(e, t.strangers()); {
		case check.LetsIn(effect):
			f = t.finding(check.Fail, "any principal of any AWS account may assume the role: the principal is \"*\" (or all but a few), "+
				"and no condition on aws:PrincipalOrgID, aws:PrincipalAccount or aws:PrincipalArn limits it")
			if e.Action == "sts:AssumeRoleWithWebIdentity" {
				f.Message = "whoever has a token of a public identity provider may assume the role: the principal is \"*\", and sts:AssumeRoleWithWebIdentity is allowed"
			}
			f.Location = t.place(named("*"))
			return f
		case effect == authz.Unknown:
			f = t.undecided("whether every AWS account may assume the role", e)
		}
	}
	return f
}

// The account and the organization of a stranger: ids that AWS gives to none.
const (
	strangeAccount      = "000000000000"
	strangeOrganization = "o-0000000000"
)

// strangers are attempts of somebody of no account that the trust policy names:
// a member of another organization, or of none, and of those whom a pattern in a
// condition covers one each.
func (t *trusted) strangers() []attempt {
	says := []map[string]string{{"aws:PrincipalAccount": strangeAccount, "aws:PrincipalArn": "arn:aws:iam::" + strangeAccount + ":role/somebody"}}
	for _, pattern := range t.valuesOf("aws:PrincipalAccount") {
		if isPattern(pattern) {
			says = append(says, map[string]string{"aws:PrincipalAccount": fitting(pattern), "aws:PrincipalArn": "arn:aws:iam::" + fitting(pattern) + ":role/somebody"})
		}
	}
	for _, pattern := range t.valuesOf("aws:PrincipalArn") {
		if parts := strings.SplitN(withoutVariables(pattern), ":", 6); len(parts) == 6 && !policy.IsAccountID(parts[4]) {
			parts[4] = strangeAccount
			says = append(says, map[string]string{"aws:PrincipalAccount": strangeAccount, "aws:PrincipalArn": fitting(strings.Join(parts, ":"))})
		}
	}
	var out []attempt
	for _, s := range says {
		out = append(out, outside(s)...)
	}
	return out
}

// outside are the attempts of one who says something: as a member of a strange
// organization, and of none.
func outside(says map[string]string) []attempt {
	member := maps.Clone(says)
	member["aws:PrincipalOrgID"], member["aws:PrincipalOrgPaths"] = strangeOrganization, strangeOrganization+"/r-0000/"
	return []attempt{{says: member}, {says: says, lacks: []string{"aws:PrincipalOrgID", "aws:PrincipalOrgPaths"}}}
}
