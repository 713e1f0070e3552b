package cli

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hotline/check"
	"hotline/internal/app"
	"hotline/internal/render"
	"hotline/internal/snapfile"
	"hotline/org"
	"hotline/policy"
)

// auditOptions are the flags of hotline audit.
type auditOptions struct {
	paths           []string
	format          *choice
	failOn          *choice
	all             bool
	render          render.Options
	cis             string
	roleName        string
	requiredTags    []string
	maxSession      time.Duration
	trustedAccounts []string
}

func auditCommand(s Streams) *cobra.Command {
	var o auditOptions
	cmd := &cobra.Command{
		Use:   "audit PATH…",
		Short: "Judge the support role of accounts, from files",
		Long: "Audit judges the support role of each account from the output of\n" +
			"\"aws iam get-account-authorization-details\".\n\n" +
			"A PATH is a file with one page or several, a directory of such files, or - for the\n" +
			"standard input. Pages of one account may be in several files. The output of\n" +
			"\"aws iam list-roles\" may lie beside them: it says how long sessions may last.",
		Example: "  aws iam get-account-authorization-details > acme.json && hotline audit acme.json\n" +
			"  hotline audit --cis 1.4 -o json accounts/ | jq '.accounts[] | {id, cis: .verdicts.cis.outcome}'\n" +
			"  aws iam get-account-authorization-details | hotline audit --fail-on high -",
		Annotations: map[string]string{
			exitNote: exitCodes(CodeOK, CodeError, CodeFound, CodeIncomplete, CodeUsage),
			seeAlso:  "hotline rules list, hotline help formats",
		},
		Args: pathArguments("audit"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.paths, o.render = args, s.options(cmd, o.all)
			return runAudit(s, o)
		},
	}
	auditFlags(cmd, &o)
	return cmd
}

func auditFlags(cmd *cobra.Command, o *auditOptions) {
	var formats, severities []string
	for _, f := range render.AuditFormats() {
		formats = append(formats, f.Name)
	}
	severities = append(severities, check.Info.String(), "low", "medium", "high", "critical", never)
	o.format = choiceFlag(cmd, "output", "o", "format of the report", formats...)
	o.failOn = choiceFlag(cmd, "fail-on", "", "least severity of a failed rule (exit status 2), or an unknown one (3)", severities...)
	f := cmd.Flags()
	f.BoolVar(&o.all, "all", false, "text: show also what passed and what does not apply")
	f.StringVar(&o.cis, "cis", check.CISVersions()[0].Version, "`VERSION` of the CIS AWS Foundations Benchmark to judge by, 1.1 to 7.0.0")
	f.StringVar(&o.roleName, "role-name-pattern", "(?i)support", "`REGEXP` that the name of a support role must match")
	f.StringSliceVar(&o.requiredTags, "required-tags", []string{"owner", "purpose"}, "`KEYS` of the tags that a support role must have")
	f.DurationVar(&o.maxSession, "max-session", time.Hour, "longest session that a support role may allow, as `DURATION`")
	f.StringSliceVar(&o.trustedAccounts, "trusted-account", nil, "`ID` of a further account of your own, which needs no external id")
	_ = cmd.RegisterFlagCompletionFunc("cis", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		var versions []string
		for _, v := range check.CISVersions() {
			versions = append(versions, v.Version)
		}
		return versions, cobra.ShellCompDirectiveNoFileComp
	})
}

// never is the severity that no rule has.
const never = "never"

// settings checks the flags and turns them into settings.
func (o auditOptions) settings() (check.Settings, error) {
	s := check.Settings{RequiredTags: o.requiredTags, MaxSession: o.maxSession, TrustedAccounts: o.trustedAccounts, Now: time.Now()}
	var err error
	if s.CIS, err = check.ParseCISVersion(o.cis); err != nil {
		return s, usagef("--cis: %w", err)
	}
	if s.RoleName, err = regexp.Compile(o.roleName); err != nil {
		return s, usagef("--role-name-pattern: %w", err)
	}
	if o.maxSession < time.Hour || o.maxSession > 12*time.Hour { // what MaxSessionDuration may be
		return s, usagef("--max-session: expected a duration from 1h to 12h, found %s", o.maxSession)
	}
	for _, id := range o.trustedAccounts {
		if !policy.IsAccountID(id) {
			return s, usagef("--trusted-account: expected an account id of twelve digits, found %q", id)
		}
	}
	return s, nil
}

func runAudit(s Streams, o auditOptions) error {
	settings, err := o.settings()
	if err != nil {
		return err
	}
	report := app.Audit(snapfile.Files{Paths: o.paths, Stdin: s.In}, settings)
	(&console{Streams: s, json: o.format.value == "json"}).complain(report)
	for _, f := range render.AuditFormats() {
		if f.Name != o.format.value {
			continue
		}
		write := func(w io.Writer) error { return f.Write(w, report, o.render) }
		if err := s.write(write); err != nil {
			return err
		}
	}
	failOn, err := check.ParseSeverity(o.failOn.value)
	if err != nil { // never
		failOn = check.Critical + 1
	}
	return statusOf(app.AuditStatus(report, failOn))
}

// complain reports what is wrong with the input, up to a number that can be
// taken in: the whole is in the report.
func (c *console) complain(r *check.Report) {
	const most = 20
	n := 0
	report := func(level, message string, at org.Location) {
		if n++; n <= most {
			c.say(level, message, at)
		}
	}
	for _, a := range r.Accounts {
		for _, g := range a.Account.Gaps {
			report("error", g.Message, g.Location)
		}
	}
	for _, a := range r.Accounts {
		for _, note := range a.Account.Notes {
			report("note", note.Message, note.Location)
		}
	}
	if n > most {
		c.say("note", fmt.Sprintf("%d more of these; all are in the output of -o json", n-most), org.Location{})
	}
}

// complainGaps reports the faults of a snapshot, and whether there are any.
func (c *console) complainGaps(s *org.Snapshot) bool {
	damaged := false
	for _, a := range s.Accounts {
		damaged = damaged || a.IsDamaged()
		for _, g := range a.Gaps {
			c.say("error", g.Message, g.Location)
		}
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
