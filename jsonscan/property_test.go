package jsonscan_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"hotline/jsonscan"
)

// values generates JSON values whose lists and objects lie up to depth in one
// another.
func values(depth int) *rapid.Generator[any] {
	kinds := []*rapid.Generator[any]{
		rapid.Just[any](nil),
		rapid.Bool().AsAny(),
		rapid.String().AsAny(),
		rapid.Map(rapid.Int64(), func(n int64) any { return json.Number(strconv.FormatInt(n, 10)) }),
		rapid.Map(rapid.Float64(), func(n float64) any { return json.Number(strconv.FormatFloat(n, 'e', -1, 64)) }),
	}
	if depth > 0 {
		inner := values(depth - 1)
		kinds = append(kinds,
			rapid.SliceOfN(inner, 0, 5).AsAny(),
			// More members than the scanner keeps in its small set of keys.
			rapid.MapOfN(rapid.String(), inner, 0, 20).AsAny())
	}
	return rapid.OneOf(kinds...)
}

// encoded encodes value in one of the ways that encoding/json has.
func encoded(t *rapid.T, value any) string {
	var out strings.Builder
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(rapid.Bool().Draw(t, "escape HTML"))
	e.SetIndent("", rapid.SampledFrom([]string{"", "\t", "  ", "         "}).Draw(t, "indent"))
	if err := e.Encode(value); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestWalkGivesTheSameValue(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := values(3).Draw(t, "value")
		text := encoded(t, want)
		got, err := read(text, jsonscan.Limits{}, walk)
		if err != nil {
			t.Fatalf("%s\n%v", text, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s\n%s", text, diff)
		}
	})
}

// What Raw returns is the value as it was written, and Reset goes back to
// where it begins.
func TestRawAndResetOnAnyValue(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := encoded(t, values(2).Draw(t, "value"))
		s, err := jsonscan.New(text+",", jsonscan.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		start := s.Mark()
		raw, err := s.Raw()
		if want := strings.TrimSuffix(text, "\n"); raw != want || err != nil {
			t.Fatalf("got %q, %v, want %q", raw, err, want)
		}
		end := s.Position()
		s.Reset(start)
		if _, err := walk(s); err != nil || s.Position() != end {
			t.Fatalf("reading again: %v; ends at %s, not at %s", err, s.Position(), end)
		}
	})
}

// The position of a value is found again by counting the lines before it.
func TestPositionOfAnyValue(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := encoded(t, []any{values(2).Draw(t, "before"), "here"})
		s, err := jsonscan.New(text, jsonscan.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		var at jsonscan.Position
		err = s.Array("a list", func() error {
			at = s.Position()
			return s.Skip()
		})
		if err != nil {
			t.Fatal(err)
		}
		before := text[:strings.LastIndex(text, `"here"`)]
		line := strings.Count(before, "\n") + 1
		column := len(before) - strings.LastIndexByte(before, '\n')
		if int(at.Line) != line || int(at.Column) != column {
			t.Fatalf("got %s, want %d:%d in\n%s", at, line, column, text)
		}
	})
}
