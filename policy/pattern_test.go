package policy_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hotline/policy"
)

type matchCase struct {
	pattern, action string
	want            bool
}

func runMatches(t *testing.T, cases []matchCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.pattern+" and "+c.action, func(t *testing.T) {
			t.Parallel()
			if policy.MatchAction(c.pattern, c.action) != c.want {
				t.Errorf("%q matches %q: %t, want %t", c.pattern, c.action, !c.want, c.want)
			}
		})
	}
}

func TestMatchAction(t *testing.T) {
	t.Parallel()
	runMatches(t, []matchCase{
		{"iam:PassRole", "iam:PassRole", true},
		{"iam:PassRole", "IAM:passrole", true},
		{"IAM:PASSROLE", "iam:PassRole", true},
		{"iam:PassRole", "iam:PassRoles", false},
		{"iam:PassRoles", "iam:PassRole", false},
		{"iam:PassRole", "sts:PassRole", false},
		{"", "", true},
		{"", "a", false},
		{"a", "", false},
		{"*", "", true},
		{"*", "iam:PassRole", true},
		{"**", "", true},
		{"***", "ab", true},
		{"*:*", "iam:PassRole", true},
		{"*:*", "iam", false},
		{"iam:*", "iam:", true},
		{"iam:*", "iam", false},
		{"*role", "iam:PassRole", true},
		{"*Role", "iam:PassRoles", false},
		{"iam:*Role*", "iam:UpdateRoleDescription", true},
		{"iam:*Role", "iam:RoleRoleX", false},
		{"iam:*Role", "iam:RoleXRole", true},
		{"i*:*s*l*", "iam:PassRole", true},
		{"*a*b*c", "aabbc", true},
		{"*a*b*c", "ccbba", false},
		{"*aab", "aaaab", true},
		{"a*ab", "ab", false},
		{"a*", "ba", false},
	})
}

func TestMatchActionWithQuestionMarks(t *testing.T) {
	t.Parallel()
	runMatches(t, []matchCase{
		{"?", "a", true},
		{"?", "", false},
		{"?", "ab", false},
		{"??", "ab", true},
		{"iam:?assRole", "iam:PassRole", true},
		{"iam:?PassRole", "iam:PassRole", false},
		{"iam:PassRole?", "iam:PassRole", false},
		{"*?", "", false},
		{"*?", "a", true},
		{"?*", "abc", true},
		{"*?*?*", "a", false},
		{"*?*?*", "ab", true},
		{"a?c*", "abcd", true},
		// Wildcards in the action are plain characters.
		{"a", "*", false},
		{"a", "?", false},
		{"a*", "a*", true},
		{"[a]", "a", false},
		{`\*`, "*", false},
		{"a.c", "abc", false},
		// "?" is one character, not one byte.
		{"?", "é", true},
		{"??", "é", false},
		{"*?b", "éb", true},
	})
}

// matches is the definition of the wildcards, without any thought of speed.
func matches(pattern, text []rune) bool {
	switch {
	case len(pattern) == 0:
		return len(text) == 0
	case pattern[0] == '*':
		return matches(pattern[1:], text) || len(text) > 0 && matches(pattern, text[1:])
	case len(text) == 0:
		return false
	case pattern[0] == '?' || pattern[0] == text[0]:
		return matches(pattern[1:], text[1:])
	}
	return false
}

func checkMatch(t fataler, pattern, action string) {
	t.Helper()
	want := matches([]rune(strings.ToLower(pattern)), []rune(strings.ToLower(action)))
	if policy.MatchAction(pattern, action) != want {
		t.Fatalf("%q matches %q: %t, want %t", pattern, action, !want, want)
	}
}

func TestMatchActionAgainstReference(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		// Few letters, so that many pairs match.
		pattern := rapid.StringMatching(`[abA*?]{0,8}`).Draw(t, "pattern")
		action := rapid.StringMatching(`[abB*]{0,10}`).Draw(t, "action")
		checkMatch(t, pattern, action)
	})
}

// A pattern that is made from an action by putting wildcards into it matches.
func TestMatchActionOfItsOwnPattern(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		action := rapid.StringMatching(`[a-z0-9]{1,6}:[A-Za-z]{1,12}`).Draw(t, "action")
		var pattern strings.Builder
		for _, c := range action {
			pattern.WriteString(rapid.SampledFrom([]string{string(c), strings.ToUpper(string(c)), "?", "*", "*" + string(c)}).Draw(t, "character"))
		}
		if !policy.MatchAction(pattern.String(), action) {
			t.Fatalf("%q does not match %q", pattern.String(), action)
		}
	})
}

// With one "*" after the other a matcher that tries every way would not come
// to an end.
func TestMatchActionIsNotExponential(t *testing.T) {
	t.Parallel()
	if policy.MatchAction(strings.Repeat("*a", 1000)+"b", strings.Repeat("a", 2000)) {
		t.Error("matches")
	}
}
