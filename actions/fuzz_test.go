package actions_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"hotline/actions"
	"hotline/policy"
)

// excerpt is a table of a few services: the whole one makes the comparison in
// the fuzz test slow. They are expected in the order of the table.
func excerpt(f *testing.F, services ...string) *actions.Table {
	f.Helper()
	whole := load(f)
	var lines []string
	count := 0
	for _, s := range services {
		lines = append(lines, s)
		for _, a := range whole.Expand(s + ":*") {
			lines = append(lines, a.Name+"\tR")
			count++
		}
	}
	table, err := small(f, fmt.Sprintf("p 1 of 2026-01-31: %d services, %d actions", len(services), count), lines...)
	if err != nil {
		f.Fatal(err)
	}
	return table
}

// FuzzPatterns checks on any pattern that Expand finds what a match against
// each action finds, that Lookup agrees where there is no wildcard, and that
// Check is silent where something is covered and else names only what exists.
func FuzzPatterns(f *testing.F) {
	for _, seed := range []string{
		"", "*", ":", "*:*", "support:*", "support:CreateCase", "SUPPORT:create????", "sup*:*Case", "supprt:CreateCase", "support:CreatCase",
		"support:Foo*", "?3:Get*", "support", "s*s:*", "\u212a*", "\u0130am:*", "\xff*", "a:b:c", "support:CreateCase\n", "*e",
	} {
		f.Add(seed)
	}
	table := excerpt(f, "iam", "s3", "sts", "support-console", "support", "supportplans")
	all := table.Expand("*")
	f.Fuzz(func(t *testing.T, pattern string) {
		var want []string
		for _, a := range all {
			if policy.MatchAction(pattern, a.String()) {
				want = append(want, a.String())
			}
		}
		if got := names(table.Expand(pattern)); !slices.Equal(got, want) {
			t.Errorf("%q covers %d actions, want %d", pattern, len(got), len(want))
		}
		if a, ok := table.Lookup(pattern); !strings.ContainsAny(pattern, "*?") && (ok != (len(want) == 1) || ok && a.String() != want[0]) {
			t.Errorf("%q: looked up %t, %s; want %q", pattern, ok, a, want)
		}
		problem := table.Check(pattern)
		if (problem == "") != (len(want) > 0) || !utf8.ValidString(problem) || strings.Contains(problem, "\n") {
			t.Errorf("%q covers %d actions; %q", pattern, len(want), problem)
		}
		if problem != table.Check(pattern) {
			t.Errorf("%q: Check says this and that", pattern)
		}
		if _, meant, ok := strings.Cut(problem, "; did you mean \""); ok && strings.HasPrefix(problem, "no service ") {
			if s := strings.TrimSuffix(meant, "\"?"); !table.Service(s) {
				t.Errorf("%q: suggests %q, which is no service", pattern, s)
			}
		}
	})
}
