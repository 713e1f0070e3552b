package redact

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hotline/actions"
	"hotline/check"
	"hotline/check/rules"
	"hotline/internal/snapfile"
	"hotline/reach"
)

// audit lists the outcomes of an audit of a snapshot by some rules, with
// accounts and resources as text says.
func audit(path string, list []check.Rule, settings check.Settings, text func(string) string) []string {
	named := func(resource string) string {
		if _, id, ok := strings.Cut(resource, "AWS::::Account:"); ok {
			return "account " + text(id)
		}
		if strings.HasPrefix(resource, "arn:") {
			return text(resource)
		}
		return resource // no part of the snapshot
	}
	report := check.Run(snapfile.Files{Paths: []string{path}}.Snapshot(), list, settings)
	var out []string
	add := func(account string, findings []check.Finding) {
		for _, f := range findings {
			out = append(out, fmt.Sprintf("%s: %s is %s (%s): %s", account, f.Rule.Name, f.Outcome, f.Severity, named(f.Resource)))
		}
	}
	for _, a := range report.Accounts {
		id := text(a.Account.ID)
		out = append(out, fmt.Sprintf("%s: %s, %s, %s, %d gaps, %d notes", id, a.CIS.Outcome, a.SecurityHub.Outcome, a.Usable.Outcome, len(a.Account.Gaps), len(a.Account.Notes)))
		add(id, a.Findings)
	}
	add("all", report.Findings)
	slices.Sort(out)
	return out
}

// fixtures are the inputs of the rules' tests, the example, and a snapshot of
// an organization.
func fixtures(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob("../../check/rules/testdata/*/*-*")
	if err != nil || len(paths) < 100 {
		t.Fatal(len(paths), err)
	}
	return append(paths, "../../examples/acme", "../snapfile/testdata/org")
}

// directoryOf is a directory with a file in it, or a directory itself.
func directoryOf(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		return path
	}
	return directory(t, map[string]string{filepath.Base(path): string(text)})
}

// TestAudits holds that an audit of a redacted snapshot finds what one of the
// snapshot does. It stands on the inputs of all rules, where each passes and
// fails.
func TestAudits(t *testing.T) {
	t.Parallel()
	table, err := actions.Load()
	if err != nil {
		t.Fatal(err)
	}
	r := redactor()
	text := func(s string) string { return r.text(r.names, s) }
	before := check.DefaultSettings()
	before.Now, before.Actions = time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC), reach.NewUniverse(table)
	after := before
	before.Guardians = []string{"arn:aws:iam::*:role/guardian", "arn:aws:iam::*:role/stacksets-exec-*"}
	for _, g := range before.Guardians {
		after.Guardians = append(after.Guardians, text(g))
	}
	for _, path := range fixtures(t) {
		from, to := directoryOf(t, path), filepath.Join(t.TempDir(), "copy")
		if _, err := r.Directory(from, to); err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		list := rules.All()
		if i := slices.IndexFunc(list, func(r check.Rule) bool { return r.Name == filepath.Base(filepath.Dir(path)) }); i >= 0 {
			list = list[i : i+1]
		}
		want := audit(from, list, before, text)
		if diff := cmp.Diff(want, audit(to, list, after, func(s string) string { return s })); diff != "" || len(want) == 0 {
			t.Errorf("%s:\n%s", path, diff)
		}
	}
}
