package journal_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"hotline/internal/app"
	"hotline/internal/journal"
	"hotline/plan"
)

var _ app.Journal = (*journal.Run)(nil)

const name = "20261122T031500Z-aeba"

func str(s string) *string { return &s }

// clock is a clock that goes on by a second each time it is asked.
func clock() func() time.Time {
	now := time.Date(2026, 11, 22, 3, 15, 0, 123456789, time.UTC)
	return func() time.Time { now = now.Add(time.Second); return now }
}

// trusting is a trust policy that lets in a user.
func trusting(who string) string {
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/` + who + `"},"Action":"sts:AssumeRole"}]}`
}

// folder is a state directory, whatever the rights of new ones are here.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	check(t, os.Chmod(dir, 0o700))
	return dir
}

func change(field plan.Field, key string, before, after *string) plan.Change {
	return plan.Change{Property: plan.Property{Kind: plan.Role, Name: "aws-support", Field: field, Key: key}, Before: before, After: after,
		Reason: "wanted", Undo: "put it back"}
}

const (
	one = "111122223333"
	two = "444455556666"
)

// header is that of a run with two accounts that have changes, and one without:
// of a rollback, in which changes may be any.
func header() journal.Header {
	return journal.Header{
		By:     journal.By{Account: "999900001111", Caller: "arn:aws:sts::999900001111:assumed-role/admin/me", Version: "v1"},
		Target: journal.Target{Kind: journal.Live, Description: "organization o-example"}, Organization: "o-example", Why: "ticket 7",
		Plan: plan.Plan{Schema: plan.Schema, Purpose: "rollback", Mode: plan.Full, Snapshot: "2026-11-22T03:00:00Z", Accounts: []plan.Account{
			{ID: one, Name: "one", Partition: "aws", Outcome: plan.Changes, Role: "arn:aws:iam::" + one + ":role/aws-support", Changes: []plan.Change{
				change(plan.Tag, "owner", nil, str("me <&> you")),
				change(plan.Trust, "", str("{\"Statement\": []}\n"), str(trusting("a"))),
			}},
			{ID: two, Name: "two", Partition: "aws-cn", Outcome: plan.Changes, Role: "arn:aws-cn:iam::" + two + ":role/aws-support", Changes: []plan.Change{
				change(plan.Attached, "arn:x", str("arn:x"), nil),
			}},
			{ID: "777788889999", Partition: "aws", Outcome: plan.Unchanged},
		}},
	}
}

func begin(t *testing.T, dir string, h journal.Header) *journal.Run {
	t.Helper()
	r, err := journal.Begin(dir, name, h, clock())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

// write writes a run to its end, and returns its file.
func write(t *testing.T, dir string) string {
	t.Helper()
	h := header()
	r := begin(t, dir, h)
	a, b := h.Plan.Accounts[0], h.Plan.Accounts[1]
	check(t, r.Intend(one, a.Changes[0]))
	check(t, r.Intend(two, b.Changes[0]))
	check(t, r.Done(one, a.Changes[0], nil))
	check(t, r.Done(two, b.Changes[0], errors.New("denied:\n\tno\x1b[31m")))
	live := a.Changes[1]
	live.Before = str("{ \"Statement\":[] }")
	check(t, r.Intend(one, live))
	check(t, r.Done(one, live, nil))
	check(t, r.Finish(one, ""))
	check(t, r.Finish(two, "not as wanted"))
	check(t, r.End(journal.RunFailed))
	return filepath.Join(dir, name+".jsonl")
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func load(t *testing.T, dir string) *journal.Record {
	t.Helper()
	r, err := journal.Load(dir, name)
	check(t, err)
	return r
}

func text(t *testing.T, path string) []byte {
	t.Helper()
	out, err := os.ReadFile(path)
	check(t, err)
	return out
}

func put(t *testing.T, path string, text []byte) {
	t.Helper()
	check(t, os.WriteFile(path, text, 0o600))
}

func lines(text []byte) [][]byte { return bytes.SplitAfter(text, []byte("\n")) }

func damage(t *testing.T, err error) string {
	t.Helper()
	var d *journal.DamagedError
	if !errors.As(err, &d) {
		t.Fatalf("expected a damaged file, found %v", err)
	}
	return d.Error()
}
