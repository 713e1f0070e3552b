package rules

import (
	"strings"

	"hotline/check"
	"hotline/org"
)

// A tagged is what carries the tags of a support role: the role itself or, of
// one that Identity Center made, its permission set. AWS takes no tags on the
// roles of the latter.
// https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreatePermissionSet.html
type tagged struct {
	name string // the role
	tags []org.Tag
	// unread says why the tags are not known, and read what would tell; both
	// are empty where they are.
	unread, read string
	command      string
}

func tagHolder(in *check.Input, r *org.Role) tagged {
	name := r.PermissionSet()
	set := permissionSet(in, r)
	switch {
	case name == "":
		return tagged{name: "the role", tags: r.Tags, command: "aws iam tag-role " + flag("--role-name", r.Name)}
	case set == nil || !set.TagsKnown:
		return tagged{unread: "the tags of permission set " + name + " were not read", read: readPermissionSets()}
	}
	return tagged{name: "permission set " + name, tags: set.Tags,
		command: "aws sso-admin tag-resource " + flag("--instance-arn", instanceOf(set)) + " " + flag("--resource-arn", set.ARN)}
}

// tag is the command that sets tags.
func (t *tagged) tag(tags string) string { return t.command + " --tags " + tags }

// value is the value of a tag, without the white space around it. IAM does not
// tell tag keys apart by case.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules
func (t *tagged) value(key string) string {
	for _, tag := range t.tags {
		if value := strings.TrimSpace(tag.Value); strings.EqualFold(tag.Key, key) && value != "" {
			return value
		}
	}
	return ""
}
