package awsio

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/aws/smithy-go"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"

	"hotline/plan"
)

// A Target is live accounts, in which users, groups and roles are changed. Its
// methods may be called by several goroutines at once, for one account by one
// at a time.
type Target struct {
	Identity // of the caller

	o     Options
	meter *meter
	calls map[string]*Call
	hub   *session

	mu       sync.Mutex
	sessions map[string]*entry
	made     map[place]*made
	// created are the roles that were created here: they are in no instance
	// profile, and nobody is asked for them.
	created map[place]bool
}

// An entry is the session in an account, once it was entered.
type entry struct {
	mu      sync.Mutex
	session *session
}

// Connect finds the credentials of the caller. Accounts are entered when they
// are first asked about: the caller's own as it is, all others by the role of
// the options, with a session that may do no more than what the purpose needs.
func Connect(ctx context.Context, o Options) (*Target, error) {
	if err := o.Check(); err != nil {
		return nil, err
	}
	if o.Purpose == Reading || o.Purpose == Measure {
		return nil, errors.New("a target needs a purpose: to apply, to take back or to verify")
	}
	o = o.complete()
	if o.Settle <= 0 {
		o.Settle = DefaultSettle
	}
	if o.Sleep == nil {
		o.Sleep = Pause
	}
	t := &Target{o: o, meter: newMeter(), calls: map[string]*Call{}, sessions: map[string]*entry{}, made: map[place]*made{}, created: map[place]bool{}}
	for _, c := range Calls() {
		t.calls[c.Name] = c
	}
	var err error
	if t.hub, err = connect(ctx, o, t.meter); err != nil {
		return nil, err
	}
	t.Identity = t.hub.Identity
	return t, nil
}

// Calls is how many requests were made so far, by call; one that was tried again
// counts again.
func (t *Target) Calls() map[string]int {
	byCall, _, _ := t.meter.read()
	return byCall
}

// Throttles is how many of the requests AWS refused because there were too many.
func (t *Target) Throttles() int {
	_, _, throttles := t.meter.read()
	return throttles
}

// enter is the session in an account. One that was not entered is tried again
// the next time.
func (t *Target) enter(ctx context.Context, account string) (*session, error) {
	t.mu.Lock()
	e := t.sessions[account]
	if e == nil {
		e = new(entry)
		t.sessions[account] = e
	}
	t.mu.Unlock()
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.session != nil {
		return e.session, nil
	}
	in, err := t.hub.enter(ctx, account, t.o, t.meter)
	if err != nil {
		return nil, t.failure(ctx, "sts:AssumeRole", account, "", err)
	}
	e.session = in
	return in, nil
}

// call makes a call about a user, group or role in an account; what follows its
// name is said beside it.
func (t *Target) call(ctx context.Context, account string, r plan.Resource, name string, about ...string) (any, error) {
	in, err := t.enter(ctx, account)
	if err != nil {
		return nil, err
	}
	c, about := t.calls[name], append([]string{r.Name}, about...)
	answer, err := c.make(ctx, in, about)
	if err != nil && in.renew != nil && classOf(err) == Expired {
		in.renew.Invalidate() // AWS may end a session before its time
		answer, err = c.make(ctx, in, about)
	}
	if err != nil {
		return nil, t.failure(ctx, name, account, r.String(), err)
	}
	return answer, nil
}

// failure understands an error of the SDK.
func (t *Target) failure(ctx context.Context, name, account, about string, err error) *CallError {
	e := newError(name, t.o.Profile, err)
	e.Account, e.About, e.Needs, e.whole = account, about, t.calls[name].Needs(), true
	if ctx.Err() != nil {
		e.Class = Interrupted
	}
	return e
}

// codeIs reports whether a call failed with one of some codes.
func codeIs(err error, codes ...string) bool {
	var e *CallError
	if !errors.As(err, &e) {
		return false
	}
	for _, code := range codes {
		if e.Code == code {
			return true
		}
	}
	return false
}

// lostKey is where a context has the note of lost answers.
type lostKey struct{}

// notingLost is a context in whose calls it is noted that an answer was lost:
// what was asked for may be done all the same.
func notingLost(ctx context.Context) (context.Context, *atomic.Bool) {
	note := new(atomic.Bool)
	return context.WithValue(ctx, lostKey{}, note), note
}

// noteLost notes that a request, of which a call may have several, had no
// answer, or one that says nothing about what was done.
func noteLost(ctx context.Context, err error) {
	note, ok := ctx.Value(lostKey{}).(*atomic.Bool)
	if !ok || err == nil {
		return
	}
	var api smithy.APIError
	var response *awshttp.ResponseError
	if !errors.As(err, &api) || errors.As(err, &response) && response.HTTPStatusCode() >= 500 {
		note.Store(true)
	}
}
