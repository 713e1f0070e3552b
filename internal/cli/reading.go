package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"hotline/internal/awsio"
	"hotline/internal/snapfile"
	"hotline/org"
)

// A reading reads live accounts into a directory.
type reading struct {
	*console
	dir    string
	thrown bool // the directory is removed afterwards
}

// run reads, shows how far it is, and writes the manifest when all is there.
// Where it ends before that, it says what was read, and what failed until then.
func (r reading) run(ctx context.Context, o awsio.Options) (*awsio.Result, error) {
	if err := mayFill(r.dir, o.Resume); err != nil {
		return nil, err
	}
	line := &progress{console: r.console, atOnce: o.Concurrency}
	o.Progress, o.Now, o.Change = line.show, time.Now, func() error { return unseal(r.dir) }
	result, err := awsio.Collect(ctx, r.dir, o)
	line.clear()
	if result == nil {
		return nil, usageError{err}
	}
	var choice *awsio.SelectionError
	if errors.As(err, &choice) {
		return result, usageError{err}
	}
	if err == nil && result.Accounts == 0 {
		err = errors.New("no account was read")
	}
	if err != nil {
		r.sayFailures(result.Failures)
		r.sayKept(result, err)
		return result, err
	}
	m := snapfile.Manifest{Created: time.Now(), By: result.ARN, Partition: result.Partition, Private: true}
	if err := snapfile.WriteManifest(r.dir, m); err != nil {
		return result, fmt.Errorf("seal %s: %w", r.dir, err)
	}
	return result, nil
}

// sayKept says what becomes of what a run read that AWS or its user ended.
func (r reading) sayKept(result *awsio.Result, err error) {
	var failed *awsio.CallError
	if !errors.As(err, &failed) {
		return
	}
	prefix := ""
	if awsio.IsInterrupted(err) {
		prefix = "interrupted: "
	}
	kept, _ := awsio.Begun(r.dir)
	switch {
	case prefix == "" && kept == 0:
		return
	case r.thrown:
		r.say("note", fmt.Sprintf("%swhat was read (%s) is removed; --save DIR keeps it, and --resume then goes on", prefix, numbered(result.Read, "account")), org.Location{})
	default:
		r.say("note", fmt.Sprintf("%s%s in %s; the same command with --resume goes on", prefix, are(kept, "account"), r.dir), org.Location{})
	}
}

// numbered is a number of things.
func numbered(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// are says that a number of things is there.
func are(n int, what string) string {
	if n == 1 {
		return numbered(n, what) + " is"
	}
	return numbered(n, what) + " are"
}

// manifestName is the manifest of a snapshot.
const manifestName = "manifest.json"

// lockName is what a run holds a directory by, which it may leave there.
const lockName = ".lock"

// mayFill refuses a directory with something in it, unless that is a snapshot
// that is to be gone on with.
func mayFill(dir string, resume bool) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	}
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return e.Name() == lockName })
	switch _, begun := awsio.Begun(dir); {
	case len(entries) == 0:
		return nil
	case !resume:
		return usagef("%s is not empty; choose another directory, or go on with the snapshot in it with --resume", dir)
	case !begun && !snapfile.IsManifest(filepath.Join(dir, manifestName)):
		return usagef("%s holds no snapshot to go on with: neither a manifest nor an account that hotline read; choose another directory", dir)
	}
	return nil
}

// unseal removes the manifest of a snapshot, which will no longer be right.
func unseal(dir string) error {
	if err := os.Remove(filepath.Join(dir, manifestName)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
