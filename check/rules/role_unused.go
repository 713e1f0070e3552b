package rules

import (
	"fmt"
	"strconv"
	"time"

	"hotline/check"
	"hotline/org"
)

func roleUnused() check.Rule {
	return check.Rule{
		ID: "SR025", Name: "role-unused", Severity: check.Low,
		Title: "The support role was used lately, be it to rehearse",
		References: []string{
			"https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleLastUsed.html",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html",
		},
		Check: func(in *check.Input) []check.Finding {
			return supportRoles(in, func(r *org.Role) check.Finding { return judgeUse(in, r) })
		},
	}
}

func judgeUse(in *check.Input, r *org.Role) check.Finding {
	f := check.Finding{Outcome: check.Unknown, Location: r.Location}
	limit := in.Settings.Unused
	created, isDated := parseTime(r.Created)
	if limit == 0 {
		f.Outcome, f.Message = check.NotApplicable, "no limit is set to how long the role may be unused"
		return f
	}
	if r.LastUsed == nil {
		f.Message, f.Remediation = "when the role was used last is not in the snapshot", readAgain(r)
		return f
	}
	used, isKnown := parseTime(r.LastUsed.Date)
	switch {
	case r.LastUsed.Date != "" && !isKnown:
		f.Message = fmt.Sprintf("%.40q, when the role was used last, is no date", r.LastUsed.Date)
		f.Remediation = readAgain(r)
	case isKnown && in.Settings.Now.Sub(used) <= limit:
		f.Outcome, f.Message = check.Pass, "the role was used on "+used.Format(time.DateOnly)
	case isKnown:
		f.Outcome, f.Message = check.Fail, fmt.Sprintf("the role was used last on %s, more than %d days ago: rehearse it", used.Format(time.DateOnly), days(limit))
		f.Remediation = rehearse(r)
	case isDated && in.Settings.Now.Sub(created) <= limit:
		f.Outcome, f.Message = check.Pass, "the role was not used yet, and was made only on "+created.Format(time.DateOnly)
	default:
		f.Outcome, f.Message = check.Fail, "the role was not used in the 400 days that IAM looks back: nobody knows whether it works; rehearse it"
		f.Remediation = rehearse(r)
	}
	return f
}

func days(d time.Duration) int { return int(d.Hours() / 24) }

func readAgain(r *org.Role) string {
	return "aws iam get-role " + flag("--role-name", r.Name) + " --query Role.RoleLastUsed"
}

// rehearse is how a support role is tried without opening a case.
// https://docs.aws.amazon.com/awssupport/latest/user/about-support-api.html
func rehearse(r *org.Role) string {
	enter := "aws sts assume-role " + flag("--role-arn", r.ARN) + " --role-session-name rehearsal"
	if set := r.PermissionSet(); set != "" {
		enter = "# sign in at the access portal of Identity Center, with permission set " + set
	}
	return lines("# as somebody who would need it; then, with the credentials that it gives:", enter,
		"aws support describe-severity-levels --region "+homeRegion(r.ARN),
		"# SubscriptionRequiredException says that the account has no paid plan, for which there is the console only")
}

// parseTime reads a time as sources write it: RFC 3339, or seconds since 1970.
func parseTime(s string) (time.Time, bool) {
	if seconds, err := strconv.ParseFloat(s, 64); err == nil {
		return time.Unix(int64(seconds), 0).UTC(), true
	}
	t, err := time.Parse(time.RFC3339, s)
	return t.UTC(), err == nil
}
