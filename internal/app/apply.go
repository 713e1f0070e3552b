package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"hotline/check"
	"hotline/org"
	"hotline/plan"
	"hotline/reach"
)

// A Fate is what became of an account of a plan.
type Fate string

// The fates. Of one that is Stale nothing was changed.
const (
	Applied     Fate = "applied" // and verified
	AsWas       Fate = "unchanged"
	Stale       Fate = "stale"       // it is not as the plan expects
	Unapplied   Fate = "failed"      // in the middle, perhaps
	Unverified  Fate = "unverified"  // all was done, and does not show
	Uncertain   Fate = "interrupted" // not begun, or in the middle
	NotIntended Fate = "passed over" // the plan changes nothing there
)

// An AppliedAccount is what an apply did in one.
type AppliedAccount struct {
	ID, Name string
	Fate     Fate
	Made     int // changes
	Problem  string
}

// An Applier makes the changes of a plan.
type Applier struct {
	Target  Target
	Journal Journal
	// Fresh says that nobody has begun to make this plan: a role that is to be
	// created is not looked for first. If there is one, creating it tells.
	Fresh bool
	// Concurrency is how many accounts are changed at once: 1 at least.
	Concurrency int
	// Wait waits, or until the run ends; it is how the time passes.
	Wait func(ctx context.Context, d time.Duration) error
	// Now is the moment of the decisions, RFC 3339.
	Now string
	// Progress is told of each account that is through, by one goroutine at a
	// time; nil tells nobody.
	Progress func(AppliedAccount)
}

// Apply makes the changes of a plan, account by account. What fails in one does
// not stop the others; when ctx ends, the change that is being made is finished,
// and no other is begun. An error means that the journal could not be written:
// then nothing more is changed.
func (p *Applier) Apply(ctx context.Context, wanted *plan.Plan) ([]AppliedAccount, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	out := make([]AppliedAccount, len(wanted.Accounts))
	next := make(chan int)
	var mu sync.Mutex
	var workers sync.WaitGroup
	for range p.Concurrency {
		workers.Go(func() {
			for i := range next {
				done, err := p.account(ctx, &wanted.Accounts[i])
				if err != nil {
					cancel(err)
				}
				mu.Lock()
				if out[i] = done; p.Progress != nil && done.Fate != NotIntended {
					p.Progress(done)
				}
				mu.Unlock()
			}
		})
	}
	for i := range wanted.Accounts {
		next <- i
	}
	close(next)
	workers.Wait()
	var failed journalError
	if errors.As(context.Cause(ctx), &failed) {
		return out, failed
	}
	return out, nil
}

// A journalError says that the journal could not be written.
type journalError struct{ error }

func (e journalError) Unwrap() error { return e.error }

// account changes one account. The error is one of the journal.
func (p *Applier) account(ctx context.Context, a *plan.Account) (AppliedAccount, error) {
	out := AppliedAccount{ID: a.ID, Name: a.Name, Fate: NotIntended}
	if a.Outcome != plan.Changes {
		return out, nil
	}
	if ctx.Err() != nil {
		out.Fate, out.Problem = Uncertain, "not begun"
		return out, nil
	}
	before, err := p.read(ctx, a, p.Fresh)
	if err != nil {
		out.Fate, out.Problem = Unapplied, err.Error()
		return out, p.finish(&out)
	}
	if problem := stale(a, before); problem != "" {
		out.Fate, out.Problem = Stale, problem
		return out, p.finish(&out)
	}
	if err := p.make(ctx, a, before, &out); err != nil || out.Problem != "" {
		return out, errors.Join(err, p.finish(&out))
	}
	if problem := p.verify(ctx, a); problem != "" {
		out.Fate, out.Problem = Unverified, problem
	} else if out.Fate = Applied; out.Made == 0 {
		out.Fate = AsWas
	}
	return out, p.finish(&out)
}

