package cli

import (
	"strings"
	"testing"
)

// TestPermissionsForLogs holds that the policy for the measures names the buckets
// that are read, and is asked for with the flags that go together.
func TestPermissionsForLogs(t *testing.T) {
	t.Parallel()
	code, out, _ := run("permissions", "--for", "kpi", "--bucket", "trail/AWSLogs/o-a1b2c3d4e5,other", "--kms-key", "arn:aws:kms:us-east-1:111122223333:key/1-2")
	expect(t, code, CodeOK, out, `"s3:prefix": "AWSLogs/o-a1b2c3d4e5/*"`, `"arn:aws:s3:::trail/AWSLogs/o-a1b2c3d4e5/*"`, `"arn:aws:s3:::other/*"`, "cloudtrail:LookupEvents",
		"cloudtrail:ListPublicKeys", `"kms:Decrypt"`)
	if strings.Contains(out, "iam:") || strings.Contains(out, "sts:") {
		t.Error(out)
	}
	code, out, _ = run("permissions", "--for", "kpi", "-o", "calls")
	expect(t, code, CodeOK, out, "cloudtrail:LookupEvents\tcloudtrail:LookupEvents\t")
	if strings.Contains(out, "s3:") {
		t.Errorf("no bucket is named:\n%s", out)
	}
	code, out, _ = run("permissions", "--for", "kpi", "-o", "calls", "--bucket", "trail")
	expect(t, code, CodeOK, out, "s3:ListBucket\t", "s3:GetObject\t", "kms:Decrypt with that key")
	for args, message := range map[string]string{
		"permissions --bucket trail":                             "expected --for kpi beside them",
		"permissions --for kpi --kms-key x":                      "expected --bucket beside it",
		"permissions --for kpi --bucket s3://trail":              `--bucket: expected the name of a bucket, found "s3:"`,
		"permissions --for kpi --bucket trail --kms-key alias/x": "--kms-key: expected the ARN of a KMS key",
	} {
		code, _, errs := run(strings.Fields(args)...)
		expect(t, code, CodeUsage, errs, message)
	}
}
