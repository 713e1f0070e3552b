package strictyaml_test

import (
	"strings"
	"testing"

	"hotline/internal/strictyaml"
	"hotline/jsonscan"
)

// FuzzParse holds that no text ends the program, and that every fault and every
// node has a place in the text.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"a:\n  - b: 'c'\n    d: >-\n      e\n\n      f\n", "a: [*a, &b c]", "a:\n - {rule: 'a', \"b\": ~, b: 0x1, c: .nan}\n",
		"- - - ? a\n", "%TAG ! a\n---\n", "a: !!binary |\n  =\n", "\"\\x00\\u1234\\U00012345\": '''", "exceptions: {{[[,]]:}}", "a:\r\n\tb: \"\\\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, n, ok := parse(text)
		lines := strings.Count(text, "\n") + strings.Count(text, "\r") + 1
		if ok != (r.FaultCount() == 0) || ok != (r.Err() == nil) {
			t.Errorf("%v beside %v", ok, r.Err())
		}
		if ok {
			walk(t, r, n, lines)
		}
		if joined, isJoined := r.Err().(interface{ Unwrap() []error }); isJoined {
			for _, err := range joined.Unwrap() {
				if fault, isFault := err.(*jsonscan.Error); isFault && (fault.Message == "" || !isIn(fault.Position, lines+1)) { //nolint:errorlint // as it is
					t.Error(fault)
				}
			}
		}
	})
}

// walk goes through a node, and asks it everything.
func walk(t *testing.T, r *strictyaml.Reader, n strictyaml.Node, lines int) {
	t.Helper()
	if !isIn(n.At(), lines) || what(n) == "" {
		t.Error(what(n))
	}
	for _, e := range n.Elements() {
		walk(t, r, e, lines)
	}
	if n.Kind() != strictyaml.Mapping {
		return
	}
	for _, m := range r.Members(n, "a mapping") {
		if !isIn(m.At, lines) {
			t.Errorf("key %q at %v", m.Key, m.At)
		}
		walk(t, r, m.Value, lines)
	}
}

// isIn reports whether a place is one of some lines.
func isIn(at jsonscan.Position, lines int) bool {
	return at.IsValid() && at.Column > 0 && int(at.Line) <= lines
}
