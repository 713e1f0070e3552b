package cli

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"hotline/internal/app"
	"hotline/internal/awsio"
	"hotline/internal/configfile"
	"hotline/internal/render"
	"hotline/internal/snapfile"
	"hotline/org"
	"hotline/plan"
)

// planOptions are the flags of commands that work out what is to be changed.
type planOptions struct {
	config string
	mode   *choice
	format *choice
	at     *moment
	live   liveOptions
	all    bool
	remove bool
	store  bool // external ids that are made are kept
}

func (o *planOptions) flags(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&o.config, "config", "f", "hotline.yaml", "`FILE` with what is wanted")
	o.format = choiceFlag(cmd, "output", "o", "format", "text", "json")
	cmd.Flags().BoolVar(&o.all, "all", false, "text: show every account")
	o.at = momentFlag(cmd)
	o.live.flags(cmd)
}

func planCommand(s Streams) *cobra.Command {
	o := planOptions{store: true}
	var out string
	var detailed bool
	cmd := &cobra.Command{
		Use:   "plan PATH… | --live",
		Short: "Show what would be changed to put the support role right, and why",
		Long: "Plan compares accounts with what hotline.yaml wants, and shows each change: why, which rule of an audit it\n" +
			"mends, the policy before and after, who gains and who loses access, and what takes it back. Nothing is\n" +
			"changed. The plan is saved for hotline apply.\n\n" +
			"An account that was not read to the end is not planned, and one in which the change would do harm is\n" +
			"refused, with the reason.",
		Example: "  hotline plan --live --org --profile audit\n  hotline plan -f hotline.yaml --out support.plan.json snapshot/\n" +
			"  hotline plan --mode additive -o json --out '' snapshot/ | jq '.accounts[].changes[]?.loses'",
		Annotations: map[string]string{
			exitNote: exitCodes(CodeOK, CodeError, CodeFound, CodeIncomplete, CodeAuth, CodeUsage, CodeInterrupt),
			seeAlso:  "hotline init, hotline apply, hotline verify",
		},
		Args: func(cmd *cobra.Command, args []string) error { return o.live.check(cmd, args) },
	}
	o.flags(cmd)
	o.mode = choiceFlag(cmd, "mode", "", "observe: not to be applied; additive: nothing is removed and nobody loses access; full",
		string(plan.Full), string(plan.Additive), string(plan.Observe))
	cmd.Flags().StringVar(&out, "out", "support.plan.json", "`FILE` to save the plan in; empty to save none")
	cmd.Flags().BoolVar(&detailed, "detailed-exitcode", false, "end with 2 where there is something to change")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		p, err := o.present(s, cmd, args, out)
		if err != nil {
			return err
		}
		status := app.PlanStatus(p)
		if status == app.Found && !detailed {
			status = app.Clean
		}
		return statusOf(status)
	}
	return cmd
}

func verifyCommand(s Streams) *cobra.Command {
	var o planOptions
	cmd := &cobra.Command{
		Use:   "verify PATH… | --live",
		Short: "Say whether the support role is everywhere as it is wanted",
		Long: "Verify compares accounts with what hotline.yaml wants, as hotline plan does, and ends with 2 where something\n" +
			"has drifted. It is made for cron and CI.",
		Example:     "  hotline verify --live --org --profile audit\n  hotline verify -o json snapshot/",
		Annotations: map[string]string{exitNote: exitCodes(CodeOK, CodeError, CodeFound, CodeIncomplete, CodeAuth, CodeUsage, CodeInterrupt), seeAlso: "hotline plan, hotline audit"},
		Args:        func(cmd *cobra.Command, args []string) error { return o.live.check(cmd, args) },
	}
	o.flags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		p, err := o.present(s, cmd, args, "")
		if err != nil {
			return err
		}
		return statusOf(app.VerifyStatus(p))
	}
	return cmd
}

// present works a plan out, shows it, and saves it in a file, unless none is named.
func (o *planOptions) present(s Streams, cmd *cobra.Command, paths []string, out string) (*plan.Plan, error) {
	c := &console{Streams: s, json: o.format.value == "json"}
	p, err := o.plan(c, paths)
	if err != nil {
		return nil, err
	}
	if err := c.showPlan(p, o.format.value, s.options(cmd, o.all)); err != nil {
		return nil, err
	}
	return p, c.savePlan(p, out)
}

// plan reads the configuration and the accounts, and works the plan out.
func (o *planOptions) plan(c *console, paths []string) (*plan.Plan, error) {
	w := &plan.Wish{Remove: o.remove, Mode: plan.Full, Entry: o.live.RoleARN}
	if o.mode != nil {
		w.Mode = plan.Mode(o.mode.value)
	}
	cfg, notes, err := configfile.Load(o.config)
	if err != nil {
		c.complainAbout(o.config, err)
		return nil, statusError{CodeError}
	}
	for _, n := range notes {
		c.say("note", n.Message, n.Location)
	}
	w.Config = cfg
	if !o.live.on {
		return o.of(c, w, snapfile.Files{Paths: paths, Stdin: c.In}.Open())
	}
	if o.live.Depth = awsio.Full; o.live.depth.value != awsio.Full.String() {
		return nil, usagef("a plan needs the depth full")
	}
	ctx, stop := interruptible()
	defer stop()
	dir, done, err := o.live.directory()
	if err != nil {
		return nil, err
	}
	defer done()
	r := reading{console: c, dir: dir, thrown: o.live.save == ""}
	result, err := r.run(ctx, o.live.Options)
	if err != nil {
		return nil, liveError(c, err)
	}
	c.sayFailures(result.Failures)
	return unlessInterrupted(ctx, func() (*plan.Plan, error) { return o.of(c, w, snapfile.Files{Paths: []string{dir}}.Open()) })
}

