package plan_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hotline/plan"
)

// TestPlansHold holds of random accounts and configurations what is so of every
// plan: see holds.
func TestPlansHold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		a := holds(t, s)
		for _, c := range a.Changes {
			if c.Undo == "" || c.Reason == "" {
				t.Fatalf("%+v", c)
			}
			if s.wish.Mode == plan.Additive && c.After == nil {
				t.Fatalf("%s is taken away", c.Property)
			}
		}
		if a.Outcome == plan.Changes && len(a.Changes) == 0 || a.Outcome != plan.Changes && len(a.Changes) > 0 || a.Outcome == plan.Refused && a.Reason == "" {
			t.Fatalf("%+v", a)
		}
	})
}

// TestOrderOfLists holds that the order in which things are written decides
// nothing.
func TestOrderOfLists(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		other := shuffled(t, s)
		one, two := s.plan(), other.plan()
		if one.Outcome != two.Outcome {
			t.Fatalf("%s: %s\n%s: %s", one.Outcome, one.Reason, two.Outcome, two.Reason)
		}
		sameStates(t, plan.StateOf(applied(t, other.account, two.Changes)), plan.StateOf(applied(t, s.account, one.Changes)))
	})
}

// TestNothingElse holds that an additive plan leaves every property that there
// was, and that no plan changes users and groups but for two policies.
func TestNothingElse(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		a := s.plan()
		before, after := plan.StateOf(s.account), plan.StateOf(applied(t, s.account, a.Changes))
		for p := range before {
			if _, ok := after[p]; !ok && s.wish.Mode == plan.Additive {
				t.Fatalf("%s is gone", p)
			}
		}
		for _, c := range a.Changes {
			if c.Kind != plan.Role && c.Key != supportAccess && c.Key != "hotline-assume-support" {
				t.Fatalf("%s is changed", c.Property)
			}
			if strings.Contains(s.wish.Caller, ":assumed-role/"+c.Name+"/") && c.Kind == plan.Role && c.Field != plan.Inline && !s.wish.Remove {
				t.Fatalf("%s is changed, and runs this", c.Property)
			}
		}
	})
}

// TestSameIsEquivalence holds that what means the same does so both ways, and
// across a third. Of roles, it is so where the session is known.
func TestSameIsEquivalence(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		field := rapid.SampledFrom([]plan.Field{plan.Itself, plan.Trust, plan.Inline, plan.Tag}).Draw(t, "field")
		value := rapid.Custom(func(t *rapid.T) *string {
			text := rapid.SampledFrom([]string{
				"", "x", "{}", statements(wantedTrust), statements(`"Sid":"a",` + wantedTrust), statements(wantedTrust, wantedTrust), statements(trusts(`"*"`)),
				statements(trusts(`{"AWS":"*"}`)), statements(trusts(`{"AWS":["*"]}`)), strings.Replace(statements(wantedTrust), "2012", "2008", 1),
			}).Draw(t, "document")
			switch {
			case rapid.IntRange(0, 9).Draw(t, "nothing") == 0:
				return nil
			case field == plan.Itself:
				text = plan.RoleSpec{Path: "/", Trust: text, Session: 3600, Description: rapid.SampledFrom([]string{"", "d"}).Draw(t, "description"), Tags: map[string]string{"k": rapid.SampledFrom([]string{"", "v"}).Draw(t, "tag")}}.Text()
			}
			return &text
		})
		a, b, c := value.Draw(t, "a"), value.Draw(t, "b"), value.Draw(t, "c")
		same := func(x, y *string) bool { return plan.Same(field, x, y, "aws") }
		if !same(a, a) || same(a, b) != same(b, a) || same(a, b) && same(b, c) && !same(a, c) {
			t.Fatalf("%v %v %v", same(a, b), same(b, c), same(a, c))
		}
	})
}

// TestSortIsOrder holds that the order of changes does not depend on the one in
// which they come.
func TestSortIsOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := drawScene(t).plan().Changes
		got := mixed(t, want)
		plan.Sort(got)
		if !slices.Equal(brief(got), brief(want)) {
			t.Fatalf("%q\n%q", brief(got), brief(want))
		}
	})
}

// TestSplit holds that a plan is about nobody in the rest of an account, and that
// an account can be put together again.
func TestSplit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		concerned, rest := s.wish.Split(s.account)
		if got, want := encode(t, s.wish.Account(concerned, nil)), encode(t, s.plan()); string(got) != string(want) {
			t.Fatalf("%s\n%s", got, want)
		}
		whole := plan.Join(concerned, rest)
		if len(whole.Roles) != len(s.account.Roles) || len(whole.Users) != len(s.account.Users) || len(whole.Groups) != len(s.account.Groups) {
			t.Fatalf("somebody is lost, or there twice")
		}
		sameStates(t, plan.StateOf(whole), plan.StateOf(s.account))
	})
}
