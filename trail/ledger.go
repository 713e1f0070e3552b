package trail

import (
	"slices"
	"strings"
)

// Definitions are the measures of a Scope.
type Definitions struct {
	scope  Scope
	calls  []*Relation // whose rows are calls
	groups []*Relation // made of the rows of others
	kept   []string    // relations of which all rows are kept
	wanted Cond
}

// Define defines the measures of a Scope.
func Define(s Scope) *Definitions {
	d := &Definitions{
		scope:  s,
		calls:  []*Relation{s.assumptions(), s.sessionCalls(), s.caseCalls(), s.tampering(), s.openings(), replies(), incidentEvents()},
		groups: []*Relation{assumers(), networks(), sessions(), deeds(), sessionDays(), cases(), opened(), firstReplies()},
		kept:   []string{"role_assumptions", "case_calls", "tampering", "incident_events"},
	}
	var conds []Cond
	for _, r := range d.calls {
		conds = append(conds, r.where)
	}
	d.wanted = anyOf(conds...)
	return d
}

// Scope is what is measured.
func (d *Definitions) Scope() Scope { return d.scope }

// Wants reports whether an event matters to any measure.
func (d *Definitions) Wants(e *Event) bool { return d.wanted.holds(e) }

// Wanted says which events matter, as a text: two definitions for which the same events
// matter have the same.
func (d *Definitions) Wanted() string { return d.wanted.sql }

// Needles are texts of which every event that matters contains one. It is false where
// there are events of which that cannot be said.
func (d *Definitions) Needles() ([]Needle, bool) { return d.wanted.needles, d.wanted.needles != nil }

// find is a relation by its name.
func (d *Definitions) find(name string) *Relation {
	for _, r := range slices.Concat(d.calls, d.groups) {
		if r.Name == name {
			return r
		}
	}
	return nil
}

// A Ledger holds what follows from the calls that were added to it. In which order
// they come makes no difference, nor whether they are added to one ledger or to
// several that are merged; but each call must be added once only.
type Ledger struct {
	def    *Definitions
	rows   map[string][][]string
	groups []*groups
	shared map[string]string
}

// NewLedger is a ledger without calls.
func NewLedger(d *Definitions) *Ledger {
	l := &Ledger{def: d, rows: map[string][][]string{}, shared: map[string]string{}}
	for _, r := range d.groups {
		l.groups = append(l.groups, newGroups(r, d.find(r.over)))
	}
	return l
}

// Add adds a call.
func (l *Ledger) Add(call *Event) {
	for _, r := range l.def.calls {
		if !r.where.holds(call) {
			continue
		}
		row := r.row(call)
		l.share(r, row)
		l.put(r, row)
	}
}

// put adds a row of a relation.
func (l *Ledger) put(r *Relation, row []string) {
	if slices.Contains(l.def.kept, r.Name) {
		l.rows[r.Name] = append(l.rows[r.Name], row)
	}
	for _, g := range l.groups {
		if g.over == r {
			g.add(row)
		}
	}
}

// share keeps values that come again and again only once, and of the others no more
// than themselves.
func (l *Ledger) share(r *Relation, row []string) {
	for i, c := range r.Columns {
		switch c.Name {
		case "time", "access_key", "session_name", "case_id", "call_id", "done", "ip":
			row[i] = strings.Clone(row[i])
			continue
		}
		known, ok := l.shared[row[i]]
		if !ok {
			known = strings.Clone(row[i])
			l.shared[known] = known
		}
		row[i] = known
	}
}

// Merge adds what another ledger of the same definitions holds.
func (l *Ledger) Merge(other *Ledger) {
	for name, rows := range other.rows {
		l.rows[name] = append(l.rows[name], rows...)
	}
	for i, g := range other.groups {
		for _, state := range g.states {
			l.groups[i].put(slices.Clone(state))
		}
	}
}

// table is what is known of a relation, in the order of its rows.
func (l *Ledger) table(name string) Table {
	t := Table{Relation: l.def.find(name)}
	for _, g := range l.groups {
		if g.relation == t.Relation {
			t.Rows = g.rows()
			return t
		}
	}
	t.Rows = slices.Clone(l.rows[name])
	slices.SortFunc(t.Rows, slices.Compare)
	return t
}

// A view is a ledger of which each table is put in order once, however often it is
// asked for. Nothing may be added meanwhile.
type view struct {
	*Ledger
	known map[string]Table
}

func (l *Ledger) view() view { return view{l, map[string]Table{}} }

// table is what is known of a relation, in the order of its rows.
func (v view) table(name string) Table {
	t, ok := v.known[name]
	if !ok {
		t = v.Ledger.table(name)
		v.known[name] = t
	}
	return t
}

// A Table is a relation with its rows.
type Table struct {
	Relation *Relation
	Rows     [][]string
}

// Value is the value of a column of a row; empty where there is no such column.
func (t Table) Value(row []string, column string) string {
	if i := t.Relation.index(column); i >= 0 {
		return row[i]
	}
	return ""
}

// only are the rows that a condition holds for.
func (t Table) only(holds func(row []string) bool) Table {
	t.Rows = slices.DeleteFunc(slices.Clone(t.Rows), func(row []string) bool { return !holds(row) })
	return t
}
