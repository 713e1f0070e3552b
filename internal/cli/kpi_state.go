package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"hotline/internal/logs"
	"hotline/internal/store"
	"hotline/trail"
)

// readInto reads what is new into the state, and gives all that is in it.
func (o kpiOptions) readInto(ctx context.Context, c *console, def *trail.Definitions) (*found, error) {
	if _, err := os.Stat(o.state); err != nil && len(o.source.paths) == 0 && !o.source.lookup {
		return nil, usagef("--state: there is no %s; expected a PATH to read first", o.state)
	}
	state, err := store.Open(ctx, store.Options{Dir: o.state, Wanted: def.Wanted(), Scope: def.Scope(), Reread: o.reread})
	if err != nil {
		return nil, err
	}
	out := &found{
		events: func(visit func(*trail.Event) error) error { return state.Each(ctx, visit) },
		close:  func() { _ = state.Close() }, // all of it was written
	}
	if err := o.readNew(ctx, c, def, state, out); err != nil {
		out.close()
		return nil, err
	}
	out.known = state.Len()
	err = state.Problems(ctx, func(p logs.Problem) error {
		if isThere(p.Object) {
			out.problems = append(out.problems, p)
		}
		return nil
	})
	if err != nil {
		out.close()
		return nil, err
	}
	return out, nil
}

// isThere reports whether an object may still be there: a file that was removed since is
// no longer worth a word.
func isThere(object string) bool {
	if isBucket(object) {
		return true
	}
	_, err := os.Lstat(object)
	return !errors.Is(err, fs.ErrNotExist)
}

// readNew reads what is new.
func (o kpiOptions) readNew(ctx context.Context, c *console, def *trail.Definitions, state *store.Store, out *found) error {
	places, err := o.source.places()
	if err != nil {
		return err
	}
	for _, place := range places {
		if err := state.Begin(place); err != nil {
			return err
		}
	}
	o.source.after = func(bucket, prefix string) string { return beginning(state, bucket, prefix) }
	o.source.since, o.source.until = "", "" // the state is to have all there is
	reader := o.reader(c, def)
	reader.Skip = state.Known
	reader.Take = func(b logs.Batch) error {
		out.problems = append(out.problems, b.Problems...)
		return state.Take(b)
	}
	counts, err := o.source.read(ctx, c, reader)
	if err != nil {
		_ = state.Flush() // what was read until then is of use to the next run
		return err
	}
	out.counts, out.incomplete = counts, o.source.incomplete
	for _, place := range places {
		if err := state.Complete(place); err != nil {
			return err
		}
	}
	return state.Flush()
}

// places are the buckets and directories, or the folders of them, that are read, as the
// state knows them: with a slash at their end, since s3://logs is no part of
// s3://logs-of-old.
func (o *sourceOptions) places() ([]string, error) {
	var out []string
	for _, path := range o.paths {
		if isBucket(path) {
			_, _, place := placeOf(path)
			out = append(out, place)
		} else if path != "-" {
			full, err := filepath.Abs(path)
			if err != nil {
				return nil, err
			}
			out = append(out, filepath.ToSlash(full)+"/")
		}
	}
	return out, nil
}

// overlap is how far before the last known log of a folder its listing begins: names
// say when a log was delivered to the minute, and some come late.
const overlap = 48 * time.Hour

// beginning is where the listing of a folder of a bucket may begin: some days before
// what is known of it. Where that is not known, it begins at the beginning.
func beginning(state *store.Store, bucket, prefix string) string {
	place := "s3://" + bucket + "/"
	last, err := state.LastKey(place + prefix)
	if err != nil {
		return ""
	}
	day, ok := strings.CutPrefix(last, place+prefix)
	const layout = "2006/01/02"
	if !ok || len(day) < len(layout) {
		return ""
	}
	t, err := time.Parse(layout, day[:len(layout)])
	if err != nil {
		return ""
	}
	return prefix + t.Add(-overlap).Format(layout)
}
