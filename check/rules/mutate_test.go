package rules_test

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A mutant is one way to break a rule: a condition, or a part of one, is turned
// round, or an outcome becomes another.
type mutant struct {
	file string
	line int
	text string // the condition, or the outcome
}

// An edit puts a text into a file.
type edit struct {
	at    int
	end   bool // it closes what another edit opens
	order int
	text  string
}

// A mutator writes a file so that each of its mutants can be switched on.
type mutator struct {
	file    string
	source  []byte
	fset    *token.FileSet
	parents []ast.Node
	edits   []edit
	next    int // the number of the next mutant
	found   []mutant
}

// mutate returns a file with its mutants, which are numbered from first.
func mutate(t *testing.T, path string, first int) (string, []mutant) {
	t.Helper()
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	m := &mutator{file: filepath.Base(path), source: source, fset: token.NewFileSet(), next: first}
	file, err := parser.ParseFile(m.fset, path, source, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil {
			m.parents = m.parents[:len(m.parents)-1]
			return true
		}
		m.visit(n)
		m.parents = append(m.parents, n)
		return true
	})
	return m.text(), m.found
}

func (m *mutator) visit(n ast.Node) {
	switch n := n.(type) {
	case *ast.IfStmt:
		m.wrap(n.Cond, "(mutant(", ") != (", "))")
	case *ast.SwitchStmt:
		if n.Tag != nil {
			return
		}
		for _, clause := range n.Body.List {
			for _, condition := range clause.(*ast.CaseClause).List {
				m.wrap(condition, "mutant(", ") != (", ")")
			}
		}
	case *ast.BinaryExpr:
		if n.Op == token.LAND || n.Op == token.LOR {
			m.wrap(n.X, "(mutant(", ") != (", "))")
			m.wrap(n.Y, "(mutant(", ") != (", "))")
		}
	case *ast.SelectorExpr:
		if m.isOutcome(n) {
			m.wrap(n, "swapped(", ", ", ")")
		}
	}
}

// isOutcome reports whether an expression is an outcome that a rule gives, not
// one that it asks for.
func (m *mutator) isOutcome(n *ast.SelectorExpr) bool {
	if pkg, ok := n.X.(*ast.Ident); !ok || pkg.Name != "check" {
		return false
	}
	if !slices.Contains([]string{"Pass", "Fail", "Unknown", "NotApplicable"}, n.Sel.Name) {
		return false
	}
	switch m.parents[len(m.parents)-1].(type) {
	case *ast.BinaryExpr, *ast.CaseClause:
		return false
	}
	return true
}

// wrap makes an expression a mutant.
func (m *mutator) wrap(e ast.Expr, before, between, after string) {
	from, to := m.fset.Position(e.Pos()), m.fset.Position(e.End())
	number := itoa(m.next)
	m.edits = append(m.edits,
		edit{at: from.Offset, order: m.next, text: before + number + between},
		edit{at: to.Offset, end: true, order: -m.next, text: after})
	m.found = append(m.found, mutant{m.file, from.Line, strings.Join(strings.Fields(string(m.source[from.Offset:to.Offset])), " ")})
	m.next++
}

// text is the file with all edits. Where two are at the same place, what closes
// comes first, and the inner of two closes before the outer.
func (m *mutator) text() string {
	closing := func(e edit) int {
		if e.end {
			return 0
		}
		return 1
	}
	slices.SortFunc(m.edits, func(a, b edit) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(closing(a), closing(b)), cmp.Compare(a.order, b.order))
	})
	var out strings.Builder
	at := 0
	for _, e := range m.edits {
		out.Write(m.source[at:e.at])
		out.WriteString(e.text)
		at = e.at
	}
	out.Write(m.source[at:])
	return out.String()
}
