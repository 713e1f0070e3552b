package cli

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"hotline/check"
	"hotline/internal/app"
	"hotline/internal/logs"
	"hotline/internal/store"
	"hotline/trail"
)

// auditKPI are the flags of hotline audit that are about what hotline kpi has read.
type auditKPI struct {
	state         string
	days          int
	maxPrivileged int
}

func (o *auditKPI) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.state, "kpi", "", "`DIR` of the --state of hotline kpi: asks rules of what the logs tell")
	f.IntVar(&o.days, "kpi-days", 90, "with --kpi: over how many days before --at, as `NUMBER`")
	f.IntVar(&o.maxPrivileged, "max-privileged", 0, "with --kpi: up to which `NUMBER` calls on support cases by administrators and root are no fault")
}

// The days that can be asked for. In fewer than a week a log or two would count for all
// of them; of more than ten years there is none.
const (
	leastDays = 7
	mostDays  = 3650
)

// check says what is wrong with the flags.
func (o *auditKPI) check(cmd *cobra.Command) error {
	for _, name := range []string{"kpi-days", "max-privileged"} {
		if o.state == "" && cmd.Flags().Changed(name) {
			return usagef("--%s is about the measures of hotline kpi; expected --kpi DIR beside it", name)
		}
	}
	switch {
	case o.state == "" && cmd.Flags().Changed("kpi"):
		return usagef("--kpi: expected the directory of a state, found nothing; is a variable not set?")
	case o.days < leastDays || o.days > mostDays:
		return usagef("--kpi-days: expected a number from %d to %d, found %d", leastDays, mostDays, o.days)
	case o.maxPrivileged < 0:
		return usagef("--max-privileged: expected 0 or more, found %d", o.maxPrivileged)
	}
	return nil
}

// probe opens the state and closes it again: to read live accounts may take hours, and
// whether the state is one is said before.
func (o *auditKPI) probe(ctx context.Context) error {
	if o.state == "" {
		return nil
	}
	state, err := store.OpenExisting(ctx, o.state)
	if err != nil {
		return err
	}
	return state.Close()
}

// usage is what the state tells of the days before a moment; nil without --kpi.
func (o *auditKPI) usage(at time.Time) (*check.Usage, error) {
	if o.state == "" {
		return nil, nil
	}
	ctx, stop := interruptible()
	defer stop()
	u, err := o.read(ctx, at)
	if ctx.Err() != nil {
		return nil, statusError{CodeInterrupt}
	}
	return u, err
}

func (o *auditKPI) read(ctx context.Context, at time.Time) (u *check.Usage, err error) {
	state, err := store.OpenExisting(ctx, o.state)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, state.Close()) }()
	q := app.UsageQuestion{Scope: state.Scope(), Since: at.AddDate(0, 0, -o.days), Until: at, MaxPrivileged: o.maxPrivileged}
	spans, err := state.Coverage(ctx, q.Since, q.Until)
	if err != nil {
		return nil, err
	}
	q.Logs = map[string]check.Logs{}
	for id, s := range spans {
		l := check.Logs{Regions: map[string]check.LogDays{}, Partial: s.Partial, Unread: s.Unread, Unfinished: s.Unfinished}
		for region, days := range s.Regions {
			l.Regions[region] = check.LogDays(days)
		}
		q.Logs[id] = l
	}
	return app.Usage(func(visit func(*trail.Event) error) error {
		return logs.EachCall(func(visit func(*trail.Event) error) error { return state.Each(ctx, visit) }, visit)
	}, q)
}
