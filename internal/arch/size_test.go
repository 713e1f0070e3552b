package arch_test

import (
	"go/ast"
	"strings"
	"testing"
)

// TestSize holds functions to 60 lines and files to 400, tests included.
func TestSize(t *testing.T) {
	t.Parallel()
	const maxFunction, maxFile = 60, 400
	for _, s := range sources(t) {
		if n := s.fset.File(s.file.Pos()).LineCount(); n > maxFile {
			t.Errorf("%s has %d lines; at most %d", s.path, n, maxFile)
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			f, ok := n.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				return true
			}
			lines := s.fset.Position(f.End()).Line - s.fset.Position(f.Pos()).Line + 1
			if lines > maxFunction {
				t.Errorf("%s: %s has %d lines; at most %d", s.position(f), f.Name.Name, lines, maxFunction)
			}
			return true
		})
	}
}

// TestPackageDocs holds that each package is described once, in doc.go, or in
// the file of a program.
func TestPackageDocs(t *testing.T) {
	t.Parallel()
	docs := map[string][]string{}
	seen := map[string]bool{}
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		seen[s.pkg] = true
		if s.file.Doc == nil {
			continue
		}
		docs[s.pkg] = append(docs[s.pkg], s.path)
		name := s.path[strings.LastIndexByte(s.path, '/')+1:]
		if s.file.Name.Name != "main" && name != "doc.go" {
			t.Errorf("%s: the package is described in doc.go", s.path)
		}
		if want := "Package " + s.file.Name.Name + " "; s.file.Name.Name != "main" && !strings.HasPrefix(s.file.Doc.Text(), want) {
			t.Errorf("%s: the description begins with %q", s.path, want)
		}
	}
	for pkg := range seen {
		if len(docs[pkg]) != 1 {
			t.Errorf("package %s is described %d times: %v", pkg, len(docs[pkg]), docs[pkg])
		}
	}
}
