package awsio

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// TestLookupRate holds LookupEvents to two calls a second in each Region.
func TestLookupRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l, begun := newLimits(false), time.Now()
		for range 5 {
			for _, region := range []string{"us-east-1", "eu-west-1"} {
				if err := l.wait(t.Context(), limitOf(lookupEvents, region)); err != nil {
					t.Fatal(err)
				}
			}
		}
		if took := time.Since(begun); took.Round(time.Millisecond) != 2*time.Second {
			t.Errorf("five calls in each of two Regions took %s", took)
		}
	})
	if limitOf(getObject, "a") != limitOf(getObject, "b") {
		t.Error("calls of S3 are counted by Region")
	}
}

// TestLayout holds what of a key is read off it.
func TestLayout(t *testing.T) {
	t.Parallel()
	l := newLayout()
	for prefix, want := range map[string]string{
		"AWSLogs/111122223333/CloudTrail/us-east-1/":                  "AWSLogs/111122223333/CloudTrail/us-east-1/",
		"a/b/AWSLogs/o-a1b2/111122223333/CloudTrail/us-east-1/2026/":  "a/b/AWSLogs/o-a1b2/111122223333/CloudTrail/us-east-1/",
		"AWSLogs/111122223333/CloudTrail/":                            "",
		"AWSLogs/111122223333/CloudTrail-Digest/us-east-1/":           "",
		"xAWSLogs/111122223333/CloudTrail/us-east-1/":                 "",
		"AWSLogs/11112222333/CloudTrail/us-east-1/":                   "",
		"AWSLogs/111122223333/CloudTrail/us-east-1":                   "",
		"AWSLogs/x/111122223333/CloudTrail/us-east-1/":                "",
		"AWSLogs/a/AWSLogs/111122223333/CloudTrail/us-east-1/2026/05": "AWSLogs/a/AWSLogs/111122223333/CloudTrail/us-east-1/",
	} {
		if got := l.regionOf(prefix); got != want {
			t.Errorf("%s: %q", prefix, got)
		}
	}
	for key, want := range map[string]string{
		"x/111122223333_CloudTrail_us-east-1_20260507T1200Z_aB3.json.gz": "20260507", "111122223333_CloudTrail_us-gov-west-1_20260507T1200Z_a.json": "20260507",
		"111122223333_CloudTrail-Digest_us-east-1_t_us-east-1_20260507T120000Z.json.gz": "", "111122223333_CloudTrail_us-east-1_20260507T1200Z_a.json.gz/": "",
		"111122223333_CloudTrail_us-east-1_20260507T1200Z_a.json.gz.bak": "", "": "",
	} {
		if got, ok := l.day(key); got != want || ok != (want != "") {
			t.Errorf("%s: %q", key, got)
		}
	}
}

// TestDays holds that what happened between two moments, and was delivered within
// a day, is in a file of the days that are listed.
func TestDays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		const year = 366 * 24 * 3600
		base := time.Date(2024, 1, 1, 0, 0, 0, 0, time.FixedZone("", rapid.IntRange(-12, 14).Draw(t, "zone")*3600))
		since := base.Add(time.Duration(rapid.IntRange(0, year).Draw(t, "since")) * time.Second)
		until := since.Add(time.Duration(rapid.IntRange(0, year).Draw(t, "length")) * time.Second)
		event := since.Add(time.Duration(rapid.Int64Range(0, int64(until.Sub(since)/time.Second)).Draw(t, "event")) * time.Second)
		delivered := event.Add(time.Duration(rapid.IntRange(0, 24*3600).Draw(t, "late")) * time.Second).UTC()
		first, last := days(since, until)
		if day := delivered.Format("20060102"); day < first || day > last {
			t.Fatalf("%s is not from %s to %s", day, first, last)
		}
		const region = "AWSLogs/111122223333/CloudTrail/us-east-1/"
		if key := region + delivered.Format("2006/01/02/") + "x"; key <= region+dayFolder(first) || key > region+dayFolder(last)+"0" {
			t.Fatalf("%s is not listed", key)
		}
	})
	if first, last := days(time.Time{}, time.Time{}); first+last != "" {
		t.Error(first, last)
	}
}

// TestLogPermissions holds that the policy has the buckets and prefixes that were
// named, and nothing of S3 where none was.
func TestLogPermissions(t *testing.T) {
	t.Parallel()
	policy := func(buckets, keys []string) string {
		o := Options{Buckets: buckets, Keys: keys, Org: true}
		o.Purpose = Measure
		if err := o.Check(); err != nil {
			return err.Error()
		}
		return Permissions("aws-cn", o).short()
	}
	const always = `{"Effect":"Allow","Action":["cloudtrail:ListPublicKeys","cloudtrail:LookupEvents"],"Resource":"*"}`
	one := func(action, resource, condition string) string {
		if condition != "" {
			condition = `,"Condition":{"StringLike":{"s3:prefix":"` + condition + `"}}`
		}
		return `{"Effect":"Allow","Action":"` + action + `","Resource":"` + resource + `"` + condition + `}`
	}
	for _, tt := range []struct {
		buckets, keys []string
		want          []string
	}{
		{nil, nil, nil},
		{[]string{"trail"}, nil, []string{one("s3:ListBucket", "arn:aws-cn:s3:::trail", ""), one("s3:GetObject", "arn:aws-cn:s3:::trail/*", "")}},
		{[]string{"trail/a/b", "other/"}, []string{"arn:aws-cn:kms:cn-north-1:111122223333:key/1-2"}, []string{
			one("s3:ListBucket", "arn:aws-cn:s3:::trail", "a/b/*"), one("s3:ListBucket", "arn:aws-cn:s3:::other", ""),
			one("s3:GetObject", "arn:aws-cn:s3:::trail/a/b/*", ""), one("s3:GetObject", "arn:aws-cn:s3:::other/*", ""),
			one("kms:Decrypt", "arn:aws-cn:kms:cn-north-1:111122223333:key/1-2", "")}},
		{[]string{"trail/a*?$/x.json.gz"}, nil, []string{one("s3:ListBucket", "arn:aws-cn:s3:::trail", "a${*}${?}${$}/x.json.gz"), one("s3:GetObject", "arn:aws-cn:s3:::trail/a${*}${?}${$}/x.json.gz", "")}},
	} {
		got := policy(tt.buckets, tt.keys)
		for _, statement := range append(tt.want, always) {
			if !strings.Contains(got, statement) {
				t.Errorf("%q: %s is not in %s", tt.buckets, statement, got)
			}
		}
		if n := strings.Count(got, "Effect"); n != len(tt.want)+1 {
			t.Errorf("%q: %s", tt.buckets, got)
		}
	}
	for _, wrong := range []string{"", "/x", "a", "s3://trail", "bucket name", "trail/" + strings.Repeat("x", 1025)} {
		if got := policy([]string{wrong}, nil); !strings.HasPrefix(got, "--bucket: ") {
			t.Errorf("%q: %s", wrong, got)
		}
	}
	if got := policy([]string{"trail"}, []string{"alias/x"}); !strings.HasPrefix(got, "--kms-key: ") {
		t.Error(got)
	}
	for _, purpose := range []Purpose{Reading, Apply, Rollback, Verify} {
		for _, c := range CallsFor(Options{Changes: Changes{Purpose: purpose}, Depth: Full, Buckets: []string{"trail"}}) {
			if c.serves(Measure) {
				t.Errorf("%s is called to %s", c.Name, purpose)
			}
		}
	}
}
