package awsio

import (
	"cmp"
	"context"
	"errors"
	"strings"
)

// Logs read what CloudTrail recorded, with the credentials of the caller: of
// buckets, and of the event history of the caller's account.
type Logs struct {
	Identity // of the caller

	o       Options
	meter   *meter
	session *session
	calls   map[string]*Call
}

// manyReads is how many requests S3 is sent at once: its answers are small, and
// each takes some tens of milliseconds to come.
const manyReads = 64

// OpenLogs finds the credentials of the caller, by the whole chain of the SDK.
// Of the options those count that say how AWS is reached: Profile, Region,
// Regions, Concurrency (64 requests at once, where it says nothing), MaxAttempts,
// MaxBackoff, Patience, Unlimited. An error is a *CallError most often.
func OpenLogs(ctx context.Context, o Options) (*Logs, error) {
	o.Purpose = Measure
	if o.Concurrency < 1 {
		o.Concurrency = manyReads
	}
	if err := o.Check(); err != nil {
		return nil, err
	}
	o = o.complete()
	l := &Logs{o: o, meter: newMeter(), calls: map[string]*Call{}}
	l.meter.patience = cmp.Or(o.Patience, l.meter.patience)
	for _, c := range logCalls() {
		l.calls[c.Name] = c
	}
	var err error
	if l.session, err = connect(ctx, o, l.meter); err != nil {
		return nil, err
	}
	l.Identity = l.session.Identity
	return l, nil
}

// Home is the Region in which the partition of the caller records what happens in
// services that are one for all Regions.
func (l *Logs) Home() string { return homeRegion(l.Partition, l.session.base.Region) }

// Calls is how many requests were made so far, by call as IAM writes it; one
// that was tried again counts again.
func (l *Logs) Calls() map[string]int {
	byCall, _, _ := l.meter.read()
	return byCall
}

// Throttles is how many of the requests AWS refused because there were too many.
func (l *Logs) Throttles() int {
	_, _, throttles := l.meter.read()
	return throttles
}

// through makes a call of the table, and says what failed, and about what.
func (l *Logs) through(ctx context.Context, name, about string, do func() error) error {
	c := l.calls[name]
	if c == nil {
		return errors.New("hotline makes no call " + name)
	}
	err := do()
	if err == nil {
		return nil
	}
	return l.failure(ctx, c, about, err)
}

// failure understands an error of the SDK.
func (l *Logs) failure(ctx context.Context, c *Call, about string, err error) *CallError {
	var known *CallError
	if errors.As(err, &known) {
		return known
	}
	e := newError(c.Name, l.o.Profile, err)
	e.Account, e.About, e.Needs, e.whole = l.Account, about, c.Needs(), true
	if e.Class == Denied && strings.Contains(e.Message, decrypt) {
		e.Needs = []string{decrypt}
	}
	if ctx.Err() != nil {
		e.Class = Interrupted
	}
	return e
}
