package rules_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"hotline/check/rules"
)

func itoa(n int) string { return strconv.Itoa(n) }

// equivalent lists the mutants that no input tells from the rule as it is, as
// FILE: TEXT, with the reason.
func equivalent() map[string]string {
	return map[string]string{}
}

// TestMutants breaks the rules in every way that mutate knows, one at a time, and
// wants a test to fail each time. All mutants are built into one binary, with
// switches; the environment says which one is on.
func TestMutants(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	t.Parallel()
	m := buildMutants(t)
	m.trace(t)
	survivors := make([]bool, len(m.all))
	atOnce(len(m.all), func(i int) { survivors[i] = m.survives(i) })
	m.judge(t, survivors)
}

// atOnce does n things, two at a time.
func atOnce(n int, do func(i int)) {
	next := make(chan int)
	var workers sync.WaitGroup
	for range 2 {
		workers.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	workers.Wait()
}

// Mutants are the tests of this package with all mutants in them.
type mutants struct {
	binary string
	all    []mutant
	// reached says, of each mutant, which tests come by it: the fixtures of a
	// rule, by its name, or otherTests. Those that take least come first.
	reached [][]string
}

// otherTests stands for all tests but TestFixtures and TestMutants.
const otherTests = ""

// The variables of the environment that switch a mutant on, and that say where
// to write which mutants a test comes by.
const (
	mutantVariable = "HOTLINE_MUTANT"
	traceVariable  = "HOTLINE_MUTANT_TRACE"
)

// switches is the file that is added to the rules.
const switches = `package rules

import (
	"os"
	"strconv"
	"sync"

	"hotline/check"
)

var (
	active = os.Getenv("` + mutantVariable + `")
	trace  = os.Getenv("` + traceVariable + `")
	seen   sync.Map
)

func mutant(number int) bool {
	if trace == "" {
		return active == strconv.Itoa(number)
	}
	if _, again := seen.LoadOrStore(number, true); !again {
		f, err := os.OpenFile(trace, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			panic(err)
		}
		defer f.Close()
		f.WriteString(strconv.Itoa(number) + "\n")
	}
	return false
}

func swapped(number int, o check.Outcome) check.Outcome {
	switch {
	case !mutant(number):
		return o
	case o == check.Pass || o == check.NotApplicable:
		return check.Fail
	}
	return check.Pass
}
`

// buildMutants builds the tests of this package with all mutants in them.
func buildMutants(t *testing.T) *mutants {
	t.Helper()
	dir := t.TempDir()
	here, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	replace := map[string]string{filepath.Join(here, "switches.go"): write("switches.go", switches)}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	m := &mutants{binary: filepath.Join(dir, "rules.test")}
	for _, file := range files {
		if !strings.HasSuffix(file, "_test.go") {
			text, found := mutate(t, file, len(m.all))
			m.all = append(m.all, found...)
			replace[filepath.Join(here, file)] = write(file, text)
		}
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	build := exec.Command("go", "test", "-c", "-overlay", write("overlay.json", string(overlay)), "-o", m.binary, ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building the mutants: %v\n%s", err, out)
	}
	return m
}

// run runs one kind of tests: the fixtures of a rule, or otherTests.
func (m *mutants) run(test, environment string) ([]byte, error) {
	filter := "-test.run=^TestFixtures$/^" + regexp.QuoteMeta(test) + "$"
	if test == otherTests {
		filter = "-test.skip=^TestFixtures$|^TestMutants$"
	}
	cmd := exec.Command(m.binary, filter, "-test.failfast", "-test.timeout=60s")
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1", environment)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	return out.Bytes(), err
}

// trace finds out which tests come by which mutants. They must pass.
func (m *mutants) trace(t *testing.T) {
	t.Helper()
	tests := []string{otherTests}
	for _, r := range rules.All() {
		tests = append(tests, r.Name)
	}
	dir := t.TempDir()
	took := make([]time.Duration, len(tests))
	atOnce(len(tests), func(i int) {
		start := time.Now()
		if out, err := m.run(tests[i], traceVariable+"="+filepath.Join(dir, itoa(i))); err != nil {
			t.Errorf("the tests fail without a mutant: %v\n%s", err, out)
		}
		took[i] = time.Since(start)
	})
	if t.Failed() {
		t.FailNow()
	}
	order := make([]int, len(tests))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(took[a], took[b]) })
	m.reached = make([][]string, len(m.all))
	for _, i := range order {
		text, _ := os.ReadFile(filepath.Join(dir, itoa(i))) // is not there where the test comes by none
		for number := range strings.FieldsSeq(string(text)) {
			n, err := strconv.Atoi(number)
			if err != nil {
				t.Fatal(err)
			}
			m.reached[n] = append(m.reached[n], tests[i])
		}
	}
}

// survives reports whether no test fails with a mutant on. A test that does not
// end fails, too.
func (m *mutants) survives(i int) bool {
	for _, test := range m.reached[i] {
		_, err := m.run(test, mutantVariable+"="+itoa(i))
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return false
		}
	}
	return true
}

// judge holds that those survive that no input tells from the rule, and no
// others.
func (m *mutants) judge(t *testing.T, survivors []bool) {
	t.Helper()
	excused := equivalent()
	used := map[string]bool{}
	killed := 0
	for i, one := range m.all {
		key := one.file + ": " + one.text
		switch {
		case !survivors[i]:
			killed++
		case excused[key] != "":
			used[key] = true
		default:
			t.Errorf("%s:%d: no test fails where this is broken: %s", one.file, one.line, one.text)
		}
	}
	for key := range excused {
		if !used[key] {
			t.Errorf("%s: no mutant that survives; take it out of equivalent", key)
		}
	}
	t.Logf("%d mutants, %d killed, %d kinds that no input tells from the rule", len(m.all), killed, len(used))
	if len(m.all) < 200 {
		t.Errorf("only %d mutants: is the search broken?", len(m.all))
	}
}
