package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"hotline/internal/app"
	"hotline/internal/awsio"
	"hotline/internal/journal"
	"hotline/org"
	"hotline/plan"
)

// changeOptions are the flags of commands that change something.
type changeOptions struct {
	state   string
	why     string
	yes     bool
	noInput bool
	confirm string
	target  string
	aws     awsio.Options
	format  *choice
}

func (o *changeOptions) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.why, "why", "", "`TEXT` for the journal: a ticket, a reason")
	f.BoolVar(&o.yes, "yes", false, "do not ask")
	f.StringVar(&o.confirm, "confirm", "", "the `ID` of the organization, or of the account, instead of typing it, where roles are removed")
	f.BoolVar(&o.noInput, "no-input", false, "fail where something would be asked")
	f.StringVar(&o.target, "target", "", "change the snapshot in `DIR` instead of live accounts: a rehearsal")
	o.stateFlag(cmd)
	connectFlags(cmd, &o.aws)
	concurrencyFlag(cmd, &o.aws)
	o.format = choiceFlag(cmd, "output", "o", "format", "text", "json")
}

func (o *changeOptions) stateFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.state, "state", "", "`DIR` of the journals; "+envState+", or hotline in the state directory of the user, otherwise")
}

// stateDir is the directory of the journals.
func (o *changeOptions) stateDir(s Streams) (string, error) {
	switch home := s.Getenv(envHome); {
	case o.state != "":
		return o.state, nil
	case s.Getenv(envState) != "":
		return s.Getenv(envState), nil
	case filepath.IsAbs(s.Getenv(envStateHome)):
		return filepath.Join(s.Getenv(envStateHome), "hotline"), nil
	case home != "":
		return filepath.Join(home, ".local", "state", "hotline"), nil
	}
	return "", usagef("there is no home directory for the journals; expected --state DIR")
}

// A doing is one run: it holds the lock and the journal.
type doing struct {
	*changeOptions
	console *console
	place   *place
	run     *journal.Run
	fresh   bool // nobody has begun the plan before
}

// do makes the changes of a plan, and says what became of them.
func (d *doing) do(ctx context.Context, p *plan.Plan) error {
	applier := &app.Applier{
		Target: d.place, Journal: d.run, Fresh: d.fresh, Concurrency: d.aws.Concurrency, Wait: awsio.Pause,
		Now: time.Now().UTC().Format(time.RFC3339), Progress: d.progress,
	}
	accounts, err := applier.Apply(ctx, p)
	code := CodeOK
	fates := map[app.Fate]int{}
	for _, a := range accounts {
		fates[a.Fate]++
	}
	switch bad := fates[app.Unapplied] + fates[app.Unverified]; {
	case ctx.Err() != nil || fates[app.Uncertain] > 0:
		code = CodeInterrupt
	case bad > 0 || err != nil:
		code = CodeHalfway
	case fates[app.Stale] > 0 && d.run.Made() == 0:
		code = CodeStale
	case fates[app.Stale] > 0:
		code = CodeHalfway
	}
	if err := errors.Join(err, d.end(code), d.place.closed()); err != nil {
		d.console.sayError(err.Error())
		code = CodeHalfway
	}
	if err := d.report(accounts); err != nil {
		return err
	}
	if code != CodeOK && code != CodeStale {
		d.console.say("note", fmt.Sprintf("the run is %s: hotline apply --resume %s goes on, hotline rollback %s takes back what was done", d.run.Name(), d.run.Name(), d.run.Name()), org.Location{})
	}
	if code == CodeOK {
		return nil
	}
	return statusError{code}
}

// end ends the run where there is nothing to go on with; otherwise it stays open,
// and what is done later is written into the same journal.
func (d *doing) end(code Code) error {
	switch code {
	case CodeOK:
		return d.run.End(journal.RunDone)
	case CodeStale:
		return d.run.End(journal.RunFailed)
	default:
		return d.run.Close()
	}
}

// progress says of each account that it is through.
func (d *doing) progress(a app.AppliedAccount) {
	text := fmt.Sprintf("account %s: %s", a.ID, a.Fate)
	if a.Problem != "" {
		d.console.sayError(text + ": " + a.Problem)
		return
	}
	d.console.say("note", fmt.Sprintf("%s, %d changes", text, a.Made), org.Location{})
}

// isFresh reports whether no run has begun the plan of a run, other than that
// run itself.
func isFresh(dir string, r *journal.Run) bool {
	list, faults := journal.List(dir)
	var sum string
	for _, s := range list {
		if s.Run == r.Name() {
			sum = s.PlanSum
		}
	}
	return len(faults) == 0 && sum != "" && !slices.ContainsFunc(list, func(s journal.Summary) bool { return s.PlanSum == sum && s.Run != r.Name() })
}

// lock takes the lock of the state directory.
func (o *changeOptions) lock(c *console, command string) (dir string, release func() error, err error) {
	if dir, err = o.stateDir(c.Streams); err != nil {
		return "", nil, err
	}
	host, _ := os.Hostname() // empty where there is none
	release, err = journal.Lock(dir, journal.Holder{PID: os.Getpid(), User: c.Getenv("USER"), Host: host, Since: time.Now().UTC(), Command: command})
	return dir, release, err
}
