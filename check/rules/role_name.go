package rules

import (
	"fmt"

	"hotline/check"
	"hotline/org"
)

func roleName() check.Rule {
	return check.Rule{
		ID: "SR012", Name: "role-name", Severity: check.Low,
		Title: "The name of the support role follows the convention",
		References: []string{
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create.html",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names",
		},
		Check: func(in *check.Input) []check.Finding {
			return supportRoles(in, func(r *org.Role) check.Finding { return judgeRoleName(in, r) })
		},
	}
}

func judgeRoleName(in *check.Input, r *org.Role) check.Finding {
	f := check.Finding{Outcome: check.Pass, Location: r.Location,
		Message: fmt.Sprintf("the name matches %s", in.Settings.RoleName)}
	switch {
	case r.PermissionSet() != "":
		f.Outcome = check.NotApplicable
		f.Message = "Identity Center gives the role its name"
	case !in.Settings.RoleName.MatchString(r.Name):
		f.Outcome = check.Fail
		f.Message = fmt.Sprintf("the name %s does not match %s: at 3 a.m. nobody will look for it there", r.Name, in.Settings.RoleName)
		f.Remediation = lines(
			"# a role cannot be renamed: make one with a fitting name, move its users over, then remove this one",
			"aws iam create-role --role-name NEW-NAME --assume-role-policy-document file://trust.json",
			"aws iam attach-role-policy --role-name NEW-NAME "+flag("--policy-arn", in.SupportARN()),
			deleteRole(r))
	}
	return f
}
