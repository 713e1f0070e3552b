package app_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hotline/desired"
	"hotline/internal/app"
	"hotline/org"
	"hotline/plan"
)

// outcomes lists what is planned: the first digit of each id, and the outcome.
func outcomes(p *plan.Plan) string {
	var out []string
	for _, a := range p.Accounts {
		text := a.ID[:1] + " " + string(a.Outcome)
		if a.Reason != "" {
			text += ": " + a.Reason
		}
		out = append(out, text)
	}
	return strings.Join(out, "\n")
}

const (
	notRead   = " unknown: the account was not read"
	notMeant  = " outside: scope does not include it"
	someUnits = " unknown: it is not known in which units the account is, and scope names units"
)

// TestPlanAbsent holds what is said of accounts that the organization lists and
// that were not read.
func TestPlanAbsent(t *testing.T) {
	t.Parallel()
	all := func(e *estate) { e.config.Scope = desired.Scope{} }
	unasked := []org.Gap{{Kind: org.Unasked, Missing: org.AllParts}}
	for name, tt := range map[string]struct {
		prepare func(*estate)
		want    string
	}{
		"none":         {func(*estate) {}, "2" + notMeant + "\n3 changes\n4 changes"},
		"in scope":     {func(e *estate) { e.drop(stock) }, "2" + notMeant + "\n3 changes\n4" + notRead},
		"not in scope": {func(e *estate) { e.drop(staff) }, "2" + notMeant + "\n3 changes\n4 changes"},
		"people who are granted": {func(e *estate) {
			e.drop(staff)
			e.config.Trust.People[0].Grants = []desired.Grantee{{Kind: "user", Name: "eva"}}
		}, "2" + notRead + "\n3 changes\n4 changes"},
		"all":             {func(e *estate) { all(e); e.Accounts = nil }, "2" + notRead + "\n3" + notRead + "\n4" + notRead},
		"closed":          {func(e *estate) { e.account(stock).Member.State = org.Closed; e.drop(stock) }, "2" + notMeant + "\n3 changes\n4 outside: the account is CLOSED"},
		"closing":         {func(e *estate) { e.account(stock).Member.State = org.PendingClosure; e.drop(stock) }, "2" + notMeant + "\n3 changes\n4" + notRead},
		"no organization": {func(e *estate) { all(e); e.drop(stock); e.Organization = nil }, "2 changes\n3 changes"},
		"another member":  {func(e *estate) { e.member(alien, "ou-test") }, "2" + notMeant + "\n3 changes\n4 changes\n9" + notMeant},
		"not asked for":   {func(e *estate) { e.account(stock).Gaps = unasked }, "2" + notMeant + "\n3 changes\n4 outside: it was not asked for"},
		"asked in part": {func(e *estate) {
			e.account(stock).Gaps = []org.Gap{{Kind: org.Unasked, Missing: org.Policies, Message: "--quick"}}
		}, "2" + notMeant + "\n3 changes\n4 unknown: --quick"},
	} {
		e := newEstate(t)
		tt.prepare(e)
		if difference := cmp.Diff(tt.want, outcomes(e.plan())); difference != "" {
			t.Errorf("%s:\n%s", name, difference)
		}
	}
}

