package configfile

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"hotline/check"
	"hotline/internal/strictyaml"
	"hotline/jsonscan"
)

// A field is a key that a mapping may have.
type field struct {
	key  string
	must bool // every such mapping has it
	read func(value strictyaml.Node)
}

// mapping reads the keys of a mapping, which is what the name says.
func (r *reader) mapping(n strictyaml.Node, name string, fields ...field) {
	var keys []string
	for _, f := range fields {
		keys = append(keys, f.key)
	}
	expected := strings.Join(keys, ", ")
	found := map[string]bool{}
	for _, m := range r.members(n, "a mapping for "+name+" with "+expected) {
		i := slices.Index(keys, m.Key)
		if i < 0 {
			r.FaultAt(m.At, fmt.Sprintf("unknown key %q in %s%s; expected %s", m.Key, name, check.Suggest(m.Key, keys), expected))
			continue
		}
		found[m.Key] = true
		r.places[name+"/"+m.Key] = m.At
		fields[i].read(m.Value)
	}
	for _, f := range fields {
		if n.Kind() == strictyaml.Mapping && f.must && !found[f.key] {
			r.Fault(n, fmt.Sprintf("expected %s in %s", f.key, name))
		}
	}
}

// members lists the keys of a mapping. A key that comes twice is a fault, and
// read once.
func (r *reader) members(n strictyaml.Node, want string) []strictyaml.Member {
	return slices.DeleteFunc(r.Members(n, want), func(m strictyaml.Member) bool { return m.Again })
}

// placeOf is where a value stands that was read.
func (r *reader) placeOf(what string) jsonscan.Position { return r.places[what] }

// text is the text that a node stands for, and whether it is one; otherwise a
// fault says what it is.
func (r *reader) text(n strictyaml.Node, key string) (string, bool) {
	value, _ := n.Text()
	found := n.Kind()
	if n.IsPlain() && value != "" && strings.Trim(value, "0123456789") == "" {
		found = strictyaml.Number // to other programs
	}
	switch {
	case found == strictyaml.Number:
		r.Fault(n, "expected text for "+key+", found a number: digits stand in quotes, since programs take them for a number otherwise, and drop zeros in front")
	case found == strictyaml.Truth:
		r.Fault(n, "expected text for "+key+", found a truth value; as text it stands in quotes")
	case found != strictyaml.Text:
		r.Fault(n, "expected text for "+key+", found "+found)
	default:
		return value, true
	}
	return "", false
}

// word reads a text of one line that is not empty, and of which valid has
// nothing to say.
func (r *reader) word(n strictyaml.Node, key string, valid func(string) string) (string, bool) {
	value, ok := r.text(n, key)
	if !ok {
		return "", false
	}
	message := ""
	switch {
	case value == "":
		message = "expected text for " + key + ", found none"
	case strings.ContainsFunc(value, unicode.IsControl):
		message = "expected one line of plain text for " + key
	default:
		message = valid(value)
	}
	if message != "" {
		r.Fault(n, message)
	}
	return value, message == ""
}

// set is what reads a word.
func (r *reader) set(to *string, key string, valid func(string) string) func(strictyaml.Node) {
	return func(n strictyaml.Node) {
		if value, ok := r.word(n, key, valid); ok {
			*to = value
		}
	}
}

// truth is what reads true or false.
func (r *reader) truth(to *bool, key string) func(strictyaml.Node) {
	return func(n strictyaml.Node) {
		value, ok := n.Truth()
		if !ok {
			r.Fault(n, "expected true or false for "+key+", found "+n.Kind())
			return
		}
		*to = value
	}
}

// choice is what reads one of some words.
func choice[T ~string](r *reader, to *T, key string, words ...T) func(strictyaml.Node) {
	var list []string
	for _, w := range words {
		list = append(list, string(w))
	}
	return func(n strictyaml.Node) {
		value, ok := r.word(n, key, func(value string) string {
			if slices.Contains(list, value) {
				return ""
			}
			return fmt.Sprintf("expected one of %s for %s, found %q%s", strings.Join(list, ", "), key, value, check.Suggest(value, list))
		})
		if ok {
			*to = T(value)
		}
	}
}

// list reads the elements of a list.
func (r *reader) list(n strictyaml.Node, key string, element func(i int, n strictyaml.Node)) {
	if kind := n.Kind(); kind != strictyaml.List {
		r.Fault(n, "expected a list for "+key+", found "+kind)
		return
	}
	for i, e := range n.Elements() {
		element(i, e)
	}
}

// words is what reads a list of words that are different. Where they stand is
// kept by the name of the list.
func (r *reader) words(to *[]string, list, key string, valid func(string) string) func(strictyaml.Node) {
	return func(n strictyaml.Node) {
		r.list(n, key, func(_ int, e strictyaml.Node) {
			value, ok := r.word(e, key, valid)
			if ok && r.isFirst(e, list+"/"+value, value) {
				*to = append(*to, value)
			}
		})
	}
}

// isFirst keeps where something stands, and reports whether it was not there
// before. The value is its name in the fault.
func (r *reader) isFirst(n strictyaml.Node, what, value string) bool {
	if _, twice := r.places[what]; twice {
		r.Fault(n, fmt.Sprintf("%q comes twice", value))
		return false
	}
	r.places[what] = n.At()
	return true
}
