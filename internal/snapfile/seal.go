package snapfile

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"time"
)

// WriteManifest computes the hashes of all files of a directory and writes its
// manifest, in place of the one that is there, or not at all. Of m all but
// Files is taken; an empty Schema means that of this version.
func WriteManifest(dir string, m Manifest) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close() //nolint:errcheck // nothing was written through it
	names, err := inventory(root)
	if err != nil {
		return err
	}
	m.Files = map[string]string{}
	names = slices.DeleteFunc(names, func(name string) bool { return !isRead(name) })
	for i, h := range hashAll(root, names) {
		if h.err == nil && !isInside(names[i]) {
			h.err = errors.New("a manifest cannot hold this name; expected printable characters")
		}
		if h.err != nil {
			return fmt.Errorf("%q: %w", names[i], h.err)
		}
		m.Files[names[i]] = h.sum
	}
	mode := fs.FileMode(0o666)
	if m.Private {
		mode = 0o600
	}
	return replace(root, manifestName, m.text(), mode)
}

// text is the manifest as it is written.
func (m *Manifest) text() []byte {
	written := struct {
		Schema    string            `json:"schema"`
		Created   string            `json:"created,omitempty"`
		By        string            `json:"by,omitempty"`
		Partition string            `json:"partition,omitempty"`
		Files     map[string]string `json:"files"`
	}{m.Schema, "", m.By, m.Partition, m.Files}
	if written.Schema == "" {
		written.Schema = Schema
	}
	if !m.Created.IsZero() {
		written.Created = m.Created.UTC().Format(time.RFC3339)
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	_ = enc.Encode(written) // of texts, into memory
	return out.Bytes()
}

// replace writes a file beside the one of that name, and puts it in its place
// when it is whole.
func replace(root *os.Root, name string, text []byte, mode fs.FileMode) error {
	fresh := "." + name + ".new"
	if err := root.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := root.OpenFile(fresh, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = root.Rename(fresh, name)
	}
	if err != nil {
		return errors.Join(err, root.Remove(fresh))
	}
	return nil
}

// inventory lists the files that a manifest of a directory is about: all but
// itself, and those with hidden names.
func inventory(root *os.Root) ([]string, error) {
	var names []string
	err := fs.WalkDir(root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		base := path.Base(name)
		hidden := strings.HasPrefix(base, ".") && name != "."
		switch {
		case err != nil:
			return err
		case e.IsDir() && (hidden || strings.Count(name, "/") >= maxDepth):
			return fs.SkipDir
		case e.IsDir(), hidden, name == manifestName:
			return nil
		case len(names) == maxFiles:
			return fmt.Errorf("more than %d files; expected at most as many", maxFiles)
		}
		if info, err := root.Stat(name); err == nil && info.IsDir() {
			return nil // a link, which is not followed
		}
		names = append(names, name)
		return nil
	})
	return names, err
}

// A hashed is the hash of a file, or why there is none.
type hashed struct {
	sum string
	err error
}

// hashAll hashes files, several at a time. A link that leads out of the
// directory is not followed.
func hashAll(root *os.Root, names []string) []hashed {
	out := make([]hashed, len(names))
	inParallel(len(names), func(i int) { out[i].sum, out[i].err = hashFile(root, names[i]) })
	return out
}

func hashFile(root *os.Root, name string) (string, error) {
	info, err := root.Stat(name) // before it is opened: that of a pipe waits
	if err != nil {
		return "", cause(err)
	}
	if !info.Mode().IsRegular() {
		return "", fmt.Errorf("not a regular file (%s); expected one", info.Mode())
	}
	f, err := root.Open(name)
	if err != nil {
		return "", cause(err)
	}
	defer f.Close() //nolint:errcheck // nothing was written
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", cause(err)
	}
	return hashPrefix + hex.EncodeToString(sum.Sum(nil)), nil
}
