package exceptions

import (
	"fmt"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"hotline/jsonscan"
)

// What a file may have at most: far more than the format needs, and little enough
// that the parser, which is slow with mappings of many keys, takes no time.
const (
	deepest = 8   // lists and mappings within each other
	widest  = 64  // spaces at the beginning of a line
	longest = 100 // keys of a mapping
)

// A guard counts what tokens tell of the nesting.
type guard struct {
	entries int   // of lists, one directly in the other
	keys    []int // of the mappings in braces that are open; the first is for those without
}

// isPlain reports whether a file has nothing but what the format needs. It looks
// at the tokens before anything goes through them that calls itself: what is
// nested without end would otherwise end the program.
func (r *reader) isPlain(tokens token.Tokens) bool {
	g := guard{keys: []int{0}}
	for _, t := range tokens {
		message := ""
		switch t.Type {
		case token.AliasType:
			message = "an alias is not taken; a pattern that begins with * stands in quotes"
		case token.AnchorType, token.MergeKeyType, token.TagType, token.DirectiveType, token.MappingKeyType:
			message = fmt.Sprintf("expected plain keys and values: %q is not taken", t.Value)
		default:
			message = g.pass(t)
		}
		if message != "" {
			r.faultAt(r.position(t.Position.Line, t.Position.Column), message)
			return false
		}
	}
	return true
}

// pass counts a token, and says what there is too much of.
func (g *guard) pass(t *token.Token) string {
	if g.entries++; t.Type != token.SequenceEntryType {
		g.entries = 0
	}
	last := len(g.keys) - 1
	switch t.Type { //nolint:exhaustive // the others nest nothing
	case token.SequenceEntryType:
		g.keys[0] = 0
	case token.SequenceStartType, token.MappingStartType:
		g.keys = append(g.keys, 0)
	case token.SequenceEndType, token.MappingEndType:
		g.keys = g.keys[:max(1, last)]
	case token.MappingValueType:
		g.keys[last]++
	}
	last = len(g.keys) - 1
	switch {
	case last > deepest || g.entries > deepest || t.Position.IndentNum > widest:
		return fmt.Sprintf("nested deeper than %d levels", deepest)
	case g.keys[last] > longest:
		return fmt.Sprintf("more than %d keys; expected at most that", longest)
	}
	return ""
}

// A member is a key of a mapping and its value.
type member struct {
	key   string
	at    jsonscan.Position // of the key
	value ast.Node
}

// members lists the keys of a mapping. A key that comes twice is a fault.
func (r *reader) members(n ast.Node, want string) []member {
	mapping, ok := n.(*ast.MappingNode)
	if !ok {
		r.fault(n, "expected "+want+", found "+kind(n))
		return nil
	}
	var out []member
	seen := map[string]bool{}
	for _, v := range mapping.Values {
		key := v.Key.GetToken().Value
		if seen[key] {
			r.fault(v.Key, "key "+quote(key)+" comes twice")
		}
		seen[key] = true
		out = append(out, member{key, r.at(v.Key), v.Value})
	}
	return out
}

// text is the text that a node stands for, and whether it is one. A number is
// taken as it is written: an account id may begin with 0.
func text(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode:
		return n.Token.Value, true
	}
	return "", false
}

// kind names what a node is.
func kind(n ast.Node) string {
	switch n.(type) {
	case *ast.NullNode:
		return "nothing"
	case *ast.SequenceNode:
		return "a list"
	case *ast.MappingNode:
		return "a mapping"
	case *ast.BoolNode:
		return "a truth value"
	case *ast.FloatNode, *ast.InfinityNode, *ast.NanNode, *ast.IntegerNode:
		return "a number"
	}
	return "text"
}

func quote(s string) string { return fmt.Sprintf("%q", s) }
