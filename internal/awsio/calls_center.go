package awsio

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/identitystore"
	is "github.com/aws/aws-sdk-go-v2/service/identitystore/types"
	"github.com/aws/aws-sdk-go-v2/service/ssoadmin"
	"github.com/aws/aws-sdk-go-v2/service/ssoadmin/types"
)

// centerCalls are what is asked of IAM Identity Center and its identity store:
// the instance first, whose ARN the others need before what they are about.
func centerCalls() []*Call {
	call := func(name, file, loses string, do func(context.Context, *session, []string) (any, error)) *Call {
		return &Call{Name: name, Scope: Above, Depths: []Depth{Full}, File: file, Loses: loses, make: do}
	}
	return []*Call{
		call("sso:ListInstances", "list-instances", "whether there is an IAM Identity Center", listInstances),
		call("sso:ListPermissionSets", "list-permission-sets", "which permission sets there are", listPermissionSets),
		call("sso:DescribePermissionSet", "describe-permission-set", "the name of a permission set, and how long its sessions last", describePermissionSet),
		call("sso:ListManagedPoliciesInPermissionSet", "list-managed-policies-in-permission-set", "what a permission set allows", setManaged),
		call("sso:ListCustomerManagedPolicyReferencesInPermissionSet", "list-customer-managed-policy-references-in-permission-set", "what a permission set allows", setCustomer),
		call("sso:GetInlinePolicyForPermissionSet", "get-inline-policy-for-permission-set", "what a permission set allows", setInline),
		call("sso:ListTagsForResource", "list-tags-for-resource", "whose a permission set is", setTags),
		call("sso:ListAccountsForProvisionedPermissionSet", "list-accounts-for-provisioned-permission-set", "who is assigned to a permission set", setAccounts),
		call("sso:ListAccountAssignments", "list-account-assignments", "who is assigned to a permission set", listAssignments),
		call("identitystore:ListUsers", "list-users", "who the users are", listUsers),
		call("identitystore:ListGroups", "list-groups", "who the groups are", listGroups),
	}
}

type instances struct{ Instances []types.InstanceMetadata }

func listInstances(ctx context.Context, s *session, _ []string) (any, error) {
	out := new(instances)
	p := ssoadmin.NewListInstancesPaginator(s.clients.center(s.center), &ssoadmin.ListInstancesInput{})
	return out, eachPage(ctx, p, func(page *ssoadmin.ListInstancesOutput) { out.Instances = append(out.Instances, page.Instances...) })
}

type permissionSets struct{ PermissionSets []string }

func listPermissionSets(ctx context.Context, s *session, about []string) (any, error) {
	out := new(permissionSets)
	p := ssoadmin.NewListPermissionSetsPaginator(s.clients.center(s.center), &ssoadmin.ListPermissionSetsInput{InstanceArn: &about[0]})
	return out, eachPage(ctx, p, func(page *ssoadmin.ListPermissionSetsOutput) {
		out.PermissionSets = append(out.PermissionSets, page.PermissionSets...)
	})
}

func describePermissionSet(ctx context.Context, s *session, about []string) (any, error) {
	return s.clients.center(s.center).DescribePermissionSet(ctx, &ssoadmin.DescribePermissionSetInput{InstanceArn: &about[0], PermissionSetArn: &about[1]})
}

func setManaged(ctx context.Context, s *session, about []string) (any, error) {
	out := new(struct{ AttachedManagedPolicies []types.AttachedManagedPolicy })
	p := ssoadmin.NewListManagedPoliciesInPermissionSetPaginator(s.clients.center(s.center),
		&ssoadmin.ListManagedPoliciesInPermissionSetInput{InstanceArn: &about[0], PermissionSetArn: &about[1]})
	return out, eachPage(ctx, p, func(page *ssoadmin.ListManagedPoliciesInPermissionSetOutput) {
		out.AttachedManagedPolicies = append(out.AttachedManagedPolicies, page.AttachedManagedPolicies...)
	})
}

