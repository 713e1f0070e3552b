package store_test

import (
	"fmt"
	"slices"
	"testing"

	"hotline/internal/logs"
	"hotline/internal/store"
	"hotline/trail"
)

// wanted is what the states of the tests are made for.
const wanted = "eventSource = 'support.amazonaws.com'"

// open opens a state that is closed with the test.
func open(t testing.TB, o store.Options) *store.Store {
	t.Helper()
	if o.Wanted == "" {
		o.Wanted = wanted
	}
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// do fails a test for an error.
func do(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// some are the fields of an event.
type some map[trail.Field]string

// event makes an event.
func event(fields some) *trail.Event {
	e := new(trail.Event)
	for f, value := range fields {
		e.Set(f, value)
	}
	return e
}

// batch is what was found in an object.
func batch(key, version string, events ...*trail.Event) logs.Batch {
	b := logs.Batch{Object: logs.Object{Name: "./" + key, Key: key, Version: version}}
	for _, e := range events {
		b.Records = append(b.Records, logs.Record{Key: e.Key(), Data: e.Append(nil)})
	}
	return b
}

// numbered is an event of the usual size.
func numbered(n int) *trail.Event {
	return event(some{
		trail.EventID: fmt.Sprintf("%08x-5a1b-4f66-9d0e-8a3b2c1d0e9f", uint32(n)*2654435761), trail.Recipient: "111122223333",
		trail.EventTime: "2026-03-01T09:15:27Z", trail.Source: "support.amazonaws.com", trail.Name: "DescribeCases", trail.Region: "us-east-1",
		trail.IP: "203.0.113.7", trail.EventType: "AwsApiCall", trail.IdentityType: "AssumedRole", trail.IdentityAccount: "111122223333",
		trail.IdentityARN: "arn:aws:sts::111122223333:assumed-role/HotlineSupport/someone@example.com",
		trail.IssuerARN:   "arn:aws:iam::111122223333:role/HotlineSupport", trail.AccessKey: "ASIAIOSFODNN7EXAMPLE", trail.MFA: "false",
	})
}

// events are what a state or a collection has.
func events(t testing.TB, each func(func(*trail.Event) error) error) []trail.Event {
	t.Helper()
	var out []trail.Event
	do(t, each(func(e *trail.Event) error {
		out = append(out, *e)
		return nil
	}))
	return out
}

// held are the events of a state.
func held(t testing.TB, s *store.Store) []trail.Event {
	t.Helper()
	return events(t, func(visit func(*trail.Event) error) error { return s.Each(t.Context(), visit) })
}

// collected are the events of some batches as a run without a state has them.
func collected(t testing.TB, batches []logs.Batch) []trail.Event {
	t.Helper()
	var c logs.Collection
	defer c.Close()
	for _, b := range batches {
		do(t, c.Take(b))
	}
	return events(t, c.Each)
}

// same compares events.
func same(t testing.TB, got, want []trail.Event) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got %d events, want %d:\n%q\n%q", len(got), len(want), got[:min(3, len(got))], want[:min(3, len(want))])
	}
}
