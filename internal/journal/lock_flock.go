//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package journal

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// whoseFolder says what is wrong with whose a directory is, and who can write in
// it; empty where nothing is.
func whoseFolder(info os.FileInfo) string {
	if s, ok := info.Sys().(*syscall.Stat_t); ok && int(s.Uid) != os.Geteuid() {
		return fmt.Sprintf("one of the user %d", s.Uid)
	}
	if mode := info.Mode().Perm(); mode&0o022 != 0 {
		return fmt.Sprintf("one with the rights %04o; chmod 700 takes them away", mode)
	}
	return ""
}

// openLocked opens a lock file and locks it. The system frees the lock when the
// process ends, however it does; so the file may stay, and must: whoever removed
// it would let a second one lock another file of its name. A link is not followed,
// and a file that is no lock is left as it is.
func openLocked(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, fileMode)
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = errHeld
	}
	if err == nil {
		err = checkLock(f)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// unlock frees a lock. The file says nothing afterwards.
func unlock(f *os.File) error { return errors.Join(f.Truncate(0), f.Close()) }

// syncFolder holds on the disk which files a directory has.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
