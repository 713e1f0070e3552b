package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hotline/internal/app"
	"hotline/internal/incidents"
	"hotline/internal/logs"
	"hotline/internal/render"
	"hotline/org"
	"hotline/trail"
)

// kpiOptions are the flags of hotline kpi.
type kpiOptions struct {
	scope     scopeOptions
	source    sourceOptions
	state     string
	reread    bool
	every     bool
	incidents string
	since     string
	until     string
	by        *choice
	table     *choice
	format    *choice
}

func kpiCommand(s Streams) *cobra.Command {
	var o kpiOptions
	cmd := &cobra.Command{
		Use:   "kpi PATH…",
		Short: "Measure from CloudTrail how AWS Support is really engaged",
		Long: "Kpi reads CloudTrail logs and measures who assumed the support role, what its sessions did, who opened\n" +
			"and answered support cases and by which way, how long it took from the start of an incident, and who\n" +
			"tampered with the role or with what watches it.\n\n" +
			"A PATH is a directory as CloudTrail fills a bucket, a file (.json, .json.gz, JSON lines, what\n" +
			"\"aws cloudtrail lookup-events\" prints, events of EventBridge), s3://BUCKET/PREFIX, or - for the\n" +
			"standard input. With --lookup it asks for the event history of 90 days. With --state it remembers\n" +
			"what it read: the next run reads only what is new.",
		Example: "  hotline kpi --role aws-support AWSLogs/\n" +
			"  hotline kpi --config hotline.yaml --state kpi/ --incidents incidents.csv s3://acme-trail\n" +
			"  hotline kpi --role aws-support --since 2026-10-01 --by account -o csv AWSLogs/\n" +
			"  hotline kpi --role aws-support -o csv --table case_calls AWSLogs/",
		Annotations: map[string]string{
			exitNote: exitCodes(CodeOK, CodeError, CodeIncomplete, CodeAuth, CodeUsage, CodeInterrupt),
			seeAlso:  "hotline kpi verify-logs, hotline export athena, hotline permissions --for kpi",
		},
		Args: func(_ *cobra.Command, args []string) error { return o.check(args) },
		RunE: func(cmd *cobra.Command, args []string) error {
			o.source.paths = args
			return o.run(s, s.options(cmd, false))
		},
	}
	o.scope.flags(cmd)
	o.source.flags(cmd)
	f := cmd.Flags()
	f.StringVar(&o.state, "state", "", "`DIR` to remember in what was read and found")
	f.BoolVar(&o.reread, "reread", false, "with --state: forget what was read, and read all of it again")
	f.BoolVar(&o.every, "every-event", false, "read every event, not only those that contain what an event that matters must")
	f.StringVar(&o.incidents, "incidents", "", "`FILE` of incidents: CSV or JSON with id, start, accounts, severity")
	f.StringVar(&o.since, "since", "", "`TIME` from which to measure: RFC 3339, or a day")
	f.StringVar(&o.until, "until", "", "`TIME` up to which to measure, without it: RFC 3339, or a day")
	o.by = optionalChoice(cmd, "by", "what to divide the numbers by", trail.Bys())
	o.table = optionalChoice(cmd, "table", "with -o csv: the table to write", trail.Tables())
	o.format = choiceFlag(cmd, "output", "o", "format of the report", "text", "json", "csv")
	cmd.AddCommand(kpiVerifyCommand(s))
	return cmd
}

// check says what is wrong with the command line.
func (o *kpiOptions) check(args []string) error {
	switch {
	case slices.Contains(args, ""):
		return usagef("found an empty PATH; is a variable not set?")
	case len(args) == 0 && o.state == "" && !o.source.lookup:
		return usagef("kpi needs a PATH (a directory, a file, s3://BUCKET/PREFIX, or - for the standard input), --lookup, or the --state of an earlier run")
	case o.reread && o.state == "":
		return usagef("--reread is about what --state remembers; expected --state beside it")
	case o.reread && len(args) == 0 && !o.source.lookup:
		return usagef("--reread forgets what was read; expected a PATH to read it from again")
	case len(o.source.live.Regions) > 0 && !o.source.lookup:
		return usagef("--regions is about --lookup; logs in files and buckets are read of all Regions")
	case o.source.live.Profile != "" && !o.source.isLive(args):
		return usagef("--profile is about AWS; expected s3://BUCKET or --lookup")
	case o.table.value != "" && o.format.value != "csv":
		return usagef("--table is for -o csv: the other formats have all tables")
	case o.table.value != "" && o.by.value != "":
		return usagef("--table and --by exclude each other")
	}
	return nil
}

func (o kpiOptions) run(s Streams, style render.Options) error {
	scope, err := o.scope.scope(s)
	if err != nil {
		return err
	}
	period, err := o.period()
	if err != nil {
		return err
	}
	o.source.since, o.source.until = period.Since, "" // what came later belongs to what began in the period
	c := &console{Streams: s, json: o.format.value == "json"}
	list, err := o.loadIncidents(c)
	if err != nil {
		return err
	}
	ctx, stop := interruptible()
	defer stop()
	// Nearly all memory is in a few buffers that are used again and again: collecting
	// garbage more often costs little, and keeps the process small.
	defer debug.SetGCPercent(debug.SetGCPercent(25))
	def := trail.Define(scope)
	found, err := o.read(ctx, c, def)
	if err != nil {
		return err
	}
	defer found.close()
	report, err := app.Measure(def, func(visit func(*trail.Event) error) error {
		return logs.EachCall(found.events, visit)
	}, list, period)
	if err != nil {
		return err
	}
	k := render.KPI{Report: report, Scope: scope, Read: found.counts, Known: found.known, Problems: found.problems, By: o.by.value}
	c.sayProblems(k.Problems)
	read := c.sayLittle(k, found, def)
	if err := o.write(s, k, style); err != nil {
		return err
	}
	if len(k.Problems) > 0 || found.incomplete || !read {
		return statusError{CodeIncomplete}
	}
	return nil
}

