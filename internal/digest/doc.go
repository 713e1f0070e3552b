// Package digest verifies that log files of CloudTrail are as CloudTrail has
// delivered them: by the digest files that it writes every hour, each of which holds
// the hashes of the log files of that hour and the hash and the signature of the
// digest before it, and is itself signed with a key of AWS.
//
// It works on any place that can list keys and give objects: a bucket, or a directory
// that is a copy of one. It walks one account and region at a time from the newest
// digest to the oldest, since each digest names the one before it; what it has to
// remember is bounded by the digests of one region and the log files of a few days.
//
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
package digest
