package render_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"hotline/internal/app"
	"hotline/internal/logs"
	"hotline/internal/render"
	"hotline/trail"
)

// measured is what the logs of the example give.
func measured(t *testing.T, by string, p trail.Period, paths ...string) render.KPI {
	t.Helper()
	scope := trail.Scope{
		Roles: []trail.Role{{Name: "aws-support"}}, Trusted: []string{"arn:*:iam::111122223333:role/incident-responder"},
		Admins: []string{"*AdministratorAccess*"}, Near: 24 * time.Hour, Window: 72 * time.Hour,
	}
	k := render.KPI{Scope: scope, By: by}
	def := trail.Define(scope)
	var all logs.Collection
	t.Cleanup(all.Close)
	reader := logs.Reader{Definitions: def, Workers: 1, Take: func(b logs.Batch) error {
		k.Problems = append(k.Problems, b.Problems...)
		return all.Take(b)
	}}
	var err error
	if len(paths) > 0 {
		if k.Read, err = reader.Read(context.Background(), logs.Files{Paths: paths}); err != nil {
			t.Fatal(err)
		}
	}
	incidents := []trail.Incident{{ID: "INC-1", Start: "2026-10-20T16:40:00Z", Severity: "\x1b[2Jhigh"}, {ID: "INC-2", Start: "2020-01-01T00:00:00Z"}}
	k.Report, err = app.Measure(def, func(visit func(*trail.Event) error) error { return logs.EachCall(all.Each, visit) }, incidents, p)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestKPISchema(t *testing.T) {
	t.Parallel()
	schema, err := jsonschema.NewCompiler().Compile("../../docs/reference/kpi.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	example := []string{"../../examples/acme-logs/AWSLogs", "../../examples/acme-logs/case-updates", "../../README.md"}
	for name, k := range map[string]render.KPI{
		"example": measured(t, "account", trail.Period{Since: "2026-10-01T00:00:00Z"}, example...),
		"nothing": measured(t, "principal", trail.Period{}),
	} {
		var out bytes.Buffer
		if err := render.KPIJSON(&out, k); err != nil {
			t.Fatal(err)
		}
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(out.Bytes()))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := schema.Validate(document); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var tables struct{ Tables map[string][]map[string]any }
		if err := json.Unmarshal(out.Bytes(), &tables); err != nil {
			t.Fatal(err)
		}
		for _, table := range k.Report.Tables {
			if got := tables.Tables[table.Relation.Name]; len(got) != len(table.Rows) {
				t.Errorf("%s: %s has %d rows, want %d", name, table.Relation.Name, len(got), len(table.Rows))
			}
		}
		if strings.ContainsRune(out.String(), '\x1b') {
			t.Errorf("%s: a control character is in the JSON", name)
		}
	}
}

func TestKPIText(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := render.KPIText(&out, measured(t, "", trail.Period{}), render.Options{}); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	for _, want := range []string{"incidents                      2  0 engaged, for 2 no case is in these logs", "2020-01-01T00:00:00Z  incident INC-2: no case in these logs", "the first case                 –"} {
		if !strings.Contains(text, want) {
			t.Errorf("not there: %q in\n%s", want, text)
		}
	}
	if strings.ContainsRune(text, '\x1b') {
		t.Error("a control character is in the text")
	}
}

// TestKPIPeriod holds that a period that begins in the middle of a month is not told as
// the whole of it.
func TestKPIPeriod(t *testing.T) {
	t.Parallel()
	k := measured(t, "day", trail.Period{Since: "2026-10-09T03:00:00Z", Until: "2026-10-10T00:00:00Z"}, "../../examples/acme-logs/AWSLogs")
	var out bytes.Buffer
	if err := render.KPICSV(&out, k); err != nil {
		t.Fatal(err)
	}
	const want = "day,assumed,denied,support_calls,other_calls,cases_opened,privileged_session_incidents,tampering\n" +
		"2026-10-09,1,0,2,1,1,2,0\n"
	if out.String() != want {
		t.Errorf("got\n%s", out.String())
	}
}
