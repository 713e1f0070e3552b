package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"hotline/internal/render"
)

// The annotations of a command that its help shows.
const (
	exitNote = "exit"
	seeAlso  = "see"
)

// helpTemplate is the help of every command: a sentence, examples, flags, exit
// status, see also.
const helpTemplate = `{{with or .Long .Short}}{{.}}{{end}}
{{if .Runnable}}
Usage:
  {{.UseLine}}
{{end}}{{if .HasExample}}
Examples:
{{.Example}}
{{end}}{{if .HasAvailableSubCommands}}
Commands:{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}
{{end}}{{if .HasHelpSubCommands}}
Topics (hotline help TOPIC):{{range .Commands}}{{if .IsAdditionalHelpTopicCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}
{{end}}{{if .HasAvailableFlags}}
Flags:
{{.Flags.FlagUsagesWrapped 96 | trimTrailingWhitespaces}}
{{end}}{{with index .Annotations "exit"}}
Exit status:
{{.}}
{{end}}{{with index .Annotations "see"}}
See also: {{.}}
{{end}}`

// topics are the pages of help that belong to no command.
func topics() []*cobra.Command {
	var formats, env strings.Builder
	formats.WriteString("hotline audit writes, with --output:\n\n")
	for _, f := range render.AuditFormats() {
		fmt.Fprintf(&formats, "  %-5s %s\n", f.Name, f.About)
	}
	env.WriteString("hotline heeds these environment variables:\n\n")
	for _, v := range variables() {
		fmt.Fprintf(&env, "  %-12s %s\n", v.name, v.meaning)
	}
	exit := "Every command ends with one of these. Where several apply, a damaged input (1) goes before\n" +
		"an incomplete one (3), and that before failed rules (2).\n\n" + exitCodes(codes()...) +
		"\n\nA rule that this kind of input cannot answer ends in 3 only where no rule failed."
	return []*cobra.Command{
		{Use: "exit-codes", Short: "What the exit status tells", Long: exit},
		{Use: "environment", Short: "Environment variables", Long: strings.TrimSuffix(env.String(), "\n")},
		{Use: "formats", Short: "Output formats", Long: strings.TrimSuffix(formats.String(), "\n")},
	}
}
