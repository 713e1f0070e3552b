package rules

import (
	"hotline/check"
	"hotline/reach"
)

func organizationLetsSupportThrough() check.Rule {
	return check.Rule{
		ID: "SR015", Name: "organization-lets-support-through", Severity: check.High,
		Title: "Service control policies let AWS Support and its console through",
		References: []string{
			"https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html",
			"https://docs.aws.amazon.com/awssupport/latest/user/support-console-access-control.html",
		},
		Check: checkOrganizationLetsSupportThrough,
	}
}

func checkOrganizationLetsSupportThrough(in *check.Input) []check.Finding {
	f := check.Finding{Outcome: check.NotApplicable}
	if f.Message = withoutControls(in); f.Message == "" {
		g := ask([]string{"open-case", "read-cases", "close-case", "console"}, func(a reach.Ability) reach.Standing {
			return in.Index.Limits(in.Account.ID, in.Account.Partition, a)
		}, "")
		f = g.finding("a role of the account that is allowed everything", func() string { return lines(g.mendControls()...) })
	}
	f.Resource, f.Location = in.Resource(), in.Place()
	return []check.Finding{f}
}

// withoutControls says why no service control policy stands over the account;
// empty where some may.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
func withoutControls(in *check.Input) string {
	o := in.Organization
	switch {
	case o == nil:
		return "service control policies are not in the snapshot: no organization was read"
	case o.IsManagement(in.Account.ID):
		return "this is the management account: no service control policy applies to it"
	case o.MembersComplete && o.Member(in.Account.ID) == nil:
		return "the account is not a member of organization " + o.ID
	}
	return ""
}
