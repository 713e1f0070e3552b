package jsoncut_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unsafe"

	"hotline/jsoncut"
)

func TestText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`""`: "", `"a"`: "a", `"é€😀"`: "é€😀", `"a\"b"`: `a"b`, `"\\"`: `\`, `"\/"`: "/", `"\b\f\n\r\t"`: "\b\f\n\r\t",
		`"\u0041\u00e9\u20AC"`: "Aé€", `"role\u003dx\u0026y"`: "role=x&y", `"\u0000"`: "\x00",
		`"\ud83d\ude00"`: "😀", `"\uD83D\uDE00!"`: "😀!",
		`"\ud83d"`: "\ufffd", `"\ud83dx"`: "\ufffdx", `"\ude00\ud83d"`: "\ufffd\ufffd", `"\ud83d\u0041"`: "\ufffdA", `"\ud83d\n"`: "\ufffd\n",
		`"\ud83d\ud83d\ude00"`: "\ufffd😀",
		"\"a\tb\"":             "a\tb", // as it stands, although JSON asks for an escape
	} {
		got, end, err := jsoncut.Text(text+" tail", 0)
		if err != nil || got != want || end != len(text) {
			t.Errorf("Text(%s) = %q, %d, %v, expected %q", text, got, end, err, want)
		}
	}
}

// TestTextIsCut holds that a string without an escape is not copied.
func TestTextIsCut(t *testing.T) {
	t.Parallel()
	text := `{"key":"value"}`
	got, _, err := jsoncut.Text(text, 7)
	if err != nil || got != "value" || unsafe.StringData(got) != unsafe.StringData(text[8:]) {
		t.Errorf("Text = %q, %v, not a part of the text", got, err)
	}
}

func TestTextFaults(t *testing.T) {
	t.Parallel()
	const escape = "an escape in a string is wrong"
	for _, c := range []struct {
		text    string
		at      int
		message string
	}{
		{``, 0, "expected a string"}, {`1`, 0, "expected a string"}, {`"a`, 0, "a string does not end"},
		{`"\x"`, 1, escape}, {`"ab\u12"`, 3, escape}, {`"\u123g"`, 1, escape}, {`"\n\u 123"`, 3, escape}, {`"\u"`, 1, escape}, {`"\ud83d\u00z0"`, 7, escape}, {`"\ud83d\u"`, 7, escape},
	} {
		got, _, err := jsoncut.Text(c.text, 0)
		if at := offset(t, c.text, err); got != "" || at != c.at || err.Error() != c.message {
			t.Errorf("Text(%q) = %q, %q at %d, expected %q at %d", c.text, got, err, at, c.message, c.at)
		}
	}
}

func TestScalar(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`"a\u0062"`: "ab", `-1.50e3`: "-1.50e3", `true`: "true", `false`: "false", `null`: "", `{"a":1}`: "", `["a"]`: "", `"null"`: "null", `""`: "",
	} {
		got, end, err := jsoncut.Scalar(text+",", 0)
		if err != nil || got != want || end != len(text) {
			t.Errorf("Scalar(%s) = %q, %d, %v, expected %q", text, got, end, err, want)
		}
	}
	for _, text := range []string{``, `x`, `"a`, `"\q"`, `[`, `nulls`} {
		got, _, err := jsoncut.Scalar(text, 0)
		if offset(t, text, err); got != "" {
			t.Errorf("Scalar(%q) = %q, %v", text, got, err)
		}
	}
}

// visited reads an object or an array by one level, and tells what it was shown.
func visited(text string) (string, error) {
	var out []string
	skip := func(at int) (int, error) {
		end, err := jsoncut.Skip(text, at)
		if err == nil {
			out = append(out, text[at:end])
		}
		return end, err
	}
	end, err := jsoncut.Members(text, 0, func(key string, at int) (int, error) {
		out = append(out, key)
		return skip(at)
	})
	if strings.HasPrefix(text, "[") {
		end, err = jsoncut.Elements(text, 0, skip)
	}
	return fmt.Sprint(strings.Join(out, " "), " ", len(text)-end), err
}

