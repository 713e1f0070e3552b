package athena_test

import (
	"regexp"
	"strings"
	"testing"

	"hotline/internal/athena"
)

// A dialect says in Trino what was written for Athena: the tables, which say where data
// is and how it is read. What is a view or a query is the same.
type dialect struct {
	last string // the last day of the logs, which Athena's tables leave open
}

// statements are those of an export for Trino, in their order.
func (d dialect) statements(t *testing.T, e *athena.Export) []athena.Statement {
	t.Helper()
	var out []athena.Statement
	for _, s := range e.Statements {
		switch {
		case strings.HasPrefix(s.SQL, "CREATE DATABASE"):
		case s.Name == "hotline_cloudtrail":
			out = append(out, d.logs(t, s)...)
		case strings.HasPrefix(s.SQL, "CREATE EXTERNAL TABLE"):
			s.SQL = d.table(t, s.SQL)
			out = append(out, s)
		default:
			out = append(out, s)
		}
	}
	return out
}

// cut is what is between two texts.
func cut(t *testing.T, text, from, to string) string {
	t.Helper()
	_, text, ok := strings.Cut(text, from)
	text, _, also := strings.Cut(text, to)
	if !ok || !also {
		t.Fatalf("no %q … %q", from, to)
	}
	return text
}

// types writes columns in Trino's types.
func types(columns string) string {
	columns = regexp.MustCompile(`(\w+): `).ReplaceAllString(columns, "$1 ")
	return strings.NewReplacer("`", `"`, "STRING", "VARCHAR", "STRUCT<", "ROW(", "<", "(", ">", ")").Replace(columns)
}

// place is a place of data as Trino has it: the bucket is the directory of the test.
func place(s3 string) string { return strings.Replace(s3, "s3://corpus/", "local:///data/", 1) }

// table is any table but that of the logs.
func (d dialect) table(t *testing.T, sql string) string {
	t.Helper()
	name := strings.TrimSpace(cut(t, sql, "CREATE EXTERNAL TABLE IF NOT EXISTS ", "("))
	with := "format = 'PARQUET'" // in a place of its own
	switch location := place(cut(t, sql, "LOCATION '", "'")); {
	case strings.Contains(sql, "OpenCSVSerde"):
		with = "format = 'CSV', skip_header_line_count = 1, external_location = '" + location + "'"
	case strings.Contains(sql, "TEXTFILE"):
		with = "format = 'TEXTFILE', external_location = '" + location + "'"
	}
	return "CREATE TABLE " + name + " (" + types(cut(t, sql, "(\n", "\n)")) + ")\nWITH (" + with + ")"
}

// logs are the table of the logs, as internal/trino/testdata has it: Trino reads a file
// as a row, and a view makes rows of the records in it.
func (d dialect) logs(t *testing.T, s athena.Statement) []athena.Statement {
	t.Helper()
	property := func(name string) string { return cut(t, s.SQL, "'"+name+"' = '", "'") }
	list := func(name string) string {
		return "ARRAY['" + strings.ReplaceAll(strings.Replace(property(name), ",NOW", ","+d.last, 1), ",", "', '") + "']"
	}
	files := "CREATE TABLE hotline_cloudtrail_files (\n  records ARRAY(ROW(" + types(cut(t, s.SQL, "(\n", "\n)\nPARTITIONED")) + ")),\n" +
		"  account VARCHAR WITH (partition_projection_type = 'enum', partition_projection_values = " + list("projection.account.values") + "),\n" +
		"  region VARCHAR WITH (partition_projection_type = 'enum', partition_projection_values = " + list("projection.region.values") + "),\n" +
		"  day VARCHAR WITH (partition_projection_type = '" + property("projection.day.type") + "', partition_projection_format = '" + property("projection.day.format") + "',\n" +
		"    partition_projection_range = " + list("projection.day.range") + ", partition_projection_interval = " + property("projection.day.interval") + ",\n" +
		"    partition_projection_interval_unit = '" + property("projection.day.interval.unit") + "')\n)\nWITH (format = 'OPENX_JSON', " +
		"external_location = '" + place(cut(t, s.SQL, "LOCATION '", "'")) + "',\n  partitioned_by = ARRAY['account', 'region', 'day'],\n" +
		"  partition_projection_enabled = true,\n  partition_projection_location_template = '" + place(property("storage.location.template")) + "')"
	return []athena.Statement{
		{Name: "hotline_cloudtrail_files", SQL: files},
		{Name: s.Name, SQL: "CREATE OR REPLACE VIEW hotline_cloudtrail AS\nSELECT e.*, f.account, f.region, f.day\nFROM hotline_cloudtrail_files AS f\nCROSS JOIN UNNEST(f.records) AS e"},
	}
}
