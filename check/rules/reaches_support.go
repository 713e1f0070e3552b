package rules

import (
	"hotline/check"
	"hotline/org"
	"hotline/reach"
)

func reachesSupport() check.Rule {
	return check.Rule{
		ID: "SR014", Name: "reaches-support", Severity: check.High,
		Title: "The support role really reaches AWS Support, by the API and by the console",
		References: []string{
			"https://docs.aws.amazon.com/awssupport/latest/user/security-support-cases.html",
			"https://docs.aws.amazon.com/awssupport/latest/user/support-console-access-control.html",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
			"https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html",
		},
		Check: func(in *check.Input) []check.Finding {
			return supportRoles(in, func(r *org.Role) check.Finding { return judgeReachesSupport(in, r) })
		},
	}
}

// ownPolicies is the cause where nothing above a role stops it.
const ownPolicies = "its own policies deny it, or do not allow it"

func judgeReachesSupport(in *check.Input, r *org.Role) check.Finding {
	actor := in.Index.Actor(r.ARN)
	g := ask([]string{"open-case", "read-cases", "console"}, func(a reach.Ability) reach.Standing {
		return in.Index.Stands(actor, a)
	}, ownPolicies)
	f := g.finding("the role", func() string { return g.mendRole(r) })
	f.Location = r.Location
	return f
}
