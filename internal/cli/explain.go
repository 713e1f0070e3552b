package cli

import (
	"io"
	"strings"

	"github.com/spf13/cobra"

	"hotline/actions"
	"hotline/authz"
	"hotline/internal/app"
	"hotline/internal/render"
	"hotline/internal/snapfile"
	"hotline/org"
	"hotline/reach"
)

func explainCommand(s Streams) *cobra.Command {
	var q reach.Question
	var context, absent []string
	var all, closed bool
	cmd := &cobra.Command{
		Use:   "explain --principal ARN --action ACTION [--resource ARN] PATH…",
		Short: "Decide one request as AWS does, and say why",
		Long: "Explain decides whether a principal may do something, from the policies in the files, and prints\n" +
			"every statement that took part. A condition key that is neither given with --context nor\n" +
			"follows from the request is unknown: the answer then says on what it depends.",
		Example: "  hotline explain --principal arn:aws:iam::444455556666:user/mara --action support:CreateCase accounts/\n" +
			"  hotline explain --principal arn:aws:iam::111122223333:role/incident-responder --action sts:AssumeRole \\\n" +
			"    --resource arn:aws:iam::111122223333:role/aws-support --context aws:MultiFactorAuthPresent=true accounts/",
		Annotations: map[string]string{exitNote: exitCodes(CodeOK, CodeError, CodeIncomplete, CodeUsage), seeAlso: "hotline simulate"},
		Args:        pathArguments("explain"),
	}
	f := cmd.Flags()
	f.StringVar(&q.Principal, "principal", "", "`ARN` of a user, role, role session or root, or the name of a service")
	f.StringVar(&q.Action, "action", "", "`ACTION` as SERVICE:NAME")
	f.StringVar(&q.Resource, "resource", "*", "`ARN` of the resource")
	f.StringArrayVar(&context, "context", nil, "`KEY=VALUE` of a condition key; several for several values")
	f.StringArrayVar(&absent, "absent", nil, "`KEY` that the request does not have")
	f.BoolVar(&closed, "closed", false, "a condition key that is not given is absent, not unknown")
	f.BoolVar(&all, "all", false, "text: show statements about other actions, too")
	format := choiceFlag(cmd, "output", "o", "format", "text", "json")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if q.Principal == "" || q.Action == "" {
			return usagef("explain needs --principal and --action")
		}
		values, err := contextValues(context)
		if err != nil {
			return err
		}
		if q.Context = authz.NewContext(values); !closed {
			q.Context = authz.OpenContext(values, absent...)
		}
		return runExplain(s, q, args, format.value == "json", s.options(cmd, all))
	}
	return cmd
}

// contextValues reads KEY=VALUE words.
func contextValues(words []string) (map[string][]string, error) {
	values := map[string][]string{}
	for _, w := range words {
		key, value, ok := strings.Cut(w, "=")
		if !ok || key == "" {
			return nil, usagef("--context: expected KEY=VALUE, found %q", w)
		}
		values[key] = append(values[key], value)
	}
	return values, nil
}

func runExplain(s Streams, q reach.Question, paths []string, asJSON bool, o render.Options) error {
	c := &console{Streams: s, json: asJSON}
	table, err := actions.Load()
	if err != nil {
		return err
	}
	if typo := table.Check(q.Action); typo != "" {
		c.say("note", typo, org.Location{})
	}
	e, err := app.Explain(snapfile.Files{Paths: paths, Stdin: s.In}.Open(), q)
	damaged := c.complainGaps(e.Gaps)
	if err != nil {
		return err
	}
	err = s.write(func(w io.Writer) error {
		if asJSON {
			return render.ExplainJSON(w, e)
		}
		return render.ExplainText(w, e, o)
	})
	switch {
	case err != nil:
		return err
	case damaged:
		return statusError{CodeError}
	case e.Decision.Effect == authz.Unknown:
		return statusError{CodeIncomplete}
	}
	return nil
}
