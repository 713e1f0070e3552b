package rules

import (
	"strings"

	"hotline/org"
)

// shell quotes a word for a POSIX shell, where that is needed: names come from
// a file, and what is printed as a command must not do anything else.
func shell(word string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+=,.@/:-"
	if word != "" && strings.Trim(word, plain) == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// lines joins the lines of a remediation.
func lines(l ...string) string { return strings.Join(l, "\n") }

// updateTrust is how the trust policy of a role is replaced.
func updateTrust(r *org.Role) string {
	return lines(
		"aws iam get-role --role-name "+shell(r.Name)+" --query Role.AssumeRolePolicyDocument > trust.json",
		"# edit trust.json: name the roles or users that may manage incidents, and no others",
		"aws iam update-assume-role-policy --role-name "+shell(r.Name)+" --policy-document file://trust.json",
	)
}

// deleteRole is how a role is deleted: IAM refuses while it has policies.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_manage_delete.html
func deleteRole(r *org.Role) string {
	var l []string
	for _, ref := range r.Attached {
		l = append(l, "aws iam detach-role-policy --role-name "+shell(r.Name)+" --policy-arn "+shell(ref.ARN))
	}
	for _, p := range r.Inline {
		l = append(l, "aws iam delete-role-policy --role-name "+shell(r.Name)+" --policy-name "+shell(p.Name))
	}
	return lines(append(l, "aws iam delete-role --role-name "+shell(r.Name))...)
}
