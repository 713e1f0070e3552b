package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"hotline/internal/render"
	"hotline/org"
)

// ErrorSchema names the JSON of an error on the standard error stream.
const ErrorSchema = "hotline/error/1"

// Run runs one command line and returns the exit status.
func Run(args []string, s Streams) Code {
	root := Root(s)
	root.SetArgs(args)
	c := &console{Streams: s, json: wantsJSON(args)}
	cmd, err := execute(root)
	code := codeOf(err)
	var status statusError
	if err != nil && !errors.As(err, &status) {
		c.sayError(err.Error())
		if code == CodeUsage && !c.json {
			c.errf("See %s --help\n", cmd.CommandPath())
		}
		c.sayStack(err)
	}
	return code
}

// execute runs a command. A panic is an error as any other.
func execute(root *cobra.Command) (cmd *cobra.Command, err error) {
	defer recovered(func(fault error) { err = fault })
	return root.ExecuteC()
}

// wantsJSON reports whether a command line asks for JSON, even one that cannot
// be parsed: its errors are JSON, too.
func wantsJSON(args []string) bool {
	for i, a := range args {
		if a == "-ojson" || a == "-o=json" || a == "--output=json" ||
			(a == "-o" || a == "--output") && i+1 < len(args) && args[i+1] == "json" {
			return true
		}
	}
	return false
}

// Root is the tree of commands.
func Root(s Streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "hotline",
		Short: "Keep the line to AWS Support open and narrow",
		Long: "hotline audits the IAM role through which people manage incidents with AWS Support:\n" +
			"whether it exists by the rules of every benchmark, and whether it is any good.",
		Example:       "  hotline audit acme.json\n  hotline rules list\n  hotline help exit-codes",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          unknownCommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	root.SetHelpTemplate(helpTemplate)
	root.SetUsageTemplate(helpTemplate)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.PersistentFlags().Bool("no-color", false, "no colour in the output")
	root.AddCommand(auditCommand(s), kpiCommand(s), exportCommand(s), initCommand(s), configCommand(s), planCommand(s), applyCommand(s), verifyCommand(s), rollbackCommand(s), removeCommand(s), historyCommand(s), collectCommand(s), permissionsCommand(s), doctorCommand(s), whoCanCommand(s), diffCommand(s), snapshotCommand(s), explainCommand(s), simulateCommand(s), actionsCommand(s), rulesCommand(s), frameworksCommand(s), versionCommand(s))
	root.AddCommand(topics()...)
	root.InitDefaultHelpCmd()
	if help, _, err := root.Find([]string{"help"}); err == nil {
		help.Args = knownTopic
	}
	root.InitDefaultCompletionCmd()
	return root
}

// knownTopic accepts what there is help for.
func knownTopic(cmd *cobra.Command, args []string) error {
	found, rest, err := cmd.Root().Find(args)
	if err != nil || len(rest) > 0 || len(args) > 0 && found == cmd.Root() {
		return usagef("no command or topic %q; see hotline --help", strings.Join(args, " "))
	}
	return nil
}

// unknownCommand refuses arguments that are no command, and names the command
// that was perhaps meant.
func unknownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	message := fmt.Sprintf("unknown command %q for %q", args[0], cmd.CommandPath())
	cmd.SuggestionsMinimumDistance = 2
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		message += fmt.Sprintf("; did you mean %s?", strings.Join(near, " or "))
	}
	return usagef("%s", message)
}

// A console says on the standard error stream what is not part of the answer.
type console struct {
	Streams
	json bool
}

func (c *console) errf(format string, args ...any) {
	_, _ = fmt.Fprintf(c.Err, format, args...) // there is nowhere to complain
}

// sayError reports an error that has no place.
func (c *console) sayError(message string) { c.say("error", message, org.Location{}) }

// say reports an error or a note.
func (c *console) say(level, message string, at org.Location) {
	if !c.json {
		if at.File != "" {
			message = at.String() + ": " + message
		}
		c.errf("hotline: %s: %s\n", level, render.Clean(message))
		return
	}
	line, _ := json.Marshal(struct { // strings and numbers: always encodable
		Schema  string `json:"schema"`
		Level   string `json:"level"`
		Message string `json:"message"`
		File    string `json:"file,omitempty"`
		Line    uint32 `json:"line,omitempty"`
		Column  uint32 `json:"column,omitempty"`
	}{ErrorSchema, level, message, at.File, at.At.Line, at.At.Column})
	c.errf("%s\n", render.Inert(string(line)))
}

// write sends what render writes to the standard output, all or nothing.
func (s Streams) write(render func(io.Writer) error) error {
	var buf bytes.Buffer
	if err := render(&buf); err != nil {
		return err
	}
	if _, err := buf.WriteTo(s.Out); err != nil {
		return fmt.Errorf("write the result: %w", err)
	}
	return nil
}

// A choice is a flag that takes one of several words.
type choice struct {
	value string
	words []string
}

// choiceFlag adds such a flag, with completion. The first word is the default.
func choiceFlag(cmd *cobra.Command, name, short, usage string, words ...string) *choice {
	c := &choice{words[0], words}
	cmd.Flags().VarP(c, name, short, usage+": "+strings.Join(words, ", "))
	_ = cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
	return c
}

// optionalChoice adds a flag that takes one of several words, or is not there.
func optionalChoice(cmd *cobra.Command, name, usage string, words []string) *choice {
	c := choiceFlag(cmd, name, "", usage, words...)
	c.value = ""
	cmd.Flags().Lookup(name).DefValue = ""
	return c
}

// String is the chosen word.
func (c *choice) String() string { return c.value }

// Type names the kind of value in a usage message.
func (c *choice) Type() string { return "WORD" }

// Set chooses a word.
func (c *choice) Set(word string) error {
	if !slices.Contains(c.words, word) {
		return fmt.Errorf("expected one of %s", strings.Join(c.words, ", "))
	}
	c.value = word
	return nil
}
