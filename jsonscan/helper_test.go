package jsonscan_test

import (
	"encoding/json"
	"errors"
	"strconv"
	"testing"

	"hotline/jsonscan"
)

// walk reads the next value with the methods that callers use, and returns it
// as encoding/json would with UseNumber.
func walk(s *jsonscan.Scanner) (any, error) {
	switch s.Kind() {
	case jsonscan.Object:
		object := map[string]any{}
		return object, s.Object("an object", func(key string, _ jsonscan.Position) error {
			value, err := walk(s)
			object[key] = value
			return err
		})
	case jsonscan.Array:
		list := []any{}
		err := s.Array("a list", func() error {
			value, err := walk(s)
			list = append(list, value)
			return err
		})
		return list, err
	default:
		return walkScalar(s)
	}
}

func walkScalar(s *jsonscan.Scanner) (any, error) {
	kind, text, err := s.Scalar("a value")
	if err != nil {
		return nil, err
	}
	switch kind {
	case jsonscan.String:
		return text, nil
	case jsonscan.Number:
		return json.Number(text), nil
	case jsonscan.Bool:
		return strconv.ParseBool(text)
	case jsonscan.Null:
		return nil, nil
	default:
		return nil, errors.New("Scalar returned the kind " + kind.String())
	}
}

// read reads a text that holds one value, with how.
func read(text string, limits jsonscan.Limits, how func(*jsonscan.Scanner) (any, error)) (any, error) {
	s, err := jsonscan.New(text, limits)
	if err != nil {
		return nil, err
	}
	value, err := how(s)
	if err != nil {
		return nil, err
	}
	return value, s.Expect(jsonscan.End, "the end of the input")
}

// skip is Skip in the shape that read needs.
func skip(s *jsonscan.Scanner) (any, error) { return nil, s.Skip() }

// newScanner returns a Scanner over text, which must be valid UTF-8.
func newScanner(t *testing.T, text string) *jsonscan.Scanner {
	t.Helper()
	s, err := jsonscan.New(text, jsonscan.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// wantError checks that err is an *Error that prints as want: its position
// and its message.
func wantError(t *testing.T, err error, want string) {
	t.Helper()
	var e *jsonscan.Error
	if !errors.As(err, &e) {
		t.Fatalf("got error %v, want an *Error: %s", err, want)
	}
	if e.Error() != want {
		t.Errorf("got error\n\t%s\nwant\n\t%s", e.Error(), want)
	}
}

// An errorCase is a text and the error that reading it must end with.
type errorCase struct{ name, text, want string }

// run checks that each text is refused with its error, whether its value is
// read or skipped.
func run(t *testing.T, limits jsonscan.Limits, cases []errorCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := read(c.text, limits, walk)
			wantError(t, err, c.want)
			_, err = read(c.text, limits, skip)
			wantError(t, err, c.want)
		})
	}
}
