package app_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"hotline/check"
	"hotline/desired"
	"hotline/internal/app"
	"hotline/org"
	"hotline/plan"
	"hotline/reach"
)

// drawEstate draws what is there and what is wanted of it.
func drawEstate(t *rapid.T) *estate {
	e := newEstate(t)
	treatment := func(label string, of ...desired.Treatment) desired.Treatment {
		return rapid.SampledFrom(of).Draw(t, label)
	}
	if rapid.IntRange(0, 3).Draw(t, "crew") > 0 {
		e.crew()
		if rapid.IntRange(0, 3).Draw(t, "ops is one of many") == 0 {
			r := e.account(staff).Roles[0]
			r.Attached = []org.PolicyRef{{ARN: supportARN}}
		}
		if rapid.Bool().Draw(t, "grants") {
			e.config.Trust.People[0].Grants = []desired.Grantee{{Kind: "role", Name: "ops"}}
		}
	}
	if rapid.Bool().Draw(t, "tags") {
		e.config.Role.Tags = []org.Tag{{Key: "team", Value: "blue"}}
	}
	e.config.Policy = rapid.SampledFrom([]desired.Variant{desired.AWSManaged, desired.LeastPrivilege}).Draw(t, "policy")
	e.config.Scope = rapid.SampledFrom([]desired.Scope{{}, {Units: []string{"ou-prod"}}, {Exclude: []string{stock}}}).Draw(t, "scope")
	e.config.Found = desired.Found{
		Roles:       treatment("roles", desired.Leave, desired.Adopt, desired.Remove),
		Attachments: treatment("attachments", desired.Leave, desired.Remove), Extras: treatment("extras", desired.Leave, desired.Remove),
	}
	e.wish.Mode = rapid.SampledFrom([]plan.Mode{plan.Full, plan.Full, plan.Additive}).Draw(t, "mode")
	e.wish.Remove = rapid.IntRange(0, 4).Draw(t, "remove") == 0
	for _, id := range []string{shop, stock} {
		e.drawPrincipals(t, id)
	}
	return e
}

func (e *estate) drawPrincipals(t *rapid.T, id string) {
	policies := func() []string {
		return rapid.SampledFrom([][]string{nil, {supportARN}, {adminARN}, {adminARN, supportARN}}).Draw(t, "policies")
	}
	for _, name := range []string{"aws-support", "old", "older"} {
		if rapid.Bool().Draw(t, name) {
			trust := rapid.SampledFrom([]string{e.trust(), trusts(alien), trusts("arn:aws:iam::" + id + ":root"), trusts("*")}).Draw(t, "trust")
			r := e.role(id, name, trust, name == "aws-support" && rapid.IntRange(0, 3).Draw(t, "ours") > 0, policies()...)
			r.InstanceProfiles = rapid.SampledFrom([][]string{nil, {"p"}}).Draw(t, "profiles")
			r.Description = rapid.SampledFrom([]string{"", "for incidents"}).Draw(t, "description")
			if rapid.Bool().Draw(t, "bounded") {
				r.Boundary = &org.PolicyRef{ARN: adminARN}
			}
		}
	}
	for _, name := range []string{"ana", "bob"} {
		if rapid.Bool().Draw(t, name) {
			e.user(id, name, rapid.SampledFrom([]string{"", "support:*", "sts:AssumeRole"}).Draw(t, "own"), policies()...)
		}
	}
}

// quick is an estate as a source without list-roles tells of it.
func (e *estate) quick() *estate {
	out := *e
	out.Snapshot = &org.Snapshot{Organization: e.Organization}
	for _, a := range e.Accounts {
		copied := *a
		copied.Roles = nil
		for _, r := range a.Roles {
			less := *r
			less.MaxSession, less.Description = 0, ""
			copied.Roles = append(copied.Roles, &less)
		}
		out.Accounts = append(out.Accounts, &copied)
	}
	return &out
}