// TestPlanScope holds that nothing is planned for an account of which it is not
// known whether it is in scope, be it read or not; and that it is known often.
func TestPlanScope(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		scope       desired.Scope
		read, unmet string // of stock: read, and not read
	}{
		"all":                    {desired.Scope{}, " changes", notRead},
		"in a unit":              {desired.Scope{Units: []string{"ou-prod"}}, someUnits, notRead},
		"in the unit above":      {desired.Scope{Units: []string{"ou-gone"}}, " changes", notRead},
		"named":                  {desired.Scope{Accounts: []string{stock}}, " changes", notRead},
		"others named":           {desired.Scope{Accounts: []string{shop}}, notMeant, notMeant},
		"named, or in a unit":    {desired.Scope{Accounts: []string{stock}, Units: []string{"ou-prod"}}, " changes", notRead},
		"excluded":               {desired.Scope{Exclude: []string{stock}}, notMeant, notMeant},
		"excluded, of a unit":    {desired.Scope{Units: []string{"ou-prod"}, Exclude: []string{stock}}, notMeant, notMeant},
		"unit excluded":          {desired.Scope{Exclude: []string{"ou-prod"}}, someUnits, notRead},
		"named, a unit excluded": {desired.Scope{Accounts: []string{stock}, Exclude: []string{"ou-prod"}}, someUnits, notRead},
		"its unit excluded":      {desired.Scope{Exclude: []string{"ou-gone"}}, notMeant, notMeant},
		"others excluded":        {desired.Scope{Exclude: []string{shop}}, " changes", notRead},
	} {
		e := newEstate(t)
		e.config.Scope = tt.scope
		e.account(stock).Member.Parent = "ou-gone" // of which nobody knows where it is
		if _, got, _ := strings.Cut(outcomes(e.plan()), "\n4"); got != tt.read {
			t.Errorf("%s, read: %s, want %s", name, got, tt.read)
		}
		e.drop(stock)
		if _, got, _ := strings.Cut(outcomes(e.plan()), "\n4"); got != tt.unmet {
			t.Errorf("%s, not read: %s, want %s", name, got, tt.unmet)
		}
	}
}

// TestPlanScopeUnmet holds that it does not matter whether an account is in scope
// where nothing would be planned for it, and that one without an id may be.
func TestPlanScopeUnmet(t *testing.T) {
	t.Parallel()
	e := newEstate(t)
	m := e.account(stock).Member
	m.Parent = ""
	e.account(stock).Gaps = []org.Gap{{Kind: org.Unasked, Missing: org.AllParts}}
	if a := e.of(stock); a.Outcome != plan.Outside || a.Reason != "it was not asked for" {
		t.Errorf("not asked for: %+v", a)
	}
	m.State = org.Suspended
	if a := e.of(stock); a.Outcome != plan.Outside || a.Reason != "the account is SUSPENDED" {
		t.Errorf("suspended: %+v", a)
	}
	e.Accounts = []*org.Account{{Gaps: []org.Gap{{Kind: org.Damaged, Message: "not JSON"}}}}
	if a := e.of(""); a.Outcome != plan.Unknown || a.Reason != "not JSON" {
		t.Errorf("no id: %+v", a)
	}
}

// effects are the changes that somebody gains or loses by, and what.
func effects(a plan.Account) []string {
	var out []string
	short := func(who string) string {
		arn, what, _ := strings.Cut(who, ": ")
		return arn[strings.LastIndexAny(arn, "/:")+1:] + ": " + what
	}
	for _, c := range a.Changes {
		for _, who := range c.Gains {
			out = append(out, c.String()+" + "+short(who))
		}
		for _, who := range c.Loses {
			out = append(out, c.String()+" - "+short(who))
		}
		if c.Risk != "" {
			out = append(out, c.String()+" ! "+c.Risk)
		}
	}
	return out
}

