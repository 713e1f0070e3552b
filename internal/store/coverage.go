package store

import (
	"bytes"
	"context"
	"database/sql"
	"maps"
	"slices"
	"strings"
	"time"
)

// A Span says of which days of some time there are logs of an account.
type Span struct {
	// Regions are those of the logs, each with its days.
	Regions map[string]Days
	// Partial says that the logs come from sources that lie below CloudTrail/REGION
	// alone: of other Regions nothing is known.
	Partial bool
	// Unread is how many logs could not be read, or only in part. Those of which a part
	// was read count for the days as well.
	Unread int
	// Unfinished says that the last run over a source of logs of the account did not
	// come to its end, as far as Begin and Complete tell.
	Unfinished bool
}

// Days are days with logs. A day is that on which CloudTrail delivered a log, by its
// beginning, in UTC.
type Days struct {
	First, Last time.Time // zero where there are none
	// Before and After are the two days with logs, and none between them, that are
	// furthest from each other; the first two of several.
	Before, After time.Time
}

// Coverage says of which days there are logs of which account, by its id, among those
// between two times. It goes by the names of what was read, where they are laid out as
// CloudTrail does, in a bucket as in a directory:
//
//	[AWSLogs/[o-ID/]]ACCOUNT/CloudTrail/REGION/YYYY/MM/DD/NAME
//
// Nothing can be said by that of logs that are laid out otherwise, nor by logs that no
// source has, as Begin names them: whoever reads single files has not read the others.
//
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
func (s *Store) Coverage(ctx context.Context, since, until time.Time) (map[string]Span, error) {
	from, to := since.UTC().Format(dayLayout), until.UTC().Format(dayLayout)
	var key sql.RawBytes
	sources, err := s.sources(ctx)
	if err != nil {
		return nil, err
	}
	found := map[string]*delivered{}
	var bad int
	err = s.read(ctx, "SELECT key, 0 FROM objects WHERE again = 0 UNION ALL SELECT DISTINCT key, 1 FROM problems", func(rows *sql.Rows) error {
		if err := rows.Scan(&key, &bad); err != nil {
			return err
		}
		account, region, day, ok := placeOf(key)
		if !ok || string(day) < from || string(day) > to {
			return nil
		}
		reach := reachOf(sources, key)
		if reach == nowhere {
			return nil
		}
		d := found[string(account)]
		if d == nil {
			d = &delivered{regions: map[string]map[string]bool{}}
			found[string(account)] = d
		}
		d.unfinished, d.whole = d.unfinished || reach&unfinished != 0, d.whole || reach&whole != 0
		if bad != 0 {
			d.unread++
			return nil
		}
		days := d.regions[string(region)]
		if days == nil {
			days = map[string]bool{}
			d.regions[string(region)] = days
		}
		if !days[string(day)] { // no new text for what is known
			days[string(day)] = true
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := map[string]Span{}
	for account, d := range found {
		out[account] = d.span()
	}
	return out, nil
}

// logFolder is what has the Regions of an account.
const logFolder = "/CloudTrail/"

// dayLayout is how keys name a day.
const dayLayout = "2006/01/02"

// placeOf are account, Region and day of a log, by its key. It is false for keys that
// are laid out otherwise.
func placeOf(key []byte) (account, region, day []byte, ok bool) {
	const digits = 12
	i := bytes.LastIndex(key, []byte(logFolder))
	if i < digits {
		return nil, nil, nil, false
	}
	account = key[i-digits : i]
	region, rest, _ := bytes.Cut(key[i+len(logFolder):], []byte("/"))
	if len(rest) <= len(dayLayout) || i > digits && key[i-digits-1] != '/' || len(region) == 0 || strings.Trim(string(account), "0123456789") != "" {
		return nil, nil, nil, false
	}
	day, name := rest[:len(dayLayout)], rest[len(dayLayout):]
	for j, c := range []byte(dayLayout) {
		if isDigit := day[j] >= '0' && day[j] <= '9'; isDigit == (c == '/') || !isDigit && day[j] != c {
			return nil, nil, nil, false
		}
	}
	return account, region, day, len(name) > 1 && bytes.LastIndexByte(name, '/') == 0
}

// A source is what Begin names.
type source struct {
	prefix   []byte
	complete bool
}

// A reach is what sources say of a log that lies in them.
type reach int

const (
	nowhere    reach = 0 // in none
	inSource   reach = 1
	whole      reach = 2 // one has more than a part of a Region
	unfinished reach = 4 // one was not read to its end
)

// sources are those that were begun.
func (s *Store) sources(ctx context.Context) (out []source, err error) {
	var key sql.RawBytes
	complete := 0
	err = s.read(ctx, "SELECT prefix, complete FROM sources", func(rows *sql.Rows) error {
		if err := rows.Scan(&key, &complete); err != nil {
			return err
		}
		if bytes.HasSuffix(key, []byte("/")) { // all others are single files
			out = append(out, source{bytes.Clone(key), complete != 0})
		}
		return nil
	})
	return out, err
}

// reachOf is what sources say of a log.
func reachOf(sources []source, key []byte) (out reach) {
	all := bytes.LastIndex(key, []byte(logFolder)) + len(logFolder)
	for _, s := range sources {
		if !bytes.HasPrefix(key, s.prefix) {
			continue
		}
		out |= inSource
		if len(s.prefix) <= all {
			out |= whole
		}
		if !s.complete {
			out |= unfinished
		}
	}
	return out
}

// delivered are the logs of an account.
type delivered struct {
	regions           map[string]map[string]bool // the days of each
	unread            int
	unfinished, whole bool
}

// span is what can be said of them.
func (d *delivered) span() Span {
	out := Span{Unread: d.unread, Unfinished: d.unfinished, Partial: !d.whole, Regions: map[string]Days{}}
	for name, days := range d.regions {
		if of := daysOf(days); !of.First.IsZero() {
			out.Regions[name] = of
		}
	}
	return out
}

// daysOf are days by their texts.
func daysOf(texts map[string]bool) (out Days) {
	var last time.Time
	for _, text := range slices.Sorted(maps.Keys(texts)) {
		day, err := time.Parse(dayLayout, text)
		if err != nil { // a day that the calendar lacks
			continue
		}
		if out.First.IsZero() {
			out.First = day
		} else if day.Sub(last) > out.After.Sub(out.Before) {
			out.Before, out.After = last, day
		}
		out.Last, last = day, day
	}
	return out
}
