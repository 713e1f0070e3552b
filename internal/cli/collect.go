package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hotline/internal/awsio"
	"hotline/internal/render"
	"hotline/internal/snapfile"
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
	resumeFlags(cmd, &o)
	format := choiceFlag(cmd, "output", "o", "format of what was done", "text", "json")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		o.Depth = depthOf(depth)
		c := &console{Streams: s, json: format.value == "json"}
		r, err := collectSealed(c, args[0], o)
		if err != nil {
			return liveError(c, err)
		}
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

// collectSealed reads live accounts into a directory, and writes the manifest
// when all is there.
func collectSealed(c *console, dir string, o awsio.Options) (*awsio.Result, error) {
	if err := o.Check(); err != nil {
		return nil, usageError{err}
	}
	if err := mayFill(dir, o.Resume); err != nil {
		return nil, err
	}
	r, err := collectInto(c, dir, o)
	if awsio.IsInterrupted(err) && r != nil {
		c.say("note", fmt.Sprintf("interrupted: %d accounts are in %s; the same command with --resume goes on", r.Read+r.Kept, dir), org.Location{})
	}
	if err != nil {
		return r, err
	}
	m := snapfile.Manifest{Created: time.Now(), By: r.ARN, Partition: r.Partition}
	if err := snapfile.WriteManifest(dir, m); err != nil {
		return r, fmt.Errorf("seal %s: %w", dir, err)
	}
	return r, os.Chmod(filepath.Join(dir, manifestName), 0o600) // as all that was collected
}

// manifestName is the manifest of a snapshot.
const manifestName = "manifest.json"

// mayFill refuses a directory with something in it, unless it is to be gone on
// with: its manifest, which will no longer be right, is removed.
func mayFill(dir string, resume bool) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case len(entries) == 0:
		return nil
	case !resume:
		return usagef("%s is not empty; choose another directory, or go on with the snapshot in it with --resume", dir)
	}
	if err := os.Remove(filepath.Join(dir, manifestName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// resultText says what was done, in one line.
func resultText(r *awsio.Result, dir string) string {
	text := fmt.Sprintf("%d of %d accounts read into %s", r.Read, r.Accounts, dir)
	for _, part := range []struct {
		n    int
		what string
	}{{r.Kept, "kept from before"}, {r.Inactive, "not active"}, {r.Excluded, "not chosen"}, {r.Left, "of before removed: no longer active in the organization"}} {
		if part.n > 0 {
			text += fmt.Sprintf(", %d %s", part.n, part.what)
		}
	}
	return text + fmt.Sprintf("; %d calls, %d throttled, %d failed, %s", r.Requests, r.Throttles, len(r.Failures), r.Elapsed.Round(time.Second/10))
}

// sayFailures says which calls failed, up to a number that can be taken in.
func (c *console) sayFailures(r *awsio.Result) {
	const most = 20
	for i, f := range r.Failures {
		if i == most {
			c.say("note", fmt.Sprintf("%d more calls failed; all are in the snapshot", len(r.Failures)-most), org.Location{})
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
