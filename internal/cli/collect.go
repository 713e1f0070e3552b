package cli

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hotline/internal/awsio"
	"hotline/internal/render"
	"hotline/org"
)

func collectCommand(s Streams) *cobra.Command {
	var o awsio.Options
	cmd := &cobra.Command{
		Use:   "collect DIR",
		Short: "Read live accounts into a snapshot",
		Long: "Collect asks AWS for what a snapshot holds, and writes the answers into a directory as the AWS CLI\n" +
			"would have printed them: of the caller's account, or with --org of every active account of the\n" +
			"organization, each of which it enters by a role. It only reads.\n\n" +
			"A call that fails leaves a note in the snapshot and ends nothing. Each account is whole in the\n" +
			"directory or not there: after Ctrl-C, --resume goes on with those that are missing.",
		Example: "  hotline collect --profile audit --org snapshot/ && hotline audit snapshot/\n" +
			"  hotline collect --org --ou ou-ab12-11112222 --role-name audit --external-id secret snapshot/\n" +
			"  hotline collect --org --resume --max-age 24h snapshot/",
		Annotations: map[string]string{
			exitNote: exitCodes(CodeOK, CodeError, CodeIncomplete, CodeAuth, CodeUsage, CodeInterrupt),
			seeAlso:  "hotline permissions, hotline doctor, hotline audit",
		},
		Args: exactly("collect", "DIR"),
	}
	depth := liveFlags(cmd, &o)
	keepFlags(cmd, &o)
	format := choiceFlag(cmd, "output", "o", "format of what was done", "text", "json")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		o.Depth = depthOf(depth)
		if err := checkLive(cmd, &o); err != nil {
			return err
		}
		c := &console{Streams: s, json: format.value == "json"}
		ctx, stop := interruptible()
		defer stop()
		r, err := reading{console: c, dir: args[0]}.run(ctx, o)
		if err != nil {
			return liveError(c, err)
		}
		c.sayFailures(r.Failures)
		err = s.write(func(w io.Writer) error {
			if c.json {
				return render.WriteJSON(w, resultJSON(r))
			}
			_, err := fmt.Fprintln(w, resultText(r, args[0]))
			return err
		})
		if err == nil && len(r.Failures) > 0 {
			return statusError{CodeIncomplete}
		}
		return err
	}
	return cmd
}

// resultText says what was done, in one line.
func resultText(r *awsio.Result, dir string) string {
	text := fmt.Sprintf("%d of %d accounts read into %s", r.Read-r.Unentered, r.Accounts, dir)
	for _, part := range []struct {
		n    int
		what string
	}{{r.Unentered, "could not be entered"}, {r.Kept, "kept from before"}, {r.Stale, "of these could not be read anew"},
		{r.Inactive, "not active"}, {r.Excluded, "not chosen"}, {r.Left, "of before removed: no longer active in the organization"}} {
		if part.n > 0 {
			text += fmt.Sprintf(", %d %s", part.n, part.what)
		}
	}
	return text + fmt.Sprintf("; %d calls, %d throttled, %d failed, %s", r.Requests, r.Throttles, len(r.Failures), r.Elapsed.Round(time.Second/10))
}

// sayFailures says which calls failed, up to a number that can be taken in.
func (c *console) sayFailures(failures []*awsio.CallError) {
	const most = 20
	for i, f := range failures {
		if i == most {
			c.say("note", fmt.Sprintf("%d more calls failed; all are in the snapshot", len(failures)-most), org.Location{})
			return
		}
		text := f.Error()
		if f.Account != "" {
			text = "account " + f.Account + ": " + text
		}
		if f.Class == awsio.Denied {
			text += "; it needs " + strings.Join(f.Needs, ", ")
		}
		c.sayError(text)
	}
}
