package configfile

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"hotline/desired"
	"hotline/internal/strictyaml"
	"hotline/org"
)

// What a role may have.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
const (
	maxRoleName    = 64
	maxPath        = 512
	maxSwitch      = 64 // path and name, for the console to switch to the role
	maxDescription = 1000
)

// readRole reads what the role is to be.
func (r *reader) readRole(n strictyaml.Node) {
	role := &r.config.Role
	r.mapping(n, "role",
		field{key: "name", must: true, read: r.set(&role.Name, "name", roleName)},
		field{key: "path", read: r.set(&role.Path, "path", rolePath)},
		field{key: "description", read: r.readDescription},
		field{key: "session", read: r.readSession},
		field{key: "tags", read: r.readTags},
		field{key: "boundary", read: r.set(&role.Boundary, "boundary", boundary)},
	)
	if length := len(role.Path) + len(role.Name); length > maxSwitch {
		r.notes = append(r.notes, r.note(r.placeOf("role/name"), fmt.Sprintf(
			"path and name have %d characters together: the console switches to roles of at most %d; from the CLI and the SDKs it works", length, maxSwitch)))
	}
}

func roleName(s string) string {
	switch {
	case !isName(s, maxRoleName):
		return fmt.Sprintf("expected 1 to %d letters, digits and _+=,.@- for name, found %q", maxRoleName, s)
	case strings.HasPrefix(s, "AWSServiceRoleFor"), strings.HasPrefix(s, "AWSReservedSSO_"):
		return fmt.Sprintf("expected a name of your own, found %q: AWS keeps names that begin so for roles of services and of IAM Identity Center", s)
	case desired.IsEntry(s):
		return fmt.Sprintf("expected another name than %s: by the role of this name administrators enter the account", s)
	}
	return ""
}

// rolePath is what a path must be. IAM would take more characters, which mean
// something in the patterns of policies.
func rolePath(s string) string {
	for _, reserved := range []string{"/aws-service-role/", "/aws-reserved/"} {
		if strings.HasPrefix(s, reserved) {
			return fmt.Sprintf("expected a path of your own, found %q: AWS keeps %s for itself", s, reserved)
		}
	}
	if len(s) > maxPath || !regexp.MustCompile(`^/`+pathPattern+`$`).MatchString(s) {
		return fmt.Sprintf("expected a path that begins and ends with a slash as /team/, of letters, digits and _+=,.@-, found %q", s)
	}
	return ""
}

// readDescription reads the one text that may have several lines.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
func (r *reader) readDescription(n strictyaml.Node) {
	s, ok := r.text(n, "description")
	switch {
	case !ok:
	case utf8.RuneCountInString(s) > maxDescription:
		r.Fault(n, fmt.Sprintf("expected at most %d characters for description, found %d", maxDescription, utf8.RuneCountInString(s)))
	case strings.ContainsFunc(s, func(c rune) bool {
		return c != '\t' && c != '\n' && c != '\r' && (c < ' ' || c > '~' && c < '\u00a1' || c > '\u00ff')
	}):
		r.Fault(n, "expected letters of Western European languages for description: IAM takes no others")
	default:
		r.config.Role.Description = strings.TrimRight(s, "\n")
	}
}

// readSession reads how long sessions may last.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-settings.html#id_roles_update-session-duration
func (r *reader) readSession(n strictyaml.Node) {
	_, _ = r.word(n, "session", func(s string) string {
		d, err := time.ParseDuration(s)
		switch {
		case err != nil || !regexp.MustCompile(`^([0-9]+h)?([0-9]+m)?([0-9]+s)?$`).MatchString(s):
			return fmt.Sprintf("expected a time as 1h, 90m or 1h30m for session, found %q", s)
		case d < time.Hour || d > 12*time.Hour:
			return fmt.Sprintf("expected 1h to 12h for session, found %q", s)
		}
		r.config.Role.Session = d
		return ""
	})
}

// readTags reads the tags of the role. That of the owner comes in addition.
func (r *reader) readTags(n strictyaml.Node) {
	role := &r.config.Role
	for i, m := range r.members(n, "a mapping for tags") {
		if i == maxTags-1 {
			r.FaultAt(m.At, fmt.Sprintf("more than %d tags; expected at most that, since a role may have %d and %s is one", maxTags-1, maxTags, desired.OwnerTag))
			return
		}
		value, ok := r.text(m.Value, "tag "+m.Key)
		message := tagKey(m.Key)
		if strings.EqualFold(m.Key, desired.OwnerTag) {
			message = "tag " + desired.OwnerTag + " says what hotline owns: it sets it itself"
		}
		// The keys of tags of a role are the same in any case.
		// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules_creating
		for _, t := range role.Tags {
			if strings.EqualFold(t.Key, m.Key) {
				message = fmt.Sprintf("tags %q and %q are the same to IAM", t.Key, m.Key)
			}
		}
		if message != "" {
			r.FaultAt(m.At, message)
			continue
		}
		if message := tagValue(value); message != "" {
			r.Fault(m.Value, message)
		} else if ok {
			role.Tags = append(role.Tags, org.Tag{Key: m.Key, Value: value})
		}
	}
	slices.SortFunc(role.Tags, func(a, b org.Tag) int { return cmp.Compare(a.Key, b.Key) })
}

// boundary is what the ARN of a boundary must be.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
func boundary(s string) string {
	pattern := `^arn:(\{partition\}|` + partitionPattern + `):iam::(\{account\}|aws|[0-9]{12}):policy/` + pathPattern + `[A-Za-z0-9_+=,.@-]{1,128}$`
	if s != desired.None && !regexp.MustCompile(pattern).MatchString(s) {
		return fmt.Sprintf("expected none, or the ARN of a policy as arn:{partition}:iam::{account}:policy/NAME for boundary, found %q", s)
	}
	return ""
}
