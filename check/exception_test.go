package check_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hotline/check"
)

func TestMatch(t *testing.T) {
	t.Parallel()
	const role = "arn:aws:iam::111122223333:role/team/break-glass"
	for _, tt := range []struct {
		pattern, text string
		want          bool
	}{
		{role, role, true}, {"*", role, true}, {"**", role, true}, {"*", "", true}, {"", "", true}, {"", role, false},
		{"arn:aws:iam::*:role/*", role, true}, {"arn:aws:iam::*:role/break-glass", role, false}, {"arn:*break-glass", role, true},
		{"arn:*glass*", role, true}, {"*team*glass", role, true}, {"*glass*team*", role, false}, {"*role/team", role, false},
		{"team*", role, false}, {"ab*bc", "abc", false}, {"ab*bc", "abbc", true}, {"a*a*a", "aa", false}, {"a*a*a", "aaa", true},
		{"a?c", "abc", false}, {"[a]", "a", false}, {"ROLE", "role", false}, {"*a", "ba", true}, {"*ab*ab", "ab", false},
	} {
		if got := check.Match(tt.pattern, tt.text); got != tt.want {
			t.Errorf("Match(%q, %q) = %v", tt.pattern, tt.text, got)
		}
	}
}

// TestMatchIsRegexp compares with a regular expression.
func TestMatchIsRegexp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		word := rapid.StringOfN(rapid.RuneFrom([]rune("ab/:*.")), 0, 8, -1)
		pattern, text := word.Draw(rt, "pattern"), strings.ReplaceAll(word.Draw(rt, "text"), "*", "")
		want := regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, ".*") + "$").MatchString(text)
		if got := check.Match(pattern, text); got != want {
			rt.Fatalf("Match(%q, %q) = %v", pattern, text, got)
		}
	})
}

func TestException(t *testing.T) {
	t.Parallel()
	rule := &check.Rule{ID: "SR003", Name: "trust-anyone"}
	e := check.Exception{Rule: "sr003", Account: "1111*", Resource: "*:role/a", Expires: time.Date(2027, 4, 1, 0, 0, 0, 0, time.UTC)}
	if e.LastDay() != "2027-03-31" || e.IsExpired(e.Expires.Add(-time.Second)) || !e.IsExpired(e.Expires) {
		t.Errorf("%s %v", e.LastDay(), e.IsExpired(e.Expires))
	}
	byName, all := e, check.Exception{Rule: "SR003"}
	byName.Rule = "trust-anyone"
	for name, tt := range map[string]struct{ got, want bool }{
		"all fits":         {e.Covers(rule, "111122223333", "arn:aws:iam::111122223333:role/a"), true},
		"by name":          {byName.Covers(rule, "111122223333", "x:role/a"), true},
		"nothing said":     {all.Covers(rule, "", ""), true},
		"another rule":     {e.Covers(&check.Rule{ID: "SR004"}, "111122223333", "x:role/a"), false},
		"another account":  {e.Covers(rule, "999900001111", "x:role/a"), false},
		"another resource": {e.Covers(rule, "111122223333", "x:role/b"), false},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %v", name, tt.got)
		}
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	rules := []check.Rule{{ID: "SR003", Name: "trust-anyone"}, {ID: "SR019", Name: "other-ways-to-support"}}
	for _, name := range []string{"SR003", "sr003", "Trust-Anyone"} {
		if r, err := check.FindRule(rules, name); err != nil || r.ID != "SR003" {
			t.Errorf("%s: %v %v", name, r, err)
		}
	}
	if f, err := check.FindFramework("CIS-7.0.0"); err != nil || f.Key != "cis-7.0.0" {
		t.Errorf("%v %v", f, err)
	}
	_, noRule := check.FindRule(rules, "SR091")
	_, noKey := check.FindFramework("nist-800-53")
	_, noIdea := check.FindFramework("x")
	for err, want := range map[error]string{
		noRule: `no rule "SR091" (see hotline rules list); did you mean SR019?`,
		noKey:  `no framework "nist-800-53" (see hotline frameworks); did you mean nist-800-53-r5?`,
		noIdea: `no framework "x" (see hotline frameworks)`,
	} {
		if err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
