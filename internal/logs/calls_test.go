package logs

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hotline/trail"
)

// A delivery is a record as it comes: of an event to an account, perhaps in place of
// another one, of a call that others may tell of as well.
type delivery struct {
	id, account, original, shared, time, text string
}

func (d delivery) event() *trail.Event {
	e := new(trail.Event)
	e.Set(trail.EventID, d.id)
	e.Set(trail.Recipient, d.account)
	e.Set(trail.SharedEventID, d.shared)
	e.Set(trail.EventTime, d.time)
	e.Set(trail.ErrorMessage, d.text)
	if d.original != "" {
		e.Set(trail.AddendumReason, "UPDATED_DATA")
		e.Set(trail.OriginalEventID, d.original)
	}
	return e
}

// batches puts deliveries into some objects.
func batches(all []delivery, per int) (out []Batch) {
	for part := range slices.Chunk(all, per) {
		var b Batch
		for _, d := range part {
			e := d.event()
			b.Records = append(b.Records, Record{e.Key(), e.Append(nil)})
		}
		out = append(out, b)
	}
	return out
}

// collect reads what is in a collection: events, and calls.
func collect(t tb, limit int, dir string, all []Batch) (events, calls []string) {
	t.Helper()
	c := Collection{}
	c.spool.Limit, c.spool.Dir = limit, dir
	defer c.Close()
	for _, b := range all {
		if err := c.Take(b); err != nil {
			t.Fatalf("%v", err)
		}
	}
	tell := func(to *[]string) func(*trail.Event) error {
		return func(e *trail.Event) error {
			*to = append(*to, fmt.Sprintf("%s/%s/%s@%s:%s", e.Get(trail.EventID), e.Get(trail.Recipient), e.Call(), e.Get(trail.EventTime), e.Get(trail.ErrorMessage)))
			return nil
		}
	}
	if err := c.Each(tell(&events)); err != nil {
		t.Fatalf("%v", err)
	}
	if err := EachCall(c.Each, tell(&calls)); err != nil {
		t.Fatalf("%v", err)
	}
	return events, calls
}

// TestOnce holds what becomes of records that come again, are replaced, or tell of the
// same call.
func TestOnce(t *testing.T) {
	t.Parallel()
	a := delivery{"e1", "1", "", "", "10", "a"}
	for name, x := range map[string]struct {
		in            []delivery
		events, calls []string
	}{
		"nothing":                  {nil, nil, nil},
		"one":                      {[]delivery{a}, []string{"e1/1/e1@10:a"}, []string{"e1/1/e1@10:a"}},
		"twice":                    {[]delivery{a, a}, []string{"e1/1/e1@10:a"}, []string{"e1/1/e1@10:a"}},
		"two accounts, one event":  {[]delivery{a, {"e1", "2", "", "", "11", "b"}}, []string{"e1/1/e1@10:a", "e1/2/e1@11:b"}, []string{"e1/2/e1@10:b"}},
		"two events":               {[]delivery{a, {"e2", "1", "", "", "10", "a"}}, []string{"e1/1/e1@10:a", "e2/1/e2@10:a"}, []string{"e1/1/e1@10:a", "e2/1/e2@10:a"}},
		"copies of a call":         {[]delivery{{"e1", "1", "", "s", "12", ""}, {"e2", "2", "", "s", "10", "who"}}, []string{"e1/1/s:@12:", "e2/2/s:@10:who"}, []string{"e2/2/s:@10:who"}},
		"only one copy":            {[]delivery{{"e1", "1", "", "s", "12", "x"}}, []string{"e1/1/s:@12:x"}, []string{"e1/1/s:@12:x"}},
		"addendum":                 {[]delivery{a, {"e9", "1", "e1", "", "09", "new"}}, []string{"e9/1/e1@09:new"}, []string{"e9/1/e1@09:new"}},
		"addendum first":           {[]delivery{{"e9", "1", "e1", "", "09", "new"}, a, a}, []string{"e9/1/e1@09:new"}, []string{"e9/1/e1@09:new"}},
		"addendum alone":           {[]delivery{{"e9", "1", "e1", "", "09", "new"}}, []string{"e9/1/e1@09:new"}, []string{"e9/1/e1@09:new"}},
		"addendum, other account":  {[]delivery{a, {"e9", "2", "e1", "", "09", "new"}}, []string{"e1/1/e1@10:a", "e9/2/e1@09:new"}, []string{"e9/2/e1@09:new"}},
		"two addenda":              {[]delivery{{"e9", "1", "e1", "", "12", "new"}, a, {"e8", "1", "e1", "", "11", "old"}}, []string{"e9/1/e1@12:new"}, []string{"e9/1/e1@12:new"}},
		"two addenda, one time":    {[]delivery{{"e8", "1", "e1", "", "12", "old"}, {"e9", "1", "e1", "", "12", "new"}}, []string{"e9/1/e1@12:new"}, []string{"e9/1/e1@12:new"}},
		"addendum of a call's one": {[]delivery{{"e1", "1", "", "s", "12", "a"}, {"e2", "2", "", "s", "10", "b"}, {"e9", "1", "e1", "s", "12", "c"}}, []string{"e9/1/s:@12:c", "e2/2/s:@10:b"}, []string{"e9/2/s:@10:c"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			events, calls := collect(t, 0, "", batches(x.in, 2))
			same(t, "events", events, x.events)
			same(t, "calls", calls, x.calls)
		})
	}
}

