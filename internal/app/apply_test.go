package app_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hotline/internal/app"
	"hotline/plan"
)

// A world is accounts in memory, and a target and a journal for them. Something
// may go wrong in it at a step: before a call, after it, or before or after
// something is written to the journal.
type world struct {
	mu       sync.Mutex
	accounts map[string]plan.State
	lines    []line
	step     int
	failAt   int // 0 for never
	crash    bool
	cancel   context.CancelFunc
	deny     plan.Property
	hide     int // how often what was made does not show yet
}

type line struct {
	account string
	change  plan.Change
	done    bool
	problem error
}

var errStep = errors.New("something went wrong")

// next is the next step. After a crash nothing works any more.
func (w *world) next() error {
	w.step++
	if w.cancel != nil && w.step == w.failAt {
		w.cancel()
		return nil
	}
	if w.failAt > 0 && (w.step == w.failAt || w.crash && w.step > w.failAt) {
		return errStep
	}
	return nil
}

func (w *world) State(_ context.Context, account string, r plan.Resource) (plan.State, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.next(); err != nil {
		return nil, err
	}
	if w.accounts[account] == nil {
		return nil, fmt.Errorf("no account %s", account)
	}
	if w.hide > 0 && len(w.lines) > 0 {
		w.hide--
		return plan.State{}, nil
	}
	return w.accounts[account].Of(r), nil
}

func (w *world) Make(_ context.Context, account string, c plan.Change) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.next(); err != nil {
		return err
	}
	if w.accounts[account] == nil {
		return fmt.Errorf("no account %s", account)
	}
	if c.Field == plan.Itself && c.Before == nil && w.accounts[account].Value(c.Property) != nil {
		return fmt.Errorf("EntityAlreadyExists: %w", errors.Join(plan.ErrThere, plan.ErrNotMade))
	}
	if w.deny == c.Property {
		return fmt.Errorf("AccessDenied: %w", plan.ErrNotMade)
	}
	if err := w.accounts[account].Set(c.Property, c.After); err != nil {
		return err
	}
	return w.next() // the answer is lost
}

func (w *world) Intend(account string, c plan.Change) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.next(); err != nil {
		return err
	}
	w.lines = append(w.lines, line{account: account, change: c})
	return w.next()
}

func (w *world) Done(account string, c plan.Change, problem error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.next(); err != nil {
		return err
	}
	w.lines = append(w.lines, line{account, c, true, problem})
	return nil
}

func (w *world) Finish(string, string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.next()
}

func (w *world) applier() *app.Applier {
	return &app.Applier{Target: w, Journal: w, Concurrency: 2, Now: "2026-01-01T00:00:00Z",
		Wait: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }}
}

// undo is what takes back all that was intended, the last first.
func (w *world) undo(p *plan.Plan) *plan.Plan {
	out := &plan.Plan{Schema: plan.Schema, Purpose: "rollback", Mode: plan.Full}
	for _, a := range p.Accounts {
		back := plan.Account{ID: a.ID, Partition: a.Partition, Outcome: plan.Changes}
		notMade := map[plan.Property]bool{}
		for _, l := range slices.Backward(w.lines) {
			if l.account == a.ID && l.done {
				notMade[l.change.Property] = errors.Is(l.problem, plan.ErrNotMade)
			}
			if l.account == a.ID && !l.done && !notMade[l.change.Property] {
				back.Changes = append(back.Changes, l.change.Reverse())
			}
		}
		if back.Changes != nil {
			out.Accounts = append(out.Accounts, back)
		}
	}
	return out
}

func (w *world) text() string {
	var out []string
	for _, id := range slices.Sorted(maps.Keys(w.accounts)) {
		s := w.accounts[id]
		for _, p := range s.Properties() {
			out = append(out, id+" "+p.String()+" = "+s[p])
		}
	}
	return strings.Join(out, "\n")
}

const (
	supportARN = "arn:aws:iam::aws:policy/AWSSupportAccess"
	adminARN   = "arn:aws:iam::aws:policy/AdministratorAccess"
)

