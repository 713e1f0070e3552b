package cli

import (
	"io"

	"github.com/spf13/cobra"

	"hotline/check"
	"hotline/internal/render"
)

func frameworksCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "frameworks",
		Short: "List the benchmarks, standards and laws that rules answer",
		Long: "Frameworks prints one benchmark, standard or law a line: its key, who records that a control of it asks\n" +
			"for what a rule checks, its title and the rules; tab-separated where the output is not a terminal.\n" +
			"\"hotline\" marks a reading of our own, which neither AWS nor another tool records.",
		Example:     "  hotline frameworks\n  hotline frameworks show nist-800-53-r5\n  hotline audit --framework cis-7.0.0,soc-2 snapshot/",
		Annotations: map[string]string{exitNote: exitCodes(CodeOK, CodeUsage), seeAlso: "hotline rules list"},
		Args:        unknownCommand,
	}
	format := choiceFlag(cmd, "output", "o", "format of the list", "text", "json")
	cmd.RunE = func(*cobra.Command, []string) error {
		return s.write(func(w io.Writer) error {
			if format.value == "json" {
				return render.FrameworksJSON(w, check.Frameworks())
			}
			return render.FrameworksText(w, check.Frameworks(), s.OutTerminal)
		})
	}
	cmd.AddCommand(frameworksShowCommand(s))
	return cmd
}

func frameworksShowCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "show KEY",
		Short: "Show which rules answer which controls of one framework",
		Long: "Show prints one control a line: its id, the rules that answer it, who records that, and, of a reading\n" +
			"of our own, why; tab-separated where the output is not a terminal.",
		Example:     "  hotline frameworks show pci-dss-4.0.1\n  hotline frameworks show security-hub -o json",
		Annotations: map[string]string{exitNote: exitCodes(CodeOK, CodeUsage), seeAlso: "hotline frameworks, hotline rules show ID"},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return frameworkKeys(), cobra.ShellCompDirectiveNoFileComp
		},
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("expected the key of one framework, found %d arguments", len(args))
			}
			if _, err := check.FindFramework(args[0]); err != nil {
				return usagef("%w", err)
			}
			return nil
		},
	}
	format := choiceFlag(cmd, "output", "o", "format of the page", "text", "json")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		f, _ := check.FindFramework(args[0]) // Args found it
		return s.write(func(w io.Writer) error {
			if format.value == "json" {
				return render.FrameworksJSON(w, []check.Framework{f})
			}
			return render.FrameworkText(w, f, s.OutTerminal)
		})
	}
	return cmd
}

// frameworkKeys are the keys of all frameworks, with their titles.
func frameworkKeys() []string {
	var keys []string
	for _, f := range check.Frameworks() {
		keys = append(keys, f.Key+"\t"+f.Title)
	}
	return keys
}
