package athena_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hotline/internal/athena"
	"hotline/internal/traildata"
	"hotline/internal/trino"
	"hotline/trail"
)

// A corpus is what both ways are held to agree about.
type corpus struct {
	name  string
	scope trail.Scope
	first string // the first and the last day of its logs, as 2026-03-20
	last  string
	days  bool     // fill the table day by day, and one day twice
	keep  bool     // keep the records that matter; otherwise all views read the logs
	calls bool     // keep the calls, too, which Athena need not: it takes Trino long to plan all views down to the logs
	some  []string // of the views these; all where it is empty
}

// TestTrinoKPIs holds that the views give on a real Trino, row for row, what the
// program finds in the same files, read both ways.
func TestTrinoKPIs(t *testing.T) {
	tools := os.Getenv(trino.Variable)
	if tools == "" {
		t.Skipf("needs Trino: `make test-trino` installs it and sets %s", trino.Variable)
	}
	dir := t.TempDir()
	corpora := []corpus{corners(t, filepath.Join(dir, "corners"))}
	for seed, rate := range map[uint64]float64{1: 0.5, 2: 0.05} {
		corpora = append(corpora, generated(t, dir, seed, rate))
	}
	s := trino.Start(t, tools, dir)
	for _, c := range corpora {
		t.Run(c.name, func(t *testing.T) { c.check(t, s, filepath.Join(dir, c.name)) })
		if c.name == "corners" { // small enough to read the logs for each view
			c.keep, c.some = false, []string{"hotline_events", "hotline_calls", "hotline_time_to_engage"}
			t.Run("corners from logs", func(t *testing.T) { c.check(t, s, filepath.Join(dir, c.name)) })
		}
	}
}

// generated writes a corpus of a generator.
func generated(t *testing.T, dir string, seed uint64, rate float64) corpus {
	t.Helper()
	o := traildata.Options{Seed: seed, Bytes: 3_000_000, Accounts: 5, Days: 12, HitRate: rate, Duplicates: 0.05, Odd: -1}
	c := corpus{name: fmt.Sprintf("seed%d", seed), first: "2026-03-20", last: "2026-04-01", keep: true, calls: true, days: seed == 2}
	truth, err := traildata.Write(filepath.Join(dir, c.name), o)
	must(t, err)
	incidents := filepath.Join(dir, c.name, "incidents")
	must(t, os.Mkdir(incidents, 0o700))
	must(t, os.Rename(incidents+".csv", filepath.Join(incidents, "incidents.csv")))
	must(t, os.MkdirAll(filepath.Join(dir, c.name, "case-updates"), 0o700))
	w := truth.Scope
	c.scope = trail.Scope{
		Roles: []trail.Role{{Name: w.Role}}, Declared: w.Declared, Admins: w.Admins, Trusted: w.Trusted,
		Policies: w.Policies, EventRules: w.EventRules, Near: 24 * time.Hour, Window: 72 * time.Hour,
	}
	return c
}

// check holds a corpus.
func (c corpus) check(t *testing.T, s *trino.Server, dir string) {
	def := trail.Define(c.scope)
	o := athena.Options{
		Definitions: def, Database: "hotline", Bucket: "corpus", Prefix: filepath.Base(dir), Organization: "o-a1b2c3d4e5",
		Regions: []string{"us-east-1", "eu-west-1", "us-west-2", "eu-central-1", "ap-southeast-2"}, Since: c.first,
		CaseUpdates: "s3://corpus/" + filepath.Base(dir) + "/case-updates", Incidents: "s3://corpus/" + filepath.Base(dir) + "/incidents",
	}
	if c.keep {
		o.Found = "s3://corpus-found/x"
	}
	entries, err := os.ReadDir(filepath.Join(dir, "AWSLogs", o.Organization))
	must(t, err)
	for _, e := range entries {
		o.Accounts = append(o.Accounts, e.Name())
	}
	export, err := athena.New(o)
	must(t, err)
	c.run(t, s, export)
	if slices.Contains(o.Accounts, home) {
		pruned(t, s, c.first)
	}
	fast, every := measured(t, def, dir, false), measured(t, def, dir, true)
	for _, v := range def.Views("hotline_", "x") {
		if c.some != nil && !slices.Contains(c.some, v.Name) {
			continue
		}
		t.Run(strings.TrimPrefix(v.Name, "hotline_"), func(t *testing.T) {
			rows := c.ask(t, s, v)
			for way, want := range map[string][][]string{"fast": fast[v.Name], "every event": every[v.Name]} {
				if only := difference(rows, want); len(only) > 0 {
					t.Errorf("%s: %d rows by SQL, %d by the program\n%s", way, len(rows), len(want), strings.Join(only[:min(len(only), 20)], "\n"))
				}
			}
			if len(rows) == 0 && c.name == "corners" {
				t.Error("no rows, so that nothing was compared")
			}
			t.Logf("%d rows", len(rows))
			if c.calls && v.Name == "hotline_calls" {
				must(t, s.Run(t.Context(), "CREATE TABLE kept_calls AS SELECT * FROM hotline_calls;\nCREATE OR REPLACE VIEW hotline_calls AS SELECT * FROM kept_calls;"))
			}
		})
	}
}