func (p *Applier) finish(a *AppliedAccount) error {
	if err := p.Journal.Finish(a.ID, a.Problem); err != nil {
		return journalError{err}
	}
	return nil
}

// read reads the resources that are changed; without those that are created,
// where they cannot be there.
func (p *Applier) read(ctx context.Context, a *plan.Account, fresh bool) (plan.State, error) {
	s := plan.State{}
	for _, r := range resources(a.Changes) {
		if fresh && slices.ContainsFunc(a.Changes, func(c plan.Change) bool { return c.Resource() == r && c.Field == plan.Itself && c.Before == nil }) {
			continue
		}
		if err := p.readResource(ctx, a.ID, r, s); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// readResource reads one resource into a State, in place of what was known of it.
func (p *Applier) readResource(ctx context.Context, account string, r plan.Resource, s plan.State) error {
	now, err := p.Target.State(ctx, account, r)
	if err != nil {
		return err
	}
	for q := range s.Of(r) {
		delete(s, q)
	}
	for q, v := range now {
		s[q] = v
	}
	return nil
}

// stale says which change does not find what the plan expects; empty where all
// do. A change that is made already is no such one: it may be that the run was
// ended before.
func stale(a *plan.Account, now plan.State) string {
	s := maps.Clone(now)
	for _, c := range a.Changes {
		if c.Field == plan.Itself && c.After == nil {
			if has := keeps(s.Of(c.Resource())); has != "" {
				return fmt.Sprintf("%s cannot be deleted: it has %s, which the plan does not know; make a new plan", c.Property, has)
			}
		}
		ok, err := c.Apply(s, a.Partition)
		switch {
		case err != nil:
			return fmt.Sprintf("%s: %v", c.Property, err)
		case !ok:
			return fmt.Sprintf("%s is not as the plan expects: it was changed since; make a new plan", c.Property)
		}
	}
	return ""
}

// keeps names something because of which IAM does not delete a role.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html
func keeps(role plan.State) string {
	for _, q := range role.Properties() {
		switch q.Field {
		case plan.Attached, plan.Inline, plan.InstanceProfile:
			return string(q.Field) + " " + q.Key
		default: // goes with it
		}
	}
	return ""
}

// make makes the changes, in order, with the journal told before and after. What
// was changed already is passed over. The error is one of the journal.
func (p *Applier) make(ctx context.Context, a *plan.Account, s plan.State, out *AppliedAccount) error {
	for i := range a.Changes {
		c := a.Changes[i]
		if plan.Same(c.Field, s.Value(c.Property), c.After, a.Partition) {
			continue
		}
		if ctx.Err() != nil {
			out.Fate, out.Problem = Uncertain, fmt.Sprintf("interrupted after %d of %d changes", i, len(a.Changes))
			return nil
		}
		c.Before = s.Value(c.Property) // byte for byte, for the way back
		if err := p.Journal.Intend(a.ID, c); err != nil {
			out.Fate, out.Problem = Unapplied, "the journal cannot be written"
			return journalError{err}
		}
		problem := p.one(context.WithoutCancel(ctx), a, c, s)
		if err := p.Journal.Done(a.ID, c, problem); err != nil {
			out.Fate, out.Problem = Unapplied, "the journal cannot be written"
			return journalError{err}
		}
		switch {
		case errors.Is(problem, plan.ErrThere):
			p.there(context.WithoutCancel(ctx), a, c, s, out)
		case problem != nil:
			out.Fate, out.Problem = Unapplied, fmt.Sprintf("%s: %v", c.Property, problem)
		default:
			out.Made++
		}
		if out.Problem != "" {
			return nil
		}
	}
	return nil
}

// there looks at a role that was there before it was to be created. It is not
// ours: one that is as planned is passed over, and any other ends the account.
func (p *Applier) there(ctx context.Context, a *plan.Account, c plan.Change, s plan.State, out *AppliedAccount) {
	err := p.readResource(ctx, a.ID, c.Resource(), s)
	switch {
	case err != nil:
		out.Fate, out.Problem = Unapplied, fmt.Sprintf("%s: %v; to read it: %v", c.Property, plan.ErrThere, err)
		return
	case !plan.Same(c.Field, s.Value(c.Property), c.After, a.Partition):
		out.Problem = fmt.Sprintf("%s is not as the plan expects: there is another one of its name; make a new plan", c.Property)
	default:
		out.Problem = stale(a, s)
	}
	if out.Fate = Stale; out.Made > 0 {
		out.Fate = Unapplied
	}
}

// one makes one change. After an error that says nothing it looks whether it was
// made all the same, as when only the answer was lost.
func (p *Applier) one(ctx context.Context, a *plan.Account, c plan.Change, s plan.State) error {
	problem := p.Target.Make(ctx, a.ID, c)
	if errors.Is(problem, plan.ErrNotMade) {
		return problem
	}
	if problem != nil {
		now := plan.State{}
		if err := p.readResource(ctx, a.ID, c.Resource(), now); err != nil || !plan.Same(c.Field, now.Value(c.Property), c.After, a.Partition) {
			return problem
		}
	}
	return s.Set(c.Property, c.After)
}

// How often, and how long, it is looked whether all is as it was made: what was
// changed may not be known everywhere for some seconds.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
const (
	looks     = 8
	firstWait = 500 * time.Millisecond
)

// verify reads what was changed again until it is as planned, and decides again
// whether the role lets in who it is for. It returns what is wrong, in words.
func (p *Applier) verify(ctx context.Context, a *plan.Account) string {
	problem, wait := "", firstWait
	for n := range looks {
		if n > 0 {
			if err := p.Wait(ctx, wait); err != nil {
				return problem + "; the run ended"
			}
			wait *= 2
		}
		s, err := p.read(ctx, a, false)
		if err != nil {
			problem = err.Error()
			continue
		}
		if problem = differs(a, s); problem == "" {
			return admits(a, s, p.Now)
		}
	}
	return problem
}

// differs says what is not as planned. Of a property that is changed twice, the
// last change counts; what a role has goes with it.
func differs(a *plan.Account, s plan.State) string {
	want := plan.State{}
	var order []plan.Property
	for _, c := range a.Changes {
		if err := want.Set(c.Property, c.After); err != nil {
			return err.Error()
		}
		order = append(order, c.Property)
	}
	for _, q := range order {
		if q.Field == plan.Itself {
			if (want.Value(q) == nil) != (s.Value(q) == nil) {
				return q.String() + " is not as it was changed"
			}
			continue
		}
		if !plan.Same(q.Field, s.Value(q), want.Value(q), a.Partition) {
			return q.String() + " is not as it was changed"
		}
	}
	for q := range want {
		if q.Field != plan.Itself && !plan.Same(q.Field, s.Value(q), want.Value(q), a.Partition) {
			return q.String() + " is not as it was changed"
		}
	}
	return ""
}

// admits decides with the engine whether the trust policy, as it was read, lets
// in everybody whom it is for. It is asked where the role was changed.
func admits(a *plan.Account, s plan.State, now string) string {
	for _, r := range resources(a.Changes) {
		if r.Kind != plan.Role || !strings.HasSuffix(a.Role, "/"+r.Name) {
			continue
		}
		account, err := s.Of(r).Account(&org.Account{ID: a.ID, Partition: a.Partition})
		if err != nil {
			return err.Error()
		}
		x := reach.NewIndex(nil, []*reach.Digest{reach.NewDigest(account, reach.AssumeActions())}, now)
		role := x.Actor(a.Role)
		if role == nil {
			return a.Role + " is not there"
		}
		for _, arn := range a.Admits {
			if e := x.Welcomes(role, arn); !check.LetsIn(e.Effect) {
				return fmt.Sprintf("the trust policy of %s does not let in %s", r.Name, arn)
			}
		}
	}
	return ""
}
