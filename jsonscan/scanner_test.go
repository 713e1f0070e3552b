package jsonscan_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unsafe"

	"hotline/jsonscan"
)

// samples has one text of each kind.
func samples() map[jsonscan.Kind]string {
	return map[jsonscan.Kind]string{
		jsonscan.Invalid: `?`, jsonscan.End: ``, jsonscan.Object: `{}`, jsonscan.Array: `[]`,
		jsonscan.String: `"a"`, jsonscan.Number: `-1.50e+03`, jsonscan.Bool: `false`, jsonscan.Null: `null`,
	}
}

func TestKind(t *testing.T) {
	t.Parallel()
	names := map[jsonscan.Kind]string{
		jsonscan.Invalid: "no JSON value", jsonscan.End: "the end of the input", jsonscan.Object: "an object", jsonscan.Array: "a list",
		jsonscan.String: "a string", jsonscan.Number: "a number", jsonscan.Bool: "a boolean", jsonscan.Null: "null",
	}
	for kind, text := range samples() {
		s := newScanner(t, " \n "+text)
		if got := s.Kind(); got != kind {
			t.Errorf("Kind of %q: %s, want %s", text, got, kind)
		}
		if got := (jsonscan.Position{Line: 2, Column: 2}); s.Position() != got {
			t.Errorf("Kind of %q leaves the scanner at %s, want %s", text, s.Position(), got)
		}
		if kind.String() != names[kind] {
			t.Errorf("kind %d prints as %q, want %q", kind, kind, names[kind])
		}
	}
}

// Each way of reading must refuse each kind that it does not read, and say in
// the words of its caller what it expected.
func TestWrongKind(t *testing.T) {
	t.Parallel()
	readers := map[jsonscan.Kind]func(*jsonscan.Scanner) error{
		jsonscan.Object: func(s *jsonscan.Scanner) error { return s.Object("a thing", nil) },
		jsonscan.Array:  func(s *jsonscan.Scanner) error { return s.Array("a thing", nil) },
		jsonscan.String: func(s *jsonscan.Scanner) error { _, err := s.Text("a thing"); return err },
		jsonscan.End:    func(s *jsonscan.Scanner) error { return s.Expect(jsonscan.End, "a thing") },
	}
	for kind, text := range samples() {
		found := kind.String()
		if kind == jsonscan.Invalid {
			found = `'?'`
		}
		want := "1:2: expected a thing, found " + found
		for reads, read := range readers {
			err := read(newScanner(t, " "+text))
			if kind != reads {
				wantError(t, err, want)
			} else if err != nil {
				t.Errorf("%s: %v", kind, err)
			}
		}
		_, _, err := newScanner(t, " "+text).Scalar("a thing")
		if kind < jsonscan.String {
			wantError(t, err, want)
		} else if err != nil {
			t.Errorf("Scalar of %s: %v", kind, err)
		}
	}
}

func TestScalars(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		kind jsonscan.Kind
		want string
	}{
		{`true`, jsonscan.Bool, `true`},
		{`false`, jsonscan.Bool, `false`},
		{`null`, jsonscan.Null, `null`},
		{`0`, jsonscan.Number, `0`},
		{`-0`, jsonscan.Number, `-0`},
		{`10`, jsonscan.Number, `10`},
		{`1.50`, jsonscan.Number, `1.50`},
		{`-0.0E-00`, jsonscan.Number, `-0.0E-00`},
		{`9e+999`, jsonscan.Number, `9e+999`},
		{`123456789012345678901234567890`, jsonscan.Number, `123456789012345678901234567890`},
		{`""`, jsonscan.String, ``},
		{`"null"`, jsonscan.String, `null`},
		{"\"\x7f é € 😀\"", jsonscan.String, "\x7f é € 😀"},
		{`"\"\\\/\b\f\n\r\t"`, jsonscan.String, "\"\\/\b\f\n\r\t"},
		{`"a\u0041\u00e9\u20AC."`, jsonscan.String, "aAé€."},
		{`"\ud83d\ude00 \uDBFF\uDFFF"`, jsonscan.String, "😀 \U0010ffff"},
		{`"\u0000\ufffd"`, jsonscan.String, "\x00\ufffd"},
		{`"\\u0041"`, jsonscan.String, `\u0041`},
	} {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			kind, text, err := newScanner(t, c.text).Scalar("a value")
			if kind != c.kind || text != c.want || err != nil {
				t.Errorf("got %s %q, %v", kind, text, err)
			}
		})
	}
}

// A string without an escape is not copied; this is what makes reading cheap.
func TestTextIsPartOfTheInput(t *testing.T) {
	t.Parallel()
	const input = `["abc"]`
	var text string
	s := newScanner(t, input)
	err := s.Array("a list", func() (err error) {
		text, err = s.Text("a string")
		return err
	})
	if err != nil || text != "abc" {
		t.Fatalf("got %q, %v", text, err)
	}
	if unsafe.StringData(text) != unsafe.StringData(input[2:]) {
		t.Error("the string was copied")
	}
}

func TestDuplicateKeys(t *testing.T) {
	t.Parallel()
	for _, c := range []errorCase{
		{"beside", `{"a":1,"a":2}`, `1:8: key "a" comes twice in one object`},
		{"on another line", "{\"a\":1,\n \"b\":2,\n  \"a\":3}", `3:3: key "a" comes twice in one object`},
		{"one of them with an escape", `{"a":1,"\u0061":2}`, `1:8: key "a" comes twice in one object`},
		{"empty", `{"":1,"":2}`, `1:7: key "" comes twice in one object`},
		{"in an inner object", `[{"a":{"b":1,"b":2}}]`, `1:14: key "b" comes twice in one object`},
		{"before its value is read", `{"a":1,"a"`, `1:8: key "a" comes twice in one object`},
		{"quoted in the message", `{"\"\n":1,"\"\n":2}`, `1:11: key "\"\n" comes twice in one object`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := read(c.text, jsonscan.Limits{}, walk)
			wantError(t, err, c.want)
		})
	}
	accept(t, jsonscan.Limits{}, `{"a":{"a":[{"a":1},{"a":2}]},"A":1}`)
	// Skip says that it does not look for them.
	if _, err := read(`{"a":1,"a":2}`, jsonscan.Limits{}, skip); err != nil {
		t.Error(err)
	}
}

// Objects of more than 16 keys keep them in another way than smaller ones. The
// second of two equal keys must be found on both sides of that border.
func TestDuplicateKeysInLargeObjects(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 40; n++ {
		var text strings.Builder
		for i := range n {
			fmt.Fprintf(&text, `"k%02d":1,`, i)
		}
		// The empty key must not count as seen before it comes.
		accept(t, jsonscan.Limits{}, "{"+text.String()+`"":1}`)
		for _, twice := range []int{0, n / 2, n - 1} {
			key := fmt.Sprintf("k%02d", twice)
			_, err := read("{"+text.String()+"\n"+`"`+key+`":1}`, jsonscan.Limits{}, walk)
			wantError(t, err, `2:1: key "`+key+`" comes twice in one object`)
		}
	}
}

// What member and item return must end the reading and come out as it is.
func TestCallbackErrors(t *testing.T) {
	t.Parallel()
	stop := errors.New("stop")
	if err := newScanner(t, `{"a":1}`).Object("", func(string, jsonscan.Position) error { return stop }); !errors.Is(err, stop) {
		t.Error(err)
	}
	if err := newScanner(t, `[1]`).Array("", func() error { return stop }); !errors.Is(err, stop) {
		t.Error(err)
	}
}
