package digest

import "time"

// edge is how far the time in the name of a log file may be from that at which it
// was delivered: names are rounded to five minutes.
const edge = 15 * time.Minute

// A trail is what is known of the digests of one trail. Its spans of time are those
// that digests cover, newest first, with those that touch as one.
type trail struct {
	first, last time.Time // the times in the names of its first and last digest
	witness     string    // the key of the first digest after all that are asked for
	spans       []span
	newer       *Digest // the digest after the next one to come
	newerKey    string
}

type span struct{ from, to time.Time }

// cover takes in the time that a digest covers.
func (r *region) cover(f file, d *Digest) {
	if r.chain.To.IsZero() || d.End.After(r.chain.To) {
		r.chain.To = d.End
	}
	if r.chain.From.IsZero() || d.Start.Before(r.chain.From) {
		r.chain.From = d.Start
	}
	if d.End.After(r.newest) {
		r.newest = d.End
	}
	if f.backfill { // it adds log files to a time, and does not say that there are no others
		return
	}
	t := r.trails[f.trail]
	if n := len(t.spans); n > 0 && !t.spans[n-1].from.After(d.End.Add(time.Minute)) {
		if d.Start.Before(t.spans[n-1].from) {
			t.spans[n-1].from = d.Start
		}
		return
	}
	t.spans = append(t.spans, span{d.Start, d.End})
}

// covered reports whether every trail that has digests before and after a time
// covers it, and there is one. The log files of trails cannot be told apart.
func (r *region) covered(at time.Time) bool {
	spanned := false
	for _, t := range r.trails {
		if at.Before(t.first.Add(-late)) || at.After(t.last) {
			continue
		}
		if !t.has(at) {
			return false
		}
		spanned = true
	}
	return spanned
}

func (t *trail) has(at time.Time) bool {
	for _, s := range t.spans {
		if !at.Before(s.from.Add(edge)) && !at.After(s.to.Add(-edge)) {
			return true
		}
	}
	return false
}

// gap reports the time without a digest between one and the one after it.
func (r *region) gap(f file, d *Digest) {
	t := r.trails[f.trail]
	newer, key := t.newer, t.newerKey
	t.newer, t.newerKey = d, f.key
	switch {
	case newer == nil:
	case newer.PreviousKey == "":
		r.report(*r.problem(Gap, key, "a new chain begins: between %s and %s there was no logging, or no validation of it", instant(d.End), instant(newer.Start)))
	case r.at(newer.PreviousKey) != f.key || newer.Start.Sub(d.End) > time.Minute:
		r.report(*r.problem(Gap, key, "no digest is there between %s and %s", instant(d.End), instant(newer.Start)))
	}
}
