package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"hotline/internal/journal"
	"hotline/internal/render"
	"hotline/plan"
)

func rollbackCommand(s Streams) *cobra.Command {
	var o changeOptions
	cmd := &cobra.Command{
		Use:   "rollback [RUN]",
		Short: "Take back what a run changed",
		Long: "Rollback shows the reverse of what a run did, by default the last, asks for the id of the organization, and\n" +
			"does it in place: documents are put back byte for byte. What somebody has changed since is not\n" +
			"overwritten: the account is left as it is, and said. It is a run of its own, with its own journal.",
		Example:     "  hotline rollback\n  hotline rollback 20261122T031500Z-k3xq --confirm o-a1b2c3d4e5",
		Annotations: map[string]string{exitNote: exitCodes(CodeOK, CodeError, CodeAuth, CodeStale, CodeHalfway, CodeUsage, CodeInterrupt), seeAlso: "hotline history, hotline apply"},
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("rollback takes one RUN")
			}
			return nil
		},
	}
	o.flags(cmd)
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		c := &console{Streams: s, json: o.format.value == "json"}
		return o.rollback(c, append(args, "")[0])
	}
	return cmd
}

// rollback takes back a run. What it did is read while the lock is held: nobody goes
// on with it meanwhile.
func (o *changeOptions) rollback(c *console, name string) error {
	dir, release, err := o.lock(c, "rollback")
	if err != nil {
		return err
	}
	defer release() //nolint:errcheck // the end of the process does it, too
	record, err := o.record(dir, name)
	if err != nil {
		return err
	}
	p := reverse(record)
	if p.IsEmpty() {
		return c.nothingToChange()
	}
	ctx, stop := interruptible()
	defer stop()
	at, err := o.open(ctx, c, p)
	if err != nil {
		return liveError(c, err)
	}
	if err := at.sameCaller(record); err != nil {
		return err
	}
	return o.begin(ctx, c, dir, at, p, journal.Header{Reverses: record.Run})
}

// reverse is the plan that takes a run back.
func reverse(r *journal.Record) *plan.Plan {
	return &plan.Plan{Schema: plan.Schema, Purpose: "rollback", Mode: plan.Full, Organization: r.Organization, Snapshot: r.Plan.Snapshot, Of: r.Run, Accounts: r.Undo()}
}

func removeCommand(s Streams) *cobra.Command {
	o := planOptions{remove: true}
	var out string
	cmd := &cobra.Command{
		Use:   "remove PATH… | --live",
		Short: "Plan to take away all that hotline made",
		Long: "Remove works out a plan that deletes the roles that hotline created and the policies that it wrote, and\n" +
			"gives roles back that it had adopted, as they are. hotline apply makes the changes, and asks for the id of\n" +
			"the organization.",
		Example:     "  hotline remove --live --org && hotline apply support.plan.json --confirm o-a1b2c3d4e5",
		Annotations: map[string]string{exitNote: exitCodes(CodeOK, CodeError, CodeIncomplete, CodeAuth, CodeUsage, CodeInterrupt), seeAlso: "hotline apply, hotline rollback"},
		Args:        func(cmd *cobra.Command, args []string) error { return o.live.check(cmd, args) },
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&out, "out", "support.plan.json", "`FILE` to save the plan in; empty to save none")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		p, err := o.present(s, cmd, args, out)
		if err != nil {
			return err
		}
		if p.Count(plan.Unknown)+p.Count(plan.Refused) > 0 {
			return statusError{CodeIncomplete}
		}
		return nil
	}
	return cmd
}

func historyCommand(s Streams) *cobra.Command {
	var o changeOptions
	history := &cobra.Command{
		Use:         "history",
		Short:       "List what was changed, and show a run as evidence",
		Long:        "History lists the runs of hotline apply and hotline rollback, the newest first.",
		Example:     "  hotline history\n  hotline history show 20261122T031500Z-k3xq -o json",
		Annotations: map[string]string{exitNote: exitCodes(CodeOK, CodeError, CodeUsage), seeAlso: "hotline apply, hotline rollback"},
		Args:        noArguments,
	}
	o.stateFlag(history)
	format := choiceFlag(history, "output", "o", "format", "text", "json")
	history.RunE = func(*cobra.Command, []string) error {
		dir, err := o.stateDir(s)
		if err != nil {
			return err
		}
		list, faults := journal.List(dir)
		c := &console{Streams: s, json: format.value == "json"}
		for _, f := range faults {
			c.sayError(f.Error())
		}
		if err := s.write(func(w io.Writer) error {
			if c.json {
				return render.HistoryJSON(w, list)
			}
			return render.HistoryText(w, list)
		}); err != nil {
			return err
		}
		if len(faults) > 0 {
			return statusError{CodeError}
		}
		return nil
	}
	history.AddCommand(historyShowCommand(s))
	return history
}

func historyShowCommand(s Streams) *cobra.Command {
	var o changeOptions
	cmd := &cobra.Command{
		Use:         "show RUN",
		Short:       "Show who changed what, when, why, and how it was verified",
		Example:     "  hotline history show 20261122T031500Z-k3xq",
		Annotations: map[string]string{exitNote: exitCodes(CodeOK, CodeError, CodeUsage), seeAlso: "hotline rollback"},
		Args:        exactly("history show", "RUN"),
	}
	o.stateFlag(cmd)
	format := choiceFlag(cmd, "output", "o", "format", "text", "json")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		dir, err := o.stateDir(s)
		if err != nil {
			return err
		}
		record, err := journal.Load(dir, args[0])
		if err != nil {
			return fmt.Errorf("run %s: %w", args[0], err)
		}
		return s.write(func(w io.Writer) error {
			if format.value == "json" {
				return render.RecordJSON(w, record)
			}
			return render.RecordText(w, record)
		})
	}
	return cmd
}
