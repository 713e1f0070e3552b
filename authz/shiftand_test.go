package authz_test

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hotline/authz"
)

// TestLongRuns compares long patterns and texts, which are matched otherwise
// than short ones, with regular expressions.
func TestLongRuns(t *testing.T) {
	t.Parallel()
	letters := func(set string, least, most int) *rapid.Generator[string] {
		return rapid.StringOfN(rapid.SampledFrom([]rune(set)), least, most, -1)
	}
	rapid.Check(t, func(rt *rapid.T) {
		run := letters("ab?", 1, 130).Draw(rt, "run")
		before := letters("ab", 0, 200).Draw(rt, "before")
		text := before + strings.ReplaceAll(run, "?", letters("ab", 1, 1).Draw(rt, "any")) + letters("abc", 0, 200).Draw(rt, "after")
		if rapid.Bool().Draw(rt, "spoilt") {
			text = strings.Replace(text, "a", "c", 1+len(text)/50)
		}
		pattern := "*" + run + "*" + letters("ab?", 0, 3).Draw(rt, "end")
		if got, want := plainText(t, pattern, text), asRegexp(pattern).MatchString(text); got != want {
			rt.Fatalf("%q, %q: %v, want %v", pattern, text, got, want)
		}
	})
	// Characters of several bytes, and such as are in no pattern.
	long := strings.Repeat("x", 5000)
	for _, tt := range []struct {
		pattern, text string
		want          bool
	}{
		{"*aaaaaaaaaaaaaaa?b*", long + "aaaaaaaaaaaaaaaéb", true},
		{"*ééééééééééé?b*", long + "éééééééééééxb", true},
		{"*aaaaaaaaaaaaaaa?b*", long + "aaaaaaaaaaaaaaa!b", true},
		{"*aaaaaaaaaaaaaaa?b*", long + "aaaaaaaaaaaaaaa!c", false},
		{"*a" + strings.Repeat("?", 100) + "b*", long + "a" + strings.Repeat("-", 100) + "b", true},
	} {
		if got := plainText(t, tt.pattern, tt.text); got != tt.want {
			t.Errorf("%.20q…: %v", tt.pattern, got)
		}
	}
}

// asRegexp is a pattern as regular expression.
func asRegexp(pattern string) *regexp.Regexp {
	quoted := regexp.QuoteMeta(pattern)
	return regexp.MustCompile("(?s)^" + strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(quoted) + "$")
}

// TestUnclosedVariable holds that what only begins like a variable stands for
// itself, in an ARN as well.
func TestUnclosedVariable(t *testing.T) {
	t.Parallel()
	p := authz.Policies{Identity: list(one(t, allowIf(`"ArnLike":{"aws:SourceArn":"arn:${aws:s3:::b"}`)))}
	d := decide(t, reads(t, authz.NewContext(is("aws:SourceArn", "arn:${aws:s3:::b"))), &p)
	wantEffect(t, d, authz.Allowed, "")
}
