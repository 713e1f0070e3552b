package store_test

import (
	"testing"

	"hotline/internal/logs"
	"hotline/internal/store"
)

// TestLastKey holds from where a bucket is listed: only what follows a whole run is
// known to be all that is new.
func TestLastKey(t *testing.T) {
	t.Parallel()
	const bucket, east, west = "s3://b/", "s3://b/us-east-1/", "s3://b/us-west-2/"
	dir := t.TempDir()
	var s *store.Store
	// next is a run over a source: what is expected before, what it reads, whether it
	// is whole.
	next := func(source, prefix, want string, whole bool, objects ...string) {
		t.Helper()
		s = open(t, store.Options{Dir: dir})
		do(t, s.Begin(source))
		got, err := s.LastKey(prefix)
		if do(t, err); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		for _, key := range objects {
			do(t, s.Take(batch(key, "1")))
		}
		if whole {
			do(t, s.Complete(source))
		}
		do(t, s.Close())
	}
	next(bucket, east, "", false, east+"1", east+"3")
	next(bucket, east, "", true, east+"2", west+"1", "s3://b/us-east-10", "s3://c/1")
	next(bucket, east, east+"3", true)
	next(bucket, west, west+"1", true)
	next(bucket, "s3://b/eu-west-1/", "", true)
	next("s3://c/", "s3://c/", "", true)
	next(bucket, "s3://c/", "", true)         // of another source
	next(east, east, east+"3", false)         // a part, cut short
	next(bucket, west, "", true)              // which is a part of this
	next(east, east, east+"3", true)          // but that made it whole
	next(bucket, east, east+"3", true, "s3:") // what was read elsewhere
	next(bucket, "s3://b/\xff", "", true)

	s = open(t, store.Options{Dir: dir})
	if got, err := s.LastKey(east); err != nil || got != "" {
		t.Errorf("got %q, %v without a run", got, err)
	}
	unread := batch(east+"2", "1")
	unread.Unread = true
	unread.Problems = []logs.Problem{{Object: east + "2", Offset: -1, Message: "the connection was reset"}}
	do(t, s.Take(unread))
	do(t, s.Close())
	next(bucket, east, east+"1", true, east+"2") // it is to be listed again
	next(bucket, east, east+"3", true)
	do(t, s.Close()) // again, which does nothing
}

// TestTwoRuns holds that of two runs at the same time the later one has the word.
func TestTwoRuns(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, second := open(t, store.Options{Dir: dir}), open(t, store.Options{Dir: dir})
	do(t, first.Begin("s3://b/"))
	do(t, second.Begin("s3://b/"))
	do(t, first.Take(batch("s3://b/1", "1")))
	do(t, first.Complete("s3://b/"))
	do(t, first.Complete("s3://not begun/"))
	do(t, first.Close())
	do(t, second.Close())
	third := open(t, store.Options{Dir: dir})
	do(t, third.Begin("s3://b/"))
	if got, err := third.LastKey("s3://b/"); err != nil || got != "" {
		t.Errorf("got %q, %v", got, err)
	}
	do(t, third.Close())
}
