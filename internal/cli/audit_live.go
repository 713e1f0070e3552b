package cli

import (
	"os"

	"github.com/spf13/cobra"

	"hotline/internal/awsio"
	"hotline/org"
)

// liveOptions are the flags of hotline audit that are about live accounts.
type liveOptions struct {
	on    bool
	save  string
	depth *choice
	awsio.Options
}

func (l *liveOptions) flags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&l.on, "live", false, "read live accounts, as hotline collect does, instead of a PATH")
	cmd.Flags().StringVar(&l.save, "save", "", "with --live: keep what was read in `DIR`, a snapshot")
	l.depth = liveFlags(cmd, &l.Options)
	resumeFlags(cmd, &l.Options)
}

// check demands a PATH or --live, and nothing that only one of them has beside
// the other.
func (l *liveOptions) check(cmd *cobra.Command, args []string) error {
	if !l.on {
		if flag := l.changed(cmd); flag != "" {
			return usagef("--%s is about live accounts; expected --live beside it", flag)
		}
		return pathArguments("audit")(cmd, args)
	}
	switch {
	case len(args) > 0:
		return usagef("found a PATH beside --live; expected one of them")
	case l.Resume && l.save == "":
		return usagef("--resume goes on with a snapshot; expected --save DIR beside it")
	}
	return nil
}

// changed is a flag about live accounts that was given.
func (l *liveOptions) changed(cmd *cobra.Command) string {
	for _, name := range []string{"save", "profile", "region", "org", "role-name", "role-path", "external-id", "accounts", "ou", "exclude",
		"skip", "regions", "identity-center-region", "concurrency", "depth", "resume", "max-age"} {
		if cmd.Flags().Changed(name) {
			return name
		}
	}
	return ""
}

// collect reads live accounts, and returns the directory with what was read;
// done removes it, unless it is to be kept.
func (l *liveOptions) collect(c *console) (dir string, done func(), err error) {
	l.Depth, dir, done = depthOf(l.depth), l.save, func() {}
	if dir == "" {
		if dir, err = os.MkdirTemp("", "hotline-"); err != nil {
			return "", done, err
		}
		done = func() { _ = os.RemoveAll(dir) } // the system removes it otherwise
	}
	_, err = collectSealed(c, dir, l.Options)
	if err == nil && l.save == "" {
		c.say("note", "the places in the report are those of files that were removed again; --save DIR keeps them", org.Location{})
	}
	return dir, done, err
}
