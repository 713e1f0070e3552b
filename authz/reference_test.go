package authz_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hotline/authz"
)

// A glyph is one character of a pattern, taken apart by hand.
type glyph struct {
	char  rune
	bound bool // a wildcard that does not match a colon
}

// glyphs takes a pattern apart by the rule for resources: in the first five
// segments of an ARN a wildcard stays within its segment, unless it is a "*" at
// the end of it.
func glyphs(pattern string, arn bool) []glyph {
	var out []glyph
	colons, runes := 0, []rune(pattern)
	for i, c := range runes {
		if c == ':' {
			colons++
		}
		last := i+1 == len(runes) || runes[i+1] == ':'
		out = append(out, glyph{c, arn && colons < 5 && (c == '?' || c == '*' && !last)})
	}
	return out
}

// naive compares in the simplest way: it tries everything.
func naive(pattern []glyph, text []rune) bool {
	if len(pattern) == 0 {
		return len(text) == 0
	}
	g := pattern[0]
	may := len(text) > 0 && (!g.bound || text[0] != ':')
	switch g.char {
	case '*':
		return naive(pattern[1:], text) || may && naive(pattern, text[1:])
	case '?':
		return may && naive(pattern[1:], text[1:])
	}
	return len(text) > 0 && text[0] == g.char && naive(pattern[1:], text[1:])
}

func naiveWild(pattern, text string) bool { return naive(glyphs(pattern, false), []rune(text)) }

// naiveAction compares without regard to case, which only the letters of ASCII
// have.
func naiveAction(pattern, name string) bool {
	fold := func(s string) string {
		return strings.Map(func(c rune) rune {
			if 'A' <= c && c <= 'Z' {
				return c + 'a' - 'A'
			}
			return c
		}, s)
	}
	return naiveWild(fold(pattern), fold(name))
}

func naiveResource(pattern, resource string) bool {
	return naive(glyphs(pattern, strings.HasPrefix(pattern, "arn:")), []rune(resource))
}

// naiveARN compares the six parts of an ARN one by one.
func naiveARN(pattern, arn string) bool {
	if pattern == "*" {
		pattern = "*:*:*:*:*:*"
	}
	want, have := strings.SplitN(pattern, ":", 6), strings.SplitN(arn, ":", 6)
	if len(want) != 6 || len(have) != 6 {
		return false
	}
	for i := range want {
		if !naiveWild(want[i], have[i]) {
			return false
		}
	}
	return true
}

// The engine, asked by a policy of one statement.

func engineAction(t fataler, pattern string, a authz.Action) bool {
	t.Helper()
	r := reads(t, nil)
	r.Action = a
	return allows(t, r, `"Effect":"Allow","Resource":"*","Action":`+quoted(pattern))
}

func engineResource(t fataler, pattern, resource string) bool {
	t.Helper()
	r := reads(t, nil)
	r.Resource = resource
	return allows(t, r, `"Effect":"Allow","Action":"*","Resource":`+quoted(pattern))
}

func engineCondition(t fataler, operator, pattern, value string) bool {
	t.Helper()
	return allows(t, reads(t, authz.NewContext(is("test:key", value))), allowIf(quoted(operator)+`:{"test:key":`+quoted(pattern)+`}`))
}

func allows(t fataler, r *authz.Request, statement string) bool {
	t.Helper()
	d := decide(t, r, &authz.Policies{Identity: list(one(t, statement))})
	return d.Effect == authz.Allowed
}

// drawPattern draws a pattern of some characters and wildcards.
func drawPattern(t *rapid.T, alphabet string) string {
	return rapid.StringOfN(rapid.SampledFrom([]rune(alphabet)), 0, 9, -1).Draw(t, "pattern")
}

// drawText draws a text that the pattern matches, or nearly.
func drawText(t *rapid.T, pattern, alphabet string) string {
	var out strings.Builder
	letters := rapid.SampledFrom([]rune(alphabet))
	for _, c := range pattern {
		switch c {
		case '*':
			out.WriteString(rapid.StringOfN(letters, 0, 3, -1).Draw(t, "star"))
		case '?':
			out.WriteRune(letters.Draw(t, "one"))
		default:
			out.WriteRune(c)
		}
	}
	text := []rune(out.String())
	for chance(t, "differ", 3) && len(text) > 0 {
		i := rapid.IntRange(0, len(text)-1).Draw(t, "at")
		if rapid.Bool().Draw(t, "drop") {
			text = append(text[:i:i], text[i+1:]...)
		} else {
			text[i] = letters.Draw(t, "instead")
		}
	}
	return string(text)
}

