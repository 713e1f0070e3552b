package trino_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hotline/internal/trino"
)

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	must(t, err)
	return string(text)
}

// TestTrino holds that Trino reads logs as S3 has them, by partition projection,
// through a view that looks like Athena's table.
func TestTrino(t *testing.T) {
	var s *trino.Server
	t.Run("running", func(t *testing.T) {
		s = trino.Start(t, os.Getenv(trino.Variable), writeCorpus(t))
		must(t, s.Run(t.Context(), read(t, "cloudtrail_logs.trino.sql")))
		for _, c := range slices.Concat(values(), partitions(), constructs()) {
			t.Run(c.name, func(t *testing.T) { c.check(t, s) })
		}
	})
	if s == nil {
		t.SkipNow() // said why
	}
	if _, _, err := s.Query(t.Context(), "SELECT 1"); err == nil {
		t.Error("the server outlived the test")
	}
}

// A query is one statement and what it answers: rows, whose values are joined by
// " | ", with NULL for Null; or the name of an error.
type query struct {
	name, sql string
	want      []string
	fails     string
}

func (q query) check(t *testing.T, s *trino.Server) {
	t.Helper()
	_, rows, err := s.Query(t.Context(), q.sql)
	if q.fails != "" {
		var told *trino.Error
		if !errors.As(err, &told) || told.Name != q.fails || told.Message == "" {
			t.Fatalf("rows %q, error %v; expected %s", rows, err, q.fails)
		}
		return
	}
	must(t, err)
	var got []string
	for _, row := range rows {
		got = append(got, strings.ReplaceAll(strings.Join(row, " | "), trino.Null, "NULL"))
	}
	if !slices.Equal(got, q.want) {
		t.Errorf("%s\ngave     %q\nexpected %q", q.sql, got, q.want)
	}
}

// in is a SELECT from one partition.
func in(columns, account, region, day string) string {
	return "SELECT " + columns + " FROM cloudtrail_logs WHERE account = '" + account + "' AND region = '" + region + "' AND day = '" + day + "' ORDER BY eventid"
}

// values are how JSON becomes columns.
func values() []query {
	const one, east = "111122223333", "us-east-1"
	return []query{
		{name: "identity", sql: in("useridentity", one, east, "2026/02/01"), want: []string{
			`["AssumedRole","AROAX:ana","arn:aws:sts::111122223333:assumed-role/aws-support/ana","111122223333","signin.amazonaws.com","ASIAX","u",["id","store"],` +
				`[["false","2026-02-01T10:00:00Z"],["Role","AROAX","arn:aws:iam::111122223333:role/support/aws-support","111122223333","aws-support"],"2.0",["p",{"Aud":"x"}],"ana@x"]]`}},
		{name: "fields of structs", sql: in("useridentity.sessioncontext.attributes.mfaauthenticated, useridentity.sessioncontext.sessionissuer.arn, useridentity.sessioncontext.sourceidentity, addendum.originaleventid, tlsdetails.tlsversion, element_at(resources, 1).arn, element_at(resources, 3).arn", one, east, "2026/02/01"),
			want: []string{"false | arn:aws:iam::111122223333:role/support/aws-support | ana@x | e0 | TLSv1.3 | arn:z | NULL"}},
		{name: "plain columns", sql: in("eventversion, eventtime, eventsource, eventname, awsregion, sourceipaddress, useragent, errorcode, errormessage, requestid, eventid, eventtype, apiversion, readonly, recipientaccountid, sharedeventid, vpcendpointid, vpcendpointaccountid, eventcategory, sessioncredentialfromconsole, account, region, day", one, east, "2026/02/01"),
			want: []string{"1.11 | 2026-02-01T10:00:01Z | support.amazonaws.com | CreateCase | us-east-1 | 203.0.113.9 | ua | E | m | r | whole | AwsApiCall | 2013-04-15 | false | 111122223333 | s | vpce-1 | 3 | Management | true | 111122223333 | us-east-1 | 2026/02/01"}},
		{name: "other structs", sql: in("resources, addendum, tlsdetails", one, east, "2026/02/01"),
			want: []string{`[["arn:z","1","AWS::IAM::Role"],[null,"2",null]] | ["UPDATED_DATA","x","r0","e0"] | ["TLSv1.3","c","h"]`}},
		// Keys below keep their case, unlike those of columns.
		{name: "objects are JSON text", sql: in("requestparameters, responseelements, additionaleventdata, serviceeventdetails, edgedevicedetails", one, east, "2026/02/01"),
			want: []string{`{"severityCode":"urgent","Deep":{"a":[1,{"b":null}]},"text":"q\"\\/é\n="} | {"caseId":"case-111122223333-muen-2026-ab"} | {"MFAUsed":"Yes"} | {"k":"v"} | {"type":"t"}`}},
		{name: "out of objects", sql: in("json_extract_scalar(requestparameters, '$.text'), json_extract_scalar(requestparameters, '$.Deep.a[0]'), json_extract_scalar(requestparameters, '$.deep.a[0]'), json_extract_scalar(requestparameters, '$.Deep'), json_extract_scalar(requestparameters, '$.Deep.a[1].b')", one, east, "2026/02/01"),
			want: []string{"q\"\\/é\n= | 1 | NULL | NULL | NULL"}},
		// Null and missing are NULL; what is empty is not.
		{name: "what is absent", sql: in("eventid, useridentity.accesskeyid, useridentity.sessioncontext.sessionissuer.arn, useridentity.sessioncontext.attributes.mfaauthenticated, requestparameters, json_extract_scalar(requestparameters, '$.x'), errorcode, resources, readonly, addendum.reason", one, east, "2026/02/02"),
			want: []string{
				"1-null | NULL | NULL | NULL | NULL | NULL | NULL | NULL | true | NULL",
				"2-missing | NULL | NULL | NULL | NULL | NULL | NULL | NULL | true | NULL",
				"3-empty |  | NULL | NULL | {} | NULL |  | [] | NULL | NULL",
			}},
		// The last of two keys wins, also of keys that differ by case alone, in text too.
		{name: "what is odd", sql: in("eventid, eventtime, errorcode, resources, requestparameters", one, east, "2026/02/03"),
			want: []string{`last | 5 | false | [[null,null,null]] | {"A":2,"n":2.50,"e":1E+3,"i":12345678901234567890123}`}},
		{name: "a long value", sql: in("length(json_extract_scalar(requestparameters, '$.t'))", one, east, "2026/02/04"), want: []string{"3145728"}},
		// The reader takes a line for a row, so a file of several lines is not read, as
		// one that is cut short: the whole query fails.
		{name: "a file of lines", sql: in("eventid", "444455556666", east, "2026/02/02"), fails: "HIVE_CURSOR_ERROR"},
		{name: "a file cut short", sql: in("eventid", "444455556666", east, "2026/02/03"), fails: "HIVE_CURSOR_ERROR"},
		{name: "a file that is no object", sql: in("eventid", "444455556666", east, "2026/02/04"), fails: "HIVE_CURSOR_ERROR"},
	}
}

