package rules

import (
	"fmt"
	"time"

	"hotline/check"
	"hotline/org"
)

func roleNeverAssumed() check.Rule {
	return check.Rule{
		ID: "SR027", Name: "role-never-assumed", Severity: check.Low,
		Title: "As the logs tell, the support role was assumed lately, be it to rehearse",
		References: []string{
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html",
			"https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html",
		},
		Check: func(in *check.Input) []check.Finding {
			if in.Settings.Usage == nil {
				return unmeasured(in)
			}
			return measured(in, func(r *org.Role, use check.RoleUsage) check.Finding { return judgeAssumed(in, r, use) })
		},
	}
}

func judgeAssumed(in *check.Input, r *org.Role, use check.RoleUsage) check.Finding {
	if use.Assumed > 0 {
		return check.Finding{Outcome: check.Pass,
			Message: fmt.Sprintf("the role was assumed %s %s, last on %s", times(use.Assumed), lastDays(in), day(use.Last))}
	}
	if created, isDated := parseTime(r.Created); isDated && !created.Before(in.Settings.Usage.Since) {
		return check.Finding{Outcome: check.Pass, Message: "the role was made only on " + created.Format(time.DateOnly) + ", within the days that are looked at"}
	}
	if f, isOpen := uncovered(in, true); isOpen {
		f.Message = "nobody is known to have assumed the role " + lastDays(in) + ", and " + f.Message
		return f
	}
	f := check.Finding{Outcome: check.Fail, Message: "nobody assumed the role " + lastDays(in), Remediation: rehearse(r)}
	if use.Denied > 0 {
		f.Message += fmt.Sprintf("; it was tried and denied %s", times(use.Denied))
	}
	f.Message += ": rehearse it"
	return f
}
