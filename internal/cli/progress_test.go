package cli

import (
	"testing"
	"time"

	"hotline/internal/awsio"
)

// TestProgress holds that a terminal has one line that changes, and a log a
// line every ten seconds.
func TestProgress(t *testing.T) {
	t.Parallel()
	show := func(terminal bool) string {
		s, _, errs := streams(nil, false)
		s.ErrTerminal = terminal
		p := &progress{console: &console{Streams: s}}
		p.show(awsio.Progress{Elapsed: time.Millisecond, Calls: 1})
		p.show(awsio.Progress{Elapsed: 4 * time.Second, Calls: 20})
		p.show(awsio.Progress{Elapsed: 11 * time.Second, Done: 2, Total: 8, Calls: 30, Throttles: 1, Left: 33 * time.Second})
		p.clear()
		return errs.String()
	}
	const last = "2 of 8 accounts, 30 calls, 1 throttled, 11s, about 33s left"
	if got, want := show(false), "hotline: "+last+"\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := show(true), "\r\x1b[Kreading the organization, 20 calls, 0 throttled, 4s\r\x1b[K"+last+"\r\x1b[K"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
