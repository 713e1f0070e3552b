package awsio_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hotline/internal/awsio"
	"hotline/internal/logs"
)

// TestBucket lists and reads logs as moto keeps them.
func TestBucket(t *testing.T) {
	s := startStorage(t)
	for name, test := range map[string]func(*testing.T, *storage){
		"many objects":   checkMany,
		"layouts":        checkLayouts,
		"odd characters": checkOddKeys,
		"after and days": checkNarrowed,
		"place":          checkPlace,
		"broken body":    checkBroken,
		"trouble":        checkTrouble,
		"refused":        checkDeniedLogs,
		"replaced":       checkReplaced,
		"elsewhere":      checkElsewhere,
		"odd answers":    checkOddAnswers,
		"ended":          checkEnded,
	} {
		t.Run(name, func(t *testing.T) {
			s.on(nil)
			test(t, s)
		})
	}
}

// checkMany lists more than two pages of one region, beside others, in order.
func checkMany(t *testing.T, s *storage) {
	var want []string
	for i := range 2300 {
		want = append(want, logKey("", "111122223333", "us-east-1", "2026/05/07", fmt.Sprintf("%06d", i)))
	}
	for account := range 20 {
		for _, region := range []string{"eu-west-1", "us-east-1"} {
			for i := range 5 {
				want = append(want, logKey("", fmt.Sprintf("o-a1b2c3d4e5/%012d", account), region, "2026/05/07", fmt.Sprint(i)))
			}
		}
	}
	s.put(t, "many", want...)
	slices.Sort(want)
	l, b := open(t, "many", "", awsio.BucketOptions{})
	got := list(t, b)
	if diff := cmp.Diff(want, keysOf(got)); diff != "" {
		t.Error(diff)
	}
	o := got[0]
	if o.Name != "s3://many/"+o.Key || o.Size != int64(len(bodyOf(o.Key))) || o.Version == "" || strings.Contains(o.Version, `"`) || o.Seconds < 1e9 {
		t.Errorf("%+v", o)
	}
	var wg sync.WaitGroup
	for _, o := range got[:40] {
		wg.Go(func() {
			body, err := b.Read(t.Context(), o, []byte("before "), 1<<20)
			if err != nil || string(body) != "before "+bodyOf(o.Key) {
				t.Errorf("%v %q", err, body)
			}
		})
	}
	wg.Wait()
	for call := range l.Calls() {
		if call != "s3:ListBucket" && call != "s3:GetObject" && call != "sts:GetCallerIdentity" {
			t.Errorf("%s is not in the table", call)
		}
	}
	if calls := l.Calls()["s3:ListBucket"]; calls != 1+3+20+40+3 {
		t.Errorf("%d lists", calls)
	}
}

// checkLayouts holds which objects are log files, wherever the trail puts them.
func checkLayouts(t *testing.T, s *storage) {
	const account, region, day = "111122223333", "us-east-1", "2026/05/07"
	logFiles := []string{
		logKey("", account, region, day, "a"), logKey("", "o-a1b2c3d4e5/"+account, region, day, "a"),
		logKey("trail/", account, region, day, "a"), logKey("a/b/c/d/e/f/", account, region, day, "a"), logKey("a/AWSLogs/", account, region, day, "a"),
		"copies/111122223333_CloudTrail_us-east-1_20260507T1200Z_a.json.gz", "copies/deeper/111122223333_CloudTrail_us-east-1_20260507T1200Z_b.json",
		"AWSLogs/111122223333_CloudTrail_us-east-1_20260507T1200Z_c.json.gz",
	}
	others := []string{
		"AWSLogs/111122223333/Config/us-east-1/2026/5/7/x.json.gz",
		"AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/05/07/111122223333_CloudTrail-Digest_us-east-1_t_us-east-1_20260507T120000Z.json.gz",
		"AWSLogs/111122223333/CloudTrail-Insight/us-east-1/2026/05/07/111122223333_CloudTrail-Insight_us-east-1_20260507T1200Z_a.json.gz",
		"AWSLogs/111122223333/CloudTrail/us-east-1/2026/05/07/", "AWSLogs/111122223333/CloudTrail/us-east-1/note.txt", "notes.json", "trail-old/x.gz",
	}
	s.put(t, "layouts", append(others, logFiles...)...)
	slices.Sort(logFiles)
	of := func(prefix string) []string {
		return slices.DeleteFunc(slices.Clone(logFiles), func(key string) bool { return !strings.HasPrefix(key, prefix) })
	}
	for prefix, want := range map[string][]string{
		"": logFiles, "trail": of("trail/"), "trail/": of("trail/"), "a": of("a/"), "a/b/c/d/e/f/AWSLogs": of("a/b"), "tra": {}, "nothing/": {},
		"AWSLogs/o-a1b2c3d4e5": of("AWSLogs/o-"), "AWSLogs/111122223333/CloudTrail": of("AWSLogs/111122223333/"), "AWSLogs/111122223333": of("AWSLogs/111122223333/"),
		"AWSLogs/111122223333/CloudTrail/us-east-1/2026/05": of("AWSLogs/111122223333/"), "AWSLogs/111122223333/CloudTrail/us-east-1/2026/06": {},
		logFiles[0]: logFiles[:1], "notes.json": {"notes.json"},
	} {
		_, b := open(t, "layouts", prefix, awsio.BucketOptions{})
		got := keysOf(list(t, b))
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q:\n%s", prefix, diff)
		}
	}
	_, b := open(t, "layouts", "", awsio.BucketOptions{Any: true})
	if got := list(t, b); len(got) != len(logFiles)+len(others)-1 { // but for the folder
		t.Errorf("of all: %q", keysOf(got))
	}
	_, b = open(t, "layouts", "none.json.gz", awsio.BucketOptions{})
	if err := b.List(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "s3://layouts/none.json.gz: no such object") {
		t.Error(err)
	}
}

