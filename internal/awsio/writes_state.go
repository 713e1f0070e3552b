package awsio

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// A maker makes a call; about is what it is about, the name first of whom it
// concerns.
type maker = func(ctx context.Context, s *session, about []string) (any, error)

// texts is an answer: names, ARNs, or one document.
type texts []string

// stateCalls are what is asked about one user, group or role before it is
// changed, and afterwards. GetRole is there already.
func stateCalls() []*Call {
	call := func(operation, kind, loses string, do maker) *Call {
		return &Call{Name: "iam:" + operation, Resource: "arn:{partition}:iam::{account}:" + kind + "/*", Scope: Account,
			Purposes: []Purpose{Apply, Rollback, Verify}, Loses: loses, make: do}
	}
	return []*Call{
		call("ListAttachedRolePolicies", "role", "which policies a role has", listAttachedToRole),
		call("ListRolePolicies", "role", "which policies a role has", listRolePolicies),
		call("GetRolePolicy", "role", "what a policy of a role says", func(ctx context.Context, s *session, about []string) (any, error) {
			out, err := s.clients.iam().GetRolePolicy(ctx, &iam.GetRolePolicyInput{RoleName: &about[0], PolicyName: &about[1]})
			if err != nil {
				return nil, err
			}
			return texts{aws.ToString(out.PolicyDocument)}, nil
		}),
		call("ListInstanceProfilesForRole", "role", "which instance profiles a role is in", listProfiles),
		call("ListAttachedUserPolicies", "user", "which policies a user has", listAttachedToUser),
		call("ListUserPolicies", "user", "which policies a user has", listUserPolicies),
		call("GetUserPolicy", "user", "what a policy of a user says", func(ctx context.Context, s *session, about []string) (any, error) {
			out, err := s.clients.iam().GetUserPolicy(ctx, &iam.GetUserPolicyInput{UserName: &about[0], PolicyName: &about[1]})
			if err != nil {
				return nil, err
			}
			return texts{aws.ToString(out.PolicyDocument)}, nil
		}),
		call("ListAttachedGroupPolicies", "group", "which policies a group has", listAttachedToGroup),
		call("ListGroupPolicies", "group", "which policies a group has", listGroupPolicies),
		call("GetGroupPolicy", "group", "what a policy of a group says", func(ctx context.Context, s *session, about []string) (any, error) {
			out, err := s.clients.iam().GetGroupPolicy(ctx, &iam.GetGroupPolicyInput{GroupName: &about[0], PolicyName: &about[1]})
			if err != nil {
				return nil, err
			}
			return texts{aws.ToString(out.PolicyDocument)}, nil
		}),
	}
}

func (n *texts) attached(list []types.AttachedPolicy) {
	for _, p := range list {
		*n = append(*n, aws.ToString(p.PolicyArn))
	}
}

func listAttachedToRole(ctx context.Context, s *session, about []string) (any, error) {
	var out texts
	p := iam.NewListAttachedRolePoliciesPaginator(s.clients.iam(), &iam.ListAttachedRolePoliciesInput{RoleName: &about[0], MaxItems: aws.Int32(mostItems)})
	err := eachPage(ctx, p, func(page *iam.ListAttachedRolePoliciesOutput) { out.attached(page.AttachedPolicies) })
	return out, err
}

func listAttachedToUser(ctx context.Context, s *session, about []string) (any, error) {
	var out texts
	p := iam.NewListAttachedUserPoliciesPaginator(s.clients.iam(), &iam.ListAttachedUserPoliciesInput{UserName: &about[0], MaxItems: aws.Int32(mostItems)})
	err := eachPage(ctx, p, func(page *iam.ListAttachedUserPoliciesOutput) { out.attached(page.AttachedPolicies) })
	return out, err
}

func listAttachedToGroup(ctx context.Context, s *session, about []string) (any, error) {
	var out texts
	p := iam.NewListAttachedGroupPoliciesPaginator(s.clients.iam(), &iam.ListAttachedGroupPoliciesInput{GroupName: &about[0], MaxItems: aws.Int32(mostItems)})
	err := eachPage(ctx, p, func(page *iam.ListAttachedGroupPoliciesOutput) { out.attached(page.AttachedPolicies) })
	return out, err
}

func listRolePolicies(ctx context.Context, s *session, about []string) (any, error) {
	var out texts
	p := iam.NewListRolePoliciesPaginator(s.clients.iam(), &iam.ListRolePoliciesInput{RoleName: &about[0], MaxItems: aws.Int32(mostItems)})
	err := eachPage(ctx, p, func(page *iam.ListRolePoliciesOutput) { out = append(out, page.PolicyNames...) })
	return out, err
}

func listUserPolicies(ctx context.Context, s *session, about []string) (any, error) {
	var out texts
	p := iam.NewListUserPoliciesPaginator(s.clients.iam(), &iam.ListUserPoliciesInput{UserName: &about[0], MaxItems: aws.Int32(mostItems)})
	err := eachPage(ctx, p, func(page *iam.ListUserPoliciesOutput) { out = append(out, page.PolicyNames...) })
	return out, err
}

func listGroupPolicies(ctx context.Context, s *session, about []string) (any, error) {
	var out texts
	p := iam.NewListGroupPoliciesPaginator(s.clients.iam(), &iam.ListGroupPoliciesInput{GroupName: &about[0], MaxItems: aws.Int32(mostItems)})
	err := eachPage(ctx, p, func(page *iam.ListGroupPoliciesOutput) { out = append(out, page.PolicyNames...) })
	return out, err
}

func listProfiles(ctx context.Context, s *session, about []string) (any, error) {
	var out texts
	p := iam.NewListInstanceProfilesForRolePaginator(s.clients.iam(), &iam.ListInstanceProfilesForRoleInput{RoleName: &about[0], MaxItems: aws.Int32(mostItems)})
	err := eachPage(ctx, p, func(page *iam.ListInstanceProfilesForRoleOutput) {
		for _, profile := range page.InstanceProfiles {
			out = append(out, aws.ToString(profile.InstanceProfileName))
		}
	})
	return out, err
}
