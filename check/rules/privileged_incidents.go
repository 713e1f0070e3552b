package rules

import (
	"fmt"

	"hotline/check"
)

func privilegedIncidents() check.Rule {
	return check.Rule{
		ID: "SR029", Name: "privileged-session-incidents", Severity: check.Medium,
		Title: "As the logs tell, support cases are handled by the support role, not by administrators or root",
		References: []string{
			"https://docs.aws.amazon.com/awssupport/latest/user/logging-using-cloudtrail.html",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
		},
		Check: func(in *check.Input) []check.Finding {
			if in.Settings.Usage == nil {
				return unmeasured(in)
			}
			f := judgePrivileged(in)
			f.Resource, f.Location = in.Resource(), in.Place()
			return []check.Finding{f}
		},
	}
}

func judgePrivileged(in *check.Input) check.Finding {
	use, most := in.Settings.Usage.Account(in.Account.ID), in.Settings.Usage.MaxPrivileged
	n := 0
	for _, u := range use.Privileged {
		n += u.Times
	}
	calls := fmt.Sprintf("administrators and root made %d of %d calls on support cases %s", n, use.Calls, lastDays(in))
	if n > most {
		if len(use.LastCases) > 0 {
			calls += fmt.Sprintf(", and handled %d of %d cases (%d%%), the last of them %s",
				use.PrivilegedCases, use.Cases, 100*use.PrivilegedCases/max(use.Cases, 1), listed(use.LastCases))
		}
		return check.Finding{Outcome: check.Fail,
			Message: fmt.Sprintf("%s: %s; %d are allowed", calls, uses(use.Privileged, in.Account.ID), most),
			Remediation: lines("# find out why they did not take the support role, and rehearse it with them; who did what, of the last 90 days:",
				"aws cloudtrail lookup-events --region "+homeRegion(in.SupportARN())+" --lookup-attributes AttributeKey=EventSource,AttributeValue=support.amazonaws.com")}
	}
	if f, isOpen := uncovered(in, false); isOpen {
		f.Message = "as far as is known, " + calls + ", but " + f.Message
		return f
	}
	return check.Finding{Outcome: check.Pass, Message: calls}
}
