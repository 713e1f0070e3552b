package spool

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

type kv struct{ key, value string }

// all reads a spool, copying what it is given.
func all(t interface {
	Helper()
	Fatal(...any)
}, s *Spool) []kv {
	t.Helper()
	var out []kv
	err := s.Each(func(key, value []byte) error {
		out = append(out, kv{string(key), string(value)})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (p kv) compare(q kv) int {
	return cmp.Or(strings.Compare(p.key, q.key), strings.Compare(p.value, q.value))
}

// TestSortsLikeASlice holds that a spool is a sorted list, whatever its limit: bytes of
// any kind, empty ones, equal ones, and more of them added after it was read.
func TestSortsLikeASlice(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		s := &Spool{Limit: rapid.SampledFrom([]int{1, 30, 100, 1000, 0}).Draw(t, "limit"), Dir: dir}
		defer s.Close()
		part := rapid.OneOf(rapid.StringN(0, 3, -1), rapid.StringOfN(rapid.RuneFrom([]rune("ab\x00é")), 0, 4, -1), rapid.Just(strings.Repeat("x", 300)))
		var want []kv
		for range rapid.IntRange(1, 3).Draw(t, "rounds") {
			for range rapid.IntRange(0, 60).Draw(t, "pairs") {
				p := kv{part.Draw(t, "key"), part.Draw(t, "value")}
				want = append(want, p)
				if err := s.Add([]byte(p.key), []byte(p.value)); err != nil {
					t.Fatal(err)
				}
			}
			slices.SortFunc(want, kv.compare)
			for range 2 { // reading it twice is no different
				if got := all(t, s); !slices.Equal(got, want) {
					t.Fatalf("got %q, want %q", got, want)
				}
			}
		}
	})
}

// TestCopies holds that the caller may use its memory again.
func TestCopies(t *testing.T) {
	t.Parallel()
	var s Spool
	defer s.Close()
	buf := []byte("ab")
	if err := s.Add(buf[:1], buf[1:]); err != nil {
		t.Fatal(err)
	}
	copy(buf, "xy")
	if got := all(t, &s); !slices.Equal(got, []kv{{"a", "b"}}) {
		t.Errorf("got %q", got)
	}
}

// TestLimit holds that no more than the limit is kept in memory, but for one pair that
// is larger than that.
func TestLimit(t *testing.T) {
	t.Parallel()
	s := &Spool{Limit: 1000, Dir: t.TempDir()}
	defer s.Close()
	for i := range 500 {
		if err := s.Add(fmt.Appendf(nil, "%03d", i), bytes.Repeat([]byte{'v'}, i%80)); err != nil {
			t.Fatal(err)
		}
		if used := s.used; used > 1000 {
			t.Fatalf("%d bytes are in memory", used)
		}
	}
	if len(s.runs) < 10 {
		t.Errorf("only %d files for %d bytes", len(s.runs), 500*(3+40+perPair))
	}
	if err := s.Add([]byte("large"), make([]byte, 5000)); err != nil {
		t.Fatal(err)
	}
	if got := all(t, s); len(got) != 501 || len(got[500].value) != 5000 {
		t.Errorf("got %d pairs", len(got))
	}
}

// TestSmallStaysInMemory holds that what fits makes no file.
func TestSmallStaysInMemory(t *testing.T) {
	t.Parallel()
	s := Spool{Dir: filepath.Join(t.TempDir(), "missing")}
	defer s.Close()
	for range 1000 {
		if err := s.Add([]byte("key"), make([]byte, 1000)); err != nil {
			t.Fatal(err)
		}
	}
	if got := all(t, &s); len(got) != 1000 {
		t.Errorf("got %d pairs", len(got))
	}
}

// TestNothingLeftBehind holds that no file is left after Close, and that Close twice is
// no harm.
func TestNothingLeftBehind(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := spilled(t, dir)
	files := []*os.File{}
	for _, r := range s.runs {
		files = append(files, r.file)
	}
	s.Close()
	s.Close()
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	for _, f := range files {
		if err := f.Close(); !errors.Is(err, os.ErrClosed) {
			t.Errorf("%s is still open", f.Name())
		}
	}
	if got := all(t, s); len(got) > 0 {
		t.Errorf("a closed spool has %q", got)
	}
}

// spilled is a spool with several files.
func spilled(t *testing.T, dir string) *Spool {
	t.Helper()
	s := &Spool{Limit: 200, Dir: dir}
	t.Cleanup(s.Close)
	for i := range 100 {
		if err := s.Add(fmt.Appendf(nil, "key%03d", i), []byte("value")); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.runs) < 3 {
		t.Fatalf("only %d files", len(s.runs))
	}
	return s
}

// TestDamagedFile holds that a file that is not what was written is an error, and never
// fewer pairs without a word.
func TestDamagedFile(t *testing.T) {
	t.Parallel()
	size := func(f *os.File) int64 {
		info, err := f.Stat()
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	const pair = 2 + len("key000") + len("value")
	for name, damage := range map[string]func(f *os.File) error{
		"empty":              func(f *os.File) error { return f.Truncate(0) },
		"a pair less":        func(f *os.File) error { return f.Truncate(size(f) - int64(pair)) },
		"a byte less":        func(f *os.File) error { return f.Truncate(size(f) - 1) },
		"cut after the head": func(f *os.File) error { return f.Truncate(2) },
		"cut in the head":    func(f *os.File) error { return f.Truncate(1) },
		"a huge key":         func(f *os.File) error { return writeAt(f, "\xff\xff\xff\xff\xff\xff\xff\x7f\x00") },
		"a huge value":       func(f *os.File) error { return writeAt(f, "\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01") },
		"both make zero":     func(f *os.File) error { return writeAt(f, "\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01") },
		"no number":          func(f *os.File) error { return writeAt(f, strings.Repeat("\xff", 12)) },
		"closed":             func(f *os.File) error { return f.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := spilled(t, t.TempDir())
			if err := damage(s.runs[1].file); err != nil {
				t.Fatal(err)
			}
			err := s.Each(func(_, _ []byte) error { return nil })
			if err == nil || !strings.HasPrefix(err.Error(), "read events kept on disk: ") {
				t.Errorf("error %v", err)
			}
		})
	}
}

func writeAt(f *os.File, s string) error {
	_, err := f.WriteAt([]byte(s), 0)
	return err
}

// TestErrors holds that errors of files and of visit come out.
func TestErrors(t *testing.T) {
	t.Parallel()
	s := Spool{Limit: 1, Dir: filepath.Join(t.TempDir(), "missing")}
	if err := s.Add([]byte("a"), nil); err != nil {
		t.Fatal(err)
	}
	if err := s.Add([]byte("b"), nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
	stop := errors.New("stop")
	for _, s := range []*Spool{{pairs: []pair{{}, {}}}, spilled(t, t.TempDir())} {
		n := 0
		err := s.Each(func(_, _ []byte) error { n++; return stop })
		if !errors.Is(err, stop) || n != 1 {
			t.Errorf("error %v after %d visits", err, n)
		}
	}
}
