package rules

import (
	"fmt"

	"hotline/check"
)

func exceptionsInOrder() check.Rule {
	return check.Rule{
		ID: check.ExceptionsRule, Name: "exceptions-in-order", Severity: check.Low,
		Title: "Every exception is in force, and still needed",
		References: []string{
			"https://docs.aws.amazon.com/securityhub/latest/userguide/findings-workflow-status.html",
		},
		Overall: checkExceptionsInOrder,
	}
}

func checkExceptionsInOrder(over *check.Overview) []check.Finding {
	var out []check.Finding
	for i, e := range over.Settings.Exceptions {
		f := judgeException(over, e)
		f.Resource, f.Location = fmt.Sprintf("exception:%d", i+1), e.Location
		out = append(out, f)
	}
	if out == nil {
		out = []check.Finding{{Outcome: check.NotApplicable, Resource: "exceptions", Message: "there are no exceptions"}}
	}
	return out
}

func judgeException(over *check.Overview, e *check.Exception) check.Finding {
	covered := over.Covered(e)
	what := fmt.Sprintf("the exception of %s from %s", e.Owner, e.Rule)
	failures := fmt.Sprintf("%d failed findings", covered)
	switch covered {
	case 0:
		failures = "nothing that fails"
	case 1:
		failures = "1 failed finding"
	}
	switch {
	case e.IsExpired(over.Settings.Now):
		return check.Finding{
			Outcome: check.Fail, Message: fmt.Sprintf("%s ran out on %s; it covers %s", what, e.LastDay(), failures),
			Remediation: "# mend what it covered and delete it, or agree with its owner on another date",
		}
	case covered > 0:
		return check.Finding{Outcome: check.Pass, Message: fmt.Sprintf("%s covers %s until %s", what, failures, e.LastDay())}
	}
	if doubt := over.Doubt(e); doubt != "" {
		return check.Finding{
			Outcome: check.Unknown, Message: "whether " + what + " is needed is not known: " + doubt,
			Remediation: "# audit with every rule, and every account, that the exception is about",
		}
	}
	return check.Finding{
		Outcome: check.Fail, Message: what + " covers " + failures,
		Remediation: "# delete it, unless a slip of the pen is the cause: compare its account and resource with a finding",
	}
}
