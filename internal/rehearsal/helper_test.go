package rehearsal_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"hotline/internal/rehearsal"
	"hotline/internal/snapfile"
	"hotline/org"
	"hotline/plan"
)

// acme is the account of examples/acme whose documents are objects, and msp the
// one whose documents are strings. Nothing says how long sessions in bare are.
const (
	acme = "111122223333"
	msp  = "555566667777"
	bare = "666677778888"

	trustText   = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole"}]}`
	inlineText  = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"support:*","Resource":"*"}}`
	supportARN  = "arn:aws:iam::aws:policy/AWSSupportAccess"
	unknownARN  = "arn:aws:iam::aws:policy/NobodyKnows"
	createdText = "2026-11-21T09:30:00+00:00"
)

func moment() time.Time { return time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC) }

// copyAcme is a copy of examples/acme.
func copyAcme(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../examples/acme")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// tree writes files into a directory of their own.
func tree(t testing.TB, content map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range content {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func open(t testing.TB, dir string) *rehearsal.Target {
	t.Helper()
	target, err := rehearsal.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	target.Now = moment
	return target
}

// files are all files of a directory, by their names.
func files(t testing.TB, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		out[name] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// read is an account as an audit reads it.
func read(t testing.TB, dir, id string) *org.Account {
	t.Helper()
	s := snapfile.Files{Paths: []string{dir}}.Open()
	for i := range s.Len() {
		if s.ID(i) == id {
			return s.Account(i)
		}
	}
	t.Fatalf("account %s is not in %s", id, dir)
	return nil
}

func value(text string) *string { return &text }

func change(name string, f plan.Field, key string, after *string) plan.Change {
	return plan.Change{Property: plan.Property{Kind: plan.Role, Name: name, Field: f, Key: key}, After: after}
}

func itself(name string, s *plan.RoleSpec) plan.Change {
	c := change(name, plan.Itself, "", nil)
	if s != nil {
		c.After = value(s.Text())
	}
	return c
}

func makeAll(t testing.TB, target *rehearsal.Target, id string, changes ...plan.Change) {
	t.Helper()
	for _, c := range changes {
		if err := target.Make(context.Background(), id, c); err != nil {
			t.Fatalf("%s: %v", c.Property, err)
		}
	}
}

// state is what the target says of a resource, held against what an audit
// reads.
func state(t testing.TB, target *rehearsal.Target, dir, id string, r plan.Resource) plan.State {
	t.Helper()
	s, err := target.State(context.Background(), id, r)
	if err != nil {
		t.Fatal(err)
	}
	a := read(t, dir, id)
	if len(a.Gaps) > 0 {
		t.Fatalf("gaps: %v", a.Gaps)
	}
	sameState(t, s, plan.StateOf(a).Of(r))
	return s
}

// sameState holds that two states mean the same.
func sameState(t testing.TB, got, want plan.State) {
	t.Helper()
	for _, s := range []plan.State{got, want} {
		for p := range s {
			if !plan.Same(p.Field, got.Value(p), want.Value(p), "aws") {
				t.Fatalf("%s: got %q, want %q", p, got[p], want[p])
			}
		}
	}
}
