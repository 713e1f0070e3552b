package cli

import (
	"errors"
	"fmt"
	"strings"

	"hotline/internal/app"
)

// A Code is the exit status of the process.
type Code int

// The exit statuses. Scripts depend on them: they never change.
const (
	CodeOK         Code = 0
	CodeError      Code = 1
	CodeFound      Code = 2
	CodeIncomplete Code = 3
	CodeAuth       Code = 4
	CodeStale      Code = 5
	CodeHalfway    Code = 6
	CodeUsage      Code = 64
	CodeInterrupt  Code = 130
)

// meaning says what an exit status tells.
func (c Code) meaning() string {
	return map[Code]string{
		CodeOK:         "done, and nothing was found",
		CodeError:      "an error: an input is damaged, or the work could not be done",
		CodeFound:      "the answer is yes: a rule failed (--fail-on), a decision is not as expected",
		CodeIncomplete: "incomplete: something could not be looked at",
		CodeAuth:       "not signed in to AWS, or not allowed what everything else needs",
		CodeStale:      "the plan is stale: accounts are not as it expects; nothing was changed",
		CodeHalfway:    "not everything was changed, or shows: hotline apply --resume goes on, hotline rollback takes it back",
		CodeUsage:      "the command line is wrong",
		CodeInterrupt:  "interrupted: what was read into a DIR is kept",
	}[c]
}

// exitCodesBut describes the exit statuses of a command for its help, of which some mean
// something of their own.
func exitCodesBut(own map[Code]string, codes ...Code) string {
	lines := strings.Split(exitCodes(codes...), "\n")
	for i, c := range codes {
		if meaning := own[c]; meaning != "" {
			lines[i] = fmt.Sprintf("  %-3d %s", c, meaning)
		}
	}
	return strings.Join(lines, "\n")
}

// codes lists the exit statuses.
func codes() []Code {
	return []Code{CodeOK, CodeError, CodeFound, CodeIncomplete, CodeAuth, CodeStale, CodeHalfway, CodeUsage, CodeInterrupt}
}

// A usageError is a mistake in the command line.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// A statusError ends a command with an exit status when everything there is to
// say has been said.
type statusError struct{ code Code }

func (e statusError) Error() string { return e.code.meaning() }

// codeOf is the exit status of a command that ended with err.
func codeOf(err error) Code {
	var status statusError
	var usage usageError
	switch {
	case err == nil:
		return CodeOK
	case errors.As(err, &status):
		return status.code
	case errors.As(err, &usage):
		return CodeUsage
	}
	return CodeError
}

// statusOf is the end of a command whose work ended with a status.
func statusOf(s app.Status) error {
	code := map[app.Status]Code{app.Found: CodeFound, app.Incomplete: CodeIncomplete, app.Broken: CodeError}[s]
	if code == CodeOK {
		return nil
	}
	return statusError{code}
}
