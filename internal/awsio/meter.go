package awsio

import (
	"context"
	"maps"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go/middleware"
)

// A meter counts the requests of a run, by call, and how many of them AWS
// throttled. A call that is tried again counts again.
type meter struct {
	mu        sync.Mutex
	byCall    map[string]int
	total     int
	throttles int
	patience  time.Duration // with one attempt of a call
}

func newMeter() *meter { return &meter{byCall: map[string]int{}, patience: defaultPatience} }

func (m *meter) count(call string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.byCall[call]++
	m.total++
}

func (m *meter) throttled() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.throttles++
}

// read is what was counted so far.
func (m *meter) read() (byCall map[string]int, total, throttles int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.byCall), m.total, m.throttles
}

// attach makes clients of a session wait for its limits and count, for each
// attempt of a call.
func (m *meter) attach(l *limits) func(*middleware.Stack) error {
	each := func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
		call := callName(awsmiddleware.GetServiceID(ctx), awsmiddleware.GetOperationName(ctx))
		if err := l.wait(ctx, limitOf(call, awsmiddleware.GetRegion(ctx))); err != nil {
			return middleware.FinalizeOutput{}, middleware.Metadata{}, err
		}
		m.count(call)
		var out middleware.FinalizeOutput
		var metadata middleware.Metadata
		wait := patiently
		if call == getObject { // whose answer is read when this has returned
			wait = atOnce
		}
		err := wait(ctx, m.patience, func(ctx context.Context) (err error) {
			out, metadata, err = next.HandleFinalize(ctx, in)
			return err
		})
		if isThrottle(err) {
			m.throttled()
		}
		noteLost(ctx, err)
		return out, metadata, err
	}
	return func(stack *middleware.Stack) error {
		if err := checkBodies(stack); err != nil {
			return err
		}
		return stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("hotlineMeter", each), "Retry", middleware.After)
	}
}

// callName is how IAM writes a call: iam:ListRoles.
func callName(serviceID, operation string) string {
	service := map[string]string{
		"IAM": "iam", "STS": "sts", "Organizations": "organizations", "SSO Admin": "sso", "identitystore": "identitystore",
		"CloudTrail": "cloudtrail", "EventBridge": "events", "CloudWatch": "cloudwatch", "CloudWatch Logs": "logs", "Support": "support", "S3": "s3",
	}[serviceID]
	if service == "" {
		service = serviceID
	}
	if service == "s3" && (operation == "ListObjectsV2" || operation == "HeadBucket") {
		return listBucket
	}
	return service + ":" + operation
}

// isThrottle reports whether AWS refused a call because there were too many.
func isThrottle(err error) bool {
	codes := retry.ThrottleErrorCode{Codes: retry.DefaultThrottleErrorCodes}
	return err != nil && codes.IsErrorThrottle(err) == aws.TrueTernary
}
