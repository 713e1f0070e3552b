package redact

import (
	"crypto/hmac"
	"crypto/sha256"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
)

// A tree replaces words character by character. Each character becomes another
// of its class, by a permutation that the key and the characters before it
// choose; so words that share their first n characters still do, and no more
// than that, and no two words become one. Where the characters so far begin a
// public word, the permutation leaves its next character alone.
type tree struct {
	root    []byte // key of the place before the first character
	letters string // the letters that stand for each other, in lower case
	public  *node
	known   map[string]string
	classes map[block][]rune // beyond ASCII
}

// A block is the characters of a kind that have all but the last eight bits in
// common.
type block struct {
	bits rune
	kind kind
}

// maxKnown bounds the words that a tree remembers, in bytes. Longer ones are
// no names, and seldom come twice.
const maxKnown = 64

func newTree(key []byte, letters string, public *node) *tree {
	return &tree{root: derive(key, "words of "+letters), letters: letters, public: public,
		known: map[string]string{}, classes: map[block][]rune{}}
}

// derive makes a key from another and a label.
func derive(key []byte, label string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(label)) // a hash takes everything
	return h.Sum(nil)
}

// replace replaces a word. Upper case stays upper case, and takes part in
// nothing else: words that differ in case alone still do.
func (t *tree) replace(word string) string {
	if out, ok := t.known[word]; ok {
		return out
	}
	var out strings.Builder
	key, public := t.root, t.public
	for i, c := range word {
		if public.isOpen() {
			out.WriteString(word[i:])
			break
		}
		lower, upper := fold(c)
		members := t.class(lower)
		at, _ := slices.BinarySearch(members, lower)
		image := permutation(derive(key, "\x00"+string(members[0])), members, public)[at]
		if upper {
			image = unicode.ToUpper(image)
		}
		out.WriteRune(image)
		key, public = derive(key, string(lower)), public.child(lower)
	}
	if len(word) <= maxKnown {
		t.known[word] = out.String()
	}
	return out.String()
}

// permutation is what the members of a class become. Each fixed point that the
// public words ask for exchanges two images, and leaves all others as they
// would be without it.
func permutation(seed []byte, members []rune, public *node) []rune {
	images := slices.Clone(members)
	rng := rand.New(rand.NewChaCha8([32]byte(seed)))
	rng.Shuffle(len(images), func(i, j int) { images[i], images[j] = images[j], images[i] })
	for _, c := range public.characters() {
		if i := slices.Index(images, c); i >= 0 {
			j := slices.Index(members, c)
			images[i], images[j] = images[j], images[i]
		}
	}
	return images
}

// fold is a letter in lower case, and whether it was in upper case. What has no
// single counterpart in the other case has no case here.
func fold(c rune) (lower rune, upper bool) {
	lower = unicode.ToLower(c)
	if lower == c || unicode.ToUpper(lower) != c || lower < 0x80 != (c < 0x80) {
		return c, false
	}
	return lower, true
}

// class is the characters that one in lower case may become, itself among
// them, in order. Beyond ASCII these are those of its block, so that Greek stays
// Greek: there are more letters than ASCII could tell apart.
func (t *tree) class(c rune) []rune {
	switch {
	case 'a' <= c && c <= 'z':
		return []rune(t.letters)
	case c < 0x80:
		return []rune("0123456789")
	}
	b := block{c >> 8, kindOf(c)}
	if t.classes[b] == nil {
		for m := max(b.bits<<8, 0x80); m>>8 == b.bits; m++ {
			if kindOf(m) == b.kind {
				t.classes[b] = append(t.classes[b], m)
			}
		}
	}
	return t.classes[b]
}

type kind uint8

const (
	kindOther kind = iota
	kindSpace
	kindUpper
	kindLower  // with a counterpart in upper case
	kindLetter // without
	kindNumber
	kindSymbol
)

// kindOf is the kind of a character beyond ASCII.
func kindOf(c rune) kind {
	if _, upper := fold(c); upper {
		return kindUpper
	}
	switch lower, paired := fold(unicode.ToUpper(c)); {
	case unicode.IsSpace(c):
		return kindSpace
	case paired && lower == c:
		return kindLower
	case unicode.IsLetter(c), unicode.IsMark(c):
		return kindLetter
	case unicode.IsNumber(c):
		return kindNumber
	case unicode.IsGraphic(c):
		return kindSymbol
	}
	return kindOther
}

// isWord reports whether a character is part of a word. All others, the
// punctuation of ASCII and spaces, stay as they are.
func isWord(c rune) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return true
	}
	return c >= 0x80 && !unicode.IsSpace(c)
}

// A node is a place in the tree of public words. No node is a place outside
// of it.
type node struct {
	next  map[rune]*node
	chars []rune // the keys of next, in order
	open  bool   // whatever follows is public
}

// add adds a word in lower case; behind one that ends in "*" all is public.
func (n *node) add(word string) {
	for _, c := range word {
		if c == '*' {
			n.open = true
			return
		}
		if n.next[c] == nil {
			if n.next == nil {
				n.next = map[rune]*node{}
			}
			n.next[c] = new(node)
			i, _ := slices.BinarySearch(n.chars, c)
			n.chars = slices.Insert(n.chars, i, c)
		}
		n = n.next[c]
	}
}

func (n *node) child(c rune) *node {
	if n == nil {
		return nil
	}
	return n.next[c]
}

func (n *node) characters() []rune {
	if n == nil {
		return nil
	}
	return n.chars
}

func (n *node) isOpen() bool { return n != nil && n.open }
