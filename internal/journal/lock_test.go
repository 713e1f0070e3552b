package journal_test

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"hotline/internal/journal"
	"hotline/plan"
)

func TestLock(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(folder(t), "state")
	who := journal.Holder{PID: 7, User: "me", Host: "here", Run: name, Since: time.Date(2026, 11, 22, 3, 15, 0, 0, time.UTC), Command: "hotline apply\n" + strings.Repeat("x", 1<<17)}
	release, err := journal.Lock(dir, who)
	check(t, err)
	_, err = journal.Lock(dir, journal.Holder{PID: 8})
	var held *journal.LockedError
	if !errors.As(err, &held) || held.Dir != dir || held.Holder.PID != 7 || held.Holder.Run != name {
		t.Fatalf("found %v", err)
	}
	if want := "process 7 of me@here, since 2026-11-22T03:15:00Z, run " + name + ": hotline apply xxx"; !strings.Contains(err.Error(), want) {
		t.Errorf("found %q", err.Error())
	}
	// A lock file that says nothing yet is held nevertheless.
	put(t, filepath.Join(dir, "lock"), nil)
	if _, err = journal.Lock(dir, who); !errors.As(err, &held) || !strings.Contains(err.Error(), "which one is not known") {
		t.Errorf("found %v", err)
	}
	check(t, release())
	check(t, release())
	release, err = journal.Lock(dir, who)
	check(t, err)
	check(t, release())
}

// TestFolder holds that a state directory is refused in which somebody else could
// write, and that a file which is no lock stays as it is.
func TestFolder(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("rights are no bits there")
	}
	above := folder(t)
	dir, link := filepath.Join(above, "state"), filepath.Join(above, "link")
	path := write(t, dir)
	check(t, os.Symlink(dir, link))
	refused := func(dir, why string) {
		t.Helper()
		_, lock := journal.Lock(dir, journal.Holder{})
		_, begin := journal.Begin(dir, "20261122T031500Z-bbbb", header(), clock())
		_, _, resume := journal.Resume(dir, name, journal.By{}, clock())
		for _, err := range []error{lock, begin, resume} {
			if err == nil || !strings.Contains(err.Error(), why) {
				t.Errorf("expected %q, found %v", why, err)
			}
		}
	}
	refused(link, "found a symbolic link")
	refused(link+"/", "found a symbolic link")
	refused(path, "found something else")
	for _, mode := range []os.FileMode{0o770, 0o707, 0o702} {
		check(t, os.Chmod(dir, mode))
		refused(dir, fmt.Sprintf("rights %04o", mode))
	}
	check(t, os.Chmod(dir, 0o755))
	if os.Geteuid() == 0 { // nobody else can give a directory away
		check(t, os.Chown(dir, 12345, -1))
		refused(dir, "found one of the user 12345")
		check(t, os.Chown(dir, 0, -1))
	}
	victim, lock := filepath.Join(above, "victim"), filepath.Join(dir, "lock")
	put(t, victim, nil)
	check(t, os.Symlink(victim, lock))
	if _, err := journal.Lock(dir, journal.Holder{PID: 7}); err == nil || len(text(t, victim)) > 0 {
		t.Errorf("a link was followed: %v", err)
	}
	check(t, os.Remove(lock))
	for content, ok := range map[string]bool{"my own notes": false, `{"pid":1,`: true, `{"p`: true, "\x00\x00": true, "": true} {
		put(t, lock, []byte(content))
		release, err := journal.Lock(dir, journal.Holder{PID: 7})
		if (err == nil) != ok || !ok && string(text(t, lock)) != content {
			t.Errorf("%q: %v", content, err)
		}
		if err == nil {
			check(t, release())
		}
	}
}

// TestKilled kills processes while they append from several goroutines. What was
// told to be on the disk is there, and the lock is free.
func TestKilled(t *testing.T) {
	t.Parallel()
	for range 8 {
		dir := folder(t)
		after, err := rand.Int(rand.Reader, big.NewInt(60))
		check(t, err)
		child := exec.Command(os.Args[0], "-test.run=^TestChild$")
		child.Env = append(os.Environ(), "JOURNAL_CHILD="+dir)
		out, err := child.StdoutPipe()
		check(t, err)
		check(t, child.Start())
		told := map[string]int{}
		lines := bufio.NewScanner(out)
		// Those that were written before the kill are read to the end.
		for n := 0; lines.Scan(); n++ {
			if n == int(after.Int64()) {
				check(t, child.Process.Kill())
			}
			account, made, _ := strings.Cut(lines.Text(), " ")
			if told[account], err = strconv.Atoi(made); err != nil {
				t.Fatalf("the process says %q", lines.Text())
			}
		}
		if err := child.Wait(); err == nil {
			t.Fatal("the process ended by itself")
		}
		release, err := journal.Lock(dir, journal.Holder{})
		check(t, err)
		for account, made := range told {
			found := 0
			for _, a := range load(t, dir).Accounts {
				for _, s := range a.Steps {
					if a.ID == account && s.Fate() == journal.Made {
						found++
					}
				}
			}
			if found < made {
				t.Errorf("%s: %d changes were made, and %d are in the journal", account, made, found)
			}
		}
		r, _, err := journal.Resume(dir, name, journal.By{}, clock())
		check(t, err)
		check(t, r.End(journal.RunDone))
		if !load(t, dir).Ended() {
			t.Error("the run has not ended")
		}
		check(t, release())
	}
}

// TestChild is the process that TestKilled kills: it tells of each change that
// is in the journal.
func TestChild(t *testing.T) {
	dir := os.Getenv("JOURNAL_CHILD")
	if dir == "" {
		t.Skip("this is a part of TestKilled")
	}
	_, err := journal.Lock(dir, journal.Holder{PID: os.Getpid()})
	check(t, err)
	r, err := journal.Begin(dir, name, header(), time.Now)
	check(t, err)
	var all sync.WaitGroup
	for _, account := range []string{"1", "2", "3", "4"} {
		all.Go(func() {
			for n := 1; ; n++ {
				c := change(plan.Tag, strconv.Itoa(n), nil, str(strings.Repeat("x", 5000)))
				if err := errors.Join(r.Intend(account, c), r.Done(account, c, nil)); err != nil {
					t.Error(err)
					return
				}
				if _, err := fmt.Fprintf(os.Stdout, "%s %d\n", account, n); err != nil {
					return
				}
			}
		})
	}
	all.Wait()
}
