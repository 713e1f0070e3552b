package cli

import (
	"testing"
	"time"

	"hotline/internal/awsio"
)

// TestProgress holds that a terminal has one line that changes, a log a line
// every ten seconds, and with -o json each of them is JSON.
func TestProgress(t *testing.T) {
	t.Parallel()
	show := func(terminal, json bool) string {
		s, _, errs := streams(nil, false)
		s.ErrTerminal = terminal
		p := &progress{console: &console{Streams: s, json: json}, atOnce: 2}
		p.show(awsio.Progress{Elapsed: time.Millisecond, Calls: 1})
		p.show(awsio.Progress{Elapsed: time.Second, Calls: 2, Total: 8})
		p.show(awsio.Progress{Elapsed: 11 * time.Second, Done: 2, Total: 8, Calls: 30, Throttles: 1, Left: 33 * time.Second})
		p.clear()
		return errs.String()
	}
	const last = "2 of 8 accounts, 30 calls, 1 throttled, 11s, about 30s left" // without the second before the first account
	if got, want := show(false, false), "hotline: "+last+"\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := show(true, false), "\r\x1b[K0 of 8 accounts, 2 calls, 0 throttled, 1s\r\x1b[K"+last+"\r\x1b[K"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, terminal := range []bool{false, true} {
		if got, want := show(terminal, true), `{"schema":"hotline/error/1","level":"note","message":"`+last+`"}`+"\n"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestProgressLeft holds that nothing is guessed from the first accounts of
// those that are read at once: they end together.
func TestProgressLeft(t *testing.T) {
	t.Parallel()
	p := &progress{atOnce: 16, walk: 2 * time.Second}
	guess := func(read, kept int) time.Duration {
		now := awsio.Progress{Elapsed: 10 * time.Second, Done: read + kept, Total: 400}
		now.Left = now.Elapsed / time.Duration(read) * time.Duration(now.Total-now.Done)
		return p.left(now).Round(time.Second)
	}
	if got := guess(15, 100); got != 0 {
		t.Errorf("%s after 15 of 16", got)
	}
	if got, want := guess(16, 0), 192*time.Second; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
