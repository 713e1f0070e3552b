package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"hotline/bench/harness"
	"hotline/internal/traildata"
)

//go:embed peers/query.jq
var queryJQ []byte

//go:embed peers/duckdb_kpi.py
var duckdbKPI []byte

//go:embed peers/inflate.c
var inflateC []byte

// A peer is a program and what there is to say about it.
type peer struct {
	*harness.Program
	name  string
	share float64 // of the corpus that it is given
	skip  string  // why it is not run
}

// peers says how each of the named ones is run on a corpus. temp is for what they
// need.
func peers(names []string, temp, tools string, c *corpus) ([]peer, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	want := fromTruth(c.truth)
	sameBytes := func(out []byte) error { return checkBytes(out, c.truth.Bytes) }
	binary := filepath.Join(temp, "hotline")
	makers := map[string]func() (peer, error){
		"fast": func() (peer, error) {
			return given("hotline kpi", hotlineCommand(binary, c.dir, c.truth.Scope), equal(want, fromHotline)), nil
		},
		"every": func() (peer, error) {
			return given("hotline kpi --every-event", hotlineCommand(binary, c.dir, c.truth.Scope, "--every-event"), equal(want, fromHotline)), nil
		},
		"decompress": func() (peer, error) {
			return given("decompression alone, same library", []string{self, "-only", "decompress", "-list", c.list}, sameBytes), nil
		},
		"limit": func() (peer, error) { return libdeflate(temp, c, sameBytes) },
		"jq":    func() (peer, error) { return jq(temp, c) },
		"naive": func() (peer, error) {
			return given("Go gzip + encoding/json", []string{self, "-only", "naive", "-list", c.list, "-scope", c.scope}, equal(want, fromJSON)), nil
		},
		"duckdb": func() (peer, error) { return duckdb(temp, tools, c, want) },
	}
	var all []peer
	for _, name := range names {
		maker, known := makers[name]
		if !known {
			return nil, fmt.Errorf("no peer is called %q", name)
		}
		p, err := maker()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		p.name = name
		all = append(all, p)
	}
	return all, nil
}

// given is a peer that gets the whole corpus. On a machine of more than two
// processors it is held to two.
func given(title string, command []string, check func([]byte) error) peer {
	if runtime.NumCPU() > 2 {
		command = append([]string{"taskset", "-c", "0,1"}, command...)
	}
	return peer{Program: &harness.Program{Name: title, Command: command, Check: check}, share: 1}
}

func skipped(title, why string) peer {
	return peer{Program: &harness.Program{Name: title}, skip: why}
}

func checkBytes(out []byte, want int64) error {
	if got := strings.TrimSpace(string(out)); got != strconv.FormatInt(want, 10) {
		return fmt.Errorf("DIFFERENT from the truth: %s bytes; want %d", got, want)
	}
	return nil
}

// libdeflate is the fastest inflater there is, in C: the limit. Where its header is
// not there its command may be.
func libdeflate(temp string, c *corpus, check func([]byte) error) (peer, error) {
	const title = "decompression alone, libdeflate"
	source, binary := filepath.Join(temp, "inflate.c"), filepath.Join(temp, "inflate")
	if err := os.WriteFile(source, inflateC, 0o600); err != nil {
		return peer{}, err
	}
	out, err := exec.Command("gcc", "-O2", "-o", binary, source, "-ldeflate", "-lpthread").CombinedOutput()
	if err == nil {
		return given(title, []string{binary, c.list}, check), nil
	}
	if _, found := exec.LookPath("libdeflate-gunzip"); found == nil {
		script := `xargs -P2 -n 64 libdeflate-gunzip -c <"$1" | wc -c`
		return given(title+" (command)", []string{"sh", "-c", script, "sh", c.list}, check), nil
	}
	first, _, _ := bytes.Cut(out, []byte("\n"))
	return skipped(title, fmt.Sprintf("neither libdeflate-dev with gcc nor libdeflate-gunzip is there (%v %s)", err, first)), nil
}

// jq gets a part of the corpus: it would take minutes. What it says of that part is
// compared with what plain Go code says of it.
func jq(temp string, c *corpus) (peer, error) {
	const title = "zcat | jq"
	if _, err := exec.LookPath("jq"); err != nil {
		return skipped(title, "jq is not there"), nil
	}
	program := filepath.Join(temp, "query.jq")
	if err := os.WriteFile(program, queryJQ, 0o600); err != nil {
		return peer{}, err
	}
	out, err := again("-only", "naive", "-list", c.sample, "-scope", c.scope)
	if err != nil {
		return peer{}, err
	}
	want, err := fromJSON(out)
	if err != nil {
		return peer{}, err
	}
	s := c.truth.Scope
	const script = `set -e; rm -rf "$2/jq"; mkdir "$2/jq"
xargs -P2 -n 25 sh -c 'q=$1 out=$2 role=$3 policies=$4 rules=$5; shift 5
zcat "$@" | jq -r --arg role "$role" --arg policies "$policies" --arg rules "$rules" -f "$q" >"$out/$$"' sh "$3" "$2/jq" "$4" "$5" "$6" <"$1"
cat "$2"/jq/* | sort -u | cut -f1 | sort | uniq -c`
	p := given(title, []string{"sh", "-c", script, "sh", c.sample, temp, program, s.Role, pattern(s.Policies), pattern(s.EventRules)}, equal(want, fromUniq))
	p.share = c.share
	return p, nil
}

// fromUniq reads lines "NUMBER COUNTER".
func fromUniq(out []byte) (counters, error) {
	var c counters
	for line := range strings.Lines(string(out)) {
		var n int
		var name string
		if _, err := fmt.Sscan(line, &n, &name); err != nil || c.of(name) == nil {
			return c, fmt.Errorf("line %q", line)
		}
		*c.of(name) = n
	}
	return c, nil
}

func duckdb(temp, tools string, c *corpus, want counters) (peer, error) {
	const title = "DuckDB read_json, typed"
	python := filepath.Join(tools, "duckdb", "bin", "python")
	if _, err := os.Stat(python); err != nil {
		return skipped(title, "it is not installed; run bench/trail/install.sh"), nil
	}
	script := filepath.Join(temp, "duckdb_kpi.py")
	if err := os.WriteFile(script, duckdbKPI, 0o600); err != nil {
		return peer{}, err
	}
	version, err := exec.Command(python, "-c", "import duckdb; print(duckdb.__version__)").Output()
	if err != nil {
		return peer{}, fmt.Errorf("%s: %w", python, err)
	}
	return given(title+" "+strings.TrimSpace(string(version)), []string{python, script, c.list, c.scope}, equal(want, fromJSON)), nil
}

// writeScope writes what the other programs need of a scope.
func writeScope(path string, s traildata.Scope) error {
	data, err := json.Marshal(map[string]any{"role": s.Role, "policies": s.Policies, "event_rules": s.EventRules,
		"policy_pattern": pattern(s.Policies), "rule_pattern": pattern(s.EventRules)})
	if err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o600)
}
