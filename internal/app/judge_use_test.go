package app_test

import (
	"slices"
	"strings"
	"testing"

	"hotline/desired"
	"hotline/internal/app"
	"hotline/org"
	"hotline/plan"
)

// TestUnusable holds that a role that nobody can use is not passed over because
// it is as it is wanted.
func TestUnusable(t *testing.T) {
	t.Parallel()
	const nobody, nothing = "no person can become the role", "the role cannot open cases"
	for name, tt := range map[string]struct {
		prepare func(*estate)
		want    string
	}{
		"used":            {func(e *estate) { e.crew() }, ""},
		"nobody":          {func(*estate) {}, nobody},
		"people not read": {func(e *estate) { e.drop(staff) }, ""},
		"not granted": {func(e *estate) {
			e.crew()
			e.account(staff).Roles[0].Inline = nil
		}, nobody},
		"automation alone": {func(e *estate) {
			e.config.Trust = desired.Trust{Automation: []desired.Automation{{Service: "ssm.amazonaws.com"}}}
		}, ""},
		"bounded": {func(e *estate) {
			e.crew()
			e.config.Role.Boundary = "arn:{partition}:iam::{account}:policy/none"
			for _, a := range e.Accounts {
				a.Policies = append(a.Policies, &org.Policy{ARN: "arn:aws:iam::" + a.ID + ":policy/none", Versions: []org.PolicyVersion{{Default: true, Document: e.document(allows("s3:*"))}}})
			}
		}, nothing},
	} {
		e := newEstate(t)
		tt.prepare(e)
		p := e.plan()
		for _, a := range p.Accounts {
			if a.ID == shop && (a.Outcome != plan.Changes || tt.want == "" && a.Unusable != "" || !strings.HasPrefix(a.Unusable, tt.want)) {
				t.Errorf("%s: %s, %q", name, a.Outcome, a.Unusable)
			}
		}
	}
}

// TestVerifyStatus holds that what is known not to be as wanted counts, whatever
// else is not known.
func TestVerifyStatus(t *testing.T) {
	t.Parallel()
	unusable := plan.Account{Outcome: plan.Unchanged, Unusable: "x"}
	for want, accounts := range map[app.Status][]plan.Account{
		app.Clean:      {{Outcome: plan.Unchanged}},
		app.Incomplete: {{Outcome: plan.Refused}},
		app.Found:      {{Outcome: plan.Refused}, unusable},
	} {
		if got := app.VerifyStatus(&plan.Plan{Accounts: accounts}); got != want {
			t.Errorf("%v, want %v", got, want)
		}
	}
	if got := app.PlanStatus(&plan.Plan{Accounts: []plan.Account{unusable}}); got != app.Found {
		t.Error(got)
	}
}

// TestGrantsElsewhere holds that a grant says who loses by it in other accounts.
func TestGrantsElsewhere(t *testing.T) {
	t.Parallel()
	e := newEstate(t)
	e.user(staff, "eva", "")
	e.user(shop, "ana", "support:*")
	e.user(stock, "ana", "support:*")
	e.config.Trust.People[0] = desired.People{Account: staff, Users: []string{"eva"}, Grants: []desired.Grantee{{Kind: "user", Name: "eva"}}}
	gains := func() (gains, loses []string) {
		a := e.of(staff)
		i := slices.IndexFunc(a.Changes, func(c plan.Change) bool { return c.Key == desired.GrantPolicy })
		return a.Changes[i].Gains, a.Changes[i].Loses
	}
	const all = "principals of account " + staff + ", 1 in number: open cases in other accounts, 2 in number"
	if g, l := gains(); !slices.Contains(g, all) || l != nil {
		t.Errorf("granted: %q, %q", g, l)
	}
	for _, id := range []string{shop, stock} {
		e.role(id, "aws-support", e.trust(), true, supportARN)
	}
	e.account(staff).Users[0].Inline = []org.InlinePolicy{{Name: desired.GrantPolicy, Document: e.document(allows("sts:AssumeRole"))}}
	e.config.Trust.People[0].Grants = nil
	if g, l := gains(); g != nil || !slices.Contains(l, all) {
		t.Errorf("taken back: %q, %q", g, l)
	}
}
