package authz

// A shiftAnd finds a run of characters, some of which may be any, in a text of
// one byte a character: all places at which the run may have begun are followed
// at once, as bits. It takes time in proportion to the text, and to the run in
// steps of 64.
type shiftAnd struct {
	masks map[byte][]uint64 // by character, the places of the run that it fits
	any   []uint64          // the places that every character fits
	size  int
}

// longRun is the shortest run, and worthwhile the least work, for which the
// preparation pays.
const (
	longRun    = 16
	worthwhile = 1 << 12
)

// newShiftAnd prepares the search. It reports false where a plain search is as
// good, or a character of the run is longer than a byte.
func newShiftAnd(run []token, text string) (shiftAnd, bool) {
	var s shiftAnd
	for _, t := range run {
		s.size += max(len(t.text), 1)
		if !isASCII(t.text) {
			return s, false
		}
	}
	if s.size < longRun || s.size*len(text) < worthwhile {
		return s, false
	}
	words := (s.size + 63) / 64
	s.masks = map[byte][]uint64{}
	s.any = make([]uint64, words)
	at := 0
	for _, t := range run {
		if t.kind == tokenOne {
			s.any[at/64] |= 1 << (at % 64)
			at++
		}
		for i := range len(t.text) {
			if s.masks[t.text[i]] == nil {
				s.masks[t.text[i]] = make([]uint64, words)
			}
			s.masks[t.text[i]][at/64] |= 1 << (at % 64)
			at++
		}
	}
	for _, mask := range s.masks {
		for w := range mask {
			mask[w] |= s.any[w]
		}
	}
	return s, true
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// find is where the leftmost match ends, or -1. It is not sure where it meets a
// character of several bytes before.
func (s shiftAnd) find(text string) (end int, sure bool) {
	state := make([]uint64, len(s.any))
	last := s.size - 1
	for i := range len(text) {
		if text[i] >= 0x80 {
			return -1, false
		}
		mask := s.masks[text[i]]
		if mask == nil {
			mask = s.any
		}
		carry := uint64(1)
		for w := range state {
			next := state[w] >> 63
			state[w] = (state[w]<<1 | carry) & mask[w]
			carry = next
		}
		if state[last/64]>>(last%64)&1 == 1 {
			return i + 1, true
		}
	}
	return -1, true
}
