package snapfile

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"hotline/policy"
)

const (
	digits = "0123456789"
	lower  = "abcdefghijklmnopqrstuvwxyz"
	upper  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// isName reports whether s can be the name of a user, group, role or policy.
// What comes from a file is printed in commands and on terminals: a name that
// IAM would not have taken is refused where it is read.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names
func isName(s string) bool { return isWord(s, lower+upper+digits+"_+=,.@-", 1, 128) }

// isWord reports whether s is of the letters of an alphabet, and no shorter or
// longer than said.
func isWord(s, alphabet string, least, most int) bool {
	return len(s) >= least && len(s) <= most && strings.Trim(s, alphabet) == ""
}

// isIAM reports whether s is written like an ARN of IAM: visible ASCII, in a
// partition whose name is of that form. A path may hold any such character.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
func isIAM(s string) bool { return isARNOf(s, ":iam::") }

// isARNOf reports whether s is written like an ARN, with what must follow the
// partition.
func isARNOf(s, service string) bool {
	rest, ok := strings.CutPrefix(s, "arn:aws")
	partition, _, found := strings.Cut(rest, service)
	if !ok || !found || strings.Trim(partition, lower+"-") != "" {
		return false
	}
	return isVisible(s)
}

// isVisible reports whether s is visible ASCII, of a length that an ARN can
// have.
func isVisible(s string) bool {
	return s != "" && len(s) <= 2048 && strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}

// The ids of organizations are of these forms.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html

func isOrganizationID(s string) bool {
	id, ok := strings.CutPrefix(s, "o-")
	return ok && isWord(id, lower+digits, 10, 32)
}

func isRootID(s string) bool {
	id, ok := strings.CutPrefix(s, "r-")
	return ok && isWord(id, lower+digits, 4, 32)
}

// isUnitID reports whether s is the id of a root, or of an organizational unit.
func isUnitID(s string) bool {
	id, ok := strings.CutPrefix(s, "ou-")
	root, unit, _ := strings.Cut(id, "-")
	return isRootID(s) || ok && isWord(root, lower+digits, 4, 32) && isWord(unit, lower+digits, 8, 32)
}

// isTargetID reports whether s is the id of what a policy can be attached to.
func isTargetID(s string) bool { return isUnitID(s) || policy.IsAccountID(s) }

func isPolicyID(s string) bool {
	id, ok := strings.CutPrefix(s, "p-")
	return ok && isWord(id, lower+upper+digits+"_", 8, 128)
}

// isSetID reports whether s is the last part of the ARN of a permission set.
// https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_PermissionSet.html
func isSetID(s string) bool {
	id, ok := strings.CutPrefix(s, "ps-")
	return ok && isWord(id, lower+upper+digits, 16, 16)
}

// isSet reports whether s is the ARN of a permission set.
func isSet(s string) bool { return isARNOf(s, ":sso:::") && isSetID(setID(s)) }

// setID is what names of files call a permission set by.
func setID(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }

// clean makes text that people wrote fit for one line of a bounded length.
func clean(text string, most int) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) && r != utf8.RuneError {
			return r
		}
		return ' '
	}, text)
	text = strings.TrimSpace(text)
	if len(text) <= most {
		return text
	}
	for !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most] + "…"
}
