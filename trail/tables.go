package trail

import "slices"

// KeepAll are the same definitions for ledgers that keep the rows of every relation:
// for whoever looks at them by Ledger.Table. It takes memory for every call.
func (d *Definitions) KeepAll() *Definitions {
	out := *d
	out.kept = nil
	for _, r := range d.calls {
		out.kept = append(out.kept, r.Name)
	}
	return &out
}

// Table is all that is known of a relation, over all time: what the view of that name
// has, of Views. It is false where there is no relation of that name, or its rows are
// not kept.
func (l *Ledger) Table(name string, incidents []Incident) (Table, bool) {
	switch name {
	case "role_use":
		return l.view().use(), true
	case "time_to_engage":
		return l.view().engage(incidents), true
	}
	r := l.def.find(name)
	if r == nil || r.over == "" && !slices.Contains(l.def.kept, name) {
		return Table{}, false
	}
	return l.table(name), true
}
