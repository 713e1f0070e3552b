package logs

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
)

func do(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// within reads a directory, and tells names in problems relative to it.
func within(t *testing.T, dir string) (r result, problems []string) {
	t.Helper()
	r = all(t, define(t, "HotlineSupport"), false, Files{Paths: []string{dir}})
	for _, p := range r.problems {
		problems = append(problems, strings.ReplaceAll(p, dir+string(filepath.Separator), ""))
	}
	return r, problems
}

// TestLinks holds that files behind links are read, that links to directories and
// themselves do not lead round and round, and that links to nowhere are told.
func TestLinks(t *testing.T) {
	t.Parallel()
	dir := tree(t, map[string]string{"a.json": log(opens("a")), "sub/b.json": log(opens("b"))})
	do(t,
		os.Symlink("a.json", filepath.Join(dir, "link.json")),
		os.Symlink("..", filepath.Join(dir, "sub", "up")),
		os.Symlink("loop", filepath.Join(dir, "loop")),
		os.Symlink("nowhere", filepath.Join(dir, "gone")),
	)
	r, problems := within(t, dir)
	same(t, "events", r.found, []string{"a", "a", "b"})
	same(t, "problems", problems, []string{"open gone: no such file or directory", "open loop: too many levels of symbolic links"})
	if r.counts.Objects != 5 || r.counts.Damaged != 2 {
		t.Errorf("%+v", r.counts)
	}
	// A directory that was named itself is read, be it behind a link.
	for _, path := range []string{filepath.Join(dir, "sub", "up"), filepath.Join(dir, "sub", "up") + "/"} {
		r := all(t, define(t, "HotlineSupport"), false, Files{Paths: []string{path}})
		same(t, "events behind a link", r.found, []string{"a", "a", "b"})
	}
}

// TestPipes holds that a pipe in a directory, which might never end, is passed over, and
// that one is read that was named itself.
func TestPipes(t *testing.T) {
	t.Parallel()
	dir := tree(t, map[string]string{"a.json": log(opens("a"))})
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	r, problems := within(t, dir)
	same(t, "events", r.found, []string{"a"})
	same(t, "problems", problems, nil)
	written := make(chan error)
	go func() { written <- os.WriteFile(pipe, []byte(log(opens("p"))), 0) }()
	r = all(t, define(t, "HotlineSupport"), false, Files{Paths: []string{pipe}})
	same(t, "events", r.found, []string{"p"})
	do(t, <-written)
}

// TestUnreadable holds that what may not be read is told, and that the rest is read.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	if os.Geteuid() == 0 {
		t.Skip("root may read everything")
	}
	dir := tree(t, map[string]string{"a.json": log(opens("a")), "b.json": log(opens("b")), "closed/c.json": log(opens("c")), "z.json": log(opens("z"))})
	do(t, os.Chmod(filepath.Join(dir, "b.json"), 0), os.Chmod(filepath.Join(dir, "closed"), 0))
	r, problems := within(t, dir)
	do(t, os.Chmod(filepath.Join(dir, "closed"), 0o700))
	same(t, "events", r.found, []string{"a", "z"})
	same(t, "problems", problems, []string{"open b.json: permission denied", "open closed: permission denied"})
}

