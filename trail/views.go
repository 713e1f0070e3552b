package trail

import (
	"slices"
	"strings"
)

// A View is a query with a name.
type View struct {
	Name, Doc, SQL string
	Columns        []Column
}

// Views are the queries that give the tables of a report, in Athena's dialect. A view
// may read those before it; prefix is what the names of all begin with. The first,
// PREFIXrecords, reads records: a table with the columns that AWS documents for
// CloudTrail and the partitions account, region and day. Besides the views there must be
//
//   - PREFIXfound, with the columns of PREFIXrecords: that view, or rows of it that were
//     kept. The same row may be there more than once.
//   - PREFIXcase_updates, what EventBridge tells of cases: id, detail_type, source,
//     account, time, event_name, case_id and origin.
//   - PREFIXincidents: id, start, accounts (with single spaces between them) and
//     severity, none of them null.
//
// https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-partition-projection.html
func (d *Definitions) Views(prefix, records string) []View {
	out := []View{
		{
			Name: prefix + "records", Columns: recordColumns(),
			Doc: "The records that matter, as often as they were delivered, with their fields as texts.",
			SQL: d.recordsSQL(records),
		},
		{
			Name: prefix + "events", Columns: append(fieldColumns(), callColumn()),
			Doc: "The records that matter, each once, and what EventBridge tells of cases.",
			SQL: d.eventsSQL(prefix),
		},
		{
			Name: prefix + "calls", Columns: append([]Column{callColumn()}, fieldColumns()...),
			Doc: "The calls that records are about: those of several accounts are put together.",
			SQL: callsSQL(prefix),
		},
	}
	for _, r := range slices.Concat(d.calls, d.groups) {
		out = append(out, View{prefix + r.Name, r.Doc, r.SQL(prefix), r.Columns})
	}
	for _, q := range d.scope.queries() {
		out = append(out, View{prefix + q.relation.Name, q.relation.Doc, q.query(prefix), q.relation.Columns})
	}
	return out
}

// fieldColumns are the columns of all fields.
func fieldColumns() []Column {
	var out []Column
	for _, c := range columns() {
		out = append(out, Column{Name: c.name, Doc: c.key})
	}
	return out
}

// recordColumns are those of records that were not counted yet.
func recordColumns() []Column {
	return append(fieldColumns(),
		Column{Name: "log_account", Doc: "the account whose folder the record was in"},
		Column{Name: "log_region", Doc: "the Region of that folder"},
		Column{Name: "log_day", Doc: "the day of that folder, as 2026/01/31"},
	)
}

// callColumn names the call of a record.
func callColumn() Column {
	return Column{Name: "call_id", Doc: "what the records of a call have in common"}
}

// whole holds for records that can be counted, as for Event.IsRecord.
const whole = `event_id <> '' AND (event_source <> '' OR event_type <> '') ` +
	`AND regexp_like(event_time, '\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\z') ` +
	`AND try(from_iso8601_timestamp(event_time)) IS NOT NULL`

// recordsSQL is the query for the records that matter. The conditions on partitions of
// whoever reads it reach the table.
func (d *Definitions) recordsSQL(records string) string {
	var fields []string
	for _, c := range columns() {
		fields = append(fields, "    coalesce("+c.sql+", '') AS "+c.name)
	}
	return "SELECT *\nFROM (\n  SELECT\n" + strings.Join(fields, ",\n") +
		",\n    account AS log_account,\n    region AS log_region,\n    day AS log_day\n  FROM " + records + "\n)\n" +
		"WHERE " + whole + "\n  AND " + d.wanted.sql
}

// updateSQL is what an event about a case has for a field, as DecodeAny has it.
func updateSQL(f Field) string {
	switch f {
	case Source:
		return quote(CaseUpdates)
	case EventID:
		return "coalesce(id, '')"
	case Recipient:
		return "coalesce(account, '')"
	case EventTime:
		return "coalesce(time, '')"
	case Name:
		return "coalesce(event_name, '')"
	case RequestCaseID:
		return "coalesce(case_id, '')"
	case Origin:
		return "coalesce(origin, '')"
	default:
		return "''"
	}
}

// eventsSQL is the query for the records that matter: of each key the one that
// supersedes the others, by the order of Event.Supersedes.
func (d *Definitions) eventsSQL(prefix string) string {
	var names, updates, order []string
	for f, c := range columns() {
		names = append(names, c.name)
		updates = append(updates, updateSQL(Field(f))+" AS "+c.name)
		order = append(order, c.name+" DESC")
	}
	const replaces = "addendum_reason = 'UPDATED_DATA' AND original_event_id <> ''"
	return "WITH records AS (\n  SELECT\n    " + strings.Join(names, ",\n    ") + "\n  FROM " + prefix + "found\n" +
		"  UNION ALL\n  SELECT\n    " + strings.Join(updates, ",\n    ") + "\n  FROM " + prefix + "case_updates\n" +
		"  WHERE detail_type = 'Support Case Update' AND source = " + quote(CaseUpdates) + "\n),\n" +
		"keyed AS (\n  SELECT *,\n    CASE WHEN " + replaces + " THEN original_event_id ELSE event_id END AS key_id,\n" +
		"    CASE WHEN " + replaces + " THEN 1 ELSE 0 END AS replaces\n  FROM records\n  WHERE " + whole + "\n    AND " + d.wanted.sql + "\n),\n" +
		"ranked AS (\n  SELECT *,\n    row_number() OVER (\n      PARTITION BY key_id, recipient_account\n" +
		"      ORDER BY replaces DESC, event_time DESC, " + strings.Join(order, ", ") + "\n    ) AS place\n  FROM keyed\n)\n" +
		"SELECT\n  " + strings.Join(names, ",\n  ") + ",\n  CASE WHEN shared_event_id <> '' THEN concat(shared_event_id, ':', event_name) ELSE key_id END AS call_id\n" +
		"FROM ranked\nWHERE place = 1"
}

// callsSQL is the query for calls, as Event.Merge makes them.
func callsSQL(prefix string) string {
	fields := []string{"  call_id"}
	for f, c := range columns() {
		aggregate := "max"
		if Field(f) == EventTime {
			aggregate = "min"
		}
		fields = append(fields, "  "+aggregate+"("+c.name+") AS "+c.name)
	}
	return "SELECT\n" + strings.Join(fields, ",\n") + "\nFROM " + prefix + "events\nGROUP BY call_id"
}
