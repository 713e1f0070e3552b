package logs

import (
	"strings"
	"testing"
)

// TestFlood holds that a text in which there are more places to look at than are
// remembered is read as a whole, and that the next one is searched again.
func TestFlood(t *testing.T) {
	t.Parallel()
	record := func(note string) string {
		return `{"eventVersion":"1.08","note":"` + note + `","eventTime":"2026-03-01T00:00:00Z","eventSource":"support.amazonaws.com",` +
			`"eventName":"CreateCase","eventID":"e","recipientAccountId":"111122223333"}`
	}
	f := finderOf(t, define(t, "HotlineSupport"))
	s := search{finder: f}
	s.begin()
	s.find([]byte(`{"Records":[`+record(strings.Repeat(`\u0061`, maxPlaces+1))+`]}`), true)
	if !s.flood {
		t.Error("expected a flood")
	}
	if len(s.places) > maxPlaces+block {
		t.Errorf("%d places are remembered", len(s.places))
	}
	s.begin()
	if s.find([]byte(`{"Records":[`+record("")+`]}`), true); s.flood || len(s.places) == 0 {
		t.Errorf("flood %t, %d places", s.flood, len(s.places))
	}
}
