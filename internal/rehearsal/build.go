package rehearsal

import (
	"encoding/json"
	"strings"
)

// A piece is JSON that is to be written.
type piece interface {
	write(out *strings.Builder, s style, indent string)
}

type (
	raw    string // JSON as it stands
	object []member
	list   []piece
	member struct {
		key   string
		value piece
	}
)

// A style is how a file is laid out.
type style struct {
	newline string // what ends a line; empty of a file on one line
	unit    string // by which each level is indented
	colon   string // what stands between a key and its value
	comma   string // what stands between two values on a line
	form    form   // of policy documents
}

// text is a piece as it is written in a style, at the level of an indentation.
func text(p piece, s style, indent string) string {
	var out strings.Builder
	p.write(&out, s, indent)
	return out.String()
}

func (r raw) write(out *strings.Builder, _ style, _ string) { out.WriteString(string(r)) }

func (o object) write(out *strings.Builder, s style, indent string) {
	s.brackets(out, "{}", len(o), indent, func(i int) {
		out.WriteString(quote(o[i].key) + s.colon)
		o[i].value.write(out, s, indent+s.unit)
	})
}

func (l list) write(out *strings.Builder, s style, indent string) {
	s.brackets(out, "[]", len(l), indent, func(i int) { l[i].write(out, s, indent+s.unit) })
}

// brackets writes n things, each on a line of its own where the file has lines.
func (s style) brackets(out *strings.Builder, pair string, n int, indent string, item func(i int)) {
	out.WriteString(pair[:1])
	for i := range n {
		switch {
		case i > 0 && s.newline == "":
			out.WriteString(s.comma)
		case i > 0:
			out.WriteString(",")
		}
		if s.newline != "" {
			out.WriteString(s.newline + indent + s.unit)
		}
		item(i)
	}
	if n > 0 && s.newline != "" {
		out.WriteString(s.newline + indent)
	}
	out.WriteString(pair[1:])
}

// quote is a text as JSON.
func quote(text string) string {
	var out strings.Builder
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a text, into memory
	return strings.TrimSuffix(out.String(), "\n")
}

// str is a text to be written.
func str(text string) raw { return raw(quote(text)) }
