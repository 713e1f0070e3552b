package logs

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// hostiles are texts that are made to take long: a beginning, and what is repeated.
func hostiles() map[string][2]string {
	log := `{"Records":[{"eventVersion":`
	return map[string][2]string{
		"arrays":             {"", "["},
		"objects":            {"", `{"a":`},
		"braces":             {"", "{"},
		"backslashes":        {`{"a":"`, `\`},
		"escaped quotation":  {`{"a":"`, `\"`},
		"strings":            {"", `"`},
		"separators":         {"", recordSep},
		"separators, log":    {log, recordSep},
		"records, no value":  {"", `},{"eventVersion":[`},
		"records, deep":      {log, `},{"eventVersion":[{`},
		"records, balanced":  {log + "[{", `},{"eventVersion":0`},
		"records, no end":    {log + "0", `},{"eventVersion":"`},
		"records, commas":    {log + "0}", `,{"eventVersion":0},`},
		"lines, no object":   {"", "\n{"},
		"lines, arrays":      {"", "{\"a\":[\n"},
		"lines, objects":     {"", "{\"a\":\n"},
		"lines, words":       {"", "{a\n"},
		"lines, strings":     {"", "{\"a\n"},
		"lines, separators":  {"", "\n{},{\"eventVersion\":"},
		"words":              {"", "x "},
		"numbers":            {"", "1 "},
		"commas":             {"[", ","},
		"elements":           {"[", "1,"},
		"records of numbers": {`{"Records":[`, "1,"},
		"space":              {"{", " "},
		"escapes":            {`{"Records":[{"eventVersion":"`, `\u0061\u0073`},
		"needles":            {`{"Records":[{"eventVersion":"`, `HotlineSupport`},
		"keys":               {`{"Records":[{"eventVersion":1`, `,"eventSource":"support.amazonaws.com"`},
		"needles after keys": {`{"Records":[{"eventVersion":1`, `}]},{"eventVersion":"support.amazonaws.com"`},
		"lookup":             {`{"Events":[`, `{"CloudTrailEvent":"{`},
		"lookup of nothing":  {`{"Events":[`, `{"CloudTrailEvent":""},`},
		"keys Records":       {`{"Records":[`, `{"Records":[`},
		"zeros":              {"", "\x00"},
		"marks":              {"", "\ufeff"},
	}
}

// TestHostile holds that no text takes more than in proportion to its length: twice the
// text makes at most twice the records and problems, and 4 MiB are read, which would
// take minutes if anything were looked at again after every fault.
func TestHostile(t *testing.T) {
	t.Parallel()
	def := define(t, "HotlineSupport")
	for name, x := range hostiles() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, end := range []string{"", `}]}`} {
				for _, every := range []bool{false, true} {
					work := func(size int) int {
						r := one(t, def, every, x[0]+strings.Repeat(x[1], size/len(x[1]))+end)
						if r.counts.Objects != 1 || len(r.problems) > maxProblems {
							t.Errorf("%+v, %d problems", r.counts, len(r.problems))
						}
						return r.counts.Decoded + r.counts.Problems
					}
					if once, twice := work(1<<16), work(1<<17); twice > 2*once+10 {
						t.Errorf("%d of one text, %d of the double", once, twice)
					}
				}
			}
		})
	}
}

// TestHostileLarge holds the same for texts of some size, by that they are read at all.
func TestHostileLarge(t *testing.T) {
	short(t)
	def := define(t, "HotlineSupport")
	for name, x := range hostiles() {
		done := make(chan struct{})
		go func() {
			defer close(done)
			for _, end := range []string{"", `}]}`} {
				one(t, def, false, x[0]+strings.Repeat(x[1], 4<<20/len(x[1]))+end)
			}
		}()
		select {
		case <-done:
		case <-time.After(2 * time.Minute):
			t.Fatalf("%s is not read within two minutes", name)
		}
	}
}

// TestManyProblems holds that all are counted, and only the first ones told.
func TestManyProblems(t *testing.T) {
	t.Parallel()
	var lines []string
	for i := range 100 {
		lines = append(lines, fmt.Sprintf(`{"x":%d}`, i))
	}
	r := one(t, define(t), false, strings.Join(lines, "\n"))
	if len(r.problems) != maxProblems || r.counts.Problems != 100 || r.counts.Damaged != 1 || !strings.HasPrefix(r.problems[9], "10:1 ") {
		t.Errorf("%+v, %q", r.counts, r.problems)
	}
}
