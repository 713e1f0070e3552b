package rules

import (
	"hotline/check"
	"hotline/org"
)

func directAttachment() check.Rule {
	return check.Rule{
		ID: "SR008", Name: "direct-attachment", Severity: check.Medium,
		Title: "AWSSupportAccess is not attached to users or groups",
		References: []string{
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles",
			"https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-2",
		},
		Check: checkDirectAttachment,
	}
}

func checkDirectAttachment(in *check.Input) []check.Finding {
	var out []check.Finding
	add := func(p *org.Principal, command, nameFlag string) {
		for _, ref := range p.Attached {
			if ref.ARN == in.SupportARN() {
				out = append(out, check.Finding{Outcome: check.Fail, Resource: p.ARN, Location: ref.Location,
					Message:     "AWSSupportAccess is attached directly: its holders reach Support at any time, without the support role",
					Remediation: "aws iam " + command + " " + flag(nameFlag, p.Name) + " " + flag("--policy-arn", in.SupportARN())})
				return
			}
		}
	}
	for _, u := range in.Account.Users {
		add(&u.Principal, "detach-user-policy", "--user-name")
	}
	for _, g := range in.Account.Groups {
		add(&g.Principal, "detach-group-policy", "--group-name")
	}
	if out != nil {
		return out
	}
	f := in.Nothing(org.Users|org.Groups, "no user or group has AWSSupportAccess attached")[0]
	if f.Outcome == check.NotApplicable {
		f.Outcome = check.Pass
	}
	return []check.Finding{f}
}
