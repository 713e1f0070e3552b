package awsio

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/smithy-go"
)

// accountCalls are what is asked of IAM in an account, at full depth.
func accountCalls() []*Call {
	full := []Depth{Full}
	return []*Call{
		{Name: "iam:GetAccountAuthorizationDetails", Scope: Account, Depths: full, File: "get-account-authorization-details",
			Loses: "users, groups, roles and policies", make: authorizationDetails},
		{Name: "iam:ListRoles", Scope: Account, Depths: full, File: "list-roles",
			Loses: "how long sessions of roles may last", make: listRoles},
		{Name: "iam:GetPolicy", Scope: Account, Depths: full, Resource: "arn:{partition}:iam::*:policy/*",
			Loses: "what a permissions boundary allows", File: "get-policy", make: getPolicy},
		{Name: "iam:GetPolicyVersion", Scope: Account, Depths: full, Resource: "arn:{partition}:iam::*:policy/*",
			Loses: "what a permissions boundary allows", File: "get-policy-version", make: getPolicyVersion},
		{Name: "iam:GetAccountSummary", Scope: Account, Depths: full, File: "get-account-summary",
			Loses: "whether the root user has access keys and MFA", make: accountSummary},
		{Name: "iam:GetCredentialReport", Scope: Account, Depths: full, File: "get-credential-report",
			Actions: []string{"iam:GetCredentialReport", "iam:GenerateCredentialReport"},
			Loses:   "when the root user was used", make: credentialReport},
	}
}

// The largest pages that IAM gives.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
const mostItems = 1000

// details are the pages of GetAccountAuthorizationDetails as one.
type details struct {
	UserDetailList  []types.UserDetail
	GroupDetailList []types.GroupDetail
	RoleDetailList  []types.RoleDetail
	Policies        []types.ManagedPolicyDetail
}

func authorizationDetails(ctx context.Context, s *session, _ []string) (any, error) {
	out := new(details)
	p := iam.NewGetAccountAuthorizationDetailsPaginator(s.clients.iam(), &iam.GetAccountAuthorizationDetailsInput{MaxItems: aws.Int32(mostItems)})
	return out, eachPage(ctx, p, func(page *iam.GetAccountAuthorizationDetailsOutput) {
		out.UserDetailList = append(out.UserDetailList, page.UserDetailList...)
		out.GroupDetailList = append(out.GroupDetailList, page.GroupDetailList...)
		out.RoleDetailList = append(out.RoleDetailList, page.RoleDetailList...)
		out.Policies = append(out.Policies, page.Policies...)
	})
}

func listRoles(ctx context.Context, s *session, _ []string) (any, error) {
	out := new(struct{ Roles []types.Role })
	p := iam.NewListRolesPaginator(s.clients.iam(), &iam.ListRolesInput{MaxItems: aws.Int32(mostItems)})
	return out, eachPage(ctx, p, func(page *iam.ListRolesOutput) { out.Roles = append(out.Roles, page.Roles...) })
}

func getPolicy(ctx context.Context, s *session, about []string) (any, error) {
	return s.clients.iam().GetPolicy(ctx, &iam.GetPolicyInput{PolicyArn: &about[0]})
}

func getPolicyVersion(ctx context.Context, s *session, about []string) (any, error) {
	return s.clients.iam().GetPolicyVersion(ctx, &iam.GetPolicyVersionInput{PolicyArn: &about[0], VersionId: &about[1]})
}

func accountSummary(ctx context.Context, s *session, _ []string) (any, error) {
	return s.clients.iam().GetAccountSummary(ctx, &iam.GetAccountSummaryInput{})
}

// credentialReport takes the report that is there, and has one made where none
// is: IAM makes a new one every four hours at most.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
func credentialReport(ctx context.Context, s *session, _ []string) (any, error) {
	const tries = 30
	client, ordered := s.clients.iam(), false
	for n := 0; ; n++ {
		out, err := client.GetCredentialReport(ctx, &iam.GetCredentialReportInput{})
		if err == nil || n == tries || !isNotReady(err) {
			return out, err
		}
		if ordered {
			if err := Pause(ctx, time.Second); err != nil {
				return nil, err
			}
		}
		made, err := client.GenerateCredentialReport(ctx, &iam.GenerateCredentialReportInput{})
		if err != nil {
			return nil, err
		}
		ordered = made.State != types.ReportStateTypeComplete
	}
}

// isNotReady reports whether a credential report must be made, or is being
// made.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetCredentialReport.html#API_GetCredentialReport_Errors
func isNotReady(err error) bool {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return false
	}
	switch api.ErrorCode() {
	case "ReportNotPresent", "ReportExpired", "ReportInProgress":
		return true
	}
	return false
}

// Pause waits, or until the run ends.
func Pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