func trusts(who string) string {
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"` + who + `"},"Action":"sts:AssumeRole"}]}`
}

func text(s string) *string { return &s }

// start is two accounts: an empty one, and one with a role and a user that are
// not as they should be.
func start() (*world, *plan.Plan) {
	w := &world{accounts: map[string]plan.State{"111111111111": {}, "222222222222": {}}}
	old := plan.RoleSpec{Path: "/", Trust: trusts("*"), Session: 3600, Tags: map[string]string{"owner": "nobody"}}
	user := plan.Property{Kind: plan.User, Name: "ana", Field: plan.Attached, Key: supportARN}
	admin := plan.Property{Kind: plan.Role, Name: "support", Field: plan.Attached, Key: adminARN}
	s := w.accounts["222222222222"]
	_ = s.Set(plan.Property{Kind: plan.Role, Name: "support", Field: plan.Itself}, text(old.Text()))
	_ = s.Set(user, text(supportARN))
	_ = s.Set(admin, text(adminARN))
	spec := plan.RoleSpec{Path: "/", Trust: trusts("arn:aws:iam::111111111111:role/oncall"), Session: 3600, Tags: map[string]string{"owner": "sre"}}
	role := func(f plan.Field, key string) plan.Property {
		return plan.Property{Kind: plan.Role, Name: "support", Field: f, Key: key}
	}
	admits := []string{"arn:aws:iam::111111111111:role/oncall"}
	p := &plan.Plan{Schema: plan.Schema, Purpose: "apply", Mode: plan.Full, Accounts: []plan.Account{
		{ID: "111111111111", Partition: "aws", Outcome: plan.Changes, Role: "arn:aws:iam::111111111111:role/support", Admits: admits, Changes: []plan.Change{
			{Property: role(plan.Itself, ""), After: text(spec.Text())}, {Property: role(plan.Attached, supportARN), After: text(supportARN)}}},
		{ID: "222222222222", Partition: "aws", Outcome: plan.Changes, Role: "arn:aws:iam::222222222222:role/support", Admits: admits, Changes: []plan.Change{
			{Property: role(plan.Tag, "owner"), Before: text("nobody"), After: text("sre")},
			{Property: role(plan.Attached, supportARN), After: text(supportARN)},
			{Property: role(plan.Trust, ""), Before: text(old.Trust), After: text(spec.Trust)},
			{Property: admin, Before: text(adminARN)}, {Property: user, Before: text(supportARN)}}},
		{ID: "333333333333", Outcome: plan.Refused},
	}}
	return w, p
}

func fates(list []app.AppliedAccount) string {
	var out []string
	for _, a := range list {
		out = append(out, string(a.Fate))
	}
	return strings.Join(out, " ")
}

// TestApply holds that a plan is made, that making it again changes nothing, and
// that it is taken back exactly.
func TestApply(t *testing.T) {
	t.Parallel()
	w, p := start()
	before := w.text()
	a := w.applier()
	a.Fresh = true
	list, err := a.Apply(t.Context(), p)
	if err != nil || fates(list) != "applied applied passed over" || list[1].Made != 5 {
		t.Fatalf("%v %+v", err, list)
	}
	after := w.text()
	if list, err = w.applier().Apply(t.Context(), p); err != nil || fates(list) != "unchanged unchanged passed over" || w.text() != after {
		t.Errorf("again: %v %+v", err, list)
	}
	if list, err = w.applier().Apply(t.Context(), w.undo(p)); err != nil || fates(list) != "applied applied" || w.text() != before {
		t.Errorf("taken back: %v %+v\n%s\nwant\n%s", err, list, w.text(), before)
	}
}

// TestApplyInterrupted holds for every step that, whatever goes wrong there,
// going on with the run ends in the state that was planned, and taking it back
// in the one before: when a call fails, when its answer is lost, when the journal
// cannot be written, when the program dies, and when somebody interrupts it.
func TestApplyInterrupted(t *testing.T) {
	t.Parallel()
	reference, p := start()
	before := reference.text()
	if _, err := reference.applier().Apply(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"fault", "crash", "interrupt"} {
		for at := 1; at <= reference.step; at++ {
			for _, back := range []bool{false, true} {
				w, p := start()
				ctx, cancel := context.WithCancel(t.Context())
				w.failAt, w.crash = at, kind == "crash"
				if kind == "interrupt" {
					w.cancel = cancel
				}
				a := w.applier()
				a.Concurrency, a.Fresh = 1, at%2 == 0
				list, err := a.Apply(ctx, p)
				cancel()
				w.failAt, w.crash, w.cancel = 0, false, nil
				if kind == "crash" && err == nil && !strings.Contains(fates(list), "failed") {
					t.Errorf("%s at %d: %s", kind, at, fates(list))
				}
				want, next := reference.text(), p
				if back {
					want, next = before, w.undo(p)
				}
				list, err = w.applier().Apply(t.Context(), next)
				if err != nil || w.text() != want {
					t.Errorf("%s at %d, back %v: %v %+v\n%s\nwant\n%s", kind, at, back, err, list, w.text(), want)
				}
			}
		}
	}
}

// TestApplyStale holds that an account which somebody has changed since is left
// as it is, and that it is said.
func TestApplyStale(t *testing.T) {
	t.Parallel()
	w, p := start()
	_ = w.accounts["222222222222"].Set(plan.Property{Kind: plan.Role, Name: "support", Field: plan.Tag, Key: "owner"}, text("somebody"))
	before := w.accounts["222222222222"].Of(plan.Resource{Kind: plan.Role, Name: "support"})
	list, err := w.applier().Apply(t.Context(), p)
	if err != nil || fates(list) != "applied stale passed over" || !strings.Contains(list[1].Problem, "tag owner") {
		t.Errorf("%v %+v", err, list)
	}
	if after := w.accounts["222222222222"].Of(plan.Resource{Kind: plan.Role, Name: "support"}); !maps.Equal(before, after) {
		t.Errorf("%v", after)
	}
}

// TestApplyForeignRole holds that a role which is there already, and is another,
// is not taken for one's own.
func TestApplyForeignRole(t *testing.T) {
	t.Parallel()
	w, p := start()
	_ = w.accounts["111111111111"].Set(plan.Property{Kind: plan.Role, Name: "support", Field: plan.Itself}, text(plan.RoleSpec{Path: "/", Trust: trusts("*")}.Text()))
	list, err := w.applier().Apply(t.Context(), p)
	if err != nil || fates(list) != "stale applied passed over" || !strings.Contains(list[0].Problem, "role/support is not as") {
		t.Errorf("%v %+v", err, list)
	}
	a := w.applier()
	a.Fresh = true // creating it is what tells
	if list, err = a.Apply(t.Context(), p); err != nil || fates(list) != "stale unchanged passed over" || !strings.Contains(list[0].Problem, "role/support is not as") {
		t.Errorf("%v %+v", err, list)
	}
}

// TestApplyVerifies holds that what was made is looked for until it shows, and
// that what never shows, or lets nobody in, is said.
func TestApplyVerifies(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, fates, problem string
		change               func(*world, *plan.Plan)
	}{
		{"late", "applied", "", func(w *world, _ *plan.Plan) { w.hide = 3 }},
		{"never", "unverified", "is not as it was changed", func(w *world, _ *plan.Plan) { w.hide = 1000 }},
		{"nobody is let in", "unverified", "does not let in arn:aws:iam::999999999999:user/x", func(_ *world, p *plan.Plan) { p.Accounts[0].Admits = []string{"arn:aws:iam::999999999999:user/x"} }},
		{"no such account", "failed", "no account 444444444444", func(_ *world, p *plan.Plan) { p.Accounts[0].ID = "444444444444" }},
	} {
		w, p := start()
		p.Accounts = p.Accounts[:1]
		c.change(w, p)
		var told []app.AppliedAccount
		a := w.applier()
		a.Progress = func(done app.AppliedAccount) { told = append(told, done) }
		list, err := a.Apply(t.Context(), p)
		if err != nil || fates(list) != c.fates || !strings.Contains(list[0].Problem, c.problem) || (c.problem == "") != (list[0].Problem == "") || len(told) != 1 {
			t.Errorf("%s: %v %+v, told %d", c.name, err, list, len(told))
		}
	}
}
