package rules_test

import (
	"path/filepath"
	"strings"
	"testing"

	"hotline/check"
	"hotline/check/rules"
)

// TestTurnedOff holds that a rule that goes by a setting does not apply without
// it.
func TestTurnedOff(t *testing.T) {
	t.Parallel()
	tests := []struct {
		rule, file string
		off        func(*check.Settings)
	}{
		{"reviewed-in-time", "fail-no-tag", func(s *check.Settings) { s.ReviewTag = "" }},
		{"role-unused", "fail-never", func(s *check.Settings) { s.Unused = 0 }},
	}
	for _, tt := range tests {
		r, _ := rules.Find(tt.rule)
		s := settings(t)
		tt.off(&s)
		if f := run(t, r, filepath.Join("testdata", tt.rule, tt.file+".json"), s)[0]; f.Outcome != check.NotApplicable {
			t.Errorf("%s: %s: %s", tt.rule, f.Outcome, f.Message)
		}
	}
}

// TestGuardians holds that without guardians named, the commands have a place for
// one.
func TestGuardians(t *testing.T) {
	t.Parallel()
	r, _ := rules.Find("role-protected")
	s := settings(t)
	s.Guardians = nil
	f := run(t, r, filepath.Join("testdata", r.Name, "pass-protected"), s)[0]
	contains(t, f.Message, "4 principals besides its guardians", "role/guardian", "its condition exempts others")
	contains(t, f.Remediation, `{"aws:PrincipalArn": ["GUARDIAN-ARN"]}`)
}

func contains(t *testing.T, text string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}