func setCustomer(ctx context.Context, s *session, about []string) (any, error) {
	out := new(struct {
		CustomerManagedPolicyReferences []types.CustomerManagedPolicyReference
	})
	p := ssoadmin.NewListCustomerManagedPolicyReferencesInPermissionSetPaginator(s.clients.center(s.center),
		&ssoadmin.ListCustomerManagedPolicyReferencesInPermissionSetInput{InstanceArn: &about[0], PermissionSetArn: &about[1]})
	return out, eachPage(ctx, p, func(page *ssoadmin.ListCustomerManagedPolicyReferencesInPermissionSetOutput) {
		out.CustomerManagedPolicyReferences = append(out.CustomerManagedPolicyReferences, page.CustomerManagedPolicyReferences...)
	})
}

func setInline(ctx context.Context, s *session, about []string) (any, error) {
	return s.clients.center(s.center).GetInlinePolicyForPermissionSet(ctx, &ssoadmin.GetInlinePolicyForPermissionSetInput{InstanceArn: &about[0], PermissionSetArn: &about[1]})
}

func setTags(ctx context.Context, s *session, about []string) (any, error) {
	out := new(struct{ Tags []types.Tag })
	p := ssoadmin.NewListTagsForResourcePaginator(s.clients.center(s.center), &ssoadmin.ListTagsForResourceInput{InstanceArn: &about[0], ResourceArn: &about[1]})
	return out, eachPage(ctx, p, func(page *ssoadmin.ListTagsForResourceOutput) { out.Tags = append(out.Tags, page.Tags...) })
}

type accountIDs struct {
	AccountIDs []string `json:"AccountIds"`
}

// setAccounts asks in which accounts a permission set is: in no other can
// somebody be assigned to it.
// https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_ListAccountsForProvisionedPermissionSet.html
func setAccounts(ctx context.Context, s *session, about []string) (any, error) {
	out := new(accountIDs)
	p := ssoadmin.NewListAccountsForProvisionedPermissionSetPaginator(s.clients.center(s.center),
		&ssoadmin.ListAccountsForProvisionedPermissionSetInput{InstanceArn: &about[0], PermissionSetArn: &about[1]})
	return out, eachPage(ctx, p, func(page *ssoadmin.ListAccountsForProvisionedPermissionSetOutput) {
		out.AccountIDs = append(out.AccountIDs, page.AccountIds...)
	})
}

func listAssignments(ctx context.Context, s *session, about []string) (any, error) {
	out := new(assignments)
	p := ssoadmin.NewListAccountAssignmentsPaginator(s.clients.center(s.center),
		&ssoadmin.ListAccountAssignmentsInput{InstanceArn: &about[0], PermissionSetArn: &about[1], AccountId: &about[2]})
	return out, eachPage(ctx, p, func(page *ssoadmin.ListAccountAssignmentsOutput) {
		out.AccountAssignments = append(out.AccountAssignments, page.AccountAssignments...)
	})
}

func listUsers(ctx context.Context, s *session, about []string) (any, error) {
	out := new(struct{ Users []is.User })
	p := identitystore.NewListUsersPaginator(s.clients.store(s.center), &identitystore.ListUsersInput{IdentityStoreId: &about[0]})
	return out, eachPage(ctx, p, func(page *identitystore.ListUsersOutput) { out.Users = append(out.Users, page.Users...) })
}

func listGroups(ctx context.Context, s *session, about []string) (any, error) {
	out := new(struct{ Groups []is.Group })
	p := identitystore.NewListGroupsPaginator(s.clients.store(s.center), &identitystore.ListGroupsInput{IdentityStoreId: &about[0]})
	return out, eachPage(ctx, p, func(page *identitystore.ListGroupsOutput) { out.Groups = append(out.Groups, page.Groups...) })
}

type assignments struct{ AccountAssignments []types.AccountAssignment }