// checkOddKeys holds that keys are what they are, whatever is in them.
func checkOddKeys(t *testing.T, s *storage) {
	for _, prefix := range []string{"a b/", "a+b/", "100%/", "%41/", "é…/", "?*[x]/", "&lt;<>\"'/", "a=b&c=d;e/", "$(x)/", "\x01\t/", "//", "../"} {
		key := logKey(prefix, "111122223333", "us-east-1", "2026/05/07", "a~b c")
		if prefix == "../" || prefix == "//" { // which the server of moto takes for a path
			continue
		}
		s.put(t, "odd", key)
		_, b := open(t, "odd", prefix, awsio.BucketOptions{})
		got := list(t, b)
		if len(got) != 1 || got[0].Key != key {
			t.Errorf("%q: %q", key, keysOf(got))
			continue
		}
		if body, err := b.Read(t.Context(), got[0], nil, 1<<20); err != nil || string(body) != bodyOf(key) {
			t.Errorf("%q: %v %q", key, err, body)
		}
	}
}

// checkNarrowed holds what After, Since and Until leave out.
func checkNarrowed(t *testing.T, s *storage) {
	var all []string
	for _, day := range []string{"2026/04/29", "2026/04/30", "2026/05/01", "2026/05/02", "2026/05/03", "2026/05/04"} {
		for _, account := range []string{"111122223333", "444455556666"} {
			all = append(all, logKey("t/", account, "us-east-1", day, "a"))
		}
	}
	s.put(t, "days", append([]string{"t/111122223333_CloudTrail_us-east-1_20260101T1200Z_c.json.gz"}, all...)...)
	at := func(text string) time.Time {
		when, err := time.Parse("2006-01-02 15", text)
		must(t, err)
		return when
	}
	var mu sync.Mutex
	prefixes := map[string]bool{}
	mark := "t/AWSLogs/444455556666/CloudTrail/us-east-1/2026/05/02/z"
	for name, tt := range map[string]struct {
		o      awsio.BucketOptions
		prefix string
		days   string // of the first account, and of the second
	}{
		"all":          {awsio.BucketOptions{}, "t", "29 30 01 02 03 04, 29 30 01 02 03 04"},
		"since":        {awsio.BucketOptions{Since: at("2026-05-02 00")}, "t", "01 02 03 04, 01 02 03 04"},
		"until":        {awsio.BucketOptions{Until: at("2026-05-01 23")}, "t", "29 30 01 02, 29 30 01 02"},
		"both":         {awsio.BucketOptions{Since: at("2026-05-02 00"), Until: at("2026-05-02 23")}, "t/AWSLogs/111122223333/CloudTrail/us-east-1/2026/05", "01 02 03, "},
		"other zone":   {awsio.BucketOptions{Since: at("2026-05-02 23").In(time.FixedZone("", 5*3600))}, "t", "01 02 03 04, 01 02 03 04"},
		"after":        {awsio.BucketOptions{After: func(p string) string { return map[bool]string{true: mark}[strings.Contains(p, "444455556666")] }}, "t", "29 30 01 02 03 04, 03 04"},
		"after, since": {awsio.BucketOptions{Since: at("2026-05-04 00"), After: func(string) string { return mark }}, "t", "03 04, 03 04"},
		"prefixes": {awsio.BucketOptions{After: func(p string) string {
			mu.Lock()
			defer mu.Unlock()
			prefixes[p] = true
			return ""
		}}, "t/AWSLogs/111122223333/CloudTrail/us-east-1/2026/05/0", "01 02 03 04, "},
	} {
		if name == "prefixes" { // a prefix is a folder
			tt.prefix = "t/AWSLogs/111122223333/CloudTrail/us-east-1/2026/05"
		}
		_, b := open(t, "days", tt.prefix, tt.o)
		var got [2][]string
		for _, key := range keysOf(list(t, b)) {
			if _, rest, ok := strings.Cut(key, "/us-east-1/2026/"); ok {
				i := map[bool]int{true: 1}[strings.Contains(key, "444455556666")]
				got[i] = append(got[i], rest[3:5])
			}
		}
		if text := strings.Join(got[0], " ") + ", " + strings.Join(got[1], " "); text != tt.days {
			t.Errorf("%s: got %s, want %s", name, text, tt.days)
		}
	}
	if len(prefixes) != 1 || !prefixes["t/AWSLogs/111122223333/CloudTrail/us-east-1/"] {
		t.Errorf("%v", prefixes)
	}
}

