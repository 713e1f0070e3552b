package cli

import (
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"

	"hotline/actions"
	"hotline/internal/app"
	"hotline/internal/casefile"
	"hotline/internal/render"
	"hotline/jsonscan"
	"hotline/org"
)

func simulateCommand(s Streams) *cobra.Command {
	var files []string
	var all bool
	cmd := &cobra.Command{
		Use:   "simulate --vectors FILE…",
		Short: "Decide the cases of a file, and compare with what is expected",
		Long: "Simulate decides every case of a file (see docs/reference/cases.md) and prints those whose decision\n" +
			"differs from the expected one, and how many are as expected. It is how the decision engine is\n" +
			"held to the documentation of AWS, and how your own policies can have unit tests.",
		Example:     "  hotline simulate --vectors cases.json\n  hotline simulate --vectors cases.json -o json | jq '.cases[] | select(.as_expected | not)'",
		Annotations: map[string]string{exitNote: exitCodes(CodeOK, CodeError, CodeFound, CodeUsage), seeAlso: "hotline explain"},
	}
	cmd.Flags().StringArrayVar(&files, "vectors", nil, "`FILE` of cases; may be given several times, - is the standard input")
	cmd.Flags().BoolVar(&all, "all", false, "text: print every case")
	format := choiceFlag(cmd, "output", "o", "format", "text", "json")
	cmd.Args = func(_ *cobra.Command, args []string) error {
		if files = append(files, args...); len(files) == 0 {
			return usagef("simulate needs --vectors FILE")
		}
		return nil
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return runSimulate(s, files, format.value == "json", s.options(cmd, all))
	}
	return cmd
}

func runSimulate(s Streams, files []string, asJSON bool, o render.Options) error {
	table, err := actions.Load()
	if err != nil {
		return err
	}
	c := &console{Streams: s, json: asJSON}
	var results []app.CaseResult
	broken := false
	for _, file := range files {
		text, err := readCases(file, s.In)
		var cases []casefile.Case
		if err == nil {
			cases, err = casefile.Read(text)
		}
		if err != nil {
			broken = true
			c.complainAbout(file, err)
		}
		results = append(results, app.Simulate(file, cases, table)...)
	}
	err = s.write(func(w io.Writer) error {
		if asJSON {
			return render.SimulateJSON(w, results)
		}
		return render.SimulateText(w, results, o)
	})
	good, counted := app.CountCases(results)
	switch {
	case err != nil:
		return err
	case broken:
		return statusError{CodeError}
	case good < counted:
		return statusError{CodeFound}
	}
	return nil
}

// maxCases bounds the size of a file of cases, in bytes.
const maxCases = 256 << 20

// readCases reads a file of cases, or the standard input.
func readCases(path string, stdin io.Reader) (string, error) {
	in := stdin
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return "", err
		}
		defer f.Close() //nolint:errcheck // nothing was written
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, maxCases+1))
	if err == nil && len(data) > maxCases {
		err = errors.New("larger than 256 MiB; expected at most that")
	}
	return string(data), err
}

// complainAbout reports the errors in a file, each at its place if it has one.
func (c *console) complainAbout(file string, err error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			c.complainAbout(file, e)
		}
		return
	}
	at := org.Location{File: file}
	message := err.Error()
	var fault *jsonscan.Error
	if errors.As(err, &fault) {
		at.At, message = fault.Position, fault.Message
	}
	var path *os.PathError
	if errors.As(err, &path) {
		message = path.Err.Error()
	}
	c.say("error", message, at)
}
