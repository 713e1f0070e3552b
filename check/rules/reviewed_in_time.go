package rules

import (
	"fmt"
	"time"

	"hotline/check"
	"hotline/org"
)

func reviewedInTime() check.Rule {
	return check.Rule{
		ID: "SR021", Name: "reviewed-in-time", Severity: check.Low,
		Title: "A tag of the support role says until when it was reviewed, and that is not over",
		References: []string{
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags_roles.html",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#remove-credentials",
			"https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreatePermissionSet.html",
		},
		Check: func(in *check.Input) []check.Finding {
			return supportRoles(in, func(r *org.Role) check.Finding { return judgeReview(in, r) })
		},
	}
}

func judgeReview(in *check.Input, r *org.Role) check.Finding {
	f := check.Finding{Location: r.Location}
	key := in.Settings.ReviewTag
	if key == "" {
		f.Outcome, f.Message = check.NotApplicable, "no tag is asked for that says until when the role was reviewed"
		return f
	}
	holder := tagHolder(in, r)
	if holder.unread != "" {
		f.Outcome, f.Message, f.Remediation = check.Unknown, holder.unread, holder.read
		return f
	}
	value := holder.value(key)
	until, err := time.Parse(time.DateOnly, value)
	switch {
	case value == "":
		f.Message = fmt.Sprintf("%s has no tag %s, or an empty one", holder.name, key)
	case err != nil:
		f.Message = fmt.Sprintf("%s is tagged %s=%.40q, which is no date as 2026-01-31", holder.name, key, value)
	case !in.Settings.Now.Before(until.AddDate(0, 0, 1)): // the day itself counts
		f.Message = fmt.Sprintf("%s was reviewed until %s: that is over", holder.name, value)
	default:
		f.Outcome, f.Message = check.Pass, fmt.Sprintf("%s was reviewed until %s", holder.name, value)
		return f
	}
	f.Outcome = check.Fail
	f.Remediation = lines("# look at whom the role lets in, what it can do and who is assigned to it; then, with the date of the next review:",
		holder.tag("Key="+shell(key)+",Value=YYYY-MM-DD"))
	return f
}
