package trail

import (
	"math"
	"slices"
	"strconv"
)

// A Period is a span of time, as CloudTrail writes times; an empty end is open. Until
// is the first moment after it.
type Period struct {
	Since, Until string
}

// has reports whether a moment, or the part of a span, is within the period.
func (p Period) has(first, last string) bool {
	return (p.Since == "" || last >= p.Since) && (p.Until == "" || first < p.Until)
}

// hasDay reports whether a day has a part within the period.
func (p Period) hasDay(day string) bool {
	return (p.Since == "" || day >= p.Since[:min(10, len(p.Since))]) && (p.Until == "" || day+"T00:00:00Z" < p.Until)
}

// A Report is what was measured in a period.
type Report struct {
	Period      Period
	Assumptions Assumptions
	Sessions    Sessions
	Cases       Cases
	Engagement  Engagement
	Tampering   Tampering
	Tables      []Table
}

// Assumptions sum up who assumed the support role.
type Assumptions struct {
	OK, Denied             int
	Principals, Networks   int // different ones, of those that succeeded or were denied
	NewPrincipals          int // seen for the first time in the period
	NewNetworks            int
	Untrusted              int // assumed by somebody whom the trust should not admit
	WithoutCase            int // assumed without any support case near it
	MFA, NoMFA, MFAUnknown int // of those that succeeded
	Federated              int // of those that succeeded
	CallerUnknown          int // of those that succeeded: only the role's account told of them
}

// Sessions sum up what sessions of the support role did: their calls are those of the
// days of the period, even where a session lasts longer.
type Sessions struct {
	Sessions, SupportCalls, SupportDenied, OtherCalls, OtherDenied int
}

// Cases sum up by whom support cases were handled.
type Cases struct {
	Cases      int            // that were opened, answered or resolved in the period; one that was opened and whose id is not told is one of its own
	Privileged int            // of them, handled by administrators or root
	Incidents  int            // calls by which administrators or root handled cases
	Opened     map[string]int // cases opened in the period, by the way
	Answered   map[string]int // answers, by the way
	Resolved   map[string]int // resolutions, by the way
	Failed     int            // calls that failed
}

// Share is which part of the cases was handled by administrators or root; not a number
// without cases.
func (c Cases) Share() float64 { return float64(c.Privileged) / float64(c.Cases) }

// Engagement sums up how long it took to engage AWS Support for incidents. Without
// incidents the times are not there.
type Engagement struct {
	Incidents, Engaged int
	ToCase, ToReply    Times
	Groups             []EngagementGroup // by severity, then by month
}

// An EngagementGroup is the engagement for incidents of one severity or month.
type EngagementGroup struct {
	By, Value          string
	Incidents, Engaged int
	ToCase, ToReply    Times
}

// Times sum up durations in seconds. Median and P90 are the nearest rank: the least
// duration that half, or nine tenths, are not above.
type Times struct {
	N, Median, P90 int
	Mean           float64
}

// Tampering sums up the changes to the role and to what guards it.
type Tampering struct {
	OK, Denied int
	Kinds      map[string]int // those that succeeded
}

// Report is what is known of a period.
func (l *Ledger) Report(p Period, incidents []Incident) *Report {
	r, v := &Report{Period: p}, l.view()
	t := map[string]Table{}
	at := func(name, first, last string) {
		table := v.table(name)
		t[name] = table.only(func(row []string) bool {
			return p.has(table.Value(row, first), table.Value(row, last))
		})
	}
	at("role_assumptions", "time", "time")
	at("assumption_principals", "first_seen", "last_seen")
	at("assumption_networks", "first_seen", "last_seen")
	at("role_sessions", "first_call", "last_call")
	at("case_calls", "time", "time")
	at("tampering", "time", "time")
	days, use, engaged := v.table("session_days"), v.use(), v.engage(incidents)
	t["session_days"] = days.only(func(row []string) bool { return p.hasDay(days.Value(row, "day")) })
	t["role_use"] = use.only(func(row []string) bool { return p.has(use.Value(row, "time"), use.Value(row, "time")) })
	t["time_to_engage"] = engaged.only(func(row []string) bool {
		return p.has(engaged.Value(row, "start"), engaged.Value(row, "start"))
	})
	t["session_deeds"] = v.about("session_deeds", "access_key", t["role_sessions"], "access_key")
	t["cases"] = v.about("cases", "case_id", t["case_calls"], "done")
	r.sumUp(t)
	r.Assumptions.NewPrincipals = firstSeen(v.table("assumption_principals"), "caller", p)
	r.Assumptions.NewNetworks = firstSeen(v.table("assumption_networks"), "network", p)
	for _, name := range Tables() {
		r.Tables = append(r.Tables, t[name])
	}
	return r
}

// Tables are the names of the tables of a report, in their order.
func Tables() []string {
	return []string{
		"role_assumptions", "assumption_principals", "assumption_networks", "role_use",
		"role_sessions", "session_deeds", "session_days", "case_calls", "cases",
		"time_to_engage", "tampering",
	}
}

// Table is a table of the report by its name.
func (r *Report) Table(name string) Table {
	for _, t := range r.Tables {
		if t.Relation.Name == name {
			return t
		}
	}
	return Table{Relation: &Relation{Name: name}}
}

// about are the rows of a table of which a column has a value that a column of other
// rows has as well.
func (v view) about(name, column string, others Table, theirs string) Table {
	known := map[string]bool{}
	for _, row := range others.Rows {
		known[others.Value(row, theirs)] = true
	}
	table := v.table(name)
	return table.only(func(row []string) bool { return known[table.Value(row, column)] })
}

