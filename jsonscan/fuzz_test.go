package jsonscan_test

import (
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"hotline/jsonscan"
)

const fuzzDepth, fuzzString = 20, 64

var (
	stringsAndBrackets = regexp.MustCompile(`"(?s:[^"\\]|\\.)*"|[\[\]{}]`)
	// The first two alternatives pass over what is no lone half of a pair.
	escapes = regexp.MustCompile(`(?i)\\[^u]|\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|(\\ud[89a-f][0-9a-f]{2})`)
)

// FuzzSkipAgainstEncodingJSON compares the Scanner with encoding/json: both
// must accept the same texts, but for what the package says it refuses.
func FuzzSkipAgainstEncodingJSON(f *testing.F) {
	for _, seed := range []string{
		``, ` `, `{}`, `[]`, `null`, `true`, `fals`, `"a"`, `0`, `-0.5e+10`, `01`, `1.`, `-`, `1e`,
		`{"a":[1,{"b":"c"}],"a":2}`, "{\n\t\"a\" : [ ] ,\r\n \"b\":null}", `[1,]`, `{"a":1,}`, `[,1]`, `{"a" 1}`, `{a:1}`,
		`"\"\\\/\b\f\n\r\t\u00e9"`, `"\x"`, `"\u12"`, "\"\t\"", "\"\n\"", "\"\x7f\"", `"\ud83d\ude00"`, `"\ud83d"`, `"\\ud83d"`, `"\ude00\ud83d"`,
		"\"\xff\"", "\ufeff{}", "{}{}", `[1 2]`, `[truefalse]`, "[\v1]", `{"":""}`, `{1:2}`,
		strings.Repeat("[", fuzzDepth) + strings.Repeat("]", fuzzDepth),
		strings.Repeat(`{"a":[`, fuzzDepth) + strings.Repeat("]}", fuzzDepth),
		`"` + strings.Repeat("a", fuzzString+1) + `"`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, err := read(text, jsonscan.Limits{Depth: fuzzDepth, String: fuzzString}, skip)
		want := json.Valid([]byte(text)) && refusal(text) == ""
		if got := err == nil; got != want {
			t.Fatalf("got %v; encoding/json accepts: %t; to be refused: %q", err, json.Valid([]byte(text)), refusal(text))
		}
		checkFault(t, text, err)
	})
}

// checkFault checks that err, where there is one, names a place in text and
// can be shown as it is.
func checkFault(t *testing.T, text string, err error) {
	t.Helper()
	if err == nil {
		return
	}
	var e *jsonscan.Error
	if !errors.As(err, &e) {
		t.Fatalf("%v is no *Error", err)
	}
	lines := strings.Split(text, "\n")
	if line := int(e.Position.Line); line < 1 || line > len(lines) || e.Position.Column < 1 || int(e.Position.Column) > len(lines[line-1])+1 {
		t.Errorf("%v: there is no such place in %q", err, text)
	}
	if !printable(e.Message) {
		t.Errorf("message is not printable: %q", e.Message)
	}
}

// refusal tells why the Scanner refuses a text that is valid for encoding/json.
func refusal(text string) string {
	switch depth, longest := measure(text); {
	case !utf8.ValidString(text):
		return "invalid UTF-8"
	case loneSurrogate(text):
		return "lone surrogate"
	case depth > fuzzDepth:
		return "nesting"
	case longest > fuzzString:
		return "long string"
	}
	return ""
}

// measure finds out how deep a valid text is nested, and the length of its
// longest string, as it is written.
func measure(text string) (depth, longest int) {
	open := 0
	for _, token := range stringsAndBrackets.FindAllString(text, -1) {
		switch token {
		case "[", "{":
			open++
			depth = max(depth, open)
		case "]", "}":
			open--
		default:
			longest = max(longest, len(token)-len(`""`))
		}
	}
	return depth, longest
}

// loneSurrogate reports whether a valid text has one half of a surrogate pair.
func loneSurrogate(text string) bool {
	for _, m := range escapes.FindAllStringSubmatch(text, -1) {
		if m[1] != "" {
			return true
		}
	}
	return false
}
