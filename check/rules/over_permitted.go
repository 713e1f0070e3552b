package rules

import (
	"slices"
	"strings"

	"hotline/check"
	"hotline/org"
)

func overPermitted() check.Rule {
	return check.Rule{
		ID: "SR002", Name: "over-permitted", Severity: check.High,
		Title: "The support role can do nothing else of consequence",
		References: []string{
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
			"https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html",
			"https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html",
		},
		Check: func(in *check.Input) []check.Finding {
			return supportRoles(in, func(r *org.Role) check.Finding { return judgeOverPermitted(in, r) })
		},
	}
}

// judgeOverPermitted goes through all actions that there are, but for those of
// AWS Support, and asks which of them the role may be allowed on some resource
// and under some condition. What its policies are known to allow counts, whatever
// others may allow that are not known; a boundary that is not known may take all
// of it back.
func judgeOverPermitted(in *check.Input, r *org.Role) check.Finding {
	f := check.Finding{Outcome: check.Unknown, Location: r.Location}
	if in.Settings.Actions == nil {
		f.Message = "what else the role can do was not looked at: that takes the table of all actions"
		f.Remediation = "# audit with the table of actions that is part of the program"
		return f
	}
	known, missing := split(in, r)
	rest, _ := in.Extent(r)
	if missing != nil {
		rest, _ = in.Index.Extent(in.Account, known, in.Settings.Actions, check.SupportServices()...)
	}
	x := measure(in, r, rest)
	bounded := r.Boundary == nil || isKnown(in, r.Boundary.ARN)
	administrators := org.AWSManagedPolicy(in.Account.Partition, "AdministratorAccess")
	switch {
	case x.changing != nil && bounded:
		f.Outcome, f.Severity, f.Location = check.Fail, x.severity, x.changing[0].at
		f.Message = "besides reaching Support, the role can " + enumerate(x.worst) + ", by " + list(x.changing)
		f.Remediation = mendExtent(r, x.changing)
	case r.Boundary == nil && slices.Contains(missing, administrators):
		f.Outcome, f.Severity = check.Fail, check.Critical
		f.Message = "besides reaching Support, the role can do everything, by " + administrators
		f.Remediation = mendExtent(r, []*allowance{{policy: administrators}})
	case missing != nil || x.changing != nil:
		if !bounded {
			missing = append(missing, r.Boundary.ARN)
		}
		f.Message = "what else the role can do is not known: the input has no document of " + strings.Join(missing, ", ")
		f.Remediation = "aws iam get-account-authorization-details > FILE.json"
	case x.reading != nil:
		f.Outcome, f.Message = check.Pass, "besides reaching Support, the role can only read, by "+list(x.reading)
	default:
		f.Outcome, f.Message = check.Pass, "the role can reach Support, and nothing else"
	}
	return f
}

// split is a role with those of its policies only whose documents are known, and
// the names of the others.
func split(in *check.Input, r *org.Role) (known *org.Role, missing []string) {
	only := *r
	only.Attached, only.Inline = nil, nil
	for _, ref := range r.Attached {
		if isKnown(in, ref.ARN) {
			only.Attached = append(only.Attached, ref)
		} else {
			missing = append(missing, ref.ARN)
		}
	}
	for _, p := range r.Inline {
		if p.Document.Policy != nil {
			only.Inline = append(only.Inline, p)
		} else {
			missing = append(missing, "inline policy "+p.Name)
		}
	}
	return &only, missing
}

// isKnown reports whether the document of a managed policy was read.
func isKnown(in *check.Input, arn string) bool {
	d := in.ManagedDocument(arn)
	return d != nil && d.Policy != nil
}
