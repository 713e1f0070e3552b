package logs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Files are logs in files and directories. In a directory every file counts, whatever
// its name, but for hidden ones, and for digests and insights of CloudTrail, which are
// no logs.
type Files struct {
	Paths []string // - stands for the standard input
	Stdin io.Reader
}

// standardInput is the name of the standard input in reports.
const standardInput = "<stdin>"

// List lists the files.
func (f Files) List(ctx context.Context, visit func(Object) error) error {
	for _, path := range f.Paths {
		if path == "-" {
			if err := visit(Object{Name: standardInput, Key: standardInput}); err != nil {
				return err
			}
			continue
		}
		root := path
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			root = strings.TrimRight(path, `/`) + "/" // so that a link to a directory is followed
		}
		err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
			switch {
			case ctx.Err() != nil:
				return ctx.Err()
			case err != nil && p == root:
				return err
			case err != nil:
				return visit(Object{Name: p, Key: keyOf(p)}) // reading it fails, and tells why
			case d.IsDir():
				return enter(root, p, d.Name())
			case p != root && strings.HasPrefix(d.Name(), "."):
				return nil
			}
			o, ok := object(p, p == root)
			if !ok {
				return nil
			}
			return visit(o)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// enter passes over directories without logs.
func enter(root, path, name string) error {
	if path == root {
		return nil
	}
	if strings.HasPrefix(name, ".") || slices.Contains([]string{"CloudTrail-Digest", "CloudTrail-Insight"}, name) {
		return fs.SkipDir
	}
	return nil
}

// object describes a file. It is false for what is none, but a directory behind a link
// within a directory, or a device; a pipe counts only if it was named itself, because
// reading one that nobody writes to never ends. A file that cannot be looked at, such
// as a link to nowhere, is an object all the same: reading it fails, and tells why.
func object(path string, named bool) (Object, bool) {
	o := Object{Name: path, Key: keyOf(path)}
	info, err := os.Stat(path)
	if err != nil {
		return o, true
	}
	isPipe := info.Mode()&fs.ModeNamedPipe != 0
	if !info.Mode().IsRegular() && (!isPipe || !named) {
		return o, false
	}
	o.Size, o.Seconds = info.Size(), info.ModTime().Unix()
	o.Version = fmt.Sprintf("%d-%s", info.Size(), info.ModTime().UTC().Format(time.RFC3339Nano))
	return o, true
}

// keyOf is the whole path of a file, with slashes.
func keyOf(path string) string {
	if whole, err := filepath.Abs(path); err == nil {
		path = whole
	}
	return filepath.ToSlash(path)
}

// Read reads a file.
func (f Files) Read(_ context.Context, o Object, buf []byte, limit int64) ([]byte, error) {
	in := f.Stdin
	if o.Key != standardInput {
		file, err := os.Open(o.Name)
		if err != nil {
			return buf, err
		}
		defer func() { _ = file.Close() }() // it was only read
		in = file
	}
	return readAll(in, buf, max(o.Size, 0), limit)
}

// readAll appends what a reader has to buf.
func readAll(in io.Reader, buf []byte, size, limit int64) ([]byte, error) {
	buf = slices.Grow(buf, int(min(size, limit))+1) // one more, so that the end is seen
	for {
		if len(buf) == cap(buf) {
			buf = slices.Grow(buf, max(len(buf), 1<<16))
		}
		n, err := in.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		switch {
		case int64(len(buf)) > limit:
			return buf, TooLarge(limit)
		case errors.Is(err, io.EOF):
			return buf, nil
		case err != nil:
			return buf, err
		}
	}
}
