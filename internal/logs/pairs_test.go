package logs

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestPairs holds that pairs are found wherever they begin, near each other and at the
// ends of what is looked at.
func TestPairs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.SampledFrom([]byte(`ab\u"z`))
		text := rapid.SliceOfN(letters, 0, 300).Draw(t, "text")
		all := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) pair {
			return pair{letters.Draw(t, "first"), letters.Draw(t, "second")}
		}), 1, 6).Draw(t, "pairs")
		from := rapid.IntRange(0, len(text)).Draw(t, "from")
		to := rapid.IntRange(from, len(text)).Draw(t, "to")
		var want []int
		for i := from; i < to; i++ {
			if i+1 < len(text) && slices.Contains(all, pair{text[i], text[i+1]}) {
				want = append(want, i)
			}
		}
		var got []int
		for _, four := range inFours(all) {
			got = four.in(text, from, to, got)
		}
		slices.Sort(got)
		if got = slices.Compact(got); !slices.Equal(got, want) {
			t.Fatalf("%q from %d to %d: got %v, want %v", text, from, to, got, want)
		}
	})
}

// TestLastSep holds that the last separator is found, wherever parts begin.
func TestLastSep(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var text strings.Builder
		for range rapid.IntRange(0, 4).Draw(t, "records") {
			text.WriteString(strings.Repeat("}", rapid.IntRange(0, 2100).Draw(t, "length")))
			text.WriteString(rapid.SampledFrom([]string{recordSep, recordSep[1:], recordSep[:5], ""}).Draw(t, "between"))
		}
		if got, want := lastSep(text.String()), strings.LastIndex(text.String(), recordSep); got != want {
			t.Fatalf("got %d, want %d", got, want)
		}
	})
}
