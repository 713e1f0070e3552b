package journal_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hotline/internal/journal"
	"hotline/plan"
)

func TestRun(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(folder(t), "deep", "state")
	path := write(t, dir)
	for p, want := range map[string]os.FileMode{dir: 0o700 | os.ModeDir, path: 0o600} {
		info, err := os.Stat(p)
		check(t, err)
		if info.Mode() != want {
			t.Errorf("%s: %v, want %v", p, info.Mode(), want)
		}
	}
	r := load(t, dir)
	if diff := cmp.Diff(header(), r.Header); diff != "" {
		t.Error(diff)
	}
	if !r.Ended() || r.Outcome != journal.RunFailed || r.Run != name || r.Note() != "" || len(r.PlanSum) != 64 || r.Updated.Sub(r.Started) != 9*time.Second {
		t.Errorf("found %+v", r)
	}
	a, b := r.Accounts[0], r.Accounts[1]
	if len(r.Accounts) != 2 || !a.Finished || a.Problem != "" || !b.Finished || b.Problem != "not as wanted" {
		t.Errorf("found %+v and %+v", a, b)
	}
	if a.Steps[0].Fate() != journal.Made || a.Steps[1].Fate() != journal.Made || a.Steps[0].Problem() != "" {
		t.Errorf("found %+v", a.Steps)
	}
	if b.Steps[0].Fate() != journal.Failed || b.Steps[0].Problem() != "denied: no [31m" {
		t.Errorf("found %+v", b.Steps[0])
	}
	if got := *a.Steps[1].Tries[0].Before; got != "{ \"Statement\":[] }" {
		t.Errorf("the value that was read is %q", got)
	}
	if got := *a.Steps[1].Before; got != "{\"Statement\": []}\n" {
		t.Errorf("the planned value is %q", got)
	}
	if !bytes.Contains(text(t, path), []byte("<&>")) {
		t.Error("texts have escapes that JSON does not need")
	}
}

