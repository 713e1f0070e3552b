package awsio

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// A visit asks one account, or what is above all, and writes the answers into
// its folder.
type visit struct {
	run     *run
	session *session
	folder  *folder
	account string // empty for what is above
	o       Options

	mu     sync.Mutex
	made   int // calls, without those that were tried again
	failed []*CallError
}

// A writeError says that a snapshot could not be written.
type writeError struct{ error }

// Unwrap is what the operating system said.
func (e writeError) Unwrap() error { return e.error }

// ask makes a call and writes the answer. It returns nil where the call failed
// or is not made: a failure is written, too. An error ends the visit.
//
// about is what the call asks for, and named how that is called in the name of
// the file.
func (v *visit) ask(ctx context.Context, name string, about []string, named ...string) (any, error) {
	answer, err := v.try(ctx, name, about, named...)
	if answer == nil || err != nil {
		return nil, err
	}
	c := v.run.calls[name]
	return answer, v.write(c.path(named), answer, c.camel)
}

// write writes an answer.
func (v *visit) write(path string, answer any, camel bool) error {
	text, err := shape(answer, camel)
	if err == nil {
		err = v.folder.write(path+".json", text)
	}
	if err != nil {
		return writeError{err}
	}
	return nil
}

// try makes a call without writing the answer.
func (v *visit) try(ctx context.Context, name string, about []string, named ...string) (any, error) {
	c := v.run.calls[name]
	if !v.o.makes(c) {
		return nil, nil
	}
	v.mu.Lock()
	v.made++
	v.mu.Unlock()
	answer, err := v.make(ctx, c, about)
	if err != nil && v.session.renew != nil && classOf(err) == Expired {
		v.session.renew.Invalidate() // AWS may end a session before its time
		answer, err = v.make(ctx, c, about)
	}
	if err == nil {
		return answer, nil
	}
	return nil, v.fail(ctx, c, err, named)
}

// make makes a call, and looks whether the answer has what was asked for.
func (v *visit) make(ctx context.Context, c *Call, about []string) (any, error) {
	if slices.Contains(about, "") {
		return nil, errors.New("an answer before this has no name for what is to be asked about")
	}
	answer, err := c.make(ctx, v.session, about)
	if err != nil {
		return nil, err
	}
	return answer, checkAnswer(answer)
}

// fail writes that a call failed. It returns the failure where it ends the
// run: the caller's own credentials are no longer any good, or somebody
// interrupted it.
func (v *visit) fail(ctx context.Context, c *Call, err error, named []string) error {
	e := newError(c.Name, v.run.o.Profile, err)
	e.Account, e.Needs = v.account, c.Needs()
	var into *hopError
	if errors.As(err, &into) && c.Scope != Hub {
		e.Message, e.Needs = "the role could not be assumed again: "+e.Message, []string{assumeRole}
	}
	if len(named) > 0 {
		e.About = named[0]
	}
	if ctx.Err() != nil {
		e.Class = Interrupted
	}
	if e.Class == Interrupted || (v.session.renew == nil || into != nil) && v.run.isShutOut(ctx, e.Class) {
		return e
	}
	if e.Class == Unknown { // to this service: others know the same credentials
		e.Class = Failed
		if c.hasRegion() {
			e.Class = RegionDisabled
		}
	}
	v.mu.Lock()
	v.failed = append(v.failed, e)
	v.mu.Unlock()
	if err := v.folder.write(c.path(named)+".error", []byte(e.text())); err != nil {
		return writeError{err}
	}
	return nil
}

// isShutOut reports whether a failure of a class says that the caller's
// credentials are no longer any good. One service that does not know them may
// be wrong.
func (r *run) isShutOut(ctx context.Context, c Class) bool {
	if c != Unknown {
		return c.IsAuthentication()
	}
	_, err := r.hub.clients.sts().GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	return err != nil && classOf(err).IsAuthentication()
}

// ask asks what has an answer of a known type; it is nil where ask's is.
func ask[T any](ctx context.Context, v *visit, name string, about []string, named ...string) (*T, error) {
	answer, err := v.ask(ctx, name, about, named...)
	if answer == nil || err != nil {
		return nil, err
	}
	typed, ok := answer.(*T)
	if !ok {
		return nil, errors.New(name + " has an answer of another type")
	}
	return typed, nil
}

// finish writes the journal, puts the folder in its place, and hands the
// failures over.
func (v *visit) finish(j journal) error {
	j.Calls = v.made
	j.note(v.failed)
	if err := j.write(v.folder); err != nil {
		return writeError{err}
	}
	if err := v.run.change(); err != nil {
		return err
	}
	if err := v.folder.commit(); err != nil {
		return writeError{err}
	}
	v.run.add(v.failed)
	return nil
}
