package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"hotline/internal/logs"
	"hotline/internal/store"
	"hotline/trail"
)

// childDir is the variable that makes this test a run that is going to be killed.
const childDir = "HOTLINE_TEST_STATE"

// delivered are the objects of the test below.
func delivered() []logs.Batch {
	var all []logs.Batch
	for i := range 4000 {
		late := numbered(i / 3)
		late.Set(trail.EventTime, fmt.Sprintf("2026-03-01T10:%02d:00Z", i%60))
		all = append(all, batch(key(i), "1", numbered(i), late, numbered(i+7)))
	}
	return all
}

// run is a run over all objects. told is called for each.
func run(s *store.Store, all []logs.Batch, told func()) error {
	for i, b := range all {
		if s.Known(b.Object) {
			continue
		}
		err := s.Take(b)
		if i%97 == 0 {
			err = errors.Join(err, s.Flush())
		}
		if err != nil {
			return err
		}
		told()
	}
	return s.Close()
}

// TestKilled holds that runs that are killed at any time leave a state from which the
// next goes on, to the same end.
func TestKilled(t *testing.T) {
	all := delivered()
	if dir := os.Getenv(childDir); dir != "" {
		s, err := store.Open(context.Background(), store.Options{Dir: dir, Wanted: wanted})
		do(t, err)
		// Lines so long that the run cannot get far ahead of who reads them.
		line := strings.Repeat("taken ", 42) + "\n"
		do(t, run(s, all, func() { _, _ = os.Stdout.WriteString(line) }))
		return
	}
	t.Parallel()
	dir := t.TempDir()
	for _, n := range []int{1, 150, 700, 33, 990} {
		kill(t, dir, n)
	}
	s := open(t, store.Options{Dir: dir})
	before := len(held(t, s))
	if before == 0 {
		t.Error("nothing was kept")
	}
	missing := 0
	want := collected(t, all)
	do(t, run(s, all, func() { missing++ }))
	if missing == 0 || missing == len(all) {
		t.Errorf("the last run read %d objects", missing)
	}
	s = open(t, store.Options{Dir: dir})
	if !slices.Equal(held(t, s), want) {
		t.Error("not what one run comes to")
	}
	do(t, s.Close())
}

// kill starts a run, and kills it after it took some objects.
func kill(t *testing.T, dir string, after int) {
	t.Helper()
	self, err := os.Executable()
	do(t, err)
	child := exec.CommandContext(t.Context(), self, "-test.run", "^TestKilled$")
	child.Env = append(os.Environ(), childDir+"="+dir)
	out, err := child.StdoutPipe()
	do(t, err)
	do(t, child.Start())
	in := bufio.NewScanner(out)
	for range after {
		if !in.Scan() {
			t.Errorf("the run ended by itself: %v", in.Err())
			break
		}
	}
	do(t, child.Process.Kill())
	if err := child.Wait(); err == nil {
		t.Error("the run was not killed")
	}
}