// model is what should become of deliveries: said again, as simply as possible.
func model(all []delivery) (events, calls []string) {
	best := map[[2]string]delivery{}
	for _, d := range all {
		id := d.id
		if d.original != "" {
			id = d.original
		}
		key := [2]string{id, d.account}
		known, ok := best[key]
		rank := func(d delivery) string {
			return fmt.Sprint(d.original != "", "\x00", d.time, "\x00", d.id, "\x00", d.shared, "\x00", d.original, "\x00", d.text)
		}
		if !ok || rank(d) > rank(known) {
			best[key] = d
		}
	}
	merged := map[string]delivery{}
	for key, d := range best {
		call := d.shared
		if call != "" {
			call += ":" // and the name, of which there is none
		} else {
			call = key[0]
		}
		events = append(events, fmt.Sprintf("%s/%s/%s@%s:%s", d.id, d.account, call, d.time, d.text))
		m, ok := merged[call]
		if !ok {
			merged[call] = d
			continue
		}
		merged[call] = delivery{max(m.id, d.id), max(m.account, d.account), max(m.original, d.original), max(m.shared, d.shared), min(m.time, d.time), max(m.text, d.text)}
	}
	for _, d := range merged {
		calls = append(calls, d.id+"/"+d.account+"@"+d.time+":"+d.text)
	}
	slices.Sort(events)
	slices.Sort(calls)
	return events, calls
}

// TestOnceInAnyOrder holds that order, repetition, objects and the limit of memory make
// no difference, and that the result is what it should be.
func TestOnceInAnyOrder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	of := func(options ...string) *rapid.Generator[string] { return rapid.SampledFrom(options) }
	one := rapid.Custom(func(t *rapid.T) delivery {
		return delivery{
			of("e1", "e2", "e3", "e4").Draw(t, "id"), of("1", "2").Draw(t, "account"), of("", "", "", "e1", "e2").Draw(t, "original"),
			of("", "", "s1", "s2", "e1").Draw(t, "shared"), of("10", "11", "12").Draw(t, "time"), of("", "a", "b", "c").Draw(t, "text"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.SliceOfN(one, 0, 20).Draw(t, "deliveries")
		wantEvents, wantCalls := model(in)
		again := append(slices.Clone(in), in[:rapid.IntRange(0, len(in)).Draw(t, "again")]...)
		again = rapid.Permutation(again).Draw(t, "order")
		for _, limit := range []int{0, 1, 300} {
			events, calls := collect(t, limit, dir, batches(again, rapid.IntRange(1, 5).Draw(t, "per object")))
			slices.Sort(events)
			same(t, "events", events, wantEvents)
			for i, c := range calls { // the name of a merged call depends on more than the model tells
				id, rest, _ := strings.Cut(c, "/")
				account, rest, _ := strings.Cut(rest, "/")
				_, rest, _ = strings.Cut(rest, "@")
				calls[i] = id + "/" + account + "@" + rest
			}
			slices.Sort(calls)
			same(t, "calls", calls, wantCalls)
		}
	})
}

// TestCollectionErrors holds that errors come out: of visit, of the disk, of what was
// kept.
func TestCollectionErrors(t *testing.T) {
	t.Parallel()
	in := batches([]delivery{{"e1", "1", "", "", "10", "a"}, {"e2", "1", "", "", "10", "a"}, {"e3", "1", "", "", "10", "a"}}, 3)
	stop := errors.New("stop")
	for at := 1; at <= 3; at++ {
		c := Collection{}
		do(t, c.Take(in[0]))
		n := 0
		visit := func(*trail.Event) error {
			if n++; n == at {
				return stop
			}
			return nil
		}
		if err := c.Each(visit); !errors.Is(err, stop) || n != at {
			t.Errorf("error %v after %d", err, n)
		}
		n = 0
		if err := EachCall(c.Each, visit); !errors.Is(err, stop) || n != at {
			t.Errorf("error %v after %d", err, n)
		}
		c.Close()
	}
	full := Collection{}
	full.spool.Limit, full.spool.Dir = 1, filepath.Join(t.TempDir(), "missing")
	if err := full.Take(in[0]); err == nil || !strings.Contains(err.Error(), "keep events on disk") {
		t.Errorf("error %v", err)
	}
	var broken Collection
	do(t, broken.Take(Batch{Records: []Record{{trail.Key{Event: "e"}, []byte{200}}}}))
	if err := broken.Each(func(*trail.Event) error { return nil }); err == nil {
		t.Error("what is no event was read")
	}
}