func TestActionsMatchAsTheReference(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pattern := drawPattern(t, "aaAbB:**?")
		if !strings.ContainsAny(pattern, ":*") {
			pattern = "a:" + pattern
		}
		name := strings.Trim(drawText(t, pattern, "aAbB:"), ":")
		if !strings.Contains(name, ":") {
			name = "a:" + name + "b"
		}
		if got, want := engineAction(t, pattern, action(t, name)), naiveAction(pattern, name); got != want {
			t.Fatalf("action %q, pattern %q: %v, want %v", name, pattern, got, want)
		}
	})
}

func TestResourcesMatchAsTheReference(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pattern := drawPattern(t, "aaAb/:é**?€")
		text := drawText(t, pattern, "aAb/:é€")
		if got, want := engineResource(t, pattern, text), naiveResource(pattern, text); got != want {
			t.Fatalf("resource %q, pattern %q: %v, want %v", text, pattern, got, want)
		}
	})
}

// drawARNPattern draws a pattern for ARNs, with more or fewer parts at times.
func drawARNPattern(t *rapid.T, letters string) string {
	parts := []string{"arn"}
	for range rapid.SampledFrom([]int{5, 5, 5, 5, 1, 3, 7}).Draw(t, "parts") {
		parts = append(parts, rapid.StringOfN(rapid.SampledFrom([]rune(letters)), 0, 3, -1).Draw(t, "part"))
	}
	return strings.Join(parts, ":")
}

func TestARNsOfResourcesMatchAsTheReference(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pattern := drawARNPattern(t, "aab**?")
		text := drawText(t, pattern, "aab:")
		if got, want := engineResource(t, pattern, text), naiveResource(pattern, text); got != want {
			t.Fatalf("resource %q, pattern %q: %v, want %v", text, pattern, got, want)
		}
	})
}

// TestLettersOfSeveralBytes holds that a wildcard matches whole characters
// within a segment, too.
func TestLettersOfSeveralBytes(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{{"arn:*??:*", "arn:€:x"}, {"arn:*?€:*", "arn:€:x"}, {"arn:?:*", "arn:€:x"}} {
		if got, want := engineResource(t, c[0], c[1]), naiveResource(c[0], c[1]); got != want {
			t.Fatalf("resource %q, pattern %q: %v, want %v", c[1], c[0], got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		pattern := drawARNPattern(t, "a**?€")
		text := drawText(t, pattern, "a€:")
		if got, want := engineResource(t, pattern, text), naiveResource(pattern, text); got != want {
			t.Fatalf("resource %q, pattern %q: %v, want %v", text, pattern, got, want)
		}
	})
}

func TestARNConditionsMatchAsTheReference(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pattern := drawARNPattern(t, "aab**?")
		if chance(t, "everything", 10) {
			pattern = "*"
		}
		text := drawText(t, pattern, "aab:")
		operator := rapid.SampledFrom([]string{"ArnLike", "ArnEquals", "ForAnyValue:ArnLike", "ArnNotLike"}).Draw(t, "operator")
		want := naiveARN(pattern, text) != (operator == "ArnNotLike")
		if operator == "ForAnyValue:ArnLike" && text == "" {
			want = false // an empty text is no value of a set
		}
		if got := engineCondition(t, operator, pattern, text); got != want {
			t.Fatalf("%s %q, value %q: %v, want %v", operator, pattern, text, got, want)
		}
	})
}

func TestTextsMatchAsTheReference(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pattern := drawPattern(t, "aaAbé€***?")
		text := drawText(t, pattern, "aAbé€")
		if got, want := engineCondition(t, "StringLike", pattern, text), naiveWild(pattern, text); got != want {
			t.Fatalf("StringLike %q, value %q: %v, want %v", pattern, text, got, want)
		}
		if got, want := engineCondition(t, "StringEquals", pattern, text), pattern == text; got != want {
			t.Fatalf("StringEquals %q, value %q: %v, want %v", pattern, text, got, want)
		}
		if got, want := engineCondition(t, "StringEqualsIgnoreCase", pattern, text), strings.EqualFold(pattern, text); got != want {
			t.Fatalf("StringEqualsIgnoreCase %q, value %q: %v, want %v", pattern, text, got, want)
		}
	})
}
