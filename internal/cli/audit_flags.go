package cli

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hotline/actions"
	"hotline/check"
	"hotline/check/rules"
	"hotline/internal/render"
	"hotline/internal/snapfile"
	"hotline/policy"
	"hotline/reach"
)

// auditOptions are the flags of hotline audit.
type auditOptions struct {
	paths           []string
	format          *choice
	failOn          *choice
	severity        *choice
	all             bool
	at              *moment
	render          render.Options
	rules           []string
	frameworks      []string
	accounts        []string
	exceptions      string
	cis             string
	roleName        string
	requiredTags    []string
	maxSession      time.Duration
	trustedAccounts []string
	guardians       []string
	unused          days
	reviewTag       string
	kpi             auditKPI
	live            liveOptions
}

// add adds the flags to the command.
func (o *auditOptions) add(cmd *cobra.Command) {
	var formats, severities []string
	for _, f := range render.AuditFormats() {
		formats = append(formats, f.Name)
	}
	for _, s := range check.Severities() {
		severities = append(severities, s.String())
	}
	slices.Reverse(severities)
	o.format = choiceFlag(cmd, "output", "o", "format of the report", formats...)
	o.failOn = choiceFlag(cmd, "fail-on", "", "least severity of a failed rule (exit status 2), or an unknown one (3)", append(slices.Clone(severities), never)...)
	o.severity = choiceFlag(cmd, "severity", "", "show only findings of at least this severity; all are judged", severities...)
	o.at = momentFlag(cmd)
	f := cmd.Flags()
	f.BoolVar(&o.all, "all", false, "text: show also what passed and what does not apply, and every account")
	f.StringSliceVar(&o.rules, "rule", nil, "`ID` or name of a rule to ask; all otherwise")
	f.StringSliceVar(&o.frameworks, "framework", nil, "`KEY` of a framework: ask only the rules that answer it")
	f.StringSliceVar(&o.accounts, "account", nil, "`ID` of an account to report on; the others are read for what they tell of it")
	f.StringVar(&o.exceptions, "exceptions", "", "`FILE` of failures that somebody has accepted until a day")
	o.addConventions(cmd)
	complete(cmd, "rule", func([]string) []string { return ruleIDs() })
	complete(cmd, "framework", func([]string) []string { return frameworkKeys() })
	complete(cmd, "account", accountIDs)
}

