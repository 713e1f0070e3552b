package awsio_test

import (
	"regexp"
	"testing"
	"time"

	"hotline/check"
	"hotline/internal/app"
	"hotline/internal/awsio"
	"hotline/internal/snapfile"
)

// TestQuick asks only who has AWSSupportAccess: in two calls for an account
// with one role, or in one without whom it trusts. The verdicts are the same as
// with all calls.
func TestQuick(t *testing.T) {
	w := startWorld(t, 3)
	without := w.account(t, w.members[2])
	without.iam("DetachRolePolicy", "RoleName", "aws-support", "PolicyArn", supportAccess)
	full := t.TempDir()
	w.collect(t, full)
	want := verdicts(full)
	for skip, calls := range map[string]int{"": 4 + 3, "iam:GetRole": 4} {
		o, dir := fast(), t.TempDir()
		o.Org, o.Depth = true, awsio.Quick
		if skip != "" {
			o.Skip = []string{skip}
		}
		r, err := awsio.Collect(t.Context(), dir, o)
		must(t, err)
		if n := r.Calls["iam:ListEntitiesForPolicy"] + r.Calls["iam:GetRole"]; n != calls || r.Calls["sts:AssumeRole"] != 3 || len(r.Failures) > 0 {
			t.Errorf("%d calls, expected %d: %+v", n, calls, r)
		}
		for id, v := range verdicts(dir) {
			if v != want[id] {
				t.Errorf("%s: %v; with all calls %v", id, v, want[id])
			}
		}
	}
}

// verdicts is the verdict of each account by the newest CIS benchmark.
func verdicts(dir string) map[string]check.Outcome {
	report := app.Audit(snapfile.Files{Paths: []string{dir}}.Open(), nil,
		check.Settings{CIS: check.CISVersions()[0], RoleName: regexp.MustCompile("x"), Now: time.Unix(0, 0)})
	out := map[string]check.Outcome{}
	for _, a := range report.Accounts {
		out[a.Account.ID] = a.CIS.Outcome
	}
	return out
}
