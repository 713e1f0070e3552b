package awsio

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"hotline/plan"
)

// writer is a call that changes something, for applying and for taking back.
func writer(operation, sid, resource, loses string, do maker) *Call {
	return &Call{Name: "iam:" + operation, Sid: sid, Resource: resource, Scope: Account, Purposes: []Purpose{Apply, Rollback}, Loses: loses, make: do}
}

// roleWrites are the calls that create, change and delete roles. What is done to
// a role that AWS made for one of its services is refused by AWS.
func roleWrites() []*Call {
	call := func(operation, loses string, do maker) *Call {
		return writer(operation, "ChangeSupportRole", supportRole, loses, do)
	}
	create := call("CreateRole", "the support role where it is missing", createRole)
	create.when = asOwner
	create.Actions = []string{"iam:CreateRole", "iam:TagRole"} // the latter for tags that it is created with
	put := call("PutRolePermissionsBoundary", "the permissions boundary of a role", putBoundary)
	put.when = withBoundary
	remove := call("RemoveRoleFromInstanceProfile", "that a role can be deleted which machines use", removeFromProfile)
	remove.Resource = anyProfile
	add := call("AddRoleToInstanceProfile", "the instance profiles of a role", addToProfile)
	add.Resource, add.Purposes = anyProfile, []Purpose{Rollback}
	add.Actions = []string{"iam:AddRoleToInstanceProfile", passRole}
	return []*Call{
		create, put, remove, add,
		call("DeleteRole", "that a role can be deleted", deleteRole),
		call("UpdateAssumeRolePolicy", "whom a role trusts", updateTrust),
		call("UpdateRole", "the description of a role, and how long its sessions may last", updateRole),
		call("TagRole", "the tags of a role", tagRole),
		call("UntagRole", "the tags of a role", untagRole),
		call("DeleteRolePermissionsBoundary", "the permissions boundary of a role", deleteBoundary),
	}
}

// createRole takes a plan.RoleSpec as text.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
func createRole(ctx context.Context, s *session, about []string) (any, error) {
	spec, err := plan.ParseRoleSpec(about[1])
	if err != nil {
		return nil, err
	}
	in := &iam.CreateRoleInput{RoleName: &about[0], AssumeRolePolicyDocument: &spec.Trust}
	if spec.Path != "" {
		in.Path = &spec.Path
	}
	if spec.Description != "" {
		in.Description = &spec.Description
	}
	if spec.Boundary != "" {
		in.PermissionsBoundary = &spec.Boundary
	}
	if spec.Session > 0 {
		in.MaxSessionDuration = aws.Int32(int32(spec.Session))
	}
	for _, key := range slices.Sorted(maps.Keys(spec.Tags)) {
		in.Tags = append(in.Tags, types.Tag{Key: aws.String(key), Value: aws.String(spec.Tags[key])})
	}
	return s.clients.iam().CreateRole(ctx, in)
}

func deleteRole(ctx context.Context, s *session, about []string) (any, error) {
	return s.clients.iam().DeleteRole(ctx, &iam.DeleteRoleInput{RoleName: &about[0]})
}

func updateTrust(ctx context.Context, s *session, about []string) (any, error) {
	return s.clients.iam().UpdateAssumeRolePolicy(ctx, &iam.UpdateAssumeRolePolicyInput{RoleName: &about[0], PolicyDocument: &about[1]})
}

// updateRole takes the description and the seconds of a session, both: where
// the latter is not sent, IAM sets it to an hour, and of the former it says
// nothing.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRole.html
func updateRole(ctx context.Context, s *session, about []string) (any, error) {
	seconds, err := strconv.ParseInt(about[2], 10, 32)
	if err != nil {
		return nil, err
	}
	return s.clients.iam().UpdateRole(ctx, &iam.UpdateRoleInput{RoleName: &about[0], Description: &about[1], MaxSessionDuration: aws.Int32(int32(seconds))})
}

func tagRole(ctx context.Context, s *session, about []string) (any, error) {
	return s.clients.iam().TagRole(ctx, &iam.TagRoleInput{RoleName: &about[0], Tags: []types.Tag{{Key: &about[1], Value: &about[2]}}})
}

func untagRole(ctx context.Context, s *session, about []string) (any, error) {
	return s.clients.iam().UntagRole(ctx, &iam.UntagRoleInput{RoleName: &about[0], TagKeys: []string{about[1]}})
}

func putBoundary(ctx context.Context, s *session, about []string) (any, error) {
	return s.clients.iam().PutRolePermissionsBoundary(ctx, &iam.PutRolePermissionsBoundaryInput{RoleName: &about[0], PermissionsBoundary: &about[1]})
}

func deleteBoundary(ctx context.Context, s *session, about []string) (any, error) {
	return s.clients.iam().DeleteRolePermissionsBoundary(ctx, &iam.DeleteRolePermissionsBoundaryInput{RoleName: &about[0]})
}

// addToProfile puts a role into an instance profile, for which the caller must
// be allowed to pass the role, too.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddRoleToInstanceProfile.html
func addToProfile(ctx context.Context, s *session, about []string) (any, error) {
	return s.clients.iam().AddRoleToInstanceProfile(ctx, &iam.AddRoleToInstanceProfileInput{RoleName: &about[0], InstanceProfileName: &about[1]})
}

func removeFromProfile(ctx context.Context, s *session, about []string) (any, error) {
	return s.clients.iam().RemoveRoleFromInstanceProfile(ctx, &iam.RemoveRoleFromInstanceProfileInput{RoleName: &about[0], InstanceProfileName: &about[1]})
}
