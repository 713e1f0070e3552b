package incidents_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hotline/internal/incidents"
	"hotline/jsonscan"
	"hotline/trail"
)

const header = "id,start,accounts,severity\n"

func TestRead(t *testing.T) {
	t.Parallel()
	one := []trail.Incident{{ID: "INC-1", Start: "2026-01-31T09:15:00Z", Accounts: []string{"111122223333", "000000000042"}, Severity: "high"}}
	for name, c := range map[string]struct {
		text, file string
		want       []trail.Incident
	}{
		"CSV":                {header + "INC-1,2026-01-31T09:15:00Z,111122223333 000000000042,high\n", "a.csv", one},
		"other order":        {"severity,start,id,accounts\nhigh,2026-01-31T09:15:00Z,INC-1,111122223333;000000000042", "a.csv", one},
		"other columns":      {"title,id,start,accounts,severity,,\n\"Down, \"\"again\"\"\",INC-1,2026-01-31T09:15:00Z,111122223333; 000000000042 ,high,,", "a.csv", one},
		"mark and CRLF":      {"\ufeffid,start,accounts,severity\r\nINC-1,2026-01-31T09:15:00Z,\"111122223333\r\n000000000042\",high\r\n\r\n", "a.csv", one},
		"space":              {"id , start,accounts,severity\n INC-1 ,\t2026-01-31T09:15:00Z ,111122223333  000000000042 111122223333, high", "a", one},
		"only what is due":   {"start,id\n2026-01-31T09:15:00Z,1\n", "a", []trail.Incident{{ID: "1", Start: "2026-01-31T09:15:00Z"}}},
		"a bracket in CSV":   {"id,start\n", "a.CSV", nil},
		"offset":             {"id,start\n1,2026-01-31T00:15:00+01:00\n2,2026-12-31T23:00:00-01:30\n", "", []trail.Incident{{ID: "1", Start: "2026-01-30T23:15:00Z"}, {ID: "2", Start: "2027-01-01T00:30:00Z"}}},
		"less than a second": {"id,start\n1,2026-01-31T09:15:00.999Z\n2,1969-12-31T23:59:59.9-00:01", "", []trail.Incident{{ID: "1", Start: "2026-01-31T09:15:00Z"}, {ID: "2", Start: "1970-01-01T00:00:59Z"}}},
		"no seconds":         {"id,start\n1,2026-01-31 09:15Z\n", "", []trail.Incident{{ID: "1", Start: "2026-01-31T09:15:00Z"}}},
		"none":               {header, "a.csv", nil},
		"JSON":               {`[{"id": "INC-1", "start": "2026-01-31T09:15:00Z", "accounts": ["111122223333", "000000000042"], "severity": "high"}]`, "a.json", one},
		"accounts in text":   {` [{"severity":"high","accounts":"111122223333 000000000042","start":"2026-01-31T09:15:00Z","id":"INC-1"}]` + "\r\n", "a.txt", one},
		"JSON with a mark":   {"\ufeff[{\"id\":\"1\",\"start\":\"2026-01-31T09:15:00Z\"}]", "-", []trail.Incident{{ID: "1", Start: "2026-01-31T09:15:00Z"}}},
		"JSON with escapes":  {`[{"\u0069d":"\u0031","start":"2026-01-31T09:15:00Z","accounts":[],"severity":""}]`, "", []trail.Incident{{ID: "1", Start: "2026-01-31T09:15:00Z"}}},
		"JSON with none":     {"[]", "a.JSON", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := incidents.Read(c.text, c.file)
			if err != nil || cmp.Diff(c.want, got) != "" {
				t.Errorf("%v\n%s", err, cmp.Diff(c.want, got))
			}
		})
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	const time = "2026-01-31T09:15:00Z"
	for name, c := range map[string]struct{ text, file, want string }{
		"empty":              {"", "a.csv", "1:1: there is nothing in it"},
		"blank":              {"\ufeff \r\n", "a.json", "1:1: there is nothing in it"},
		"large":              {strings.Repeat("a", 16<<20+1), "", "1:1: larger than 16 MiB"},
		"not UTF-8":          {"id,start\né\xe9,", "", "2:3: byte 0xe9 is not valid UTF-8"},
		"UTF-16":             {"\xff\xfei\x00d\x00", "", "1:1: byte 0xff is not valid UTF-8"},
		"no header":          {"1," + time, "", "1:1: expected the names of the columns in the first line"},
		"semicolons":         {"id;start\n1;" + time, "", "1:1: expected the names of the columns in the first line, with commas between them, id among them"},
		"no start":           {"id\n1", "", "1:1: expected the names of the columns in the first line, with commas between them, start among them"},
		"case":               {"id,Start\n1," + time, "", `1:4: unknown column "Start"; did you mean start?`},
		"one account":        {"id,start,account\n", "", `1:10: unknown column "account"; did you mean accounts?`},
		"column twice":       {"id,start,id\n", "", "1:10: the column id comes twice"},
		"too few":            {header + "1," + time + "\n2", "", "2:1: expected 4 values, as there are columns, found 2\n3:1: expected 4 values, as there are columns, found 1"},
		"too many":           {"id,start\n1," + time + ",,", "", "2:1: expected 2 values, as there are columns, found 4"},
		"bare quote":         {"id,start\n1\"," + time, "", "2:2: a quote within a value"},
		"quote not closed":   {"id,start\n\"1," + time + "\n2,x", "", "expected a comma or the end of the line after the closing quote"},
		"no id":              {"id,start\n ," + time, "", "2:1: expected an id, found none"},
		"twice":              {"id,start\n1," + time + "\n 1 ," + time, "", `3:1: the id "1" comes twice; it is at 2:1 already`},
		"control":            {"id,start\na\x1b[2J," + time, "", `2:1: expected one line of printable text for id, found "a\x1b[2J"`},
		"two lines":          {"severity,id,start\n\"a\nb\",1," + time, "", `2:1: expected one line of printable text for severity, found "a\nb"`},
		"long id":            {"id,start\n" + strings.Repeat("é", 101) + "," + time, "", "2:1: expected at most 200 bytes for id, found 202"},
		"account":            {"accounts,id,start\n111122223333 1234,1," + time, "", `2:1: expected an account id of twelve digits in accounts, found "1234"`},
		"account of a sheet": {"id,accounts,start\n1,1.11E+11," + time, "", `2:3: expected an account id of twelve digits in accounts, found "1.11E+11"`},
		"several":            {"id,start,accounts\n1,now,x\n,,", "", "2:3: expected a time as 2026-01-31T09:15:00Z for start, found \"now\"\n2:7: expected an account id"},
		"no zone":            {"id,start\n1,2026-01-31T09:15:00", "", "2:3: expected a zone at the end of start"},
		"no such day":        {"id,start\n1,2026-02-29T09:15:00Z", "", `2:3: there is no such time as "2026-02-29T09:15:00Z"`},
		"hour 24":            {"id,start\n1,2026-02-28T24:00:00Z", "", "2:3: there is no such time"},
		"zone of 99 hours":   {"id,start\n1,2026-02-28T00:00:00+99:00", "", "2:3: there is no such time"},
		"early":              {"id,start\n1,1970-01-01T00:00:00+00:01", "", "2:3: expected a time from 1970 on"},
		"after all times":    {"id,start\n1,9999-12-31T23:59:59-00:01", "", "2:3: expected a time from 1970 on"},
		"day and month":      {"id,start\n1,31.01.2026 09:15", "", "2:3: expected a time as"},
		"long time":          {"id,start\n1," + strings.Repeat("9", 100), "", `found "` + strings.Repeat("9", 60) + `"...`},

		"JSON of another kind": {`{"id":"1"}`, "", "1:1: expected a list of incidents, found an object"},
		"CSV named JSON":       {header, "a.json", "1:1: expected a list of incidents, found 'i'"},
		"JSON named CSV":       {`[{"id":"1"}]`, "a.csv", "1:3: a quote within a value"},
		"more JSON":            {"[]\n[]", "", "2:1: expected nothing after the list of incidents"},
		"JSON cut off":         {`[{"id":"1",`, "", "1:12: expected a key"},
		"JSON cut off early":   {`[{"id":`, "", "1:8: expected a value"},
		"number":               {`[{"id":1,"start":null,"accounts":[111122223333],"severity":{}}]`, "", "1:8: expected text in quotes for id, found a number\n1:18: expected text in quotes for start, found null\n1:35: expected text in quotes for an account id, found a number\n1:60: expected text in quotes for severity, found an object"},
		"accounts an object":   {`[{"accounts":{}}]`, "", "1:14: expected text in quotes for accounts, or a list of them, found an object"},
		"key":                  {`[{"id":"1","start":"` + time + `","sev":"1"}]`, "", `1:43: unknown key "sev"; expected id, start, accounts and severity`},
		"key twice":            {`[{"id":"1","id":"2"}]`, "", "1:12: "},
		"no keys":              {`[{}]`, "", "1:2: expected id: every incident has one\n1:2: expected start: every incident has one"},
		"no incident":          {`[1]`, "", "1:2: expected an incident, found a number"},
		"deep":                 {`[{"id":[[[[[]]]]]}]`, "", "nested deeper"},
		"bad account in JSON":  {`[{"id":"1","start":"` + time + `","accounts":["x","1 2"]}]`, "", "1:55: expected an account id of twelve digits in accounts, found \"x\"\n1:59: expected an account id of twelve digits in accounts, found \"1 2\""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := incidents.Read(c.text, c.file)
			if err == nil || got != nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, %v; want %s", got, err, c.want)
			}
		})
	}
}

// TestMany holds that no more is told than can be taken in.
func TestMany(t *testing.T) {
	t.Parallel()
	_, err := incidents.Read("id,start\n"+strings.Repeat("1\n", 50), "")
	told := strings.Split(err.Error(), "\n")
	if len(told) != 21 || told[20] != "30 more of these" || !strings.HasPrefix(told[19], "21:1: ") {
		t.Errorf("%d: %s", len(told), told[len(told)-1])
	}
}

func TestLoad(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "incidents.csv")
	if _, err := incidents.Load(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if _, err := incidents.Load(filepath.Dir(path)); err == nil {
		t.Error("a directory was read")
	}
	if err := os.WriteFile(path, []byte("id,start\n1,2026-01-31T09:15:00Z\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := incidents.Load(path); err != nil || len(got) != 1 {
		t.Errorf("got %v, %v", got, err)
	}
	if err := os.Truncate(path, 16<<20+1); err != nil {
		t.Fatal(err)
	}
	var fault *jsonscan.Error
	if _, err := incidents.Load(path); !errors.As(err, &fault) || !strings.Contains(fault.Message, "larger than 16 MiB") {
		t.Errorf("got %v", err)
	}
}
