package rehearsal

import (
	"strings"

	"hotline/jsonscan"
)

// A node is a JSON value, and where it stands in a text.
type node struct {
	kind       jsonscan.Kind
	start, end int
	text       string   // of a scalar, decoded
	keys       []string // of an object
	keyAt      []int    // where they begin
	items      []*node  // of an object or a list
}

// parse reads all values of a text, as the reader of snapshots does.
func parse(text string) ([]*node, error) {
	s, err := jsonscan.New(text, jsonscan.Limits{})
	if err != nil {
		return nil, err
	}
	p := parser{s: s, begin: s.Mark(), src: text}
	var out []*node
	for s.Kind() != jsonscan.End {
		n, err := p.value()
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, nil
}

type parser struct {
	s     *jsonscan.Scanner
	begin jsonscan.Mark
	src   string
}

// at is how much was read.
func (p *parser) at() int { return len(p.s.Since(p.begin)) }

func (p *parser) value() (*node, error) {
	n := &node{kind: p.s.Kind(), start: p.at()}
	var err error
	last := n.start + 1 // where what is between two members begins
	switch n.kind {
	case jsonscan.Object:
		err = p.s.Object("an object", func(key string, _ jsonscan.Position) error {
			n.keys = append(n.keys, key)
			n.keyAt = append(n.keyAt, last+strings.IndexByte(p.src[last:], '"'))
			return p.item(n, &last)
		})
	case jsonscan.Array:
		err = p.s.Array("a list", func() error { return p.item(n, &last) })
	default:
		_, n.text, err = p.s.Scalar("a value")
	}
	n.end = p.at()
	return n, err
}

func (p *parser) item(n *node, last *int) error {
	value, err := p.value()
	n.items = append(n.items, value)
	*last = p.at()
	return err
}

// get is the value of a key; nil where there is none.
func (n *node) get(key string) *node {
	if n == nil || n.kind != jsonscan.Object {
		return nil
	}
	for i, k := range n.keys {
		if k == key {
			return n.items[i]
		}
	}
	return nil
}

// list is the entries of the list under a key: none where it is null.
func (n *node) list(key string) []*node {
	if l := n.get(key); l != nil && l.kind == jsonscan.Array {
		return l.items
	}
	return nil
}

// str is the text under a key; empty where there is none.
func (n *node) str(key string) string {
	if v := n.get(key); v != nil && v.kind != jsonscan.Null {
		return v.text
	}
	return ""
}
