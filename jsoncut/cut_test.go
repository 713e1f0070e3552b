package jsoncut_test

import (
	"strings"
	"testing"
	"time"

	"hotline/jsoncut"
)

func TestSpace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text     string
		from, to int
	}{
		{"", 0, 0}, {"a", 0, 0}, {" \t\r\na ", 0, 4}, {"a  ", 1, 3}, {"  ", 0, 2},
		{"\v", 0, 0}, {"\f", 0, 0}, {"\u00a0", 0, 0}, // spaces elsewhere, not in JSON
	} {
		if got := jsoncut.Space(c.text, c.from); got != c.to {
			t.Errorf("Space(%q, %d) = %d, expected %d", c.text, c.from, got, c.to)
		}
	}
}

// TestSkip holds where values end. What follows a value is no matter of it.
func TestSkip(t *testing.T) {
	t.Parallel()
	for _, value := range []string{
		`""`, `"a"`, `"\""`, `"\\"`, `"a\\\"b"`, `"\u0022"`, `"é"`, `"{"`, `"]"`,
		`0`, `-0`, `12`, `-1.5`, `1e5`, `1E+5`, `0.10e-07`, `true`, `false`, `null`,
		`{}`, `[]`, `[[]]`, `{"a":[1,{"b":"}"}]}`, `["]","\"]"]`, `[ ]`,
		strings.Repeat("[", jsoncut.MaxDepth) + strings.Repeat("]", jsoncut.MaxDepth),
	} {
		for _, after := range []string{"", " ", ",", "}", "]", "\n{"} {
			for _, before := range []string{"", `\`, `"`} {
				text := before + value + after
				end, err := jsoncut.Skip(text, len(before))
				if err != nil || end != len(before)+len(value) {
					t.Errorf("Skip(%q) = %d, %v", text, end, err)
				}
			}
		}
	}
}

// TestSkipFaults holds what is refused, and where.
func TestSkipFaults(t *testing.T) {
	t.Parallel()
	const (
		none   = "the text ends where a value is expected"
		value  = "expected a value"
		open   = "a string does not end"
		nested = "a value does not end"
		match  = "brackets do not match"
	)
	for _, c := range []struct {
		text    string
		at      int
		message string
	}{
		{``, 0, none},
		{`}`, 0, value}, {`,`, 0, value}, {`:`, 0, value}, {` 1`, 0, value}, {`'a'`, 0, value}, {`+1`, 0, value}, {`NaN`, 0, value},
		{`tru`, 0, value}, {`trueish`, 0, value}, {`nul`, 0, value}, {`f`, 0, value}, {`-`, 0, value}, {`01`, 0, value}, {`-01`, 0, value},
		{`1.`, 0, value}, {`1.e5`, 0, value}, {`1e`, 0, value}, {`1e+`, 0, value}, {`1x`, 0, value}, {`1.5.2`, 0, value}, {`1e5.2`, 0, value}, {`--1`, 0, value}, {`1[`, 0, value},
		{`"`, 0, open}, {`"a`, 0, open}, {`"\"`, 0, open}, {`"\\\"`, 0, open},
		{`[`, 0, nested}, {`[[]`, 0, nested}, {`{"a":[1,2`, 0, nested},
		{`["a]`, 1, open}, {`{"a":"b}`, 5, open},
		{`[}`, 1, match}, {`{]`, 1, match}, {`[{]}`, 2, match}, {`{"a":[1}`, 7, match},
		{strings.Repeat("[", jsoncut.MaxDepth+1), jsoncut.MaxDepth, "values are nested too deep"},
		{strings.Repeat(`{"a":`, jsoncut.MaxDepth) + "{}", 5 * jsoncut.MaxDepth, "values are nested too deep"},
	} {
		_, err := jsoncut.Skip(c.text, 0)
		if at := offset(t, c.text, err); at != c.at || err.Error() != c.message {
			t.Errorf("Skip(%q): %q at %d, expected %q at %d", c.text, err, at, c.message, c.at)
		}
	}
}

// TestSkipLooksNoCloser holds what the package says that it does not check.
func TestSkipLooksNoCloser(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`{,}`, `{"a"}`, `[1 2]`, `[x]`, `["\x"]`, "[\"\n\"]", `"\x"`, `{1:2}`, "[\"\xff\"]"} {
		if end, err := jsoncut.Skip(text, 0); err != nil || end != len(text) {
			t.Errorf("Skip(%q) = %d, %v", text, end, err)
		}
	}
}

// TestLinear holds that no text takes longer than its length explains: with the square
// of it, these would take many minutes.
func TestLinear(t *testing.T) {
	t.Parallel()
	const n = 1 << 18
	for name, text := range map[string]string{
		"quotes":               `"` + strings.Repeat(`\"`, n) + `"`,
		"backslashes":          `"` + strings.Repeat(`\\`, n) + `"`,
		"backslashes, no end":  `"` + strings.Repeat(`\\`, n),
		"quotes, no end":       `"` + strings.Repeat(`\"`, n),
		"escapes":              `"` + strings.Repeat(`\u0041`, n) + `"`,
		"halves of characters": `"` + strings.Repeat(`\ud800`, n) + `"`,
		"strings":              `[` + strings.Repeat(`"\\",`, n) + `1]`,
		"brackets":             strings.Repeat(`[`, n),
		"pairs":                `[` + strings.Repeat(`[],`, n) + `1]`,
		"members":              `{` + strings.Repeat(`"a":"\"",`, n) + `"a":1}`,
		"digits":               strings.Repeat(`1`, n),
		"spaces":               `[` + strings.Repeat(` `, n) + `,`,
	} {
		began := time.Now()
		if name != "brackets" { // which the test would follow down to the last
			_, _, _ = walk(text, 0)
		}
		_, _ = jsoncut.Skip(text, 0)
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("%s: %d bytes took %v", name, len(text), took)
		}
	}
}
