package cli

import (
	"io"

	"github.com/spf13/cobra"

	"hotline/actions"
	"hotline/internal/render"
)

func actionsCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "actions PATTERN…",
		Short: "List the actions that a pattern covers",
		Long: "Actions lists the actions of AWS that patterns as in the Action element of a policy cover: access\n" +
			"level, name, and types of resources (none: only the resource \"*\" will do). A pattern that covers\n" +
			"nothing is reported, with the name that was perhaps meant.",
		Example:     "  hotline actions 'support:*'\n  hotline actions '*:*Case' -o json",
		Annotations: map[string]string{exitNote: exitCodes(CodeOK, CodeFound, CodeUsage), seeAlso: "hotline explain"},
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("actions needs a PATTERN, as 'support:*'")
			}
			return nil
		},
	}
	format := choiceFlag(cmd, "output", "o", "format of the list", "text", "json")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		table, err := actions.Load()
		if err != nil {
			return err
		}
		var found []actions.Action
		c := &console{Streams: s, json: format.value == "json"}
		nothing := false
		for _, pattern := range args {
			if problem := table.Check(pattern); problem != "" {
				c.sayError(problem)
				nothing = true
			}
			found = append(found, table.Expand(pattern)...)
		}
		err = s.write(func(w io.Writer) error {
			if format.value == "json" {
				return render.ActionsJSON(w, table, found)
			}
			return render.ActionsText(w, found, s.OutTerminal)
		})
		if err == nil && nothing {
			err = statusError{CodeFound}
		}
		return err
	}
	return cmd
}
