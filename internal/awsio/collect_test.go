package awsio_test

import (
	"os"
	"path/filepath"
	"testing"

	"hotline/internal/awsio"
	"hotline/internal/snapfile"
)

const severities = `{"severityLevels":[{"code":"low","name":"Low"}]}`

// TestOneAccount reads the caller's own account.
func TestOneAccount(t *testing.T) {
	a := startAWS(t)
	a.account(t, hubAccount).supportRole("aws-support")
	a.complete()
	dir := t.TempDir()
	r, err := awsio.Collect(t.Context(), dir, fast())
	must(t, err)
	for _, f := range r.Failures {
		t.Error(f)
	}
	clean(t, snapfile.Files{Paths: []string{dir}}.Snapshot())
	for name, n := range r.Calls {
		if n != 1 {
			t.Errorf("%s was called %d times", name, n)
		}
	}
	err = filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		must(t, err)
		info, err := e.Info()
		if err == nil && (!e.IsDir() && info.Mode().Perm() != 0o600 || e.IsDir() && path != dir && info.Mode().Perm() != 0o700) {
			t.Errorf("%s has the mode %v", path, info.Mode())
		}
		return err
	})
	must(t, err)
}
