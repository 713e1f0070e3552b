package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

const (
	lockName = "lock"
	maxLock  = 64 << 10
)

// A Holder is who holds the lock of a state directory.
type Holder struct {
	PID     int       `json:"pid"`
	User    string    `json:"user"`
	Host    string    `json:"host"`
	Run     string    `json:"run,omitempty"`
	Since   time.Time `json:"since"`
	Command string    `json:"command"`
}

// A LockedError says who holds the lock. The Holder is empty where the lock file
// does not say it.
type LockedError struct {
	Dir    string
	Holder Holder
}

// Error implements error.
func (e *LockedError) Error() string {
	h := e.Holder
	if h.PID == 0 {
		return fmt.Sprintf("another run is at work in %s; which one is not known", e.Dir)
	}
	text := fmt.Sprintf("another run is at work in %s: process %d of %s@%s, since %s", e.Dir, h.PID, h.User, h.Host, h.Since.UTC().Format(time.RFC3339))
	if h.Run != "" {
		text += ", run " + h.Run
	}
	return oneLine(text + ": " + h.Command)
}

// errHeld says that another process holds a lock.
var errHeld = errors.New("the lock is held")

// Lock takes the lock of a state directory, which is made where it is not there.
// Where another process holds it, or this one, the error is a *LockedError. The
// lock of a process that is gone is free.
func Lock(dir string, who Holder) (release func() error, err error) {
	if err := makeFolder(dir); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, lockName)
	f, err := openLocked(path)
	if errors.Is(err, errHeld) {
		return nil, &LockedError{dir, readHolder(path)}
	}
	if err != nil {
		return nil, err
	}
	if err := writeHolder(f, who); err != nil {
		return nil, errors.Join(err, unlock(f))
	}
	return sync.OnceValue(func() error { return unlock(f) }), nil
}

// writeHolder says who holds the lock in place of who did before.
func writeHolder(f *os.File, who Holder) error {
	if err := f.Truncate(0); err != nil {
		return err
	}
	who.Command = oneLine(who.Command) // short enough to be read again
	_, err := f.WriteAt(append(encode(who), '\n'), 0)
	return err
}

// checkLock refuses a file that is no lock: what it says would be overwritten. A
// lock file is empty, or begins with a Holder; one that the power failed for may
// have zeros instead.
func checkLock(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	const begins = `{"pid":`
	text := make([]byte, len(begins))
	n, err := f.ReadAt(text, 0)
	text = bytes.TrimRight(text[:n], "\x00")
	if err != nil && !errors.Is(err, io.EOF) || !info.Mode().IsRegular() || !strings.HasPrefix(begins, string(text)) {
		return fmt.Errorf("%s: expected the lock of a state directory, found something else: hotline did not write it", f.Name())
	}
	return nil
}

// readHolder reads who holds a lock: nobody where that cannot be read, as in the
// moment before it is written.
func readHolder(path string) Holder {
	var h Holder
	f, err := os.Open(path)
	if err != nil {
		return Holder{}
	}
	text, err := io.ReadAll(io.LimitReader(f, maxLock))
	if errors.Join(err, f.Close()) != nil || json.Unmarshal(text, &h) != nil {
		return Holder{}
	}
	return h
}
