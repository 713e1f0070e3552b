package athena_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"hotline/internal/athena"
	"hotline/internal/trino"
	"hotline/trail"
)

var update = flag.Bool("update", false, "write testdata")

// example are options as somebody gives them.
func example() athena.Options {
	return athena.Options{
		Definitions: trail.Define(trail.Scope{
			Roles:    []trail.Role{{Name: "aws-support"}, {Account: home, Name: "AWSReservedSSO_Support_*"}},
			Declared: []string{"arn:aws:iam::*:role/partner-*"}, Admins: []string{"arn:*:iam::*:role/OrganizationAccountAccessRole"},
			Trusted: []string{"arn:aws:iam::999900001111:role/responder"}, Policies: []string{"arn:aws:iam::*:policy/aws-support-*"},
			EventRules: []string{"*hotline*"}, Near: 24 * time.Hour, Window: 72 * time.Hour,
		}),
		Database: "hotline", Bucket: "acme-trail", Organization: "o-a1b2c3d4e5", Accounts: []string{home, "444455556666"},
		Regions: []string{"us-east-1", "eu-central-1"}, Since: "2026-01-01", Found: "s3://acme-athena/hotline/found",
		CaseUpdates: "s3://acme-events/cases/", Incidents: "s3://acme-events/incidents",
	}
}

// TestExample holds what is written, byte for byte.
func TestExample(t *testing.T) {
	t.Parallel()
	least := example()
	least.Found, least.CaseUpdates, least.Incidents, least.Organization, least.Accounts = "s3://acme-athena/found", "", "", "", nil
	for name, o := range map[string]athena.Options{"example": example(), "least": least} {
		export, err := athena.New(o)
		must(t, err)
		for file, got := range map[string]string{name + ".sql": export.SQL(), name + ".md": export.Readme} {
			path := filepath.Join("testdata", file)
			if *update {
				must(t, os.WriteFile(path, []byte(got), 0o600))
			}
			want, err := os.ReadFile(path)
			must(t, err)
			if got != string(want) {
				t.Errorf("%s is not what is written; go test -update writes it", path)
			}
		}
	}
}

// TestFiles holds that files are the statements of the script, in their order.
func TestFiles(t *testing.T) {
	t.Parallel()
	export, err := athena.New(example())
	must(t, err)
	files := export.Files()
	var all []string
	for i, f := range files[1:] {
		if i > 0 && f.Name <= files[i].Name {
			t.Errorf("%s comes after %s", f.Name, files[i].Name)
		}
		statements := trino.Statements(f.Text)
		if len(statements) != 1 || strings.Contains(statements[0], "\x00") {
			t.Errorf("%s has %d statements", f.Name, len(statements))
		}
		all = append(all, statements...)
	}
	whole := trino.Statements(export.SQL())
	whole[0] = whole[0][strings.Index(whole[0], "\n\n")+2:] // what the script begins with
	if !slices.Equal(all, whole) {
		t.Error("files and script differ")
	}
	if files[0].Name != "README.md" || strings.Contains(files[0].Text, "<no value>") || strings.Contains(files[0].Text, "{{") {
		t.Errorf("%s", files[0].Text)
	}
}

// TestOptions holds what is said of options that are wrong.
func TestOptions(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*athena.Options){
		`bucket: expected BUCKET or BUCKET/PREFIX, without quotes or spaces, found "it's"`:  func(o *athena.Options) { o.Bucket = "it's" },
		`bucket: expected BUCKET or BUCKET/PREFIX, without quotes or spaces, found ""`:      func(o *athena.Options) { o.Bucket = "" },
		`bucket: expected BUCKET or BUCKET/PREFIX, without quotes or spaces, found "abc/$"`: func(o *athena.Options) { o.Bucket, o.Prefix = "abc", "/$" },
		`organization: expected an id like o-a1b2c3d4e5, found "x"`:                         func(o *athena.Options) { o.Organization = "x" },
		`accounts: expected account ids of twelve digits, or injected, found "1"`:           func(o *athena.Options) { o.Accounts = []string{home, "1"} },
		`accounts: one is named twice`:                                                      func(o *athena.Options) { o.Accounts = []string{home, home} },
		`accounts: injected needs --results`:                                                func(o *athena.Options) { o.Accounts, o.Found = nil, "" },
		`regions: expected Regions like us-east-1, found "us"`:                              func(o *athena.Options) { o.Regions = []string{"us"} },
		`regions: expected the Regions`:                                                     func(o *athena.Options) { o.Regions = nil },
		`since: expected a day like 2026-01-31, found "2026-02-30"`:                         func(o *athena.Options) { o.Since = "2026-02-30" },
		`database: expected small letters, digits and _, found "my-db"`:                     func(o *athena.Options) { o.Database = "my-db" },
		`results: expected s3://BUCKET/PREFIX, without quotes or spaces, found "x"`:         func(o *athena.Options) { o.Found = "x" },
		`incidents: expected another place than that of --results`:                          func(o *athena.Options) { o.Incidents = o.Found + "/x" },
		`case-updates: expected another place than that of --results`:                       func(o *athena.Options) { o.CaseUpdates = "s3://acme-athena/hotline" },
		`incidents: expected another place than that of the logs`:                           func(o *athena.Options) { o.Incidents = "s3://acme-trail" },
		`since: expected a day that has begun, found 2026-01-01`:                            func(o *athena.Options) { o.Now = time.Date(2025, 12, 31, 23, 0, 0, 0, time.UTC) },
		`database: "table" is a word of SQL`:                                                func(o *athena.Options) { o.Database = "table" },
		`results: expected another place`:                                                   func(o *athena.Options) { o.Found = "s3://acme-trail/" },
		`incidents: expected s3://BUCKET/PREFIX`:                                            func(o *athena.Options) { o.Incidents = "s3://abc/x'" },
		`case-updates: expected s3://BUCKET/PREFIX`:                                         func(o *athena.Options) { o.CaseUpdates = "s3://abc/x\n" },
		`role: the statement of hotline_records has `: func(o *athena.Options) {
			o.Definitions = trail.Define(trail.Scope{Policies: []string{strings.Repeat("x", 300_000)}})
		},
	} {
		o := example()
		change(&o)
		if _, err := athena.New(o); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v; expected %s", err, want)
		}
	}
}

