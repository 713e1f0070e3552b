package strictyaml

import (
	"fmt"

	"github.com/goccy/go-yaml/token"
)

// What a text may have at most: far more than a format needs, and little enough
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

// isPlain reports whether a text has nothing but what a format needs. It looks
// at the tokens before anything goes through them that calls itself: what is
// nested without end would otherwise end the program.
func (r *Reader) isPlain(tokens token.Tokens, format Format) bool {
	g := guard{keys: []int{0}}
	for _, t := range tokens {
		message := ""
		switch t.Type {
		case token.AliasType:
			message = "an alias is not taken; a " + format.Starred + " that begins with * stands in quotes"
		case token.AnchorType, token.MergeKeyType, token.TagType, token.DirectiveType, token.MappingKeyType:
			message = fmt.Sprintf("expected plain keys and values: %q is not taken", t.Value)
		default:
			message = g.pass(t)
		}
		if message != "" {
			r.FaultAt(r.position(t.Position), message)
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
