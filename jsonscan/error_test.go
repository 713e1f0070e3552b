package jsonscan_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"hotline/jsonscan"
)

func TestTruncated(t *testing.T) {
	t.Parallel()
	run(t, jsonscan.Limits{}, []errorCase{
		{"nothing", ``, `1:1: expected a value, found the end of the input`},
		{"only white space", " \r\n\t ", `2:3: expected a value, found the end of the input`},
		{"after {", `{`, `1:2: unexpected end of the input; expected "}"`},
		{"after { and lines", "{\n\n  ", `3:3: unexpected end of the input; expected "}"`},
		{"within a key", `{"a`, `1:2: this string has no closing quote; the input ends within it`},
		{"after a key", `{"a"`, `1:5: expected ":" after key "a", found the end of the input`},
		{"after a key and a space", `{"a" `, `1:6: expected ":" after key "a", found the end of the input`},
		{"after a colon", `{"a":`, `1:6: expected a value, found the end of the input`},
		{"after a member", `{"a":1`, `1:7: unexpected end of the input; expected "}"`},
		{"after a comma in an object", `{"a":1,`, `1:8: expected a key in double quotes, found the end of the input`},
		{"after [", `[`, `1:2: unexpected end of the input; expected "]"`},
		{"after an item", `[1 `, `1:4: unexpected end of the input; expected "]"`},
		{"after a comma in a list", `[1,`, `1:4: expected a value, found the end of the input`},
		{"within the inner list", `{"a":[[]`, `1:9: unexpected end of the input; expected "]"`},
		{"after a quote", `"`, `1:1: this string has no closing quote; the input ends within it`},
		{"within a string with an escape", ` "a\n`, `1:2: this string has no closing quote; the input ends within it`},
		{"after a backslash", `"a\`, `1:3: the input ends within an escape`},
		{"within a unicode escape", `"a\u12`, `1:3: expected four hexadecimal digits after \u`},
		{"within a surrogate pair", `"a\ud83d\ude`, `1:3: \ud83d is half of a surrogate pair; expected the other half beside it`},
		{"within a word", `tru`, `1:1: expected a value, found 't'`},
	})
}

func TestNumberErrors(t *testing.T) {
	t.Parallel()
	run(t, jsonscan.Limits{}, []errorCase{
		{"-", `-`, `1:2: expected a digit after "-"`},
		{"-x", `[-x]`, `1:3: expected a digit after "-"`},
		{"-.5", `-.5`, `1:2: expected a digit after "-"`},
		{"--1", `--1`, `1:2: expected a digit after "-"`},
		{"+1", `+1`, `1:1: expected a value, found '+'`},
		{".5", `.5`, `1:1: expected a value, found '.'`},
		{"1.", `1.`, `1:3: expected a digit after the decimal point`},
		{"1.e3", `1.e3`, `1:3: expected a digit after the decimal point`},
		{"1e", `1e`, `1:3: expected a digit in the exponent`},
		{"1E+", `1E+`, `1:4: expected a digit in the exponent`},
		{"1e-", `[0, 1e-]`, `1:8: expected a digit in the exponent`},
		{"1e+-1", `1e+-1`, `1:4: expected a digit in the exponent`},
		{"1e1.5", `1e1.5`, `1:4: expected the end of the input, found '.'`},
		{"01", `01`, `1:2: expected the end of the input, found a number`},
		{"-00", `-00`, `1:3: expected the end of the input, found a number`},
		{"01 in a list", `[01]`, `1:3: expected "," or "]", found a number`},
		{"0x1", `0x1`, `1:2: expected the end of the input, found 'x'`},
		{"1_000", `1_000`, `1:2: expected the end of the input, found '_'`},
		{"NaN", `NaN`, `1:1: expected a value, found 'N'`},
		{"Infinity", `-Infinity`, `1:2: expected a digit after "-"`},
	})
}

func TestPunctuationErrors(t *testing.T) {
	t.Parallel()
	run(t, jsonscan.Limits{}, []errorCase{
		{"trailing comma in a list", `[1,]`, `1:4: expected a value after ",", found "]"`},
		{"trailing comma on another line", "[1,\n]", `2:1: expected a value after ",", found "]"`},
		{"trailing comma in an object", `{"a":1, }`, `1:9: expected a value after ",", found "}"`},
		{"only a comma in a list", `[,]`, `1:2: expected a value, found ','`},
		{"only a comma in an object", `{,}`, `1:2: expected a key in double quotes, found ','`},
		{"two commas in a list", `[1,,2]`, `1:4: expected a value, found ','`},
		{"two commas in an object", `{"a":1,,}`, `1:8: expected a key in double quotes, found ','`},
		{"no comma in a list", `[1 "a"]`, `1:4: expected "," or "]", found a string`},
		{"no comma in an object", `{"a":1 "b":2}`, `1:8: expected "," or "}", found a string`},
		{"colon in a list", `["a":1]`, `1:5: expected "," or "]", found ':'`},
		{"no colon", `{"a" 1}`, `1:6: expected ":" after key "a", found a number`},
		{"comma for a colon", `{"a", 1}`, `1:5: expected ":" after key "a", found ','`},
		{"list closed as an object", `[1}`, `1:3: expected "," or "]", found '}'`},
		{"object closed as a list", `{"a":[]]`, `1:8: expected "," or "}", found ']'`},
		{"only a closing bracket", `]`, `1:1: expected a value, found ']'`},
		{"no value", `{"a":}`, `1:6: expected a value, found '}'`},
		{"key without quotes", `{a:1}`, `1:2: expected a key in double quotes, found 'a'`},
		{"key in single quotes", `{'a':1}`, `1:2: expected a key in double quotes, found '\''`},
		{"number as a key", `{1:2}`, `1:2: expected a key in double quotes, found a number`},
		{"null as a key", `{null:2}`, `1:2: expected a key in double quotes, found null`},
		{"two values", "{}\n{}", `2:1: expected the end of the input, found an object`},
		{"comment", "[1, // one\n2]", `1:5: expected a value, found '/'`},
		{"True", `True`, `1:1: expected a value, found 'T'`},
		{"nil", `[nil]`, `1:2: expected a value, found 'n'`},
		{"words in one", `[truefalse]`, `1:6: expected "," or "]", found a boolean`},
		{"word with a tail", `nully`, `1:5: expected the end of the input, found 'y'`},
		{"byte order mark", "\ufeff{}", `1:1: expected a value, found '\ufeff'`},
		{"vertical tab as space", "[\v1]", `1:2: expected a value, found '\v'`},
		{"no-break space", "[1,\u00a02]", `1:4: expected a value, found '\u00a0'`},
		{"control character as space", "{\x00}", `1:2: expected a key in double quotes, found '\x00'`},
	})
}

func TestStringErrors(t *testing.T) {
	t.Parallel()
	const escapes = `expected one of \" \\ \/ \b \f \n \r \t \u`
	const control = `in a string; expected it escaped`
	run(t, jsonscan.Limits{}, []errorCase{
		{"tab", "\"a\tb\"", `1:3: control character 0x09 ` + control + ` (\u0009)`},
		{"NUL", "[\"\x00\"]", `1:3: control character 0x00 ` + control + ` (\u0000)`},
		{"the last control character", "\"\x1f\"", `1:2: control character 0x1f ` + control + ` (\u001f)`},
		{"tab after an escape", "\"\\n\t\"", `1:4: control character 0x09 ` + control + ` (\u0009)`},
		{"tab in a key", "{\"a\tb\":1}", `1:4: control character 0x09 ` + control + ` (\u0009)`},
		{"line feed", "\"a\nb\"", `1:3: line feed in a string; expected a closing quote or the escape \n`},
		{"line feed after an escape", "\"\\ta\n\"", `1:5: line feed in a string; expected a closing quote or the escape \n`},
		{"escape x", `"ab\x41"`, `1:4: unknown escape \x; ` + escapes},
		{"escape U", `"\U0041"`, `1:2: unknown escape \U; ` + escapes},
		{"escape of a single quote", `"\'"`, `1:2: unknown escape \'; ` + escapes},
		{"escape of a long character", `"\é"`, `1:2: unknown escape \é; ` + escapes},
		{"second escape", `"\n\q"`, `1:4: unknown escape \q; ` + escapes},
		{"hexadecimal digits", `"\u12g4"`, `1:2: expected four hexadecimal digits after \u`},
		{"sign in hexadecimal digits", `"\u+123"`, `1:2: expected four hexadecimal digits after \u`},
		{"too few digits", `"\u123"`, `1:2: expected four hexadecimal digits after \u`},
		{"high half alone", `"a\ud83d"`, `1:3: \ud83d is half of a surrogate pair; expected the other half beside it`},
		{"low half alone", `"\ude00"`, `1:2: \ude00 is half of a surrogate pair; expected the other half beside it`},
		{"high half and a letter", `"\ud83dx"`, `1:2: \ud83d is half of a surrogate pair; expected the other half beside it`},
		{"high half and another escape", `"\ud83d\u0041"`, `1:2: \ud83d is half of a surrogate pair; expected the other half beside it`},
		{"high half and U+FFFD", `"\ud83d\ufffd"`, `1:2: \ud83d is half of a surrogate pair; expected the other half beside it`},
		{"two high halves", `"\ud83d\ud83d"`, `1:2: \ud83d is half of a surrogate pair; expected the other half beside it`},
		{"halves in the wrong order", `"\uDE00\uD83D"`, `1:2: \ude00 is half of a surrogate pair; expected the other half beside it`},
	})
}

// A message is shown on a terminal: what the input holds must not get there
// as it stands, where it would move the cursor or break the line.
func TestMessagesArePrintable(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"escape of a line feed":      "\"\\\n\"",
		"escape of ESC":              "\"\\\x1b[2J\"",
		"escape of DEL":              "\"\\\x7f\"",
		"escape of a text direction": "\"\\\u202e\"",
		"ESC for a value":            "\x1b[2J",
		"ESC for a comma":            "[1\x1b",
		"ESC for a colon":            "{\"a\"\x1b",
		"text direction in a key":    "{\"a\u202e\"}",
		"ESC in a string":            "\"\x1b\"",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := read(text, jsonscan.Limits{}, walk)
			if err == nil {
				t.Fatal("no error")
			}
			if !printable(err.Error()) {
				t.Errorf("message is not printable: %q", err)
			}
		})
	}
}

