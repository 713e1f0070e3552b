package cli

import (
	"context"
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"hotline/check"
	"hotline/internal/awsio"
	"hotline/internal/snapfile"
	"hotline/org"
)

// liveOptions are the flags of hotline audit that are about live accounts.
type liveOptions struct {
	on    bool
	save  string
	depth *choice
	awsio.Options
}

func (l *liveOptions) flags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&l.on, "live", false, "read live accounts, as hotline collect does, instead of a PATH")
	cmd.Flags().StringVar(&l.save, "save", "", "with --live: keep what was read in `DIR`, a snapshot")
	l.depth = liveFlags(cmd, &l.Options)
	keepFlags(cmd, &l.Options)
}

// check demands a PATH or --live, and nothing that only one of them has beside
// the other.
func (l *liveOptions) check(cmd *cobra.Command, args []string) error {
	if !l.on {
		if flag := l.changed(cmd); flag != "" {
			return usagef("--%s is about live accounts; expected --live beside it", flag)
		}
		return pathArguments("audit")(cmd, args)
	}
	switch {
	case len(args) > 0:
		return usagef("found a PATH beside --live; expected one of them")
	case l.Resume && l.save == "":
		return usagef("--resume goes on with a snapshot; expected --save DIR beside it")
	}
	return checkLive(cmd, &l.Options)
}

// changed is a flag about live accounts that was given.
func (l *liveOptions) changed(cmd *cobra.Command) string {
	for _, name := range []string{"save", "profile", "region", "org", "role-name", "role-path", "external-id", "accounts", "ou", "exclude",
		"skip", "regions", "identity-center-region", "concurrency", "depth", "resume", "max-age"} {
		if cmd.Flags().Changed(name) {
			return name
		}
	}
	return ""
}

// directory is where what is read goes; done removes it, unless it is to be
// kept.
func (l *liveOptions) directory() (dir string, done func(), err error) {
	if l.save != "" {
		return l.save, func() {}, nil
	}
	dir, err = os.MkdirTemp("", "hotline-")
	return dir, func() { _ = os.RemoveAll(dir) }, err // the system removes it otherwise
}

// reports refuses accounts to report on that are not among those to read. With
// units only AWS can tell.
func (l *liveOptions) reports(accounts []string) error {
	for _, id := range accounts {
		if slices.Contains(l.Exclude, id) || len(l.Accounts) > 0 && len(l.Units) == 0 && !slices.Contains(l.Accounts, id) {
			return usagef("--account: account %s is not among those that --accounts and --exclude choose", id)
		}
	}
	return nil
}

// runLive reads live accounts and judges them. What can be known to be wrong is
// said before: to read may take hours.
func (o auditOptions) runLive(c *console, rules []check.Rule, settings check.Settings) error {
	at, err := o.at.of(nil)
	if err != nil {
		return err
	}
	if err := o.live.reports(o.accounts); err != nil {
		return err
	}
	if settings.Exceptions, err = o.readExceptions(c, at); err != nil {
		return err
	}
	ctx, stop := interruptible()
	defer stop()
	if err := o.kpi.probe(ctx); err != nil {
		return err
	}
	dir, done, err := o.live.directory()
	if err != nil {
		return err
	}
	defer done()
	o.live.Depth = depthOf(o.live.depth)
	r := reading{console: c, dir: dir, thrown: o.live.save == ""}
	result, err := r.run(ctx, o.live.Options)
	if err != nil {
		return liveError(c, err)
	}
	report, err := o.judgeLive(ctx, r, rules, settings)
	done()
	stop()
	if err != nil {
		return err
	}
	return o.finish(c, report, unsaid(report, result.Failures, o.accounts))
}

// judgeLive judges what was read.
func (o auditOptions) judgeLive(ctx context.Context, r reading, rules []check.Rule, settings check.Settings) (*check.Report, error) {
	report, err := unlessInterrupted(ctx, func() (*check.Report, error) {
		return o.judge(snapfile.Files{Paths: []string{r.dir}}.Open(), rules, settings)
	})
	switch {
	case ctx.Err() != nil && r.thrown:
		r.say("note", "interrupted: what was read is removed; --save DIR keeps it", org.Location{})
		return nil, statusError{CodeInterrupt}
	case ctx.Err() != nil:
		r.say("note", fmt.Sprintf("interrupted: all was read; hotline audit %s judges it", r.dir), org.Location{})
		return nil, statusError{CodeInterrupt}
	case err == nil && r.thrown:
		r.say("note", "the places in the report are those of files that were removed again; --save DIR keeps them", org.Location{})
	}
	return report, err
}

// unsaid is what failed of what the report is about, and that the report does
// not tell.
func unsaid(r *check.Report, failures []*awsio.CallError, wanted []string) []*awsio.CallError {
	said := map[[2]string]bool{}
	note := func(account string, gaps []org.Gap) {
		for _, g := range gaps {
			said[[2]string{account, g.Call}] = true
		}
	}
	note("", r.OtherGaps)
	if r.Organization != nil {
		note("", r.Organization.Gaps)
	}
	for _, a := range r.Accounts {
		note(a.Account.ID, a.Account.Gaps)
	}
	return slices.DeleteFunc(slices.Clone(failures), func(f *awsio.CallError) bool {
		beside := f.Account != "" && len(wanted) > 0 && !slices.Contains(wanted, f.Account)
		return beside || said[[2]string{f.Account, f.Call}]
	})
}