// pruned holds that a condition on the day of records reaches the table of the logs: no
// other folders are read.
func pruned(t *testing.T, s *trino.Server, first string) {
	t.Helper()
	day := strings.ReplaceAll(first, "-", "/")
	_, rows, err := s.Query(t.Context(), "EXPLAIN SELECT event_id FROM hotline_records WHERE log_day = '"+day+"' AND log_account IN ('"+home+"')")
	must(t, err)
	for _, part := range []string{"[[" + day + "]]", "[[" + home + "]]"} {
		if !strings.Contains(rows[0][0], part) {
			t.Errorf("no %s in the plan:\n%s", part, rows[0][0])
		}
	}
}

// run makes tables and views, and fills the table of what matters.
func (c corpus) run(t *testing.T, s *trino.Server, export *athena.Export) {
	t.Helper()
	for _, name := range []string{"hotline_cloudtrail_files", "hotline_case_update_lines", "hotline_incident_files", "kept_calls"} {
		_, _, err := s.Query(t.Context(), "DROP TABLE IF EXISTS "+name)
		must(t, err)
	}
	_, _, errTable := s.Query(t.Context(), "DROP TABLE IF EXISTS hotline_found")
	_, _, errView := s.Query(t.Context(), "DROP VIEW IF EXISTS hotline_found")
	if errTable != nil && errView != nil { // one of them is there
		t.Fatal(errTable, errView)
	}
	for _, statement := range (dialect{strings.ReplaceAll(c.last, "-", "/")}).statements(t, export) {
		texts := []string{statement.SQL}
		switch {
		case statement.Name == "fill" && c.days:
			continue
		case statement.Name == "fill-day" && c.days:
			texts = nil
			for _, day := range c.all(t) {
				texts = append(texts, strings.Replace(statement.SQL, "?", "'"+day+"'", 1))
			}
		case statement.Name == "fill-day":
			continue
		}
		for _, sql := range texts {
			if _, _, err := s.Query(t.Context(), sql); err != nil {
				t.Fatalf("%s: %v\n%s", statement.Name, err, sql)
			}
		}
	}
}

// all are the days of a corpus, as folders have them, one of them twice.
func (c corpus) all(t *testing.T) []string {
	t.Helper()
	day, err := time.Parse(time.DateOnly, c.first)
	must(t, err)
	var out []string
	for ; day.Format(time.DateOnly) <= c.last; day = day.AddDate(0, 0, 1) {
		out = append(out, day.Format("2006/01/02"))
	}
	return append(out, out[len(out)/2])
}

// ask are the rows of a view, written as the program writes them. That is all there is
// to it: a number that is null is empty. No text may be null, and a number is written
// in decimal by both.
func (c corpus) ask(t *testing.T, s *trino.Server, v trail.View) [][]string {
	t.Helper()
	var names []string
	for _, column := range v.Columns {
		names = append(names, column.Name)
	}
	got, rows, err := s.Query(t.Context(), "SELECT * FROM "+v.Name)
	must(t, err)
	if !slices.Equal(got, names) {
		t.Fatalf("columns %q; expected %q", got, names)
	}
	for _, row := range rows {
		for i, column := range v.Columns {
			if row[i] == trino.Null && column.IsNumber() {
				row[i] = ""
			}
		}
	}
	return rows
}
