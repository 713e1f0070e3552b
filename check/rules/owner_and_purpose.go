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
			"https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreatePermissionSet.html",
			"https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
		},
		Check: func(in *check.Input) []check.Finding {
			return supportRoles(in, func(r *org.Role) check.Finding { return judgeTags(in, r) })
		},
	}
}

func judgeTags(in *check.Input, r *org.Role) check.Finding {
	f := check.Finding{Location: r.Location}
	holder := tagHolder(in, r)
	if holder.unread != "" {
		f.Outcome = check.NotApplicable
		f.Message = "Identity Center owns the role; owner and purpose belong on permission set " + r.PermissionSet()
		return f
	}
	var missing, fix []string
	for _, key := range in.Settings.RequiredTags {
		if holder.value(key) == "" {
			missing = append(missing, key)
			fix = append(fix, "Key="+shell(key)+",Value="+shell(strings.ToUpper(key)))
		}
	}
	if missing == nil {
		f.Outcome = check.Pass
		f.Message = holder.name + " has the tags " + strings.Join(in.Settings.RequiredTags, ", ")
		return f
	}
	f.Outcome = check.Fail
	f.Message = fmt.Sprintf("%s has no tag, or an empty one, for %s", holder.name, strings.Join(missing, ", "))
	f.Remediation = holder.tag(strings.Join(fix, " "))
	return f
}