func TestMembersAndElements(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{}`: " 0", `{ }`: " 0", `{"a":1}`: "a 1 0", "{ \"a\" : 1 , \"b\"\n:\t[1,2] } x": "a 1 b [1,2] 2", `{"a":1,"a":2}`: "a 1 a 2 0", `{"\u0061":{}}`: "a {} 0",
		`[]`: " 0", `[ ]`: " 0", `[1]`: "1 0", `[ 1 , "a" ,{"b":2} ]]`: `1 "a" {"b":2} 1`,
	} {
		if got, err := visited(text); err != nil || got != want {
			t.Errorf("%q: visited %q, %v, expected %q", text, got, err, want)
		}
	}
}

func TestMembersAndElementsFaults(t *testing.T) {
	t.Parallel()
	const (
		end    = "a value does not end"
		key    = "expected a string"
		colon  = "expected a colon after a key"
		value  = "expected a value"
		comma  = "expected a comma or a closing bracket"
		behind = "a comma has nothing after it"
	)
	for _, c := range []struct {
		text    string
		at      int
		message string
	}{
		{``, 0, "expected an object"}, {`1`, 0, "expected an object"}, {`[`, 1, end}, {`{`, 1, end}, {`[ `, 2, end},
		{`{1:2}`, 1, key}, {`{,}`, 1, key}, {`{"a`, 1, "a string does not end"}, {`{"\q":1}`, 2, "an escape in a string is wrong"},
		{`{"a"}`, 4, colon}, {`{"a"`, 4, colon}, {`{"a" 1}`, 5, colon},
		{`{"a":}`, 5, value}, {`{"a":`, 5, "the text ends where a value is expected"}, {`{"a":1`, 6, end}, {`{"a":1 "b":2}`, 7, comma},
		{`{"a":1,}`, 6, behind}, {`{"a":1 , }`, 7, behind}, {`{"a":1,`, 7, end}, {`{"a":1]`, 6, comma}, {`{"a":1,,"b":2}`, 7, key},
		{`[1`, 2, end}, {`[1 2]`, 3, comma}, {`[1,]`, 2, behind}, {`[,1]`, 1, value}, {`[1,,2]`, 3, value}, {`[1}`, 2, comma}, {`[1,`, 3, end},
	} {
		_, err := visited(c.text)
		if at := offset(t, c.text, err); at != c.at || err.Error() != c.message {
			t.Errorf("%q: %q at %d, expected %q at %d", c.text, err, at, c.message, c.at)
		}
	}
	if _, err := jsoncut.Elements(`{}`, 0, nil); err == nil || err.Error() != "expected an array" || offset(t, `{}`, err) != 0 {
		t.Errorf("an object as an array: %v", err)
	}
	if _, err := jsoncut.Elements(``, 0, nil); err == nil {
		t.Error("nothing as an array")
	}
}

// TestVisitEnds holds that an error of the caller ends the reading, as it is.
func TestVisitEnds(t *testing.T) {
	t.Parallel()
	enough := errors.New("enough")
	n := 0
	visit := func(at int) (int, error) { n++; return at, enough }
	end, err := jsoncut.Elements(`[1,2]`, 0, visit)
	if !errors.Is(err, enough) || end != 1 || n != 1 {
		t.Errorf("Elements = %d, %v after %d", end, err, n)
	}
	end, err = jsoncut.Members(`{"a": 1,"b":2}`, 0, func(_ string, at int) (int, error) { return visit(at) })
	if !errors.Is(err, enough) || end != 6 || n != 2 {
		t.Errorf("Members = %d, %v after %d", end, err, n)
	}
}

func TestHex(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]rune{"0000": 0, "0041": 'A', "ffFF": 0xffff, "9aF0rest": 0x9af0} {
		if got, ok := jsoncut.Hex(s); !ok || got != want {
			t.Errorf("Hex(%q) = %x, %v", s, got, ok)
		}
	}
	for _, s := range []string{"", "123", "12g4", "+123", " 123", "12/4", "12:4", "12@4", "12`4", "é00"} {
		if got, ok := jsoncut.Hex(s); ok {
			t.Errorf("Hex(%q) = %x", s, got)
		}
	}
}
