package jsonscan_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hotline/jsonscan"
)

func TestPositions(t *testing.T) {
	t.Parallel()
	s := newScanner(t, "{ \"a\":\r\n    1, \"é\": \"x\"\n,\t\"b\"\n:\n         []\n}\n ")
	var got []string
	err := s.Object("an object", func(key string, at jsonscan.Position) error {
		s.Kind()
		got = append(got, fmt.Sprintf("%s %s %s", key, at, s.Position()))
		return s.Skip()
	})
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, s.Position().String())
	if s.Kind() != jsonscan.End {
		t.Error("not at the end")
	}
	got = append(got, s.Position().String())
	want := []string{"a 1:3 2:5", "é 2:8 2:14", "b 3:3 5:10", "6:2", "7:2"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPositionOrder(t *testing.T) {
	t.Parallel()
	at := func(line, column uint32) jsonscan.Position { return jsonscan.Position{Line: line, Column: column} }
	sorted := []jsonscan.Position{{}, at(1, 1), at(1, 2), at(1, 10), at(2, 1), at(10, 1)}
	for i, p := range sorted {
		if p.IsValid() != (i > 0) {
			t.Errorf("%s: IsValid is %t", p, p.IsValid())
		}
		for j, q := range sorted {
			if c := p.Compare(q); (c < 0) != (i < j) || (c > 0) != (i > j) {
				t.Errorf("%s compared with %s: %d", p, q, c)
			}
		}
	}
	shuffled := []jsonscan.Position{sorted[4], sorted[1], sorted[5], sorted[0], sorted[3], sorted[2]}
	slices.SortFunc(shuffled, jsonscan.Position.Compare)
	if diff := cmp.Diff(sorted, shuffled); diff != "" {
		t.Error(diff)
	}
}

func TestMarkAndReset(t *testing.T) {
	t.Parallel()
	s, err := jsonscan.New("[1,\n {\"a\":\n [2, ?]}, 3]", jsonscan.Limits{Depth: 3})
	if err != nil {
		t.Fatal(err)
	}
	start := s.Mark()
	// Each turn ends with an error three levels deep. Reset must take back
	// the line and the depth as well, or later turns would end otherwise.
	for range 3 {
		wantError(t, s.Skip(), `3:6: expected a value, found '?'`)
		s.Reset(start)
		if got := s.Position().String(); got != "1:1" {
			t.Fatalf("Reset goes to %s", got)
		}
	}
	var inner jsonscan.Mark
	_ = s.Array("a list", func() error {
		inner = s.Mark()
		return s.Skip()
	})
	s.Reset(inner)
	wantError(t, s.Skip(), `3:6: expected a value, found '?'`)
	s.Reset(start)
	if s.Kind() != jsonscan.Array {
		t.Error("not back at the list")
	}
}

func TestSince(t *testing.T) {
	t.Parallel()
	s := newScanner(t, "[ 1 ,\n[2 , {\"a\" : 3}] ]")
	var got []string
	outer := s.Mark()
	err := s.Array("a list", func() error {
		m := s.Mark()
		err := s.Skip()
		got = append(got, s.Since(m))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, s.Since(outer), s.Since(s.Mark()))
	want := []string{"1", "[2 , {\"a\" : 3}]", "[ 1 ,\n[2 , {\"a\" : 3}] ]", ""}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestRaw(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`{}`, "{ \"a\" :\n[ 1, 2 ] }", `[]`, `"\u0041"`, `-1.50`, `true`, `null`} {
		s := newScanner(t, " \n"+text+" ,")
		if raw, err := s.Raw(); raw != text || err != nil {
			t.Errorf("Raw of %q: %q, %v", text, raw, err)
		}
		wantError(t, s.Expect(jsonscan.End, "no more"), s.Position().String()+`: expected no more, found ','`)
	}
	_, err := newScanner(t, ` [1, ?]`).Raw()
	wantError(t, err, `1:6: expected a value, found '?'`)
	if raw, err := newScanner(t, `{"a":1,"a":2}`).Raw(); raw == "" || err != nil {
		t.Errorf("got %q, %v", raw, err)
	}
}

func TestErrorf(t *testing.T) {
	t.Parallel()
	s := newScanner(t, "\n [")
	s.Kind()
	wantError(t, s.Errorf("%d of %s", 3, "these"), "2:2: 3 of these")
}
