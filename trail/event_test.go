package trail

import (
	"bytes"
	"strings"
	"testing"
	"unsafe"

	"pgregory.net/rapid"
)

func TestEventFields(t *testing.T) {
	t.Parallel()
	text := "AssumeRole and more"
	e := event(fields{Name: text[:10]})
	c := e.Clone()
	if e.Get(Name) != "AssumeRole" || e.Get(Source) != "" || *c != *e {
		t.Errorf("%+v, cloned %+v", e, c)
	}
	if unsafe.StringData(c.Get(Name)) == unsafe.StringData(text) {
		t.Error("a clone keeps the text")
	}
}

// TestKey holds what records are known by.
func TestKey(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		f    fields
		key  Key
		call string
	}{
		"plain":             {fields{EventID: "e", Recipient: home}, Key{"e", home}, "e"},
		"shared":            {fields{EventID: "e", Recipient: home, SharedEventID: "s", Name: "AssumeRole"}, Key{"e", home}, "s:AssumeRole"},
		"updated":           {fields{EventID: "e", OriginalEventID: "o", AddendumReason: "UPDATED_DATA"}, Key{"o", ""}, "o"},
		"updated, shared":   {fields{EventID: "e", OriginalEventID: "o", AddendumReason: "UPDATED_DATA", SharedEventID: "s"}, Key{"o", ""}, "s:"},
		"updated, not what": {fields{EventID: "e", AddendumReason: "UPDATED_DATA"}, Key{"e", ""}, "e"},
		"late":              {fields{EventID: "e", OriginalEventID: "o", AddendumReason: "DELIVERY_DELAY"}, Key{"e", ""}, "e"},
	} {
		if e := event(c.f); e.Key() != c.key || e.Call() != c.call {
			t.Errorf("%s: %v, %q", name, e.Key(), e.Call())
		}
	}
}

// TestSupersedes holds the order of records of one key.
func TestSupersedes(t *testing.T) {
	t.Parallel()
	first := fields{EventID: "z", EventTime: "2026-01-02T00:00:00Z"}
	updated := fields{EventID: "a", EventTime: "2026-01-01T00:00:00Z", OriginalEventID: "z", AddendumReason: "UPDATED_DATA"}
	order := []fields{ // from the one that counts least
		first, first.with(fields{IP: "1"}), updated, updated.with(fields{EventID: "b"}),
		updated.with(fields{EventTime: "2026-01-01T00:00:01Z"}), updated.with(fields{EventTime: "2026-01-01T00:00:01Z", Region: "x"}),
	}
	for i, a := range order {
		for j, b := range order {
			if got := event(a).Supersedes(event(b)); got != (i > j) {
				t.Errorf("%v supersedes %v: %v", a, b, got)
			}
		}
	}
}

// TestSupersedesIsAnOrder holds that of any records one is to be kept, whichever come
// first.
func TestSupersedesIsAnOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := anyEvent().Draw(t, "a"), anyEvent().Draw(t, "b"), anyEvent().Draw(t, "c")
		ab, ba := a.Supersedes(b), b.Supersedes(a)
		if *a == *b && (ab || ba) || *a != *b && ab == ba {
			t.Fatalf("a over b: %v, b over a: %v", ab, ba)
		}
		if ab && b.Supersedes(c) && !a.Supersedes(c) {
			t.Fatal("a over b over c, but not a over c")
		}
	})
}

func TestMerge(t *testing.T) {
	t.Parallel()
	a := event(fields{EventTime: "2026-01-02T00:00:00Z", IdentityARN: anaARN, IP: "1", EventID: "a"})
	a.Merge(event(fields{EventTime: "2026-01-01T00:00:00Z", IP: "2", Recipient: home, EventID: "A"}))
	a.Merge(event(fields{}))
	want := event(fields{EventTime: "2026-01-01T00:00:00Z", IdentityARN: anaARN, IP: "2", Recipient: home, EventID: "a"})
	equal(t, "the call", a, want)
	b := event(fields{})
	b.Merge(a)
	equal(t, "the call from nothing", b, want)
}

// TestMergeLaws holds that records of a call can be put together in any order.
func TestMergeLaws(t *testing.T) {
	t.Parallel()
	merged := func(events ...*Event) Event {
		out := events[0].Clone()
		for _, e := range events[1:] {
			out.Merge(e)
		}
		return *out
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := anyEvent().Draw(t, "a"), anyEvent().Draw(t, "b"), anyEvent().Draw(t, "c")
		bc := merged(b, c)
		switch {
		case merged(a, b) != merged(b, a):
			t.Fatal("the order makes a difference")
		case merged(a, b, c) != merged(a, &bc):
			t.Fatal("the grouping makes a difference")
		case merged(a, a) != *a, merged(a, b, b, a) != merged(a, b):
			t.Fatal("repeats make a difference")
		}
	})
}

// TestStored holds that what is written is read again, and that nothing else is.
func TestStored(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := anyEvent().Draw(t, "event")
		e.Set(ErrorMessage, strings.Repeat("x", rapid.SampledFrom([]int{0, 1, 127, 128, 300, 70000}).Draw(t, "length")))
		data := e.Append([]byte("before"))
		if !bytes.HasPrefix(data, []byte("before")) {
			t.Fatal("what was there is lost")
		}
		data = data[len("before"):]
		got := event(fields{RequestImpact: "old"})
		if err := got.Read(data); err != nil || *got != *e {
			t.Fatalf("read %+v, %v", got, err)
		}
		cut := rapid.IntRange(0, len(data)-1).Draw(t, "cut")
		if err := new(Event).Read(data[:cut]); err == nil || err.Error() != "an event in the store is cut off" {
			t.Fatalf("of %d bytes %d were read: %v", len(data), cut, err)
		}
		if err := new(Event).Read(append(data, 0)); err == nil || err.Error() != "an event in the store is longer than it should be" {
			t.Fatalf("a byte more was read: %v", err)
		}
	})
}

// FuzzStored holds that no bytes make Read panic.
func FuzzStored(f *testing.F) {
	f.Add(event(fields{EventID: "a", IP: "b"}).Append(nil))
	f.Add(bytes.Repeat([]byte{0xff}, 20))
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, data []byte) {
		var e, again Event
		if e.Read(data) != nil {
			return
		}
		if err := again.Read(e.Append(nil)); err != nil || again != e {
			t.Fatalf("%+v was written and read as %+v, %v", e, again, err)
		}
	})
}
