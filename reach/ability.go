package reach

import (
	"fmt"
	"strings"

	"hotline/authz"
)

// An Ability is something that somebody can do: some actions, of which one is
// enough, or all are needed.
type Ability struct {
	Name    string // open-case
	Title   string // open a support case
	Actions []authz.Action
	All     bool
	// Resource is the ARN that the actions are about, or "*".
	Resource string
	Source   string // the AWS page that the list of actions rests on
}

// Abilities lists what one can do with AWS Support. None of the actions can be
// limited to resources.
func Abilities() []Ability {
	const actions = "https://docs.aws.amazon.com/awssupport/latest/user/security-support-cases.html"
	return []Ability{
		{"open-case", "open a support case", mustActions("support:CreateCase"), false, "*", actions},
		{"read-cases", "read support cases", mustActions("support:DescribeCases", "support:SearchForCases", "support:DescribeCommunications",
			"support:DescribeCommunication", "support:DescribeAttachment"), false, "*", actions},
		{"close-case", "close a support case", mustActions("support:ResolveCase"), false, "*", actions},
		{"change-plan", "change the support plan", mustActions("supportplans:StartSupportPlanUpdate", "supportplans:CreateSupportPlanSchedule"), false, "*",
			"https://docs.aws.amazon.com/awssupport/latest/user/security-support-plans.html"},
		{"approve-permit", "approve a support permit", mustActions("supportauthz:CreateSupportPermit"), false, "*",
			"https://docs.aws.amazon.com/awssupport/latest/user/support-authorization.html"},
		{"console", "use the Support Center console", mustActions("support-console:GetAccountState", "support-console:CreateCaseDraft"), true, "*",
			"https://docs.aws.amazon.com/awssupport/latest/user/support-console-access-control.html"},
	}
}

// FindAbility finds an ability by its name.
func FindAbility(name string) (Ability, error) {
	var names []string
	for _, a := range Abilities() {
		if a.Name == name {
			return a, nil
		}
		names = append(names, a.Name)
	}
	return Ability{}, fmt.Errorf("no capability %q; expected one of %s", name, strings.Join(names, ", "))
}

// EveryAction lists the actions of all abilities.
func EveryAction() []authz.Action {
	var out []authz.Action
	for _, a := range Abilities() {
		out = append(out, a.Actions...)
	}
	return out
}

// Tampering is whatever closes or widens the way through a role: to delete it,
// to change whom it trusts or what it may do, and to take its protection away.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagement.html
func Tampering(role string) Ability {
	return Ability{"tamper", "delete the role, edit its trust policy, or change its policies", mustActions(
		"iam:DeleteRole", "iam:UpdateAssumeRolePolicy", "iam:AttachRolePolicy", "iam:DetachRolePolicy", "iam:PutRolePolicy",
		"iam:DeleteRolePolicy", "iam:PutRolePermissionsBoundary", "iam:DeleteRolePermissionsBoundary",
	), false, role, "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagement.html"}
}