// TestPlanEffects holds at which changes it is said who gains and who loses.
func TestPlanEffects(t *testing.T) {
	t.Parallel()
	const itself, trust, ana, ops = "role/aws-support", "role/aws-support trust", "user/ana attached " + supportARN, "group/ops attached " + supportARN
	const again = "created again, the role would have another id: policies that name it would no longer mean it"
	removing := func(e *estate) { e.config.Found.Roles, e.config.Found.Attachments = desired.Remove, desired.Remove }
	came := []string{itself + " + ops: assume aws-support", itself + " + eva: assume aws-support", itself + " + eva: open cases", itself + " + ops: open cases"}
	for name, tt := range map[string]struct {
		prepare func(*estate)
		want    []string
	}{
		"created":   {func(*estate) {}, came},
		"as it was": {func(e *estate) { e.role(shop, "aws-support", e.trust(), true, supportARN) }, nil},
		"only a tag": {func(e *estate) {
			e.role(shop, "aws-support", e.trust(), true, supportARN).Tags[0].Value = "hotline-adopted"
			e.wish.Remove = true
		}, nil},
		"policy": {func(e *estate) { e.role(shop, "aws-support", e.trust(), true) }, []string{itself + " attached " + supportARN + " + eva: open cases",
			itself + " attached " + supportARN + " + ops: open cases", itself + " attached " + supportARN + " + aws-support: open cases"}},
		"trust": {func(e *estate) { e.role(shop, "aws-support", trusts(alien), true, supportARN) }, []string{trust + " + ops: assume aws-support", trust + " + eva: assume aws-support",
			trust + " + eva: open cases", trust + " + ops: open cases", trust + " - root: assume aws-support", trust + " - root: open cases", trust + " ! narrows access for 1"}},
		"other role": {func(e *estate) { removing(e); e.role(shop, "old", trusts(alien), false, supportARN) },
			append(slices.Clone(came), "role/old - root: assume old", "role/old - root: open cases", "role/old ! "+again+"; narrows access for 1")},
		"attachment": {func(e *estate) { removing(e); e.user(shop, "ana", "", supportARN) },
			append(slices.Clone(came), ana+" - ana: open cases", ana+" ! narrows access for 1")},
		"of a group": {func(e *estate) { removing(e); e.user(shop, "ana", ""); e.group(shop, "ops", "ana") },
			append(slices.Clone(came), ops+" - ana: open cases", ops+" ! narrows access for 1")},
		"of a group, and its own": {func(e *estate) { removing(e); e.user(shop, "ana", "support:*"); e.group(shop, "ops", "ana") }, came},
		"and another policy":      {func(e *estate) { removing(e); e.user(shop, "ana", "support:*", supportARN) }, came},
		"none gone":               {func(e *estate) { e.user(shop, "ana", "", supportARN) }, came},
	} {
		e := newEstate(t)
		e.crew()
		tt.prepare(e)
		if difference := cmp.Diff(tt.want, effects(e.of(shop))); difference != "" {
			t.Errorf("%s:\n%s", name, difference)
		}
	}
}