// addConventions adds the flags that say what is right in one's own accounts.
func (o *auditOptions) addConventions(cmd *cobra.Command) {
	d := check.DefaultSettings()
	f := cmd.Flags()
	f.StringVar(&o.cis, "cis", d.CIS.Version, "`VERSION` of the CIS AWS Foundations Benchmark to judge by, 1.1 to 7.0.0")
	f.StringVar(&o.roleName, "role-name-pattern", d.RoleName.String(), "`REGEXP` that the name of a support role must match")
	f.StringSliceVar(&o.requiredTags, "required-tags", d.RequiredTags, "`KEYS` of the tags that a support role must have")
	f.DurationVar(&o.maxSession, "max-session", d.MaxSession, "longest session that a support role may allow, as `DURATION`")
	f.StringSliceVar(&o.trustedAccounts, "trusted-account", nil, "`ID` of a further account of your own, which needs no external id")
	f.StringArrayVar(&o.guardians, "guardian", d.Guardians, "`PATTERN` of the ARN of those who may change the support role; several in place of these")
	o.unused = days(d.Unused)
	f.Var(&o.unused, "unused-after", "after how long without use a support role is in doubt: `DURATION` as 90d or 36h")
	f.StringVar(&o.reviewTag, "review-tag", d.ReviewTag, "`KEY` of the tag with the date until which a support role was reviewed")
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

func allRules() []check.Rule { return rules.All() }

// settings checks the flags and turns them into settings, but for the time and
// the exceptions.
func (o auditOptions) settings() (check.Settings, error) {
	s := check.Settings{
		RequiredTags: o.requiredTags, MaxSession: o.maxSession, TrustedAccounts: o.trustedAccounts,
		Guardians: o.guardians, Unused: time.Duration(o.unused), ReviewTag: o.reviewTag, Accounts: o.accounts,
	}
	table, err := actions.Load()
	if err != nil {
		return s, err
	}
	s.Actions = reach.NewUniverse(table)
	if s.CIS, err = check.ParseCISVersion(o.cis); err != nil {
		return s, usagef("--cis: %w", err)
	}
	if s.RoleName, err = regexp.Compile(o.roleName); err != nil {
		return s, usagef("--role-name-pattern: %w", err)
	}
	if o.maxSession < time.Hour || o.maxSession > 12*time.Hour { // what MaxSessionDuration may be
		return s, usagef("--max-session: expected a duration from 1h to 12h, found %s", o.maxSession)
	}
	if strings.TrimSpace(o.reviewTag) == "" {
		return s, usagef("--review-tag: expected the key of a tag, found %q", o.reviewTag)
	}
	for _, p := range o.guardians {
		if !regexp.MustCompile(`^(arn:|\*)[A-Za-z0-9+=,.@_:/*?-]*$`).MatchString(p) {
			return s, usagef("--guardian: expected the pattern of an ARN, as arn:*:iam::*:role/NAME, found %q", p)
		}
	}
	return s, cmp.Or(areAccounts("trusted-account", o.trustedAccounts), areAccounts("account", o.accounts),
		isGiven("account", o.accounts), isGiven("rule", o.rules), isGiven("framework", o.frameworks))
}

// areAccounts refuses what is no account id.
func areAccounts(flag string, ids []string) error {
	for _, id := range ids {
		if !policy.IsAccountID(id) {
			return usagef("--%s: expected an account id of twelve digits, found %q", flag, id)
		}
	}
	return nil
}

// isGiven refuses a list without words: pflag makes one of an empty text.
func isGiven(flag string, words []string) error {
	if words != nil && len(words) == 0 {
		return usagef("--%s: found nothing; is a variable not set?", flag)
	}
	return nil
}

// chosenRules are those that --rule names and that answer --framework; all,
// where nothing is said.
func (o auditOptions) chosenRules() ([]check.Rule, error) {
	named, mapped := map[string]bool{}, map[string]bool{}
	for _, name := range o.rules {
		r, err := check.FindRule(allRules(), name)
		if err != nil {
			return nil, usagef("--rule: %w", err)
		}
		named[r.ID] = true
	}
	for _, key := range o.frameworks {
		f, err := check.FindFramework(key)
		if err != nil {
			return nil, usagef("--framework: %w", err)
		}
		for _, id := range f.Rules() {
			mapped[id] = true
		}
	}
	chosen := slices.DeleteFunc(allRules(), func(r check.Rule) bool {
		return len(o.rules) > 0 && !named[r.ID] || len(o.frameworks) > 0 && !mapped[r.ID]
	})
	if len(chosen) == 0 {
		return nil, usagef("no rule of --rule answers a control of --framework")
	}
	return chosen, nil
}

// findAccounts refuses accounts that the input does not have.
func (o auditOptions) findAccounts(source *snapfile.Source) error {
	var known []string
	for i := range source.Len() {
		known = append(known, source.ID(i))
	}
	for _, id := range o.accounts {
		if !slices.Contains(known, id) {
			return usagef("--account: account %s is not in the input%s", id, check.Suggest(id, known))
		}
	}
	return nil
}

// complete completes the last word of a flag that takes a list.
func complete(cmd *cobra.Command, flag string, words func(paths []string) []string) {
	_ = cmd.RegisterFlagCompletionFunc(flag, func(_ *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		before := typed[:strings.LastIndexByte(typed, ',')+1]
		var out []string
		for _, w := range words(args) {
			out = append(out, before+w)
		}
		return out, cobra.ShellCompDirectiveNoFileComp
	})
}

// accountIDs are the accounts of an input, where that is not the standard input.
func accountIDs(paths []string) []string {
	if len(paths) == 0 || slices.Contains(paths, "-") {
		return nil
	}
	source := snapfile.Files{Paths: paths}.Open()
	var ids []string
	for i := range source.Len() {
		ids = append(ids, source.ID(i))
	}
	return slices.DeleteFunc(ids, func(id string) bool { return id == "" })
}

// days is a flag that takes a duration, in days or as Go writes it.
type days time.Duration

const day = 24 * time.Hour

// String is the duration in days, where it is whole days.
func (d *days) String() string {
	if t := time.Duration(*d); t%day != 0 {
		return t.String()
	}
	return fmt.Sprintf("%dd", time.Duration(*d)/day)
}

// Type names the kind of value in a usage message.
func (d *days) Type() string { return "DURATION" }

// Set reads a duration. IAM tells of the last 400 days only.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html#access_policies_last-accessed_tracking-period
func (d *days) Set(text string) error {
	t, err := time.ParseDuration(text)
	if number, ok := strings.CutSuffix(text, "d"); ok {
		var n uint64
		n, err = strconv.ParseUint(number, 10, 16)
		t = time.Duration(n) * day
	}
	if err != nil || t < time.Hour || t > 400*day {
		return fmt.Errorf("expected a duration from 1h to 400d, as 90d or 36h")
	}
	*d = days(t)
	return nil
}
