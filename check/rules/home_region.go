package rules

import (
	"hotline/org"
	"hotline/reach"
)

// homeRegion is the Region of the partition of an ARN in which AWS Support has its
// endpoint and IAM records its events; that of aws where it is not known.
// https://docs.aws.amazon.com/general/latest/gr/awssupport.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
func homeRegion(arn string) string {
	a, _ := org.ParseARN(arn)
	return append(reach.SupportRegions(a.Partition), "us-east-1")[0]
}
