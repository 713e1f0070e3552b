package arch_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"hotline/check/rules"
	"hotline/internal/cli"
	"hotline/internal/render"
)

// The flag writes the generated pages of docs/reference:
//
//	make docs
var update = flag.Bool("update", false, "write docs/reference")

const generated = "<!-- Made by `make docs` from the code. Do not edit. -->\n\n"

// TestReference holds that docs/reference says what the program says.
func TestReference(t *testing.T) {
	t.Parallel()
	for name, page := range map[string]string{
		"cli.md":   commandPages(t),
		"rules.md": rulePages(t),
	} {
		path := filepath.Join(root, "docs", "reference", name)
		if *update {
			if err := os.WriteFile(path, []byte(page), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if got := text(t, "docs/reference/"+name); got != page {
			t.Errorf("docs/reference/%s is not up to date; run make docs", name)
		}
	}
}

// commandPages is the help of every command, as the program prints it.
func commandPages(t *testing.T) string {
	t.Helper()
	var out strings.Builder
	out.WriteString("# Commands\n\n" + generated)
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		if c.Name() == "completion" || c.Hidden {
			return
		}
		fmt.Fprintf(&out, "## %s\n\n```\n%s```\n\n", c.CommandPath(), help(t, c))
		for _, sub := range c.Commands() {
			if sub.Name() != "help" {
				visit(sub)
			}
		}
	}
	visit(cli.Root(streams(new(bytes.Buffer))))
	return strings.TrimSuffix(out.String(), "\n")
}

func streams(out *bytes.Buffer) cli.Streams {
	return cli.Streams{In: strings.NewReader(""), Out: out, Err: out, Getenv: func(string) string { return "" }}
}

// help is what "hotline help COMMAND" prints.
func help(t *testing.T, c *cobra.Command) string {
	t.Helper()
	var out bytes.Buffer
	args := append([]string{"help"}, strings.Fields(c.CommandPath())[1:]...)
	if code := cli.Run(args, streams(&out)); code != cli.CodeOK {
		t.Fatalf("help of %s ended with %d", c.CommandPath(), code)
	}
	return out.String()
}

func rulePages(t *testing.T) string {
	t.Helper()
	var out bytes.Buffer
	out.WriteString("# Rules\n\n" + generated)
	for _, r := range rules.All() {
		var page bytes.Buffer
		if err := render.RulePage(&page, r, rules.Page(r)); err != nil {
			t.Fatal(err)
		}
		// One level down: the page of a rule is a part of this one.
		out.WriteString(strings.ReplaceAll("\n"+page.String(), "\n#", "\n##")[1:] + "\n")
	}
	return strings.TrimSuffix(out.String(), "\n")
}
