package app_test

import (
	"regexp"
	"testing"

	"hotline/check"
	"hotline/internal/app"
	"hotline/org"
)

// account is a report with gaps and findings.
func account(gaps []org.GapKind, findings ...check.Finding) *check.AccountReport {
	a := &check.AccountReport{Account: &org.Account{ID: "111122223333"}, Findings: findings}
	for _, k := range gaps {
		a.Account.Gaps = append(a.Account.Gaps, org.Gap{Kind: k})
	}
	return a
}

// undecided is a report with a verdict that is unknown, and nothing else.
func undecided() *check.AccountReport {
	a := account(nil)
	a.SecurityHub.Outcome = check.Unknown
	return a
}

func TestAuditStatus(t *testing.T) {
	t.Parallel()
	finding := func(o check.Outcome, s check.Severity) check.Finding { return check.Finding{Outcome: o, Severity: s} }
	pass, low, high := finding(check.Pass, check.Critical), finding(check.Fail, check.Low), finding(check.Fail, check.High)
	doubt := finding(check.Unknown, check.Low)
	damaged, incomplete := []org.GapKind{org.Damaged}, []org.GapKind{org.Incomplete}
	tests := []struct {
		name   string
		report []*check.AccountReport
		failOn check.Severity
		want   app.Status
	}{
		{"nothing read", nil, check.Info, app.Clean},
		{"all passed", []*check.AccountReport{account(nil, pass)}, check.Info, app.Clean},
		{"failed", []*check.AccountReport{account(nil, pass, low)}, check.Info, app.Found},
		{"failed below the bound", []*check.AccountReport{account(nil, low)}, check.Medium, app.Clean},
		{"failed at the bound", []*check.AccountReport{account(nil, high)}, check.High, app.Found},
		{"bound never reached", []*check.AccountReport{account(nil, high, doubt)}, check.Critical + 1, app.Clean},
		{"only a doubt", []*check.AccountReport{account(nil, doubt)}, check.Info, app.Incomplete},
		{"a doubt below the bound", []*check.AccountReport{account(nil, doubt)}, check.Medium, app.Clean},
		{"a doubt beside a failure", []*check.AccountReport{account(nil, doubt), account(nil, high)}, check.Info, app.Found},
		{"a verdict unknown", []*check.AccountReport{undecided()}, check.Critical + 1, app.Incomplete},
		{"a page missing", []*check.AccountReport{account(incomplete, high)}, check.Info, app.Incomplete},
		{"damage goes before all", []*check.AccountReport{account(damaged), account(incomplete, high)}, check.Info, app.Broken},
		{"damage counts below the bound", []*check.AccountReport{account(damaged)}, check.Critical + 1, app.Broken},
	}
	for _, tt := range tests {
		if got := app.AuditStatus(&check.Report{Accounts: tt.report}, tt.failOn); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

// TestAudit holds that any source will do, and that all rules are asked.
func TestAudit(t *testing.T) {
	t.Parallel()
	s := &org.Snapshot{Accounts: []*org.Account{{ID: "111122223333", Partition: "aws"}}}
	r := app.Audit(fixed{s}, check.Settings{CIS: check.CISVersions()[0], RoleName: regexp.MustCompile("x")})
	if len(r.Accounts) != 1 || r.Accounts[0].CIS.Outcome != check.Fail || len(r.Accounts[0].Findings) < 12 {
		t.Errorf("%+v", r.Accounts[0])
	}
}

// fixed is a source that holds its Snapshot.
type fixed struct{ s *org.Snapshot }

func (f fixed) Snapshot() *org.Snapshot { return f.s }
