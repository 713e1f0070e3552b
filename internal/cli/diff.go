package cli

import (
	"io"

	"github.com/spf13/cobra"

	"hotline/internal/app"
	"hotline/internal/render"
	"hotline/internal/snapfile"
)

func diffCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Show what access to AWS Support was gained and lost between two snapshots",
		Long: "Diff compares who can do what with AWS Support in two snapshots, each a file or a directory, and\n" +
			"shows what access was gained, lost, or is under other conditions now, and by which way.",
		Example:     "  hotline diff 2026-10/ 2026-11/\n  hotline diff -o json 2026-10/ 2026-11/ | jq '.changes[] | select(.turn == \"gained\")'",
		Annotations: map[string]string{exitNote: exitCodes(CodeOK, CodeError, CodeFound, CodeIncomplete, CodeUsage), seeAlso: "hotline who-can"},
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 || args[0] == "" || args[1] == "" {
				return usagef("diff needs two snapshots: OLD and NEW")
			}
			if args[0] == snapfile.Stdin && args[1] == snapfile.Stdin {
				return usagef("the standard input can be OLD or NEW, not both")
			}
			return nil
		},
	}
	at := momentFlag(cmd)
	format := choiceFlag(cmd, "output", "o", "format of the answer", "text", "json")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		open := func(path string) *snapfile.Source { return snapfile.Files{Paths: []string{path}, Stdin: s.In}.Open() }
		before, after := open(args[0]), open(args[1])
		moments, err := at.ofEach(before, after)
		if err != nil {
			return err
		}
		d := app.Diff(before, after, moments)
		c := &console{Streams: s, json: format.value == "json"}
		c.complainGaps(d.Gaps)
		err = s.write(func(w io.Writer) error {
			if c.json {
				return render.DiffJSON(w, d)
			}
			return render.DiffText(w, d, s.options(cmd, false))
		})
		if err != nil {
			return err
		}
		return statusOf(app.DiffStatus(d))
	}
	return cmd
}
