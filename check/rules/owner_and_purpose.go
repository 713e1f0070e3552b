package rules

import (
	"fmt"
	"strings"

	"hotline/check"
	"hotline/org"
)

func ownerAndPurpose() check.Rule {
	return check.Rule{
		ID: "SR011", Name: "owner-and-purpose", Severity: check.Low,
		Title: "The support role is tagged with its owner and purpose",
		References: []string{
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags_roles.html",
			"https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
		},
		Check: func(in *check.Input) []check.Finding {
			return supportRoles(in, func(r *org.Role) check.Finding { return judgeTags(in, r) })
		},
	}
}

func judgeTags(in *check.Input, r *org.Role) check.Finding {
	f := check.Finding{Location: r.Location}
	if set := r.PermissionSet(); set != "" {
		f.Outcome = check.NotApplicable
		f.Message = "Identity Center owns the role; owner and purpose belong on permission set " + set
		return f
	}
	var missing, fix []string
	for _, key := range in.Settings.RequiredTags {
		if !tagged(r, key) {
			missing = append(missing, key)
			fix = append(fix, "Key="+shell(key)+",Value="+shell(strings.ToUpper(key)))
		}
	}
	if missing == nil {
		f.Outcome = check.Pass
		f.Message = "the role has the tags " + strings.Join(in.Settings.RequiredTags, ", ")
		return f
	}
	f.Outcome = check.Fail
	f.Message = fmt.Sprintf("the role has no tag, or an empty one, for %s", strings.Join(missing, ", "))
	f.Remediation = "aws iam tag-role " + flag("--role-name", r.Name) + " --tags " + strings.Join(fix, " ")
	return f
}

// tagged reports whether the role has a value for a tag. IAM does not tell tag
// keys apart by case.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules
func tagged(r *org.Role, key string) bool {
	for _, t := range r.Tags {
		if strings.EqualFold(t.Key, key) && strings.TrimSpace(t.Value) != "" {
			return true
		}
	}
	return false
}
