package awsio

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// organizationCalls are what is asked of AWS Organizations: from the management
// account, or from one that administers a service for the organization.
func organizationCalls() []*Call {
	call := func(operation, file, loses string, do func(context.Context, *session, []string) (any, error)) *Call {
		return &Call{Name: "organizations:" + operation, Scope: Above, Depths: []Depth{Quick, Full}, File: file, Loses: loses, make: do}
	}
	all := []*Call{
		call("DescribeOrganization", "describe-organization", "which account is the management account", describeOrganization),
		call("ListAccounts", "list-accounts", "which accounts there are", listAccounts),
		call("ListRoots", "list-roots", "which types of policies are in force", listRoots),
		call("ListOrganizationalUnitsForParent", "list-organizational-units-for-parent", "the tree of units", listUnits),
		call("ListAccountsForParent", "list-accounts-for-parent", "which accounts are in a unit", listAccountsForParent),
		call("ListPolicies", "list-policies", "which control policies there are", listPolicies),
		call("DescribePolicy", "describe-policy", "what a control policy says", describePolicy),
		call("ListTargetsForPolicy", "list-targets-for-policy", "what a control policy is attached to", listTargets),
		call("ListDelegatedAdministrators", "list-delegated-administrators", "which accounts administer services", listDelegated),
		call("ListDelegatedServicesForAccount", "list-delegated-services-for-account", "which services an account administers", listDelegatedServices),
	}
	for _, c := range all[5:] {
		c.Depths = []Depth{Full}
	}
	all[0].Purposes = []Purpose{Apply, Rollback} // a plan is of one organization
	return all
}

func describeOrganization(ctx context.Context, s *session, _ []string) (any, error) {
	return s.clients.organizations().DescribeOrganization(ctx, &organizations.DescribeOrganizationInput{})
}

type accounts struct{ Accounts []types.Account }

func listAccounts(ctx context.Context, s *session, _ []string) (any, error) {
	out := new(accounts)
	p := organizations.NewListAccountsPaginator(s.clients.organizations(), &organizations.ListAccountsInput{})
	err := eachPage(ctx, p, func(page *organizations.ListAccountsOutput) { out.Accounts = append(out.Accounts, page.Accounts...) })
	if err == nil {
		err = out.check(s.Account)
	}
	return out, err
}

// check holds a list of the accounts of an organization to what must be in it:
// whoever may ask for it is one of them. Folders are named by the ids.
func (a *accounts) check(caller string) error {
	found := false
	for _, account := range a.Accounts {
		id := aws.ToString(account.Id)
		if !isAccountID(id) {
			return fmt.Errorf("%q is no id of an account", id)
		}
		found = found || id == caller
	}
	if !found {
		return fmt.Errorf("of %d accounts none is the caller's, %s", len(a.Accounts), caller)
	}
	return nil
}

func listAccountsForParent(ctx context.Context, s *session, about []string) (any, error) {
	out := new(accounts)
	p := organizations.NewListAccountsForParentPaginator(s.clients.organizations(), &organizations.ListAccountsForParentInput{ParentId: &about[0]})
	return out, eachPage(ctx, p, func(page *organizations.ListAccountsForParentOutput) {
		out.Accounts = append(out.Accounts, page.Accounts...)
	})
}

type roots struct{ Roots []types.Root }

func listRoots(ctx context.Context, s *session, _ []string) (any, error) {
	out := new(roots)
	p := organizations.NewListRootsPaginator(s.clients.organizations(), &organizations.ListRootsInput{})
	return out, eachPage(ctx, p, func(page *organizations.ListRootsOutput) { out.Roots = append(out.Roots, page.Roots...) })
}

type units struct{ OrganizationalUnits []types.OrganizationalUnit }

func listUnits(ctx context.Context, s *session, about []string) (any, error) {
	out := new(units)
	p := organizations.NewListOrganizationalUnitsForParentPaginator(s.clients.organizations(), &organizations.ListOrganizationalUnitsForParentInput{ParentId: &about[0]})
	return out, eachPage(ctx, p, func(page *organizations.ListOrganizationalUnitsForParentOutput) {
		out.OrganizationalUnits = append(out.OrganizationalUnits, page.OrganizationalUnits...)
	})
}

type policies struct{ Policies []types.PolicySummary }

func listPolicies(ctx context.Context, s *session, about []string) (any, error) {
	out := new(policies)
	p := organizations.NewListPoliciesPaginator(s.clients.organizations(), &organizations.ListPoliciesInput{Filter: types.PolicyType(about[0])})
	return out, eachPage(ctx, p, func(page *organizations.ListPoliciesOutput) { out.Policies = append(out.Policies, page.Policies...) })
}

func describePolicy(ctx context.Context, s *session, about []string) (any, error) {
	return s.clients.organizations().DescribePolicy(ctx, &organizations.DescribePolicyInput{PolicyId: &about[0]})
}

func listTargets(ctx context.Context, s *session, about []string) (any, error) {
	out := new(struct{ Targets []types.PolicyTargetSummary })
	p := organizations.NewListTargetsForPolicyPaginator(s.clients.organizations(), &organizations.ListTargetsForPolicyInput{PolicyId: &about[0]})
	return out, eachPage(ctx, p, func(page *organizations.ListTargetsForPolicyOutput) {
		out.Targets = append(out.Targets, page.Targets...)
	})
}

type delegated struct {
	DelegatedAdministrators []types.DelegatedAdministrator
}

func listDelegated(ctx context.Context, s *session, _ []string) (any, error) {
	out := new(delegated)
	p := organizations.NewListDelegatedAdministratorsPaginator(s.clients.organizations(), &organizations.ListDelegatedAdministratorsInput{})
	return out, eachPage(ctx, p, func(page *organizations.ListDelegatedAdministratorsOutput) {
		out.DelegatedAdministrators = append(out.DelegatedAdministrators, page.DelegatedAdministrators...)
	})
}

func listDelegatedServices(ctx context.Context, s *session, about []string) (any, error) {
	out := new(struct{ DelegatedServices []types.DelegatedService })
	p := organizations.NewListDelegatedServicesForAccountPaginator(s.clients.organizations(), &organizations.ListDelegatedServicesForAccountInput{AccountId: &about[0]})
	return out, eachPage(ctx, p, func(page *organizations.ListDelegatedServicesForAccountOutput) {
		out.DelegatedServices = append(out.DelegatedServices, page.DelegatedServices...)
	})
}