// TestReserved holds that no name is a word of SQL: those of tables are in quotes, and
// those of views need none.
// https://docs.aws.amazon.com/athena/latest/ug/reserved-words.html
func TestReserved(t *testing.T) {
	t.Parallel()
	reserved := strings.Fields(`ALTER AND AS BETWEEN BY CASE CAST CONSTRAINT CREATE CROSS CUBE CURRENT_CATALOG CURRENT_DATE CURRENT_PATH CURRENT_SCHEMA
		CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER DEALLOCATE DELETE DESCRIBE DISTINCT DROP ELSE END ESCAPE EXCEPT EXECUTE EXISTS EXTRACT FALSE FIRST FOR
		FROM FULL GROUP GROUPING HAVING IN INNER INSERT INTERSECT INTO IS JOIN JSON_ARRAY JSON_EXISTS JSON_OBJECT JSON_QUERY JSON_TABLE JSON_VALUE LAST LEFT
		LIKE LISTAGG LOCALTIME LOCALTIMESTAMP NATURAL NORMALIZE NOT NULL ON OR ORDER OUTER PREPARE RECURSIVE RIGHT ROLLUP SELECT SKIP TABLE THEN TRIM TRUE
		UESCAPE UNION UNNEST USING VALUES WHEN WHERE WITH`)
	o := example()
	for _, v := range o.Definitions.Views("hotline_", "x") {
		for _, c := range v.Columns {
			if slices.Contains(reserved, strings.ToUpper(c.Name)) || !regexp.MustCompile(`\A[a-z][a-z0-9_]*\z`).MatchString(c.Name) {
				t.Errorf("%s: column %s", v.Name, c.Name)
			}
		}
	}
	export, err := athena.New(o)
	must(t, err)
	for _, s := range export.Statements {
		if !strings.HasPrefix(s.SQL, "CREATE EXTERNAL TABLE") {
			continue
		}
		for line := range strings.Lines(cut(t, s.SQL, "(\n", "\n)")) {
			if strings.HasPrefix(line, "    ") && !strings.HasPrefix(line, "     ") && !strings.HasPrefix(line, "    `") {
				t.Errorf("%s: a column without quotes: %s", s.Name, line)
			}
		}
	}
}

// TestColumns holds that the table of records has every column that the view of records
// reads, and that what is filled has those of the view, in their order.
func TestColumns(t *testing.T) {
	t.Parallel()
	export, err := athena.New(example())
	must(t, err)
	by := map[string]string{}
	for _, s := range export.Statements {
		by[s.Name] = s.SQL
	}
	var found, filled []string
	for _, m := range regexp.MustCompile("`(\\w+)` STRING").FindAllStringSubmatch(by["hotline_found"], -1) {
		found = append(found, m[1])
	}
	filled = strings.Split(cut(t, by["fill"], "SELECT\n  ", "\nFROM"), ",\n  ")
	if len(found) == 0 || !slices.Equal(found, filled) {
		t.Errorf("the table has %q, what is put there is %q", found, filled)
	}
	for _, m := range regexp.MustCompile(`(?m)^    coalesce\((?:json_extract_scalar\(|array_join\(try_cast\(json_extract\()?([a-z.]+)[,)]?.* AS \w+,?$`).FindAllStringSubmatch(by["hotline_records"], -1) {
		for name := range strings.SplitSeq(m[1], ".") {
			if !regexp.MustCompile("[` (<]" + name + "(` STRING|` STRUCT|: )").MatchString(by["hotline_cloudtrail"]) {
				t.Errorf("no column %s", m[1])
			}
		}
	}
}

// TestBucketOfLogs holds that the bucket may be named with what is in it.
func TestBucketOfLogs(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"AWSLogs": "s3://acme-trail/AWSLogs/", "AWSLogs/": "s3://acme-trail/AWSLogs/", "a/AWSLogs": "s3://acme-trail/a/AWSLogs/",
		"myAWSLogs": "s3://acme-trail/myAWSLogs/AWSLogs/",
	} {
		o := example()
		o.Organization, o.Prefix = "", given
		e, err := athena.New(o)
		if err != nil || !strings.Contains(e.SQL(), "'"+want) {
			t.Errorf("%s: %v", given, err)
		}
	}
}
