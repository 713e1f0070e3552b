package cli

import (
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hotline/actions"
	"hotline/authz"
	"hotline/internal/app"
	"hotline/internal/render"
	"hotline/internal/snapfile"
	"hotline/org"
	"hotline/policy"
	"hotline/reach"
)

// whoCanOptions are the flags of hotline who-can.
type whoCanOptions struct {
	capability *choice
	actions    []string
	resource   string
	assume     string
	accounts   []string
	at         *moment
	format     *choice
}

func whoCanCommand(s Streams) *cobra.Command {
	var o whoCanOptions
	cmd := &cobra.Command{
		Use:   "who-can SNAPSHOT…",
		Short: "Show who can reach AWS Support, and how",
		Long: "Who-can shows every user, role, root user, permission set and outsider that can do something in\n" +
			"an account: by which policy, under which conditions, and by assuming which roles one after the\n" +
			"other. Those whose own policies allow it are shown, too, whom an SCP or a boundary stops.\n\n" +
			"With --assume it shows who can become a role, and whom its trust policy names in vain.",
		Example: "  hotline who-can snapshot/\n" +
			"  hotline who-can --capability read-cases --account 111122223333 snapshot/\n" +
			"  hotline who-can --action support:ResolveCase --action 'supportplans:*' -o json snapshot/\n" +
			"  hotline who-can --assume arn:aws:iam::111122223333:role/aws-support snapshot/",
		Annotations: map[string]string{exitNote: exitCodes(CodeOK, CodeError, CodeIncomplete, CodeUsage), seeAlso: "hotline explain, hotline audit"},
		Args:        pathArguments("who-can"),
	}
	var names []string
	for _, a := range reach.Abilities() {
		names = append(names, a.Name)
	}
	o.capability = choiceFlag(cmd, "capability", "", "what to ask about", names...)
	f := cmd.Flags()
	f.StringArrayVar(&o.actions, "action", nil, "`ACTION` to ask about, or a pattern of actions; several for any of them")
	f.StringVar(&o.resource, "resource", "*", "`ARN` that the actions are about")
	f.StringVar(&o.assume, "assume", "", "`ROLE` to become: its ARN, or its name")
	f.StringSliceVar(&o.accounts, "account", nil, "`ID` of the account to ask about; all of the snapshot otherwise")
	o.at = momentFlag(cmd)
	o.format = choiceFlag(cmd, "output", "o", "format of the answer", "text", "json")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		asked := 0
		for _, name := range []string{"capability", "action", "assume"} {
			if f.Changed(name) {
				asked++
			}
		}
		switch {
		case asked > 1:
			return usagef("--capability, --action and --assume exclude each other")
		case f.Changed("assume") && o.assume == "":
			return usagef("--assume: found an empty ROLE; is a variable not set?")
		case f.Changed("resource") && !f.Changed("action"):
			return usagef("--resource goes with --action: what one can do with AWS Support is about no resource")
		}
		return o.run(s, args, s.options(cmd, false))
	}
	return cmd
}

func (o whoCanOptions) run(s Streams, paths []string, style render.Options) error {
	for _, id := range o.accounts {
		if !policy.IsAccountID(id) {
			return usagef("--account: expected an account id of twelve digits, found %q", id)
		}
	}
	ability, err := o.ability()
	if err != nil {
		return err
	}
	source := snapfile.Files{Paths: paths, Stdin: s.In}.Open()
	at, err := o.at.of(source)
	if err != nil {
		return err
	}
	now := at.UTC().Format(time.RFC3339)
	c := &console{Streams: s, json: o.format.value == "json"}
	ask := func() (*app.Survey, error) { return app.WhoCan(source, ability, o.accounts, now) }
	if o.assume != "" {
		ask = func() (*app.Survey, error) { return app.WhoCanAssume(source, o.assume, o.accounts, now) }
	}
	survey, err := ask()
	c.complainGaps(survey.Gaps)
	if err != nil { // what was asked about is not there
		return usageError{err}
	}
	err = s.write(func(w io.Writer) error {
		if c.json {
			return render.WhoCanJSON(w, survey)
		}
		return render.WhoCanText(w, survey, style)
	})
	if err != nil {
		return err
	}
	return statusOf(app.SurveyStatus(survey))
}

// ability is what the flags ask about.
func (o whoCanOptions) ability() (reach.Ability, error) {
	if o.actions == nil {
		return reach.FindAbility(o.capability.value)
	}
	out := reach.Ability{Name: "actions", Resource: o.resource}
	table, err := actions.Load()
	if err != nil {
		return out, err
	}
	var names []string
	for _, pattern := range o.actions {
		found := []string{pattern}
		if strings.ContainsAny(pattern, "*?") {
			found = nil
			for _, a := range table.Expand(pattern) {
				found = append(found, a.String())
			}
		}
		if problem := table.Check(pattern); problem != "" {
			return out, usagef("--action: %s", problem)
		}
		names = append(names, found...)
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		a, err := authz.ParseAction(name)
		if err != nil {
			return out, usagef("--action: %w", err)
		}
		out.Actions = append(out.Actions, a)
	}
	if out.Title = "do any of these actions"; len(out.Actions) == 1 {
		out.Title = "do this"
	}
	if _, ok := org.ParseARN(o.resource); !ok && o.resource != "*" {
		return out, usagef("--resource: expected an ARN, found %q", o.resource)
	}
	return out, nil
}
