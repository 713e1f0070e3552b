//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package awsio

import (
	"os"
	"syscall"
)

// tryLock locks a file until it is closed. It fails where another process, or
// another run in this one, has it.
func tryLock(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }
