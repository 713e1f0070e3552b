package rules

import (
	"hotline/check"
	"hotline/org"
)

func managementAccountRole() check.Rule {
	return check.Rule{
		ID: "SR023", Name: "management-account-role", Severity: check.Medium,
		Title: "In the management account, nobody but its guardians can delete or change the support role",
		References: []string{
			"https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html",
			"https://docs.aws.amazon.com/organizations/latest/userguide/orgs_best-practices_mgmt-acct.html",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
		},
		Check: checkManagementAccountRole,
	}
}

func checkManagementAccountRole(in *check.Input) []check.Finding {
	if !in.Organization.IsManagement(in.Account.ID) {
		return []check.Finding{{Outcome: check.NotApplicable, Resource: in.Resource(), Location: in.Place(),
			Message: "as far as the snapshot tells, this is not the management account of an organization"}}
	}
	return supportRoles(in, func(r *org.Role) check.Finding {
		t := tamperers(in, r)
		t.butRoot() // whom nothing can restrict here: see root-user
		f := t.finding(in, r)
		if f.Outcome == check.Fail {
			f.Message += ". This is the management account: no service control policy can keep them from it"
			f.Remediation = lines(
				"# give the administrators of the account a permissions boundary that denies these actions on the role:",
				"aws iam put-role-permissions-boundary --role-name ADMINISTRATOR --permissions-boundary BOUNDARY-ARN",
				"# and let an alarm tell of every change to it, in the one Region that has the events of IAM:",
				"aws events put-rule --region "+homeRegion(r.ARN)+" --name support-role-changed --event-pattern file://pattern.json",
				`# pattern.json: {"source": ["aws.iam"], "detail": {"requestParameters": {"roleName": ["`+r.Name+`"]}}}`)
		}
		return f
	})
}
