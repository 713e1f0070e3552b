package rules

import "hotline/org"

// homeRegion is the Region of the partition of an ARN in which AWS Support has its
// endpoint and IAM records its events.
// https://docs.aws.amazon.com/general/latest/gr/awssupport.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
func homeRegion(arn string) string {
	a, _ := org.ParseARN(arn)
	switch a.Partition {
	case "aws-cn":
		return "cn-north-1"
	case "aws-us-gov":
		return "us-gov-west-1"
	case "aws-eusc":
		return "eusc-de-east-1"
	}
	return "us-east-1"
}
