package arch_test

import (
	"go/ast"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func itoa(n int) string { return strconv.Itoa(n) }

// layers says which packages of the module each package may import. Arrows
// point down only: a package that is not listed here may not exist. Where the
// design foresees one that is not written yet, it is listed already.
func layers() map[string][]string {
	core := func(more ...string) []string { return append([]string{"jsonscan", "policy"}, more...) }
	return map[string][]string{
		"jsonscan":            {},
		"jsoncut":             {},
		"policy":              {"jsonscan"},
		"actions":             {"policy"},
		"authz":               core(),
		"org":                 core(),
		"reach":               core("actions", "authz", "org"),
		"check":               core("actions", "authz", "org", "reach"),
		"check/rules":         core("actions", "authz", "org", "reach", "check"),
		"desired":             core("org"),
		"plan":                core("authz", "org", "reach", "desired"),
		"trail":               {"jsoncut"},
		"internal/casefile":   core("authz"),
		"internal/strictyaml": core(),
		"internal/configfile": core("desired", "org", "check", "internal/strictyaml"),
		"internal/rehearsal":  core("plan", "org", "internal/snapfile"),
		"internal/exceptions": core("org", "check", "internal/strictyaml"),
		"internal/app":        core("actions", "authz", "org", "reach", "check", "check/rules", "desired", "plan", "trail", "internal/casefile"),
		"internal/awsio":      core("org", "plan", "desired", "internal/logs"),
		"internal/snapfile":   core("org"),
		"internal/logs":       core("jsoncut", "trail", "internal/spool"),
		"internal/spool":      {},
		"internal/digest":     core("internal/logs"),
		"internal/journal":    core("plan"),
		"internal/store":      core("trail", "internal/logs"),
		"internal/athena":     core("trail"),
		"internal/incidents":  core("trail"),
		"internal/render":     core("internal/journal", "internal/logs", "actions", "authz", "org", "reach", "check", "plan", "trail", "internal/app", "internal/casefile", "internal/snapfile"),
		"internal/web":        core("org", "check", "trail", "internal/app", "internal/render", "internal/store"),
		"internal/cli":        {"*"},
		"internal/arch":       {},
		"internal/moto":       {},
		"internal/trino":      {},
		"internal/benchdata":  {},
		"internal/traildata":  {},
		"cmd/hotline":         {"internal/cli"},
		"bench/audit":         {"bench/harness", "internal/benchdata"},
		"bench/organization":  {"bench/harness", "internal/benchdata"},
		"bench/harness":       {},
		"bench/live":          {"internal/faultproxy"},
		"bench/trail":         {"bench/harness", "internal/traildata"},
		"internal/faultproxy": {},
		"internal/targettest": core("plan", "internal/app"),
		"internal/redact":     core("actions"),
	}
}

// isCore reports whether a package is part of the pure core.
func isCore(pkg string) bool {
	return !strings.HasPrefix(pkg, "internal/") && !strings.HasPrefix(pkg, "cmd/") && !strings.HasPrefix(pkg, "bench/")
}

// impure are the packages of the standard library that the core must not
// know: it takes time, randomness and input as arguments.
func impure(path string) bool {
	for _, p := range []string{"context", "log", "os", "net", "net/http", "math/rand", "crypto/rand", "syscall", "io/ioutil", "plugin", "unsafe"} {
		if path == p || strings.HasPrefix(path, p+"/") && p != "net" {
			return true
		}
	}
	return false
}

// owners are the packages outside the standard library that only one package
// may import.
func owners() map[string]string {
	return map[string]string{
		"github.com/aws/":          "internal/awsio",
		"github.com/goccy/go-yaml": "internal/strictyaml",
		"github.com/spf13/cobra":   "internal/cli",
		// Tests and benchmarks may compare with it.
		"github.com/klauspost/compress": "internal/logs",
		"golang.org/x/term":             "internal/cli",
		"modernc.org/sqlite":            "internal/store",
	}
}

func TestLayers(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		allowed, listed := layers()[s.pkg]
		if !listed {
			t.Errorf("%s: package %s is in no layer; add it to ARCHITECTURE.md and to layers", s.path, s.pkg)
			continue
		}
		if s.test {
			continue
		}
		for _, imp := range s.file.Imports {
			path, err := strconv.Unquote(imp.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			ours, isOurs := strings.CutPrefix(path, "hotline/")
			switch {
			case isOurs && !slices.Contains(allowed, ours) && !slices.Contains(allowed, "*"):
				t.Errorf("%s: %s must not import %s", s.position(imp), s.pkg, path)
			case isOurs:
			case isCore(s.pkg) && (strings.Contains(path, ".") || impure(path)):
				t.Errorf("%s: the core must not import %s", s.position(imp), path)
			}
			for prefix, owner := range owners() {
				if strings.HasPrefix(path, prefix) && s.pkg != owner && (owner != "internal/logs" || !strings.HasPrefix(s.pkg, "bench/")) {
					t.Errorf("%s: only %s may import %s", s.position(imp), owner, path)
				}
			}
		}
	}
}

// TestCoreAsksNobody holds that the core reads no clock, and that environment
// variables are read in one place.
func TestCoreAsksNobody(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			pkg, _ := sel.X.(*ast.Ident)
			if pkg == nil {
				return true
			}
			call := pkg.Name + "." + sel.Sel.Name
			if isCore(s.pkg) && slices.Contains([]string{"time.Now", "time.Since", "time.Sleep", "time.After"}, call) {
				t.Errorf("%s: the core takes the time as an argument; found %s", s.position(n), call)
			}
			if slices.Contains([]string{"os.Getenv", "os.LookupEnv"}, call) && s.path != "internal/cli/streams.go" {
				t.Errorf("%s: environment variables are read through cli.Streams; found %s", s.position(n), call)
			}
			return true
		})
	}
}

// TestNoState holds that packages have no init and no variables but embedded
// files and error values.
func TestNoState(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		for _, decl := range s.file.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Name.Name == "init" && d.Recv == nil {
					t.Errorf("%s: no init functions", s.position(d))
				}
			case *ast.GenDecl:
				checkVariables(t, s, d)
			}
		}
	}
}

func checkVariables(t *testing.T, s source, d *ast.GenDecl) {
	t.Helper()
	embedded := d.Doc != nil && strings.HasPrefix(d.Doc.List[len(d.Doc.List)-1].Text, "//go:embed ")
	for _, spec := range d.Specs {
		v, ok := spec.(*ast.ValueSpec)
		if !ok || d.Tok.String() != "var" || embedded {
			continue
		}
		for i, name := range v.Names {
			if i < len(v.Values) && isErrorsNew(v.Values[i]) {
				continue
			}
			t.Errorf("%s: package variable %s; pass it as an argument, or make it a function", s.position(v), name.Name)
		}
	}
}

// isErrorsNew reports whether an expression is errors.New(…).
func isErrorsNew(e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	pkg, ok := sel.X.(*ast.Ident)
	return ok && pkg.Name == "errors" && sel.Sel.Name == "New"
}
