package strictyaml_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hotline/internal/strictyaml"
)

// what is all that can be asked of a node.
func what(n strictyaml.Node) string {
	out := n.At().String() + " " + n.Kind()
	if s, ok := n.Text(); ok {
		out += fmt.Sprintf(" %q", s)
	}
	if n.IsPlain() {
		out += " plain"
	}
	if s, ok := n.Integer(); ok {
		out += " " + s
	}
	if b, ok := n.Truth(); ok {
		out += fmt.Sprint(" ", b)
	}
	return out
}

func TestNode(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a:":             "1:3 nothing",
		"a: ~":           "1:4 nothing",
		"a: []":          "1:4 a list",
		"a:\n  - b":      "2:3 a list",
		"a: {b: c}":      "1:4 a mapping",
		"a:\n  b: c":     "2:3 a mapping",
		"a: true":        "1:4 a truth value true",
		"a: no":          `1:4 text "no" plain`,
		"a: 012":         "1:4 a number 012",
		"a: 018":         `1:4 text "018" plain`,
		"a: 1.5":         "1:4 a number",
		"a: .inf":        "1:4 a number",
		"a: .nan":        "1:4 a number",
		"a: b c":         `1:4 text "b c" plain`,
		"a: '1'":         `1:4 text "1"`,
		"a: \"\\u00e9\"": `1:4 text "é"`,
		"a: |\n  b\n  c": `1:4 text "b\nc"`,
		"é: é":           `1:5 text "é" plain`,
	} {
		_, n, ok := parse(text)
		m := n.Members()
		if !ok || len(m) != 1 || what(m[0].Value) != want || m[0].Value.Members() != nil && m[0].Value.Kind() != strictyaml.Mapping {
			t.Errorf("%q: %v\n     %s\nwant %s", text, ok, what(m[0].Value), want)
		}
	}
}

// TestMembers holds that a key that comes twice is a fault, and told of.
func TestMembers(t *testing.T) {
	t.Parallel()
	r, n, _ := parse("a: 1\n\"a\": 2\nb: [c]\na: 3\n")
	var got []string
	for _, m := range r.Members(n, "a mapping") {
		got = append(got, fmt.Sprint(m.At, " ", m.Key, " ", m.Again, " ", what(m.Value)))
	}
	want := []string{"1:1 a false 1:4 a number 1", "2:1 a true 2:6 a number 2", "3:1 b false 3:4 a list", "4:1 a true 4:4 a number 3"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if m := r.Members(n.Members()[2].Value, "a mapping for b"); m != nil {
		t.Errorf("%v", m)
	}
	if e := n.Elements(); e != nil {
		t.Errorf("%v", e)
	}
	if diff := cmp.Diff("2:1: key \"a\" comes twice\n3:4: expected a mapping for b, found a list\n4:1: key \"a\" comes twice", r.Err().Error()); diff != "" {
		t.Error(diff)
	}
}
