package configfile

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"hotline/policy"
)

// The functions here say what is wrong with a value, and nothing where it is in
// order.

// nameLetters are those of the names that IAM gives.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names
const nameLetters = `ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+=,.@-`

// isName reports whether s can be a name of IAM of at most some characters.
func isName(s string, most int) bool {
	return s != "" && len(s) <= most && strings.Trim(s, nameLetters) == ""
}

// name is what a name of something must be.
func name(what string, most int) func(string) string {
	return func(s string) string {
		switch {
		case strings.ContainsAny(s, "*?"):
			return nobodyAtAll(s)
		case !isName(s, most):
			return fmt.Sprintf("expected the name of a %s, 1 to %d letters, digits and _+=,.@-, found %q", what, most, s)
		}
		return ""
	}
}

func nobodyAtAll(s string) string {
	return fmt.Sprintf("expected each who may assume the role by name, found %q: no * and no ? here", s)
}

// principal is what must name a role or a user: its name, with the path in front
// where it has one.
func principal(what string) func(string) string {
	return func(s string) string {
		parts := strings.Split(strings.TrimPrefix(s, "/"), "/")
		last := len(parts) - 1
		switch {
		case strings.ContainsAny(s, "*?"):
			return nobodyAtAll(s)
		case strings.HasPrefix(s, "arn:"):
			return fmt.Sprintf("expected the name of a %s, with its path if it has one, found an ARN; its account is that of account", what)
		case what == "role" && len(parts) > 1 && parts[0] == "aws-reserved":
			return "expected the permission set in permission_sets: the name of its role changes when it is assigned anew"
		case what == "role" && len(parts) > 1 && parts[0] == "aws-service-role":
			return "a service-linked role belongs to its service alone; name the service in automation"
		}
		for i, part := range parts {
			if most := map[bool]int{true: 64, false: 512}[i == last]; !isName(part, most) {
				return fmt.Sprintf("expected the name of a %s, 1 to 64 letters, digits and _+=,.@-, with its path if it has one, found %q", what, s)
			}
		}
		return ""
	}
}

func account(s string) string {
	switch {
	case strings.ContainsAny(s, "*?"):
		return nobodyAtAll(s)
	case !policy.IsAccountID(s):
		return fmt.Sprintf("expected an account id of twelve digits, found %q", s)
	}
	return ""
}

// organization is what the id of one must be.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html
func organization(s string) string {
	if !regexp.MustCompile(`^o-[a-z0-9]{10,32}$`).MatchString(s) {
		return fmt.Sprintf("expected the id of an organization as o-a1b2c3d4e5, found %q", s)
	}
	return ""
}

// isUnit reports whether s is the id of a root or of an organizational unit.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_OrganizationalUnit.html
func isUnit(s string) bool {
	return regexp.MustCompile(`^(r-[a-z0-9]{4,32}|ou-[a-z0-9]{4,32}-[a-z0-9]{8,32})$`).MatchString(s)
}

func unit(s string) string {
	if !isUnit(s) {
		return fmt.Sprintf("expected the id of an organizational unit as ou-ab12-c3d4e5f6, or of the root as r-ab12, found %q", s)
	}
	return ""
}

func accountOrUnit(s string) string {
	if !isUnit(s) && !policy.IsAccountID(s) {
		return fmt.Sprintf("expected the id of an account, or of a unit, found %q", s)
	}
	return ""
}

// The tags of roles, and those of sessions.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules_creating
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
const (
	maxTags     = 50
	maxTagKey   = 128 // characters
	maxTagValue = 256
)

func tagKey(s string) string {
	switch {
	case s == "" || !isTagText(s, maxTagKey):
		return fmt.Sprintf("expected the key of a tag, 1 to %d letters, digits, spaces and _.:/=+-@, found %q", maxTagKey, s)
	case len(s) >= 4 && strings.EqualFold(s[:4], "aws:"):
		return fmt.Sprintf("tag %q: keys that begin with aws: are for AWS alone", s)
	}
	return ""
}

func tagValue(s string) string {
	if !isTagText(s, maxTagValue) {
		return fmt.Sprintf("expected the value of a tag, at most %d letters, digits, spaces and _.:/=+-@, found %q", maxTagValue, s)
	}
	return ""
}

func isTagText(s string, most int) bool {
	return utf8.RuneCountInString(s) <= most && !strings.ContainsFunc(s, func(c rune) bool {
		return !unicode.In(c, unicode.L, unicode.Z, unicode.N) && !strings.ContainsRune("_.:/=+-@", c)
	})
}

// Patterns of the parts of ARNs.
const (
	partitionPattern = `aws[a-z0-9-]*`
	pathPattern      = `([A-Za-z0-9_+=,.@-]+/)*`
)

// roleARN is what the ARN of a role in some account must be.
func roleARN(s string) string {
	switch {
	case strings.ContainsAny(s, "*?"):
		return nobodyAtAll(s)
	case !regexp.MustCompile(`^arn:` + partitionPattern + `:iam::[0-9]{12}:role/` + pathPattern + `[A-Za-z0-9_+=,.@-]{1,64}$`).MatchString(s):
		return fmt.Sprintf("expected the ARN of a role as arn:aws:iam::111122223333:role/NAME, found %q", s)
	}
	return ""
}

// adoptable is what the ARN of a role must be that is to be changed.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html
func adoptable(s string) string {
	if message := roleARN(s); message != "" {
		return message
	}
	if strings.Contains(s, ":role/aws-reserved/") || strings.Contains(s, ":role/aws-service-role/") {
		return "a role of IAM Identity Center or of a service cannot be adopted: nobody else can change it"
	}
	return ""
}
