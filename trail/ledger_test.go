package trail

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// incidents are some for the random events.
func incidents() []Incident {
	return []Incident{{ID: "i", Start: "2026-01-10T00:00:00Z", Severity: "high"}, {ID: "j", Start: "2026-02-11T00:00:00Z", Accounts: []string{home}}, {ID: "k", Start: "2026-03-12T00:00:00Z", Accounts: []string{away}, Severity: "low"}}
}

// added is a ledger of calls.
func added(d *Definitions, calls []*Event) *Ledger {
	l := NewLedger(d)
	for _, c := range calls {
		l.Add(c)
	}
	return l
}

// TestLedgerLaws holds that a ledger depends on which calls it has, and neither on
// their order nor on how they were divided.
func TestLedgerLaws(t *testing.T) {
	t.Parallel()
	d := Define(testScope())
	rapid.Check(t, func(t *rapid.T) {
		calls := rapid.SliceOfN(randomEvent(), 0, 40).Draw(t, "calls")
		whole := added(d, calls).Report(Period{}, incidents())
		if other := added(d, rapid.Permutation(calls).Draw(t, "order")).Report(Period{}, incidents()); !reflect.DeepEqual(shape(whole), shape(other)) {
			t.Fatalf("the order makes a difference:\n%v\n%v", shape(whole), shape(other))
		}
		cut := rapid.IntRange(0, len(calls)).Draw(t, "cut")
		a, b := added(d, calls[:cut]), added(d, calls[cut:])
		before := shape(b.Report(Period{}, incidents()))
		a.Merge(b)
		if other := a.Report(Period{}, incidents()); !reflect.DeepEqual(shape(whole), shape(other)) {
			t.Fatalf("the division makes a difference:\n%v\n%v", shape(whole), shape(other))
		}
		for _, c := range calls {
			a.Add(c)
		}
		if after := shape(b.Report(Period{}, incidents())); !reflect.DeepEqual(before, after) {
			t.Fatalf("what was merged changed:\n%v\n%v", before, after)
		}
	})
}

// shape is everything that a report says.
func shape(r *Report) []string {
	share := r.Cases.Share()
	out := []string{fmt.Sprintf("%+v %+v %+v %+v %+v %v", r.Assumptions, r.Sessions, r.Cases, r.Engagement, r.Tampering, share)}
	for _, t := range r.Tables {
		for _, row := range t.Rows {
			out = append(out, fmt.Sprintf("%s %q", t.Relation.Name, row))
		}
	}
	for _, by := range Bys() {
		out = append(out, fmt.Sprintf("%s %+v", by, r.By(by)))
	}
	return out
}

// TestWants holds that a measure takes notice of an event just if it is wanted.
func TestWants(t *testing.T) {
	t.Parallel()
	d := Define(testScope())
	rapid.Check(t, func(t *rapid.T) {
		e := randomEvent().Draw(t, "event")
		l := added(d, []*Event{e})
		known := 0
		for _, rows := range l.rows {
			known += len(rows)
		}
		for _, g := range l.groups {
			known += len(g.states)
		}
		// A call that resolves a case which it does not name leaves a row that no group has;
		// every wanted event leaves something.
		if wants := d.Wants(e); wants != (known > 0) {
			t.Fatalf("wanted: %v, rows and groups: %d", wants, known)
		}
	})
}

// TestLedgerKeepsNoText holds that a ledger does not hold on to the texts of events, and
// keeps what comes again only once.
func TestLedgerKeepsNoText(t *testing.T) {
	t.Parallel()
	d := Define(testScope())
	l := added(d, []*Event{event(assume(fields{EventID: "a"})), event(assume(fields{EventID: "b"}))})
	if n := len(l.shared); n == 0 || n > 20 {
		t.Errorf("%d texts are shared", n)
	}
	for text := range l.shared {
		if slices.Contains([]string{"ASIA1", at("09:00:00"), "198.51.100.7"}, text) {
			t.Errorf("%q is kept for ever", text)
		}
	}
}

// TestTables holds the tables of a report, and what is asked of one that is not there.
func TestTables(t *testing.T) {
	t.Parallel()
	r := report(t, assume(nil))
	var names []string
	for _, table := range r.Tables {
		names = append(names, table.Relation.Name)
		for _, row := range table.Rows {
			if len(row) != len(table.Relation.Columns) {
				t.Errorf("%s: %q", table.Relation.Name, row)
			}
		}
		if table.Relation.Doc == "" {
			t.Errorf("%s is not described", table.Relation.Name)
		}
		for _, c := range table.Relation.Columns {
			if c.Name == "" || c.Doc == "" {
				t.Errorf("%s: column %q: %q", table.Relation.Name, c.Name, c.Doc)
			}
		}
	}
	equal(t, "the tables", names, Tables())
	none := r.Table("none")
	if none.Relation.Name != "none" || none.Rows != nil || none.Value([]string{"x"}, "y") != "" {
		t.Errorf("%+v", none)
	}
	if Define(testScope()).find("none") != nil {
		t.Error("a relation that is not there was found")
	}
}
