package authz_test

import (
	"testing"

	"hotline/authz"
)

// TestResourcesByHand are patterns and texts that each take another way through
// the comparison. The naive matcher must say the same.
func TestResourcesByHand(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, text string
		matches       bool
	}{
		{"*", "", true}, {"**", "a", true}, {"a*", "a", true}, {"a*", "b", false}, {"*a", "ba", true}, {"*a", "ab", false}, {"a*b", "ab", true}, {"a*ba", "aba", true}, {"ab*ba", "aba", false},
		{"?", "", false}, {"?", "é", true}, {"??", "é", false}, {"a?c", "abc", true}, {"a*??", "ab", false}, {"a*??", "abé", true}, {"*?b*", "aa", false}, {"*?b*", "aab", true},
		{"*aa?b*", "aaaab", true}, {"*ab*ab*", "xabx", false}, {"*a?*c", "abd", false}, {"a*b*c?", "abbcc", true}, {"a", "ab", false}, {"?a*", "ba:b", true},
		{"arn:*", "arn:aws:s3:::b", true}, {"arn:a*s:*", "arn:aws:x", true}, {"arn:a*s:*", "arn:a:s:x", false}, {"arn:*s:*", "arn::s:x", false}, {"arn:?:x", "arn:::x", false},
		{"arn:a*:x", "arn:a:b:x", true}, {"arn:a:b:c:d:*e?", "arn:a:b:c:d:x:e:", true}, {"arn:a:b:c:?:e*", "arn:a:b:c:d:e:f", true}, {"arn:**:x", "arn:a:b:x", true}, {"arn:*?:x", "arn:a:b:x", false},
	} {
		if got := engineResource(t, c.pattern, c.text); got != c.matches {
			t.Errorf("resource %q, pattern %q: %v", c.text, c.pattern, got)
		}
		if got := naiveResource(c.pattern, c.text); got != c.matches {
			t.Errorf("resource %q, pattern %q: the naive matcher says %v", c.text, c.pattern, got)
		}
	}
}

// TestTextsThatAreNoUTF8 holds that no text of a request makes a pattern panic.
func TestTextsThatAreNoUTF8(t *testing.T) {
	t.Parallel()
	for _, pattern := range []string{"arn:*a:b", "arn:?:*", "*", "*?", "?*a", "arn:a:b:c:d:*?x"} {
		for _, text := range []string{"\x80", "\xff", "arn:\x80:b", "arn:\x80a:b", "\xe2\x82", "arn:\xe2\x82:\xac"} {
			func() {
				defer func() {
					if r := recover(); r != nil {
						t.Errorf("resource %q, pattern %q: panic: %v", text, pattern, r)
					}
				}()
				engineResource(t, pattern, text)
				engineCondition(t, "ArnLike", pattern, text)
				engineCondition(t, "StringLike", pattern, text)
			}()
		}
	}
}

// TestLacking are contexts that say of keys that they are absent.
func TestLacking(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		context *authz.Context
		key     string
	}{
		"follows from the request": {authz.NewContext(nil).Lacking("AWS:UserName"), "aws:username"},
		"not told, open":           {authz.OpenContext(nil).Lacking("a"), "a"},
		"told":                     {authz.NewContext(is("a", "1")).Lacking("a"), "a"},
	} {
		p := authz.Policies{Identity: list(one(t, allowIf(`"Null":{`+quoted(c.key)+`:"true"}`)))}
		if d := decide(t, reads(t, c.context), &p); d.Effect != authz.Allowed {
			t.Errorf("%s: %s, though %s is said to be absent", name, d.Effect, c.key)
		}
	}
}
