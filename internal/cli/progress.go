package cli

import (
	"fmt"
	"time"

	"hotline/internal/awsio"
)

// A progress says on the standard error stream how far a run is: on a terminal
// in a line that changes, elsewhere in a line every ten seconds.
type progress struct {
	*console
	said  time.Duration // when the last line was written
	drawn bool
}

const (
	plainInterval = 10 * time.Second
	liveInterval  = 100 * time.Millisecond
)

// show is told how far the run is.
func (p *progress) show(now awsio.Progress) {
	interval := plainInterval
	if p.ErrTerminal {
		interval = liveInterval
	}
	if p.json || now.Elapsed-p.said < interval {
		return
	}
	p.said = now.Elapsed
	if !p.ErrTerminal {
		p.errf("hotline: %s\n", progressText(now))
		return
	}
	p.drawn = true
	p.errf("\r\x1b[K%s", progressText(now))
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
