package trail

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// contained reports whether a text contains a needle, as its doc says.
func contained(text string, n Needle) bool {
	if n.Key == "" {
		return strings.Contains(text, n.Text)
	}
	return regexp.MustCompile(`"` + regexp.QuoteMeta(n.Key) + `"[ \n\t\r]*:[ \n\t\r]*"` + regexp.QuoteMeta(n.Text) + `"`).MatchString(text)
}

// TestNeedlesAreSound holds that every record that matters contains a needle, however it
// is written. Events of EventBridge about cases are in no log of CloudTrail.
func TestNeedlesAreSound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := randomScope(t)
		s.Policies = rapid.SliceOfN(rapid.SampledFrom([]string{"*", "arn:*:policy/hot*", "arn:aws:iam::111122223333:policy/hotline-x"}), 0, 2).Draw(t, "policies")
		s.EventRules = rapid.SliceOfN(rapid.SampledFrom([]string{"*hotline*", "a*rule", "hotline"}), 0, 2).Draw(t, "rules")
		d := Define(s)
		needles, ok := d.Needles()
		if !ok {
			t.Fatal("there are no needles")
		}
		e := randomEvent().Draw(t, "event")
		if e.Get(Source) == CaseUpdates || !d.Wants(e) {
			return
		}
		text := plain(t, tree(e))
		var again Event
		if _, err := Decode(text, 0, &again); err != nil || again.Get(Source) != e.Get(Source) {
			t.Fatalf("%s was read as %+v, %v", text, again, err)
		}
		if !slices.ContainsFunc(needles, func(n Needle) bool { return contained(text, n) }) {
			t.Fatalf("%s contains none of %q", text, needles)
		}
	})
}

// TestNeedles holds what is looked for: names that people gave and sources rather than
// actions, and nothing of which there is too much.
func TestNeedles(t *testing.T) {
	t.Parallel()
	needles, ok := Define(testScope()).Needles()
	var got []string
	for _, n := range needles {
		got = append(got, n.Key+"="+n.Text)
	}
	slices.Sort(got)
	equal(t, "what is looked for", ok, true)
	equal(t, "what is looked for", got, []string{
		"=:policy/hotline-", "=AWSReservedSSO_Support_", "=hotline", "=hotline-support",
		"eventSource=cloudtrail.amazonaws.com", "eventSource=organizations.amazonaws.com", "eventSource=security-ir.amazonaws.com",
		"eventSource=ssm-incidents.amazonaws.com", "eventSource=support.amazonaws.com",
	})
	without, ok := Define(Scope{}).Needles()
	if !ok || len(without) != 5 {
		t.Errorf("without roles: %q, %v", without, ok)
	}
}

// TestNeedlesOfConditions holds what conditions make of needles: of all of them one is
// enough, of any each counts, and where one says nothing, none does.
func TestNeedlesOfConditions(t *testing.T) {
	t.Parallel()
	source, name, blind := is(Source, "a", "b"), is(Name, "x"), has(field(IP))
	role := Cond{needles: []Needle{{Text: "r"}}, holds: never().holds}
	for what, c := range map[string]struct {
		cond Cond
		want []Needle
	}{
		"a source": {source, []Needle{{"eventSource", "a"}, {"eventSource", "b"}}}, "an action": {name, []Needle{{"eventName", "x"}}},
		"nothing": {never(), []Needle{}}, "what cannot be said": {blind, nil}, "what is not": {not(source), nil}, "all that is blind": {all(blind, blind), nil},
		"all": {all(blind, name, source), []Needle{{"eventName", "x"}}}, "a role before all": {all(name, role, source), []Needle{{Text: "r"}}}, "all and nothing": {all(name, never()), []Needle{}},
		"any": {anyOf(name, role, name), []Needle{{"eventName", "x"}, {Text: "r"}}}, "any, one blind": {anyOf(name, blind), nil}, "any of nothing": {anyOf(name, never()), []Needle{{"eventName", "x"}}},
		"only of EventBridge": {is(Source, CaseUpdates), []Needle{}}, "a pattern": {matchesAny(field(RequestName), []string{"a*longer*b", "*"}), []Needle{{Text: "longer"}, {}}},
		"a pattern for what is put together": {matchesAny(actor(), []string{"a"}), nil},
	} {
		if (c.cond.needles == nil) != (c.want == nil) || !slices.Equal(c.cond.needles, c.want) {
			t.Errorf("%s: %q, expected %q", what, c.cond.needles, c.want)
		}
	}
}
