package awsio

import (
	"context"
	"errors"
	"strings"
	"time"

	"hotline/plan"
)

// A place is a property in an account.
type place struct {
	account string
	plan.Property
}

// A made change is one that was made here.
type made struct {
	change plan.Change
	at     time.Time
	seen   bool // by State, afterwards
}

// note notes that a change was made.
func (t *Target) note(account string, c plan.Change) {
	t.mu.Lock()
	defer t.mu.Unlock()
	self := place{account, plan.Property{Kind: c.Kind, Name: c.Name, Field: plan.Itself}}
	if c.Field == plan.Itself {
		for p := range t.made { // what the role had before is no more
			if p.account == account && p.Resource() == c.Resource() {
				delete(t.made, p)
			}
		}
		if t.created[self] = true; c.After == nil {
			delete(t.created, self)
		}
	}
	t.made[place{account, c.Property}] = &made{change: c, at: t.o.Now()}
}

// forget takes back a note.
func (t *Target) forget(account string, p plan.Property) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.made, place{account, p})
	if p.Field == plan.Itself {
		delete(t.created, place{account, p})
	}
}

// isCreated reports whether a role was created here.
func (t *Target) isCreated(account string, r plan.Resource) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.created[place{account, plan.Property{Kind: r.Kind, Name: r.Name, Field: plan.Itself}}]
}

// enlist notes that a role may be in an instance profile.
func (t *Target) enlist(account string, r plan.Resource) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.created, place{account, plan.Property{Kind: r.Kind, Name: r.Name, Field: plan.Itself}})
}

// recent lists what was changed a moment ago. The lock is held.
func (t *Target) recent(isMeant func(place) bool) []*made {
	var out []*made
	for p, m := range t.made {
		if isMeant(p) && t.o.Now().Sub(m.at) <= t.o.Settle {
			out = append(out, m)
		}
	}
	return out
}

// isStale reports whether a state shows a property as it was before it was
// changed here: an answer that is older than the change. Once a change was seen,
// it is not waited for again.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
func (t *Target) isStale(account string, r plan.Resource, s plan.State) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	stale := false
	for _, m := range t.recent(func(p place) bool { return p.account == account && p.Resource() == r }) {
		c := m.change
		now := s.Value(c.Property)
		same := func(value *string) bool { return plan.Same(c.Field, now, value, t.Partition) }
		if c.Field == plan.Itself {
			same = func(value *string) bool { return (now == nil) == (value == nil) }
		}
		switch {
		case m.seen:
		case !same(c.After) && same(c.Before):
			stale = true
		default:
			m.seen = true
		}
	}
	return stale
}

// isEarly reports whether a call failed because what was changed here is not
// known everywhere yet: the user, group or role itself, or one that is named as
// a principal, be it in another account. A policy that does not exist will not
// exist later.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html
func (t *Target) isEarly(account string, r plan.Resource, err error) bool {
	var e *CallError
	if !errors.As(err, &e) {
		return false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case e.Code == noSuch && !strings.Contains(e.Message, ":policy/"):
		return len(t.recent(func(p place) bool { return p.account == account && p.Resource() == r })) > 0
	case e.Code == "MalformedPolicyDocument" && strings.Contains(strings.ToLower(e.Message), "invalid principal"):
		return len(t.recent(func(place) bool { return true })) > 0
	}
	return false
}

// A wait is for something that is to happen in a while. Each pause is twice as
// long as the one before, up to a limit.
type wait struct {
	left, pause time.Duration
	sleep       func(context.Context, time.Duration) error
}

// The first pause, and the longest.
const (
	firstPause   = 500 * time.Millisecond
	longestPause = 16 * time.Second
)

func (t *Target) wait() *wait { return &wait{t.o.Settle, firstPause, t.o.Sleep} }

// next waits a while. It reports false where it was waited long enough, or the
// run has ended.
func (w *wait) next(ctx context.Context) bool {
	if w.left <= 0 {
		return false
	}
	pause := min(w.pause, w.left)
	w.left -= pause
	w.pause = min(2*w.pause, longestPause)
	return w.sleep(ctx, pause) == nil && ctx.Err() == nil
}

// interrupted says that the run was ended.
func (t *Target) interrupted(ctx context.Context, account string) *CallError {
	return &CallError{Account: account, Class: Interrupted, Message: "interrupted", err: context.Cause(ctx)}
}
