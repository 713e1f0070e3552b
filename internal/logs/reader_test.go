package logs

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// many is a source with objects of every kind, and how much is in them.
func many(t tb, n int) (memory, Counts) {
	m, want := memory{}, Counts{}
	for i := range n {
		text := log(opens(fmt.Sprint("a", i)), reads("b"), reads("c"), reads("d"), opens(fmt.Sprint("e", i)))
		stored := text
		want.Found += 2
		switch i % 5 {
		case 1:
			stored = zip(t, text)
		case 2:
			stored = zip(t, text) + "x"
			want.Damaged, want.Problems = want.Damaged+1, want.Problems+1
		case 3:
			stored, text = "no JSON", "no JSON"
			want.Found, want.Damaged, want.Problems = want.Found-2, want.Damaged+1, want.Problems+1
		}
		want.Objects++
		want.Stored, want.Text = want.Stored+int64(len(stored)), want.Text+int64(len(text))
		m[fmt.Sprintf("object-%04d", i)] = stored
	}
	return m, want
}

// TestWorkers holds that it makes no difference how many objects are read at a time,
// that the counts are right, and that Progress is told all of it at last.
func TestWorkers(t *testing.T) {
	t.Parallel()
	src, want := many(t, 101)
	var first []string
	for _, workers := range []int{0, 1, 2, 8} {
		for _, every := range []bool{false, true} {
			want.Decoded = want.Found
			if every {
				want.Decoded = want.Found / 2 * 5
			}
			var got []string
			var last Counts
			r := Reader{Definitions: define(t, "HotlineSupport"), Every: every, Workers: workers, Progress: func(c Counts) { last = c }, Take: func(b Batch) error {
				for _, rec := range b.Records {
					got = append(got, b.Object.Name+" "+rec.Key.Event+" "+rec.Key.Recipient+" "+string(rec.Data))
				}
				for _, p := range b.Problems {
					got = append(got, p.Object+" "+problem(p))
				}
				return nil
			}}
			n, err := r.Read(t0(), src)
			do(t, err)
			if n != want || last != want {
				t.Errorf("%d workers: counts\n%+v, told\n%+v, want\n%+v", workers, n, last, want)
			}
			slices.Sort(got)
			if first == nil {
				first = got
			}
			same(t, fmt.Sprint(workers, " workers"), got, first)
		}
	}
}

// TestSkip holds that what is known is not read.
func TestSkip(t *testing.T) {
	t.Parallel()
	src := memory{"a": log(opens("a")), "b": log(opens("b")), "c": "no JSON"}
	r := Reader{Definitions: define(t), Workers: 2, Skip: func(o Object) bool { return o.Key != "b" }, Take: func(b Batch) error {
		if b.Object.Key != "b" || len(b.Records) != 1 {
			t.Errorf("%+v", b)
		}
		return nil
	}}
	n, err := r.Read(t0(), src)
	do(t, err)
	if n.Objects != 1 || n.Damaged != 0 {
		t.Errorf("%+v", n)
	}
}

// A faulty source fails while it is listed, or waits until the context ends.
type faulty struct {
	memory
	listed error
	wait   bool
	reads  atomic.Int64
}

func (f *faulty) List(ctx context.Context, visit func(Object) error) error {
	if err := f.memory.List(ctx, visit); err != nil {
		return err
	}
	return f.listed
}

func (f *faulty) Read(ctx context.Context, o Object, buf []byte, limit int64) ([]byte, error) {
	f.reads.Add(1)
	if f.wait {
		<-ctx.Done()
		return append(buf, "half"...), ctx.Err()
	}
	return f.memory.Read(ctx, o, buf, limit)
}

// TestEnds holds that errors of List and Take end the run and come out, and that nothing
// more is taken after Take failed.
func TestEnds(t *testing.T) {
	t.Parallel()
	stop := errors.New("stop")
	src, _ := many(t, 200)
	for _, workers := range []int{1, 8} {
		taken := 0
		r := Reader{Definitions: define(t), Workers: workers, Take: func(Batch) error {
			if taken++; taken == 3 {
				return stop
			}
			return nil
		}}
		n, err := r.Read(t0(), src)
		if !errors.Is(err, stop) || taken != 3 || n.Objects != 3 {
			t.Errorf("%d workers: error %v, taken %d, %+v", workers, err, taken, n)
		}
		r.Take = func(Batch) error { return nil }
		if _, err := r.Read(t0(), &faulty{memory: src, listed: stop}); !errors.Is(err, stop) {
			t.Errorf("%d workers: error %v", workers, err)
		}
	}
}

