package render_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"hotline/check"
	"hotline/check/rules"
	"hotline/internal/app"
	"hotline/internal/render"
	"hotline/internal/snapfile"
)

// report audits files.
func report(t *testing.T, paths ...string) *check.Report {
	t.Helper()
	return app.Audit(snapfile.Files{Paths: paths}.Open(), rules.All(), check.Settings{
		CIS: check.CISVersions()[0], RoleName: regexp.MustCompile("support"), RequiredTags: []string{"owner"},
		MaxSession: time.Hour, Now: time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC),
	})
}

// reports are audits of every kind of input there is.
func reports(t *testing.T) map[string]*check.Report {
	t.Helper()
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	encoded := `{"UserDetailList":[],"GroupDetailList":[],"Policies":[],"RoleDetailList":[{"RoleName":"a","Arn":"arn:aws:iam::111122223333:role/a","AssumeRolePolicyDocument":` +
		`"%7B%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%22*%22%2C%22Action%22%3A%22sts%3AAssumeRole%22%2C%22X%22%3A1%7D%7D","AttachedManagedPolicies":[{"PolicyArn":"arn:aws:iam::aws:policy/AWSSupportAccess"}]}]`
	return map[string]*check.Report{
		"acme":       report(t, "../../cmd/hotline/testdata/accounts"),
		"encoded":    report(t, write("encoded.json", encoded+"}")),
		"truncated":  report(t, write("truncated.json", encoded)),
		"incomplete": report(t, write("incomplete.json", encoded+`,"IsTruncated":true}`)),
		"empty":      report(t, write("empty.json", "")),
		"missing":    report(t, filepath.Join(dir, "none.json")),
	}
}

func format(t *testing.T, name string) render.AuditFormat {
	t.Helper()
	for _, f := range render.AuditFormats() {
		if f.Name == name {
			return f
		}
	}
	t.Fatal(name)
	return render.AuditFormat{}
}

