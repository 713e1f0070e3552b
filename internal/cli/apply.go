package cli

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"hotline/actions"
	"hotline/check"
	"hotline/internal/app"
	"hotline/internal/journal"
	"hotline/internal/render"
	"hotline/internal/snapfile"
	"hotline/org"
	"hotline/plan"
	"hotline/reach"
)

func applyCommand(s Streams) *cobra.Command {
	var o changeOptions
	var resume bool
	cmd := &cobra.Command{
		Use:   "apply PLAN | --resume [RUN]",
		Short: "Make the changes of a plan, and verify them",
		Long: "Apply shows a plan, asks, and makes its changes: in each account only if all is as the plan expects, in an\n" +
			"order in which access is given before it is taken. What it is about to do is in a journal before it is\n" +
			"done. Afterwards it reads again what it changed, and decides again whether the role lets in who it is for.\n\n" +
			"What fails in one account does not stop the others. After a crash or Ctrl-C, --resume goes on with a run,\n" +
			"by default the last, and hotline rollback takes it back.",
		Example: "  hotline apply support.plan.json --why INC-1234\n  hotline apply --yes --profile deploy --role-name hotline support.plan.json\n" +
			"  cp -r snapshot rehearsal && hotline apply --yes --target rehearsal support.plan.json\n  hotline apply --resume",
		Annotations: map[string]string{
			exitNote: exitCodes(CodeOK, CodeError, CodeAuth, CodeStale, CodeHalfway, CodeUsage, CodeInterrupt),
			seeAlso:  "hotline plan, hotline rollback, hotline history",
		},
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 || len(args) == 0 && !resume {
				return usagef("apply needs one PLAN, a file that hotline plan saved")
			}
			return nil
		},
	}
	o.flags(cmd)
	cmd.Flags().BoolVar(&resume, "resume", false, "go on with a run: RUN, or the last")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		c := &console{Streams: s, json: o.format.value == "json"}
		if resume {
			return o.resume(c, append(args, "")[0])
		}
		p, err := readPlan(args[0], s.In)
		if err != nil {
			return err
		}
		if p.Purpose == "rollback" {
			return usagef("hotline rollback takes back a run; there is no plan for it to apply")
		}
		return o.apply(c, p)
	}
	return cmd
}

// apply makes the changes of a plan that was read.
func (o *changeOptions) apply(c *console, p *plan.Plan) error {
	if p.IsEmpty() {
		return c.nothingToChange()
	}
	dir, release, err := o.lock(c, "apply")
	if err != nil {
		return err
	}
	defer release() //nolint:errcheck // the end of the process does it, too
	ctx, stop := interruptible()
	defer stop()
	at, err := o.open(ctx, c, p)
	if err != nil {
		return liveError(c, err)
	}
	return o.begin(ctx, c, dir, at, p, journal.Header{})
}

func (c *console) nothingToChange() error {
	c.say("note", "nothing to change", org.Location{})
	return c.write(func(w io.Writer) error {
		if c.json {
			return render.AppliedJSON(w, "", nil, 0)
		}
		return nil
	})
}

// begin shows a plan, asks, and makes its changes as a new run. The lock is held
// since before the plan was made, or read: nobody has changed anything since.
func (o *changeOptions) begin(ctx context.Context, c *console, dir string, at *place, p *plan.Plan, h journal.Header) error {
	c.preview(p)
	if err := o.ask(ctx, c, p); err != nil {
		return err
	}
	name, err := journal.Name(time.Now(), c.Random)
	if err != nil {
		return err
	}
	h.By, h.Organization, h.Target, h.Why, h.Plan = at.by(), p.Organization, at.kind, o.why, *p
	run, err := journal.Begin(dir, name, h, time.Now)
	if err != nil {
		return fmt.Errorf("nothing was changed: %w", err)
	}
	return (&doing{changeOptions: o, console: c, place: at, run: run, fresh: isFresh(dir, run)}).do(ctx, p)
}

// resume goes on with a run: what was made is passed over.
func (o *changeOptions) resume(c *console, name string) error {
	dir, release, err := o.lock(c, "apply --resume")
	if err != nil {
		return err
	}
	defer release() //nolint:errcheck // the end of the process does it, too
	record, err := o.record(dir, name)
	if err != nil {
		return err
	}
	pending := record.Plan
	pending.Accounts = record.Pending()
	ctx, stop := interruptible()
	defer stop()
	at, err := o.open(ctx, c, &record.Plan)
	if err != nil {
		return liveError(c, err)
	}
	if err := at.sameCaller(record); err != nil {
		return err
	}
	c.preview(&pending)
	if err := o.ask(ctx, c, &pending); err != nil {
		return err
	}
	run, record, err := journal.Resume(dir, record.Run, at.by(), time.Now)
	if err != nil {
		return err
	}
	pending.Accounts = record.Pending()
	return (&doing{changeOptions: o, console: c, place: at, run: run}).do(ctx, &pending)
}

// record is what the journal says of a run: of the last, where none is named.
func (o *changeOptions) record(dir, name string) (*journal.Record, error) {
	if name == "" {
		last, err := journal.Last(dir)
		if err != nil {
			return nil, err
		}
		name = last
	}
	record, err := journal.Load(dir, name)
	if err != nil {
		return nil, fmt.Errorf("run %s: %w", name, err)
	}
	switch by, reversed, err := journal.ReversedBy(dir, name); {
	case err != nil:
		return nil, err
	case reversed:
		return nil, fmt.Errorf("the run %s was taken back by the run %s: to go on, make a new plan; to have it again, take that back", name, by)
	}
	return record, o.resumable(record)
}

// report writes what became of the accounts.
func (d *doing) report(accounts []app.AppliedAccount) error {
	return d.console.write(func(w io.Writer) error {
		if d.console.json {
			return render.AppliedJSON(w, d.run.Name(), accounts, d.place.calls())
		}
		if err := render.AppliedText(w, d.run.Name(), accounts, d.place.calls()); err != nil || d.place.kind.Kind != journal.Snapshot {
			return err
		}
		return d.judge(w)
	})
}

// judge ends a rehearsal: with how the accounts stand in the snapshot as it is
// now.
func (d *doing) judge(w io.Writer) error {
	table, err := actions.Load()
	if err != nil {
		return err
	}
	source := snapfile.Files{Paths: []string{d.place.kind.Description}}.Open()
	settings := check.DefaultSettings()
	settings.Actions = reach.NewUniverse(table)
	if settings.Now, err = new(moment).of(source); err != nil {
		return err
	}
	if _, err := fmt.Fprintln(w); err != nil {
		return err
	}
	return render.AuditOverview(w, app.Audit(source, allRules(), settings), render.Options{})
}
