package awsio

import (
	"regexp"
	"strings"
	"time"
)

// A layout knows how CloudTrail lays out its files in a bucket, below the prefix
// that a trail may have:
//
//	AWSLogs/[o-ID/]ACCOUNT/CloudTrail/REGION/YYYY/MM/DD/ACCOUNT_CloudTrail_REGION_YYYYMMDDTHHMMZ_UNIQUE.json.gz
//
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
type layout struct {
	region  *regexp.Regexp // of a prefix at or below that of a region
	account *regexp.Regexp // of a prefix that ends with the account
	inside  *regexp.Regexp // of a prefix at or below AWSLogs
	file    *regexp.Regexp // of the last part of a key
}

func newLayout() layout {
	return layout{
		region:  regexp.MustCompile(`^(?:.*/)?AWSLogs/(?:o-[a-z0-9]+/)?[0-9]{12}/CloudTrail/[a-z0-9-]+/`),
		account: regexp.MustCompile(`^(?:.*/)?AWSLogs/(?:o-[a-z0-9]+/)?[0-9]{12}/$`),
		inside:  regexp.MustCompile(`^(?:.*/)?AWSLogs/`),
		file:    regexp.MustCompile(`^[0-9]{12}_CloudTrail_[a-z0-9-]+_([0-9]{8})T[0-9]{4}Z_[^/]*\.json(?:\.gz)?$`),
	}
}

// regionOf is the prefix of the account and region that a prefix is at or below;
// empty where it is at none.
func (l layout) regionOf(prefix string) string { return l.region.FindString(prefix) }

// day is when a log file was delivered, as 20260131; false for what is not named
// as a log file is.
func (l layout) day(key string) (string, bool) {
	m := l.file.FindStringSubmatch(key[strings.LastIndexByte(key, '/')+1:])
	if m == nil {
		return "", false
	}
	return m[1], true
}

// isOther reports whether a folder has files that are not logs: digests,
// insights, aggregated events.
func isOther(folder string) bool {
	name := strings.TrimSuffix(folder, "/")
	return strings.HasPrefix(name[strings.LastIndexByte(name, '/')+1:], "CloudTrail-")
}

// FolderOf is a prefix that ends where a folder does, as buckets are read: with a
// slash, unless it is empty or names one file.
func FolderOf(prefix string) string { return folderOf(prefix) }

// folderOf is a prefix that ends where a folder does: what is named is a folder,
// or one file.
func folderOf(prefix string) string {
	if prefix == "" || strings.HasSuffix(prefix, "/") || isOneFile(prefix) {
		return prefix
	}
	return prefix + "/"
}

// isOneFile reports whether a prefix names one file of logs.
func isOneFile(prefix string) bool {
	for _, ending := range []string{".gz", ".json", ".jsonl"} {
		if strings.HasSuffix(prefix, ending) {
			return true
		}
	}
	return false
}

// days are the first and the last day of delivery that may have what happened
// between two moments, as 20260131; empty where there is no bound. The name of a
// file has the time of its delivery, which is minutes later than the events most
// often, and may be hours.
func days(since, until time.Time) (first, last string) {
	const day = "20060102"
	if !since.IsZero() {
		first = since.UTC().AddDate(0, 0, -1).Format(day)
	}
	if !until.IsZero() {
		last = until.UTC().AddDate(0, 0, 1).Format(day)
	}
	return first, last
}

// dayFolder is where the files of a day are, below the prefix of a region.
func dayFolder(day string) string { return day[:4] + "/" + day[4:6] + "/" + day[6:] }
