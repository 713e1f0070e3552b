package athena_test

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hotline/internal/incidents"
	"hotline/internal/logs"
	"hotline/trail"
)

// measured are the rows of every view, by its name, as the program finds them in the
// files of a corpus.
func measured(t *testing.T, def *trail.Definitions, dir string, every bool) map[string][][]string {
	t.Helper()
	out := map[string][][]string{}
	var all logs.Collection
	defer all.Close()
	r := logs.Reader{Definitions: def, Every: every, Workers: 2, Take: func(b logs.Batch) error {
		for _, p := range b.Problems {
			t.Logf("%s:%d: %s", filepath.Base(p.Object), p.Offset, p.Message)
		}
		for _, record := range b.Records {
			if err := delivered(out, b.Object.Key, record); err != nil {
				return err
			}
		}
		return all.Take(b)
	}}
	src := logs.Files{Paths: []string{filepath.Join(dir, "AWSLogs"), filepath.Join(dir, "case-updates")}}
	_, err := r.Read(t.Context(), src)
	must(t, err)
	def = def.KeepAll()
	ledger := trail.NewLedger(def)
	events := func(visit func(*trail.Event) error) error {
		return all.Each(func(e *trail.Event) error {
			out["hotline_events"] = append(out["hotline_events"], append(fields(e), e.Call()))
			return visit(e)
		})
	}
	must(t, logs.EachCall(events, func(call *trail.Event) error {
		out["hotline_calls"] = append(out["hotline_calls"], append([]string{call.Call()}, fields(call)...))
		ledger.Add(call)
		return nil
	}))
	list, err := incidents.Load(filepath.Join(dir, "incidents", "incidents.csv"))
	must(t, err)
	for _, v := range def.Views("hotline_", "x") {
		if table, ok := ledger.Table(strings.TrimPrefix(v.Name, "hotline_"), list); ok {
			out[v.Name] = table.Rows
		} else if !slices.Contains([]string{"hotline_records", "hotline_events", "hotline_calls"}, v.Name) {
			t.Errorf("%s: no relation of that name", v.Name)
		}
	}
	return out
}

// delivered adds a record as it was delivered, with the folder that it was in.
func delivered(out map[string][][]string, key string, record logs.Record) error {
	var e trail.Event
	if err := e.Read(record.Data); err != nil {
		return err
	}
	part := strings.Split(key, "/")
	if len(part) < 7 || part[len(part)-6] != "CloudTrail" {
		return nil // told by EventBridge
	}
	n := len(part)
	row := append(fields(&e), part[n-7], part[n-5], strings.Join(part[n-4:n-1], "/"))
	out["hotline_records"] = append(out["hotline_records"], row)
	return nil
}

// fields are those of an event, in their order.
func fields(e *trail.Event) []string {
	var out []string
	for f := range trail.NumFields {
		out = append(out, strings.Clone(e.Get(f)))
	}
	return out
}

// difference is what rows are only in one of two multisets, a line each.
func difference(got, want [][]string) []string {
	count := map[string]int{}
	for _, row := range want {
		count[strings.Join(row, " | ")]--
	}
	for _, row := range got {
		count[strings.Join(row, " | ")]++
	}
	var out []string
	for _, row := range slices.Sorted(maps.Keys(count)) {
		for n := count[row]; n > 0; n-- {
			out = append(out, "only by SQL:       "+row)
		}
		for n := count[row]; n < 0; n++ {
			out = append(out, "only by program:   "+row)
		}
	}
	return out
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
