package rules

import (
	"strings"

	"hotline/org"
)

// flag is a flag of a command and its value. A value that begins with "-" would
// be taken for a flag of its own.
func flag(name, value string) string {
	if strings.HasPrefix(value, "-") {
		return name + "=" + shell(value)
	}
	return name + " " + shell(value)
}

// shell quotes a word for a POSIX shell, where that is needed: names come from
// a file, and what is printed as a command must not do anything else.
func shell(word string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+,.@/:-"
	if word != "" && strings.Trim(word, plain) == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// lines joins the lines of a remediation.
func lines(l ...string) string { return strings.Join(l, "\n") }

// changePermissionSet is what there is to do about a role of Identity Center.
func changePermissionSet(set string) string {
	return "# change permission set " + set + " in Identity Center: changes to the role itself do not last"
}

// updateTrust is how the trust policy of a role is replaced.
func updateTrust(r *org.Role) string {
	return lines(
		"aws iam get-role "+flag("--role-name", r.Name)+" --query Role.AssumeRolePolicyDocument > trust.json",
		"# edit trust.json: name the roles or users that may manage incidents, and no others",
		"aws iam update-assume-role-policy "+flag("--role-name", r.Name)+" --policy-document file://trust.json",
	)
}

// deleteRole is how a role is deleted: IAM refuses while it has policies.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_manage_delete.html
func deleteRole(r *org.Role) string {
	var l []string
	for _, ref := range r.Attached {
		l = append(l, "aws iam detach-role-policy "+flag("--role-name", r.Name)+" "+flag("--policy-arn", ref.ARN))
	}
	for _, p := range r.Inline {
		l = append(l, "aws iam delete-role-policy "+flag("--role-name", r.Name)+" "+flag("--policy-name", p.Name))
	}
	return lines(append(l, "aws iam delete-role "+flag("--role-name", r.Name))...)
}
