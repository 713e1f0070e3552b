package awsio

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	ct "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cw "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	cwl "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eb "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/support"
)

// watchCalls are what is asked in an account of the services that watch, and
// of AWS Support itself. Those with a region are asked in each that was named.
func watchCalls() []*Call {
	full := []Depth{Full}
	return []*Call{
		{Name: "cloudtrail:DescribeTrails", Scope: Account, Depths: full, File: "describe-trails",
			Loses: "whether a trail records what happens", make: describeTrails},
		{Name: "events:ListRules", Scope: Account, Depths: full, File: "list-rules",
			Loses: "which events somebody is told of", make: listRules},
		{Name: "cloudwatch:DescribeAlarms", Scope: Account, Depths: full, File: "describe-alarms",
			Loses: "which alarms there are", make: describeAlarms},
		{Name: "logs:DescribeMetricFilters", Scope: Account, Depths: full, File: "describe-metric-filters", camel: true,
			Loses: "what alarms count", make: describeMetricFilters},
		{Name: "support:DescribeSeverityLevels", Scope: Account, Depths: full, File: "describe-severity-levels", camel: true,
			Loses: "whether the account has a support plan with an API", make: describeSeverityLevels},
	}
}

// isRegional reports whether a call is made in regions.
func (c *Call) isRegional() bool {
	switch c.Name {
	case "cloudtrail:DescribeTrails", "events:ListRules", "cloudwatch:DescribeAlarms", "logs:DescribeMetricFilters":
		return true
	}
	return false
}

// hasRegion reports whether a call goes to a region of its own, which may not
// be enabled.
func (c *Call) hasRegion() bool {
	service, _, _ := strings.Cut(c.Name, ":")
	return c.isRegional() || service == "sso" || service == "identitystore"
}

func describeTrails(ctx context.Context, s *session, about []string) (any, error) {
	found, err := s.clients.trail(about[0]).DescribeTrails(ctx, &cloudtrail.DescribeTrailsInput{})
	if err != nil {
		return nil, err
	}
	return struct {
		TrailList []ct.Trail `json:"trailList"`
	}{found.TrailList}, nil
}

func listRules(ctx context.Context, s *session, about []string) (any, error) {
	out := new(struct{ Rules []eb.Rule })
	in, seen := &eventbridge.ListRulesInput{Limit: aws.Int32(100)}, tokens{}
	for {
		page, err := s.clients.events(about[0]).ListRules(ctx, in)
		if err == nil {
			err = seen.check(page)
		}
		if err != nil {
			return nil, err
		}
		out.Rules = append(out.Rules, page.Rules...)
		if in.NextToken = page.NextToken; aws.ToString(in.NextToken) == "" {
			return out, nil
		}
	}
}

func describeAlarms(ctx context.Context, s *session, about []string) (any, error) {
	out := new(struct {
		CompositeAlarms []cw.CompositeAlarm
		MetricAlarms    []cw.MetricAlarm
	})
	p := cloudwatch.NewDescribeAlarmsPaginator(s.clients.watch(about[0]), &cloudwatch.DescribeAlarmsInput{
		AlarmTypes: []cw.AlarmType{cw.AlarmTypeCompositeAlarm, cw.AlarmTypeMetricAlarm}, MaxRecords: aws.Int32(100)})
	return out, eachPage(ctx, p, func(page *cloudwatch.DescribeAlarmsOutput) {
		out.CompositeAlarms = append(out.CompositeAlarms, page.CompositeAlarms...)
		out.MetricAlarms = append(out.MetricAlarms, page.MetricAlarms...)
	})
}

func describeMetricFilters(ctx context.Context, s *session, about []string) (any, error) {
	out := new(struct{ MetricFilters []cwl.MetricFilter })
	p := cloudwatchlogs.NewDescribeMetricFiltersPaginator(s.clients.logs(about[0]), &cloudwatchlogs.DescribeMetricFiltersInput{})
	return out, eachPage(ctx, p, func(page *cloudwatchlogs.DescribeMetricFiltersOutput) {
		out.MetricFilters = append(out.MetricFilters, page.MetricFilters...)
	})
}

// describeSeverityLevels is the cheapest call that AWS Support answers to
// accounts with a plan that has the API, and to no others.
// https://docs.aws.amazon.com/awssupport/latest/user/about-support-api.html
func describeSeverityLevels(ctx context.Context, s *session, _ []string) (any, error) {
	return s.clients.support().DescribeSeverityLevels(ctx, &support.DescribeSeverityLevelsInput{})
}
