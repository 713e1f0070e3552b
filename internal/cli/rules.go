package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"hotline/check"
	"hotline/check/rules"
	"hotline/internal/render"
)

func rulesCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "rules",
		Short:   "List and explain the rules of an audit",
		Example: "  hotline rules list\n  hotline rules show SR003",
		Args:    unknownCommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(rulesListCommand(s), rulesShowCommand(s))
	return cmd
}

func rulesListCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:         "list",
		Short:       "List the rules",
		Long:        "List prints one rule a line: id, severity, name and title; tab-separated where the output\nis not a terminal.",
		Example:     "  hotline rules list\n  hotline rules list -o json",
		Annotations: map[string]string{exitNote: exitCodes(CodeOK, CodeUsage), seeAlso: "hotline rules show ID"},
		Args:        noArguments,
	}
	format := choiceFlag(cmd, "output", "o", "format of the list", "text", "json")
	cmd.RunE = func(*cobra.Command, []string) error {
		return s.write(func(w io.Writer) error {
			if format.value == "json" {
				return render.RulesJSON(w, rules.All())
			}
			return render.RulesText(w, rules.All(), s.OutTerminal)
		})
	}
	return cmd
}

func rulesShowCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:         "show ID",
		Short:       "Explain one rule: why it matters, how to mend what it finds",
		Long:        "Show explains one rule, named by its id or its name: why it matters, how to mend what it\nfinds, and the AWS pages it rests on.",
		Example:     "  hotline rules show SR003\n  hotline rules show trust-anyone",
		Annotations: map[string]string{exitNote: exitCodes(CodeOK, CodeUsage), seeAlso: "hotline rules list"},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return ruleIDs(), cobra.ShellCompDirectiveNoFileComp
		},
		Args: oneRule,
	}
	format := choiceFlag(cmd, "output", "o", "format of the page", "text", "json")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		r, _ := rules.Find(args[0]) // oneRule found it
		return s.write(func(w io.Writer) error {
			if format.value == "json" {
				return render.RulesJSON(w, []check.Rule{r})
			}
			return render.RulePage(w, r, rules.Page(r))
		})
	}
	return cmd
}

// oneRule accepts the id or the name of one rule.
func oneRule(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usagef("expected the id of one rule, found %d arguments", len(args))
	}
	if _, err := check.FindRule(rules.All(), args[0]); err != nil {
		return usagef("%w", err)
	}
	return nil
}

// ruleIDs are the ids of all rules, with their titles.
func ruleIDs() []string {
	var ids []string
	for _, r := range rules.All() {
		ids = append(ids, r.ID+"\t"+r.Title)
	}
	return ids
}

func noArguments(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("expected no arguments, found %s", fmt.Sprintf("%q", args))
	}
	return nil
}