// partitions are what is read of which folders.
func partitions() []query {
	return []query{
		{name: "one partition", sql: in("eventid, eventname, account, region, day", "111122223333", "eu-west-1", "2026/02/01"), want: []string{
			"a | B | 111122223333 | eu-west-1 | 2026/02/01", "b | A | 111122223333 | eu-west-1 | 2026/02/01", "c | A | 111122223333 | eu-west-1 | 2026/02/01"}},
		{name: "all accounts of a day", sql: "SELECT account, count(*) FROM cloudtrail_logs WHERE day = '2026/02/01' GROUP BY account ORDER BY account",
			want: []string{"111122223333 | 4", "444455556666 | 1"}},
		// Of 2026/02/02 one account has files that cannot be read: they are not read.
		{name: "days of an account", sql: "SELECT day, count(*) FROM cloudtrail_logs WHERE account = '111122223333' AND day >= '2026/02/01' AND day < '2026/02/04' GROUP BY day ORDER BY day",
			want: []string{"2026/02/01 | 4", "2026/02/02 | 3", "2026/02/03 | 1"}},
		{name: "everything", sql: "SELECT count(*) FROM cloudtrail_logs WHERE account = '111122223333'", want: []string{"9"}},
		{name: "an account that is not listed", sql: "SELECT count(*) FROM cloudtrail_logs WHERE account = '777788889999'", want: []string{"0"}},
		{name: "days without files", sql: "SELECT count(*) FROM cloudtrail_logs WHERE day < '2026/02/01'", want: []string{"0"}},
		{name: "what is projected", sql: `SELECT min(day), count(DISTINCT account), count(DISTINCT region), count_if(day NOT LIKE '____/__/__') FROM "cloudtrail_files$partitions"`, want: []string{"2026/01/01 | 2 | 2 | 0"}},
	}
}

// TestTables holds that both tables have the same columns.
func TestTables(t *testing.T) {
	t.Parallel()
	cut := func(text, from, to string) string {
		t.Helper()
		_, text, ok := strings.Cut(text, from)
		text, _, also := strings.Cut(text, to)
		if !ok || !also {
			t.Fatalf("no %q … %q", from, to)
		}
		return strings.Join(strings.Fields(text), " ")
	}
	tidy := strings.NewReplacer("( ", "(", " )", ")").Replace
	got := tidy(cut(read(t, "cloudtrail_logs.trino.sql"), "records ARRAY(ROW(", ")),\n    account"))
	athena := tidy(cut(read(t, "cloudtrail_logs.athena.sql"), "cloudtrail_logs (", ")\nPARTITIONED BY"))
	want := tidy(strings.NewReplacer("STRING", "VARCHAR", "STRUCT<", "ROW(", "<", "(", ">", ")", ":", "").Replace(athena))
	if got+")" != want && got != want {
		t.Errorf("Trino has\n%s\nAthena has\n%s", got, want)
	}
}
