package trail

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// A joined is a measure made of several relations: here by code, for Athena by a query
// that says the same.
type joined struct {
	relation *Relation
	query    func(prefix string) string
}

// queries are the measures made of several relations.
func (s Scope) queries() []joined {
	return []joined{
		{useRelation(), s.useSQL},
		{engageRelation(), s.engageSQL},
	}
}

// useRelation is what came of each time that the role was assumed.
func useRelation() *Relation {
	return &Relation{
		Name: "role_use",
		Doc:  "What came of each time that the support role was assumed, one row an assumption.",
		Columns: []Column{
			{Name: "time", Doc: "when it was assumed"},
			{Name: "account", Doc: "the account of the role"},
			{Name: "caller", Doc: "who, as in role_assumptions"},
			{Name: "source_identity", Doc: "the source identity"},
			{Name: "access_key", Doc: "the access key of the session"},
			{Name: "support_calls", Doc: "calls of AWS Support by the session", number: true},
			{Name: "other_calls", Doc: "its calls of other services", number: true},
			{Name: "failed_calls", Doc: "how many of both failed", number: true},
			{Name: "case_near", Doc: "whether a support case of the account was opened, answered or resolved near that time"},
			{Name: "call_id", Doc: "the call, as in role_assumptions"},
		},
	}
}

// useSQL is the query of useRelation.
func (s Scope) useSQL(prefix string) string {
	return fmt.Sprintf(`SELECT
  a.time,
  a.account,
  a.caller,
  a.source_identity,
  a.access_key,
  coalesce(max(s.support_calls), 0) AS support_calls,
  coalesce(max(s.other_calls), 0) AS other_calls,
  coalesce(max(s.support_denied + s.other_denied), 0) AS failed_calls,
  CASE WHEN count(c.time) > 0 THEN 'yes' ELSE 'no' END AS case_near,
  a.call_id
FROM %[1]srole_assumptions a
LEFT JOIN %[1]srole_sessions s ON s.access_key = a.access_key
LEFT JOIN %[1]scase_calls c ON c.account = a.account AND c.outcome = 'ok'
  AND abs(date_diff('second', try(from_iso8601_timestamp(a.time)), try(from_iso8601_timestamp(c.time)))) <= %[2]d
WHERE a.outcome = 'ok'
GROUP BY a.time, a.account, a.caller, a.source_identity, a.access_key, a.call_id`, prefix, int(s.Near.Seconds()))
}

// use is what came of each time that the role was assumed.
func (v view) use() Table {
	assumptions, sessions, calls := v.table("role_assumptions"), v.table("role_sessions"), v.table("case_calls")
	bySession := map[string][]string{}
	for _, row := range sessions.Rows {
		bySession[sessions.Value(row, "access_key")] = row
	}
	near := newMoments(calls, "account", func(row []string) bool { return calls.Value(row, "outcome") == "ok" })
	out := Table{Relation: useRelation()}
	for _, a := range assumptions.Rows {
		if assumptions.Value(a, "outcome") != "ok" {
			continue
		}
		get := func(column string) string { return assumptions.Value(a, column) }
		count := func(string) int { return 0 }
		if s := bySession[get("access_key")]; s != nil {
			count = func(column string) int { return number(sessions.Value(s, column)) }
		}
		failed := count("support_denied") + count("other_denied")
		out.Rows = append(out.Rows, []string{
			get("time"), get("account"), get("caller"), get("source_identity"), get("access_key"),
			strconv.Itoa(count("support_calls")), strconv.Itoa(count("other_calls")), strconv.Itoa(failed),
			yes(near.within(get("account"), get("time"), v.def.scope.Near)), get("call_id"),
		})
	}
	slices.SortFunc(out.Rows, slices.Compare)
	return out
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// moments are the times at which something happened, by account.
type moments map[string][]int64

// newMoments are the times of the rows of a table that a condition holds for.
func newMoments(t Table, key string, holds func(row []string) bool) moments {
	m := moments{}
	for _, row := range t.Rows {
		if holds(row) {
			k := t.Value(row, key)
			m[k] = append(m[k], seconds(t.Value(row, "time")))
		}
	}
	for _, times := range m {
		slices.Sort(times)
	}
	return m
}

// within reports whether something happened so near a time.
func (m moments) within(key, at string, near time.Duration) bool {
	middle := seconds(at)
	i, _ := slices.BinarySearch(m[key], middle-int64(near.Seconds()))
	return middle != noTime && i < len(m[key]) && m[key][i] <= middle+int64(near.Seconds())
}

// noTime stands for what is no time, such as a day that the calendar lacks: it is
// further from every time than any span.
const noTime = -1 << 62

// seconds is a time in seconds since 1970.
func seconds(at string) int64 {
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return noTime
	}
	return t.Unix()
}
