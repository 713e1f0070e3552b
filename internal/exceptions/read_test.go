package exceptions_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hotline/check"
	"hotline/internal/exceptions"
	"hotline/jsonscan"
	"hotline/org"
)

// now is a moment in the middle of a day.
func now() time.Time { return time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC) }

func someRules() []check.Rule {
	return []check.Rule{{ID: "SR003", Name: "trust-anyone"}, {ID: "SR019", Name: "other-ways-to-support"}, {ID: check.ExceptionsRule, Name: "exceptions-in-order"}}
}

func read(text string) (check.Exceptions, []org.Note, error) {
	return exceptions.Read(text, "x.yaml", someRules(), now())
}

// entryAt is the place of an entry of the list in a line.
func entryAt(line uint32) org.Location {
	return org.Location{File: "x.yaml", At: jsonscan.Position{Line: line, Column: 5}}
}

func TestRead(t *testing.T) {
	t.Parallel()
	list, notes, err := read(`# accepted, with a date
exceptions:
  - rule: SR019            # id or name
    account: "111122223333"
    resource: "arn:aws:iam::*:role/break-glass"
    owner: cloud-security@example.com
    reason: break-glass role, reviewed by the CISO
    expires: 2027-03-31
  - {expires: "2028-01-01", rule: trust-anyone, reason: é, owner: o}
  - rule: sr003
    account: 000011112222
    owner: 'two
      lines'
    reason: |
      a
      b
    expires: 2026-11-22
`)
	want := check.Exceptions{
		{Rule: "SR019", Account: "111122223333", Resource: "arn:aws:iam::*:role/break-glass", Owner: "cloud-security@example.com",
			Reason: "break-glass role, reviewed by the CISO", Expires: time.Date(2027, 4, 1, 0, 0, 0, 0, time.UTC), Location: entryAt(3)},
		{Rule: "SR003", Owner: "o", Reason: "é", Expires: time.Date(2028, 1, 2, 0, 0, 0, 0, time.UTC), Location: entryAt(9)},
		{Rule: "SR003", Account: "000011112222", Owner: "two lines", Reason: "a b", Expires: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), Location: entryAt(10)},
	}
	if diff := cmp.Diff(want, list); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	wantNotes := []org.Note{{Location: entryAt(9), Message: "the exception of o from SR003 is in force until 2028-01-01, more than 400 days ahead"}}
	if diff := cmp.Diff(wantNotes, notes); diff != "" {
		t.Error(diff)
	}
	if list[2].IsExpired(now()) || !list[2].IsExpired(now().Add(9*time.Hour)) {
		t.Error("the last day is not the last")
	}
}

func TestReadNone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"exceptions: []\n", "\ufeffexceptions: []", "---\nexceptions:\n  []\n...\n", "exceptions: [] # none\r\n"} {
		if list, notes, err := read(text); list != nil || notes != nil || err != nil {
			t.Errorf("%q: %v %v %v", text, list, notes, err)
		}
	}
}

// entry is an exception of which one line is replaced.
func entry(key, line string) string {
	out := "exceptions:\n"
	lead := "  - "
	for _, l := range []string{"rule: SR019", "owner: o", "reason: r", "expires: 2027-03-31"} {
		if strings.HasPrefix(l, key+":") {
			l = line
		}
		if l != "" {
			out += lead + l + "\n"
			lead = "    "
		}
	}
	return out
}

// A refusal is a text, and what is said of it.
type refusal struct{ text, want string }

// refuse holds that texts are refused as a whole.
func refuse(t *testing.T, cases map[string]refusal) {
	t.Helper()
	for name, tt := range cases {
		list, notes, err := read(tt.text)
		if err == nil || list != nil || notes != nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, %v, %v\nwant %s", name, list, notes, err, tt.want)
		}
	}
}

func TestRefuseText(t *testing.T) {
	t.Parallel()
	refuse(t, map[string]refusal{
		"empty":          {"", "1:1: expected one document with the key exceptions, and a list"},
		"nothing":        {"exceptions:\n", "1:12: expected a list of exceptions, found nothing; [] is a list of none"},
		"a list":         {"- a\n", "1:1: expected the key exceptions, and a list, found a list"},
		"text":           {"a\n", "1:1: expected the key exceptions, and a list, found text"},
		"empty mapping":  {"{}\n", "1:1: expected the key exceptions, and a list"},
		"unknown key":    {"exeptions: []\n", `1:1: unknown key "exeptions"; expected exceptions`},
		"key twice":      {"exceptions: []\nexceptions: []\n", `2:1: key "exceptions" comes twice`},
		"two documents":  {"exceptions: []\n---\nexceptions: []\n", "1:1: expected one document"},
		"no list":        {"exceptions: {}\n", "1:13: expected a list of exceptions, found a mapping"},
		"no mapping":     {"exceptions:\n  - SR019\n", "2:5: expected an exception: rule, owner, reason and expires, found text"},
		"list in a list": {"exceptions:\n  - - rule: a\n", "2:5: expected an exception: rule, owner, reason and expires, found a list"},
		"alias":          {entry("rule", "rule: *admin*"), "2:11: an alias is not taken; a pattern that begins with * stands in quotes"},
	})
}

