package jsoncut_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"hotline/jsoncut"
	"pgregory.net/rapid"
)

// TestSameAsEncodingJSON holds that texts of any shape and spelling are read as
// encoding/json reads them.
func TestSameAsEncodingJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before := space().Draw(t, "before")
		text := before + document(t, 4) + space().Draw(t, "after")
		if !json.Valid([]byte(text)) {
			t.Fatalf("the test made %q", text)
		}
		compare(t, text)
	})
}

// compare holds a valid text to what encoding/json makes of it.
func compare(t interface{ Fatalf(string, ...any) }, text string) {
	begin := jsoncut.Space(text, 0)
	whole := len(strings.TrimRight(text, " \t\r\n"))
	if end, err := jsoncut.Skip(text, begin); err != nil || end != whole {
		t.Fatalf("Skip(%q) = %d, %v, expected %d", text, end, err, whole)
	}
	want, err := reference(text)
	if err != nil {
		t.Fatalf("%q: encoding/json: %v", text, err)
	}
	got, end, err := walk(text, begin)
	if err != nil || end != whole || !reflect.DeepEqual(got, want) {
		t.Fatalf("%q was read as %#v up to %d, %v, expected %#v", text, got, end, err, want)
	}
}

// TestStrings holds that strings are read as encoding/json reads them, whatever their
// escapes say.
func TestStrings(t *testing.T) {
	t.Parallel()
	part := rapid.OneOf(rapid.StringMatching(`\\[uU"\\/bfnrtx]`), rapid.StringMatching(`\\u[dD][89a-fA-F][0-9a-f]{2}`),
		rapid.StringMatching(`\\u[0-9a-fA-F]{3,4}`), rapid.StringMatching(`[ -~]`), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		text := `"` + strings.Join(rapid.SliceOfN(part, 0, 6).Draw(t, "parts"), "") + `"`
		got, end, err := jsoncut.Text(text, 0)
		var want string
		if json.Unmarshal([]byte(text), &want) == nil && (err != nil || end != len(text) || got != want) {
			t.Fatalf("Text(%s) = %q, %d, %v, expected %q", text, got, end, err, want)
		}
		if err == nil && !hasControl(text[:end]) && !json.Valid([]byte(text[:end])) {
			t.Fatalf("Text(%s) = %q, which is no JSON", text, got)
		}
	})
}

func hasControl(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r < ' ' })
}

// FuzzRead holds, for any text, that nothing panics, that errors are within the text,
// that what is JSON is read as encoding/json reads it, and that, read to the last
// value, nothing else is taken for JSON, but for bytes in strings that should have been
// escaped.
func FuzzRead(f *testing.F) {
	for _, s := range []string{`{"a":[1,"b\n",null,{"c":-1.5e3}]}`, `["\ud83d\ude00"]`, `[}`, `{"a":1,}`, "\"\x00\"", `[1 2]`, `"\u12"`, `[[[`, `-`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		begin := jsoncut.Space(text, 0)
		end, err := jsoncut.Skip(text, begin)
		switch {
		case err != nil:
			offset(t, text, err)
		case end <= begin || end > len(text):
			t.Fatalf("Skip(%q) = %d", text, end)
		}
		valid := json.Valid([]byte(text))
		tooDeep := err != nil && err.Error() == "values are nested too deep"
		if valid && !tooDeep {
			compare(t, text)
		}
		_, end, err = walk(text, begin)
		if err != nil {
			offset(t, text, err)
		} else if jsoncut.Space(text, end) == len(text) && !valid && !hasControl(text) {
			t.Fatalf("%q was read, but is no JSON", text)
		}
	})
}
