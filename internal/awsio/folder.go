package awsio

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// The rights of what is written: a snapshot tells who can do what in an
// organization.
const (
	fileMode   = 0o600
	folderMode = 0o700
)

// A folder is filled beside the one that it takes the place of, under a hidden
// name that readers of snapshots pass over, and moved there when it is whole.
// Whoever looks sees the old folder or the new one.
type folder struct {
	target, staged string
}

// newFolder begins a folder of a snapshot; what an earlier run left unfinished
// is removed.
func newFolder(dir, name string) (*folder, error) {
	target := filepath.Join(dir, filepath.FromSlash(name))
	f := &folder{target: target, staged: filepath.Join(filepath.Dir(target), "."+filepath.Base(target)+".new")}
	if err := os.RemoveAll(f.staged); err != nil {
		return nil, err
	}
	return f, os.MkdirAll(f.staged, folderMode)
}

// write writes one file, by its path in the folder with slashes.
func (f *folder) write(name string, text []byte) error {
	to := filepath.Join(f.staged, filepath.FromSlash(name))
	if path.Dir(name) != "." {
		if err := os.MkdirAll(filepath.Dir(to), folderMode); err != nil {
			return err
		}
	}
	return os.WriteFile(to, text, fileMode)
}

// commit puts the folder in its place.
func (f *folder) commit() error {
	old := f.staged[:len(f.staged)-len("new")] + "old"
	if err := os.RemoveAll(old); err != nil {
		return err
	}
	if err := os.Rename(f.target, old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(f.staged, f.target); err != nil {
		return fmt.Errorf("%w (what was there before is in %s)", err, old)
	}
	return os.RemoveAll(old)
}

// drop removes what was not committed.
func (f *folder) drop() error { return os.RemoveAll(f.staged) }
