package authz_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hotline/authz"
	"hotline/internal/casefile"
)

// TestCases runs the conformance suite: what the documentation of AWS says,
// case by case. Ambiguous cases only must not panic.
func TestCases(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/cases/*.json")
	if err != nil {
		t.Fatal(err)
	}
	count, seen := 0, map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		cases, err := casefile.Read(string(text))
		if err != nil {
			t.Errorf("%s:%v", file, err)
		}
		for _, c := range cases {
			count++
			if other, twice := seen[c.ID]; twice {
				t.Errorf("%s: id %s is in %s, too", file, c.ID, other)
			}
			seen[c.ID] = file
			if !strings.HasPrefix(c.Reference, "https://docs.aws.amazon.com/") {
				t.Errorf("%s: %s cites no page of AWS: %q", file, c.ID, c.Reference)
			}
			checkCase(t, file, c)
		}
	}
	if count < 1000 {
		t.Errorf("found only %d cases", count)
	}
}

func checkCase(t *testing.T, file string, c casefile.Case) {
	t.Helper()
	d := authz.Evaluate(c.Request, c.Policies)
	if quick := authz.Decide(c.Request, c.Policies); quick != d.Effect {
		t.Errorf("%s: %s: Decide says %s, Evaluate %s", file, c.ID, quick, d.Effect)
	}
	if c.Certainty != casefile.Ambiguous && d.Effect != c.Expected {
		t.Errorf("%s: %s: %s, want %s (%s) %s", file, c.ID, d.Effect, c.Expected, c.Reference, d.Condition)
	}
	if open := d.Effect == authz.Conditional || d.Effect == authz.Unknown; open != (d.Condition != nil) {
		t.Errorf("%s: %s: %s with condition %q", file, c.ID, d.Effect, d.Condition)
	}
}
