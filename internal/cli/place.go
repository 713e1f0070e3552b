package cli

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"runtime/debug"

	"hotline/internal/app"
	"hotline/internal/awsio"
	"hotline/internal/journal"
	"hotline/internal/rehearsal"
	"hotline/org"
	"hotline/plan"
)

// A place is where changes are made, and who makes them.
type place struct {
	app.Target
	who          awsio.Identity
	kind         journal.Target
	organization string
	closed       func() error
	calls        func() int
}

// open opens what is changed, and holds that it is what the plan is about. The
// caller is said before anything is written.
func (o *changeOptions) open(ctx context.Context, c *console, p *plan.Plan) (*place, error) {
	open := o.openLive
	if o.target != "" {
		open = o.openSnapshot
	}
	at, err := open(ctx, c, p)
	if err != nil {
		return nil, err
	}
	if p.Organization != "" && p.Organization != at.organization {
		return nil, fmt.Errorf("the plan is of %s, and this is %s: nothing was changed", organizationName(p.Organization), organizationName(at.organization))
	}
	return at, nil
}

func organizationName(id string) string {
	if id == "" {
		return "no organization"
	}
	return "the organization " + id
}

func (o *changeOptions) openSnapshot(context.Context, *console, *plan.Plan) (*place, error) {
	dir, err := filepath.Abs(o.target)
	if err != nil {
		return nil, err
	}
	t, err := rehearsal.Open(dir)
	if err != nil {
		return nil, err
	}
	return &place{Target: t, kind: journal.Target{Kind: journal.Snapshot, Description: dir}, organization: t.Organization(),
		closed: t.Close, calls: func() int { return 0 }}, nil
}

func (o *changeOptions) openLive(ctx context.Context, c *console, p *plan.Plan) (*place, error) {
	o.aws.Changes = changesOf(p)
	t, err := awsio.Connect(ctx, o.aws)
	if err != nil {
		return nil, err
	}
	c.say("note", fmt.Sprintf("as %s in account %s (%s)", t.ARN, t.Account, t.Partition), org.Location{})
	endpoint := t.Endpoint()
	for _, name := range []string{"AWS_ENDPOINT_URL_IAM", "AWS_ENDPOINT_URL_STS"} {
		endpoint = cmp.Or(endpoint, c.Getenv(name))
	}
	if endpoint != "" {
		c.say("note", "an endpoint is set: this writes to "+endpoint+", not to AWS", org.Location{})
	}
	for _, a := range p.Accounts {
		if a.Outcome == plan.Changes && a.Partition != t.Partition {
			return nil, fmt.Errorf("account %s is in the partition %s, and these credentials are of %s: nothing was changed", a.ID, a.Partition, t.Partition)
		}
	}
	if err := (plan.Ourselves{Caller: t.ARN, Entry: o.entry(t.Account)}).Check(p); err != nil {
		return nil, err
	}
	at := &place{Target: t, who: t.Identity, kind: journal.Target{Kind: journal.Live}, closed: func() error { return nil }, calls: func() int { return sum(t.Calls()) }}
	if p.Organization != "" {
		at.organization, err = t.Organization(ctx)
	}
	return at, err
}

// entry is the role by which each account is entered; none for the caller's own.
func (o *changeOptions) entry(caller string) func(account, partition string) string {
	return func(account, partition string) string {
		if account == caller {
			return ""
		}
		return o.aws.RoleARN(account, partition)
	}
}

// resumable holds that a run is gone on with, or taken back, where it was made, and
// by the account that made it.
func (o *changeOptions) resumable(r *journal.Record) error {
	if o.target == "" {
		if r.Target.Kind == journal.Snapshot {
			o.target = r.Target.Description
		}
		return nil
	}
	dir, err := filepath.Abs(o.target)
	switch {
	case err != nil:
		return err
	case r.Target.Kind != journal.Snapshot:
		return usagef("the run %s changed live accounts: there is nothing of it in --target %s", r.Run, o.target)
	case dir != r.Target.Description:
		return usagef("the run %s changed the snapshot in %s: there is nothing of it in --target %s", r.Run, r.Target.Description, o.target)
	}
	return nil
}

// sameCaller holds that a run is gone on with, or taken back, from the account that
// it was made from: others may reach other accounts.
func (p *place) sameCaller(r *journal.Record) error {
	if p.who.Account != r.Account {
		return fmt.Errorf("the run %s was made from account %s, and these credentials are of %s: nothing was changed", r.Run, r.Account, p.who.Account)
	}
	return nil
}

// by says who runs the program, for the journal.
func (p *place) by() journal.By {
	build, _ := debug.ReadBuildInfo()
	return journal.By{Account: p.who.Account, Caller: cmp.Or(p.who.ARN, "nobody: a rehearsal"), Version: versionOf(build).Version}
}

func sum(counts map[string]int) int {
	n := 0
	for _, c := range counts {
		n += c
	}
	return n
}
