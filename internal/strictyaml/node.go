package strictyaml

import (
	"fmt"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"hotline/jsonscan"
)

// What a node can be, in the words of faults.
const (
	Nothing = "nothing"
	List    = "a list"
	Mapping = "a mapping"
	Truth   = "a truth value"
	Number  = "a number"
	Text    = "text"
)

// A Node is a value in a text: a list, a mapping or a scalar.
type Node struct {
	node ast.Node
	in   *Reader
}

// A Member is a key of a mapping and its value.
type Member struct {
	Key   string
	At    jsonscan.Position // of the key
	Value Node
	Again bool // the mapping has the key before, too
}

// At is the place where a node begins.
func (n Node) At() jsonscan.Position {
	t := n.node.GetToken()
	if m, ok := n.node.(*ast.MappingNode); ok && len(m.Values) > 0 && !m.IsFlowStyle {
		t = m.Values[0].Key.GetToken() // its own token is the first colon
	}
	return n.in.position(t.Position)
}

// Kind is what a node is.
func (n Node) Kind() string {
	switch n.node.(type) {
	case *ast.NullNode:
		return Nothing
	case *ast.SequenceNode:
		return List
	case *ast.MappingNode:
		return Mapping
	case *ast.BoolNode:
		return Truth
	case *ast.FloatNode, *ast.InfinityNode, *ast.NanNode, *ast.IntegerNode:
		return Number
	}
	return Text
}

// Text is the text that a node stands for, and whether it is one.
func (n Node) Text() (string, bool) {
	switch n := n.node.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	}
	return "", false
}

// IsPlain reports whether a node is a text that stands neither in quotes nor in a
// block. Other programs may take it for something else.
func (n Node) IsPlain() bool {
	s, ok := n.node.(*ast.StringNode)
	return ok && s.Token.Type == token.StringType
}

// Integer is a whole number as it is written, and whether a node is one.
func (n Node) Integer() (string, bool) {
	if i, ok := n.node.(*ast.IntegerNode); ok {
		return i.Token.Value, true
	}
	return "", false
}

// Truth is a truth value, and whether a node is one.
func (n Node) Truth() (value, ok bool) {
	if b, ok := n.node.(*ast.BoolNode); ok {
		return b.Value, true
	}
	return false, false
}

// Elements are those of a list; none where a node is something else.
func (n Node) Elements() []Node {
	list, ok := n.node.(*ast.SequenceNode)
	if !ok {
		return nil
	}
	out := make([]Node, len(list.Values))
	for i, e := range list.Values {
		out[i] = Node{node: e, in: n.in}
	}
	return out
}

// Members are the keys of a mapping and their values, in the order of the file;
// none where a node is something else.
func (n Node) Members() []Member {
	mapping, ok := n.node.(*ast.MappingNode)
	if !ok {
		return nil
	}
	out := make([]Member, len(mapping.Values))
	seen := map[string]bool{}
	for i, v := range mapping.Values {
		key := v.Key.GetToken().Value
		out[i] = Member{Key: key, At: Node{node: v.Key, in: n.in}.At(), Value: Node{node: v.Value, in: n.in}, Again: seen[key]}
		seen[key] = true
	}
	return out
}

// Members are those of a mapping, which is what want says: a node that is
// something else is a fault, and so is a key that comes twice.
func (r *Reader) Members(n Node, want string) []Member {
	if kind := n.Kind(); kind != Mapping {
		r.Fault(n, "expected "+want+", found "+kind)
		return nil
	}
	members := n.Members()
	for _, m := range members {
		if m.Again {
			r.FaultAt(m.At, fmt.Sprintf("key %q comes twice", m.Key))
		}
	}
	return members
}
