package trail

import (
	"maps"
	"slices"
)

// A Part is what was measured of one account, month, day or principal.
type Part struct {
	Value           string
	Assumed, Denied int // attempts to assume the support role
	SupportCalls    int // calls of AWS Support by sessions of the role
	OtherCalls      int // their calls of other services
	Opened          int // support cases
	Privileged      int // calls by which administrators or root handled cases
	Tampering       int // tried or done
}

// Bys are the words that a report can be divided by.
func Bys() []string { return []string{"account", "month", "day", "principal"} }

// parts are the parts of a report.
type parts struct {
	by    string
	known map[string]*Part
}

// By divides the numbers of a report by one of Bys. Calls of sessions belong to their
// day, but, by principal, to whoever assumed the role.
func (r *Report) By(by string) []Part {
	p := parts{by, map[string]*Part{}}
	p.count(r.Table("role_assumptions"), "caller", func(part *Part, get func(string) string) {
		tally(&part.Assumed, get("outcome") == "ok")
		tally(&part.Denied, get("outcome") != "ok")
	})
	calls, who := r.Table("session_days"), ""
	if by == "principal" {
		calls, who = r.Table("role_use"), "caller"
	}
	p.count(calls, who, func(part *Part, get func(string) string) {
		part.SupportCalls += number(get("support_calls"))
		part.OtherCalls += number(get("other_calls"))
	})
	p.count(r.Table("case_calls"), "actor", func(part *Part, get func(string) string) {
		tally(&part.Opened, get("deed") == "opened" && get("outcome") == "ok")
		tally(&part.Privileged, get("privileged") == "yes" && get("outcome") == "ok")
	})
	p.count(r.Table("tampering"), "actor", func(part *Part, _ func(string) string) { part.Tampering++ })
	out := make([]Part, 0, len(p.known))
	for _, value := range slices.Sorted(maps.Keys(p.known)) {
		out = append(out, *p.known[value])
	}
	return out
}

// count counts the rows of a table, each for the part that it belongs to.
func (p parts) count(t Table, principal string, add func(part *Part, get func(string) string)) {
	for _, row := range t.Rows {
		get := func(column string) string { return t.Value(row, column) }
		day := get("time") + get("day") // a table has one of them
		value := map[string]string{
			"account": get("account"), "month": day[:min(7, len(day))], "day": day[:min(10, len(day))], "principal": get(principal),
		}[p.by]
		part := p.known[value]
		if part == nil {
			part = &Part{Value: value}
			p.known[value] = part
		}
		add(part, get)
	}
}