// sumUp counts what is in the tables.
func (r *Report) sumUp(t map[string]Table) {
	r.Assumptions = sumAssumptions(t["role_assumptions"], t["role_use"])
	r.Sessions.Sessions = len(t["role_sessions"].Rows)
	days := t["session_days"]
	for _, row := range days.Rows {
		r.Sessions.SupportCalls += number(days.Value(row, "support_calls"))
		r.Sessions.SupportDenied += number(days.Value(row, "support_denied"))
		r.Sessions.OtherCalls += number(days.Value(row, "other_calls"))
		r.Sessions.OtherDenied += number(days.Value(row, "other_denied"))
	}
	r.Cases = sumCases(t["case_calls"], t["cases"])
	r.Engagement = sumEngagement(t["time_to_engage"])
	tampering := t["tampering"]
	r.Tampering.Kinds = map[string]int{}
	for _, row := range tampering.Rows {
		if tampering.Value(row, "outcome") != "ok" {
			r.Tampering.Denied++
			continue
		}
		r.Tampering.OK++
		r.Tampering.Kinds[tampering.Value(row, "kind")]++
	}
}

func sumAssumptions(all, use Table) Assumptions {
	var a Assumptions
	principals, networks := map[string]bool{}, map[string]bool{}
	for _, row := range all.Rows {
		get := func(column string) string { return all.Value(row, column) }
		principals[get("caller")], networks[get("network")] = true, true
		if get("outcome") != "ok" {
			a.Denied++
			continue
		}
		a.OK++
		tally(&a.Untrusted, get("trusted") == "no")
		tally(&a.MFA, get("mfa") == "yes")
		tally(&a.NoMFA, get("mfa") == "no")
		tally(&a.MFAUnknown, get("mfa") == "unknown")
		tally(&a.Federated, get("federated") == "yes")
		tally(&a.CallerUnknown, get("caller") == "")
	}
	for _, row := range use.Rows {
		tally(&a.WithoutCase, use.Value(row, "case_near") == "no")
	}
	delete(principals, "") // only that there was somebody is known of these
	a.Principals, a.Networks = len(principals), len(networks)
	return a
}

func tally(n *int, holds bool) {
	if holds {
		*n++
	}
}

// firstSeen counts what was seen in the period, and nowhere before it. The table is
// that of all time.
func firstSeen(t Table, column string, p Period) int {
	first := map[string]string{}
	for _, row := range t.Rows {
		value, at := t.Value(row, column), t.Value(row, "first_seen")
		if known, ok := first[value]; value != "" && (!ok || at < known) {
			first[value] = at
		}
	}
	n := 0
	for _, at := range first {
		tally(&n, p.has(at, at))
	}
	return n
}

// sumCases counts by the calls of the period alone: that a case was privileged once,
// before it, says nothing about the period.
func sumCases(calls, cases Table) Cases {
	c := Cases{Opened: map[string]int{}, Answered: map[string]int{}, Resolved: map[string]int{}}
	by := map[string]map[string]int{"opened": c.Opened, "answered": c.Answered, "resolved": c.Resolved}
	handled := map[string]bool{} // by administrators or root
	for _, row := range calls.Rows {
		if calls.Value(row, "outcome") != "ok" {
			c.Failed++
			continue
		}
		deed, id, privileged := calls.Value(row, "deed"), calls.Value(row, "case_id"), calls.Value(row, "privileged") == "yes"
		by[deed][calls.Value(row, "how")]++
		tally(&c.Incidents, privileged)
		switch {
		case id != "" && privileged:
			handled[id] = true
		case id == "" && deed == "opened":
			c.Cases++
			tally(&c.Privileged, privileged)
		}
	}
	c.Cases += len(cases.Rows)
	c.Privileged += len(handled)
	return c
}

func sumEngagement(t Table) Engagement {
	all := groupEngagement(t, "", "", func([]string) bool { return true })
	e := Engagement{Incidents: all.Incidents, Engaged: all.Engaged, ToCase: all.ToCase, ToReply: all.ToReply}
	month := func(row []string) string { return t.Value(row, "start")[:min(7, len(t.Value(row, "start")))] }
	severity := func(row []string) string { return t.Value(row, "severity") }
	for _, by := range []struct {
		name string
		of   func([]string) string
	}{{"severity", severity}, {"month", month}} {
		var values []string
		for _, row := range t.Rows {
			values = append(values, by.of(row))
		}
		slices.Sort(values)
		for _, v := range slices.Compact(values) {
			e.Groups = append(e.Groups, groupEngagement(t, by.name, v, func(row []string) bool { return by.of(row) == v }))
		}
	}
	return e
}

func groupEngagement(t Table, by, value string, holds func([]string) bool) EngagementGroup {
	g := EngagementGroup{By: by, Value: value}
	var toCase, toReply []int
	for _, row := range t.Rows {
		if !holds(row) {
			continue
		}
		g.Incidents++
		tally(&g.Engaged, t.Value(row, "engaged") == "yes")
		if n, err := strconv.Atoi(t.Value(row, "seconds_to_case")); err == nil {
			toCase = append(toCase, n)
		}
		if n, err := strconv.Atoi(t.Value(row, "seconds_to_reply")); err == nil {
			toReply = append(toReply, n)
		}
	}
	g.ToCase, g.ToReply = times(toCase), times(toReply)
	return g
}

// times sums up durations.
func times(seconds []int) Times {
	if len(seconds) == 0 {
		return Times{}
	}
	slices.Sort(seconds)
	rank := func(part float64) int { return seconds[int(math.Ceil(part*float64(len(seconds))))-1] }
	sum := 0
	for _, s := range seconds {
		sum += s
	}
	return Times{len(seconds), rank(0.5), rank(0.9), float64(sum) / float64(len(seconds))}
}
