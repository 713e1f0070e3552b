package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hotline/plan"
)

// TestReverse holds what a change that takes back another says.
func TestReverse(t *testing.T) {
	t.Parallel()
	c := plan.Change{Property: plan.Property{Kind: plan.Role, Name: "x", Field: plan.Tag, Key: "k"}, Before: ptr("a"), After: ptr("b"),
		Reason: "r", Rule: "SR011", Gains: []string{"g"}, Loses: []string{"l"}, Risk: "risk", Undo: "u"}
	want := c
	want.Before, want.After, want.Gains, want.Loses = c.After, c.Before, c.Loses, c.Gains
	want.Reason, want.Rule, want.Risk, want.Undo = "takes back: r", "", "", "put back the previous value"
	if difference := cmp.Diff(want, c.Reverse()); difference != "" {
		t.Error(difference)
	}
	const again = "create the role again: it gets another id, and policies that name it no longer mean it"
	for _, tt := range []struct {
		field         plan.Field
		before, after *string
		want          string
	}{
		{plan.Itself, nil, ptr("a"), again}, {plan.Itself, ptr("a"), nil, "delete the role"},
		{plan.Attached, ptr("a"), nil, "detach the policy"}, {plan.Attached, nil, ptr("a"), "attach the policy again"},
		{plan.Tag, ptr("a"), nil, "remove it"}, {plan.Trust, ptr("a"), ptr("b"), "put back the previous document, as it was written"},
		{plan.Inline, nil, ptr("b"), "put back the previous document, as it was written"}, {plan.Session, nil, ptr("b"), "put back the previous value"},
	} {
		c := plan.Change{Property: plan.Property{Kind: plan.Role, Name: "x", Field: tt.field}, Before: tt.before, After: tt.after}
		if got := c.Reverse().Undo; got != tt.want {
			t.Errorf("%s: %q", tt.field, got)
		}
	}
}

// TestApply holds when a change is made.
func TestApply(t *testing.T) {
	t.Parallel()
	tag := plan.Property{Kind: plan.Role, Name: "x", Field: plan.Tag, Key: "k"}
	itself, session := plan.Property{Kind: plan.Role, Name: "x", Field: plan.Itself}, plan.Property{Kind: plan.Role, Name: "x", Field: plan.Session}
	deletion := func(session string) plan.Change {
		return plan.Change{Property: itself, Before: ptr(`{"path":"/","trust":"","session":` + session + `}`)}
	}
	for name, tt := range map[string]struct {
		change plan.Change
		state  plan.State
		ok     bool
		want   plan.State
	}{
		"made":                               {plan.Change{Property: tag, Before: ptr("a"), After: ptr("b")}, plan.State{tag: "a"}, true, plan.State{tag: "b"}},
		"already made":                       {plan.Change{Property: tag, Before: ptr("a"), After: ptr("b")}, plan.State{tag: "b"}, true, plan.State{tag: "b"}},
		"changed":                            {plan.Change{Property: tag, Before: ptr("a"), After: ptr("b")}, plan.State{tag: "c"}, false, plan.State{tag: "c"}},
		"gone":                               {plan.Change{Property: tag, Before: ptr("a"), After: ptr("b")}, plan.State{}, false, plan.State{}},
		"taken away":                         {plan.Change{Property: tag, Before: ptr("a")}, plan.State{tag: "a", itself: "/"}, true, plan.State{itself: "/"}},
		"gone already":                       {plan.Change{Property: tag, Before: ptr("a")}, plan.State{}, true, plan.State{}},
		"created":                            {plan.Change{Property: itself, After: ptr(`{"path":"/","trust":"","session":0,"tags":{"k":"a"}}`)}, plan.State{}, true, plan.State{itself: "/", tag: "a"}},
		"deleted":                            {plan.Change{Property: itself, Before: ptr(`{"path":"/","trust":"","session":0,"tags":{"k":"a"}}`)}, plan.State{itself: "/", tag: "a"}, true, plan.State{}},
		"deleted, the session was not known": {deletion("0"), plan.State{itself: "/", session: "3600"}, true, plan.State{}},
		"deleted, another session was known": {deletion("7200"), plan.State{itself: "/", session: "3600"}, false, plan.State{itself: "/", session: "3600"}},
		"deleted, the session was not known nor the tag": {deletion("0"), plan.State{itself: "/", session: "3600", tag: "a"}, false, plan.State{itself: "/", session: "3600", tag: "a"}},
	} {
		ok, err := tt.change.Apply(tt.state, "aws")
		if difference := cmp.Diff(tt.want, tt.state); ok != tt.ok || err != nil || difference != "" {
			t.Errorf("%s: %v, %v\n%s", name, ok, err, difference)
		}
	}
	if _, err := (plan.Change{Property: itself, After: ptr("{")}).Apply(plan.State{}, "aws"); err == nil {
		t.Error("a role was created from half a text")
	}
}