func printable(message string) bool {
	return !strings.ContainsFunc(message, func(r rune) bool { return !unicode.IsPrint(r) })
}

func TestUTF8Errors(t *testing.T) {
	t.Parallel()
	const tail = ` is not valid UTF-8; expected JSON in UTF-8`
	run(t, jsonscan.Limits{}, []errorCase{
		{"first byte", "\xff", `1:1: byte 0xff` + tail},
		{"on another line", "{\n \"a\": \"é\xc3\"\n}", `2:10: byte 0xc3` + tail},
		{"after a real U+FFFD", "\"\ufffd\xfe\"", `1:5: byte 0xfe` + tail},
		{"too long a form", "\"\xc0\x80\"", `1:2: byte 0xc0` + tail},
		{"surrogate", "[\n\"\xed\xa0\x80\"]", `2:2: byte 0xed` + tail},
		{"cut off at the end", "\"\xe2\x82", `1:2: byte 0xe2` + tail},
		{"after another fault", "}\n\x80", `2:1: byte 0x80` + tail},
	})
}

func TestErrorsOnLaterLines(t *testing.T) {
	t.Parallel()
	run(t, jsonscan.Limits{}, []errorCase{
		{"mixed white space", "{\n  \"a\": [\n    1,\r\n\t2 x\n  ]\n}", `4:4: expected "," or "]", found 'x'`},
		{"deep indentation", "[\n" + strings.Repeat(" ", 27) + "x]", `2:28: expected a value, found 'x'`},
		{"eight spaces", "[\n        x]", `2:9: expected a value, found 'x'`},
		{"empty lines", "\n\n\n", `4:1: expected a value, found the end of the input`},
		{"columns count bytes", `["é€" x]`, `1:10: expected "," or "]", found 'x'`},
		{"colon on the next line", "{\"a\"\n 1}", `2:2: expected ":" after key "a", found a number`},
	})
}

