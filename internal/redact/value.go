package redact

import (
	"fmt"
	"strings"

	"hotline/jsonscan"
)

// A value is a value of JSON.
type value struct {
	kind    jsonscan.Kind
	text    string // of a string; of a number, boolean or null as written
	items   []*value
	members []member
}

type member struct {
	key   string
	value *value
}

// read reads the next value.
func read(s *jsonscan.Scanner) (*value, error) {
	v := &value{kind: s.Kind()}
	var err error
	switch v.kind {
	case jsonscan.Object:
		err = s.Object("an object", func(key string, _ jsonscan.Position) error {
			m, err := read(s)
			v.members = append(v.members, member{key, m})
			return err
		})
	case jsonscan.Array:
		err = s.Array("a list", func() error {
			item, err := read(s)
			v.items = append(v.items, item)
			return err
		})
	default:
		v.kind, v.text, err = s.Scalar("a value")
	}
	return v, err
}

// member is the value of a key, or nil.
func (v *value) member(key string) *value {
	for _, m := range v.members {
		if m.key == key {
			return m.value
		}
	}
	return nil
}

// isString reports whether v is there, and a string.
func (v *value) isString() bool { return v != nil && v.kind == jsonscan.String }

// compact is the depth at which write leaves white space out.
const compact = -1

// write writes the value as the AWS CLI does, with depth levels around it.
func (v *value) write(out *strings.Builder, depth int) {
	switch v.kind {
	case jsonscan.Object:
		list(out, depth, "{}", len(v.members), func(i, depth int) {
			quote(out, v.members[i].key)
			out.WriteByte(':')
			if depth != compact {
				out.WriteByte(' ')
			}
			v.members[i].value.write(out, depth)
		})
	case jsonscan.Array:
		list(out, depth, "[]", len(v.items), func(i, depth int) { v.items[i].write(out, depth) })
	case jsonscan.String:
		quote(out, v.text)
	default:
		out.WriteString(v.text)
	}
}

// list writes n elements in brackets, each on a line of its own.
func list(out *strings.Builder, depth int, brackets string, n int, element func(i, depth int)) {
	inner, line := compact, func(int) {}
	if depth != compact {
		inner = depth + 1
		line = func(depth int) { out.WriteString("\n" + strings.Repeat("    ", depth)) }
	}
	out.WriteByte(brackets[0])
	for i := range n {
		if i > 0 {
			out.WriteByte(',')
		}
		line(inner)
		element(i, inner)
	}
	if n > 0 {
		line(depth)
	}
	out.WriteByte(brackets[1])
}

// quote writes a string of JSON.
func quote(out *strings.Builder, s string) {
	out.WriteByte('"')
	for _, c := range s {
		short := strings.IndexRune("\"\\\b\f\n\r\t", c)
		switch {
		case short >= 0: // no longer than it was: strings are bounded
			out.WriteByte('\\')
			out.WriteByte("\"\\bfnrt"[short])
		case c < ' ':
			fmt.Fprintf(out, `\u%04x`, c)
		default:
			out.WriteRune(c)
		}
	}
	out.WriteByte('"')
}
