package rules

import (
	"fmt"
	"strings"

	"hotline/check"
	"hotline/org"
	"hotline/policy"
)

func extraPolicies() check.Rule {
	return check.Rule{
		ID: "SR002", Name: "extra-policies", Severity: check.High,
		Title: "The support role has no policy besides AWSSupportAccess",
		References: []string{
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
		},
		Check: func(in *check.Input) []check.Finding {
			return supportRoles(in, func(r *org.Role) check.Finding { return judgeExtraPolicies(in, r) })
		},
	}
}

func judgeExtraPolicies(in *check.Input, r *org.Role) check.Finding {
	f := check.Finding{Outcome: check.Pass, Message: "AWSSupportAccess is the only policy of the role", Location: r.Location}
	var extras, fix []string
	everything := false
	note := func(name string, at org.Location, doc *org.Document) {
		if len(extras) == 0 {
			f.Location = at
		}
		if doc != nil && allowsEverything(doc.Policy) {
			everything = true
			name += " (allows everything)"
		}
		extras = append(extras, name)
	}
	for _, ref := range r.Attached {
		if ref.ARN != in.SupportARN() {
			note(ref.ARN, ref.Location, in.ManagedDocument(ref.ARN))
			everything = everything || ref.ARN == org.AWSManagedPolicy(in.Account.Partition, "AdministratorAccess")
			fix = append(fix, "aws iam detach-role-policy "+flag("--role-name", r.Name)+" "+flag("--policy-arn", ref.ARN))
		}
	}
	for i := range r.Inline {
		p := &r.Inline[i]
		note("inline policy "+p.Name, p.Location, &p.Document)
		fix = append(fix, "aws iam delete-role-policy "+flag("--role-name", r.Name)+" "+flag("--policy-name", p.Name))
	}
	if extras == nil {
		return f
	}
	f.Outcome = check.Fail
	f.Message = fmt.Sprintf("whoever assumes the role to reach Support also gets %s", strings.Join(extras, ", "))
	f.Remediation = lines(fix...)
	if everything {
		f.Severity = check.Critical
	}
	if set := r.PermissionSet(); set != "" {
		f.Remediation = changePermissionSet(set)
	}
	return f
}

// allowsEverything reports whether a statement of d allows all actions on all
// resources without a condition.
func allowsEverything(d *policy.Document) bool {
	if d == nil {
		return false
	}
	for i := range d.Statements {
		st := &d.Statements[i]
		if st.Effect.Value == policy.Allow && st.Condition == nil && (has(st.Action, "*") || has(st.Action, "*:*")) && has(st.Resource, "*") {
			return true
		}
	}
	return false
}

// has reports whether value is in a list. A list that is absent is empty.
func has(l *policy.List, value string) bool {
	if l == nil {
		return false
	}
	for _, v := range l.Values {
		if v.Value == value {
			return true
		}
	}
	return false
}
