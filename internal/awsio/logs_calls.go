package awsio

import (
	"fmt"
	"regexp"
	"strings"
)

// The calls by which records of CloudTrail are read.
const (
	listBucket     = "s3:ListBucket" // ListObjectsV2 and HeadBucket need it
	getObject      = "s3:GetObject"
	lookupEvents   = "cloudtrail:LookupEvents"
	listPublicKeys = "cloudtrail:ListPublicKeys"
)

// logCalls are what is asked for records of CloudTrail: in a bucket, and of its
// event history. A Logs makes them.
func logCalls() []*Call {
	measure := []Purpose{Measure}
	return []*Call{
		{Name: listBucket, Scope: Account, Purposes: measure, allows: Options.listing,
			Loses: "which logs there are in a bucket"},
		{Name: getObject, Scope: Account, Purposes: measure, allows: Options.getting,
			Loses: "what is in the logs of a bucket; where a key of AWS KMS encrypts them, it takes " + decrypt + " with that key, too"},
		{Name: lookupEvents, Sid: "LookUpEvents", Scope: Account, Purposes: measure,
			Loses: "what happened in the last 90 days, where no bucket is read"},
		{Name: listPublicKeys, Sid: "LookUpEvents", Scope: Account, Purposes: measure,
			Loses: "whether logs are as CloudTrail delivered them"},
	}
}

// decrypt is what S3 does with a key for who reads an object. Nobody calls it.
const decrypt = "kms:Decrypt"

// isUnread reports whether a call is about buckets, and none is named.
func (o Options) isUnread(c *Call) bool {
	return len(o.Buckets) == 0 && (c.Name == listBucket || c.Name == getObject)
}

// listing is what listing the buckets takes: within their prefixes only.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
func (o Options) listing(partition string) []permission {
	var out []permission
	for _, b := range o.Buckets {
		bucket, prefix, _ := strings.Cut(b, "/")
		p := permission{sid: "ListLogs", action: listBucket, resources: []string{"arn:" + partition + ":s3:::" + bucket}}
		if prefix != "" {
			p.condition = Conditions{"StringLike": {"s3:prefix": below(prefix)}}
		}
		out = append(out, p)
	}
	return out
}

// getting is what reading the logs in the buckets takes.
func (o Options) getting(partition string) []permission {
	var out []permission
	for _, b := range o.Buckets {
		bucket, prefix, _ := strings.Cut(b, "/")
		out = append(out, permission{sid: "ReadLogs", action: getObject, resources: []string{"arn:" + partition + ":s3:::" + bucket + "/" + below(prefix)}})
	}
	for _, key := range o.Keys {
		out = append(out, permission{sid: "DecryptLogs", action: decrypt, resources: []string{key}})
	}
	return out
}

// below is the pattern for the keys at a prefix, or for the one object that it
// names. What is a wildcard to IAM is written as the variable that stands for it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
func below(prefix string) string {
	literal := strings.NewReplacer("$", "${$}", "*", "${*}", "?", "${?}").Replace(folderOf(prefix))
	if isOneFile(prefix) {
		return literal
	}
	return literal + "*"
}

// checkBuckets says what is wrong with the names of buckets and keys.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
func (o Options) checkBuckets() error {
	for _, b := range o.Buckets {
		bucket, prefix, _ := strings.Cut(b, "/")
		if err := checkBucket(bucket, prefix); err != nil {
			return fmt.Errorf("--bucket: %w", err)
		}
	}
	key := regexp.MustCompile(`^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$`)
	for _, k := range o.Keys {
		if !key.MatchString(k) {
			return fmt.Errorf("--kms-key: expected the ARN of a KMS key, as arn:aws:kms:us-east-1:111122223333:key/…, found %q", k)
		}
	}
	return nil
}

// longestKey is how many bytes the key of an object may have.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
const longestKey = 1024

func checkBucket(bucket, prefix string) error {
	switch {
	case !regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$`).MatchString(bucket):
		return fmt.Errorf("expected the name of a bucket, found %q", bucket)
	case len(prefix) > longestKey:
		return fmt.Errorf("the prefix has %d bytes; a key has at most %d", len(prefix), longestKey)
	}
	return nil
}
