package logs

import (
	"slices"
	"strings"

	"hotline/jsoncut"
	"hotline/trail"
)

// A finder finds the places in a text at which an event that matters may be. It looks
// for the needles that such an event must contain: for each by two bytes of it that
// are seldom next to each other in logs, so that most of a text is passed over many
// bytes at a time.
//
// A character of a needle may be written as an escape (\u0041), so that every place at
// which one of them is, is a place to look at as well. Escapes that CloudTrail writes
// itself (\u003d for =, \u0026 for &) are of characters that no needle has.
type finder struct {
	anchors []anchor
	escapes [128]bool // characters of needles
	pairs   []pairs   // of the anchors, and what begins an escape
}

// An anchor is two bytes with the needles that are found by them.
type anchor struct {
	pair    pair
	needles []anchored
	before  string    // what all of them have before the anchor
	after   string    // what all of them have from the anchor on
	ahead   [256]bool // the bytes that they have before that
	open    bool      // whether one of them has nothing before that
}

// anchored is a needle with where in it the anchor is.
type anchored struct {
	trail.Needle
	at int
}

// minNeedle is the length below which a needle is not worth looking for: it would be
// everywhere.
const minNeedle = 4

// newFinder is a finder for needles. It is false where one of them is of no use.
func newFinder(needles []trail.Needle) (*finder, bool) {
	f := &finder{}
	left, ok := useful(needles)
	if !ok {
		return nil, false
	}
	for _, n := range left {
		for _, c := range []byte(n.Key + n.Text) {
			f.escapes[c] = true
		}
	}
	all := []pair{{'\\', 'u'}}
	for len(left) > 0 {
		a := anchor{pair: bestAnchor(left)}
		left = slices.DeleteFunc(left, func(n trail.Needle) bool {
			at := strings.Index(n.Text, string(a.pair[:]))
			if at >= 0 {
				a.needles = append(a.needles, anchored{n, at})
			}
			return at >= 0
		})
		f.anchors = append(f.anchors, a.common())
		all = append(all, a.pair)
	}
	f.pairs = inFours(all)
	return f, true
}

// useful are the needles that must be looked for: where one is a part of another one,
// whatever has the other has it too.
func useful(needles []trail.Needle) ([]trail.Needle, bool) {
	var plain []trail.Needle
	for _, n := range needles {
		if n.Key == "" {
			n.Text = longestPlain(n.Text)
		}
		if len(n.Text) < minNeedle || len(n.Text) > margin/2 || longestPlain(n.Text) != n.Text {
			return nil, false
		}
		plain = append(plain, n)
	}
	var out []trail.Needle
	for i, n := range plain {
		if !slices.ContainsFunc(plain, func(m trail.Needle) bool { return m.Key == "" && m != n && strings.Contains(n.Text, m.Text) }) &&
			!slices.Contains(plain[:i], n) {
			out = append(out, n)
		}
	}
	return out, true
}

// common finds what the needles have in common around the anchor.
func (a anchor) common() anchor {
	n := a.needles[0]
	a.before, a.after = n.Text[:n.at], n.Text[n.at:]
	for _, n := range a.needles[1:] {
		for !strings.HasSuffix(n.Text[:n.at], a.before) {
			a.before = a.before[1:]
		}
		for !strings.HasPrefix(n.Text[n.at:], a.after) {
			a.after = a.after[:len(a.after)-1]
		}
	}
	for _, n := range a.needles {
		if rest := n.Text[:n.at-len(a.before)]; rest == "" {
			a.open = true
		} else {
			a.ahead[rest[len(rest)-1]] = true
		}
	}
	return a
}

// longestPlain is the longest part of a text that is written in JSON as it is.
func longestPlain(s string) string {
	longest := ""
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return !isPlain(r) }) {
		if len(part) > len(longest) {
			longest = part
		}
	}
	return longest
}

// isPlain reports whether a character is not among those that writers of JSON like to
// escape.
func isPlain(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("-_.@,", r)
}

// bestAnchor are the two bytes by which to find as many needles as possible, while
// they are found as seldom as possible elsewhere.
func bestAnchor(needles []trail.Needle) (best pair) {
	bestCost := 0.0
	for _, n := range needles {
		for i := range len(n.Text) - 1 {
			p := pair{n.Text[i], n.Text[i+1]}
			found := 0
			for _, m := range needles {
				if strings.Contains(m.Text, string(p[:])) {
					found++
				}
			}
			// Passing over a text costs something for each anchor, as well as each place.
			if cost := (200 + frequency(p[0])*frequency(p[1])) / float64(found); bestCost == 0 || cost < bestCost {
				best, bestCost = p, cost
			}
		}
	}
	return best
}

