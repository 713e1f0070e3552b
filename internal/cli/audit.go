package cli

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hotline/check"
	"hotline/internal/app"
	"hotline/internal/awsio"
	"hotline/internal/exceptions"
	"hotline/internal/render"
	"hotline/internal/snapfile"
	"hotline/org"
)

func auditCommand(s Streams) *cobra.Command {
	var o auditOptions
	cmd := &cobra.Command{
		Use:   "audit PATH… | --live",
		Short: "Judge the support role of accounts, from files or live",
		Long: "Audit judges the support role of each account by a version of the CIS benchmark, by Security Hub, and by\n" +
			"whether anybody can really use it, and lists the faults that rules find, with what to do about them.\n\n" +
			"A PATH is the directory of a snapshot (see docs/reference/snapshot.md), a file with what\n" +
			"\"aws iam get-account-authorization-details\" prints, a directory of such files, or - for the standard\n" +
			"input. Pages of one account may be in several files. With --live it asks AWS itself, as hotline collect\n" +
			"does; --save keeps what was read.\n\n" +
			"Failures that somebody has accepted until a day are in a file of --exceptions; see\n" +
			"docs/reference/exceptions.md. With --kpi it also judges how the role was used, by what hotline kpi has\n" +
			"read of CloudTrail logs; see docs/reference/audit-kpi.md.",
		Example: "  aws iam get-account-authorization-details > acme.json && hotline audit acme.json\n" +
			"  hotline audit --live --org --profile audit --save snapshot/\n" +
			"  hotline audit --exceptions exceptions.yaml --fail-on high snapshot/\n" +
			"  hotline audit --kpi kpi/ --kpi-days 30 snapshot/\n" +
			"  hotline audit --framework cis-7.0.0,pci-dss-4.0.1 --account 111122223333 snapshot/\n" +
			"  hotline audit --cis 1.4 -o json snapshot/ | jq '.accounts[] | {id, cis: .verdicts.cis.outcome}'\n" +
			"  aws iam get-account-authorization-details | hotline audit --fail-on high -",
		Annotations: map[string]string{
			exitNote: exitCodes(CodeOK, CodeError, CodeFound, CodeIncomplete, CodeAuth, CodeUsage, CodeInterrupt),
			seeAlso:  "hotline rules list, hotline frameworks, hotline collect, hotline help formats",
		},
		Args: func(cmd *cobra.Command, args []string) error {
			return cmp.Or(o.live.check(cmd, args), o.kpi.check(cmd))
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o.paths, o.render = args, s.options(cmd, o.all)
			return o.run(s)
		},
	}
	o.add(cmd)
	o.kpi.flags(cmd)
	o.live.flags(cmd)
	return cmd
}

func (o auditOptions) run(s Streams) error {
	settings, err := o.settings()
	if err != nil {
		return err
	}
	rules, err := o.chosenRules()
	if err != nil {
		return err
	}
	c := &console{Streams: s, json: o.format.value == "json"}
	if o.live.on {
		return o.runLive(c, rules, settings)
	}
	source := snapfile.Files{Paths: o.paths, Stdin: s.In}.Open()
	at, err := o.at.of(source)
	if err != nil {
		return err
	}
	if settings.Exceptions, err = o.readExceptions(c, at); err != nil {
		return err
	}
	report, err := o.judge(source, rules, settings)
	if err != nil {
		return err
	}
	return o.finish(c, report, nil)
}

// judge judges what was read.
func (o auditOptions) judge(source *snapfile.Source, rules []check.Rule, settings check.Settings) (*check.Report, error) {
	err := o.findAccounts(source)
	if err != nil {
		return nil, err
	}
	if settings.Now, err = o.at.of(source); err != nil {
		return nil, err
	}
	if settings.Usage, err = o.kpi.usage(settings.Now); err != nil {
		return nil, err
	}
	return app.Audit(source, rules, settings), nil
}

// finish says what was found, and what failed that the report does not tell.
func (o auditOptions) finish(c *console, report *check.Report, failures []*awsio.CallError) error {
	c.complain(report)
	c.sayFailures(failures)
	if err := o.write(c.Streams, report); err != nil {
		return err
	}
	failOn, err := check.ParseSeverity(o.failOn.value)
	if err != nil { // never
		failOn = check.Critical + 1
	}
	status := app.AuditStatus(report, failOn)
	if status == app.Clean && len(failures) > 0 {
		status = app.Incomplete
	}
	return statusOf(status)
}

// readExceptions reads the file of exceptions, if there is one.
func (o auditOptions) readExceptions(c *console, at time.Time) (check.Exceptions, error) {
	if o.exceptions == "" {
		return nil, nil
	}
	list, notes, err := exceptions.Load(o.exceptions, allRules(), at)
	if err != nil {
		c.complainAbout(o.exceptions, err)
		return nil, statusError{CodeError}
	}
	for _, n := range notes {
		c.say("note", n.Message, n.Location)
	}
	return list, nil
}

// write writes the report in the format that was asked for.
func (o auditOptions) write(s Streams, report *check.Report) error {
	options := o.render
	options.Least, _ = check.ParseSeverity(o.severity.value) // one of the words of the flag
	for _, key := range o.frameworks {
		f, _ := check.FindFramework(key) // chosenRules found it
		options.Frameworks = append(options.Frameworks, f.Key)
	}
	for _, f := range render.AuditFormats() {
		if f.Name == o.format.value {
			return s.write(func(w io.Writer) error { return f.Write(w, report, options) })
		}
	}
	return nil
}

// complain reports what is wrong with the input, up to a number that can be
// taken in: the whole is in the report.
func (c *console) complain(r *check.Report) {
	const most = 20
	n, unasked := 0, map[string]int{}
	report := func(level, message string, at org.Location) {
		if n++; n <= most {
			c.say(level, message, at)
		}
	}
	gaps, notes := r.OtherGaps, []org.Note(nil)
	if r.Organization != nil {
		gaps, notes = slices.Concat(r.Organization.Gaps, gaps), r.Organization.Notes
	}
	for _, a := range r.Accounts {
		gaps, notes = append(gaps, a.Account.Gaps...), append(notes, a.Account.Notes...)
	}
	for _, g := range gaps {
		if g.Kind == org.Unasked { // many accounts have that in common
			unasked[g.Message]++
			continue
		}
		report("error", g.Message, g.Location)
	}
	for _, note := range notes {
		report("note", note.Message, note.Location)
	}
	for _, message := range slices.Sorted(maps.Keys(unasked)) {
		c.say("note", fmt.Sprintf("accounts: %d; %s", unasked[message], message), org.Location{})
	}
	if n > most {
		c.say("note", fmt.Sprintf("%d more of these; all are in the output of -o json", n-most), org.Location{})
	}
}

// complainGaps reports what could not be read, and whether a source is damaged.
func (c *console) complainGaps(gaps []org.Gap) bool {
	damaged := false
	for _, g := range gaps {
		damaged = damaged || g.Kind == org.Damaged
		c.say("error", g.Message, g.Location)
	}
	return damaged
}

// pathArguments demands files or directories as arguments of a command.
func pathArguments(command string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		switch {
		case slices.Contains(args, ""):
			return usagef("found an empty PATH; is a variable not set?")
		case len(args) == 0:
			return usagef("%s needs a PATH: a file, a directory, or - for the standard input", command)
		}
		return nil
	}
}

// exitCodes describes the exit statuses of a command for its help.
func exitCodes(codes ...Code) string {
	var lines []string
	for _, c := range codes {
		lines = append(lines, fmt.Sprintf("  %-3d %s", c, c.meaning()))
	}
	return strings.Join(lines, "\n")
}