// of works the plan of a snapshot out.
func (o *planOptions) of(c *console, w *plan.Wish, source *snapfile.Source) (*plan.Plan, error) {
	if m := source.Manifest(); m != nil {
		w.Caller = m.By
	}
	now, err := o.at.of(source)
	if err != nil {
		return nil, err
	}
	if err := o.externalIDs(c, w, source); err != nil {
		return nil, err
	}
	p, err := app.Plan(source, w, now.UTC().Format(time.RFC3339))
	if err != nil {
		return nil, err
	}
	p.Config = sumOfFile(o.config)
	return p, nil
}

// externalIDs makes the external ids that accounts lack, and stores them: they
// must stay the same from then on, and the provider is told them.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
func (o *planOptions) externalIDs(c *console, w *plan.Wish, source *snapfile.Source) error {
	if !o.store || w.Mode == plan.Observe {
		return nil
	}
	if len(w.Config.Trust.Providers) == 0 {
		return nil
	}
	tree := org.NewTree(source.Organization())
	made := map[string]int{}
	for n := range source.Len() {
		a := source.Account(n)
		above, _ := tree.Above(a.ID)
		for i := range w.Config.Trust.Providers {
			p := &w.Config.Trust.Providers[i]
			if !w.LacksExternalID(a, above, *p) {
				continue
			}
			value, err := configfile.NewExternalID(c.Random)
			if err != nil {
				return err
			}
			if p.ExternalIDs == nil {
				p.ExternalIDs = map[string]string{}
			}
			p.ExternalIDs[a.ID] = value
			made[p.Account]++
		}
	}
	return o.keepExternalIDs(c, w, made)
}

// keepExternalIDs stores the ids that were made.
func (o *planOptions) keepExternalIDs(c *console, w *plan.Wish, made map[string]int) error {
	for _, p := range w.Config.Trust.Providers {
		n := made[p.Account]
		switch {
		case n == 0:
			continue
		case p.File == "":
			return fmt.Errorf("the provider %s has no external id for %d accounts; external_ids in %s names the file to keep them in", p.Account, n, o.config)
		}
		if err := configfile.WriteExternalIDs(p.File, p.ExternalIDs); err != nil {
			return err
		}
		c.say("note", fmt.Sprintf("%d external ids were made for the provider %s; they are in %s", n, p.Account, p.File), org.Location{})
	}
	return nil
}

func sumOfFile(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return sumOf(text)
}

func sumOf(text []byte) string {
	sum := sha256.Sum256(text)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// showPlan writes a plan.
func (c *console) showPlan(p *plan.Plan, format string, o render.Options) error {
	return c.write(func(w io.Writer) error {
		if format == "json" {
			return render.WriteJSON(w, p)
		}
		return render.PlanText(w, p, o)
	})
}

// preview shows a plan that is about to be applied, beside the answer.
func (c *console) preview(p *plan.Plan) {
	if c.json {
		return // the standard error stream has JSON alone
	}
	_ = render.PlanText(c.Err, p, render.Options{}) // there is nowhere to complain
}

// savePlan keeps a plan in a file, whole or not at all.
func (c *console) savePlan(p *plan.Plan, path string) error {
	if path == "" {
		return nil
	}
	var out bytes.Buffer
	if err := render.WriteJSON(&out, p); err != nil {
		return err
	}
	text := out.Bytes()
	if err := configfile.Replace(path, text); err != nil {
		return fmt.Errorf("save the plan: %w", err)
	}
	if !p.IsEmpty() && p.Mode != plan.Observe {
		c.say("note", fmt.Sprintf("saved to %s (%s); apply it with: hotline apply %s", path, sumOf(text)[:19], path), org.Location{})
	}
	return nil
}

// mostPlan is the largest plan that is read: of some thousand accounts.
const mostPlan = 256 << 20

// readPlan reads a plan that was saved.
func readPlan(path string, in io.Reader) (*plan.Plan, error) {
	if path != snapfile.Stdin {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close() //nolint:errcheck // it was only read
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, mostPlan+1))
	if err != nil {
		return nil, err
	}
	if len(text) > mostPlan {
		return nil, fmt.Errorf("%s is larger than %d bytes: no plan of hotline is", path, mostPlan)
	}
	p, err := plan.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if slices.ContainsFunc(p.Accounts, func(a plan.Account) bool { return a.Outcome == plan.Changes }) && p.Mode == plan.Observe {
		return nil, fmt.Errorf("%s was made to be read (--mode observe), not to be applied", path)
	}
	return p, nil
}
