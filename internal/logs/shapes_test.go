package logs

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"hotline/trail"
)

// lookup is an output of "aws cloudtrail lookup-events".
func lookup(records ...string) string {
	var events []string
	for _, r := range records {
		events = append(events, `{"EventId": "x", "Resources": [], "CloudTrailEvent": `+strconv.Quote(r)+`, "Username": "jo"}`)
	}
	return `{"Events": [` + strings.Join(events, ", ") + `], "NextToken": "eventVersion"}`
}

// wrap is an event of EventBridge with a record.
func wrap(record string) string {
	return `{"version":"0","id":"outer","detail-type":"AWS API Call via CloudTrail","source":"aws.support","account":"111122223333","time":"2026-03-01T10:00:09Z","region":"us-east-1","resources":[],"detail":` + record + `}`
}

const update = `{"version":"0","id":"update-1","detail-type":"Support Case Update","source":"aws.support","account":"111122223333","time":"2026-03-01T10:05:00Z","region":"us-east-1","resources":[],
"detail":{"case-id":"case-111122223333-muen-2026-0123456789abcdef","display-id":"1","communication-id":"c","event-name":"AddCommunicationToCase","origin":"AWS"}}`

// indented is JSON with a line for every value.
func indented(t *testing.T, text string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	out, err := json.MarshalIndent(v, "", "    ")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestShapes holds that every form is read in which records come.
func TestShapes(t *testing.T) {
	t.Parallel()
	def := define(t, "HotlineSupport")
	a, b, c := opens("a"), reads("b"), opens("c")
	for name, x := range map[string]struct {
		text string
		want []string
	}{
		"log":                    {log(a, b, c), []string{"a", "c"}},
		"log, newline":           {log(a, b, c) + "\n", []string{"a", "c"}},
		"log, space":             {log(a, b, c) + " \r\n\t ", []string{"a", "c"}},
		"log, BOM":               {"\ufeff" + log(a, b, c), []string{"a", "c"}},
		"log, indented":          {indented(t, log(a, b, c)), []string{"a", "c"}},
		"log, CRLF":              {strings.ReplaceAll(indented(t, log(a, b, c)), "\n", "\r\n"), []string{"a", "c"}},
		"log, more members":      {`{"x":[1],"Records":[` + a + `],"y":{"Records":[` + c + `]}}`, []string{"a"}},
		"log, twice":             {`{"Records":[` + a + `],"Records":[` + c + `]}`, []string{"a", "c"}},
		"log, no records":        {`{"Records":[]}`, nil},
		"log, no records, space": {" { \"Records\" : [ ] } \n", nil},
		"two logs":               {log(a, b) + "\n" + log(b, c) + "\n", []string{"a", "c"}},
		"two logs, one line":     {log(a) + log(b, c), []string{"a", "c"}},
		"lines":                  {a + "\n" + b + "\n" + c + "\n", []string{"a", "c"}},
		"lines, CRLF":            {a + "\r\n" + b + "\r\n\r\n" + c, []string{"a", "c"}},
		"one record":             {a, []string{"a"}},
		"one record, indented":   {indented(t, a), []string{"a"}},
		"array":                  {`[` + a + `,` + b + `, ` + c + `]`, []string{"a", "c"}},
		"array, indented":        {indented(t, `[`+a+`,`+b+`]`), []string{"a"}},
		"empty array":            {"[]\n", nil},
		"array of logs":          {`[` + log(a) + `,` + log(c) + `]`, []string{"a", "c"}},
		"lookup-events":          {lookup(a, b, c), []string{"a", "c"}},
		"lookup-events, indent":  {indented(t, lookup(a, b, c)), []string{"a", "c"}},
		"lookup-events, empty":   {`{"Events": []}`, nil},
		"lookup-events, pages":   {lookup(a) + "\n" + lookup(b, c), []string{"a", "c"}},
		"EventBridge, case":      {update, []string{"update-1"}},
		"EventBridge, record":    {wrap(a) + "\n" + wrap(b), []string{"a"}},
		"EventBridge, array":     {`[` + update + `,` + wrap(a) + `]`, []string{"a", "update-1"}},
		"mixed lines":            {a + "\n" + update + "\n" + log(c) + "\n" + lookup(opens("d")) + "\n[" + opens("e") + "]", []string{"a", "c", "d", "e", "update-1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			both(t, def, x.text, slices.Clone(x.want))
			both(t, def, zip(t, x.text), slices.Clone(x.want))
		})
	}
}

// TestBridge holds what is known of a case from EventBridge.
func TestBridge(t *testing.T) {
	t.Parallel()
	r := one(t, define(t), false, update)
	_, data, _ := strings.Cut(strings.Join(r.events, ""), "=")
	var e trail.Event
	if err := e.Read([]byte(data)); err != nil {
		t.Fatal(err)
	}
	for f, want := range map[trail.Field]string{
		trail.Source: trail.CaseUpdates, trail.Name: "AddCommunicationToCase", trail.Origin: "AWS", trail.EventTime: "2026-03-01T10:05:00Z",
		trail.Recipient: "111122223333", trail.RequestCaseID: "case-111122223333-muen-2026-0123456789abcdef",
	} {
		if got := e.Get(f); got != want {
			t.Errorf("field %d is %q, want %q", f, got, want)
		}
	}
}

// tree writes files, and returns the directory that they are in.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestDirectory holds which files of a directory as S3 lays it out are read.
func TestDirectory(t *testing.T) {
	t.Parallel()
	const org, plain = "AWSLogs/o-abc/111122223333/", "AWSLogs/111122223333/"
	digest := `{"awsAccountId":"111122223333","digestStartTime":"2026-03-01T10:00:00Z"}`
	dir := tree(t, map[string]string{
		org + "CloudTrail/us-east-1/2026/03/01/111122223333_CloudTrail_us-east-1_20260301T1005Z_a.json.gz": zip(t, log(opens("a"), reads("x"))),
		plain + "CloudTrail/us-west-2/2026/03/01/b.json.gz":                                                zip(t, log(opens("b"))),
		plain + "CloudTrail-Digest/us-east-1/2026/03/01/d.json.gz":                                         zip(t, digest),
		plain + "CloudTrail-Insight/us-east-1/2026/03/01/i.json.gz":                                        zip(t, log(opens("insight"))),
		plain + "CloudTrail/.hidden":                                                                       "no JSON",
		plain + "CloudTrail/.git/x.json":                                                                   log(opens("hidden")),
		"c.json":                                                                                           log(opens("c")),
		"events.jsonl":                                                                                     opens("d") + "\n" + opens("e"),
		"lookup":                                                                                           lookup(opens("f")),
		"packed":                                                                                           zip(t, opens("g")),
		"named.json.gz":                                                                                    opens("h"),
	})
	def := define(t, "HotlineSupport")
	want := []string{"a", "b", "c", "d", "e", "f", "g", "h"}
	for _, every := range []bool{false, true} {
		r := all(t, def, every, Files{Paths: []string{dir}})
		same(t, "events", r.found, want)
		same(t, "problems", r.problems, nil)
		if r.counts.Objects != 7 || r.counts.Found != 8 || r.counts.Damaged+r.counts.Problems != 0 {
			t.Errorf("%+v", r.counts)
		}
	}
	t.Run("named", func(t *testing.T) {
		t.Parallel()
		// What was named itself is read, whatever its name.
		r := all(t, def, false, Files{Paths: []string{
			filepath.Join(dir, plain, "CloudTrail-Insight"), filepath.Join(dir, plain, "CloudTrail", ".git", "x.json"), filepath.Join(dir, "c.json"),
		}})
		same(t, "events", r.found, []string{"c", "hidden", "insight"})
	})
	t.Run("input", func(t *testing.T) {
		t.Parallel()
		for _, text := range []string{log(opens("in")), zip(t, log(opens("in")))} {
			r := all(t, def, false, Files{Paths: []string{"-", filepath.Join(dir, "c.json")}, Stdin: strings.NewReader(text)})
			same(t, "events", r.found, []string{"c", "in"})
		}
		r := all(t, def, false, Files{Paths: []string{"-"}, Stdin: strings.NewReader("")})
		same(t, "problems", r.problems, []string{"there is nothing in it"})
	})
}
