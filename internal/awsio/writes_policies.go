package awsio

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/iam"
)

// attachmentWrites are the calls that attach managed policies, and detach them.
// To users and groups nothing is attached but what was detached before.
func attachmentWrites() []*Call {
	call := func(operation, kind string, do maker) *Call {
		c := writer(operation, "ChangeSupportRole", supportRole, "which policies a "+kind+" has", do)
		c.when = onlySupportOnRoles
		if kind != "role" {
			c.Sid, c.Resource, c.when = "DetachSupportAccess", "arn:{partition}:iam::{account}:"+kind+"/*", onlySupport
		}
		return c
	}
	back := func(c *Call) *Call {
		c.Sid, c.Purposes = "AttachSupportAccess", []Purpose{Rollback}
		return c
	}
	return []*Call{
		call("AttachRolePolicy", "role", func(ctx context.Context, s *session, about []string) (any, error) {
			return s.clients.iam().AttachRolePolicy(ctx, &iam.AttachRolePolicyInput{RoleName: &about[0], PolicyArn: &about[1]})
		}),
		call("DetachRolePolicy", "role", func(ctx context.Context, s *session, about []string) (any, error) {
			return s.clients.iam().DetachRolePolicy(ctx, &iam.DetachRolePolicyInput{RoleName: &about[0], PolicyArn: &about[1]})
		}),
		call("DetachUserPolicy", "user", func(ctx context.Context, s *session, about []string) (any, error) {
			return s.clients.iam().DetachUserPolicy(ctx, &iam.DetachUserPolicyInput{UserName: &about[0], PolicyArn: &about[1]})
		}),
		call("DetachGroupPolicy", "group", func(ctx context.Context, s *session, about []string) (any, error) {
			return s.clients.iam().DetachGroupPolicy(ctx, &iam.DetachGroupPolicyInput{GroupName: &about[0], PolicyArn: &about[1]})
		}),
		back(call("AttachUserPolicy", "user", func(ctx context.Context, s *session, about []string) (any, error) {
			return s.clients.iam().AttachUserPolicy(ctx, &iam.AttachUserPolicyInput{UserName: &about[0], PolicyArn: &about[1]})
		})),
		back(call("AttachGroupPolicy", "group", func(ctx context.Context, s *session, about []string) (any, error) {
			return s.clients.iam().AttachGroupPolicy(ctx, &iam.AttachGroupPolicyInput{GroupName: &about[0], PolicyArn: &about[1]})
		})),
	}
}

// inlineWrites are the calls that write inline policies, and delete them: of the
// support role, and of those who are given leave to assume it.
func inlineWrites() []*Call {
	call := func(operation, kind string, do maker) *Call {
		c := writer(operation, "ChangeSupportRole", "", "the inline policies of a "+kind, do)
		c.Grants = kind
		if kind == "role" {
			c.Resource = supportRole
		}
		return c
	}
	return []*Call{
		call("PutRolePolicy", "role", func(ctx context.Context, s *session, about []string) (any, error) {
			return s.clients.iam().PutRolePolicy(ctx, &iam.PutRolePolicyInput{RoleName: &about[0], PolicyName: &about[1], PolicyDocument: &about[2]})
		}),
		call("DeleteRolePolicy", "role", func(ctx context.Context, s *session, about []string) (any, error) {
			return s.clients.iam().DeleteRolePolicy(ctx, &iam.DeleteRolePolicyInput{RoleName: &about[0], PolicyName: &about[1]})
		}),
		call("PutUserPolicy", "user", func(ctx context.Context, s *session, about []string) (any, error) {
			return s.clients.iam().PutUserPolicy(ctx, &iam.PutUserPolicyInput{UserName: &about[0], PolicyName: &about[1], PolicyDocument: &about[2]})
		}),
		call("DeleteUserPolicy", "user", func(ctx context.Context, s *session, about []string) (any, error) {
			return s.clients.iam().DeleteUserPolicy(ctx, &iam.DeleteUserPolicyInput{UserName: &about[0], PolicyName: &about[1]})
		}),
		call("PutGroupPolicy", "group", func(ctx context.Context, s *session, about []string) (any, error) {
			return s.clients.iam().PutGroupPolicy(ctx, &iam.PutGroupPolicyInput{GroupName: &about[0], PolicyName: &about[1], PolicyDocument: &about[2]})
		}),
		call("DeleteGroupPolicy", "group", func(ctx context.Context, s *session, about []string) (any, error) {
			return s.clients.iam().DeleteGroupPolicy(ctx, &iam.DeleteGroupPolicyInput{GroupName: &about[0], PolicyName: &about[1]})
		}),
	}
}
