package journal

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const folderMode = 0o700

// makeFolder makes the state directory, and holds on the disk that it is there.
// One that was there already must be the user's own.
func makeFolder(dir string) error {
	dir = filepath.Clean(dir)
	if _, err := os.Lstat(dir); err == nil {
		return checkFolder(dir)
	}
	if err := os.MkdirAll(dir, folderMode); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(dir))
}

// checkFolder refuses a state directory in which somebody else can write: what
// that one puts into a journal would be put into accounts when a run is taken
// back.
func checkFolder(dir string) error {
	dir = filepath.Clean(dir) // link/ would be followed
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	var found string
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		found = "a symbolic link"
	case !info.IsDir():
		found = "something else"
	default:
		found = whoseFolder(info)
	}
	if found != "" {
		return fmt.Errorf("the state directory %s: expected a directory of yours in which nobody else can write, found %s", dir, found)
	}
	return nil
}
