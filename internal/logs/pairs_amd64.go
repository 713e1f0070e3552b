package logs

import (
	"math/bits"

	"golang.org/x/sys/cpu"
)

// nextPair looks at n bytes, a multiple of 32, for the beginning of one of the pairs,
// and reads one byte more. It returns the first place, a multiple of 32, from which on
// one of the next 32 bytes is such a beginning, and which of them are; n and 0 where
// there is none.
//
//go:noescape
func nextPair(text *byte, n int, p *pairs) (at int, mask uint32)

// fast looks at as much as it can by 32 bytes at a time, and returns where it ended.
func (p *pairs) fast(text []byte, from, to int, places []int) (int, []int) {
	if !cpu.X86.HasAVX2 {
		return from, places
	}
	end := from + (min(to, len(text)-1)-from)&^31
	for from < end {
		at, mask := nextPair(&text[from], end-from, p)
		from += at
		for ; mask != 0; mask &= mask - 1 {
			places = append(places, from+bits.TrailingZeros32(mask))
		}
		if from < end {
			from += 32
		}
	}
	return from, places
}
