package awsio

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// quickCalls are what is asked in an account at quick depth.
func quickCalls() []*Call {
	quick := []Depth{Quick}
	return []*Call{
		{Name: "iam:ListEntitiesForPolicy", Scope: Account, Depths: quick, File: "list-entities-for-policy",
			Resource: "arn:{partition}:iam::aws:policy/AWSSupportAccess", Loses: "who has AWSSupportAccess", make: listEntities},
		{Name: "iam:GetRole", Scope: Account, Depths: quick, Purposes: []Purpose{Apply, Rollback, Verify}, File: "get-role", Resource: "arn:{partition}:iam::{account}:role/*",
			Loses: "whom a support role trusts", make: getRole},
	}
}

// supportPolicy is the policy that the control is about.
func supportPolicy(partition string) string {
	return "arn:" + partition + ":iam::aws:policy/AWSSupportAccess"
}

// entities are who has a managed policy.
type entities struct {
	PolicyArn    string // which the answer does not repeat
	PolicyGroups []types.PolicyGroup
	PolicyUsers  []types.PolicyUser
	PolicyRoles  []types.PolicyRole
}

// listEntities asks who has AWSSupportAccess. Where it is a permissions
// boundary it grants nothing.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html
func listEntities(ctx context.Context, s *session, _ []string) (any, error) {
	out := &entities{PolicyArn: supportPolicy(s.Partition)}
	p := iam.NewListEntitiesForPolicyPaginator(s.clients.iam(), &iam.ListEntitiesForPolicyInput{
		PolicyArn: &out.PolicyArn, PolicyUsageFilter: types.PolicyUsageTypePermissionsPolicy, MaxItems: aws.Int32(mostItems)})
	return out, eachPage(ctx, p, func(page *iam.ListEntitiesForPolicyOutput) {
		out.PolicyGroups = append(out.PolicyGroups, page.PolicyGroups...)
		out.PolicyUsers = append(out.PolicyUsers, page.PolicyUsers...)
		out.PolicyRoles = append(out.PolicyRoles, page.PolicyRoles...)
	})
}

func getRole(ctx context.Context, s *session, about []string) (any, error) {
	return s.clients.iam().GetRole(ctx, &iam.GetRoleInput{RoleName: &about[0]})
}
