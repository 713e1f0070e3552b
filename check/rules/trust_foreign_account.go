package rules

import (
	"fmt"
	"slices"
	"strings"

	"hotline/check"
	"hotline/org"
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
			return eachRole(in, func(r *org.Role, grants []grant) check.Finding {
				return judgeTrustForeignAccount(in, r, grants)
			})
		},
	}
}

func judgeTrustForeignAccount(in *check.Input, r *org.Role, grants []grant) check.Finding {
	f := check.Finding{Outcome: check.Pass, Location: r.Trust.Location, Message: "the trust policy names no foreign account"}
	var foreign, open []string
	for _, g := range grants {
		for _, id := range g.fromAccounts() {
			switch {
			case id == in.Account.ID || in.IsKnown(id) || g.organisation:
			case requiresExternalID(r, g):
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
		f.Remediation = lines(updateTrust(r),
			`# in each statement for the other account: "Condition": {"StringEquals": {"sts:ExternalId": "AN-ID-OF-THEIR-CHOOSING"}}`,
			"# is it an account of your own? audit it in the same run, or name it with --trusted-account")
	} else if foreign != nil {
		f.Message = fmt.Sprintf("%s must give an external id to assume the role", accounts(foreign))
	}
	return f
}

func requiresExternalID(r *org.Role, g grant) bool {
	fixed := func(v string) bool { return strings.Trim(v, "*?") != "" }
	return all(required(r.Trust.Policy, g.statement, "sts:ExternalId"), fixed)
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
