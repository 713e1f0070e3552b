package app_test

import (
	"maps"
	"strings"
	"testing"

	"hotline/internal/app"
	"hotline/plan"
)

// role is the support role in the first account.
func role() plan.Resource { return plan.Resource{Kind: plan.Role, Name: "support"} }

// fresh makes a plan that nobody has begun, as far as is known.
func fresh(t *testing.T, w *world, p *plan.Plan) []app.AppliedAccount {
	t.Helper()
	a := w.applier()
	a.Fresh = true
	list, err := a.Apply(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestApplySameRole holds that a role which somebody else made, just as it was to
// be made, is passed over, and is still there after the way back.
func TestApplySameRole(t *testing.T) {
	t.Parallel()
	w, p := start()
	fresh(t, w, p)
	before := w.text()
	w.lines = nil // it was a run of somebody else
	if list := fresh(t, w, p); fates(list) != "unchanged unchanged passed over" || list[0].Made != 0 || w.text() != before {
		t.Errorf("%+v", list)
	}
	if list := fresh(t, w, w.undo(p)); len(list) != 0 || w.text() != before {
		t.Errorf("%+v\n%s\nwant\n%s", list, w.text(), before)
	}
	// One that lacks something gets it, and only that is taken back.
	attached := p.Accounts[0].Changes[1].Property
	_ = w.accounts["111111111111"].Set(attached, nil)
	before = w.text()
	if list := fresh(t, w, p); fates(list) != "applied unchanged passed over" || list[0].Made != 1 {
		t.Errorf("%+v", list)
	}
	if list := fresh(t, w, w.undo(p)); fates(list) != "applied" || w.text() != before {
		t.Errorf("%+v\n%s\nwant\n%s", list, w.text(), before)
	}
}

// TestApplyAfterOthers holds that a role which was there is not called stale where
// something was changed before it, and that one that cannot be read is no success.
func TestApplyAfterOthers(t *testing.T) {
	t.Parallel()
	w, p := start()
	fresh(t, w, p)
	second := plan.RoleSpec{Path: "/", Trust: trusts("arn:aws:iam::111111111111:role/oncall"), Session: 3600}
	first := plan.Change{Property: plan.Property{Kind: plan.Role, Name: "first", Field: plan.Itself}, After: text(second.Text())}
	p.Accounts[0].Changes = append([]plan.Change{first}, p.Accounts[0].Changes...)
	_ = w.accounts["111111111111"].Set(plan.Property{Kind: plan.Role, Name: "support", Field: plan.Trust}, text(trusts("*")))
	if list := fresh(t, w, p); fates(list) != "failed unchanged passed over" || list[0].Made != 1 {
		t.Errorf("%+v", list)
	}
	w, p = start()
	fresh(t, w, p)
	p.Accounts = p.Accounts[:1]
	w.lines, w.step, w.failAt = nil, 0, 5 // Intend takes two steps, Make and Done one
	if list := fresh(t, w, p); fates(list) != "failed" || !strings.Contains(list[0].Problem, "it was there already; to read it: something") {
		t.Errorf("%+v", list)
	}
}

// TestApplyDenied holds that a change which was refused is not looked for, and
// not taken back: somebody else may have made it.
func TestApplyDenied(t *testing.T) {
	t.Parallel()
	w, p := start()
	p.Accounts = p.Accounts[:1]
	w.deny = p.Accounts[0].Changes[1].Property
	if list := fresh(t, w, p); fates(list) != "failed" || list[0].Made != 1 || !strings.Contains(list[0].Problem, "AccessDenied") {
		t.Errorf("%+v", list)
	}
	if back := w.undo(p).Accounts[0].Changes; len(back) != 1 || back[0].Field != plan.Itself {
		t.Errorf("%+v", back)
	}
}

// TestApplyDeletes holds that nothing is changed for a role that could not be
// deleted afterwards: one that has something which the plan does not know.
func TestApplyDeletes(t *testing.T) {
	t.Parallel()
	for _, more := range []plan.Property{{Field: plan.Inline, Key: "mine"}, {Field: plan.Attached, Key: adminARN}, {Field: plan.InstanceProfile, Key: "box"}, {}} {
		w, p := start()
		p.Accounts = p.Accounts[:1]
		fresh(t, w, p)
		if more.Field != "" {
			more.Kind, more.Name = plan.Role, "support"
			_ = w.accounts["111111111111"].Set(more, text(more.Key))
		}
		before, want := w.accounts["111111111111"].Of(role()), "stale"
		if more.Field == "" {
			before, want = plan.State{}, "applied"
		}
		list, err := w.applier().Apply(t.Context(), w.undo(p))
		if err != nil || fates(list) != want || more.Field != "" && !strings.Contains(list[0].Problem, "it has "+string(more.Field)+" "+more.Key) {
			t.Errorf("%v %+v", err, list)
		}
		if after := w.accounts["111111111111"].Of(role()); !maps.Equal(before, after) {
			t.Errorf("%s: %v", want, after)
		}
	}
}
