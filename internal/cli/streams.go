package cli

import (
	"crypto/rand"
	"io"
	"os"

	"golang.org/x/term"
)

// Streams are what the program talks through.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	// InTerminal says that In is a terminal: that there is somebody to ask.
	InTerminal bool
	// OutTerminal says that Out is a terminal.
	OutTerminal bool
	// ErrTerminal says that Err is one.
	ErrTerminal bool
	// Getenv looks up an environment variable.
	Getenv func(string) string
	// Random gives what nobody can guess.
	Random io.Reader
}

// System is the streams and the environment of the process.
func System() Streams {
	return Streams{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		InTerminal:  term.IsTerminal(int(os.Stdin.Fd())),
		OutTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		ErrTerminal: term.IsTerminal(int(os.Stderr.Fd())),
		Getenv:      os.Getenv,
		Random:      rand.Reader,
	}
}
