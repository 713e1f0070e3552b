package awsio

import (
	"context"
	"strings"
	"sync"

	"golang.org/x/time/rate"
)

// limits holds the calls of one session to the rates that AWS grants. There is
// one session for each account, and one for the hub, through which all calls
// of AWS Organizations, Identity Center and STS go: those are shared by the
// whole run.
type limits struct {
	mu        sync.Mutex
	byCall    map[string]*rate.Limiter
	unbounded bool
}

func newLimits(unbounded bool) *limits {
	return &limits{byCall: map[string]*rate.Limiter{}, unbounded: unbounded}
}

// limitOf is what the calls of a kind are counted under: most together, and those
// that AWS counts in each region of its own there.
func limitOf(call, region string) string {
	if call == lookupEvents {
		return call + " " + region
	}
	return call
}

// wait waits until a call may be made.
func (l *limits) wait(ctx context.Context, call string) error {
	if l.unbounded {
		return ctx.Err()
	}
	l.mu.Lock()
	limiter := l.byCall[call]
	if limiter == nil {
		perSecond, burst := rateOf(call)
		limiter = rate.NewLimiter(rate.Limit(perSecond), burst)
		l.byCall[call] = limiter
	}
	l.mu.Unlock()
	return limiter.Wait(ctx)
}

// rateOf is how many calls a second are made, and how many at once.
//
// Those of AWS Organizations are published, for an account:
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
// Those of IAM are not: what is here has been used by others without being
// throttled. STS allows 600 requests a second for an account and region, of
// which others need some:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
// LookupEvents is allowed twice a second, for an account and region, to all who
// ask there; S3 allows 5,500 requests a second for a prefix:
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html
func rateOf(call string) (perSecond float64, burst int) {
	call, _, _ = strings.Cut(call, " ")
	switch call {
	case lookupEvents:
		return 2, 1
	case "organizations:ListAccounts":
		return 8, 12
	case "organizations:ListRoots", "organizations:DescribeOrganization":
		return 1, 2
	case "organizations:DescribePolicy":
		return 2, 2
	case "iam:GetPolicy", "iam:GetPolicyVersion", "iam:ListEntitiesForPolicy":
		return 35, 35
	case "cloudtrail:DescribeTrails", "logs:DescribeMetricFilters":
		return 5, 5
	case "sts:AssumeRole":
		return 200, 200
	}
	switch service, _, _ := strings.Cut(call, ":"); service {
	case "organizations":
		return 5, 8
	case "iam":
		return 15, 15
	case "s3":
		return 2000, 200
	}
	return 10, 10
}
