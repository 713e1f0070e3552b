package awsio

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/ssoadmin"
)

// checkAnswer reports that an answer lacks the one thing that was asked for.
// Lists are there where they are empty.
func checkAnswer(answer any) error {
	lacks := ""
	missing := func(is bool, what string) {
		if is {
			lacks = what
		}
	}
	switch a := answer.(type) {
	case *iam.GetRoleOutput:
		missing(a.Role == nil || a.Role.Arn == nil, "Role")
	case *iam.GetPolicyOutput:
		missing(a.Policy == nil || a.Policy.DefaultVersionId == nil, "Policy")
	case *iam.GetPolicyVersionOutput:
		missing(a.PolicyVersion == nil || a.PolicyVersion.Document == nil, "PolicyVersion")
	case *iam.GetAccountSummaryOutput:
		missing(len(a.SummaryMap) == 0, "SummaryMap")
	case *iam.GetCredentialReportOutput:
		missing(len(a.Content) == 0, "Content")
	case *organizations.DescribeOrganizationOutput:
		missing(a.Organization == nil || a.Organization.Id == nil, "Organization")
	case *organizations.DescribePolicyOutput:
		missing(a.Policy == nil || a.Policy.Content == nil, "Policy")
	case *ssoadmin.DescribePermissionSetOutput:
		missing(a.PermissionSet == nil || a.PermissionSet.PermissionSetArn == nil, "PermissionSet")
	case *roots:
		missing(len(a.Roots) == 0, "Roots")
	}
	if lacks == "" {
		return nil
	}
	return fmt.Errorf("the answer has no %s", lacks)
}
