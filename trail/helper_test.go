package trail

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Accounts and principals of the tests.
const (
	home       = "111122223333" // the support role is here
	away       = "999900001111" // people are here
	roleARN    = "arn:aws:iam::111122223333:role/hotline-support"
	anaARN     = "arn:aws:iam::999900001111:user/ana"
	adminARN   = "arn:aws:iam::111122223333:role/admin"
	sessionARN = "arn:aws:sts::111122223333:assumed-role/hotline-support/ana"
)

// testScope is the scope of the tests.
func testScope() Scope {
	return Scope{
		Roles:      []Role{{"", "hotline-support"}, {home, "AWSReservedSSO_Support_*"}},
		Declared:   []string{"arn:aws:iam::*:role/partner-*"},
		Admins:     []string{"arn:aws:iam::*:role/admin", "arn:aws:iam::*:user/boss"},
		Trusted:    []string{"arn:aws:iam::999900001111:*", "*:saml-provider/corp", "*:oidc-provider/ci"},
		Policies:   []string{"arn:aws:iam::*:policy/hotline-*"},
		EventRules: []string{"*hotline*"},
		Near:       24 * time.Hour,
		Window:     72 * time.Hour,
	}
}

// fields are those of an event.
type fields map[Field]string

// with is the same with others besides.
func (f fields) with(more fields) fields {
	out := maps.Clone(f)
	maps.Copy(out, more)
	return out
}

func event(f fields) *Event {
	e := new(Event)
	for k, v := range f {
		e.Set(k, v)
	}
	return e
}

// at is a moment of one day.
func at(clock string) string { return "2026-03-10T" + clock + "Z" }

// measured takes records the whole way: those that matter, each once, of each call one.
// Records without an id get one.
func measured(t testing.TB, s Scope, records ...fields) *Ledger {
	t.Helper()
	def := Define(s)
	kept := map[Key]*Event{}
	for i, f := range records {
		e := event(f)
		if e.Get(EventID) == "" {
			e.Set(EventID, "id-"+strconv.Itoa(i))
		}
		if e.Get(EventTime) == "" {
			e.Set(EventTime, at("12:00:00"))
		}
		if !def.Wants(e) {
			continue
		}
		if known := kept[e.Key()]; known == nil || e.Supersedes(known) {
			kept[e.Key()] = e
		}
	}
	calls := map[string]*Event{}
	for _, e := range kept {
		if known := calls[e.Call()]; known != nil {
			known.Merge(e)
		} else {
			calls[e.Call()] = e.Clone()
		}
	}
	l := NewLedger(def)
	for _, e := range calls {
		l.Add(e)
	}
	return l
}

// report is what the records amount to over all time.
func report(t testing.TB, records ...fields) *Report {
	t.Helper()
	return measured(t, testScope(), records...).Report(Period{}, nil)
}

// shown writes some columns of a table: a line a row.
func shown(table Table, columns string) []string {
	var out []string
	for _, row := range table.Rows {
		var line []string
		for _, c := range strings.Fields(columns) {
			if table.Relation.index(c) < 0 {
				return []string{"no column " + c}
			}
			line = append(line, table.Value(row, c))
		}
		out = append(out, strings.Join(line, " | "))
	}
	return out
}

// expect holds a table to rows, in any order.
func expect(t *testing.T, table Table, columns string, want ...string) {
	t.Helper()
	got := shown(table, columns)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s (%s):\n%s\nexpected:\n%s", table.Relation.Name, columns, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// equal holds values to each other.
func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
		t.Errorf("%s is\n%s\nexpected\n%s", what, g, w)
	}
}
