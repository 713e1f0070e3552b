package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"hotline/internal/logs"
	"hotline/internal/store"
	"hotline/trail"
)

// variants are records that are often of the same key: delivered again, changed, or
// replaced by addenda.
func variants() *rapid.Generator[*trail.Event] {
	return rapid.Custom(func(t *rapid.T) *trail.Event {
		ids := rapid.SampledFrom([]string{"e1", "e2", "e3", "e\x00", "\xff"})
		e := event(some{
			trail.EventID:   ids.Draw(t, "id"),
			trail.Recipient: rapid.SampledFrom([]string{"", "111122223333", "444455556666"}).Draw(t, "recipient"),
			trail.EventTime: rapid.SampledFrom([]string{"2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z"}).Draw(t, "time"),
			trail.Name:      rapid.SampledFrom([]string{"CreateCase", "DescribeCases", ""}).Draw(t, "name"),
		})
		if rapid.Bool().Draw(t, "addendum") {
			e.Set(trail.AddendumReason, "UPDATED_DATA")
			e.Set(trail.OriginalEventID, ids.Draw(t, "original"))
		}
		return e
	})
}

// TestAnyOrder holds that in whichever order objects come, how often, and in how many
// runs they are read, the events are those of one run over all of them.
func TestAnyOrder(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(root, "")
		do(t, err)
		var all []logs.Batch
		for i := range rapid.IntRange(0, 8).Draw(rt, "objects") {
			all = append(all, batch(key(i), "1", rapid.SliceOfN(variants(), 0, 6).Draw(rt, "events")...))
		}
		want := collected(t, all)
		for range rapid.IntRange(0, 2).Draw(rt, "runs") { // which see some of the objects
			s := open(t, store.Options{Dir: dir})
			for _, b := range rapid.Permutation(all).Draw(rt, "order")[:rapid.IntRange(0, len(all)).Draw(rt, "seen")] {
				if !s.Known(b.Object) || rapid.Bool().Draw(rt, "read anyway") {
					do(t, s.Take(b))
				}
				if rapid.Bool().Draw(rt, "flush") {
					do(t, s.Flush())
				}
			}
			do(t, s.Close())
		}
		s := open(t, store.Options{Dir: dir})
		for _, b := range all {
			if !s.Known(b.Object) {
				do(t, s.Take(b))
			}
		}
		if got := held(t, s); !slices.Equal(got, want) {
			rt.Errorf("got\n%q, want\n%q", got, want)
		}
		do(t, s.Close())
	})
}

func TestKnown(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, store.Options{Dir: dir})
	a := batch("/logs/a.json", "1").Object
	if s.Known(a) {
		t.Error("an object is known before it was read")
	}
	do(t, s.Take(batch("/logs/a.json", "1")))
	do(t, s.Take(batch("<stdin>", "")))
	bucket := logs.Batch{Object: logs.Object{Name: "s3://one/k", Key: "k", Version: "1"}}
	do(t, s.Take(bucket))
	for range 2 { // in the run that read it, and in the next
		other, changed, elsewhere := a, a, bucket.Object
		other.Key, changed.Version, elsewhere.Name = "/logs/b.json", "2", "s3://two/k"
		for o, want := range map[logs.Object]bool{
			a: true, other: false, changed: false, bucket.Object: true, elsewhere: false, {Name: "<stdin>", Key: "<stdin>"}: false,
		} {
			if got := s.Known(o); got != want {
				t.Errorf("Known(%+v) is %t", o, got)
			}
		}
		do(t, s.Close())
		s = open(t, store.Options{Dir: dir})
	}
	do(t, s.Take(batch("/logs/a.json", "2")))
	if s.Known(a) {
		t.Error("the old version is still known")
	}
	do(t, s.Close())
}

// problems are those that a state tells of.
func problems(t *testing.T, s *store.Store) []logs.Problem {
	t.Helper()
	var out []logs.Problem
	do(t, s.Problems(t.Context(), func(p logs.Problem) error {
		out = append(out, p)
		return nil
	}))
	return out
}

func problem(object string, offset, line, column int, message string) logs.Problem {
	return logs.Problem{Object: object, Offset: offset, Line: line, Column: column, Message: message}
}

