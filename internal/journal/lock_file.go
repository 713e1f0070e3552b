//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package journal

import (
	"errors"
	"io/fs"
	"os"
)

// openLocked makes a lock file. Here a process that is killed leaves it behind:
// somebody has to remove it.
func openLocked(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, fileMode)
	if errors.Is(err, fs.ErrExist) {
		return nil, errHeld
	}
	return f, err
}

// whoseFolder says nothing: rights are no bits here.
func whoseFolder(os.FileInfo) string { return "" }

// unlock frees a lock.
func unlock(f *os.File) error { return errors.Join(f.Close(), os.Remove(f.Name())) }

// syncFolder does nothing: directories cannot be synced here.
func syncFolder(string) error { return nil }
