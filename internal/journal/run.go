package journal

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"hotline/plan"
)

// fileMode is that of files: what is written tells who can do what in accounts.
const fileMode = 0o600

// A Header says what a run is.
type Header struct {
	By
	Organization string    `json:"organization,omitempty"`
	Target       Target    `json:"target"`
	Why          string    `json:"why,omitempty"`
	Reverses     string    `json:"reverses,omitempty"` // the run that this one takes back
	Plan         plan.Plan `json:"-"`                  // a field of its own in the file
}

// By is who runs the program, and which.
type By struct {
	Account string `json:"account"`
	Caller  string `json:"caller"` // an ARN
	Version string `json:"version"`
}

// A Target is where the changes are made.
type Target struct {
	Kind        TargetKind `json:"kind"`
	Description string     `json:"description,omitempty"`
}

// A TargetKind is what a target is.
type TargetKind string

// The kinds of targets.
const (
	Live     TargetKind = "live"
	Snapshot TargetKind = "snapshot"
)

// An Outcome is how a run ended.
type Outcome string

// The outcomes.
const (
	RunDone   Outcome = "done"
	RunFailed Outcome = "failed" // and nothing was changed
)

func (o Outcome) isKnown() bool { return o == RunDone || o == RunFailed }

// A Run is a run that is under way. It is safe for concurrent use. After an
// error of a file it takes nothing more: it is not known what is on the disk.
type Run struct {
	name string
	now  func() time.Time

	mu   sync.Mutex
	file file
	n    int    // the number of the last line
	sum  string // of the last line
	size int64
	err  error // why nothing more is taken
	made int   // changes that were made, or may have been
	// open has the change of each account that was intended and has not ended.
	open map[string]plan.Property
}

// A file is what a Run needs of one; tests have one that fails.
type file interface {
	io.WriteCloser
	Sync() error
	Truncate(size int64) error
}

// ErrEnded says that a run takes nothing more.
var ErrEnded = errors.New("the run has ended: another one can go on with it")

// Begin begins a run, whose name is one of Name. The directory is made where it
// is not there. Whoever begins a run holds the Lock.
func Begin(dir, name string, h Header, now func() time.Time) (*Run, error) {
	path, err := fileOf(dir, name)
	if err != nil {
		return nil, err
	}
	if err := h.check(); err != nil {
		return nil, err
	}
	if err := makeFolder(dir); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL|os.O_APPEND, fileMode)
	if err != nil {
		return nil, err
	}
	r := &Run{name: name, now: now, file: f, open: map[string]plan.Property{}}
	planned := encode(h.Plan)
	err = r.append(typeBegin, beginData{Schema: Schema, Run: name, Header: h, PlanSum: hash(planned), Plan: planned})
	if err == nil {
		err = syncFolder(dir)
	}
	if err != nil {
		// Nothing was changed: what is left would only be in the way.
		return nil, errors.Join(err, f.Close(), os.Remove(path))
	}
	return r, nil
}

func (h *Header) check() error {
	if h.Target.Kind != Live && h.Target.Kind != Snapshot {
		return fmt.Errorf("expected the target live or snapshot, found %.80q", h.Target.Kind)
	}
	if h.Plan.Schema != plan.Schema {
		return fmt.Errorf("expected a plan of the schema %q, found %.80q", plan.Schema, h.Plan.Schema)
	}
	if h.Reverses != "" && !IsName(h.Reverses) {
		return fmt.Errorf("expected the name of a run, found %.80q", h.Reverses)
	}
	for _, a := range h.Plan.Accounts {
		for _, c := range a.Changes {
			if err := checkChange(a.ID, c); err != nil {
				return err
			}
		}
	}
	return h.Plan.Check() // as it is held to when it is read again
}

// Name is the name of the run.
func (r *Run) Name() string { return r.name }

// Intend is told of a change before it is made, with the value before as it was
// read from the target.
func (r *Run) Intend(account string, c plan.Change) error {
	if err := checkChange(account, c); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.append(typeIntend, intendData{account, c}); err != nil {
		return err
	}
	r.open[account] = c.Property
	r.made++
	return nil
}

// Done is told how the change that was last intended for the account ended.
func (r *Run) Done(account string, c plan.Change, problem error) error {
	data := doneData{Account: account, Property: c.Property}
	if problem != nil {
		// An error that says nothing is still one.
		data.Error = oneLine(problem.Error() + " ")
		switch {
		case errors.Is(problem, plan.ErrThere):
			data.NotMade = There
		case errors.Is(problem, plan.ErrNotMade):
			data.NotMade = Refused
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if p, ok := r.open[account]; !ok || p != c.Property {
		return fmt.Errorf("%s: %q ended, and was not what was last intended", account, c.String())
	}
	if err := r.append(typeDone, data); err != nil {
		return err
	}
	delete(r.open, account)
	if data.NotMade != "" {
		r.made--
	}
	return nil
}

// Made is how many changes were made, or may have been, since the run began: 0
// means that there is nothing to take back.
func (r *Run) Made() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.made
}

// Finish is told that an account is through, and what is wrong with it: in
// words, empty where it was verified.
func (r *Run) Finish(account, problem string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.append(typeFinish, finishData{account, oneLine(problem)})
}

// End ends the run, and closes its file.
func (r *Run) End(o Outcome) error {
	if !o.isKnown() {
		return fmt.Errorf("expected the outcome done or failed, found %.80q", o)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.append(typeEnd, endData{o}); err != nil {
		return err
	}
	r.err = ErrEnded
	return r.close()
}

// Close closes the file. A run that was not ended before can be gone on with.
func (r *Run) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err == nil {
		r.err = os.ErrClosed
	}
	return r.close()
}

func (r *Run) close() error {
	if r.file == nil {
		return nil
	}
	f := r.file
	r.file = nil
	return f.Close()
}

// append writes a line, and returns when it is on the disk. The mutex is held.
func (r *Run) append(kind string, data any) error {
	if r.err != nil {
		return fmt.Errorf("the journal of the run %s takes nothing more: %w", r.name, r.err)
	}
	text, sum := seal(r.sum, r.n+1, r.now(), kind, encode(data))
	if r.size+int64(len(text)) > maxFile {
		return fmt.Errorf("the journal of the run %s would be larger than %d MiB; expected at most that", r.name, maxFile>>20)
	}
	_, err := r.file.Write(text)
	if err == nil {
		err = r.file.Sync()
	}
	if err != nil {
		// What it holds of the line goes, where that can be done. Where it cannot,
		// it is a torn line, or one that tells of what was not begun.
		_ = r.file.Truncate(r.size)
		r.err = fmt.Errorf("the journal of the run %s: %w", r.name, err)
		return r.err
	}
	r.n, r.sum, r.size = r.n+1, sum, r.size+int64(len(text))
	return nil
}
