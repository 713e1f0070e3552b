package store_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hotline/internal/logs"
	"hotline/internal/store"
)

// on is a day of 2026.
func on(month time.Month, day int) time.Time {
	return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC)
}

// covered is what a state with some objects says of March 2026.
func covered(t *testing.T, batches ...logs.Batch) map[string]store.Span {
	t.Helper()
	dir := t.TempDir()
	s := open(t, store.Options{Dir: dir})
	for _, source := range []string{"s3://acme-trail/", "/", "777788889999/"} {
		do(t, s.Begin(source))
	}
	for _, b := range batches {
		do(t, s.Take(b))
	}
	for _, source := range []string{"s3://acme-trail/", "/", "777788889999/"} {
		do(t, s.Complete(source))
	}
	do(t, s.Close())
	s = open(t, store.Options{Dir: dir})
	got, err := s.Coverage(t.Context(), on(3, 1).Add(5*time.Hour), on(3, 31).Add(20*time.Hour))
	do(t, err)
	do(t, s.Close())
	return got
}

// TestCoverage holds which days of which account a state knows the logs of.
func TestCoverage(t *testing.T) {
	t.Parallel()
	const bucket = "s3://acme-trail/some/AWSLogs/o-abc123/111122223333/CloudTrail/"
	inBucket := func(rest string) logs.Batch {
		b := batch(rest, "1")
		b.Object.Name = bucket + rest
		return b
	}
	damaged := inBucket("us-east-1/2026/03/09/d.json.gz")
	damaged.Problems = []logs.Problem{{Object: damaged.Object.Name, Offset: 7, Message: "no JSON"}}
	unread := inBucket("us-east-1/2026/03/30/e.json.gz")
	unread.Unread = true
	unread.Problems = []logs.Problem{{Object: unread.Object.Name, Offset: -1, Message: "reset"}}
	old := inBucket("us-east-1/2026/02/28/f.json.gz")
	old.Problems = damaged.Problems
	got := covered(t, damaged, unread, old,
		inBucket("us-east-1/2026/03/01/a.json.gz"), inBucket("us-east-1/2026/03/01/b.json.gz"),
		inBucket("eu-west-1/2026/03/05/a.json.gz"), inBucket("us-east-1/2026/03/06/a.json.gz"),
		inBucket("us-east-1/2026/03/20/a.json.gz"), inBucket("us-west-2/2026/04/01/a.json.gz"),
		batch("/data/AWSLogs/444455556666/CloudTrail/us-east-1/2026/03/31/a.json", "1"),
		batch("777788889999/CloudTrail/us-east-1/2026/03/02/a.json", "1"),
		batch("/x/888877776666/CloudTrail/us-east-1/2026/03/41/a.json", "1"), // no day
	)
	want := map[string]store.Span{
		"111122223333": {Regions: map[string]store.Days{
			"eu-west-1": {First: on(3, 5), Last: on(3, 5)},
			"us-east-1": {First: on(3, 1), Last: on(3, 20), Before: on(3, 9), After: on(3, 20)},
		}, Unread: 2},
		"444455556666": {Regions: map[string]store.Days{"us-east-1": {First: on(3, 31), Last: on(3, 31)}}},
		"777788889999": {Regions: map[string]store.Days{"us-east-1": {First: on(3, 2), Last: on(3, 2)}}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v, want\n%+v", got, want)
	}
}

// TestNoCoverage holds that what is laid out otherwise says nothing of any day.
func TestNoCoverage(t *testing.T) {
	t.Parallel()
	var all []logs.Batch
	for _, key := range []string{
		"logs.json", "/CloudTrail/us-east-1/2026/03/02/a.json", "lookup://111122223333/us-east-1/2026-03-02",
		"/1111222233334/CloudTrail/us-east-1/2026/03/02/a.json", "/11112222333/CloudTrail/us-east-1/2026/03/02/a.json",
		"/11112222333x/CloudTrail/us-east-1/2026/03/02/a.json", "/111122223333/CloudTrail//2026/03/02/a.json",
		"/111122223333/CloudTrail-Digest/us-east-1/2026/03/02/a.json", "/111122223333/CloudTrail/us-east-1/2026/03/02",
		"/111122223333/CloudTrail/us-east-1/2026/03/02/", "/111122223333/CloudTrail/us-east-1/2026/03/02/x/a.json",
		"/111122223333/CloudTrail/us-east-1/2026-03-02/a.json", "/111122223333/CloudTrail/us-east-1/2026/3/02/abc.json",
		"/111122223333/CloudTrail/us-east-1/2026/03/02a.json", "/111122223333/CloudTrail/us-east-1",
	} {
		all = append(all, batch(key, "1"))
	}
	all = append(all, batch("/111122223333/CloudTrail/us-east-1/2026/03/02/a.json", "")) // which no state remembers
	if got := covered(t, all...); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

// TestUnfinished holds that a run that was cut short shows in the accounts whose logs it
// was to read.
func TestUnfinished(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ask := func(begin, complete []string, want ...string) {
		t.Helper()
		s := open(t, store.Options{Dir: dir})
		for _, source := range begin {
			do(t, s.Begin(source))
		}
		for _, account := range []string{"111122223333", "444455556666"} {
			do(t, s.Take(batch("s3://b/AWSLogs/"+account+"/CloudTrail/us-east-1/2026/03/02/a.json", "1")))
		}
		for _, source := range complete {
			do(t, s.Complete(source))
		}
		spans, err := s.Coverage(t.Context(), on(3, 1), on(3, 31))
		do(t, err)
		var got []string
		for _, account := range slices.Sorted(maps.Keys(spans)) {
			if spans[account].Unfinished {
				got = append(got, account)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := s.Coverage(ctx, on(3, 1), on(3, 31)); !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
		do(t, s.Close())
	}
	all, part, other := "s3://b/", "s3://b/AWSLogs/444455556666/", "s3://c/"
	ask(nil, nil)
	ask([]string{all}, []string{all})
	ask([]string{all}, nil, "111122223333", "444455556666")
	ask([]string{all, other}, []string{all})
	ask([]string{part}, nil, "444455556666")
	ask([]string{part}, []string{part})
}

// TestPartial holds that what was read of single Regions only is told, and that single
// files tell nothing of days.
func TestPartial(t *testing.T) {
	t.Parallel()
	const key = "/data/CloudTrail/AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/02/a.json"
	for _, tt := range []struct {
		sources       []string
		there, partly bool
	}{
		{nil, false, false},
		{[]string{key + "/"}, false, false},
		{[]string{key}, false, false},
		{[]string{"/data/CloudTrail/AWSLogs/444455556666/"}, false, false},
		{[]string{"/data/CloudTrail/AWSLogs/111122223333/CloudTrail/us-east-1/"}, true, true},
		{[]string{"/data/CloudTrail/AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/"}, true, true},
		{[]string{"/data/CloudTrail/AWSLogs/111122223333/CloudTrail/us-east-1/", "/data/"}, true, false},
		{[]string{"/data/CloudTrail/AWSLogs/111122223333/CloudTrail/"}, true, false},
		{[]string{"/data/CloudTrail/AWSLogs/"}, true, false},
	} {
		s := open(t, store.Options{Dir: t.TempDir()})
		for _, source := range tt.sources {
			do(t, s.Begin(source))
		}
		do(t, s.Take(batch(key, "1")))
		spans, err := s.Coverage(t.Context(), on(3, 1), on(3, 31))
		do(t, err)
		if span, isThere := spans["111122223333"]; isThere != tt.there || span.Partial != tt.partly {
			t.Errorf("%q: %+v", tt.sources, spans)
		}
		do(t, s.Close())
	}
}

// TestCoverageGaps holds the span of any days to a slower way to find it.
func TestCoverageGaps(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	runs := 0
	rapid.Check(t, func(rt *rapid.T) {
		days := rapid.SliceOfN(rapid.IntRange(1, 31), 1, 12).Draw(rt, "days")
		runs++
		s := open(t, store.Options{Dir: fmt.Sprintf("%s/%d", root, runs)})
		do(t, s.Begin("/"))
		has := map[int]bool{}
		for i, d := range days {
			has[d] = true
			do(t, s.Take(batch(fmt.Sprintf("/111122223333/CloudTrail/us-east-1/2026/03/%02d/%d.json", d, i), "1")))
		}
		got, err := s.Coverage(t.Context(), on(3, 1), on(3, 31))
		do(t, err)
		do(t, s.Close())
		sorted := slices.Sorted(maps.Keys(has))
		span := got["111122223333"].Regions["us-east-1"]
		if span.First != on(3, sorted[0]) || span.Last != on(3, sorted[len(sorted)-1]) {
			rt.Errorf("%v: %+v", sorted, span)
		}
		longest := 0
		for i := 1; i < len(sorted); i++ {
			longest = max(longest, sorted[i]-sorted[i-1])
		}
		if int(span.After.Sub(span.Before).Hours()/24) != longest {
			rt.Errorf("%v: %+v", sorted, span)
		}
	})
}

// BenchmarkCoverage asks it of a state that knows 100,000 objects.
func BenchmarkCoverage(b *testing.B) {
	s := open(b, store.Options{Dir: b.TempDir()})
	do(b, s.Begin("s3://acme-trail/"))
	for i := range 100_000 {
		day := on(1, 1).AddDate(0, 0, i%365).Format("2006/01/02")
		do(b, s.Take(batch(fmt.Sprintf("s3://acme-trail/AWSLogs/o-abc123/%012d/CloudTrail/us-east-1/%s/%d_CloudTrail.json.gz", i%30, day, i), "1")))
	}
	for b.Loop() {
		got, err := s.Coverage(b.Context(), on(1, 1), on(12, 31))
		if do(b, err); len(got) != 30 {
			b.Fatal(len(got))
		}
	}
	do(b, s.Close())
}
