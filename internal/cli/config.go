package cli

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"hotline/internal/configfile"
	"hotline/internal/render"
	"hotline/jsonscan"
	"hotline/org"
)

func configCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Check files that say how the support role is wanted",
		Long: "Config is about hotline.yaml, the file that says how the support role is wanted, who may assume it, in\n" +
			"which accounts, and what becomes of what is there: docs/reference/config.md. hotline init writes one.",
		Args: unknownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(configCheckCommand(s), configSchemaCommand(s))
	return cmd
}

func configCheckCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check FILE…",
		Short: "Say what is wrong with a hotline.yaml",
		Long: "Check reads files as every command does that takes one, and says of each that it is ok, or all that is\n" +
			"wrong with it, with line and column; and what is odd and no fault. - stands for the standard input.",
		Example:     "  hotline config check hotline.yaml\n  hotline config check -o json hotline.yaml | jq '.files[].faults'",
		Annotations: map[string]string{exitNote: exitCodes(CodeOK, CodeError, CodeUsage), seeAlso: "hotline config schema, hotline init"},
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("config check needs a FILE")
			}
			for _, a := range args {
				if a == "" {
					return usagef("found an empty FILE; is a variable not set?")
				}
			}
			return nil
		},
	}
	format := choiceFlag(cmd, "output", "o", "format", "text", "json")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		out, ok := jsonConfigs{Schema: ConfigCheckSchema, Files: []jsonConfig{}}, true
		for _, file := range args {
			checked := s.checkConfig(file)
			ok = ok && checked.OK
			out.Files = append(out.Files, checked)
		}
		err := s.write(func(w io.Writer) error {
			if format.value == "json" {
				return render.WriteJSON(w, out)
			}
			return out.text(w)
		})
		if err == nil && !ok {
			return statusError{CodeError}
		}
		return err
	}
	return cmd
}

// ConfigCheckSchema names the JSON of hotline config check.
const ConfigCheckSchema = "hotline/config-check/1"

type jsonConfigs struct {
	Schema string       `json:"schema"`
	Files  []jsonConfig `json:"files"`
}

type jsonConfig struct {
	File   string           `json:"file"`
	OK     bool             `json:"ok"`
	Faults []jsonPlacedText `json:"faults"`
	Notes  []jsonPlacedText `json:"notes"`
}

type jsonPlacedText struct {
	Line    uint32 `json:"line,omitempty"`
	Column  uint32 `json:"column,omitempty"`
	Message string `json:"message"`
}

// checkConfig reads one file, and keeps what there is to say of it.
func (s Streams) checkConfig(file string) jsonConfig {
	out := jsonConfig{File: file, OK: true, Faults: []jsonPlacedText{}, Notes: []jsonPlacedText{}}
	notes, err := s.readConfig(file)
	for _, n := range notes {
		out.Notes = append(out.Notes, jsonPlacedText{n.Location.At.Line, n.Location.At.Column, n.Message})
	}
	errs := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		errs = joined.Unwrap()
	}
	for _, err := range errs {
		var fault *jsonscan.Error
		var path *os.PathError
		switch {
		case err == nil:
			return out
		case errors.As(err, &fault):
			out.Faults = append(out.Faults, jsonPlacedText{fault.Position.Line, fault.Position.Column, fault.Message})
		case errors.As(err, &path):
			out.Faults = append(out.Faults, jsonPlacedText{Message: path.Err.Error()})
		default:
			out.Faults = append(out.Faults, jsonPlacedText{Message: err.Error()})
		}
	}
	out.OK = false
	return out
}

// readConfig reads a file, or the standard input.
func (s Streams) readConfig(file string) ([]org.Note, error) {
	if file != "-" {
		_, notes, err := configfile.Load(file)
		return notes, err
	}
	const most = 2 << 20 // more than Read takes
	text, err := io.ReadAll(io.LimitReader(s.In, most))
	if err != nil {
		return nil, err
	}
	_, notes, err := configfile.Read(string(text), file)
	return notes, err
}

// text writes a line for each fault and note, and for each file that is ok.
func (c jsonConfigs) text(w io.Writer) error {
	var err error
	line := func(file, word string, p jsonPlacedText) {
		if p.Line > 0 {
			file = fmt.Sprintf("%s:%d:%d", file, p.Line, p.Column)
		}
		_, failed := fmt.Fprintln(w, render.Clean(file+": "+word+p.Message))
		err = errors.Join(err, failed)
	}
	for _, f := range c.Files {
		for _, p := range f.Faults {
			line(f.File, "", p)
		}
		for _, p := range f.Notes {
			line(f.File, "note: ", p)
		}
		if f.OK {
			line(f.File, "ok", jsonPlacedText{})
		}
	}
	return err
}

func configSchemaCommand(s Streams) *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of hotline.yaml",
		Long: "Schema prints the JSON Schema of hotline.yaml, for editors that complete and check by one. It says which\n" +
			"keys and values there are; hotline config check finds more, as what does not go together.",
		Example:     "  hotline config schema > hotline.schema.json\n  # first line of hotline.yaml, for the YAML language server:\n  # yaml-language-server: $schema=hotline.schema.json",
		Annotations: map[string]string{exitNote: exitCodes(CodeOK, CodeError, CodeUsage), seeAlso: "hotline config check"},
		Args:        noArguments,
		RunE: func(*cobra.Command, []string) error {
			return s.write(func(w io.Writer) error {
				_, err := io.WriteString(w, configfile.Schema())
				return err
			})
		},
	}
}