// TestJSONSchema holds the JSON to the published schema.
func TestJSONSchema(t *testing.T) {
	t.Parallel()
	schema, err := jsonschema.NewCompiler().Compile("../../docs/reference/audit.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range reports(t) {
		var out bytes.Buffer
		if err := format(t, "json").Write(&out, r, render.Options{}); err != nil {
			t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(&out)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSchemaRefuses holds that the schema can fail: each change must be
// refused.
func TestSchemaRefuses(t *testing.T) {
	t.Parallel()
	schema, err := jsonschema.NewCompiler().Compile("../../docs/reference/audit.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := format(t, "json").Write(&out, report(t, "../../cmd/hotline/testdata/accounts"), render.Options{}); err != nil {
		t.Fatal(err)
	}
	for old, replacement := range map[string]string{
		`"hotline/audit/1"`: `"hotline/audit/2"`, `"outcome": "pass"`: `"outcome": "passed"`, `"severity": "low"`: `"severity": "LOW"`,
		`"rule": "SR003"`: `"rule": "3"`, `"principals": [`: `"principal": [`, `"line": 11`: `"line": 0`, `"type": "user"`: `"type": "person"`,
	} {
		changed := strings.Replace(out.String(), old, replacement, 1)
		if changed == out.String() {
			t.Errorf("the report has no %s", old)
			continue
		}
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(changed))
		if err != nil {
			t.Fatal(err)
		}
		if schema.Validate(v) == nil {
			t.Errorf("the schema takes %s", replacement)
		}
	}
}

// TestCSV holds that every verdict and finding of the JSON is a row.
func TestCSV(t *testing.T) {
	t.Parallel()
	for name, r := range reports(t) {
		var out bytes.Buffer
		if err := format(t, "csv").Write(&out, r, render.Options{}); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&out).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		want := 1 + len(r.Findings)
		for _, a := range r.Accounts {
			want += 3 + len(a.Findings)
		}
		if len(rows) != want || len(rows[0]) != 15 {
			t.Errorf("%s: %d rows of %d cells, want %d of 15", name, len(rows), len(rows[0]), want)
		}
	}
}

// TestText holds that no line steers a terminal or is white space at its end,
// and that colour changes nothing but colour.
func TestText(t *testing.T) {
	t.Parallel()
	sgr := regexp.MustCompile("\x1b\\[[0-9;]*m")
	for name, r := range reports(t) {
		var plain, colored bytes.Buffer
		if err := errors.Join(format(t, "text").Write(&plain, r, render.Options{All: true}),
			format(t, "text").Write(&colored, r, render.Options{All: true, Color: true})); err != nil {
			t.Fatal(err)
		}
		if got := sgr.ReplaceAllString(colored.String(), ""); got != plain.String() {
			t.Errorf("%s: without its colour the report differs from the one without colour", name)
		}
		if strings.ContainsAny(plain.String(), "\x1b\r\x00") || !strings.Contains(plain.String(), "\nNext ") {
			t.Errorf("%s:\n%s", name, plain.String())
		}
		for _, line := range strings.Split(plain.String(), "\n") {
			if strings.TrimRight(line, " ") != line {
				t.Errorf("%s: white space at the end of %q", name, line)
			}
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

// TestWriteErrors holds that no format swallows the error of the writer.
func TestWriteErrors(t *testing.T) {
	t.Parallel()
	r := report(t, "../../cmd/hotline/testdata/accounts")
	for _, f := range render.AuditFormats() {
		if err := f.Write(broken{}, r, render.Options{}); err == nil || !strings.Contains(err.Error(), "disk full") {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
	if err := errors.Join(render.RulesText(broken{}, nil, true), render.RulePage(broken{}, check.Rule{}, "")); err == nil {
		t.Error("no error")
	}
}

func TestRules(t *testing.T) {
	t.Parallel()
	rule := check.Rule{ID: "SR000", Name: "a", Title: "T", Severity: check.High, References: []string{"https://x"}}
	var columns, tabs, page, list bytes.Buffer
	if err := errors.Join(render.RulesText(&columns, []check.Rule{rule}, true), render.RulesText(&tabs, []check.Rule{rule}, false),
		render.RulePage(&page, rule, "## Why\n\nBecause.\n"), render.RulesJSON(&list, []check.Rule{rule})); err != nil {
		t.Fatal(err)
	}
	if got := columns.String(); got != "SR000  high      a                        T\n" {
		t.Errorf("%q", got)
	}
	if got := tabs.String(); got != "SR000\thigh\ta\tT\n" {
		t.Errorf("%q", got)
	}
	if got := page.String(); got != "# SR000 a\n\nT. Severity: high.\n\n## Why\n\nBecause.\n\n## References\n\n- https://x\n" {
		t.Errorf("%q", got)
	}
	if !json.Valid(list.Bytes()) || !strings.Contains(list.String(), `"severity": "high"`) || !strings.Contains(list.String(), `"controls": []`) {
		t.Errorf("%s", list.String())
	}
}

// TestRuleFrameworks holds that the page of a rule says which controls it
// answers, and tells readings of our own apart.
func TestRuleFrameworks(t *testing.T) {
	t.Parallel()
	var page bytes.Buffer
	if err := render.RulePage(&page, check.Rule{ID: "SR001"}, ""); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"\n## Frameworks\n\n- cis-7.0.0: 2.15 (recorded by prowler)\n", "- nis2: 2.1.1, 2.1.2.a, 2.2.1,", "- soc-2: CC7.4 (hotline's own reading)\n",
	} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("%q is not in\n%s", want, page.String())
		}
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain ✓": "plain ✓", "two\nlines": `two\u000alines`, "\U000e0041": `\udb40\udc41`, "a\x1b[2Jb": `a\u001b[2Jb`, "a\u202eb": `a\u202eb`, "\x7f\u009b": `\u007f\u009b`, "tab\t": `tab\u0009`,
	} {
		if got := render.Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}
