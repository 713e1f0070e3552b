package check_test

import (
	"testing"

	"hotline/check"
	"hotline/org"
)

// overview is what the rule on exceptions sees: two accounts, one of which was
// not read to the end, a finding that is about no account, and an account that
// was not asked for.
func overview() *check.Overview {
	list := []check.Rule{{ID: "SR003"}, {ID: "SR010"}, {ID: "SR030", Overall: func(*check.Overview) []check.Finding { return nil }}}
	found := func(rule int, o check.Outcome, resource string) check.Finding {
		return check.Finding{Rule: &list[rule], Outcome: o, Resource: resource}
	}
	return &check.Overview{
		Rules: list, Settings: &check.Settings{}, Others: []string{"888899990000"},
		Accounts: []*check.AccountReport{
			{Account: &org.Account{ID: "111122223333"}, Findings: []check.Finding{
				found(0, check.Fail, "arn:aws:iam::111122223333:role/a"), found(0, check.Excepted, "arn:aws:iam::111122223333:role/b"),
				found(0, check.Pass, "arn:aws:iam::111122223333:role/c"), found(1, check.Unknown, "arn:aws:iam::111122223333:role/a"),
			}},
			{Account: &org.Account{ID: "222233334444", Gaps: []org.Gap{{Kind: org.Incomplete, Missing: org.Roles}}}},
			{Account: &org.Account{ID: "333344445555"}, Findings: []check.Finding{found(1, check.Unknown, "AWS::::Account:333344445555")}},
			{Account: &org.Account{ID: "444455556666"}},
		},
		Findings: []check.Finding{
			found(2, check.Fail, "AWS::::Account:111122223333"), found(2, check.Unknown, "arn:aws:iam::444455556666:role/x"), found(2, check.Fail, "arn:aws:iam::aws:policy/x"),
		},
	}
}

func TestOverviewCovered(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		rule, account, resource string
		want                    int
	}{
		{"SR003", "", "", 2}, {"SR003", "1*", "*role/a", 1}, {"SR003", "222233334444", "", 0}, {"SR010", "", "", 0},
		{"SR030", "", "", 2}, {"SR030", "111122223333", "", 1}, {"SR030", "aws", "", 0},
	} {
		if got := overview().Covered(&check.Exception{Rule: tt.rule, Account: tt.account, Resource: tt.resource}); got != tt.want {
			t.Errorf("%+v: %d", tt, got)
		}
	}
}

func TestOverviewDoubt(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		rule, account, resource, want string
	}{
		{"SR099", "", "", "rule SR099 was not asked"},
		{"SR003", "8*", "", "account 888899990000 was not looked at"},
		{"SR003", "222233334444", "", "an account was not read completely: 222233334444"},
		{"SR003", "111122223333", "", ""},
		{"SR010", "111122223333", "*role/a", "rule SR010 could not be answered for arn:aws:iam::111122223333:role/a"},
		{"SR010", "111122223333", "*role/z", ""},
		{"SR010", "333344445555", "*role/z", "rule SR010 could not be answered for AWS::::Account:333344445555"},
		{"SR003", "777766665555", "", "no account that it is about was read"},
		{"SR003", "7*", "", "no account that it is about was read"},
		{"SR030", "444455556666", "", "rule SR030 could not be answered for arn:aws:iam::444455556666:role/x"},
		{"SR030", "111122223333", "", ""},
	} {
		if got := overview().Doubt(&check.Exception{Rule: tt.rule, Account: tt.account, Resource: tt.resource}); got != tt.want {
			t.Errorf("%+v: %q", tt, got)
		}
	}
}

// TestOverviewDoubtNameless holds that an account without an id may be any, and
// that an account that the organization does not have is in doubt no more.
func TestOverviewDoubtNameless(t *testing.T) {
	t.Parallel()
	over := overview()
	over.Organization = &org.Organization{MembersComplete: true, Members: []*org.Member{{ID: "555566667777"}}}
	gone, member := &check.Exception{Rule: "SR003", Account: "777766665555"}, &check.Exception{Rule: "SR003", Account: "555566667777"}
	if got := over.Doubt(gone); got != "" {
		t.Errorf("an account that is gone: %q", got)
	}
	if got := over.Doubt(member); got != "no account that it is about was read" {
		t.Errorf("a member that was not read: %q", got)
	}
	over.Accounts = append(over.Accounts, &check.AccountReport{Account: &org.Account{Gaps: []org.Gap{{Kind: org.Damaged}}}})
	if got := over.Doubt(gone); got != "an account was not read completely" {
		t.Errorf("beside a file that names no account: %q", got)
	}
}
