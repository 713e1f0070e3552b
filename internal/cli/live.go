package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"hotline/internal/awsio"
)

// liveFlags adds the flags of commands that read live accounts to a command.
func liveFlags(cmd *cobra.Command, o *awsio.Options) *choice {
	f := cmd.Flags()
	f.StringVar(&o.Profile, "profile", "", "`NAME` of the AWS profile; that of the environment otherwise")
	f.StringVar(&o.Region, "region", "", "AWS `REGION` to call from; that of the profile otherwise")
	f.BoolVar(&o.Org, "org", false, "read the whole organization, from its management account or a delegated one")
	f.StringVar(&o.RoleName, "role-name", awsio.DefaultRole, "`NAME` of the role by which accounts are entered")
	f.StringVar(&o.RolePath, "role-path", "/", "`PATH` of that role")
	f.StringVar(&o.ExternalID, "external-id", "", "external `ID` that the role demands")
	f.StringSliceVar(&o.Accounts, "accounts", nil, "`IDS` of the accounts to read; all otherwise")
	f.StringSliceVar(&o.Units, "ou", nil, "`IDS` of units: read only accounts in them or below")
	f.StringSliceVar(&o.Exclude, "exclude", nil, "`IDS` of accounts and units not to read")
	f.StringSliceVar(&o.Skip, "skip", nil, "`CALLS` not to make, as support:DescribeSeverityLevels")
	f.StringSliceVar(&o.Regions, "regions", nil, "`REGIONS` whose alarms and rules are read; that in which IAM is recorded otherwise")
	f.StringVar(&o.CenterRegion, "identity-center-region", "", "`REGION` of IAM Identity Center; that of --region otherwise")
	o.Concurrency = awsio.DefaultConcurrency
	f.Var((*count)(&o.Concurrency), "concurrency", "how many accounts are read at once, as `NUMBER`")
	return choiceFlag(cmd, "depth", "", "full: all there is; quick: only whether the control is met", awsio.Full.String(), awsio.Quick.String())
}

// A count is a flag for how many there are of something: one at least.
type count int

// String is the number.
func (n *count) String() string { return strconv.Itoa(int(*n)) }

// Type names the kind of value in a usage message.
func (n *count) Type() string { return "NUMBER" }

// Set takes a number.
func (n *count) Set(text string) error {
	value, err := strconv.Atoi(text)
	if err != nil || value < 1 {
		return fmt.Errorf("expected a number from 1")
	}
	*n = count(value)
	return nil
}

// resumeFlags adds those of commands that keep what they read.
func resumeFlags(cmd *cobra.Command, o *awsio.Options) {
	cmd.Flags().BoolVar(&o.Resume, "resume", false, "go on with a snapshot: do not ask again what is there")
	cmd.Flags().DurationVar(&o.MaxAge, "max-age", 0, "with --resume: ask again what is older than this `DURATION`")
}

// depthOf is the depth that a flag chose.
func depthOf(c *choice) awsio.Depth {
	if c.value == awsio.Quick.String() {
		return awsio.Quick
	}
	return awsio.Full
}

// interruptible ends at Ctrl-C. A second one ends the program at once.
func interruptible() (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// liveError gives an error of AWS the exit status that it has.
func liveError(c *console, err error) error {
	var failed *awsio.CallError
	switch {
	case err == nil:
		return nil
	case awsio.IsInterrupted(err):
		return statusError{CodeInterrupt}
	case errors.As(err, &failed) && (failed.Class.IsAuthentication() || failed.Class == awsio.Denied):
		c.sayError(err.Error())
		return statusError{CodeAuth}
	}
	return err
}

// collectInto reads live accounts into a directory, shows how far it is, and
// says what could not be read. It returns what was done, be it cut short.
func collectInto(c *console, dir string, o awsio.Options) (*awsio.Result, error) {
	ctx, stop := interruptible()
	defer stop()
	line := &progress{console: c}
	o.Progress, o.Now = line.show, time.Now
	r, err := awsio.Collect(ctx, dir, o)
	line.clear()
	if r == nil {
		return nil, usagef("%w", err)
	}
	c.sayFailures(r)
	return r, err
}
