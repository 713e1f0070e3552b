package trail

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// An Incident is what AWS Support should have been engaged for.
type Incident struct {
	ID string
	// Start is when it began, as CloudTrail writes times.
	Start string
	// Accounts are those it concerns; none stands for all.
	Accounts []string
	Severity string
}

// engageRelation is how long it took to engage AWS Support for each incident.
func engageRelation() *Relation {
	return &Relation{
		Name: "time_to_engage",
		Doc:  "From the start of each incident to the first support case, and to the first answer of AWS in it.",
		Columns: []Column{
			{Name: "id", Doc: "the incident"},
			{Name: "start", Doc: "when it began"},
			{Name: "severity", Doc: "its severity"},
			{Name: "engaged", Doc: "yes where a case was opened in time"},
			{Name: "case_id", Doc: "the first case that was opened in its accounts"},
			{Name: "how", Doc: "by which way it was opened"},
			{Name: "opened", Doc: "when"},
			{Name: "seconds_to_case", Doc: "from the start to the case", number: true},
			{Name: "replied", Doc: "when AWS first answered in that case"},
			{Name: "seconds_to_reply", Doc: "from the start to that answer", number: true},
		},
	}
}

// engageSQL is the query of engageRelation. Incidents of a file are in a table of
// their own.
func (s Scope) engageSQL(prefix string) string {
	return fmt.Sprintf(`WITH incidents AS (
  SELECT id, start, accounts, severity FROM %[1]sincidents
  UNION ALL
  SELECT id, start, accounts, severity FROM %[1]sincident_events
),
engaged AS (
  SELECT i.id, i.start, i.accounts, i.severity, min(concat(o.opened, '|', o.case_id)) AS first_case
  FROM incidents i
  LEFT JOIN %[1]sopened_cases o
    ON (i.accounts = '' OR strpos(concat(' ', i.accounts, ' '), concat(' ', o.account, ' ')) > 0)
    AND date_diff('second', try(from_iso8601_timestamp(i.start)), try(from_iso8601_timestamp(o.opened))) BETWEEN 0 AND %[2]d
  GROUP BY i.id, i.start, i.accounts, i.severity
)
SELECT
  e.id,
  e.start,
  e.severity,
  CASE WHEN e.first_case IS NULL THEN 'no' ELSE 'yes' END AS engaged,
  coalesce(o.case_id, '') AS case_id,
  coalesce(o.how, '') AS how,
  coalesce(o.opened, '') AS opened,
  date_diff('second', try(from_iso8601_timestamp(e.start)), try(from_iso8601_timestamp(o.opened))) AS seconds_to_case,
  coalesce(r.replied, '') AS replied,
  date_diff('second', try(from_iso8601_timestamp(e.start)), try(from_iso8601_timestamp(r.replied))) AS seconds_to_reply
FROM engaged e
LEFT JOIN %[1]sopened_cases o ON o.case_id = substr(e.first_case, 22)
LEFT JOIN %[1]sfirst_replies r ON r.case_id = o.case_id`, prefix, int(s.Window.Seconds())-1)
}

// An opening is a case that was opened.
type opening struct {
	at       int64
	row      []string
	caseID   string
	account  string
	answered string
}

// engage is how long it took to engage AWS Support for each incident.
func (v view) engage(incidents []Incident) Table {
	cases, replies := v.table("opened_cases"), v.table("first_replies")
	replied := map[string]string{}
	for _, row := range replies.Rows {
		replied[replies.Value(row, "case_id")] = replies.Value(row, "replied")
	}
	var all []opening
	for _, row := range cases.Rows {
		id := cases.Value(row, "case_id")
		all = append(all, opening{seconds(cases.Value(row, "opened")), row, id, cases.Value(row, "account"), replied[id]})
	}
	slices.SortFunc(all, func(a, b opening) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.caseID, b.caseID)) })
	out := Table{Relation: engageRelation()}
	for _, i := range distinct(append(v.declared(), incidents...)) {
		row := []string{i.ID, i.Start, i.Severity, "no", "", "", "", "", "", ""}
		if o := i.engaged(all, v.def.scope.Window); o != nil {
			begin := seconds(i.Start)
			row[3], row[4], row[5], row[6] = "yes", o.caseID, cases.Value(o.row, "how"), cases.Value(o.row, "opened")
			row[7] = strconv.FormatInt(o.at-begin, 10)
			row[8] = o.answered
			if at := seconds(o.answered); at != noTime {
				row[9] = strconv.FormatInt(at-begin, 10)
			}
		}
		out.Rows = append(out.Rows, row)
	}
	slices.SortFunc(out.Rows, slices.Compare)
	return out
}

// distinct are the incidents, those that are named twice once.
func distinct(incidents []Incident) []Incident {
	known := map[string]bool{}
	return slices.DeleteFunc(incidents, func(i Incident) bool {
		key := strings.Join([]string{i.ID, i.Start, strings.Join(i.Accounts, " "), i.Severity}, "\x00")
		again := known[key]
		known[key] = true
		return again
	})
}

// declared are the incidents that CloudTrail tells of.
func (v view) declared() []Incident {
	var out []Incident
	t := v.table("incident_events")
	for _, row := range t.Rows {
		out = append(out, Incident{t.Value(row, "id"), t.Value(row, "start"), strings.Fields(t.Value(row, "accounts")), t.Value(row, "severity")})
	}
	return out
}

// engaged is the first case for an incident.
func (i Incident) engaged(all []opening, window time.Duration) *opening {
	begin := seconds(i.Start)
	if begin == noTime {
		return nil
	}
	n, _ := slices.BinarySearchFunc(all, begin, func(o opening, at int64) int { return cmp.Compare(o.at, at) })
	for ; n < len(all) && all[n].at < begin+int64(window.Seconds()); n++ {
		if len(i.Accounts) == 0 || slices.Contains(i.Accounts, all[n].account) {
			return &all[n]
		}
	}
	return nil
}