func TestRefuseException(t *testing.T) {
	t.Parallel()
	refuse(t, map[string]refusal{
		"unknown rule":       {entry("rule", "rule: SR091"), `2:11: no rule "SR091" (see hotline rules list); did you mean SR019?`},
		"unknown rule name":  {entry("rule", "rule: trust-anyon"), `2:11: no rule "trust-anyon" (see hotline rules list); did you mean trust-anyone?`},
		"rule of exceptions": {entry("rule", "rule: exceptions-in-order"), "2:11: rule SR026 looks after the exceptions: it takes none"},
		"nothing in it":      {"exceptions:\n  - {}\n", "2:5: expected expires: every exception has one"},
		"no rule":            {entry("rule", ""), "2:5: expected rule: every exception has one"},
		"no owner":           {entry("owner", ""), "2:5: expected owner: every exception has one"},
		"no reason":          {entry("reason", ""), "2:5: expected reason: every exception has one"},
		"no expiry":          {entry("expires", ""), "2:5: expected expires: every exception has one"},
		"empty owner":        {entry("owner", `owner: "  "`), "3:12: expected text for owner, found none"},
		"null reason":        {entry("reason", "reason:"), "expected text for reason, found nothing"},
		"truth value":        {entry("owner", "owner: true"), "3:12: expected text for owner, found a truth value"},
		"number":             {entry("owner", "owner: 1.5"), "3:12: expected text for owner, found a number"},
		"list as owner":      {entry("owner", "owner: [a]"), "3:12: expected text for owner, found a list"},
		"mapping as owner":   {entry("owner", "owner: {a: b}"), "3:12: expected text for owner, found a mapping"},
		"control character":  {entry("owner", `owner: "a\u001b[2J"`), "3:12: expected one line for owner"},
		"two lines of rule":  {entry("rule", `rule: "SR019\nSR003"`), "2:11: expected one line for rule"},
		"key with a slip":    {entry("reason", "raeson: r"), `4:5: unknown key "raeson"; did you mean reason?; expected rule, account,`},
		"key in a key":       {entry("owner", "owner: o\n    owner: p"), `4:5: key "owner" comes twice`},
		"short account":      {entry("owner", "owner: o\n    account: 11112222333"), "4:14: expected an account id of twelve digits, or digits and * for account"},
		"word as account":    {entry("owner", "owner: o\n    account: prod*"), "4:14: expected an account id of twelve digits"},
		"month":              {entry("expires", "expires: 2027-03"), `5:14: expected a day as 2027-03-31 for expires, found "2027-03"`},
		"no such day":        {entry("expires", "expires: 2027-02-30"), `found "2027-02-30"`},
		"time":               {entry("expires", "expires: 2027-03-31T00:00:00Z"), "expected a day as 2027-03-31"},
		"many exceptions":    {"exceptions:\n" + strings.Repeat("- a\n", 10001), "expected an exception: rule, owner"},
	})
}

// TestAllFaults holds that faults come in the order of the file, all of a few
// and the first of many.
func TestAllFaults(t *testing.T) {
	t.Parallel()
	_, _, err := read("exceptions:\n  - rule: SR019\n    account: x\n    expires: y\n  - owner: o\n")
	want := "2:5: expected owner: every exception has one\n2:5: expected reason: every exception has one\n" +
		"3:14: expected an account id of twelve digits, or digits and * for account, found \"x\"\n" +
		"4:14: expected a day as 2027-03-31 for expires, found \"y\"\n" +
		"5:5: expected rule: every exception has one\n5:5: expected reason: every exception has one\n5:5: expected expires: every exception has one"
	if err == nil || err.Error() != want {
		t.Errorf("%v", err)
	}
	if _, _, err = read("exceptions:\n" + strings.Repeat("  - x\n", 1000)); err == nil || strings.Count(err.Error(), "\n") != 20 || !strings.HasSuffix(err.Error(), "\n980 more of these") {
		t.Errorf("%v", err)
	}
}

func TestLoad(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "e.yaml")
	if err := os.WriteFile(path, []byte(entry("", "")), 0o600); err != nil {
		t.Fatal(err)
	}
	if list, _, err := exceptions.Load(path, someRules(), now()); err != nil || len(list) != 1 || list[0].Location.File != path {
		t.Errorf("%v %v", list, err)
	}
	if _, _, err := exceptions.Load(dir, someRules(), now()); err == nil {
		t.Error("a directory was read")
	}
	if _, _, err := exceptions.Load(filepath.Join(dir, "none"), someRules(), now()); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
	if err := os.WriteFile(path, []byte(strings.Repeat(" ", 2<<20)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := exceptions.Load(path, someRules(), now()); err == nil || !strings.Contains(err.Error(), "larger than 1 MiB") {
		t.Error(err)
	}
}

// faults are those that an error joins.
func faults(err error) []*jsonscan.Error {
	var one *jsonscan.Error
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var out []*jsonscan.Error
		for _, e := range joined.Unwrap() {
			out = append(out, faults(e)...)
		}
		return out
	}
	if errors.As(err, &one) {
		return []*jsonscan.Error{one}
	}
	return nil
}
