package exceptions_test

import (
	"strings"
	"testing"

	"hotline/check"
)

// FuzzRead holds that no text ends the program, that every fault has a place in
// the text, and that what is read can be relied on.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		entry("", ""), entry("rule", "rule: [*a, &b c]"), entry("reason", "reason: >-\n      a\n\n      b"), "exceptions:\n - {rule: 'a', \"b\": ~}\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		list, _, err := read(text)
		lines := strings.Count(text, "\n") + strings.Count(text, "\r") + 1
		if err != nil && list != nil {
			t.Error("exceptions beside a fault")
		}
		if err != nil {
			checkPlaces(t, err, lines)
		}
		for _, e := range list {
			if _, err := check.FindRule(someRules(), e.Rule); err != nil || e.Owner == "" || e.Reason == "" || e.Expires.IsZero() || !e.Location.At.IsValid() {
				t.Errorf("%+v", e)
			}
			if int(e.Location.At.Line) > lines {
				t.Errorf("line %d of %d", e.Location.At.Line, lines)
			}
		}
	})
}

// checkPlaces holds that each of some joined faults names a line of the text.
func checkPlaces(t *testing.T, err error, lines int) {
	t.Helper()
	for _, fault := range faults(err) {
		if fault.Position.Line < 1 || int(fault.Position.Line) > lines+1 || fault.Position.Column < 1 || fault.Message == "" {
			t.Errorf("%v", fault)
		}
	}
}