// TestProblems holds that damage is told of in every run, but once.
func TestProblems(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	damaged, unread := batch("/b", "1", numbered(1)), batch("/a", "1", numbered(2))
	damaged.Problems = []logs.Problem{problem("./b", 7, 1, 8, "a record is not an object"), problem("./b", 17, 2, 3, "again")}
	unread.Unread = true
	unread.Problems = []logs.Problem{problem("./a", -1, 0, 0, "the gzip file is cut off")}
	want := []logs.Problem{
		problem("/a", -1, 0, 0, "the gzip file is cut off"), problem("/b", 7, 1, 8, "a record is not an object"), problem("/b", 17, 2, 3, "again"),
	}

	s := open(t, store.Options{Dir: dir})
	do(t, errors.Join(s.Take(damaged), s.Take(unread)))
	if got := problems(t, s); len(got) > 0 {
		t.Errorf("told again of what was just read: %v", got)
	}
	for range 2 {
		do(t, s.Close())
		s = open(t, store.Options{Dir: dir})
		if got := problems(t, s); !slices.Equal(got, want) {
			t.Errorf("got %v", got)
		}
	}
	if !s.Known(damaged.Object) || s.Known(unread.Object) {
		t.Error("what may pass is to be read again, and what does not is not")
	}
	do(t, s.Take(unread))
	if got := problems(t, s); !slices.Equal(got, want[1:]) {
		t.Errorf("got %v", got)
	}
	do(t, s.Take(batch("/a", "1", numbered(2))))
	do(t, s.Take(batch("/b", "2", numbered(3))))
	do(t, s.Close())
	s = open(t, store.Options{Dir: dir})
	if got := problems(t, s); len(got) > 0 {
		t.Errorf("got %v of what is well now", got)
	}
	same(t, held(t, s), []trail.Event{*numbered(2), *numbered(1), *numbered(3)})
	do(t, s.Close())
}

// TestVisit holds what becomes of errors of what is called.
func TestVisit(t *testing.T) {
	t.Parallel()
	s := open(t, store.Options{Dir: t.TempDir()})
	defer func() { do(t, s.Close()) }()
	b := batch("/a", "1", numbered(1), numbered(2))
	do(t, s.Take(b))
	stop := errors.New("stop")
	n := 0
	if err := s.Each(t.Context(), func(*trail.Event) error { n++; return stop }); err != stop || n != 1 { //nolint:errorlint // it is to be that one
		t.Errorf("got %v after %d", err, n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err := s.Each(ctx, func(*trail.Event) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if got := held(t, s); len(got) != 2 {
		t.Errorf("got %d events after that", len(got))
	}
}

// TestFields pins how events are written: whoever changes the fields or their order
// changes the format of states, and must raise its version.
func TestFields(t *testing.T) {
	t.Parallel()
	fields := []trail.Field{
		trail.EventID, trail.SharedEventID, trail.OriginalEventID, trail.AddendumReason, trail.EventTime, trail.Source,
		trail.Name, trail.Region, trail.IP, trail.ErrorCode, trail.ErrorMessage, trail.EventType, trail.Recipient,
		trail.IdentityType, trail.IdentityARN, trail.IdentityAccount, trail.IdentityUser, trail.IdentityProvider,
		trail.AccessKey, trail.InvokedBy, trail.IssuerARN, trail.MFA, trail.SessionSourceIdentity, trail.RequestRoleARN,
		trail.RequestSessionName, trail.RequestSourceIdentity, trail.RequestSerialNumber, trail.RequestPrincipalARN,
		trail.RequestRoleName, trail.RequestCaseID, trail.RequestSeverity, trail.RequestPolicyARN, trail.RequestName,
		trail.RequestTrailName, trail.RequestRule, trail.RequestPolicyID, trail.RequestTargetID, trail.RequestIncidentStart,
		trail.RequestImpactedAccounts, trail.RequestImpact, trail.ResponseAccessKey, trail.ResponseCaseID,
		trail.ResponseIncidentARN, trail.Origin, trail.NumFields,
	}
	for i, f := range fields {
		if int(f) != i {
			t.Fatalf("field %d is %d: raise the version in file.go", i, f)
		}
	}
}

// TestModes holds that nobody else can read what is kept.
func TestModes(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new", "a b?c=d&e%20f#g")
	s := open(t, store.Options{Dir: dir})
	do(t, s.Take(batch("/a", "1", numbered(1))))
	do(t, s.Close())
	for path, want := range map[string]os.FileMode{dir: 0o700 | os.ModeDir, filepath.Join(dir, "kpi.sqlite"): 0o600} {
		info, err := os.Stat(path)
		do(t, err)
		if info.Mode() != want {
			t.Errorf("%s: %v", path, info.Mode())
		}
	}
	entries, err := os.ReadDir(dir)
	do(t, err)
	if len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
}