func TestDepthLimit(t *testing.T) {
	t.Parallel()
	run(t, jsonscan.Limits{Depth: 2}, []errorCase{
		{"lists", `[[[]]]`, `1:3: nested deeper than 2 levels`},
		{"objects", `{"a":{"b":{}}}`, `1:11: nested deeper than 2 levels`},
		{"mixed, after siblings", `[[],{},[{}]]`, `1:9: nested deeper than 2 levels`},
	})
	run(t, jsonscan.Limits{}, []errorCase{
		{"default", strings.Repeat("[", 101), `1:101: nested deeper than 100 levels`},
	})
	accept(t, jsonscan.Limits{Depth: 2}, `[[],{},[],[1]]`)
	accept(t, jsonscan.Limits{}, strings.Repeat("[", 100)+strings.Repeat("]", 100))
}

func TestStringLimit(t *testing.T) {
	t.Parallel()
	const most = 4 << 20
	run(t, jsonscan.Limits{String: 3}, []errorCase{
		{"string", ` "abcd"`, `1:2: string of 4 bytes; expected at most 3`},
		{"bytes, not characters", `"éé"`, `1:1: string of 4 bytes; expected at most 3`},
		{"escapes count as written", `"\u0041"`, `1:1: string of 6 bytes; expected at most 3`},
		{"key", `{"abcd":1}`, `1:2: string of 4 bytes; expected at most 3`},
	})
	run(t, jsonscan.Limits{}, []errorCase{
		{"default", `"` + strings.Repeat("a", most+1) + `"`, fmt.Sprintf("1:1: string of %d bytes; expected at most %d", most+1, most)},
	})
	accept(t, jsonscan.Limits{String: 3}, `{"abc": "a\n"}`)
	accept(t, jsonscan.Limits{}, `"`+strings.Repeat("a", most)+`"`)
}

// accept checks that text is read and skipped without an error.
func accept(t *testing.T, limits jsonscan.Limits, text string) {
	t.Helper()
	for _, how := range []func(*jsonscan.Scanner) (any, error){walk, skip} {
		if _, err := read(text, limits, how); err != nil {
			t.Errorf("%.40s: %v", text, err)
		}
	}
}
