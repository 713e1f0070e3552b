package rules

import (
	"fmt"
	"strings"

	"hotline/check"
	"hotline/org"
)

func roleProtected() check.Rule {
	return check.Rule{
		ID: "SR022", Name: "role-protected", Severity: check.Medium,
		Title: "Nobody but its guardians can delete or change the support role",
		References: []string{
			"https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html",
			"https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagement.html",
			"https://docs.aws.amazon.com/singlesignon/latest/userguide/troubleshooting.html",
		},
		Check: func(in *check.Input) []check.Finding {
			return supportRoles(in, func(r *org.Role) check.Finding { return judgeProtected(in, r) })
		},
	}
}

func judgeProtected(in *check.Input, r *org.Role) check.Finding {
	f := check.Finding{Outcome: check.NotApplicable, Location: r.Location, Message: withoutControls(in)}
	if f.Message != "" {
		return f
	}
	t := tamperers(in, r)
	f = t.finding(in, r)
	if t.isOpen() {
		f.Message = strings.Join(append([]string{f.Message}, flaws(in, r)...), "; ")
	}
	if f.Outcome == check.Fail {
		f.Remediation = protect(in, r)
	}
	return f
}

// protect is how a service control policy comes about that protects a role.
func protect(in *check.Input, r *org.Role) string {
	guardians := "[\"GUARDIAN-ARN\"]"
	if g := in.Settings.Guardians; g != nil {
		guardians = "[\"" + strings.Join(g, "\", \"") + "\"]"
	}
	return lines(
		"# scp.json, a service control policy for the organization:",
		`# {"Version": "2012-10-17", "Statement": [{"Sid": "ProtectSupportRole", "Effect": "Deny", "Resource": "`+anyAccount(r.ARN)+`",`,
		`#   "Action": ["iam:AttachRolePolicy", "iam:DeleteRole", "iam:DeleteRolePermissionsBoundary", "iam:DeleteRolePolicy", "iam:DetachRolePolicy",`,
		`#     "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole", "iam:TagRole", "iam:UntagRole"],`,
		`#   "Condition": {"ArnNotLike": {"aws:PrincipalArn": `+guardians+`}}}]}`,
		"aws organizations create-policy --type SERVICE_CONTROL_POLICY --name protect-support-role --description 'Guards the support role' --content file://scp.json",
		"aws organizations attach-policy --policy-id NEW-POLICY-ID --target-id ROOT-OR-UNIT-ID")
}

// anyAccount is the ARN of a role as a pattern for that of every account.
func anyAccount(arn string) string {
	a, _ := org.ParseARN(arn)
	return fmt.Sprintf("arn:%s:iam::*:%s", a.Partition, a.Resource)
}
