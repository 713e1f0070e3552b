package store_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"hotline/internal/logs"
	"hotline/internal/store"
	"hotline/trail"
)

// TestBusy holds that who writes while another reads waits, and says so where that
// takes too long; nothing is lost by it.
func TestBusy(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	reader := open(t, store.Options{Dir: dir})
	do(t, reader.Take(batch("/a", "1", numbered(1))))
	do(t, reader.Flush())
	hasty, patient := open(t, store.Options{Dir: dir, Wait: 20 * time.Millisecond}), open(t, store.Options{Dir: dir})
	do(t, errors.Join(hasty.Take(batch("/b", "1", numbered(2))), patient.Take(batch("/c", "1", numbered(3)))))
	waited := make(chan error, 1)
	do(t, reader.Each(t.Context(), func(*trail.Event) error {
		if err := hasty.Flush(); !errors.Is(err, store.ErrBusy) {
			t.Errorf("got %v", err)
		}
		go func() { waited <- patient.Flush() }()
		return nil
	}))
	do(t, <-waited)
	do(t, hasty.Flush())
	if n := len(held(t, reader)); n != 3 {
		t.Errorf("got %d events", n)
	}
	do(t, errors.Join(hasty.Close(), patient.Close(), reader.Close()))
}

// TestReset holds that a run notices that another began the state anew: what it knows
// is no longer so.
func TestReset(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	old := open(t, store.Options{Dir: dir})
	do(t, old.Take(batch("/a", "1", numbered(1))))
	do(t, old.Flush())
	anew := open(t, store.Options{Dir: dir, Wanted: "other", Reread: true})
	do(t, old.Take(batch("/b", "1", numbered(2))))
	for what, err := range map[string]error{
		"Flush": old.Flush(), "Begin": old.Begin("s3://b/"), "Each": old.Each(t.Context(), func(*trail.Event) error { return nil }), "Close": old.Close(),
	} {
		if !errors.Is(err, store.ErrReset) {
			t.Errorf("%s: got %v", what, err)
		}
	}
	if n := len(held(t, anew)); n != 0 {
		t.Errorf("got %d events", n)
	}
	do(t, anew.Close())
}

// TestTogether holds that runs at the same time come to what one would have come to.
func TestTogether(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var all []logs.Batch
	for i := range 60 {
		all = append(all, batch(key(i), "1", numbered(i), numbered(i/2), numbered(i/3)))
	}
	var wg sync.WaitGroup
	for run := range 3 {
		s := open(t, store.Options{Dir: dir})
		wg.Go(func() {
			for i := range all {
				b := all[(i+20*run)%len(all)]
				if s.Known(b.Object) {
					continue
				}
				if err := errors.Join(s.Take(b), s.Flush()); err != nil {
					t.Error(err)
				}
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	s := open(t, store.Options{Dir: dir})
	same(t, held(t, s), collected(t, all))
	do(t, s.Close())
}

// TestUseAtOnce is for the race detector: objects are listed while others are taken.
func TestUseAtOnce(t *testing.T) {
	t.Parallel()
	s := open(t, store.Options{Dir: t.TempDir()})
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range 2500 {
			s.Known(batch(key(i), "1").Object)
		}
	})
	for i := range 2500 {
		do(t, s.Take(batch(key(i), "1", numbered(i))))
	}
	wg.Wait()
	if n := len(held(t, s)); n != 2500 {
		t.Errorf("got %d events", n)
	}
	do(t, s.Close())
}