// frequency is how many of a thousand bytes of a log are c, roughly: it decides how
// fast a needle is found, and nothing else.
func frequency(c byte) float64 {
	switch {
	case strings.IndexByte("jJQYXqz@", c) >= 0:
		return 2
	case strings.IndexByte("UBWFGZx_KLVMkHNPh,", c) >= 0:
		return 3.5
	case strings.IndexByte("OECRTDgywfvSb", c) >= 0:
		return 7
	case strings.IndexByte("59Ip78.A64ml", c) >= 0:
		return 13
	case strings.IndexByte("u-23dci0o1", c) >= 0:
		return 24
	}
	return 45
}

// block is how many bytes are looked at for all anchors in turn: they stay in the
// nearest cache.
const block = 32 << 10

// margin is how far beyond its anchor a needle is looked at, at most.
const margin = 256

// A search is the search of one text, which may become longer while it is searched.
type search struct {
	*finder
	done   int   // how much of the text is searched
	places []int // in order
	flood  bool  // there are so many of them that the text is better read as a whole
}

// maxPlaces bounds how many places are remembered of one text.
const maxPlaces = 1 << 18

// begin begins with another text.
func (s *search) begin() { s.done, s.places, s.flood = 0, s.places[:0], false }

// find searches what has come to the text; all tells that nothing more will come.
func (s *search) find(text []byte, all bool) {
	end := len(text) - margin
	if all {
		end = len(text)
	}
	for s.done < end && !s.flood {
		to := min(s.done+block, end)
		first := len(s.places)
		for i := range s.pairs {
			s.places = s.pairs[i].in(text, s.done, to, s.places)
		}
		found := s.places[:first]
		for _, place := range s.places[first:] {
			if s.leads(text, place) {
				found = append(found, place)
			}
		}
		s.places = found
		slices.Sort(s.places[first:])
		s.done, s.flood = to, len(s.places) > maxPlaces
	}
}

// leads reports whether one of the needles is at a place where its anchor may be, or
// one of their characters as an escape.
func (f *finder) leads(text []byte, place int) bool {
	if text[place] == '\\' {
		return f.isEscape(text, place)
	}
	for i := range f.anchors {
		if a := &f.anchors[i]; a.pair[0] == text[place] && a.leads(text, place) {
			return true
		}
	}
	return false
}

// isEscape reports whether a character of a needle is written as an escape at a place.
func (f *finder) isEscape(text []byte, place int) bool {
	if place+6 > len(text) {
		return false
	}
	r, ok := jsoncut.Hex(string(text[place+2 : place+6]))
	return ok && r < 128 && f.escapes[r]
}

// leads reports whether one of the needles is where the anchor is.
func (a *anchor) leads(text []byte, place int) bool {
	begin, end := place-len(a.before), place+len(a.after)
	if begin < 1 || !a.open && !a.ahead[text[begin-1]] {
		return false // the cheapest question comes first: most places end here
	}
	return end <= len(text) && string(text[place:end]) == a.after && string(text[begin:place]) == a.before && a.isAt(text, place)
}

// isAt reports whether one of the needles is where the anchor is.
func (a *anchor) isAt(text []byte, place int) bool {
	for i := range a.needles {
		if a.needles[i].isAt(text, place) {
			return true
		}
	}
	return false
}

// isAt reports whether the needle is where its anchor is.
func (n *anchored) isAt(text []byte, anchor int) bool {
	begin := anchor - n.at
	end := begin + len(n.Text)
	if begin < 1 || end > len(text) || text[begin] != n.Text[0] || n.Key != "" && text[begin-1] != '"' {
		return false // the cheapest questions come first: most places end here
	}
	return string(text[begin:end]) == n.Text && (n.Key == "" || isValueOf(text, begin, end, n.Key))
}

// isValueOf reports whether what is between two places is the whole value of a key.
func isValueOf(text []byte, begin, end int, key string) bool {
	if begin == 0 || text[begin-1] != '"' || end >= len(text) || text[end] != '"' {
		return false
	}
	i := spaceBefore(text, begin-1)
	if i == 0 || text[i-1] != ':' {
		return false
	}
	i = spaceBefore(text, i-1)
	return i > len(key)+1 && text[i-1] == '"' && string(text[i-1-len(key):i-1]) == key && text[i-2-len(key)] == '"'
}

// spaceBefore is where the space before a place begins.
func spaceBefore(text []byte, i int) int {
	for i > 0 && (text[i-1] == ' ' || text[i-1] == '\n' || text[i-1] == '\t' || text[i-1] == '\r') {
		i--
	}
	return i
}
