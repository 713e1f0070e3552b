package rules

import (
	"fmt"

	"hotline/check"
	"hotline/org"
)

func supportRoleExists() check.Rule {
	return check.Rule{
		ID: "SR001", Name: "support-role-exists", Severity: check.High,
		Title: "A role has the AWS managed policy AWSSupportAccess attached",
		References: []string{
			"https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-18",
			"https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSSupportAccess.html",
		},
		Check: checkSupportRoleExists,
	}
}

func checkSupportRoleExists(in *check.Input) []check.Finding {
	var out []check.Finding
	for _, r := range in.SupportRoles() {
		message := "the role has AWSSupportAccess attached"
		if set := r.PermissionSet(); set != "" {
			message += "; Identity Center made it from permission set " + set + ", and removes it with the last assignment"
		}
		out = append(out, check.Finding{Outcome: check.Pass, Resource: r.ARN, Message: message, Location: r.Location})
	}
	if out != nil {
		return out
	}
	f := in.Nothing(org.Roles, "no role has AWSSupportAccess attached")[0]
	if f.Outcome == check.NotApplicable {
		f.Outcome = check.Fail
		f.Remediation = lines(
			"# trust.json: {\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\",",
			fmt.Sprintf("#   \"Principal\": {\"AWS\": \"arn:%s:iam::%s:role/YOUR-RESPONDERS\"}, \"Action\": \"sts:AssumeRole\"}}",
				in.Account.Partition, in.Account.ID),
			"aws iam create-role --role-name aws-support --assume-role-policy-document file://trust.json"+
				" --tags Key=owner,Value=OWNER Key=purpose,Value='AWS Support'",
			"aws iam attach-role-policy --role-name aws-support "+flag("--policy-arn", in.SupportARN()),
		)
	}
	return []check.Finding{f}
}
