package rules

import (
	"hotline/org"
	"hotline/reach"
)

// homeRegion is the Region of the partition of an ARN in which AWS Support has its
// endpoint and IAM records its events.
// https://docs.aws.amazon.com/general/latest/gr/awssupport.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
func homeRegion(arn string) string {
	a, _ := org.ParseARN(arn)
	if regions := reach.SupportRegions(a.Partition); regions != nil {
		return regions[0]
	}
	return "us-east-1"
}
