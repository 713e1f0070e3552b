package awsio

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// Progress is how far a run is.
type Progress struct {
	Done, Total      int // accounts; of the latter zero while they are not known
	Calls, Throttles int
	Elapsed, Left    time.Duration // Left is a guess, zero where there is none
}

// A Result is what a run did.
type Result struct {
	Identity
	Accounts  int // that were chosen
	Read      int // now
	Kept      int // of an earlier run
	Inactive  int // accounts of the organization that are not ACTIVE
	Excluded  int // and those that were not wanted
	Left      int // accounts of an earlier run that can no longer be read: they were removed
	Unentered int // of those read: nobody could enter them
	Stale     int // of those kept: too old, and could not be read anew
	Failures  []*CallError
	Calls     map[string]int // requests, by call; one that was tried again counts again
	Requests  int
	Throttles int
	Walk      time.Duration // of Elapsed, until the first account was asked
	Elapsed   time.Duration
}

// A run is one collection of a snapshot.
type run struct {
	o     Options
	dir   string
	calls map[string]*Call
	meter *meter
	hub   *session
	start time.Time

	root    *os.Root // of dir
	signed  sync.Once
	signing error

	mu       sync.Mutex
	result   Result
	finished int // accounts
}

// Collect reads live accounts into a directory. Each account is whole on the
// disk or not there; what an earlier run left is kept with Resume.
//
// A call that fails is in the Result, and in the directory, and ends nothing.
// An error, most often a *CallError, says why the run ended before its time;
// the Result then says how far it was.
func Collect(ctx context.Context, dir string, o Options) (*Result, error) {
	if err := o.Check(); err != nil {
		return nil, err
	}
	r := &run{o: o.complete(), dir: dir, calls: map[string]*Call{}, meter: newMeter()}
	r.meter.patience = cmp.Or(r.o.Patience, r.meter.patience)
	r.o.Change = sync.OnceValue(r.o.Change)
	r.start = r.o.Now()
	defer r.tick()()
	for _, c := range Calls() {
		r.calls[c.Name] = c
	}
	var err error
	if r.hub, err = connect(ctx, r.o, r.meter); err != nil {
		return r.sum(), err
	}
	r.result.Identity = r.hub.Identity
	leave, err := r.enterDir()
	if err != nil {
		return r.sum(), err
	}
	defer leave()
	return r.collect(ctx)
}

// collect reads what is above, and then the accounts, several at a time.
func (r *run) collect(ctx context.Context) (*Result, error) {
	chosen := selection{ids: []string{r.hub.Account}}
	if r.o.Org {
		var err error
		if chosen, err = r.above(ctx); err != nil {
			return r.sum(), err
		}
		if err := r.forget(chosen.members); err != nil {
			return r.sum(), err
		}
	}
	r.choose(chosen)
	group, each := errgroup.WithContext(ctx)
	group.SetLimit(r.o.Concurrency)
	for _, id := range chosen.ids {
		group.Go(func() (err error) {
			defer catch(&err)
			if each.Err() != nil {
				return each.Err()
			}
			return r.account(each, id)
		})
	}
	err := group.Wait()
	if ctx.Err() != nil { // whatever failed, failed for this
		err = &CallError{Call: "", Class: Interrupted, Message: "interrupted", err: context.Cause(ctx)}
	}
	return r.sum(), err
}

// forget removes the folders of accounts that an earlier run read and that are
// no longer in the organization, or no longer active: what is there is what
// they were.
func (r *run) forget(members []candidate) error {
	active := map[string]bool{}
	for _, m := range members {
		active[m.ID] = m.State == "ACTIVE"
	}
	folders, err := fs.ReadDir(r.root.FS(), accountsFolder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return writeError{err}
	}
	for _, f := range folders {
		name := accountsFolder + "/" + f.Name()
		if active[f.Name()] || readJournal(r.root, name) == nil { // of others than this program
			continue
		}
		if err := r.root.RemoveAll(name); err != nil {
			return writeError{err}
		}
		r.result.Left++
	}
	return nil
}

// choose notes which accounts are read.
func (r *run) choose(s selection) {
	r.mu.Lock()
	r.result.Walk = r.o.Now().Sub(r.start)
	r.result.Accounts, r.result.Inactive, r.result.Excluded = len(s.ids), s.inactive, s.excluded
	r.mu.Unlock()
	r.report()
}

// tick tells every second how far the run is, until what it returns is called.
func (r *run) tick() (stop func()) {
	t, ended := time.NewTicker(time.Second), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			select {
			case <-t.C:
				r.report()
			case <-ended:
				return
			}
		}
	})
	return func() {
		t.Stop()
		close(ended)
		wg.Wait()
	}
}

// done notes that an account was read, or kept.
func (r *run) done(kept bool) {
	r.mu.Lock()
	if r.finished++; kept {
		r.result.Kept++
	} else {
		r.result.Read++
	}
	r.mu.Unlock()
	r.report()
}

// count counts something in the sum of the run.
func (r *run) count(do func(*Result)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	do(&r.result)
}

// add takes the failures of a visit.
func (r *run) add(failed []*CallError) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.result.Failures = append(r.result.Failures, failed...)
}

// report tells how far the run is.
func (r *run) report() {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := Progress{Done: r.finished, Total: r.result.Accounts, Elapsed: r.o.Now().Sub(r.start)}
	_, p.Calls, p.Throttles = r.meter.read()
	if p.Done > r.result.Kept && p.Done < p.Total {
		p.Left = p.Elapsed / time.Duration(r.result.Read) * time.Duration(p.Total-p.Done)
	}
	r.o.Progress(p)
}

// sum is the result so far.
func (r *run) sum() *Result {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := r.result
	out.Calls, out.Requests, out.Throttles = r.meter.read()
	out.Elapsed = r.o.Now().Sub(r.start)
	out.Failures = slices.Clone(out.Failures)
	slices.SortStableFunc(out.Failures, func(a, b *CallError) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Call, b.Call), cmp.Compare(a.About, b.About))
	})
	return &out
}

// IsInterrupted reports whether a run was ended by its user.
func IsInterrupted(err error) bool {
	var e *CallError
	return errors.As(err, &e) && e.Class == Interrupted
}
