package athena

import (
	_ "embed"
	"fmt"
	"strings"

	"hotline/trail"
)

// columns are those of records, with the types that AWS documents; identityprovider,
// sourceidentity and what is below addendum besides.
// https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-partition-projection.html
//
//go:embed columns.sql
var columns string

// logTable is the table of all records, in the folders of accounts, Regions and days,
// which Athena works out by itself.
// https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
func (o *Options) logTable() Statement {
	account := "    'projection.account.type' = 'injected',\n"
	if !o.injected() {
		account = "    'projection.account.type' = 'enum',\n    'projection.account.values' = '" + strings.Join(o.Accounts, ",") + "',\n"
	}
	return Statement{
		Name: names + "cloudtrail",
		Doc:  "All records of CloudTrail, one row a record. A condition on account, region and day (2026/01/31) keeps what is read small.",
		SQL: "CREATE EXTERNAL TABLE IF NOT EXISTS " + names + "cloudtrail (\n" + columns + ")\n" +
			"PARTITIONED BY (`account` STRING, `region` STRING, `day` STRING)\n" +
			"ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'\n" +
			"STORED AS INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'\n" +
			"OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'\n" +
			"LOCATION '" + o.logs() + "'\n" +
			"TBLPROPERTIES (\n    'projection.enabled' = 'true',\n" + account +
			"    'projection.region.type' = 'enum',\n    'projection.region.values' = '" + strings.Join(o.Regions, ",") + "',\n" +
			"    'projection.day.type' = 'date',\n    'projection.day.format' = 'yyyy/MM/dd',\n" +
			"    'projection.day.range' = '" + o.firstDay() + ",NOW',\n" +
			"    'projection.day.interval' = '1',\n    'projection.day.interval.unit' = 'DAYS',\n" +
			"    'storage.location.template' = '" + o.logs() + "${account}/CloudTrail/${region}/${day}'\n)",
	}
}

// caseUpdates are the events about cases. A line of their files is read as a text, of
// which the functions for JSON take what is needed: so it is the same whatever else is
// in it, and a line that is no JSON does no harm.
func (o *Options) caseUpdates() []Statement {
	view := Statement{Name: names + "case_updates", Doc: "What EventBridge tells of support cases (\"Support Case Update\"), one row a line."}
	columns := []struct{ name, path string }{
		{"id", "$.id"}, {"detail_type", `$["detail-type"]`}, {"source", "$.source"}, {"account", "$.account"}, {"time", "$.time"},
		{"region", "$.region"}, {"case_id", `$.detail["case-id"]`}, {"event_name", `$.detail["event-name"]`}, {"origin", "$.detail.origin"},
	}
	var fields, none []string
	for _, c := range columns {
		fields = append(fields, "  json_extract_scalar(line, '"+c.path+"') AS "+c.name)
		none = append(none, c.name)
	}
	if o.CaseUpdates == "" {
		return []Statement{empty(view, none...)}
	}
	view.SQL = createView(view.Name) + "SELECT\n" + strings.Join(fields, ",\n") + "\nFROM " + names + "case_update_lines"
	return []Statement{{
		Name: names + "case_update_lines",
		Doc:  "Events of EventBridge, one a line, as text.",
		SQL: "CREATE EXTERNAL TABLE IF NOT EXISTS " + names + "case_update_lines (\n    `line` STRING\n)\n" +
			"ROW FORMAT DELIMITED\nSTORED AS TEXTFILE\nLOCATION '" + o.CaseUpdates + "'",
	}, view}
}

// incidents are those of files.
func (o *Options) incidents() []Statement {
	view := Statement{Name: names + "incidents", Doc: "Incidents, with their start as CloudTrail writes times, and single spaces between accounts."}
	if o.Incidents == "" {
		return []Statement{empty(view, "id", "start", "accounts", "severity")}
	}
	view.SQL = createView(view.Name) + `SELECT
  trim(id) AS id,
  coalesce(
    date_format(at_timezone(try(from_iso8601_timestamp(replace(trim(start), ' ', 'T'))), 'UTC'), '%Y-%m-%dT%H:%i:%sZ'),
    coalesce(start, '')
  ) AS start,
  trim(regexp_replace(coalesce(accounts, ''), '[^0-9]+', ' ')) AS accounts,
  trim(coalesce(severity, '')) AS severity
FROM ` + names + `incident_files
WHERE trim(id) <> ''`
	return []Statement{{
		Name: names + "incident_files",
		Doc:  "Incidents as files have them: CSV with the line id,start,accounts,severity first.",
		SQL: "CREATE EXTERNAL TABLE IF NOT EXISTS " + names + "incident_files (\n" +
			"    `id` STRING,\n    `start` STRING,\n    `accounts` STRING,\n    `severity` STRING\n)\n" +
			"ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde'\n" +
			"STORED AS TEXTFILE\nLOCATION '" + o.Incidents + "'\nTBLPROPERTIES ('skip.header.line.count' = '1')",
	}, view}
}

// empty is a view without rows, in the place of one that has nothing to read.
func empty(view Statement, columns ...string) Statement {
	var fields []string
	for _, c := range columns {
		fields = append(fields, "  CAST(NULL AS varchar) AS "+c)
	}
	view.Doc += " There are none here: where they are was not said."
	view.SQL = createView(view.Name) + "SELECT\n" + strings.Join(fields, ",\n") + "\nWHERE false"
	return view
}

// createView begins a view that may be there already.
func createView(name string) string { return "CREATE OR REPLACE VIEW " + name + " AS\n" }

// found is the table of the records that matter, or a view that finds them each time.
func (o *Options) found(records trail.View) Statement {
	s := Statement{Name: names + "found", Doc: "The records that matter. All other views read these."}
	if o.Found == "" {
		s.Doc += " They are looked for in all logs each time."
		s.SQL = createView(s.Name) + "SELECT *\nFROM " + records.Name
		return s
	}
	var fields []string
	for _, c := range records.Columns {
		fields = append(fields, "    `"+c.Name+"` STRING")
	}
	s.Doc += " The statements at the end put them there; a record that is there twice counts once."
	s.SQL = "CREATE EXTERNAL TABLE IF NOT EXISTS " + s.Name + " (\n" + strings.Join(fields, ",\n") + "\n)\nSTORED AS PARQUET\nLOCATION '" + o.Found + "'"
	return s
}

// fill puts the records that matter of some days into their table.
func (o *Options) fill(records trail.View, name, doc, days string) Statement {
	var fields []string
	for _, c := range records.Columns {
		fields = append(fields, "  "+c.Name)
	}
	if o.injected() {
		days += " AND log_account = ?"
		doc += " Run it once for each account."
	}
	return Statement{
		Name: name, Doc: doc,
		SQL: fmt.Sprintf("INSERT INTO %sfound\nSELECT\n%s\nFROM %s\nWHERE %s", names, strings.Join(fields, ",\n"), records.Name, days),
	}
}
