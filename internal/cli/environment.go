package cli

// A variable is an environment variable that hotline heeds.
type variable struct {
	name, meaning string
}

const (
	envNoColor    = "NO_COLOR"
	envForceColor = "FORCE_COLOR"
	envTerm       = "TERM"
)

// variables lists the environment variables that hotline heeds: all of them.
func variables() []variable {
	return []variable{
		{envNoColor, "set to anything: no colour (https://no-color.org)"},
		{envForceColor, "set to anything: colour even where the output is not a terminal"},
		{envTerm, "dumb: no colour"},
	}
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