// sayLittle says what makes numbers look better than they are: that nothing was read,
// or that nothing in it names the role. It reports whether something was read.
func (c *console) sayLittle(k render.KPI, f *found, def *trail.Definitions) bool {
	if k.Read.Objects+f.known == 0 {
		c.say("error", "no log was read; is the path right?", org.Location{})
		return false
	}
	if a, s := k.Report.Assumptions, k.Report.Sessions; a.OK+a.Denied+s.Sessions == 0 {
		var names []string
		for _, r := range def.Scope().Roles {
			names = append(names, r.String())
		}
		c.say("note", fmt.Sprintf("nobody assumed or used %s in these logs; is that its name, with capital letters as they are?", strings.Join(names, ", ")), org.Location{})
	}
	return true
}

// write writes the report in the format that was asked for.
func (o kpiOptions) write(s Streams, k render.KPI, style render.Options) error {
	switch o.format.value {
	case "json":
		k.By = cmp.Or(k.By, "day")
		return render.KPIJSON(s.Out, k) // as it comes: there may be very much of it
	case "csv":
		if o.table.value != "" {
			return render.KPITable(s.Out, k.Report.Table(o.table.value))
		}
		k.By = cmp.Or(k.By, "day")
		return s.write(func(w io.Writer) error { return render.KPICSV(w, k) })
	}
	return s.write(func(w io.Writer) error { return render.KPIText(w, k, style) })
}

// period is what --since and --until say.
func (o kpiOptions) period() (trail.Period, error) {
	since, err := instant("since", o.since)
	if err != nil {
		return trail.Period{}, err
	}
	until, err := instant("until", o.until)
	if err != nil {
		return trail.Period{}, err
	}
	if until != "" && since >= until {
		return trail.Period{}, usagef("--until: expected a time after that of --since")
	}
	return trail.Period{Since: since, Until: until}, nil
}

// instant is a time as CloudTrail writes it, from RFC 3339 or a day.
func instant(flag, value string) (string, error) {
	if value == "" {
		return "", nil
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, value); err == nil {
			return t.UTC().Format(trail.TimeLayout), nil
		}
	}
	return "", usagef("--%s: expected a time like 2026-11-22T08:00:00Z, or a day like 2026-11-22, found %q", flag, value)
}

// loadIncidents reads the file of incidents, if there is one.
func (o kpiOptions) loadIncidents(c *console) ([]trail.Incident, error) {
	if o.incidents == "" {
		return nil, nil
	}
	list, err := incidents.Load(o.incidents)
	if err != nil {
		c.complainAbout(o.incidents, err)
		return nil, statusError{CodeError}
	}
	return list, nil
}

// found is what was read, now or before.
type found struct {
	events   func(visit func(*trail.Event) error) error
	counts   logs.Counts
	problems []logs.Problem
	// incomplete says that something could not be read, which was said.
	incomplete bool
	known      int // objects that were read in earlier runs
	close      func()
}

// read reads the logs.
func (o kpiOptions) read(ctx context.Context, c *console, def *trail.Definitions) (*found, error) {
	if o.state != "" {
		return o.readInto(ctx, c, def)
	}
	all := &logs.Collection{}
	out := &found{events: all.Each, close: all.Close}
	reader := o.reader(c, def)
	reader.Take = func(b logs.Batch) error {
		out.problems = append(out.problems, b.Problems...)
		return all.Take(b)
	}
	counts, err := o.source.read(ctx, c, reader)
	if err != nil {
		all.Close()
		return nil, err
	}
	out.counts, out.incomplete = counts, o.source.incomplete
	return out, nil
}

// reader reads logs, and says how far it is.
func (o kpiOptions) reader(c *console, def *trail.Definitions) *logs.Reader {
	line := &kpiProgress{console: c, begin: time.Now()}
	return &logs.Reader{Definitions: def, Every: o.every, Workers: runtime.GOMAXPROCS(0), Progress: line.show}
}

// kpiProgress says now and then how much was read.
type kpiProgress struct {
	*console
	begin, said time.Time
}

func (p *kpiProgress) show(n logs.Counts) {
	now := time.Now()
	if now.Sub(p.begin) < plainInterval || now.Sub(p.said) < plainInterval {
		return
	}
	p.said = now
	p.say("note", fmt.Sprintf("%d objects read, %.0f MB of logs, %d events that matter, %s", n.Objects, float64(n.Text)/1e6, n.Found, now.Sub(p.begin).Round(time.Second)), org.Location{})
}

// sayProblems says what is wrong with logs, up to a number that can be taken in.
func (c *console) sayProblems(problems []logs.Problem) {
	const most = 20
	slices.SortFunc(problems, func(a, b logs.Problem) int {
		return cmp.Or(strings.Compare(a.Object, b.Object), cmp.Compare(a.Offset, b.Offset))
	})
	for i, p := range problems {
		if i == most {
			c.say("note", fmt.Sprintf("%d more of these; all are in the output of -o json", len(problems)-most), org.Location{})
			return
		}
		at := org.Location{File: p.Object}
		at.At.Line, at.At.Column = uint32(max(p.Line, 0)), uint32(max(p.Column, 0)) //nolint:gosec // texts are smaller than 4 GiB
		c.say("error", p.Message, at)
	}
}
