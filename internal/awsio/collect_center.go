package awsio

import (
	"context"
	"errors"
	"io/fs"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssoadmin/types"
	"golang.org/x/sync/errgroup"
)

// identityCenter reads Identity Center into its folder. It is asked at full
// depth only.
func (r *run) identityCenter(ctx context.Context, o Options) (err error) {
	if !o.makes(r.calls["sso:ListInstances"]) {
		return r.removeCenter()
	}
	v := &visit{run: r, session: r.hub, o: o}
	if v.folder, err = newFolder(r.root, centerFolder); err != nil {
		return writeError{err}
	}
	defer func() {
		if err != nil {
			_ = v.folder.drop() // the next run does it otherwise
		}
	}()
	found, err := ask[instances](ctx, v, "sso:ListInstances", nil)
	if err != nil {
		return err
	}
	if found != nil && len(found.Instances) > 0 {
		if err = v.center(ctx, found.Instances[0]); err != nil {
			return err
		}
	}
	j := r.journal(r.hub.ARN)
	j.Depth = o.Depth.String()
	return v.finish(j)
}

// removeCenter removes what an earlier run read of Identity Center: it is old.
func (r *run) removeCenter() error {
	if _, err := r.root.Lstat(centerFolder); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err := r.change(); err != nil {
		return err
	}
	if err := r.root.RemoveAll(centerFolder); err != nil {
		return writeError{err}
	}
	return nil
}

// center reads an instance of Identity Center, several permission sets at a
// time: in a large organization its calls are the most.
func (v *visit) center(ctx context.Context, in types.InstanceMetadata) error {
	instance, store := aws.ToString(in.InstanceArn), []string{aws.ToString(in.IdentityStoreId)}
	if _, err := v.ask(ctx, "identitystore:ListUsers", store); err != nil {
		return err
	}
	if _, err := v.ask(ctx, "identitystore:ListGroups", store); err != nil {
		return err
	}
	sets, err := ask[permissionSets](ctx, v, "sso:ListPermissionSets", []string{instance})
	if sets == nil || err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(v.run.o.Concurrency)
	for _, set := range sets.PermissionSets {
		group.Go(func() error { return v.permissionSet(ctx, instance, set) })
	}
	return group.Wait()
}

// permissionSet reads one permission set, and who is assigned to it where.
func (v *visit) permissionSet(ctx context.Context, instance, set string) error {
	about, id := []string{instance, set}, lastPart(set)
	for _, name := range []string{"sso:DescribePermissionSet", "sso:ListManagedPoliciesInPermissionSet",
		"sso:ListCustomerManagedPolicyReferencesInPermissionSet", "sso:GetInlinePolicyForPermissionSet", "sso:ListTagsForResource"} {
		if _, err := v.ask(ctx, name, about, id); err != nil {
			return err
		}
	}
	in, err := ask[accountIDs](ctx, v, "sso:ListAccountsForProvisionedPermissionSet", about, id)
	if in == nil || err != nil {
		return err
	}
	slices.Sort(in.AccountIDs)
	var pages []assigned
	for _, account := range in.AccountIDs {
		answer, err := v.try(ctx, "sso:ListAccountAssignments", []string{instance, set, account}, account, id)
		if err != nil {
			return err
		}
		if answer != nil {
			pages = append(pages, assigned{account, set, answer.(*assignments).AccountAssignments})
		}
	}
	if pages == nil {
		return nil
	}
	// One file for all accounts, a page for each: an organization has too many.
	return v.write(v.run.calls["sso:ListAccountAssignments"].path([]string{id}), pages, false)
}

// assigned is an answer of ListAccountAssignments with what it was asked for,
// which it does not repeat where nobody is assigned.
type assigned struct {
	AccountID          string `json:"AccountId"`
	PermissionSetArn   string
	AccountAssignments []types.AccountAssignment
}
