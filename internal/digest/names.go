package digest

import (
	"path"
	"strings"
	"time"

	"hotline/policy"
)

// anchor is the part of every key of CloudTrail after the prefix that its owner chose.
const anchor = "AWSLogs/"

// The folders of an account that CloudTrail writes digests and log files to.
const (
	digests   = "CloudTrail-Digest/"
	logFolder = "CloudTrail/"
)

// tail is a key from its last AWSLogs/ on, or the whole of it.
func tail(key string) string {
	if i := strings.LastIndex("/"+key, "/"+anchor); i >= 0 {
		return key[i:]
	}
	return key
}

// A file is a digest by its key.
type file struct {
	key      string
	trail    string    // its name and its home region
	stamp    time.Time // the end of the time that it covers
	backfill bool
}

// parseDigestName reads ACCOUNT_CloudTrail-Digest_REGION_TRAIL_HOME_TIME.json.gz, or
// the same with _backfill after the time. Names of trails may have underscores,
// those of regions have none.
func parseDigestName(key string) (f file, ok bool) {
	name, isDigest := strings.CutSuffix(path.Base(key), ".json.gz")
	name, f.backfill = strings.CutSuffix(name, "_backfill")
	parts := strings.SplitN(name, "_", 4)
	if !isDigest || len(parts) < 4 || !policy.IsAccountID(parts[0]) || parts[1] != "CloudTrail-Digest" {
		return f, false
	}
	i := strings.LastIndexByte(parts[3], '_')
	if i < 0 {
		return f, false
	}
	stamp, err := time.Parse("20060102T150405Z", parts[3][i+1:])
	f.key, f.trail, f.stamp = key, parts[3][:i], stamp
	return f, err == nil
}

// parseLogName gives the time in ACCOUNT_CloudTrail_REGION_TIME_UNIQUE.json.gz: that
// at which CloudTrail delivered the file, more or less.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html
func parseLogName(key string) (time.Time, bool) {
	name, isLog := strings.CutSuffix(path.Base(key), ".json.gz")
	parts := strings.Split(name, "_")
	if !isLog || len(parts) != 5 || !policy.IsAccountID(parts[0]) || parts[1] != "CloudTrail" {
		return time.Time{}, false
	}
	t, err := time.Parse("20060102T1504Z", parts[3])
	return t, err == nil
}

// parseDay gives the day of a directory …/YYYY/MM/DD/.
func parseDay(dir string) (time.Time, bool) {
	const form = "2006/01/02"
	if len(dir) < len(form)+1 {
		return time.Time{}, false
	}
	t, err := time.Parse(form, dir[len(dir)-len(form)-1:len(dir)-1])
	return t, err == nil
}
