package rules_test

import (
	"path/filepath"
	"strings"
	"testing"

	"hotline/check"
	"hotline/check/rules"
)

// TestWithoutTheTable holds that what else a role can do is unknown, not nothing,
// where the actions of AWS were not loaded.
func TestWithoutTheTable(t *testing.T) {
	t.Parallel()
	r, _ := rules.Find("over-permitted")
	s := settings(t)
	s.Actions = nil
	f := run(t, r, filepath.Join("testdata", r.Name, "fail-critical-administrator.json"), s)[0]
	if f.Outcome != check.Unknown || f.Remediation == "" {
		t.Errorf("%s: %s", f.Outcome, f.Message)
	}
}

// TestUsersOfAnAccountOfOnesOwn holds that users of an account that is not in the
// snapshot are asked about, if the account is one's own.
func TestUsersOfAnAccountOfOnesOwn(t *testing.T) {
	t.Parallel()
	r, _ := rules.Find("trust-mfa")
	s := settings(t)
	s.TrustedAccounts = []string{"999900001111"}
	f := run(t, r, filepath.Join("testdata", r.Name, "pass-foreign-account.json"), s)[0]
	if f.Outcome != check.Unknown || !strings.Contains(f.Message, "999900001111") {
		t.Errorf("%s: %s", f.Outcome, f.Message)
	}
}
