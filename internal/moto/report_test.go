package moto_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A report is what the tests look at in the output of hotline audit -o json.
type report struct {
	Schema   string
	Accounts []account
	Summary  struct {
		Accounts    int
		CIS         map[string]int
		SecurityHub map[string]int `json:"security_hub_iam_18"`
		Usable      map[string]int
	}
}

type account struct {
	ID        string
	Partition string
	Sources   []string
	Verdicts  struct {
		CIS struct {
			Version string
			verdict
		}
		SecurityHub verdict `json:"security_hub_iam_18"`
		Usable      verdict
	}
	Disagreement string
	Findings     []finding
	Gaps, Notes  []struct{ Message string }
}

type verdict struct {
	Outcome    string
	Principals []principal
	NotCounted []principal `json:"not_counted"`
}

type principal struct {
	ARN      string
	Type     string
	Location *location
}

type finding struct {
	Rule, Outcome, Severity, Resource, Message string
	Location                                   *location
}

type location struct {
	File         string
	Line, Column int
}

// A hotline is the program, with the directory it works in.
type hotline struct {
	path, dir string
}

// audit runs hotline audit and returns its exit status, what it reported, and
// what it complained of.
func (h hotline) audit(t *testing.T, args ...string) (exit int, r report, complaints string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), h.path, append([]string{"audit", "-o", "json"}, args...)...)
	cmd.Dir = h.dir
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var status *exec.ExitError
	if err != nil && !errors.As(err, &status) {
		t.Fatal(err)
	}
	if err := json.Unmarshal(stdout.Bytes(), &r); err != nil {
		t.Fatalf("hotline audit %s: exit status %d, and no JSON: %v\n%s", strings.Join(args, " "), cmd.ProcessState.ExitCode(), err, &stderr)
	}
	equal(t, "schema", r.Schema, "hotline/audit/1")
	return cmd.ProcessState.ExitCode(), r, stderr.String()
}

// auditOne audits the files of one account.
func (h hotline) auditOne(t *testing.T, args ...string) (exit int, a account, complaints string) {
	t.Helper()
	exit, r, complaints := h.audit(t, args...)
	if len(r.Accounts) != 1 {
		t.Fatalf("hotline audit %s: %d accounts; expected 1\n%s", strings.Join(args, " "), len(r.Accounts), complaints)
	}
	return exit, r.Accounts[0], complaints
}

// short is a resource of the account without what all of them share:
// role/aws-support. What is not of the account stays as it is.
func (a account) short(resource string) string {
	if resource == "AWS::::Account:"+a.ID {
		return "account"
	}
	return strings.TrimPrefix(resource, fmt.Sprintf("arn:%s:iam::%s:", a.Partition, a.ID))
}

// words is a verdict in words: pass, fail (not counted: group/helpdesk), or
// pass role/a, role/b.
func (a account) words(v verdict) string {
	text := v.Outcome
	if len(v.Principals) > 0 {
		text += " " + a.names(v.Principals)
	}
	if len(v.NotCounted) > 0 {
		text += " (not counted: " + a.names(v.NotCounted) + ")"
	}
	return text
}

func (a account) names(principals []principal) string {
	var names []string
	for _, p := range principals {
		name := a.short(p.ARN)
		if !strings.HasPrefix(name, p.Type+"/") {
			name += " of type " + p.Type
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// findings lists the findings of one outcome: SR002 critical role/aws-support.
func (a account) findings(outcome string) []string {
	var out []string
	for _, f := range a.Findings {
		if f.Outcome == outcome {
			out = append(out, f.Rule+" "+f.Severity+" "+a.short(f.Resource))
		}
	}
	slices.Sort(out)
	return out
}

// message is what a rule says of the account, all its findings together.
func (a account) message(rule string) string {
	var all []string
	for _, f := range a.Findings {
		if f.Rule == rule {
			all = append(all, f.Message)
		}
	}
	return strings.Join(all, "\n")
}

// read returns the JSON value at a location.
func (h hotline) read(t *testing.T, at location) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(h.dir, at.File))
	must(t, err)
	lines := bytes.SplitAfter(text, []byte("\n"))
	if at.Line < 1 || at.Line > len(lines) || at.Column < 1 || at.Column > len(lines[at.Line-1]) {
		t.Fatalf("%+v is not in the file, which has %d lines", at, len(lines))
	}
	from := bytes.Join(lines[at.Line-1:], nil)[at.Column-1:]
	var value json.RawMessage
	if err := json.NewDecoder(bytes.NewReader(from)).Decode(&value); err != nil {
		t.Fatalf("%+v is not the start of a JSON value: %v", at, err)
	}
	return string(value)
}

func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if g, w := fmt.Sprintf("%v", got), fmt.Sprintf("%v", want); g != w {
		t.Errorf("%s: got %s; want %s", what, g, w)
	}
}