// TestSort holds the order of changes.
func TestSort(t *testing.T) {
	t.Parallel()
	of := func(name string, field plan.Field, key string, before, after bool) plan.Change {
		c := plan.Change{Property: plan.Property{Kind: plan.Role, Name: name, Field: field, Key: key}}
		if before {
			c.Before = ptr("a")
		}
		if after {
			c.After = ptr("b")
		}
		return c
	}
	want := []plan.Change{
		of("new", plan.Itself, "", false, true), of("x", plan.Session, "", true, true), of("x", plan.Tag, "a", true, false), of("x", plan.Tag, "b", true, true),
		of("x", plan.Boundary, "", true, true), of("x", plan.Trust, "", true, true), of("new", plan.Attached, "p", false, true), of("new", plan.Inline, "p", false, true),
		of("x", plan.InstanceProfile, "p", false, true), of("old", plan.InstanceProfile, "p", true, false),
		of("old", plan.Attached, "p", true, false), of("old", plan.Inline, "p", true, false), of("y", plan.Boundary, "", true, false), of("old", plan.Itself, "", true, false),
	}
	p := &plan.Plan{Accounts: []plan.Account{{ID: "2", Outcome: plan.Changes}, {ID: "1", Outcome: plan.Changes}, {ID: "3", Outcome: plan.Outside}}}
	for i := range want {
		p.Accounts[1].Changes = append(p.Accounts[1].Changes, want[len(want)-1-i])
	}
	p.Sort()
	if difference := cmp.Diff(brief(want), brief(p.Accounts[0].Changes)); difference != "" || p.Accounts[0].ID != "1" {
		t.Error(difference)
	}
	if p.Count(plan.Changes) != 2 || p.Count(plan.Refused) != 0 || p.IsEmpty() || !new(plan.Plan).IsEmpty() {
		t.Errorf("%+v", p)
	}
}

// TestSameRole holds that of a role whose session is not known the description
// is not known either, and that all else counts.
func TestSameRole(t *testing.T) {
	t.Parallel()
	trust := statements(trusts(`{"AWS":"` + security + `"}`))
	known := plan.RoleSpec{Path: "/", Trust: trust, Session: 3600, Description: "d", Tags: map[string]string{"k": "v"}, Boundary: readOnly}
	for name, tt := range map[string]struct {
		edit func(*plan.RoleSpec)
		want bool
	}{
		"nothing known":         {func(s *plan.RoleSpec) { s.Session, s.Description = 0, "" }, true},
		"session not known":     {func(s *plan.RoleSpec) { s.Session = 0 }, true},
		"description known":     {func(s *plan.RoleSpec) { s.Session, s.Description = 0, "other" }, true},
		"other session":         {func(s *plan.RoleSpec) { s.Session = 7200 }, false},
		"other description":     {func(s *plan.RoleSpec) { s.Description = "" }, false},
		"not known, other tag":  {func(s *plan.RoleSpec) { s.Session, s.Tags = 0, nil }, false},
		"not known, other path": {func(s *plan.RoleSpec) { s.Session, s.Path = 0, "/x/" }, false},
		"not known, unbounded":  {func(s *plan.RoleSpec) { s.Session, s.Boundary = 0, "" }, false},
		"not known, open":       {func(s *plan.RoleSpec) { s.Session, s.Trust = 0, statements(trusts(`"*"`)) }, false},
	} {
		other := known
		tt.edit(&other)
		a, b := ptr(known.Text()), ptr(other.Text())
		if one, two := plan.Same(plan.Itself, a, b, "aws"), plan.Same(plan.Itself, b, a, "aws"); one != tt.want || two != tt.want {
			t.Errorf("%s: %v, %v", name, one, two)
		}
	}
}

// TestSame holds which values mean the same.
func TestSame(t *testing.T) {
	t.Parallel()
	id, root := statements(trusts(`{"AWS":"`+security+`"}`)), statements(`"Sid":"x",`+trusts(`{"AWS":["arn:aws:iam::`+security+`:root"]}`))
	spec := func(trust string, session int) *string {
		return ptr(plan.RoleSpec{Path: "/", Trust: trust, Session: session}.Text())
	}
	for name, tt := range map[string]struct {
		field plan.Field
		a, b  *string
		want  bool
	}{
		"none": {plan.Tag, nil, nil, true}, "one": {plan.Tag, nil, ptr(""), false}, "letters": {plan.Tag, ptr("a"), ptr("a"), true}, "others": {plan.Tag, ptr("a"), ptr("A"), false},
		"documents": {plan.Trust, &id, &root, true}, "as texts": {plan.Description, &id, &root, false}, "policies": {plan.Inline, &id, ptr(statements(allows("*"))), false},
		"no document": {plan.Trust, &id, ptr("{}"), false}, "roles": {plan.Itself, spec(id, 1), spec(root, 1), true}, "other roles": {plan.Itself, spec(id, 1), spec(root, 2), false},
		"without trust": {plan.Itself, spec("", 1), ptr(`{"session":1,"path":"/"}`), true},
		"other trust":   {plan.Itself, spec(id, 1), spec(statements(trusts(`"*"`)), 1), false}, "no role": {plan.Itself, spec(id, 1), ptr("x"), false}, "neither": {plan.Itself, ptr("x"), ptr("y"), false},
	} {
		if got := plan.Same(tt.field, tt.a, tt.b, "aws"); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
