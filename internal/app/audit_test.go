package app_test

import (
	"regexp"
	"testing"

	"hotline/check"
	"hotline/check/rules"
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

// leftOut is a report on an account of which nothing was asked, on purpose.
func leftOut() *check.AccountReport {
	a := account([]org.GapKind{org.Unasked})
	a.CIS.Outcome, a.SecurityHub.Outcome, a.Usable.Outcome = check.Unknown, check.Unknown, check.Unknown
	return a
}

// unusable is a report in which it is not known whether a role is usable.
func unusable(findings ...check.Finding) *check.AccountReport {
	a := account(nil, findings...)
	a.Usable.Outcome = check.Unknown
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
		{"not known whether usable", []*check.AccountReport{unusable(pass)}, check.Critical + 1, app.Incomplete},
		{"not known whether usable, and a failure", []*check.AccountReport{unusable(high)}, check.Info, app.Found},
		{"excepted", []*check.AccountReport{account(nil, finding(check.Excepted, check.Critical))}, check.Info, app.Clean},
		{"left out on purpose", []*check.AccountReport{leftOut(), unusable(pass), account(nil, doubt)}, check.Info, app.Clean},
		{"left out on purpose, and a failure", []*check.AccountReport{leftOut(), account(nil, high)}, check.Info, app.Found},
		{"left out on purpose, and a verdict unknown", []*check.AccountReport{leftOut(), undecided()}, check.Info, app.Incomplete},
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

// TestAuditStatusBesideAccounts holds that what is about no account counts, too.
func TestAuditStatusBesideAccounts(t *testing.T) {
	t.Parallel()
	gaps := func(kinds ...org.GapKind) []org.Gap { return account(kinds).Account.Gaps }
	organization := func(kinds ...org.GapKind) *org.Organization { return &org.Organization{Gaps: gaps(kinds...)} }
	low := []check.Finding{{Outcome: check.Fail, Severity: check.Low}}
	for name, tt := range map[string]struct {
		report check.Report
		want   app.Status
	}{
		"an organization":                  {check.Report{Organization: organization()}, app.Clean},
		"an organization not read":         {check.Report{Organization: organization(org.Incomplete), Findings: low}, app.Incomplete},
		"a damaged organization":           {check.Report{Organization: organization(org.Incomplete, org.Damaged)}, app.Broken},
		"a failure of no account":          {check.Report{Findings: low}, app.Found},
		"a doubt about no account":         {check.Report{Findings: []check.Finding{{Outcome: check.Unknown, Severity: check.Low}}}, app.Incomplete},
		"damage in an account around":      {check.Report{OtherGaps: gaps(org.Damaged), Findings: low}, app.Incomplete},
		"a page missing of one around":     {check.Report{OtherGaps: gaps(org.Incomplete)}, app.Incomplete},
		"excepted, and about no account":   {check.Report{Findings: []check.Finding{{Outcome: check.Excepted, Severity: check.Low}}}, app.Clean},
		"damage around a damaged snapshot": {check.Report{OtherGaps: gaps(org.Damaged), Organization: organization(org.Damaged)}, app.Broken},
	} {
		if got := app.AuditStatus(&tt.report, check.Info); got != tt.want {
			t.Errorf("%s: %d, want %d", name, got, tt.want)
		}
	}
}

// TestAuditOfSomeAccounts holds that those that are not asked for are read, not
// judged, and that their gaps are told.
func TestAuditOfSomeAccounts(t *testing.T) {
	t.Parallel()
	s := &org.Snapshot{Accounts: []*org.Account{{ID: "111122223333", Partition: "aws"}, {ID: "444455556666", Partition: "aws", Gaps: []org.Gap{{Message: "x"}}}}}
	r := app.Audit(fixed{s}, rules.All(), check.Settings{CIS: check.CISVersions()[0], RoleName: regexp.MustCompile("x"), Accounts: []string{"111122223333"}})
	if len(r.Accounts) != 1 || r.Accounts[0].Account.ID != "111122223333" || len(r.Others) != 1 || len(r.OtherGaps) != 1 {
		t.Errorf("%+v", r)
	}
}

// TestAudit holds that any source will do, and that all rules are asked.
func TestAudit(t *testing.T) {
	t.Parallel()
	s := &org.Snapshot{Accounts: []*org.Account{{ID: "111122223333", Partition: "aws"}}}
	r := app.Audit(fixed{s}, rules.All(), check.Settings{CIS: check.CISVersions()[0], RoleName: regexp.MustCompile("x")})
	if len(r.Accounts) != 1 || r.Accounts[0].CIS.Outcome != check.Fail || len(r.Accounts[0].Findings) < 12 {
		t.Errorf("%+v", r.Accounts[0])
	}
}

// fixed is a source that holds its Snapshot.
type fixed struct{ s *org.Snapshot }

func (f fixed) Organization() *org.Organization { return f.s.Organization }
func (f fixed) Len() int                        { return len(f.s.Accounts) }
func (f fixed) ID(i int) string                 { return f.s.Accounts[i].ID }
func (f fixed) Account(i int) *org.Account      { return f.s.Accounts[i] }
