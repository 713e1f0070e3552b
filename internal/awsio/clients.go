package awsio

import (
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/identitystore"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/ssoadmin"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/aws-sdk-go-v2/service/support"
)

// clients are the clients of a session. Each is made when it is first needed,
// and used for all calls of its service: the tokens for retries are in it.
type clients struct {
	iam           func() *iam.Client
	sts           func() *sts.Client
	organizations func() *organizations.Client
	support       func() *support.Client
	center        func(region string) *ssoadmin.Client
	store         func(region string) *identitystore.Client
	trail         func(region string) *cloudtrail.Client
	events        func(region string) *eventbridge.Client
	watch         func(region string) *cloudwatch.Client
	logs          func(region string) *cloudwatchlogs.Client
	bucket        func(region string) *s3.Client
}

func newClients(cfg aws.Config) *clients {
	return &clients{
		iam:           sync.OnceValue(func() *iam.Client { return iam.NewFromConfig(cfg) }),
		sts:           sync.OnceValue(func() *sts.Client { return sts.NewFromConfig(cfg) }),
		organizations: sync.OnceValue(func() *organizations.Client { return organizations.NewFromConfig(cfg) }),
		support:       sync.OnceValue(func() *support.Client { return support.NewFromConfig(cfg) }),
		center:        regional(cfg, func(c aws.Config) *ssoadmin.Client { return ssoadmin.NewFromConfig(c) }),
		store:         regional(cfg, func(c aws.Config) *identitystore.Client { return identitystore.NewFromConfig(c) }),
		trail:         regional(cfg, func(c aws.Config) *cloudtrail.Client { return cloudtrail.NewFromConfig(c) }),
		events:        regional(cfg, func(c aws.Config) *eventbridge.Client { return eventbridge.NewFromConfig(c) }),
		watch:         regional(cfg, func(c aws.Config) *cloudwatch.Client { return cloudwatch.NewFromConfig(c) }),
		logs:          regional(cfg, func(c aws.Config) *cloudwatchlogs.Client { return cloudwatchlogs.NewFromConfig(c) }),
		bucket: regional(cfg, func(c aws.Config) *s3.Client {
			// An endpoint of one's own has no name for each bucket.
			return s3.NewFromConfig(c, func(o *s3.Options) { o.UsePathStyle = o.UsePathStyle || o.BaseEndpoint != nil })
		}),
	}
}

// regional makes one client for each region.
func regional[T any](cfg aws.Config, create func(aws.Config) *T) func(region string) *T {
	var mu sync.Mutex
	made := map[string]*T{}
	return func(region string) *T {
		mu.Lock()
		defer mu.Unlock()
		if made[region] == nil {
			there := cfg.Copy()
			there.Region = region
			made[region] = create(there)
		}
		return made[region]
	}
}
