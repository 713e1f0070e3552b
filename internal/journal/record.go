package journal

import (
	"cmp"
	"fmt"
	"time"

	"hotline/plan"
)

// A Record is what the journal of a run says.
type Record struct {
	Run     string
	Started time.Time
	Updated time.Time // when the last line was written
	Header
	PlanSum string // the SHA-256 of the plan, as it is in the file
	// Accounts are those of the plan that have changes, in its order, and after
	// them those that the plan does not have.
	Accounts []*Account
	Resumed  []Resumption
	Outcome  Outcome // empty where the run has not ended
	Torn     int     // bytes of a line that was not written to its end
	index    map[string]*Account
}

// A Resumption is a time at which somebody went on with a run.
type Resumption struct {
	Time time.Time
	By
	Cut int // bytes of a torn line that were cut off
}

// An Account is what became of an account.
type Account struct {
	ID string
	// Steps are the changes of the plan, in its order, and after them those that
	// were made and that the plan does not have.
	Steps    []*Step
	Finished bool   // nothing was changed after it was said to be through
	Problem  string // what was wrong then; empty where it was verified
	last     *Try   // the one that has not ended
}

// A Step is a change of the plan, and what became of it.
type Step struct {
	plan.Change       // as planned
	Tries       []Try // in order of time
}

// A Try is that a change was intended.
type Try struct {
	plan.Change      // with the value before as it was read then
	Line        int  // of the file
	Fate        Fate // all but NotBegun
	Problem     string
}

// A Fate is what became of a change.
type Fate string

// The fates.
const (
	NotBegun Fate = "not begun"
	Unknown  Fate = "unknown" // it was intended, and how it ended was not written down
	Made     Fate = "made"
	Failed   Fate = "failed"        // and yet it may have been made
	Refused  Fate = "refused"       // it failed, and is known not to be made
	There    Fate = "there already" // what was to be created: somebody else made it
)

// mayBeMade reports whether the change was made, or may have been.
func (t *Try) mayBeMade() bool { return t.Fate != Refused && t.Fate != There }

// Fate is what became of the change at last.
func (s *Step) Fate() Fate {
	if len(s.Tries) == 0 {
		return NotBegun
	}
	return s.Tries[len(s.Tries)-1].Fate
}

// Problem is why the change failed at last, on one line.
func (s *Step) Problem() string {
	if len(s.Tries) == 0 {
		return ""
	}
	return s.Tries[len(s.Tries)-1].Problem
}

func newRecord(at time.Time, d beginData) *Record {
	r := &Record{Run: d.Run, Started: at, Header: d.Header, PlanSum: d.PlanSum, index: map[string]*Account{}}
	for _, a := range d.Header.Plan.Accounts {
		for _, c := range a.Changes {
			to := r.account(a.ID)
			to.Steps = append(to.Steps, &Step{Change: c})
		}
	}
	return r
}

// account is an account by its id; a new one where there is none.
func (r *Record) account(id string) *Account {
	a := r.index[id]
	if a == nil {
		a = &Account{ID: id}
		r.index[id] = a
		r.Accounts = append(r.Accounts, a)
	}
	return a
}

func (r *Record) resume(l line, d resumeData) {
	r.Resumed = append(r.Resumed, Resumption{l.Time, d.By, d.Cut})
	for _, a := range r.Accounts {
		a.last = nil // how it ended will not be said any more
	}
}

func (a *Account) intend(l line, c plan.Change) {
	a.Finished, a.Problem = false, ""
	s := a.step(c)
	s.Tries = append(s.Tries, Try{Change: c, Line: l.N, Fate: Unknown})
	a.last = &s.Tries[len(s.Tries)-1]
}

// step is the step that a change belongs to: a plan changes each property once.
func (a *Account) step(c plan.Change) *Step {
	for _, s := range a.Steps {
		if s.Property == c.Property {
			return s
		}
	}
	s := &Step{Change: c}
	a.Steps = append(a.Steps, s)
	return s
}

// done reports false where the change is not what was last intended.
func (a *Account) done(d doneData) bool {
	if a.last == nil || a.last.Property != d.Property {
		return false
	}
	a.last.Fate, a.last.Problem = Made, d.Error
	if d.Error != "" {
		a.last.Fate = cmp.Or(d.NotMade, Failed)
	}
	a.last = nil
	return true
}

// equal reports whether two values are the same byte for byte.
func equal(a, b *string) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// Ended reports whether the run said that it had ended.
func (r *Record) Ended() bool { return r.Outcome != "" }

// Count is how many changes have a fate.
func (r *Record) Count(f Fate) int {
	n := 0
	for _, a := range r.Accounts {
		for _, s := range a.Steps {
			if s.Fate() == f {
				n++
			}
		}
	}
	return n
}

// Made is how many changes were made, or may have been: 0 means that there is
// nothing to take back.
func (r *Record) Made() int {
	n := 0
	for _, a := range r.Accounts {
		for _, s := range a.Steps {
			for _, t := range s.Tries {
				if t.mayBeMade() {
					n++
				}
			}
		}
	}
	return n
}

// Problems is how many accounts are through and not as wanted.
func (r *Record) Problems() int {
	n := 0
	for _, a := range r.Accounts {
		if a.Problem != "" {
			n++
		}
	}
	return n
}

// Note says in words what is missing at the end of the file; empty where
// nothing is.
func (r *Record) Note() string {
	if r.Torn == 0 {
		return ""
	}
	return fmt.Sprintf("the last line of the journal of the run %s was not written to its end: its %d bytes are left out. What it was to tell of was not begun, or its end is not known", r.Run, r.Torn)
}
