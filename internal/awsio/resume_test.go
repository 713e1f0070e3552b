package awsio_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hotline/internal/awsio"
	"hotline/internal/faultproxy"
)

// TestResume holds that a second run asks only what failed, is too old, or was
// read in another way.
func TestResume(t *testing.T) {
	p := faultproxy.New("")
	t.Cleanup(p.Close)
	p.On("iam:GetRole", faultproxy.In("100000000002", faultproxy.Times(1, faultproxy.Deny())))
	p.Replay(faultproxy.Replay{Accounts: 4})
	pointAt(t, p.URL)
	dir, now := t.TempDir(), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	run := func(read, kept int, change ...func(*awsio.Options)) {
		t.Helper()
		o := fast()
		o.Org, o.Depth, o.Resume, o.Now = true, awsio.Quick, true, func() time.Time { return now }
		for _, c := range change {
			c(&o)
		}
		r, err := awsio.Collect(t.Context(), dir, o)
		must(t, err)
		if r.Read != read || r.Kept != kept {
			t.Errorf("%d read, %d kept; expected %d and %d", r.Read, r.Kept, read, kept)
		}
	}
	run(4, 0)
	run(1, 3) // the one with a failure
	run(0, 4)
	now = now.Add(25 * time.Hour)
	run(0, 4)
	run(4, 0, func(o *awsio.Options) { o.MaxAge = 24 * time.Hour })
	run(0, 4, func(o *awsio.Options) { o.MaxAge = 24 * time.Hour })
	run(0, 4, func(o *awsio.Options) { o.Skip = []string{"iam:GetRole"} }) // there is more than was wanted
	full := func(o *awsio.Options) { o.Depth = awsio.Full }
	run(4, 0, full)
	run(0, 4) // so here
	must(t, exists(dir, "identity-center", "organization/list-policies"))
	run(0, 4, full)
	in := func(regions ...string) func(*awsio.Options) {
		return func(o *awsio.Options) { o.Depth, o.Regions = awsio.Full, regions }
	}
	run(4, 0, in("us-east-1", "eu-west-1"))
	run(0, 4, in("eu-west-1"))
	run(4, 0, in("eu-north-1"))
	run(4, 0, full)
	run(4, 0, full, func(o *awsio.Options) { o.Skip, o.Resume = []string{"iam:ListRoles"}, false })
	run(0, 4) // which never asks for that
	run(4, 0, full)
	must(t, os.WriteFile(filepath.Join(dir, "accounts", "100000000001", ".collect.json"), []byte("{"), 0o600))
	run(1, 3, func(o *awsio.Options) { o.Depth = awsio.Full })
	run(4, 0, func(o *awsio.Options) { o.Depth, o.Resume = awsio.Full, false })
}

// exists reports which of some paths are not there.
func exists(dir string, names ...string) error {
	for _, name := range names {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// TestResumeAfterChange holds that a second run takes the organization as it is
// now: it reads accounts that are new, and removes those that have left.
func TestResumeAfterChange(t *testing.T) {
	dir := t.TempDir()
	run := func(replay faultproxy.Replay) (*awsio.Result, error) {
		t.Helper()
		p := faultproxy.NewReplay(replay)
		defer p.Close()
		pointAt(t, p.URL)
		o := fast()
		o.Org, o.Depth, o.Resume = true, awsio.Quick, true
		return awsio.Collect(t.Context(), dir, o)
	}
	for _, step := range []struct{ accounts, read, kept, left int }{{3, 3, 0, 0}, {5, 2, 3, 0}, {2, 0, 2, 3}} {
		must(t, os.MkdirAll(filepath.Join(dir, "accounts", "notes"), 0o700)) // nothing of ours
		r, err := run(faultproxy.Replay{Accounts: step.accounts})
		must(t, err)
		if r.Read != step.read || r.Kept != step.kept || r.Left != step.left {
			t.Errorf("%d accounts: %d read, %d kept, %d left; expected %+v", step.accounts, r.Read, r.Kept, r.Left, step)
		}
		folders, err := os.ReadDir(filepath.Join(dir, "accounts"))
		must(t, err)
		if len(folders) != step.accounts+1 {
			t.Errorf("%d accounts: %v", step.accounts, folders)
		}
	}
	_, err := run(faultproxy.Replay{Accounts: 2, Organization: "o-otherother"})
	if err == nil || !strings.Contains(err.Error(), "choose another directory") {
		t.Errorf("another organization in the same directory: %v", err)
	}
}

// TestDisk holds that a disk which cannot be written to ends the run.
func TestDisk(t *testing.T) {
	p := faultproxy.NewReplay(faultproxy.Replay{Accounts: 2})
	t.Cleanup(p.Close)
	pointAt(t, p.URL)
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "accounts"), nil, 0o600))
	o := fast()
	o.Org = true
	if _, err := awsio.Collect(t.Context(), dir, o); err == nil {
		t.Error("no error")
	}
}
