package strictyaml_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hotline/internal/strictyaml"
	"hotline/jsonscan"
)

func parse(text string) (*strictyaml.Reader, strictyaml.Node, bool) {
	return strictyaml.Parse(text, strictyaml.Format{Document: "one document", Starred: "word"})
}

// TestRefuse holds what is not taken, and where it is found.
func TestRefuse(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ text, want string }{
		"empty":          {"", "1:1: expected one document"},
		"two documents":  {"a: b\n---\na: b\n", "1:1: expected one document"},
		"no YAML":        {"role:\n  name: \"a\n", "2:9: no YAML: could not find end character of double-quoted text"},
		"no YAML, later": {"a:\n  - é: [é, é: [\n", "2:18: no YAML: sequence end token ']' not found"},
		"tab":            {"a:\n\t- rule: a\n", "2:1: no YAML: found character '\t' that cannot start any token"},
		"no UTF-8":       {"version: 1\n# é\xff\n", "2:5: expected UTF-8"},
		"alias":          {"a: *admin*", "1:4: an alias is not taken; a word that begins with * stands in quotes"},
		"anchor":         {"a: &b c", `1:4: expected plain keys and values: "&" is not taken`},
		"tag":            {"a: !!str b", `1:4: expected plain keys and values: "!!str" is not taken`},
		"merge":          {"<<: {}", `1:1: expected plain keys and values: "<<" is not taken`},
		"directive":      {"%YAML 1.2\n---\na: b\n", `1:1: expected plain keys and values: "%" is not taken`},
		"complex key":    {"? a\n: 1\n", `1:1: expected plain keys and values: "?" is not taken`},
		"deep":           {"a: " + strings.Repeat("[", 1000), "1:12: nested deeper than 8 levels"},
		"deep, longer":   {"exceptions: " + strings.Repeat("[", 1000), "1:21: nested deeper than 8 levels"},
		"deep entries":   {"a:\n" + strings.Repeat("- ", 1000), "2:17: nested deeper than 8 levels"},
		"wide":           {"a:\n" + strings.Repeat(" ", 100) + "b: c\n", "2:101: nested deeper than 8 levels"},
		"many keys":      {"a: b\n" + strings.Repeat("c: d\n", 100), "101:2: more than 100 keys; expected at most that"},
		"many flow keys": {"exceptions: [{" + strings.Repeat("a: b, ", 101) + "}]", "1:616: more than 100 keys; expected at most that"},
		"long line":      {"a: b\n\n\n# " + strings.Repeat("x", 10000), "4:10001: line of 10002 bytes; expected at most 10000"},
		"large":          {"#" + strings.Repeat("x", 1<<20), "1:1: larger than 1 MiB; expected at most that"},
	} {
		r, _, ok := parse(tt.text)
		if err := r.Err(); ok || err == nil || err.Error() != tt.want {
			t.Errorf("%s:\n     %v %v\nwant %s", name, ok, err, tt.want)
		}
	}
}

// TestTake holds what is taken, at the limits too.
func TestTake(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"byte order mark":  "\ufeffa: b",
		"document":         "---\na: b\n...\n",
		"line breaks":      "a: b\r\nc: d\re: f\n",
		"comments":         "# x\na: b # y\n",
		"deep":             "a: " + strings.Repeat("[", 8) + strings.Repeat("]", 8),
		"many keys":        strings.Repeat("a: b\n", 100),
		"keys of entries":  strings.Repeat("- {a: b, c: d}\n- e: f\n  g: h\n", 100),
		"long line":        "a: b\n#" + strings.Repeat("x", 9999),
		"star in quotes":   `a: "*"`,
		"key that is none": "{}",
	} {
		if r, _, ok := parse(text); !ok || r.Err() != nil || r.FaultCount() != 0 {
			t.Errorf("%s: %v %v", name, ok, r.Err())
		}
	}
}

func TestLoad(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "x.yaml")
	if _, err := strictyaml.Load(path); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
	if _, err := strictyaml.Load(dir); err == nil {
		t.Error("a directory was read")
	}
	for size, want := range map[int]int{0: 0, 1 << 20: 1 << 20, 2 << 20: 1<<20 + 1} {
		if err := os.WriteFile(path, []byte(strings.Repeat("#", size)), 0o600); err != nil {
			t.Fatal(err)
		}
		if text, err := strictyaml.Load(path); err != nil || len(text) != want {
			t.Errorf("%d bytes of %d: %v", len(text), size, err)
		}
	}
}

// TestErr holds that faults come in the order of the file, and the first of many.
func TestErr(t *testing.T) {
	t.Parallel()
	r, n, _ := parse("é: [é, x]\na: b\n")
	m := n.Members()
	r.Fault(m[1].Value, "third")
	r.FaultAt(m[1].At, "second")
	r.Fault(m[0].Value.Elements()[1], "first")
	r.FaultAt(jsonscan.Position{Line: 2, Column: 4}, "fourth")
	if diff := cmp.Diff("1:10: first\n2:1: second\n2:4: third\n2:4: fourth", r.Err().Error()); diff != "" {
		t.Error(diff)
	}
	for range 20 {
		r.Fault(n, "x")
	}
	var fault *jsonscan.Error
	if err := r.Err(); strings.Count(err.Error(), "\n") != 20 || !strings.HasSuffix(err.Error(), "\n4 more of these") || !errors.As(err, &fault) {
		t.Error(err)
	}
}
