package logs

import (
	"bytes"
	"slices"
)

// A pair is two bytes next to each other.
type pair [2]byte

// pairs are four pairs to look for at once: their first bytes, then their second ones.
type pairs [8]byte

// inFours puts pairs together, the last ones with pairs that are there already.
func inFours(all []pair) []pairs {
	var out []pairs
	for four := range slices.Chunk(all, 4) {
		var p pairs
		for i := range 4 {
			p[i], p[4+i] = four[min(i, len(four)-1)][0], four[min(i, len(four)-1)][1]
		}
		out = append(out, p)
	}
	return out
}

// in appends the places between two at which one of the pairs begins, each at least
// once, in no particular order. A pair may end beyond.
func (p *pairs) in(text []byte, from, to int, places []int) []int {
	from, places = p.fast(text, from, to, places)
	for i := range 4 {
		if i > 0 && p[i] == p[i-1] && p[4+i] == p[3+i] {
			continue
		}
		for at := from; ; at++ {
			n := bytes.IndexByte(text[at:to], p[i])
			if n < 0 {
				break
			}
			if at += n; at+1 < len(text) && text[at+1] == p[4+i] {
				places = append(places, at)
			}
		}
	}
	return places
}
