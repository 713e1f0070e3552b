package trail

import (
	"strings"
	"testing"
)

// TestTable holds that every view but those of events has a table with its columns,
// where all rows are kept.
func TestTable(t *testing.T) {
	t.Parallel()
	def := Define(testScope())
	l, all := NewLedger(def), NewLedger(def.KeepAll())
	for _, call := range []*Event{
		event(handles("CreateCase", fields{EventTime: at("09:00:00"), EventID: "a"})),
		event(tells("AddCommunicationToCase", caseOne, at("10:00:00"), fields{EventID: "b", Origin: "AWS"})),
	} {
		l.Add(call)
		all.Add(call)
	}
	rows := map[string]int{"opening_events": 1, "aws_replies": 1, "case_calls": 1, "cases": 1, "opened_cases": 1, "first_replies": 1, "time_to_engage": 1,
		"session_calls": 1, "role_sessions": 1, "session_deeds": 1, "session_days": 1}
	for i, v := range def.Views("p_", "logs") {
		name := strings.TrimPrefix(v.Name, "p_")
		got, ok := all.Table(name, []Incident{{ID: "i", Start: at("08:00:00")}})
		if ok != (i > 2) {
			t.Errorf("%s: a table: %t", name, ok)
		}
		if ok && (len(got.Rows) != rows[name] || len(got.Relation.Columns) != len(v.Columns)) {
			t.Errorf("%s: %q, with the columns %v", name, got.Rows, v.Columns)
		}
	}
	for name, want := range map[string]bool{"cases": true, "case_calls": true, "role_use": true, "opening_events": false, "nothing": false} {
		if _, ok := l.Table(name, nil); ok != want {
			t.Errorf("%s without all rows: %t", name, ok)
		}
	}
}

// TestNoTime holds that what did not happen on a day of the calendar is near nothing.
func TestNoTime(t *testing.T) {
	t.Parallel()
	m := moments{"x": {noTime, 0}}
	for at, want := range map[string]bool{"1970-01-01T00:00:05Z": true, "1970-01-01T00:00:11Z": false, "2026-02-30T00:00:00Z": false} {
		if m.within("x", at, 10e9) != want {
			t.Errorf("%s: expected %t", at, want)
		}
	}
}
