package awsio

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
)

// lockName is the file that a run holds while it writes into a directory.
const lockName = ".lock"

// lock keeps other runs out of a directory until what it returns is called: two
// would remove each other's unfinished folders, and take what is left of one
// for whole.
func lock(root *os.Root) (unlock func(), err error) {
	for {
		f, err := root.OpenFile(lockName, os.O_RDWR|os.O_CREATE, fileMode)
		if err != nil {
			return nil, err
		}
		if err := tryLock(f); err != nil {
			return nil, errors.Join(fmt.Errorf("another hotline writes into %s (%s: %w)", root.Name(), lockName, err), f.Close())
		}
		held, err := f.Stat()
		there, lost := root.Lstat(lockName)
		if err == nil && lost == nil && os.SameFile(held, there) {
			return func() {
				_ = root.Remove(lockName) // nobody has it but this run
				_ = f.Close()
			}, nil
		}
		_ = f.Close() // whoever had it has just removed it
		if err != nil {
			return nil, err
		}
	}
}

// mend brings back what a run that was killed had put aside: a folder whose
// place its new one did not take.
func mend(root *os.Root) error {
	for _, dir := range []string{".", accountsFolder} {
		entries, err := fs.ReadDir(root.FS(), dir)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		for _, e := range entries {
			name, isOld := strings.CutSuffix(strings.TrimPrefix(e.Name(), "."), oldSuffix)
			if !isOld || !e.IsDir() || e.Name()[0] != '.' {
				continue
			}
			if _, err := root.Lstat(path.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
				continue // commit removes it
			}
			if err := root.Rename(path.Join(dir, e.Name()), path.Join(dir, name)); err != nil {
				return err
			}
		}
	}
	return nil
}
