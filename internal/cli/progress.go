package cli

import (
	"fmt"
	"math"
	"time"

	"hotline/internal/awsio"
	"hotline/org"
)

// A progress says on the standard error stream how far a run is: on a terminal
// in a line that changes, elsewhere in a line every ten seconds.
type progress struct {
	*console
	atOnce int           // how many accounts are read at once
	walk   time.Duration // until the first account was asked
	said   time.Duration // when the last line was written
	drawn  bool
}

const (
	plainInterval = 10 * time.Second
	liveInterval  = 100 * time.Millisecond
)

// show is told how far the run is.
func (p *progress) show(now awsio.Progress) {
	if p.walk == 0 && now.Total > 0 {
		p.walk = now.Elapsed
	}
	live := p.ErrTerminal && !p.json
	interval := plainInterval
	if live {
		interval = liveInterval
	}
	if now.Elapsed-p.said < interval {
		return
	}
	p.said, now.Left = now.Elapsed, p.left(now)
	switch {
	case p.json:
		p.say("note", progressText(now), org.Location{})
	case live:
		p.drawn = true
		p.errf("\r\x1b[K%s", progressText(now))
	default:
		p.errf("hotline: %s\n", progressText(now))
	}
}

// left takes off a guess how long the rest will take what it cannot rest on:
// the time before the first account was asked, and all of it before as many
// accounts were read as are read at once.
func (p *progress) left(now awsio.Progress) time.Duration {
	if now.Left <= 0 {
		return 0
	}
	left, elapsed := now.Left.Seconds(), now.Elapsed.Seconds()
	read := elapsed * float64(now.Total-now.Done) / left // what the guess was made of
	if math.Round(read) < float64(p.atOnce) {
		return 0
	}
	return time.Duration(left * (1 - p.walk.Seconds()/elapsed) * float64(time.Second))
}

// clear removes the line that changes.
func (p *progress) clear() {
	if p.drawn {
		p.errf("\r\x1b[K")
	}
}

func progressText(p awsio.Progress) string {
	text := "reading the organization"
	if p.Total > 0 {
		text = fmt.Sprintf("%d of %d accounts", p.Done, p.Total)
	}
	text += fmt.Sprintf(", %d calls, %d throttled, %s", p.Calls, p.Throttles, p.Elapsed.Round(time.Second))
	if p.Left > 0 {
		text += fmt.Sprintf(", about %s left", p.Left.Round(time.Second))
	}
	return text
}
