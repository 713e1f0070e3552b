package rules

import (
	"fmt"

	"hotline/check"
	"hotline/org"
)

func usedByUndeclared() check.Rule {
	return check.Rule{
		ID: "SR028", Name: "used-by-undeclared-principal", Severity: check.High,
		Title: "As the logs tell, nobody assumed the support role whom its trust should not admit",
		References: []string{
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html",
			"https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html",
		},
		Check: checkUsedByUndeclared,
	}
}

func checkUsedByUndeclared(in *check.Input) []check.Finding {
	u := in.Settings.Usage
	if u == nil {
		return unmeasured(in)
	}
	if !u.TrustDeclared {
		return []check.Finding{{Outcome: check.NotApplicable, Resource: in.Resource(), Location: in.Place(),
			Message: "the state was measured without saying whom the support role should admit: --trusted of hotline kpi, or hotline.yaml"}}
	}
	return measured(in, func(r *org.Role, use check.RoleUsage) check.Finding { return judgeUsers(in, r, use) })
}

func judgeUsers(in *check.Input, r *org.Role, use check.RoleUsage) check.Finding {
	if len(use.Untrusted) > 0 {
		change := updateTrust(r)
		if set := r.PermissionSet(); set != "" {
			change = "# in Identity Center, take the assignment of permission set " + set + " from those who should not have it"
		}
		return check.Finding{Outcome: check.Fail,
			Message: fmt.Sprintf("somebody assumed the role %s whom its trust should not admit: %s", lastDays(in), uses(use.Untrusted, in.Account.ID)),
			Remediation: lines("# ask them what for; whoever is right to be there, add to --trusted of hotline kpi, or to hotline.yaml; the others are not to get in:",
				change)}
	}
	if f, isOpen := uncovered(in, true); isOpen {
		f.Message = "nobody is known to have assumed the role " + lastDays(in) + " whom its trust should not admit, but " + f.Message
		return f
	}
	if use.Unidentified > 0 {
		return check.Finding{Outcome: check.Unknown,
			Message: fmt.Sprintf("the role was assumed %s %s; of %d of them the logs do not tell who it was: those of the account of the caller do (%s)",
				times(use.Assumed), lastDays(in), use.Unidentified, listed(use.CallerAccounts)),
			Remediation: lines("# have the state read the logs of these accounts as well:", "# hotline kpi --state DIR s3://BUCKET/PREFIX")}
	}
	if use.Assumed == 0 {
		return check.Finding{Outcome: check.Pass, Message: "nobody assumed the role " + lastDays(in)}
	}
	return check.Finding{Outcome: check.Pass,
		Message: fmt.Sprintf("the role was assumed %s %s, by those alone whom its trust should admit", times(use.Assumed), lastDays(in))}
}
