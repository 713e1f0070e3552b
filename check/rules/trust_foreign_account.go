package rules

import (
	"fmt"
	"slices"
	"strings"

	"hotline/check"
)

func trustForeignAccount() check.Rule {
	return check.Rule{
		ID: "SR004", Name: "trust-foreign-account", Severity: check.High,
		Title: "The support role trusts accounts of others only with an external id",
		References: []string{
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html",
		},
		Check: func(in *check.Input) []check.Finding {
			return eachRole(in, func(t *trust) check.Finding { return judgeTrustForeignAccount(in, t) })
		},
	}
}

func judgeTrustForeignAccount(in *check.Input, t *trust) check.Finding {
	f := check.Finding{Outcome: check.Pass, Location: t.role.Trust.Location, Message: "the trust policy names no foreign account"}
	var foreign, open []string
	for _, g := range t.grants() {
		for _, id := range g.fromAccounts() {
			switch {
			case id == in.Account.ID || in.IsKnown(id) || g.organisation:
			case t.requiresExternalID(g):
				foreign = append(foreign, id)
			default:
				if len(open) == 0 {
					f.Location = g.at
				}
				open = append(open, id)
			}
		}
	}
	if open != nil {
		f.Outcome = check.Fail
		f.Message = fmt.Sprintf("%s may assume the role without an external id (sts:ExternalId)", accounts(open))
		f.Remediation = lines(updateTrust(t.role),
			`# in each statement for the other account: "Condition": {"StringEquals": {"sts:ExternalId": "AN-ID-OF-THEIR-CHOOSING"}}`,
			"# is it an account of your own? audit it in the same run, or name it with --trusted-account")
	} else if foreign != nil {
		f.Message = fmt.Sprintf("%s must give an external id to assume the role", accounts(foreign))
	}
	return f
}

// requiresExternalID reports whether a caller must know an external id. A
// pattern, or a policy variable that repeats what the caller says, is none.
func (t *trust) requiresExternalID(g grant) bool {
	return t.required(g.statement, "sts:ExternalId", func(v string, like bool) bool {
		return !strings.Contains(v, "${") && (!like || !strings.ContainsAny(v, "*?"))
	}) != nil
}

// accounts lists account ids, each once.
func accounts(ids []string) string {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) == 1 {
		return "foreign account " + ids[0]
	}
	return "foreign accounts " + strings.Join(ids, ", ")
}
