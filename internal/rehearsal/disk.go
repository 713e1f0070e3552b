package rehearsal

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
)

// read reads a file. A link is not followed: to change what is behind it might
// change what lies elsewhere.
func (t *Target) read(name string) (*document, error) {
	info, err := t.root.Lstat(name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a regular file (%s); expected one", name, info.Mode())
	case info.Size() > t.most:
		return nil, fmt.Errorf("%s is larger than %d bytes; expected at most that", name, t.most)
	}
	f, err := t.root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // nothing was written
	content, err := io.ReadAll(io.LimitReader(f, t.most))
	if err != nil {
		return nil, err
	}
	d, err := newDocument(name, string(content))
	if err != nil {
		return nil, fmt.Errorf("%s:%w", name, err)
	}
	return d, nil
}

// save writes what was edited: all of it beside what is there, and then each
// file in its place. A role is there when the file with its details says so:
// that comes last, or first where a role is deleted. What the others say of a
// role that is not there does not count.
func (w *work) save(deleted bool) error {
	var edited []*document
	for _, d := range w.docs {
		if d.err != nil {
			return fmt.Errorf("%s: the change cannot be written: %w", d.name, d.err)
		}
		if d.gone || d.content() != d.before {
			edited = append(edited, d)
		}
	}
	slices.SortStableFunc(edited, func(a, b *document) int {
		if deleted {
			a, b = b, a
		}
		return cmp.Compare(a.rank(), b.rank())
	})
	for i, d := range edited {
		if err := w.target.stage(d); err != nil {
			for _, staged := range edited[:i+1] {
				_ = w.target.root.Remove(staged.staged()) // hidden from readers, and removed by the next
			}
			return err
		}
	}
	for _, d := range edited {
		w.target.changed.Store(true)
		if err := w.target.commit(d); err != nil {
			return err
		}
	}
	w.files = w.files[:0]
	for _, d := range w.docs {
		if !d.gone {
			w.files = append(w.files, d.name)
		}
	}
	return nil
}

// rank is higher of a file with the details of roles.
func (d *document) rank() int {
	for _, p := range d.pages() {
		if p.get("RoleDetailList") != nil {
			return 1
		}
	}
	return 0
}

// staged is the name of a file until it is whole: readers pass it over.
func (d *document) staged() string {
	return path.Join(path.Dir(d.name), "."+path.Base(d.name)+".new")
}

// stage writes a file beside the one that it is to take the place of, with the
// same rights. What an earlier run left unfinished is removed.
func (t *Target) stage(d *document) error {
	if d.gone {
		return nil
	}
	if err := t.root.Remove(d.staged()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	mode := fs.FileMode(0o600) // a snapshot says who can do what
	if d.before != "" {
		info, err := t.root.Lstat(d.name)
		if err != nil {
			return err
		}
		mode = info.Mode().Perm()
	} else if err := t.root.MkdirAll(path.Dir(d.name), 0o700); err != nil {
		return err
	}
	f, err := t.root.OpenFile(d.staged(), os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = f.WriteString(d.content())
	return errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
}

// commit puts a file in its place, or takes it away, and a folder that is empty
// then with it.
func (t *Target) commit(d *document) error {
	dir := path.Dir(d.name)
	if !d.gone {
		return errors.Join(t.root.Rename(d.staged(), d.name), t.sync(dir))
	}
	if err := t.root.Remove(d.name); err != nil {
		return err
	}
	if path.Base(dir) == getRole && t.root.Remove(dir) == nil {
		dir = path.Dir(dir)
	}
	return t.sync(dir)
}

// sync has the names in a directory written to the disk.
func (t *Target) sync(dir string) error {
	f, err := t.root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