// TestMissing holds that a path that is not there ends everything: it was mistyped.
func TestMissing(t *testing.T) {
	t.Parallel()
	reader := Reader{Definitions: define(t), Workers: 2, Take: func(Batch) error { return nil }}
	_, err := reader.Read(t0(), Files{Paths: []string{filepath.Join(t.TempDir(), "missing")}})
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

// TestVanishing holds that what goes away, or becomes another, between being listed and
// being read is told or read as it is then, and that the rest is read.
func TestVanishing(t *testing.T) {
	t.Parallel()
	dir := tree(t, map[string]string{"a.json": log(opens("a")), "b/b.json": log(opens("b")), "c.json": log(opens("c")), "d.json": log(opens("d")), "e.json": log(opens("e"))})
	f := Files{Paths: []string{dir}}
	var listed []Object
	do(t, f.List(t0(), func(o Object) error {
		if listed = append(listed, o); len(listed) == 1 {
			return os.RemoveAll(filepath.Join(dir, "b")) // before it is come to
		}
		return nil
	}))
	do(t,
		os.Remove(filepath.Join(dir, "c.json")), os.Mkdir(filepath.Join(dir, "c.json"), 0o700),
		os.WriteFile(filepath.Join(dir, "d.json"), []byte(log(opens("d"), opens("longer"))), 0o600),
		os.Truncate(filepath.Join(dir, "e.json"), 30),
	)
	var found, problems []string
	w := newWorker(define(t), nil)
	for _, o := range listed {
		do(t, w.read(t0(), f, o))
		for _, r := range w.batch.Records {
			found = append(found, strings.Clone(r.Key.Event))
		}
		for _, p := range w.batch.Problems {
			problems = append(problems, strings.ReplaceAll(p.Object+": "+problem(p), dir+string(filepath.Separator), ""))
		}
	}
	same(t, "events", found, []string{"a", "d", "longer"})
	same(t, "problems", problems, []string{
		"b: open b: no such file or directory", "c.json: read c.json: is a directory", "e.json: 1:29 a string does not end",
	})
}

// TestObjects holds how a file is described.
func TestObjects(t *testing.T) {
	t.Parallel()
	dir := tree(t, map[string]string{"a.json": "12345"})
	describe := func() (o Object) {
		do(t, Files{Paths: []string{dir}}.List(t0(), func(x Object) error { o = x; return nil }))
		return o
	}
	o := describe()
	name := filepath.Join(dir, "a.json")
	if o.Name != name || o.Key != filepath.ToSlash(name) || o.Size != 5 || o.Seconds == 0 || o != describe() {
		t.Errorf("%+v", o)
	}
	do(t, os.WriteFile(name, []byte("123456"), 0o600))
	if again := describe(); again.Version == o.Version || again.Key != o.Key {
		t.Errorf("%+v", again)
	}
}

// TestLimits holds that no more is read than a limit, whatever a file claims to have.
func TestLimits(t *testing.T) {
	t.Parallel()
	for _, size := range []int64{0, 5, 10, 11, 1 << 40} {
		buf, err := readAll(iotest.OneByteReader(strings.NewReader("0123456789")), nil, size, 10)
		if string(buf) != "0123456789" || err != nil || cap(buf) > 1<<18 {
			t.Errorf("%q, %v, %d bytes", buf, err, cap(buf))
		}
		if _, err := readAll(strings.NewReader("0123456789x"), []byte{}, size, 10); !errors.Is(err, ErrTooLarge) {
			t.Errorf("error %v", err)
		}
	}
	dir := t.TempDir()
	name := filepath.Join(dir, "large.json")
	do(t, os.WriteFile(name, nil, 0o600), os.Truncate(name, maxStored+1))
	if testing.Short() || runtime.GOOS != "linux" {
		return
	}
	_, problems := within(t, dir)
	same(t, "problems", problems, []string{"it is too large: more than 256 MiB"})
}

// TestListStops holds that listing ends where visit fails, and with the context.
func TestListStops(t *testing.T) {
	t.Parallel()
	dir := tree(t, map[string]string{"a": "", "b": "", "c": ""})
	stop := errors.New("stop")
	n := 0
	if err := (Files{Paths: []string{dir, "-"}}).List(t0(), func(Object) error { n++; return stop }); !errors.Is(err, stop) || n != 1 {
		t.Errorf("error %v after %d", err, n)
	}
	ctx, cancel := context.WithCancel(t0())
	n = 0
	if err := (Files{Paths: []string{dir}}).List(ctx, func(Object) error { n++; cancel(); return nil }); !errors.Is(err, context.Canceled) || n != 1 {
		t.Errorf("error %v after %d", err, n)
	}
}