// checkPlace holds that digests can be listed and read, with what is noted beside
// them.
func checkPlace(t *testing.T, s *storage) {
	const prefix = "AWSLogs/111122223333/CloudTrail-Digest/us-east-1/"
	want := []string{prefix + "2026/05/06/a.json.gz", prefix + "2026/05/07/b.json.gz"}
	s.put(t, "digests", append([]string{"other"}, want...)...)
	_, b := open(t, "digests", "", awsio.BucketOptions{})
	var got []string
	must(t, b.Place().List(t.Context(), prefix, func(key string) error {
		got = append(got, key)
		return nil
	}))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
	body, metadata, err := b.Place().Get(t.Context(), got[0], 1<<20)
	if err != nil || string(body) != bodyOf(got[0]) || metadata["signature"] != "f00d" {
		t.Errorf("%v %q %v", err, body, metadata)
	}
	if _, _, err := b.Place().Get(t.Context(), got[0], 10); !errors.Is(err, awsio.ErrTooLarge) || !strings.Contains(err.Error(), "s3://digests/"+got[0]) {
		t.Error(err)
	}
	if _, _, err := b.Place().Get(t.Context(), "none", 10); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "s3://digests/none: s3:GetObject failed with NoSuchKey") {
		t.Error(err)
	}
	s.put(t, "digests", "AWSLogs/", "AWSLogs/note")
	for prefix, want := range map[string]string{"": "[AWSLogs/] [other]", "AWSLogs/": "[AWSLogs/111122223333/] [AWSLogs/note]", prefix + "2026/05/06/": "[] [" + got[0] + "]", "none/": "[] []"} {
		folders, keys, err := b.Place().Below(t.Context(), prefix)
		if text := fmt.Sprint(folders, keys); err != nil || text != want {
			t.Errorf("%q: %s, %v", prefix, text, err)
		}
	}
	end := errors.New("enough")
	if err := b.Place().List(t.Context(), "", func(string) error { return end }); !errors.Is(err, end) {
		t.Error(err)
	}
}

// checkEnded holds that a list ends when it is told to, and says who did.
func checkEnded(t *testing.T, s *storage) {
	var keys []string
	for i := range 40 {
		keys = append(keys, logKey("", fmt.Sprintf("%012d", i), "us-east-1", "2026/05/07", "a"))
	}
	s.put(t, "ended", keys...)
	_, b := open(t, "ended", "", awsio.BucketOptions{})
	enough, n := errors.New("enough"), 0
	err := b.List(t.Context(), func(logs.Object) error {
		if n++; n == 3 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || n != 3 {
		t.Errorf("%v after %d", err, n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = b.List(ctx, func(logs.Object) error {
		cancel()
		return nil
	})
	if !awsio.IsInterrupted(err) {
		t.Error(err)
	}
	if _, err := b.Read(ctx, logs.Object{Name: "x", Key: keys[0]}, nil, 10); !awsio.IsInterrupted(err) {
		t.Error(err)
	}
}
