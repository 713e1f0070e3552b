package desired

import "strings"

// The names of the inline policies that hotline writes.
const (
	SupportPolicy = "hotline-support"        // on the support role
	GrantPolicy   = "hotline-assume-support" // on whoever may assume it
)

// LeastPrivilegePolicy is the policy that AWS publishes for those who manage
// cases, in the console too. Support has no permissions on single resources.
// https://docs.aws.amazon.com/awssupport/latest/user/support-interaction-perm-custom-policy.html
func LeastPrivilegePolicy() string {
	return document{Version: "2012-10-17", Statement: []statement{{Sid: "Support", Effect: "Allow", Action: leastActions(), Resource: "*"}}}.text()
}

func leastActions() []string {
	return []string{
		"support:AddAttachmentsToSet", "support:AddCommunicationToCase", "support:CreateCase", "support:DescribeAttachment",
		"support:DescribeCaseAttributes", "support:DescribeCases", "support:DescribeCommunication", "support:DescribeCommunications",
		"support:DescribeCreateCaseOptions", "support:DescribeIssueTypes", "support:DescribeServices", "support:DescribeSeverityLevels",
		"support:DescribeSupportLevel", "support:DescribeSupportedLanguages", "support:GetInteraction", "support:InitiateCallForCase",
		"support:InitiateChatForCase", "support:ListInteractionEntries", "support:ListInteractions", "support:PutCaseAttributes",
		"support:ResolveCase", "support:ResolveInteraction", "support:SearchForCases", "support:StartInteraction", "support:UpdateInteraction",
		"support-console:CheckSubscription", "support-console:CreateCaseDraft", "support-console:CreateContact", "support-console:DeleteCaseDraft",
		"support-console:DescribeDynamicHelp", "support-console:GetAccountGovCloudEnabled", "support-console:GetAccountState",
		"support-console:GetBanner", "support-console:GetCaseDraft", "support-console:GetIssueClassificationPredictions",
		"support-console:GetIssueTextSummary", "support-console:GetQuestionnaire", "support-console:SaveFeedback",
	}
}

// SupportRoles are the ARNs of the support roles of all accounts: those of the
// wanted name, and those that are taken over by name and have another.
func (c *Config) SupportRoles(partition string) []string {
	name := ":role" + c.Role.Path + c.Role.Name
	out := []string{"arn:" + partition + ":iam::*" + name}
	for _, arn := range c.Found.Adopt {
		if !strings.HasSuffix(arn, name) {
			out = append(out, arn)
		}
	}
	return out
}

// AssumePolicy is what lets a user, group or role of an account assume the
// support role in every account: the side of the identity, which the trust
// policy of the role does not replace across accounts.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
func (c *Config) AssumePolicy(p People, partition string) string {
	actions := []string{"sts:AssumeRole"}
	if p.SourceIdentity {
		actions = append(actions, "sts:SetSourceIdentity")
	}
	if len(p.SessionTags) > 0 {
		actions = append(actions, "sts:TagSession")
	}
	s := statement{Sid: "AssumeSupport", Effect: "Allow", Action: one(actions), Resource: one(c.SupportRoles(partition))}
	if p.Organization != "" {
		s.Condition = map[string]map[string]any{"StringEquals": {"aws:ResourceOrgID": p.Organization}}
	}
	return document{Version: "2012-10-17", Statement: []statement{s}}.text()
}

// IsEntry reports whether a role has the name of one by which administrators
// enter the accounts of an organization.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access-cross-account-role.html
// https://docs.aws.amazon.com/controltower/latest/userguide/roles-how.html
func IsEntry(name string) bool {
	return strings.EqualFold(name, "OrganizationAccountAccessRole") || strings.EqualFold(name, "AWSControlTowerExecution")
}
