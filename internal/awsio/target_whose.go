package awsio

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
)

// Organization is the id of the organization that the caller's account is in;
// empty for an account that is in none.
func (t *Target) Organization(ctx context.Context) (string, error) {
	const name = "organizations:DescribeOrganization"
	answer, err := t.calls[name].make(ctx, t.hub, nil)
	if err != nil {
		e := t.failure(ctx, name, t.Account, "", err)
		if e.Class == NoOrganization {
			return "", nil
		}
		return "", e
	}
	found, _ := answer.(*organizations.DescribeOrganizationOutput)
	if found == nil || found.Organization == nil {
		return "", nil
	}
	return aws.ToString(found.Organization.Id), nil
}

// Endpoint is the URL that all services are asked at, where the environment or the
// profile names one; empty for AWS itself.
func (t *Target) Endpoint() string { return aws.ToString(t.hub.base.BaseEndpoint) }