// TestTakeFailed holds that a worker that waited while Take failed does not call it again.
func TestTakeFailed(t *testing.T) {
	t.Parallel()
	stop, taken := errors.New("stop"), 0
	h := handover{reader: &Reader{Take: func(Batch) error { taken++; return stop }}}
	for range 2 {
		if err := h.take(newWorker(define(t), nil)); !errors.Is(err, stop) || taken != 1 {
			t.Errorf("error %v, taken %d", err, taken)
		}
	}
}

// TestReadFails holds that an object that cannot be read is a problem of that object.
func TestReadFails(t *testing.T) {
	t.Parallel()
	src := gone{memory{"a": log(opens("a")), "b": log(opens("b")), "c": log(opens("c"))}}
	r := all(t, define(t), false, src)
	same(t, "events", r.found, []string{"a", "c"})
	same(t, "problems", r.problems, []string{"it is gone"})
	if r.counts.Objects != 3 || r.counts.Damaged != 1 || r.counts.Problems != 1 {
		t.Errorf("%+v", r.counts)
	}
	for key, want := range map[string]bool{"a": false, "b": true, "no log": false} {
		w := newWorker(define(t), nil)
		do(t, w.read(t0(), gone{memory{"a": log(opens("a")), "no log": "x"}}, Object{Key: key}))
		if w.batch.Unread != want {
			t.Errorf("%s: unread is %v", key, w.batch.Unread)
		}
	}
}

// gone is a source of which b was deleted after it was listed.
type gone struct{ memory }

func (g gone) Read(ctx context.Context, o Object, buf []byte, limit int64) ([]byte, error) {
	if o.Key == "b" {
		return append(buf, opens("half")[:100]...), errors.New("it is gone")
	}
	return g.memory.Read(ctx, o, buf, limit)
}

// TestCancel holds that the end of the context ends the run, soon, with its error, and
// leaves no goroutine behind.
func TestCancel(t *testing.T) {
	src, _ := many(t, 200)
	before := runtime.NumGoroutine()
	for _, wait := range []bool{true, false} {
		f := &faulty{memory: src, wait: wait}
		ctx, cancel := context.WithCancel(t0())
		taken := 0
		r := Reader{Definitions: define(t), Workers: 4, Take: func(Batch) error { taken++; cancel(); return nil }}
		if wait {
			time.AfterFunc(20*time.Millisecond, cancel)
		}
		done := make(chan error, 1)
		go func() { _, err := r.Read(ctx, f); done <- err }()
		select {
		case err := <-done:
			if !errors.Is(err, context.Canceled) {
				t.Errorf("error %v", err)
			}
		case <-time.After(time.Minute):
			t.Fatal("it does not end")
		}
		if wait && taken > 0 || f.reads.Load() > 10 {
			t.Errorf("%d objects were taken, %d read", taken, f.reads.Load())
		}
		cancel()
	}
	for range 100_000 { // those that end need a moment for it
		if runtime.NumGoroutine() <= before {
			return
		}
		runtime.Gosched()
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}

// TestAgain holds that a log that is read again from its beginning, because it is not
// laid out as it seems, is counted once, with its problems.
func TestAgain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var records []string
		found, problems := 0, 0
		for i := range rapid.IntRange(1, 20).Draw(t, "records") {
			switch rapid.IntRange(0, 4).Draw(t, "kind") {
			case 0:
				records = append(records, opens(fmt.Sprint(i)))
				found++
			case 1:
				records = append(records, opens(""))
				problems++
			case 2:
				records = append(records, strings.Replace(opens(fmt.Sprint(i)), `"eventVersion":"1.08",`, "", 1))
				found++
			default:
				records = append(records, reads("x"))
			}
		}
		def := define(t, "HotlineSupport")
		for _, raw := range []string{log(records...), zip(t, log(records...))} {
			r := one(t, def, false, raw)
			if r.counts.Found != found || len(r.found) != found || r.counts.Problems != problems || len(r.problems) != min(problems, maxProblems) || r.counts.Damaged != min(problems, 1) {
				t.Fatalf("%+v, %q, want %d events and %d problems", r.counts, r.problems, found, problems)
			}
		}
	})
}