// world is the estate as a target.
func (e *estate) world() *world {
	w := &world{accounts: map[string]plan.State{}}
	for _, a := range e.Accounts {
		w.accounts[a.ID] = plan.StateOf(a)
	}
	return w
}

// after is the estate as a target has become.
func (e *estate) after(w *world) *estate {
	out := *e
	out.Snapshot = &org.Snapshot{Organization: e.Organization}
	for _, a := range e.Accounts {
		changed, err := w.accounts[a.ID].Account(a)
		if err != nil {
			e.t.Fatalf("%v", err)
		}
		out.Accounts = append(out.Accounts, changed)
	}
	return &out
}

// apply makes a plan, and holds that it is made to the end.
func apply(t *rapid.T, a *app.Applier, p *plan.Plan) {
	t.Helper()
	list, err := a.Apply(t.Context(), p)
	for i, done := range list {
		if (done.Fate == app.Applied) != (p.Accounts[i].Outcome == plan.Changes) || done.Made != len(p.Accounts[i].Changes) {
			err = fmt.Errorf("%+v", done)
		}
	}
	if err != nil {
		t.Fatalf("%v", err)
	}
}

// TestPlanApplied holds of random organizations that a plan can be made as it was
// read and checked, that nothing is left to do then, and that it is taken back
// exactly.
func TestPlanApplied(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := drawEstate(t)
		w := e.world()
		before := w.text()
		see := (*estate).quick
		if rapid.Bool().Draw(t, "all is known") {
			see = func(e *estate) *estate { return e }
		}
		p := see(e).plan()
		text, _ := json.Marshal(p)
		read, err := plan.Parse(text)
		if err != nil {
			t.Fatalf("%v", err)
		}
		a := w.applier()
		a.Fresh = true
		apply(t, a, read)
		if again := see(e.after(w)).plan(); !again.IsEmpty() || again.Count(plan.Unchanged) < p.Count(plan.Changes) {
			text, _ := json.MarshalIndent(again, "", " ")
			t.Fatalf("it remains %s\nafter %s", text, outcomes(p))
		}
		back := w.undo(read)
		if err := back.Check(); err != nil {
			t.Fatalf("%v", err)
		}
		apply(t, w.applier(), back)
		if w.text() != before {
			t.Fatalf("%s\nwant\n%s", w.text(), before)
		}
	})
}

// TestPlanLeavesAWay holds that a plan closes no account to all people, and that
// in the mode additive nobody loses anything.
func TestPlanLeavesAWay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := drawEstate(t)
		w := e.world()
		p := e.plan()
		apply(t, w.applier(), p)
		recent := e.after(w)
		for _, a := range e.Accounts {
			was, is := people(t, e, a.ID), people(t, recent, a.ID)
			if len(was) > 0 && len(is) == 0 && !e.wish.Remove { // which says it as a risk
				t.Fatalf("%s is closed to %q", a.ID, was)
			}
			if e.wish.Mode == plan.Additive && slices.ContainsFunc(was, func(who string) bool { return !slices.Contains(is, who) }) {
				t.Fatalf("%s: %q, before %q", a.ID, is, was)
			}
		}
	})
}

// people lists who can open cases in an account, and is a person.
func people(t *rapid.T, e *estate, id string) []string {
	ability, err := reach.FindAbility("open-case")
	if err != nil {
		t.Fatalf("%v", err)
	}
	s, err := app.WhoCan(fixed{e.Snapshot}, ability, []string{id}, moment)
	if err != nil {
		t.Fatalf("%v", err)
	}
	var out []string
	for _, c := range s.Answers[0].Can {
		if c.Actor.Kind != reach.Role && c.Actor.Kind != reach.RootUser && check.LetsIn(c.Effect) {
			out = append(out, string(c.Actor.Kind)+" "+c.Actor.ARN)
		}
	}
	return out
}
