package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"hotline/internal/awsio"
)

// liveFlags adds the flags of commands that read live accounts to a command.
func liveFlags(cmd *cobra.Command, o *awsio.Options) *choice {
	connectFlags(cmd, o)
	f := cmd.Flags()
	f.BoolVar(&o.Org, "org", false, "read the whole organization, from its management account or a delegated one")
	f.StringSliceVar(&o.Accounts, "accounts", nil, "`IDS` of the accounts to read; all otherwise")
	f.StringSliceVar(&o.Units, "ou", nil, "`IDS` of units: read only accounts in them or below")
	f.StringSliceVar(&o.Exclude, "exclude", nil, "`IDS` of accounts and units not to read")
	f.StringSliceVar(&o.Skip, "skip", nil, "`CALLS` not to make, as support:DescribeSeverityLevels")
	f.StringSliceVar(&o.Regions, "regions", nil, "`REGIONS` whose alarms and rules are read; that in which IAM is recorded otherwise")
	f.StringVar(&o.CenterRegion, "identity-center-region", "", "`REGION` of IAM Identity Center; that of --region otherwise")
	return choiceFlag(cmd, "depth", "", "full: all there is; quick: only whether the control is met", awsio.Full.String(), awsio.Quick.String())
}

// connectFlags adds the flags for how accounts are reached.
func connectFlags(cmd *cobra.Command, o *awsio.Options) {
	f := cmd.Flags()
	f.StringVar(&o.Profile, "profile", "", "`NAME` of the AWS profile; that of the environment otherwise")
	f.StringVar(&o.Region, "region", "", "AWS `REGION` to call from; that of the profile otherwise")
	f.StringVar(&o.RoleName, "role-name", awsio.DefaultRole, "`NAME` of the role by which accounts are entered")
	f.StringVar(&o.RolePath, "role-path", "/", "`PATH` of that role")
	f.StringVar(&o.ExternalID, "external-id", "", "external `ID` that the role demands")
}

// concurrencyFlag adds how many accounts are worked on at once.
func concurrencyFlag(cmd *cobra.Command, o *awsio.Options) {
	o.Concurrency = awsio.DefaultConcurrency
	cmd.Flags().Var((*count)(&o.Concurrency), "concurrency", "how many accounts are worked on at once, as `NUMBER`")
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

// keepFlags adds those of commands that keep what they read.
func keepFlags(cmd *cobra.Command, o *awsio.Options) {
	f := cmd.Flags()
	concurrencyFlag(cmd, o)
	f.BoolVar(&o.Resume, "resume", false, "go on with a snapshot: do not ask again what is there")
	f.DurationVar(&o.MaxAge, "max-age", 0, "with --resume: ask again what is older than this `DURATION`")
}

// checkLive says what is wrong with the flags about live accounts.
func checkLive(cmd *cobra.Command, o *awsio.Options) error {
	aged := cmd.Flags().Changed("max-age")
	switch {
	case aged && !o.Resume:
		return usagef("--max-age is about what --resume keeps; expected --resume beside it")
	case aged && o.MaxAge < time.Second: // when an account was read is known to the second
		return usagef("--max-age: expected a duration of a second or more, as 24h, found %s", o.MaxAge)
	}
	lists := []struct {
		flag   string
		values []string
	}{{"accounts", o.Accounts}, {"ou", o.Units}, {"exclude", o.Exclude}, {"skip", o.Skip}, {"regions", o.Regions}}
	for _, l := range lists {
		if err := isGiven(l.flag, l.values); err != nil {
			return err
		}
	}
	if err := cmp.Or(areRegions("regions", o.Regions...), areRegions("region", o.Region), areRegions("identity-center-region", o.CenterRegion)); err != nil {
		return err
	}
	if err := o.Check(); err != nil {
		return usageError{err}
	}
	return nil
}

// areRegions refuses what is no name of a region, as us-gov-west-1.
// https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
func areRegions(flag string, names ...string) error {
	region := regexp.MustCompile(`^[a-z]{2,8}(-[a-z]{1,16}){1,3}-[0-9]{1,2}$`)
	for _, name := range names {
		if name != "" && !region.MatchString(name) {
			return usagef("--%s: expected the name of a region, as us-east-1, found %q", flag, name)
		}
	}
	return nil
}

// depthOf is the depth that a flag chose.
func depthOf(c *choice) awsio.Depth {
	if c.value == awsio.Quick.String() {
		return awsio.Quick
	}
	return awsio.Full
}

// interruptible ends at Ctrl-C, and when the terminal is closed, unless that is
// to be heeded by nobody, as nohup has it. A second one ends the program at once.
func interruptible() (context.Context, context.CancelFunc) {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(context.Background(), signals...)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// unlessInterrupted does work that cannot be interrupted, and leaves it alone
// where that is asked for: the program is about to end.
func unlessInterrupted[T any](ctx context.Context, work func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	ended := make(chan result, 1)
	go func() {
		defer recovered(func(err error) { ended <- result{err: err} })
		value, err := work()
		ended <- result{value, err}
	}()
	select {
	case <-ctx.Done():
		return *new(T), statusError{CodeInterrupt}
	case r := <-ended:
		return r.value, r.err
	}
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
		text := err.Error() + partitionAdvice(failed)
		if failed.Class == awsio.Denied && !strings.Contains(text, "; it needs ") {
			text += "; it needs " + strings.Join(failed.Needs, ", ")
		}
		c.sayError(text)
		return statusError{CodeAuth}
	}
	return err
}

// partitionAdvice says what else may be wrong with credentials that AWS does
// not know: those of one partition are not known in another, and the region
// tells which is asked.
// https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
func partitionAdvice(e *awsio.CallError) string {
	if e.Code != "InvalidClientTokenId" && e.Code != "UnrecognizedClientException" {
		return ""
	}
	return "; credentials of AWS GovCloud (US) or of China need --region with a region of theirs, as us-gov-west-1 or cn-north-1"
}
