package awsio

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
)

// The rights of what is written: a snapshot tells who can do what in an
// organization.
const (
	fileMode   = 0o600
	folderMode = 0o700
)

// How the hidden names end of folders that are being filled, and of those that
// make place for them.
const (
	newSuffix = ".new"
	oldSuffix = ".old"
)

// A folder is filled beside the one that it takes the place of, under a hidden
// name that readers of snapshots pass over, and moved there when it is whole.
// Whoever looks sees the old folder or the new one. Nothing is written outside
// of the snapshot, whatever names and links say.
type folder struct {
	root   *os.Root // of the snapshot
	name   string   // with slashes
	staged *os.Root
}

// newFolder begins a folder of a snapshot; what an earlier run left unfinished
// is removed.
func newFolder(root *os.Root, name string) (*folder, error) {
	f := &folder{root: root, name: name}
	if err := root.RemoveAll(f.beside(newSuffix)); err != nil {
		return nil, err
	}
	if err := root.MkdirAll(f.beside(newSuffix), folderMode); err != nil {
		return nil, err
	}
	var err error
	f.staged, err = root.OpenRoot(f.beside(newSuffix))
	return f, err
}

// beside is a hidden name beside that of the folder.
func (f *folder) beside(suffix string) string {
	return path.Join(path.Dir(f.name), "."+path.Base(f.name)+suffix)
}

// write writes one file, by its path in the folder with slashes. It fails where
// somebody has removed the folder meanwhile.
func (f *folder) write(name string, text []byte) error {
	if dir := path.Dir(name); dir != "." {
		if err := f.staged.MkdirAll(dir, folderMode); err != nil {
			return err
		}
	}
	file, err := f.staged.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, fileMode)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	return errors.Join(err, file.Sync(), file.Close())
}

// commit puts the folder in its place.
func (f *folder) commit() error {
	fresh, old := f.beside(newSuffix), f.beside(oldSuffix)
	if err := errors.Join(syncFolders(f.staged), f.staged.Close(), f.root.RemoveAll(old)); err != nil {
		return err
	}
	if err := f.root.Rename(f.name, old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := f.root.Rename(fresh, f.name); err != nil {
		return fmt.Errorf("%w (what was there before is in %s)", err, old)
	}
	syncFolder(f.root, path.Dir(f.name))
	return f.root.RemoveAll(old)
}

// syncFolders has the disk keep the names of what was written.
func syncFolders(root *os.Root) error {
	return fs.WalkDir(root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() {
			syncFolder(root, name)
		}
		return err
	})
}

// syncFolder does so with one folder, as far as the system can.
func syncFolder(root *os.Root, name string) {
	if d, err := root.Open(name); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

// drop removes what was not committed.
func (f *folder) drop() error {
	_ = f.staged.Close()
	return f.root.RemoveAll(f.beside(newSuffix))
}
