package check_test

import (
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hotline/check"
	"hotline/check/rules"
	"hotline/org"
)

// failing is a rule that fails for the account, and one that fails for all
// accounts together.
func failing() []check.Rule {
	return []check.Rule{
		{ID: "SR901", Name: "one", Severity: check.High, Check: func(in *check.Input) []check.Finding {
			return []check.Finding{{Outcome: check.Fail, Resource: in.Resource(), Message: "bad"}, {Outcome: check.Pass, Resource: "x", Message: "good"}}
		}},
		{ID: "SR902", Name: "all", Severity: check.Low, Overall: func(over *check.Overview) []check.Finding {
			return []check.Finding{{Outcome: check.Fail, Resource: "AWS::::Account:" + over.Accounts[0].Account.ID, Message: "bad"}, {Outcome: check.Fail, Resource: "all", Message: "bad"}}
		}},
	}
}

func outcomes(findings []check.Finding) (out []check.Outcome) {
	for _, f := range findings {
		out = append(out, f.Outcome)
	}
	return out
}

// TestExcepted holds that an exception in force turns a failure of its rule into
// one that is excepted, and nothing else.
func TestExcepted(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)
	s := &org.Snapshot{Accounts: []*org.Account{supportAccount(accountID, nil), supportAccount("444455556666", nil)}}
	for name, tt := range map[string]struct {
		exception           check.Exception
		first, second, both []check.Outcome
	}{
		"in force": {check.Exception{Rule: "SR901", Account: accountID, Expires: now.Add(time.Hour)},
			[]check.Outcome{check.Excepted, pass}, []check.Outcome{fail, pass}, []check.Outcome{fail, fail}},
		"over": {check.Exception{Rule: "SR901", Account: accountID, Expires: now},
			[]check.Outcome{fail, pass}, []check.Outcome{fail, pass}, []check.Outcome{fail, fail}},
		"of what is about no account": {check.Exception{Rule: "all", Account: accountID, Expires: now.Add(time.Hour)},
			[]check.Outcome{fail, pass}, []check.Outcome{fail, pass}, []check.Outcome{fail, check.Excepted}},
		"everywhere": {check.Exception{Rule: "one", Expires: now.Add(time.Hour)},
			[]check.Outcome{check.Excepted, pass}, []check.Outcome{check.Excepted, pass}, []check.Outcome{fail, fail}},
	} {
		settings := complete()
		settings.Exceptions = check.Exceptions{{Rule: "SR999", Expires: now.Add(time.Hour)}, &tt.exception}
		r := check.Run(s, failing(), settings)
		got := [][]check.Outcome{outcomes(r.Accounts[0].Findings), outcomes(r.Accounts[1].Findings), outcomes(r.Findings)}
		if diff := cmp.Diff([][]check.Outcome{tt.first, tt.second, tt.both}, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		for _, f := range slices.Concat(r.Accounts[0].Findings, r.Findings) {
			if (f.Outcome == check.Excepted) != (f.Exception == &tt.exception) || f.Rule == nil || f.Severity == 0 {
				t.Errorf("%s: %+v", name, f)
			}
		}
	}
}

// TestAccounts holds that accounts that are not asked for are context: they are
// not judged, and those who are trust them still.
func TestAccounts(t *testing.T) {
	t.Parallel()
	other := supportAccount("444455556666", func(a *org.Account, _ *org.Role) { a.Gaps = []org.Gap{{Message: "cut off"}} })
	first := supportAccount(accountID, func(_ *org.Account, r *org.Role) { r.Trust = trusts(`{"AWS":"arn:aws:iam::444455556666:user/alice"}`) })
	nameless := &org.Account{Gaps: []org.Gap{{Message: "empty"}}}
	settings := complete()
	settings.Accounts = []string{accountID}
	rule, _ := rules.Find("trust-foreign-account")
	r := check.Run(&org.Snapshot{Accounts: []*org.Account{nameless, first, other}}, []check.Rule{rule}, settings)
	if len(r.Accounts) != 2 || r.Accounts[1].Account.ID != accountID || r.Accounts[1].Findings[0].Outcome != pass {
		t.Errorf("%+v", r.Accounts)
	}
	if !slices.Equal(r.Others, []string{"444455556666"}) || len(r.OtherGaps) != 1 || r.OtherGaps[0].Message != "cut off" {
		t.Errorf("%v %v", r.Others, r.OtherGaps)
	}
}

