package redact

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

// anyWord generates words of all kinds: names, digits, those that begin as
// public words do, and letters beyond ASCII.
func anyWord() *rapid.Generator[string] {
	begin := rapid.SampledFrom([]string{"", "", "a", "s", "su", "sup", "aws", "awss", "amaz", "ro", "role", "Adm", "admin", "ADMINISTRATOR", "0", "é"})
	return rapid.Custom(func(t *rapid.T) string {
		return begin.Draw(t, "begin") + rapid.StringOfN(rapid.OneOf(
			rapid.SampledFrom([]rune("abcdefghijklmnopqrstuvwxyz")),
			rapid.SampledFrom([]rune("abAB019")),
			rapid.SampledFrom([]rune("äÄéßſıİKΣσςΑЖж漢字٣²€–🦄µǅ")),
		), 0, 12, -1).Draw(t, "rest")
	})
}

// common is the number of characters that two words begin with alike, in any
// case that has a counterpart.
func common(a, b string) int {
	x, y := []rune(a), []rune(b)
	n := 0
	for n < len(x) && n < len(y) {
		c, _ := fold(x[n])
		d, _ := fold(y[n])
		if c != d {
			break
		}
		n++
	}
	return n
}

func trees() map[string]*tree {
	r := redactor()
	return map[string]*tree{"names": r.names, "keys of tags": r.tagKeys, "subjects": r.subjects, "types of iam": r.typeTree("iam")}
}

// TestPrefixes holds that images of words share exactly what the words do, and
// so are different for different words.
func TestPrefixes(t *testing.T) {
	t.Parallel()
	for name, tree := range trees() {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				a := anyWord().Draw(t, "a")
				b := anyWord().Draw(t, "b")
				if rapid.Bool().Draw(t, "related") {
					runes := []rune(a)
					b = string(runes[:rapid.IntRange(0, len(runes)).Draw(t, "shared")]) + b
				}
				x, y := tree.replace(a), tree.replace(b)
				if common(a, b) != common(x, y) {
					t.Fatalf("%q and %q share %d, their images %q and %q share %d", a, b, common(a, b), x, y, common(x, y))
				}
				if (a == b) != (x == y) {
					t.Fatalf("%q and %q became %q and %q", a, b, x, y)
				}
				if strings.EqualFold(a, strings.ToUpper(a)) && !strings.EqualFold(tree.replace(strings.ToUpper(a)), x) && isASCII(a) {
					t.Fatalf("%q in upper case became %q", a, tree.replace(strings.ToUpper(a)))
				}
			})
		})
	}
}

func isASCII(s string) bool { return strings.IndexFunc(s, func(c rune) bool { return c >= 0x80 }) < 0 }

// TestClasses holds that characters stay of their class, one for one.
func TestClasses(t *testing.T) {
	t.Parallel()
	tree := redactor().names
	rapid.Check(t, func(t *rapid.T) {
		word := []rune(anyWord().Draw(t, "word"))
		image := []rune(tree.replace(string(word)))
		if len(image) != len(word) {
			t.Fatalf("%q became %q", string(word), string(image))
		}
		for i, c := range word {
			d := image[i]
			if unicode.IsUpper(c) != unicode.IsUpper(d) && c < 0x80 || isWord(c) != isWord(d) || c < 0x80 != (d < 0x80) ||
				c >= 0x80 && (c>>8 != d>>8 && kindOf(c) != kindUpper || kindOf(c) != kindOf(d)) || c < 0x80 && shapeOf(string(c)) != shapeOf(string(d)) {
				t.Fatalf("%q in %q became %q", c, string(word), d)
			}
		}
	})
}

// TestPublicWords holds that public words stay, in any case, and what they
// begin with does.
func TestPublicWords(t *testing.T) {
	t.Parallel()
	r := redactor()
	for _, w := range r.public.sections["words"] {
		w = strings.TrimSuffix(w, "*")
		for i := range w {
			for _, s := range []string{w[:i+1], strings.ToUpper(w[:i+1])} {
				if got := r.names.replace(s); got != s {
					t.Errorf("%q became %q", s, got)
				}
			}
		}
	}
	if got := r.names.replace("AWSServiceRoleForAnything9"); got != "AWSServiceRoleForAnything9" {
		t.Error(got)
	}
}

// TestKeys holds that another key gives other images, and the same the same.
func TestKeys(t *testing.T) {
	t.Parallel()
	word := "confidential"
	a, b, c := redactor().names.replace(word), redactor().names.replace(word), New([]byte("another")).names.replace(word)
	if a != b || a == c || a == word || c == word {
		t.Error(a, b, c)
	}
}

// TestPermutation holds that a permutation is one, that it has the fixed
// points that it should, and that these change as little as can be.
func TestPermutation(t *testing.T) {
	t.Parallel()
	members := []rune("abcdefghijklmnopqrstuvwxyz")
	rapid.Check(t, func(t *rapid.T) {
		seed := derive([]byte(rapid.String().Draw(t, "key")), "")
		free := permutation(seed, members, nil)
		n := new(node)
		fixed := rapid.SliceOfNDistinct(rapid.SampledFrom(members), 0, 8, rapid.ID).Draw(t, "fixed")
		for _, c := range fixed {
			n.add(string(c))
		}
		images := permutation(seed, members, n)
		sorted := slices.Sorted(slices.Values(images))
		if !slices.Equal(sorted, members) {
			t.Fatalf("%q", string(images))
		}
		moved := 0
		for i, c := range members {
			if slices.Contains(fixed, c) && images[i] != c {
				t.Fatalf("%q became %q", c, images[i])
			}
			if images[i] != free[i] {
				moved++
			}
		}
		if moved > 2*len(fixed) {
			t.Fatalf("%d fixed points moved %d others", len(fixed), moved)
		}
	})
}

// TestLongWord holds that a word of any length is replaced, in time that its
// length bounds.
func TestLongWord(t *testing.T) {
	t.Parallel()
	word := strings.Repeat("x", 1<<12)
	tree := redactor().names
	got := tree.replace(word)
	if len(got) != len(word) || len(tree.known) != 0 {
		t.Error(len(got), len(tree.known))
	}
}
