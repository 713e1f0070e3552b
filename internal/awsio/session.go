package awsio

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/logging"
)

// An Identity is who the credentials belong to.
type Identity struct {
	Account   string `json:"account"`
	ARN       string `json:"arn"`
	Partition string `json:"partition"`
}

// A session makes calls as one identity in one account.
type session struct {
	Identity
	base    aws.Config            // without what counts and limits its calls
	regions []string              // in which regional services are asked
	center  string                // the region of Identity Center
	renew   *aws.CredentialsCache // of a role that was assumed; nil for the caller's own
	clients *clients
}

func newSession(who Identity, cfg aws.Config, m *meter, l *limits) *session {
	counted := cfg.Copy()
	counted.APIOptions = append(slices.Clone(cfg.APIOptions), m.attach(l))
	return &session{Identity: who, base: cfg, clients: newClients(counted)}
}

// connect finds the credentials of the caller, by the whole chain of the SDK,
// and asks whose they are.
func connect(ctx context.Context, o Options, m *meter) (*session, error) {
	load := []func(*config.LoadOptions) error{
		config.WithHTTPClient(httpClient(o.Concurrency)),
		config.WithLogger(logging.Nop{}),      // what matters is in the errors
		config.WithDefaultRegion("us-east-1"), // global services need one to find the partition
	}
	if o.Profile != "" {
		load = append(load, config.WithSharedConfigProfile(o.Profile))
	}
	if o.Region != "" {
		load = append(load, config.WithRegion(o.Region))
	}
	cfg, err := config.LoadDefaultConfig(ctx, load...)
	if err != nil {
		return nil, newError("sts:GetCallerIdentity", o.Profile, err)
	}
	attempts := cmp.Or(o.MaxAttempts, cfg.RetryMaxAttempts, defaultAttempts)
	cfg.RetryMaxAttempts = 0 // it is in the retryer
	cfg.Retryer = retryer(attempts, o.MaxBackoff)
	s := newSession(Identity{}, cfg, m, newLimits(o.Unlimited))
	out, err := s.clients.sts().GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return nil, newError("sts:GetCallerIdentity", o.Profile, err)
	}
	s.Account, s.ARN = aws.ToString(out.Account), aws.ToString(out.Arn)
	if s.Partition = partitionOf(s.ARN); s.Partition == "" {
		return nil, fmt.Errorf("the identity %q is no ARN; is this AWS?", s.ARN)
	}
	s.regions = o.Regions
	if len(s.regions) == 0 {
		s.regions = []string{homeRegion(s.Partition, cfg.Region)}
	}
	if s.center = o.CenterRegion; s.center == "" {
		s.center = cfg.Region
	}
	return s, nil
}

// httpClient lets as many calls run at once as there are accounts at once,
// and gives a call that is not answered up.
func httpClient(concurrency int) aws.HTTPClient {
	return awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) {
		t.MaxIdleConnsPerHost = max(concurrency, 4)
		t.MaxIdleConns = 4 * t.MaxIdleConnsPerHost
		t.ResponseHeaderTimeout = time.Minute
	})
}

func partitionOf(arn string) string {
	parts := strings.SplitN(arn, ":", 3)
	if len(parts) < 3 || parts[0] != "arn" {
		return ""
	}
	return parts[1]
}

// homeRegion is where a partition records what happens in global services: the
// region in which alarms about IAM and AWS Support are.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
func homeRegion(partition, otherwise string) string {
	region := map[string]string{"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1", "aws-eusc": "eusc-de-east-1"}[partition]
	if region == "" {
		return otherwise
	}
	return region
}

// enter is a session in an account: the caller's own without a hop, any other
// by its role. The credentials are asked for at once, so that the answer says
// whether the account can be entered.
func (s *session) enter(ctx context.Context, account string, o Options, m *meter) (*session, error) {
	if account == s.Account {
		own := *s
		return &own, nil
	}
	arn := o.RoleARN(account, s.Partition)
	provider := stscreds.NewAssumeRoleProvider(s.clients.sts(), arn, func(a *stscreds.AssumeRoleOptions) {
		a.RoleSessionName = sessionName
		a.Policy = aws.String(SessionPolicy(s.Partition, o))
		if o.ExternalID != "" {
			a.ExternalID = aws.String(o.ExternalID)
		}
	})
	cache := aws.NewCredentialsCache(hop{provider})
	if _, err := cache.Retrieve(ctx); err != nil {
		return nil, err
	}
	cfg := s.base.Copy()
	cfg.Credentials = cache
	in := newSession(Identity{Account: account, ARN: arn, Partition: s.Partition}, cfg, m, newLimits(o.Unlimited))
	in.regions, in.renew = s.regions, cache
	return in, nil
}

// sessionName is how the sessions are called in the records of CloudTrail.
const sessionName = "hotline"