// TestClosedAccounts holds that nothing applies to an account in which nobody can
// do anything, and that the score leaves it out.
func TestClosedAccounts(t *testing.T) {
	t.Parallel()
	closed := supportAccount("444455556666", func(a *org.Account, _ *org.Role) { a.Member = &org.Member{State: org.Suspended} })
	damaged := supportAccount("555566667777", func(a *org.Account, _ *org.Role) { a.Gaps = []org.Gap{{Kind: org.Damaged}} })
	bare := &org.Account{ID: "666677778888", Partition: "aws"}
	r := check.Run(&org.Snapshot{Accounts: []*org.Account{supportAccount(accountID, nil), closed, damaged, bare}}, failing(), complete())
	a := r.Accounts[1]
	for _, v := range []check.Verdict{a.CIS, a.SecurityHub, a.Usable} {
		if v.Outcome != check.NotApplicable || v.Reason != "the state of the account is SUSPENDED" || a.Findings != nil {
			t.Errorf("%+v", a)
		}
	}
	share := check.Share{Pass: 1, Unknown: 1, All: 3}
	if want := (check.Score{CIS: share, SecurityHub: share, Usable: share}); r.Score != want || share.Percent() != 33 || (check.Share{}).Percent() != 0 {
		t.Errorf("%+v", r.Score)
	}
}

// TestMembersAreKnown holds that accounts of the organization, and those that the
// user names, belong to the same owner.
func TestMembersAreKnown(t *testing.T) {
	t.Parallel()
	rule, _ := rules.Find("trust-foreign-account")
	trusting := supportAccount(accountID, func(_ *org.Account, r *org.Role) { r.Trust = trusts(`{"AWS":"arn:aws:iam::999900001111:role/x"}`) })
	s := &org.Snapshot{Accounts: []*org.Account{trusting}}
	settings := complete()
	settings.Now = time.Time{}
	if f := check.Run(s, []check.Rule{rule}, settings).Accounts[0].Findings[0]; f.Outcome != fail {
		t.Errorf("a stranger: %s", f.Outcome)
	}
	s.Organization = &org.Organization{ID: "o-acme", Members: []*org.Member{{ID: "999900001111"}}}
	if f := check.Run(s, []check.Rule{rule}, settings).Accounts[0].Findings[0]; f.Outcome != pass {
		t.Errorf("a member: %s: %s", f.Outcome, f.Message)
	}
	s.Organization, settings.TrustedAccounts = nil, []string{"999900001111"}
	if f := check.Run(s, []check.Rule{rule}, settings).Accounts[0].Findings[0]; f.Outcome != pass {
		t.Errorf("one that the user names: %s: %s", f.Outcome, f.Message)
	}
}

// TestAuditorInParallel holds that accounts can be judged at the same time, with
// the same result.
func TestAuditorInParallel(t *testing.T) {
	t.Parallel()
	s := &org.Snapshot{}
	for _, id := range []string{accountID, "222233334444", "333344445555", "444455556666"} {
		s.Accounts = append(s.Accounts, supportAccount(id, func(_ *org.Account, r *org.Role) { r.Trust = trusts(`{"AWS":["444455556666","111122223333"]}`) }))
	}
	settings := complete()
	settings.Exceptions = check.Exceptions{{Rule: "SR011", Expires: settings.Now.Add(time.Hour)}}
	want := check.Run(s, rules.All(), settings)
	auditor := check.NewAuditor(nil, digests(s), rules.All(), settings)
	reports := make([]*check.AccountReport, len(s.Accounts))
	var all sync.WaitGroup
	for i, a := range s.Accounts {
		all.Go(func() { reports[i] = auditor.Account(a) })
	}
	all.Wait()
	got := auditor.Report(reports)
	texts := func(r *check.Report) (out []string) {
		for _, a := range r.Accounts {
			out = append(out, a.Disagreement, a.Usable.Reason)
			for _, f := range a.Findings {
				out = append(out, string(f.Outcome)+f.Resource+f.Message)
			}
		}
		return append(out, string(r.Findings[0].Outcome), r.Findings[0].Message)
	}
	if !reflect.DeepEqual(texts(got), texts(want)) {
		t.Error(cmp.Diff(texts(want), texts(got)))
	}
}
