package cli

import (
	"github.com/spf13/cobra"

	"hotline/internal/render"
)

// A variable is an environment variable that hotline heeds.
type variable struct {
	name, meaning string
}

const (
	envNoColor    = "NO_COLOR"
	envForceColor = "FORCE_COLOR"
	envTerm       = "TERM"
	envState      = "HOTLINE_STATE_DIR"
	envStateHome  = "XDG_STATE_HOME"
	envHome       = "HOME"
)

// variables lists the environment variables that hotline heeds: all of them.
func variables() []variable {
	return []variable{
		{envNoColor, "set to anything: no colour (https://no-color.org)"},
		{envForceColor, "set to anything: colour even where the output is not a terminal"},
		{envTerm, "dumb: no colour"},
		{envState, "the directory of the journals of what was changed"},
		{envStateHome, "where that directory is otherwise, as hotline; ~/.local/state where this is not set, too"},
		{envHome, "the home directory"},
		{"AWS_*", "credentials, profile, region and endpoint of live accounts, as every AWS SDK reads them\n               (https://docs.aws.amazon.com/sdkref/latest/guide/environment-variables.html)"},
	}
}

// options are how a command writes its result.
func (s Streams) options(cmd *cobra.Command, all bool) render.Options {
	noColor, _ := cmd.Flags().GetBool("no-color") // the root command has it
	return render.Options{Color: s.color(noColor), All: all}
}

// color decides whether the standard output is coloured.
func (s Streams) color(forbidden bool) bool {
	switch {
	case forbidden, s.Getenv(envNoColor) != "":
		return false
	case s.Getenv(envForceColor) != "":
		return true
	}
	return s.OutTerminal && s.Getenv(envTerm) != "dumb"
}
