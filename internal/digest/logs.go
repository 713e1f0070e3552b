package digest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// A nameHash stands for a key: a short one, since there are many.
type nameHash [16]byte

func hashName(key string) nameHash {
	sum := sha256.Sum256([]byte(key))
	return nameHash(sum[:16])
}

// loose is the log files of a time that no digest covers.
type loose struct {
	n           int
	key         string // of the first
	first, last time.Time
}

func (l *loose) add(key string, at time.Time) {
	if l.n == 0 || at.Before(l.first) {
		l.key, l.first = key, at
	}
	if at.After(l.last) {
		l.last = at
	}
	l.n++
}

func (l *loose) report(r *region) {
	if l.n == 0 {
		return
	}
	r.chain.LogsNotCovered += l.n
	r.report(*r.problem(NotCovered, l.key, "no digest covers the time of %d log files from %s to %s, of which this is the first", l.n, instant(l.first), instant(l.last)))
}

// list remembers that a digest lists a log file.
func (r *region) list(key string) {
	dir := path.Dir(key) + "/"
	if r.listed[dir] == nil {
		r.listed[dir] = map[nameHash]bool{}
	}
	r.listed[dir][hashName(key)] = true
}

// checkLogs compares the log files that a digest lists with their hashes.
func (r *region) checkLogs(ctx context.Context, d *Digest, how trust) {
	found := make([]*Finding, len(d.logs))
	each(r.Workers, len(d.logs), func(i int) {
		if ctx.Err() == nil {
			found[i] = r.checkLog(ctx, d.logs[i])
		}
	})
	r.chain.LogFiles += len(d.logs)
	for _, f := range found {
		switch {
		case f != nil:
			r.report(*f)
		case how == proven:
			r.chain.LogsValid++
		default:
			r.chain.LogsUnproven++
		}
	}
}

func (r *region) checkLog(ctx context.Context, l logFile) *Finding {
	key := r.at(l.Key)
	if l.Algorithm != HashAlgorithm {
		return r.problem(NotReadable, key, "its digest has a hash of it by %q, which is not known", l.Algorithm)
	}
	if r.Bucket != "" && l.Bucket != r.Bucket {
		return r.problem(NotReadable, key, "it lies in another bucket: s3://%s/%s", l.Bucket, l.Key)
	}
	o, err := r.Place.Get(ctx, key)
	if errors.Is(err, fs.ErrNotExist) && key != l.Key {
		o, err = r.Place.Get(ctx, l.Key)
	}
	if err != nil {
		return r.unreadable(key, err, LogMissing, LogModified)
	}
	sum, err := sumInflated(o.Body, maxLog)
	if err = errors.Join(err, o.Body.Close()); err != nil {
		return r.unreadable(key, err, LogMissing, LogModified)
	}
	if !strings.EqualFold(hex.EncodeToString(sum.Sum(nil)), l.Hash) {
		return r.problem(LogModified, key, "it has not the hash that its digest lists")
	}
	return nil
}

// findDays finds the directories of logs, and compares what lies beside them at the
// end: a reader of logs would find it.
func (r *region) findDays(ctx context.Context) {
	dirs := []string{r.logDir}
	for range 3 { // year, month, day
		var next []string
		for _, dir := range dirs {
			below, keys := r.below(ctx, dir)
			next = append(next, below...)
			for _, key := range keys {
				r.odd(key)
			}
		}
		dirs = next
	}
	for _, dir := range dirs {
		day, ok := parseDay(dir)
		switch {
		case !ok || !strings.HasPrefix(dir, r.logDir):
			r.visit(ctx, dir, func(key string) { r.odd(key) })
		case !r.Since.IsZero() && !day.AddDate(0, 0, 1).After(r.Since), !r.Until.IsZero() && !day.Before(r.Until):
		default:
			r.days = append(r.days, dir)
		}
	}
	slices.Sort(r.days)
}

// visit lists keys, with an error as a finding.
func (r *region) visit(ctx context.Context, dir string, visit func(key string)) {
	err := r.Place.List(ctx, dir, func(key string) error { visit(key); return nil })
	if err != nil {
		r.report(*r.problem(NotReadable, dir, "%v", err))
	}
}

// odd takes in a file among the logs that has not the place or the name of one. A
// reader of logs goes by no name.
func (r *region) odd(key string) {
	switch {
	case strings.HasSuffix(key, "/"): // it marks a folder
		return
	case isPassedOver(key):
		r.chain.Foreign++
		return
	}
	r.report(*r.problem(LogUnlisted, key, "CloudTrail puts no log file of this name here, and no digest lists it"))
}

// compareDays looks for log files that no digest lists, in the days of which all
// digests have been read: those that begin well after a time.
func (r *region) compareDays(ctx context.Context, read time.Time) {
	for n := len(r.days); n > 0; n = len(r.days) {
		dir := r.days[n-1]
		day, _ := parseDay(dir)
		if !read.IsZero() && !read.Add(late).Before(day) || ctx.Err() != nil {
			return
		}
		r.visit(ctx, dir, func(key string) { r.compare(dir, day, key) })
		delete(r.listed, dir)
		r.days = r.days[:n-1]
	}
}

// compare takes in a file of a day.
func (r *region) compare(dir string, day time.Time, key string) {
	if r.listed[dir][hashName(key)] || strings.HasSuffix(key, "/") {
		return
	}
	at, ok := parseLogName(key)
	switch {
	case !ok || path.Dir(key)+"/" != dir || at.Format(time.DateOnly) != day.Format(time.DateOnly):
		r.odd(key)
	case at.Before(r.Since), !r.Until.IsZero() && !at.Before(r.Until):
	case !r.newest.IsZero() && !at.Before(r.newest.Add(-late)) && !at.After(r.newest.Add(2*late)):
		r.chain.LogsPending++
	case r.covered(at):
		r.report(*r.problem(LogUnlisted, key, "no digest lists it, and they cover its time"))
	default:
		r.loose.add(key, at)
	}
}
