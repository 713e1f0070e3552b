package incidents_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"hotline/internal/incidents"
	"hotline/jsonscan"
	"hotline/trail"
)

// FuzzRead holds that no text ends the program, that every fault has a place in the
// text, and that what is read can be relied on: written again in either format, it is
// the same.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		header + "1,2026-01-31T09:15:00Z,111122223333 000000000042,high\n", "start,id\r\n2026-01-31 09:15+01:00,\"a \"\"b\"\"\"\r\n",
		`[{"id":"1","start":"2026-01-31T09:15:00.5Z","accounts":["111122223333"],"severity":"2"}]`, `[{"id":1},{"accounts":"x"}`, "\ufeff[]", "id;start", "id\"",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := incidents.Read(text, "")
		if err != nil {
			checkFaults(t, err, text, got)
			return
		}
		seen := map[string]bool{}
		for _, i := range got {
			at, err := time.Parse("2006-01-02T15:04:05Z", i.Start)
			if err != nil || at.Format("2006-01-02T15:04:05Z") != i.Start || i.ID == "" || seen[i.ID] || !isLine(i.ID) || !isLine(i.Severity) {
				t.Errorf("%+v", i)
			}
			for _, a := range i.Accounts {
				if !regexp.MustCompile(`^[0-9]{12}$`).MatchString(a) {
					t.Errorf("%+v", i)
				}
			}
			seen[i.ID] = true
		}
		for name, text := range map[string]string{"a.csv": asCSV(got), "a.json": asJSON(t, got)} {
			again, err := incidents.Read(text, name)
			if err != nil || cmp.Diff(got, again) != "" {
				t.Errorf("%s: %v\n%s", name, err, cmp.Diff(got, again))
			}
		}
	})
}

// isLine reports whether a text can be shown in a table.
func isLine(text string) bool {
	return !strings.ContainsFunc(text, unicode.IsControl) && strings.TrimSpace(text) == text
}

// checkFaults holds that each of some joined faults names a place of the text.
func checkFaults(t *testing.T, err error, text string, got []trail.Incident) {
	t.Helper()
	lines := strings.Split(text, "\n")
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok || got != nil {
		t.Fatalf("%v, %v", got, err)
	}
	for _, one := range joined.Unwrap() {
		var fault *jsonscan.Error
		if !errors.As(one, &fault) {
			if !strings.HasSuffix(one.Error(), " more of these") {
				t.Error(one)
			}
			continue
		}
		at := fault.Position
		if !at.IsValid() || int(at.Line) > len(lines) || int(at.Column) > len(lines[at.Line-1])+1 || fault.Message == "" {
			t.Errorf("%v is not in %q", fault, text)
		}
		if strings.ContainsFunc(fault.Message, func(c rune) bool { return !unicode.IsPrint(c) }) {
			t.Errorf("%q is not printable", fault.Message)
		}
	}
}

func asCSV(list []trail.Incident) string {
	var out strings.Builder
	w := csv.NewWriter(&out)
	_ = w.Write([]string{"severity", "accounts", "start", "id"})
	for _, i := range list {
		_ = w.Write([]string{i.Severity, strings.Join(i.Accounts, ";"), i.Start, i.ID})
	}
	w.Flush()
	return out.String()
}

func asJSON(t *testing.T, list []trail.Incident) string {
	t.Helper()
	objects := []map[string]any{}
	for _, i := range list {
		objects = append(objects, map[string]any{"id": i.ID, "start": i.Start, "accounts": append([]string{}, i.Accounts...), "severity": i.Severity})
	}
	text, err := json.Marshal(objects)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
