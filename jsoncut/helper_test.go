package jsoncut_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"hotline/jsoncut"
	"pgregory.net/rapid"
)

// A member is a key with its value: objects are read as lists, so that the order and
// repeated keys are compared as well.
type member struct {
	Key   string
	Value any
}

type object []member

// walk reads a value with everything that the package offers.
func walk(text string, i int) (value any, end int, err error) {
	switch {
	case i < len(text) && text[i] == '{':
		out := object{}
		end, err = jsoncut.Members(text, i, func(key string, at int) (int, error) {
			v, end, err := walk(text, at)
			out = append(out, member{key, v})
			return end, err
		})
		return out, end, err
	case i < len(text) && text[i] == '[':
		out := []any{}
		end, err = jsoncut.Elements(text, i, func(at int) (int, error) {
			v, end, err := walk(text, at)
			out = append(out, v)
			return end, err
		})
		return out, end, err
	}
	s, end, err := jsoncut.Scalar(text, i)
	switch {
	case err != nil:
		return nil, end, err
	case text[i] == '"':
		return clean(s), end, nil
	case s == "":
		return nil, end, nil
	case s == "true" || s == "false":
		return s == "true", end, nil
	}
	return json.Number(s), end, nil
}

// clean writes bytes that are no UTF-8 as encoding/json does.
func clean(s string) string { return string([]rune(s)) }

// reference reads the same with encoding/json.
func reference(text string) (any, error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	return referenceValue(d)
}

func referenceValue(d *json.Decoder) (any, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t {
	case json.Delim('{'):
		out := object{}
		for d.More() {
			key, err := d.Token()
			if err != nil {
				return nil, err
			}
			v, err := referenceValue(d)
			if err != nil {
				return nil, err
			}
			out = append(out, member{fmt.Sprint(key), v})
		}
		_, err = d.Token()
		return out, err
	case json.Delim('['):
		out := []any{}
		for d.More() {
			v, err := referenceValue(d)
			if err != nil {
				return nil, err
			}
			out = append(out, v)
		}
		_, err = d.Token()
		return out, err
	}
	return t, nil
}

// offset is where an error is.
func offset(t testing.TB, text string, err error) int {
	t.Helper()
	var at *jsoncut.Error
	if !errors.As(err, &at) {
		t.Fatalf("%q: %v (%T) has no offset", text, err, err)
	}
	if at.Offset < 0 || at.Offset > len(text) || at.Message == "" || at.Error() != at.Message {
		t.Fatalf("%q: %q at %d", text, at.Message, at.Offset)
	}
	return at.Offset
}

// space is what may stand between values.
func space() *rapid.Generator[string] { return rapid.StringMatching(`[ \n\t\r]{0,2}`) }

// spelling writes a string as JSON in one of many ways.
func spelling(t *rapid.T, s string) string {
	var out strings.Builder
	out.WriteByte('"')
	for _, r := range s {
		plain := r >= 0x20 && r != '"' && r != '\\'
		switch short := strings.IndexRune("\"\\/\b\f\n\r\t", r); {
		case short >= 0 && rapid.Bool().Draw(t, "short"):
			out.WriteString(`\` + `"\/bfnrt`[short:short+1])
		case plain && rapid.IntRange(0, 3).Draw(t, "plain") > 0:
			out.WriteRune(r)
		case r > 0xffff:
			r -= 0x10000
			fmt.Fprintf(&out, `\u%04x\u%04X`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		default:
			fmt.Fprintf(&out, `\u%04x`, r)
		}
	}
	out.WriteByte('"')
	return out.String()
}

// document is a JSON text of any shape and spelling.
func document(t *rapid.T, depth int) string {
	sp := func() string { return space().Draw(t, "space") }
	kinds := 6
	if depth == 0 {
		kinds = 4
	}
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0, 1:
		return spelling(t, rapid.String().Draw(t, "string"))
	case 2:
		return rapid.StringMatching(`-?(0|[1-9][0-9]{0,3})(\.[0-9]{1,3})?([eE][+-]?[0-9]{1,2})?`).Draw(t, "number")
	case 3:
		return rapid.SampledFrom([]string{"true", "false", "null"}).Draw(t, "word")
	case 4:
		var all []string
		for range rapid.IntRange(0, 3).Draw(t, "members") {
			key := rapid.SampledFrom([]string{"a", "b", "", "\u00e9"}).Draw(t, "key")
			all = append(all, sp()+spelling(t, key)+sp()+":"+sp()+document(t, depth-1)+sp())
		}
		return "{" + sp() + strings.Join(all, ",") + "}"
	}
	var all []string
	for range rapid.IntRange(0, 3).Draw(t, "elements") {
		all = append(all, sp()+document(t, depth-1)+sp())
	}
	return "[" + sp() + strings.Join(all, ",") + "]"
}