func TestUndo(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	write(t, dir)
	got := load(t, dir).Undo()
	c, d := header().Plan.Accounts[0].Changes, header().Plan.Accounts[1].Changes
	c[1].Before = str("{ \"Statement\":[] }")
	want := []plan.Account{
		{ID: one, Name: "one", Partition: "aws", Outcome: plan.Changes, Changes: []plan.Change{c[1].Reverse(), c[0].Reverse()}},
		{ID: two, Name: "two", Partition: "aws-cn", Outcome: plan.Changes, Changes: []plan.Change{d[0].Reverse()}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestResume goes on with a run that stopped while a line was written and a
// change was under way.
func TestResume(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	h := header()
	first, second, other := h.Plan.Accounts[0].Changes[0], h.Plan.Accounts[0].Changes[1], change(plan.Description, "", nil, str("x"))
	r := begin(t, dir, h)
	check(t, r.Intend(one, first))
	check(t, r.Done(one, first, nil))
	check(t, r.Intend(one, second))
	check(t, r.Close())
	path := filepath.Join(dir, name+".jsonl")
	whole := text(t, path)
	put(t, path, append(whole, `{"n":5,"ti`...))

	by := journal.By{Account: "1", Caller: "another", Version: "v2"}
	r, before, err := journal.Resume(dir, name, by, clock())
	check(t, err)
	if before.Torn != 10 || !strings.Contains(before.Note(), "10 bytes") || before.Ended() || r.Name() != name {
		t.Errorf("found %+v", before)
	}
	want := h.Plan.Accounts[:2] // whole: what was made is verified with the rest
	if diff := cmp.Diff(want, before.Pending()); diff != "" {
		t.Error(diff)
	}
	if err := r.Done(one, second, nil); err == nil {
		t.Error("a change ended that was intended before the run stopped")
	}
	again := second
	again.Before = second.After // it had been made
	check(t, r.Intend(one, again))
	check(t, r.Done(one, again, nil))
	check(t, r.Intend(one, other))
	check(t, r.Finish(two, "not as wanted"))

	after := load(t, dir)
	if !bytes.HasPrefix(text(t, path), whole) || after.Torn != 0 || len(after.Resumed) != 1 || after.Resumed[0].By != by || after.Resumed[0].Cut != 10 {
		t.Errorf("found %+v", after.Resumed)
	}
	if diff := cmp.Diff(want, after.Pending()); diff != "" {
		t.Error(diff)
	}
	undo := []plan.Change{other.Reverse(), second.Reverse(), first.Reverse()}
	if diff := cmp.Diff(undo, after.Undo()[0].Changes); diff != "" {
		t.Error(diff)
	}
	check(t, r.Finish(one, ""))
	check(t, r.End(journal.RunFailed))
	if p := load(t, dir).Pending(); len(p) != 1 || p[0].ID != two {
		t.Errorf("found %+v", p)
	}
	if _, _, err := journal.Resume(dir, name, by, clock()); !errors.Is(err, journal.ErrEnded) {
		t.Errorf("found %v", err)
	}
}

// TestTwice has changes of one property to several values, of which the plan has
// one.
func TestTwice(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	h := header()
	p, q := change(plan.Trust, "", str(trusting("a")), str(trusting("b"))), change(plan.Trust, "", str(trusting("b")), str(trusting("c")))
	h.Plan.Accounts[0].Changes = []plan.Change{p}
	r := begin(t, dir, h)
	for _, c := range []plan.Change{q, p} {
		check(t, r.Intend(one, c))
		check(t, r.Done(one, c, nil))
	}
	s := change(plan.Trust, "", str(trusting("b")), str(trusting("d")))
	check(t, r.Intend(one, s))
	check(t, r.Done(one, s, errors.New(" \n")))
	b := load(t, dir).Accounts[1].Steps[0]
	if b.Fate() != journal.NotBegun || b.Problem() != "" {
		t.Errorf("found %+v", b)
	}
	a := load(t, dir).Accounts[0]
	if len(a.Steps) != 1 || len(a.Steps[0].Tries) != 3 {
		t.Errorf("found %+v", a.Steps)
	}
	if got := a.Steps[0].Problem(); got != "no reason was given" {
		t.Errorf("found the error %q", got)
	}
}

// TestNotMade holds that what is known not to be made is not taken back, however
// often it was tried, and that a try that may have made it is.
func TestNotMade(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	h := header()
	c, d, other := h.Plan.Accounts[0].Changes[0], h.Plan.Accounts[0].Changes[1], h.Plan.Accounts[1].Changes[0]
	r := begin(t, dir, h)
	denied, there := fmt.Errorf("denied: %w", plan.ErrNotMade), fmt.Errorf("EntityAlreadyExists: %w", errors.Join(plan.ErrThere, plan.ErrNotMade))
	for account, err := range map[string]error{one: denied, two: there} {
		what := map[string]plan.Change{one: c, two: other}[account]
		check(t, r.Intend(account, what))
		if r.Made() != 1 {
			t.Errorf("found %d changes that may be made", r.Made())
		}
		check(t, r.Done(account, what, err))
	}
	check(t, r.Finish(one, "denied"))
	check(t, r.Finish(two, ""))
	rec := load(t, dir)
	if len(rec.Undo()) != 0 || rec.Made() != 0 || r.Made() != 0 || rec.Count(journal.Refused) != 1 || rec.Count(journal.There) != 1 || rec.Summary().Changes[journal.There] != 1 {
		t.Errorf("found %+v", rec.Undo())
	}
	if p := rec.Pending(); len(p) != 1 || p[0].ID != one || len(p[0].Changes) != 2 || p[0].Outcome != plan.Changes || p[0].Role == "" {
		t.Errorf("found %+v", p)
	}
	check(t, r.Close())
	r, _, err := journal.Resume(dir, name, journal.By{}, clock())
	check(t, err)
	read := c
	read.Before = str("another") // since the first try
	check(t, r.Intend(one, read))
	check(t, r.Done(one, read, errors.New("the network is gone")))
	check(t, r.Intend(one, d))
	check(t, r.Close())
	rec = load(t, dir)
	if diff := cmp.Diff([]plan.Change{d.Reverse(), read.Reverse()}, rec.Undo()[0].Changes); diff != "" || rec.Made() != 2 {
		t.Error(diff)
	}
	r, _, err = journal.Resume(dir, name, journal.By{}, clock())
	check(t, err)
	if r.Made() != 2 {
		t.Errorf("gone on with %d changes that may be made", r.Made())
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	bad := "\xff"
	for want, spoil := range map[string]func(h *journal.Header){
		"the target live or snapshot": func(h *journal.Header) { h.Target.Kind = "" },
		"a plan of the schema":        func(h *journal.Header) { h.Plan.Schema = "" },
		"the name of a run":           func(h *journal.Header) { h.Reverses = "../x" },
		"the id of an account, once":  func(h *journal.Header) { h.Plan.Accounts[1].ID = one },
		"text in UTF-8":               func(h *journal.Header) { h.Plan.Accounts[0].Changes[0].After = &bad },
	} {
		h, dir := header(), folder(t)
		spoil(&h)
		if _, err := journal.Begin(dir, name, h, clock()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("expected %q, found %v", want, err)
		}
		if all, errs := journal.List(dir); len(all)+len(errs) > 0 {
			t.Errorf("%s: found %v %v", want, all, errs)
		}
	}
	dir := folder(t)
	r := begin(t, dir, header())
	c := header().Plan.Accounts[0].Changes[0]
	if err := r.Done(one, c, nil); err == nil {
		t.Error("a change ended that was not intended")
	}
	c.Key = bad
	if err := r.Intend(one, c); err == nil {
		t.Error("a key that is no text was taken")
	}
	if err := r.End("else"); err == nil {
		t.Error("a run ended in a way that there is not")
	}
	if _, err := journal.Begin(dir, name, header(), clock()); !errors.Is(err, os.ErrExist) {
		t.Errorf("a run began twice: %v", err)
	}
	check(t, r.Close())
	check(t, r.Close())
	for _, err := range []error{r.Intend(one, header().Plan.Accounts[0].Changes[0]), r.Finish(one, ""), r.End(journal.RunDone)} {
		if !errors.Is(err, os.ErrClosed) {
			t.Errorf("a closed run took something: %v", err)
		}
	}
}

func TestPaths(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	file := filepath.Join(dir, "file")
	put(t, file, nil)
	below := filepath.Join(file, "state")
	if _, err := journal.Begin(below, name, header(), clock()); err == nil {
		t.Error("a run began below a file")
	}
	if _, err := journal.Lock(below, journal.Holder{}); err == nil {
		t.Error("there is a lock below a file")
	}
	if _, err := journal.Begin(dir, "../"+name, header(), clock()); err == nil {
		t.Error("a run began outside of the state directory")
	}
	if _, err := journal.Load(dir, "../"+name); err == nil {
		t.Error("a run was read from outside of the state directory")
	}
	for _, run := range []string{"x", name} {
		if _, _, err := journal.Resume(dir, run, journal.By{}, clock()); err == nil {
			t.Errorf("the run %s was gone on with", run)
		}
	}
	check(t, os.Mkdir(filepath.Join(dir, name+".jsonl"), 0o700))
	_, err := journal.Load(dir, name)
	damage(t, err)
	_, _, err = journal.Resume(dir, name, journal.By{}, clock())
	damage(t, err)
	check(t, os.Mkdir(filepath.Join(dir, "lock"), 0o700))
	if _, err := journal.Lock(dir, journal.Holder{}); err == nil {
		t.Error("a directory was locked")
	}
}
