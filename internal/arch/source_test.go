package arch_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// root is the directory of the module, from here.
const root = "../.."

// A source is one parsed Go file.
type source struct {
	path string // from the root, with slashes
	pkg  string // its directory: policy, check/rules, …
	test bool
	file *ast.File
	fset *token.FileSet
}

// position is the place of a node, from the root.
func (s source) position(n ast.Node) string {
	p := s.fset.Position(n.Pos())
	return s.path + ":" + itoa(p.Line)
}

// sources parses all Go files of the module.
func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	walk(t, func(path string) {
		if !strings.HasSuffix(path, ".go") {
			return
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, filepath.Join(root, path), nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, source{path, filepath.ToSlash(filepath.Dir(path)), strings.HasSuffix(path, "_test.go"), f, fset})
	})
	if len(out) < 40 {
		t.Fatalf("found only %d Go files: the walk is broken", len(out))
	}
	return out
}

// walk visits the files of the repository, by their paths from the root. It
// passes over what git ignores.
func walk(t *testing.T, visit func(path string)) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		switch {
		case d.IsDir() && (d.Name() == ".git" || d.Name() == ".tools" || d.Name() == "bin"):
			return filepath.SkipDir
		case !d.IsDir() && rel != "coverage.out" && rel != ".git": // a file, in a further working tree
			visit(filepath.ToSlash(rel))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// text reads a file by its path from the root.
func text(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
