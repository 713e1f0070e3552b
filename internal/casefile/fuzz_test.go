package casefile_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"hotline/authz"
	"hotline/internal/casefile"
	"hotline/jsonscan"
)

// FuzzRead checks on any text that Read does not panic and complains in a way
// that can be shown, and that what it accepts can be decided.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		``, `[]`, `[null]`, `[{}]`, `[{"id":"a","expected":"Allowed","request":{},"policies":{}}]`, form{}.text(),
		form{top: `"org":{"id":"o-a","managementAccount":"222233334444"},"certainty":"ambiguous"`}.text(),
		form{request: `"context":{"aws:TagKeys":["a",1,true]},"absent":["k:a"],"unknown":["*","k:b"]`, policies: identity(allowIf("StringLike", "k:b", `["${k:c, 'd'}*","?"]`))}.text(),
		form{principal: `{"arn":"arn:aws:sts::222233334444:assumed-role/r/s","roleArn":"arn:aws:iam::222233334444:role/p/r","id":"AROA","serviceLinked":true,"tags":{"a/B":"c"}}`}.text(),
		form{principal: `{"arn":"arn:aws:sts::222233334444:assumed-role"}`, policies: identity(allowIf("StringEquals", "aws:userid", `"*"`))}.text(),
		form{action: "sts:AssumeRole", resource: `{"arn":"arn:aws:iam::222233334444:role/r"}`, policies: identity(`"missing"`) + `,"boundary":"missing","resource":` + ofResource(`{"AWS":"222233334444"}`)}.text(),
		form{policies: identity(allow, deny) + `,"session":[` + allow + `,"missing"],"resource":"missing"`}.text(),
		form{policies: identity(allow) + `,"implicitFullAccess":false,"scps":[{"node":"root","policies":["missing",` + allow + `]}],"rcps":[{"implicitFullAccess":true,"policies":null}]`}.text(),
		form{policies: identity(allowIf("IpAddress", "aws:SourceIp", `"10.0.0.0/8"`), allowIf("DateLessThan", "aws:CurrentTime", `"2026-01-01T00:00:00Z"`), allowIf("Bool", "k:a", "true"))}.text(),
		form{request: `"unknown":["aws:sourceip"]`, policies: identity(allowIf("ForAllValues:NotIpAddressIfExists", "aws:SourceIp", `["10.0.0.0/8","::1"]`), allowIf("BinaryEquals", "k:a", `"YQ=="`))}.text(),
		`[{"id":"a","expected":"\ud83d"}]`, "[{\"id\":\"\xff\"}]", `[{"certainty":"\u001b[31m"}]`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		cases, err := casefile.Read(text)
		if err != nil {
			checkFault(t, text, err)
			return
		}
		checkCases(t, cases)
	})
}

// checkCases checks that every case is whole, and can be decided.
func checkCases(t *testing.T, cases []casefile.Case) {
	t.Helper()
	for _, c := range cases {
		d := authz.Evaluate(c.Request, c.Policies)
		if quick := authz.Decide(c.Request, c.Policies); quick != d.Effect {
			t.Errorf("%s: Decide says %s, Evaluate %s", c.ID, quick, d.Effect)
		}
		if open := d.Effect == authz.Conditional || d.Effect == authz.Unknown; open != (d.Condition != nil) {
			t.Errorf("%s: %s with condition %q", c.ID, d.Effect, d.Condition)
		}
		if c.ID == "" || c.Expected == "" || c.Certainty == "" || !c.Position.IsValid() {
			t.Errorf("incomplete: %+v", c)
		}
	}
}

// checkFault checks that an error names a place in text, and has a message that
// a terminal can show on one line.
func checkFault(t *testing.T, text string, err error) {
	t.Helper()
	var fault *jsonscan.Error
	if !errors.As(err, &fault) {
		t.Fatalf("%v is no *jsonscan.Error", err)
	}
	if fault.Message == "" || strings.ContainsFunc(fault.Message, func(r rune) bool { return !unicode.IsPrint(r) }) {
		t.Errorf("message is not printable: %q", fault.Message)
	}
	lines, at := strings.Split(text, "\n"), fault.Position
	if int(at.Line) > len(lines) || at.IsValid() && (at.Column < 1 || int(at.Column) > len(lines[at.Line-1])+1) {
		t.Errorf("%v: there is no such place in %q", err, text)
	}
}

// TestSuite checks the same of the engine's own cases.
func TestSuite(t *testing.T) {
	t.Parallel()
	for _, file := range suite(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		cases, err := casefile.Read(string(text))
		if err != nil {
			t.Errorf("%s:%v", file, err)
		}
		checkCases(t, cases)
	}
}

// suite are the files of the engine's own cases.
func suite(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../../authz/testdata/cases/*.json")
	if err != nil || len(files) < 20 {
		t.Fatalf("found only %d files, %v", len(files), err)
	}
	return files
}
