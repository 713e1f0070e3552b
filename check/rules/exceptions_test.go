package rules_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"hotline/check"
	"hotline/check/rules"
	"hotline/internal/exceptions"
	"hotline/org"
)

// overall asks a rule about all accounts of a fixture, after all other rules. A
// directory may hold a file of exceptions.
func overall(t *testing.T, r check.Rule, path string, snapshot *org.Snapshot, s check.Settings) []check.Finding {
	t.Helper()
	file := filepath.Join(path, "exceptions.yaml")
	if _, err := os.Stat(file); err == nil {
		list, _, err := exceptions.Load(file, rules.All(), s.Now)
		if err != nil {
			t.Fatal(err)
		}
		s.Exceptions = list
	}
	return slices.DeleteFunc(check.Run(snapshot, rules.All(), s).Findings, func(f check.Finding) bool { return f.Rule.ID != r.ID })
}

// TestExceptionsComeLast holds that the rule on exceptions sees what all others
// found.
func TestExceptionsComeLast(t *testing.T) {
	t.Parallel()
	all := slices.DeleteFunc(rules.All(), func(r check.Rule) bool { return r.Overall == nil })
	if last := all[len(all)-1]; last.ID != check.ExceptionsRule {
		t.Errorf("the last rule is %s", last.ID)
	}
}

// TestFrameworksNameRules holds that frameworks are about rules that there are.
func TestFrameworksNameRules(t *testing.T) {
	t.Parallel()
	for _, f := range check.Frameworks() {
		for _, id := range f.Rules() {
			if r, ok := rules.Find(id); !ok || r.ID != id {
				t.Errorf("%s: no rule %s", f.Key, id)
			}
		}
	}
}
