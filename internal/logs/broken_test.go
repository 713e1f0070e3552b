package logs

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"
)

// wide is a text in UTF-16.
func wide(text string, mark bool) string {
	var out strings.Builder
	if mark {
		out.WriteString("\xff\xfe")
	}
	for _, c := range utf16.Encode([]rune(text)) {
		out.WriteByte(byte(c))
		out.WriteByte(byte(c >> 8))
	}
	return out.String()
}

// TestForeign holds what is told of what is no log, with the place.
func TestForeign(t *testing.T) {
	t.Parallel()
	def := define(t, "HotlineSupport")
	const noJSON = "expected an object: a log, a record or an event"
	const noEvent = "expected a log of CloudTrail, the output of lookup-events, or an event"
	const noRecord = "expected a record of CloudTrail with eventTime and eventSource"
	for name, x := range map[string]struct {
		text     string
		problems []string
	}{
		"CSV":              {"eventTime,eventName\n2026-03-01,CreateCase\n", []string{"1:1 " + noJSON}},
		"PNG":              {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", []string{"1:1 " + noJSON}},
		"XML":              {"<?xml version='1.0'?>\n<a/>", []string{"1:1 " + noJSON}},
		"zeros":            {strings.Repeat("\x00", 1000), []string{"1:1 " + noJSON}},
		"UTF-16":           {wide(log(opens("a")), true), []string{"1:1 " + noJSON}},
		"UTF-16, no mark":  {wide(log(opens("a")), false), []string{"1:2 expected a string"}},
		"space":            {" \n\n\t ", []string{"there is nothing in it"}},
		"mark only":        {"\ufeff", []string{"there is nothing in it"}},
		"indented":         {"\n  CSV", []string{"2:3 " + noJSON}},
		"string":           {`"eventName"`, []string{"1:1 " + noJSON}},
		"numbers":          {"\n1\n2", []string{"2:1 " + noJSON, "3:1 expected another object or array, or the end"}},
		"word":             {"nul", []string{"1:1 " + noJSON}},
		"other object":     {` {"a":{"b":[]}}`, []string{"1:2 " + noEvent}},
		"other objects":    {"{}\n[{},{}]", []string{"1:1 " + noEvent, "2:2 " + noEvent, "2:5 " + noEvent}},
		"a policy":         {`{"Version":"2012-10-17","Statement":[]}`, []string{"1:1 " + noEvent}},
		"a digest":         {`{"digestStartTime":"2026-03-01T10:00:00Z","logFiles":[]}`, []string{"1:1 " + noEvent}},
		"records are none": {`{"Records":{"eventName":1}}`, []string{"1:1 " + noRecord}},
		"array of others":  {`[1,"a",null,[[]]]`, []string{"1:2 " + noJSON, "1:4 " + noJSON, "1:8 " + noJSON, "1:13 expected an object in the array"}},
		"half an object":   {`{`, []string{"1:2 a value does not end"}},
		"half a key":       {"{\n\"Rec", []string{"2:1 a string does not end"}},
		"no colon":         {`{"Records"[]}`, []string{"1:11 expected a colon after a key"}},
		"no value":         {`{"Records":}`, []string{"1:12 expected a value"}},
		"brackets":         {`{"a":[}`, []string{"1:7 brackets do not match"}},
		"comma":            {`{"Records":[],}`, []string{"1:14 a comma has nothing after it"}},
		"end":              {`{"Records":[]}}`, []string{"1:15 expected another object or array, or the end"}},
		"too deep":         {`{"a":` + strings.Repeat("[", 300), []string{"1:206 values are nested too deep"}},
		"other event":      {`{"detail-type":"EC2 Instance State-change Notification","source":"aws.ec2","time":"2026-03-01T10:00:00Z","detail":{}}`, []string{"1:1 " + noRecord}},
		"lookup of others": {`{"Events":[1,{},{"CloudTrailEvent":1},{"CloudTrailEvent":"x"},{"CloudTrailEvent":"{}x"}]}`, []string{
			"1:12 an event is not an object", "1:14 an event has no CloudTrailEvent", "1:36 expected a string"}},
		"lookup, no records": {`{"Events":[{"CloudTrailEvent":"x"},{"CloudTrailEvent":"{}x"},{"CloudTrailEvent":"{}"}]}`, []string{
			"1:31 the CloudTrailEvent of an event is no record", "1:55 the CloudTrailEvent of an event is no record", "1:81 " + noRecord}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, every := range []bool{false, true} {
				r := beside(t, def, x.text, every)
				same(t, "problems", r.problems, x.problems)
				same(t, "events", r.found, nil)
				if r.counts.Damaged != 1 || r.counts.Problems != len(x.problems) {
					t.Errorf("%+v", r.counts)
				}
			}
		})
	}
}

