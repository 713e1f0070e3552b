package digest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// metadataSuffix is the end of the name of the file beside a digest that holds the
// metadata of the digest's object: what aws s3api head-object prints.
const metadataSuffix = ".metadata.json"

// maxMetadata is the size in bytes that such a file may have. S3 limits metadata to 2 KB.
const maxMetadata = 64 << 10

// A Dir is a directory that holds the keys of a bucket, or of a prefix in it, as
// files. Symbolic links that lead out of it are not followed, and those to
// directories nowhere.
type Dir struct{ root *os.Root }

// OpenDir opens a directory. The caller closes it.
func OpenDir(name string) (*Dir, error) {
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	return &Dir{root}, nil
}

// Close ends the work with the directory.
func (d *Dir) Close() error { return d.root.Close() }

// Below implements Place.
func (d *Dir) Below(_ context.Context, prefix string) (dirs, keys []string, err error) {
	entries, err := d.entries(prefix)
	for _, e := range entries {
		switch key := prefix + e.Name(); {
		case e.IsDir():
			dirs = append(dirs, key+"/")
		case d.isLinkedDir(e, key):
		case !strings.HasSuffix(key, metadataSuffix) || !strings.Contains("/"+prefix, "/"+digests):
			keys = append(keys, key)
		}
	}
	return dirs, keys, err
}

// isLinkedDir reports whether an entry is a link to a directory: nobody follows it.
func (d *Dir) isLinkedDir(e fs.DirEntry, key string) bool {
	if e.Type()&fs.ModeSymlink == 0 {
		return false
	}
	info, err := d.root.Stat(filepath.FromSlash(key))
	return err == nil && info.IsDir()
}

// entries are those of a directory, by name; none where it is not there.
func (d *Dir) entries(prefix string) ([]fs.DirEntry, error) {
	f, err := d.root.Open(filepath.FromSlash(strings.TrimSuffix("./"+prefix, "/")))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	entries, err := f.ReadDir(-1)
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, errors.Join(err, f.Close())
}

// List implements Place.
func (d *Dir) List(ctx context.Context, prefix string, visit func(key string) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	dirs, keys, err := d.Below(ctx, prefix)
	if err != nil {
		return err
	}
	for _, key := range keys {
		if err := visit(key); err != nil {
			return err
		}
	}
	for _, dir := range dirs {
		if err := d.List(ctx, dir, visit); err != nil {
			return err
		}
	}
	return nil
}

// Get implements Place. A key that is no plain path is none that is there.
func (d *Dir) Get(_ context.Context, key string) (*Object, error) {
	if !fs.ValidPath(key) {
		return nil, fmt.Errorf("%q is no path: %w", key, fs.ErrNotExist)
	}
	info, err := d.root.Stat(filepath.FromSlash(key)) // first: opening a pipe would wait
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", key)
	}
	f, err := d.root.Open(filepath.FromSlash(key))
	if err != nil {
		return nil, err
	}
	o := &Object{Body: f}
	if strings.Contains(path.Base(key), "_CloudTrail-Digest_") {
		o.Metadata, o.MetadataErr = d.metadata(key + metadataSuffix)
	}
	return o, nil
}

// metadata reads the file beside a digest.
func (d *Dir) metadata(key string) (map[string]string, error) {
	f, err := d.root.Open(filepath.FromSlash(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(f, maxMetadata+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	if len(text) > maxMetadata {
		return nil, fmt.Errorf("%s: larger than %d bytes", key, maxMetadata)
	}
	var head struct{ Metadata map[string]string }
	if err := json.Unmarshal(text, &head); err != nil {
		return nil, fmt.Errorf("%s: not what aws s3api head-object prints: %w", key, err)
	}
	if head.Metadata == nil {
		return nil, fmt.Errorf("%s: not what aws s3api head-object prints: no Metadata in it", key)
	}
	out := map[string]string{}
	for name, value := range head.Metadata {
		out[strings.ToLower(name)] = value
	}
	return out, nil
}
