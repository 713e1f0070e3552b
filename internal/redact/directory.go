package redact

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"hotline/jsonscan"
)

// maxFile is the size of the largest file that is read, the same as for an
// audit.
const maxFile = 1 << 30

// manifestName is the file that says what a snapshot is.
const manifestName = "manifest.json"

// Directory makes a redacted copy of a snapshot, and returns the paths in the
// snapshot that were not copied because they are neither JSON nor texts of
// errors. Of the manifest the copy has what names no file: it must be sealed
// again.
//
// The target must not exist, or be an empty directory outside of the snapshot.
// A link, or anything else that is neither a file nor a directory, is an error,
// and so is a file that cannot be redacted. After an error nothing of the copy
// is left.
func (r *Redactor) Directory(from, to string) (skipped []string, err error) {
	source, err := os.OpenRoot(from)
	if err != nil {
		return nil, err
	}
	defer source.Close() //nolint:errcheck // nothing was written
	made, err := makeTarget(to)
	if err != nil {
		return nil, err
	}
	c := copier{redactor: r, from: source, to: to, limit: maxFile}
	if err := fs.WalkDir(source.FS(), ".", c.visit); err != nil {
		return nil, errors.Join(err, remove(to, made))
	}
	return c.skipped, nil
}

// makeTarget makes the target, and tells whether it had to.
func makeTarget(to string) (made bool, err error) {
	if err := os.Mkdir(to, 0o700); !errors.Is(err, fs.ErrExist) {
		return err == nil, err
	}
	entries, err := os.ReadDir(to)
	if err == nil && len(entries) > 0 {
		err = fmt.Errorf("%s is not empty; expected an empty directory, or none", to)
	}
	return false, err
}

// remove removes what is in the target, and the target where it was made here.
func remove(to string, made bool) error {
	if made {
		return os.RemoveAll(to)
	}
	entries, err := os.ReadDir(to)
	for _, e := range entries {
		err = errors.Join(err, os.RemoveAll(filepath.Join(to, e.Name())))
	}
	return err
}

// A copier copies files.
type copier struct {
	redactor *Redactor
	from     *os.Root
	to       string
	limit    int64 // size of the largest file
	skipped  []string
}

// visit copies one file, or skips it.
func (c *copier) visit(name string, entry fs.DirEntry, err error) error {
	switch {
	case err != nil:
		return err
	case entry.IsDir() && name != "." && strings.HasPrefix(entry.Name(), "."):
		c.skipped = append(c.skipped, name)
		return fs.SkipDir
	case entry.IsDir():
		return c.outside(name)
	case !entry.Type().IsRegular():
		return fmt.Errorf("%s is neither a file nor a directory (%s); links are not followed", name, entry.Type())
	}
	ending := strings.ToLower(path.Ext(name))
	if strings.HasPrefix(entry.Name(), ".") || ending != ".json" && ending != ".error" {
		c.skipped = append(c.skipped, name)
		return nil
	}
	text, err := c.read(name)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if text, err = c.redact(name, ending, text); err != nil {
		return fmt.Errorf("%s:%w", name, err)
	}
	return c.write(filepath.Join(c.to, filepath.FromSlash(c.redactor.Path(name))), text)
}

// outside fails where a directory of the snapshot is the target.
func (c *copier) outside(name string) error {
	target, err := os.Stat(c.to)
	here, err2 := c.from.Stat(name)
	if err == nil && err2 == nil && os.SameFile(target, here) {
		return fmt.Errorf("%s is within the snapshot; expected a directory outside of it", c.to)
	}
	return errors.Join(err, err2)
}

func (c *copier) redact(name, ending, text string) (string, error) {
	switch {
	case ending == ".error":
		return c.redactor.ErrorText(text), nil
	case name == manifestName:
		return c.redactor.manifest(text)
	}
	return c.redactor.JSON(text)
}

// read reads a file whole. Its bound is held, whatever the file says of its
// size.
func (c *copier) read(name string) (string, error) {
	f, err := c.from.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close() //nolint:errcheck // nothing was written
	var text strings.Builder
	n, err := io.Copy(&text, io.LimitReader(f, c.limit+1))
	if err == nil && n > c.limit {
		err = fmt.Errorf("larger than %d bytes; expected at most that", c.limit)
	}
	return text.String(), err
}

// write writes a file, which must be new: two never become one.
func (c *copier) write(name, text string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// manifest redacts the manifest: what says when and by whom the snapshot was
// made, and nothing of its files. What only has its name is any other file.
func (r *Redactor) manifest(text string) (string, error) {
	values, err := parse(strings.TrimPrefix(text, "\ufeff"))
	if err != nil || len(values) != 1 || values[0].member("schema") == nil {
		return r.JSON(text)
	}
	out := &value{kind: jsonscan.Object}
	for _, key := range []string{"schema", "created", "partition", "by"} {
		if v := values[0].member(key); v != nil {
			r.value(key, v)
			out.members = append(out.members, member{key, v})
		}
	}
	var b strings.Builder
	out.write(&b, 0)
	return b.String() + "\n", nil
}