// TestPlanLastWay holds that the last person's way in is not closed, and that
// it is not missed where there was none.
func TestPlanLastWay(t *testing.T) {
	t.Parallel()
	const refused = "refused: afterwards no person could open a case in the account any more"
	ana := func(e *estate) { e.user(shop, "ana", "", supportARN) }
	service := strings.Replace(trusts("ssm.amazonaws.com"), `"AWS"`, `"Service"`, 1)
	for name, tt := range map[string]struct {
		prepare func(*estate)
		want    string
	}{
		"the last":           {ana, refused},
		"of two":             {func(e *estate) { ana(e); e.user(shop, "eve", "support:*") }, "changes"},
		"two at once":        {func(e *estate) { ana(e); e.user(shop, "eve", "", supportARN) }, refused},
		"by another policy":  {func(e *estate) { e.user(shop, "ana", "support:CreateCase", supportARN) }, "changes"},
		"others come":        {func(e *estate) { ana(e); e.crew() }, "changes"},
		"nobody, ever":       {func(*estate) {}, "changes"},
		"a service alone":    {func(e *estate) { e.role(shop, "old", service, false, supportARN) }, "changes"},
		"of another account": {func(e *estate) { e.role(shop, "old", trusts(alien), false, supportARN) }, refused},
		"it stays":           {func(e *estate) { ana(e); e.config.Found.Attachments = desired.Leave }, "changes"},
		"only in additive":   {func(e *estate) { ana(e); e.wish.Mode = plan.Additive }, "changes"},
		"taken back": {func(e *estate) {
			e.crew()
			e.role(shop, "aws-support", e.trust(), true, supportARN)
			e.wish.Remove = true
		}, "changes"},
	} {
		e := newEstate(t)
		e.config.Found.Roles, e.config.Found.Attachments = desired.Remove, desired.Remove
		tt.prepare(e)
		a := e.of(shop)
		if got := strings.TrimSuffix(string(a.Outcome)+": "+a.Reason, ": "); got != tt.want || a.Outcome == plan.Refused && a.Changes != nil {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

// TestPlanLastWayOfOthers holds that an account is not closed by what is changed in
// another one, and that what was refused has no say in who can do what.
func TestPlanLastWayOfOthers(t *testing.T) {
	t.Parallel()
	e := newEstate(t)
	e.config.Scope, e.config.Found.Roles = desired.Scope{}, desired.Remove
	e.config.Trust.People[0].Roles = []string{"other"} // nobody can become it
	e.user(staff, "eva", "sts:AssumeRole")
	e.user(staff, "kim", "support:*")
	ops := e.role(staff, "ops", trusts("arn:aws:iam::"+staff+":root"), false, supportARN)
	ops.Inline = []org.InlinePolicy{{Name: "own", Document: e.document(allows("sts:AssumeRole"))}}
	e.role(shop, "aws-support", trusts("arn:aws:iam::"+staff+":role/ops"), true, supportARN)
	e.config.Scope.Exclude = []string{shop}
	if got := e.of(staff); got.Outcome != plan.Refused || !strings.Contains(got.Reason, "in account "+shop) {
		t.Errorf("the hub: %s, %s", got.Outcome, got.Reason)
	}
	if got := e.of(shop); got.Outcome != plan.Outside {
		t.Errorf("the shop: %s, %s", got.Outcome, got.Reason)
	}
	e.wish.Remove = true
	e.config.Scope.Exclude = nil
	a := e.of(shop)
	if last := a.Changes[len(a.Changes)-1]; a.Outcome != plan.Changes || !strings.Contains(last.Risk, "no person") {
		t.Errorf("taken back: %s %+v", a.Outcome, last)
	}
}

// TestPlanOrder holds that the order in which accounts are read decides nothing.
func TestPlanOrder(t *testing.T) {
	t.Parallel()
	e := newEstate(t)
	e.crew()
	e.config.Found.Roles, e.config.Found.Attachments = desired.Remove, desired.Remove
	e.role(shop, "aws-support", trusts(alien), true)
	e.role(stock, "old", trusts("arn:aws:iam::"+shop+":root"), false, supportARN)
	e.user(stock, "ana", "", supportARN)
	e.user(shop, "bob", "sts:AssumeRole")
	e.member(alien, "ou-prod")
	for _, why := range []string{"b", "a", "c"} { // nobody knows whose they are
		e.Accounts = append(e.Accounts, &org.Account{Gaps: []org.Gap{{Kind: org.Damaged, Message: why}}})
	}
	want, _ := json.Marshal(e.plan())
	for n := range 30 {
		rand.New(rand.NewPCG(1, uint64(n))).Shuffle(len(e.Accounts), func(i, j int) { e.Accounts[i], e.Accounts[j] = e.Accounts[j], e.Accounts[i] })
		if got, _ := json.Marshal(e.plan()); string(got) != string(want) {
			t.Fatalf("%s\nwant\n%s", got, want)
		}
	}
	if strings.Count(string(want), `"gains"`) < 2 || strings.Count(string(want), `"loses"`) < 3 {
		t.Errorf("little is decided: %s", want)
	}
}

// TestPlanStatus holds how a plan is summed up.
func TestPlanStatus(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]app.Status{
		"": app.Clean, "unchanged outside": app.Clean, "changes": app.Found, "unchanged changes outside": app.Found,
		"unknown": app.Incomplete, "changes refused": app.Incomplete, "changes unknown": app.Incomplete, "refused outside": app.Incomplete,
	} {
		p := &plan.Plan{}
		for _, o := range strings.Fields(text) {
			p.Accounts = append(p.Accounts, plan.Account{Outcome: plan.Outcome(o)})
		}
		if got := app.PlanStatus(p); got != want {
			t.Errorf("%s: %d, want %d", text, got, want)
		}
	}
}

// TestPlanMends holds that it is said which rules the change of a trust policy
// mends, and that the moment must be one.
func TestPlanMends(t *testing.T) {
	t.Parallel()
	for trust, mends := range map[string]bool{trusts("*"): true, trusts("arn:aws:iam::" + staff + ":role/ops"): false} {
		e := newEstate(t)
		e.crew()
		e.role(shop, "aws-support", trust, true, supportARN)
		if a := e.of(shop); len(a.Changes) != 1 || (a.Changes[0].Rule != "") != mends {
			t.Errorf("%s: %+v", trust, a)
		}
	}
	e := newEstate(t)
	if p, err := app.Plan(fixed{e.Snapshot}, &e.wish, "today"); err == nil {
		t.Errorf("%+v", p)
	}
}
