package trail

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write testdata/*.sql")

// awkward is a scope of which every name has something that SQL or regular expressions
// take for something else.
func awkward() Scope {
	s := testScope()
	s.Roles = append(s.Roles, Role{"", "o'neil.+*"})
	s.Declared = []string{"arn:aws:iam::*:role/d'Arc-?"}
	s.Admins = []string{"'; DROP TABLE x; --", `back\slash`}
	s.Policies = []string{"p'*"}
	s.EventRules = []string{"''"}
	s.Near, s.Window = 90*time.Minute, time.Hour
	return s
}

// TestViewsAsWritten holds the text of all queries.
func TestViewsAsWritten(t *testing.T) {
	t.Parallel()
	for file, s := range map[string]Scope{"usual.sql": testScope(), "awkward.sql": awkward(), "empty.sql": {}} {
		var out strings.Builder
		for _, v := range Define(s).Views("kpi_", "db.cloudtrail_logs") {
			out.WriteString("-- " + v.Name + ": " + v.Doc + "\n" + v.SQL + ";\n\n")
		}
		path := filepath.Join("testdata", file)
		if *update {
			if err := os.WriteFile(path, []byte(out.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if out.String() != string(want) {
			t.Errorf("%s is not what is printed; -update writes it", path)
		}
	}
}

// TestViews holds that every view has the columns that it promises, reads only views
// before it, and that every table of a report is a view with the same columns.
func TestViews(t *testing.T) {
	t.Parallel()
	for _, s := range []Scope{testScope(), awkward(), {}} {
		views := Define(s).Views("k_", "logs")
		known := []string{"k_incidents", "k_found", "k_case_updates"}
		for _, v := range views {
			for _, name := range regexp.MustCompile(`\bk_[a-z_]+`).FindAllString(unquoted(t, v.SQL), -1) {
				if !slices.Contains(known, name) {
					t.Errorf("%s reads %s, which is not there yet", v.Name, name)
				}
			}
			known = append(known, v.Name)
			if v.Columns != nil {
				equal(t, "the columns of "+v.Name, selected(v.SQL), names(v.Columns))
			}
			if v.Doc == "" {
				t.Errorf("%s is not described", v.Name)
			}
		}
		equal(t, "the first views", []string{views[0].Name, views[1].Name, views[2].Name}, []string{"k_records", "k_events", "k_calls"})
		if !strings.Contains(views[0].SQL, "\n  FROM logs\n") {
			t.Error("the records are not read from their table")
		}
		for _, table := range measured(t, s).Report(Period{}, nil).Tables {
			i := slices.IndexFunc(views, func(v View) bool { return v.Name == "k_"+table.Relation.Name })
			if i < 0 {
				t.Errorf("there is no view for %s", table.Relation.Name)
			} else {
				equal(t, "the view for "+table.Relation.Name, names(views[i].Columns), names(table.Relation.Columns))
			}
		}
	}
}

func names(columns []Column) []string {
	var out []string
	for _, c := range columns {
		out = append(out, c.Name)
	}
	return out
}

// selected are the names of the columns that a query selects at its outermost.
func selected(sql string) []string {
	if inner, ok := strings.CutPrefix(sql, "SELECT *\nFROM (\n  SELECT\n"); ok {
		sql, _, _ = strings.Cut(inner, "\n  FROM ")
	} else {
		_, sql, _ = strings.Cut("\n"+sql, "\nSELECT\n")
		sql, _, _ = strings.Cut(sql, "\nFROM ")
	}
	var out []string
	for line := range strings.Lines(sql) {
		line = strings.TrimSuffix(strings.TrimSpace(line), ",")
		out = append(out, line[strings.LastIndexAny(line, " .")+1:])
	}
	return out
}

// unquoted is a query without what is in quotes, in which quotes and brackets must be
// in pairs.
func unquoted(t *testing.T, sql string) string {
	t.Helper()
	var out strings.Builder
	depth, quoted := 0, false
	for _, c := range sql {
		switch {
		case c == '\'':
			quoted = !quoted
		case quoted:
			continue
		case c == '(':
			depth++
		case c == ')':
			depth--
		}
		if depth < 0 {
			t.Fatalf("a bracket closes that was not opened: %s", sql)
		}
		out.WriteRune(c)
	}
	if quoted || depth != 0 {
		t.Errorf("quotes or brackets are left open: %s", sql)
	}
	return out.String()
}

// TestQuotes holds that what people write stays within quotes.
func TestQuotes(t *testing.T) {
	t.Parallel()
	equal(t, "a text in SQL", quote("o'neil''"), "'o''neil'''''")
	for _, v := range Define(awkward()).Views("k_", "logs") {
		bare := unquoted(t, v.SQL)
		for _, s := range []string{"neil", "DROP", "Arc", "slash", "hotline"} {
			if strings.Contains(bare, s) {
				t.Errorf("%s: %s is outside quotes", v.Name, s)
			}
		}
	}
}

// TestEveryField holds that the views of records and calls have every field.
func TestEveryField(t *testing.T) {
	t.Parallel()
	views := Define(testScope()).Views("", "logs")
	var fields []string
	for _, c := range columns() {
		fields = append(fields, c.name)
		if c.name == "" || c.key == "" || c.sql == "" {
			t.Errorf("a field has no column: %+v", c)
		}
		if !strings.Contains(views[0].SQL, "coalesce("+c.sql+", '') AS "+c.name) {
			t.Errorf("the records have no %s", c.name)
		}
	}
	equal(t, "the records", selected(views[0].SQL)[:NumFields], fields)
	equal(t, "the events", selected(views[1].SQL)[:NumFields], fields)
	equal(t, "the calls", selected(views[2].SQL)[1:], fields)
	sorted := slices.Sorted(slices.Values(fields))
	if len(slices.Compact(sorted)) != int(NumFields) {
		t.Errorf("two fields have one name: %q", sorted)
	}
}

// TestDefinitions holds what definitions say of themselves.
func TestDefinitions(t *testing.T) {
	t.Parallel()
	d := Define(testScope())
	equal(t, "the scope", d.Scope(), testScope())
	for _, v := range d.Views("", "logs")[:1] {
		if !strings.HasSuffix(v.SQL, "AND "+d.Wanted()) {
			t.Error("the view of records does not choose those that matter")
		}
	}
	var numbers []string
	for _, c := range append(sessionDays().Columns, engageRelation().Columns...) {
		if c.IsNumber() {
			numbers = append(numbers, c.Name)
		}
	}
	equal(t, "the numbers", numbers, []string{"support_calls", "support_denied", "other_calls", "other_denied", "seconds_to_case", "seconds_to_reply"})
}