// TestBrokenRecords holds that what is wrong in a log is told with its place, and that
// the records around it are found. The fast way sees only what is wrong in records that
// it looks at: those with what it looks for, and what is right beside them.
func TestBrokenRecords(t *testing.T) {
	t.Parallel()
	def := define(t, "HotlineSupport")
	a, b, c := opens("a"), opens("b"), reads("c")
	but := func(record, part, instead string) string { return strings.Replace(record, part, instead, 1) }
	const notObject, comma = "a record is not an object", "expected a comma or a closing bracket"
	const noRecord = "expected a record of CloudTrail with eventTime and eventSource"
	for name, x := range map[string]struct {
		text  string // with a § where it is wrong
		why   string
		blind bool // the fast way does not see it
	}{
		"a number, beside one that matters":    {log(a, "§42", b), notObject, false},
		"a number, among others":               {log(a, c, "§42", c, b), notObject, true},
		"null":                                 {log(a, c, "§null", c, b), notObject, true},
		"an array":                             {log(a, c, "§[{}]", c, b), notObject, true},
		"a string":                             {log(a, `§"eventName"`, b), notObject, false},
		"no JSON":                              {log(a, "§}{", b), notObject, false},
		"the first is none":                    {log("§1", a, b), notObject, false},
		"the last is none":                     {log(a, b, "§1"), notObject, false},
		"not a record":                         {log(a, "§{}", b), noRecord, false},
		"no time":                              {log(a, "§"+but(opens("x"), "eventTime", "when"), b), noRecord, false},
		"a strange time":                       {log(a, "§"+but(opens("x"), "2026-03-01T", "2026-03-01 "), b), `expected a time like 2006-01-02T15:04:05Z as eventTime, found "2026-03-01 10:00:00Z"`, false},
		"no time, does not matter":             {log(a, "§"+but(c, "eventTime", "when"), b), noRecord, true},
		"no id":                                {log(a, "§"+opens(""), b), "a record has no eventID, so that it cannot be counted once only; it is left out", false},
		"a quotation mark too few":             {log(a, but(but(c, `"GetObject"`, `"GetObject`), `requestP`, `§requestP`), b), comma, true},
		"a quotation mark too few, at the end": {log(a, but(c, `tAccountId":"111122223333"}`, `tAccountId":"111122223333}`), but(b, `eventV`, `§eventV`)), comma, true},
		"a quotation mark too many":            {log(a, but(c, `"GetObject"`, `"Get"§Object"`), b), comma, true},
		"no comma":                             {but(log(a, "§"+c, c, b), "},§{", "}§{"), comma, false},
		"a bracket too many":                   {log(a, c+"§}", c, b), comma, true},
		"a bracket too many, behind others":    {log(a, nested("n", "["+fake+","+fake+"]")+"§}", c, b), comma, false},
		"a bracket too few":                    {log(a, but(c, `"a/b"}`, `"a/b"`), "§"+c, b), "expected a string", true},
		"lines":                                {a + "\n" + `{"x":§}` + "\n" + b, "expected a value", false},
		"lines, a word between":                {a + "\n§word\n" + b, "expected another object or array, or the end", false},
		"lines, a quotation mark too few":      {a + "\n" + `{"x":"y}` + "\n" + but(b, `eventV`, `§eventV`), comma, false},
		"lines, half an object":                {a + "\n" + `{"x":§[` + "\n" + b, "a value does not end", false},
		"a space too many":                     {a + " §x " + "\n" + b, "expected another object or array, or the end", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before, after, _ := strings.Cut(x.text, "§")
			want := []string{fmt.Sprintf("%d:%d %s", strings.Count(before, "\n")+1, len(before)-strings.LastIndex(before, "\n"), x.why)}
			slow, fast := beside(t, def, before+after, true), beside(t, def, before+after, false)
			same(t, "every, problems", slow.problems, want)
			same(t, "every, events", slow.found, []string{"a", "b"})
			if x.blind {
				want = nil
			}
			same(t, "fast, problems", fast.problems, want)
			same(t, "fast, events", fast.found, []string{"a", "b"})
		})
	}
}
