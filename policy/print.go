package policy

import (
	"bytes"
	"encoding/json"
	"slices"

	"hotline/jsonscan"
)

// MarshalJSON prints d on one line, with its elements in the order they were
// read, or in the usual order where they came from no text.
func (d *Document) MarshalJSON() ([]byte, error) { return d.node().append(nil), nil }

// Indent prints d on several lines, each level indented by indent.
func (d *Document) Indent(indent string) string {
	var out bytes.Buffer
	// What node prints is valid JSON, so that Indent cannot fail.
	_ = json.Indent(&out, d.node().append(nil), "", indent)
	return out.String()
}

// A node is a JSON value on its way out.
type node interface {
	append(out []byte) []byte
}

type (
	rawNode    string // JSON as it stands
	textNode   string
	listNode   []node
	objectNode []memberNode
	memberNode struct {
		key   string
		at    Position
		value node
	}
)

func (n rawNode) append(out []byte) []byte  { return append(out, n...) }
func (n textNode) append(out []byte) []byte { return appendString(out, string(n)) }

func (n listNode) append(out []byte) []byte {
	out = append(out, '[')
	for i, item := range n {
		if i > 0 {
			out = append(out, ',')
		}
		out = item.append(out)
	}
	return append(out, ']')
}

func (n objectNode) append(out []byte) []byte {
	out = append(out, '{')
	for i, m := range n {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(appendString(out, m.key), ':')
		out = m.value.append(out)
	}
	return append(out, '}')
}

// appendString prints s as a JSON string, without the escapes for HTML that
// json.Marshal adds.
func appendString(out []byte, s string) []byte {
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string is always encodable
	return append(out, bytes.TrimSuffix(buf.Bytes(), []byte{'\n'})...)
}

// add appends a member to n.
func (n *objectNode) add(key string, at Position, value node) {
	*n = append(*n, memberNode{key, at, value})
}

// inOrder puts the members in the order in which they were read.
func (n objectNode) inOrder() objectNode {
	slices.SortStableFunc(n, func(a, b memberNode) int { return a.at.Compare(b.at) })
	return n
}

func (d *Document) node() node {
	var o objectNode
	o.addText("Version", d.Version)
	o.addText("Id", d.ID)
	statements := make(listNode, len(d.Statements))
	for i := range d.Statements {
		statements[i] = d.Statements[i].node()
	}
	o.add("Statement", d.Statement.Position, d.Statement.node(statements))
	o.addUnknown(d.Unknown)
	return o.inOrder()
}

// node is items as f says they are written.
func (f Form) node(items listNode) node {
	if f.Single && len(items) == 1 {
		return items[0]
	}
	return items
}

func (n *objectNode) addText(key string, t *Text) {
	if t != nil {
		n.add(key, t.Position, textNode(t.Value))
	}
}

func (n *objectNode) addUnknown(unknown []Unknown) {
	for _, u := range unknown {
		var compact bytes.Buffer
		_ = json.Compact(&compact, []byte(u.Raw)) // Raw was parsed
		n.add(u.Key.Value, u.Key.Position, rawNode(compact.String()))
	}
}

func (n *objectNode) addList(key string, l *List) {
	if l != nil {
		n.add(key, l.Position, l.node())
	}
}

func (n *objectNode) addPrincipals(key string, p *Principals) {
	if p != nil {
		n.add(key, p.Position, p.node())
	}
}

func (st *Statement) node() node {
	var o objectNode
	o.addText("Sid", st.Sid)
	o.addText("Effect", &st.Effect)
	o.addPrincipals("Principal", st.Principal)
	o.addPrincipals("NotPrincipal", st.NotPrincipal)
	o.addList("Action", st.Action)
	o.addList("NotAction", st.NotAction)
	o.addList("Resource", st.Resource)
	o.addList("NotResource", st.NotResource)
	if st.Condition != nil {
		o.add("Condition", st.Condition.Position, st.Condition.node())
	}
	o.addUnknown(st.Unknown)
	return o.inOrder()
}

func (l *List) node() node {
	items := make(listNode, len(l.Values))
	for i, v := range l.Values {
		items[i] = textNode(v.Value)
	}
	return l.Form.node(items)
}

func (p *Principals) node() node {
	if p.Star {
		return textNode("*")
	}
	o := objectNode{}
	for _, e := range p.Entries {
		o.add(e.Kind.Value, e.Kind.Position, e.Names.node())
	}
	o.addUnknown(p.Unknown)
	return o.inOrder()
}

func (c *Condition) node() node {
	o := objectNode{}
	for _, op := range c.Operators {
		keys := objectNode{}
		for _, k := range op.Keys {
			items := make(listNode, len(k.Values))
			for i, v := range k.Values {
				items[i] = v.node()
			}
			keys.add(k.Name.Value, k.Name.Position, k.node(items))
		}
		o.add(op.Name.Value, op.Name.Position, keys)
	}
	return o
}

func (v Value) node() node {
	if v.Kind == jsonscan.Number || v.Kind == jsonscan.Bool {
		return rawNode(v.Value)
	}
	return textNode(v.Value)
}
