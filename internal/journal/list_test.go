package journal_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"hotline/internal/journal"
	"hotline/plan"
)

func TestName(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 4, 15, 0, 999, time.FixedZone("", 3600))
	got, err := journal.Name(at, bytes.NewReader([]byte{1, 2, 3}))
	if err != nil || got != name || !journal.IsName(got) {
		t.Errorf("found %s, %v", got, err)
	}
	if other, err := journal.Name(at, rand.Reader); err != nil || !journal.IsName(other) {
		t.Errorf("found %s, %v", other, err)
	}
	if _, err := journal.Name(at, bytes.NewReader([]byte{1, 2})); err == nil {
		t.Error("a name was made of nothing")
	}
	for _, bad := range []string{"", "20261122T031500Z", "20261122T031500Z-", "20261122T031500Z-aea", "20261122T031500Z-AEBA", "20261122T031500Z-aea1",
		"20261122T031500.5Z-aeba", "20261322T031500Z-aeba", "../" + name, name + "/x", "x-aeba"} {
		if journal.IsName(bad) {
			t.Errorf("%q is a name", bad)
		}
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	for _, d := range []string{dir, filepath.Join(dir, "none")} {
		all, errs := journal.List(d)
		if _, err := journal.Last(d); len(all)+len(errs) != 0 || !errors.Is(err, journal.ErrNone) {
			t.Errorf("found %v, %v, %v", all, errs, err)
		}
	}
	path := write(t, dir)
	for file, content := range map[string][]byte{"20261201T000000Z-aaaa.jsonl": nil, "notes.jsonl": nil, ".hidden.jsonl": nil, "lock": nil,
		"20261101T000000Z-aaaa.jsonl": []byte("x\n")} {
		put(t, filepath.Join(dir, file), content)
	}
	all, errs := journal.List(dir)
	if len(all) != 4 || len(errs) != 3 {
		t.Fatalf("found %v, %v", all, errs)
	}
	if !errors.Is(all[0].Damaged, journal.ErrNotBegun) || all[0].Started.Month() != time.December {
		t.Errorf("found %+v", all[0])
	}
	s := all[1]
	if s.Run != name || s.Damaged != nil || s.Accounts != 2 || s.Problems != 1 || s.Outcome != journal.RunFailed || s.Torn || s.Why != "ticket 7" || s.Plan.Accounts != nil {
		t.Errorf("found %+v", s)
	}
	if s.Changes[journal.Made] != 2 || s.Changes[journal.Failed] != 1 || s.Changes[journal.Unknown] != 0 || s.Changes[journal.NotBegun] != 0 {
		t.Errorf("found %v", s.Changes)
	}
	damage(t, all[2].Damaged)
	damage(t, all[3].Damaged)
	if last, err := journal.Last(dir); err != nil || last != name {
		t.Errorf("found %s, %v", last, err)
	}
	// A file that is damaged may be the latest run.
	put(t, path, []byte("x\n"))
	_, err := journal.Last(dir)
	damage(t, err)
	if _, err := journal.Last(path); err == nil {
		t.Error("a file has a last run")
	}
	check(t, os.Remove(path))
	if _, err := journal.Load(dir, name); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("found %v", err)
	}
}

// TestReversedBy holds that a run knows the one that took it back: one that made
// changes, and no other run.
func TestReversedBy(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	write(t, dir)
	found := func() string {
		by, is, err := journal.ReversedBy(dir, name)
		if err != nil || is != (by != "") {
			t.Errorf("found %q, %v", by, err)
		}
		return by
	}
	h := header()
	h.Reverses = name
	c := h.Plan.Accounts[0].Changes[0]
	for i, problem := range []error{plan.ErrNotMade, nil} {
		if by := found(); by != "" {
			t.Errorf("%d: found %q", i, by)
		}
		r, err := journal.Begin(dir, "20261122T04150"+strconv.Itoa(i)+"Z-aaaa", h, clock())
		check(t, err)
		check(t, errors.Join(r.Intend(one, c), r.Done(one, c, problem), r.End(journal.RunDone)))
	}
	put(t, filepath.Join(dir, "notes.jsonl"), []byte("x\n"))
	put(t, filepath.Join(dir, "20251122T041500Z-aaaa.jsonl"), []byte("older\n"))
	if by := found(); by != "20261122T041501Z-aaaa" {
		t.Errorf("found %q", by)
	}
	put(t, filepath.Join(dir, "20261122T041501Z-aaaa.jsonl"), []byte("x\n"))
	_, _, err := journal.ReversedBy(dir, name)
	damage(t, err)
	if _, _, err := journal.ReversedBy(filepath.Join(dir, "notes.jsonl"), name); err == nil {
		t.Error("a file has runs")
	}
}
