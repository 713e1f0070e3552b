package snapfile

import "strings"

// isName reports whether s can be the name of a user, group, role or policy.
// What comes from a file is printed in commands and on terminals: a name that
// IAM would not have taken is refused where it is read.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names
func isName(s string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+=,.@-"
	return s != "" && len(s) <= 128 && strings.Trim(s, letters) == ""
}

// isIAM reports whether s is written like an ARN of IAM: visible ASCII, in a
// partition whose name is of that form. A path may hold any such character.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
func isIAM(s string) bool {
	rest, ok := strings.CutPrefix(s, "arn:aws")
	partition, _, found := strings.Cut(rest, ":iam::")
	if !ok || !found || strings.Trim(partition, "abcdefghijklmnopqrstuvwxyz-") != "" {
		return false
	}
	return strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}
