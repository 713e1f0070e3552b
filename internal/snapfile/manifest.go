package snapfile

import (
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"
	"time"

	"hotline/jsonscan"
	"hotline/org"
)

// Schema is the version of the layout of snapshots that is understood, as the
// manifest names it.
const Schema = schemaPrefix + "1"

const schemaPrefix = "hotline/snapshot/"

// A Manifest says what a directory is a snapshot of, and holds its files to
// what they were.
type Manifest struct {
	Schema    string
	Created   time.Time // zero where it is not said
	By        string    // who made it: an ARN, or text
	Partition string    // aws, aws-cn, …; empty where it is not said
	// Files are the SHA-256 of the files, as sha256:HEX, by their paths from
	// the directory, with slashes.
	Files map[string]string
	// Private says that only its owner may read the manifest when it is written.
	Private bool
}

// IsManifest reports whether a file is the manifest of a snapshot, of whatever
// version.
func IsManifest(path string) bool {
	m, _, err := readManifest(path)
	return err == nil && strings.HasPrefix(m.Schema, schemaPrefix)
}

// errNoManifest says that a file is something else.
var errNoManifest = errors.New("this is no manifest of a snapshot")

// readManifest reads a manifest. Its error is errNoManifest where the file is
// something else; faults of a manifest are gaps.
func readManifest(path string) (*Manifest, []org.Gap, error) {
	text, err := readText(path, nil)
	if err != nil {
		return nil, nil, errNoManifest // it is read again as any other file
	}
	s, err := jsonscan.New(text, jsonscan.Limits{})
	if err != nil {
		return nil, nil, errNoManifest
	}
	d := &decoder{s: s, file: path, to: new(findings)}
	if !d.firstKeys().has("schema") {
		return nil, nil, errNoManifest
	}
	m := &Manifest{Files: map[string]string{}}
	at := d.here()
	if err := d.tolerate(func() error { return d.manifest(m) }); err != nil {
		d.damaged(err)
	}
	if m.Schema != Schema && len(d.to.gaps) == 0 {
		d.damaged(fault(at, "found a snapshot of the schema %.80q; expected %q, which is all that this version understands", m.Schema, Schema))
	}
	return m, d.to.gaps, nil
}

func (d *decoder) manifest(m *Manifest) error {
	return d.object("a manifest", func(key string) (bool, error) {
		switch key {
		case "schema":
			return true, d.label(&m.Schema, key)
		case "created":
			at, text := d.here(), ""
			if err := d.text(&text, key); err != nil || text == "" {
				return true, err
			}
			var err error
			if m.Created, err = time.Parse(time.RFC3339, text); err != nil {
				return true, fault(at, "expected a time as 2006-01-02T15:04:05Z for created, found %.40q", text)
			}
			return true, nil
		case "by":
			return true, d.label(&m.By, key)
		case "partition":
			return true, d.id(&m.Partition, key, "a partition, as aws", isPartition)
		case "files":
			return true, d.manifestFiles(m)
		}
		return false, nil
	})
}

func isPartition(s string) bool { return strings.HasPrefix(s, "aws") && isWord(s, lower+"-", 3, 32) }

// manifestFiles reads the hashes. A path that leads out of the directory is a
// fault.
func (d *decoder) manifestFiles(m *Manifest) error {
	return d.s.Object("an object for files", func(key string, at jsonscan.Position) error {
		return d.tolerate(func() error {
			sum := ""
			if err := d.id(&sum, "a file", "a hash as sha256:HEX", isHash); err != nil {
				return err
			}
			if !isInside(key) {
				return &jsonscan.Error{Position: at, Message: fmt.Sprintf("expected the path of a file in this directory, with slashes, found %.80q", key)}
			}
			m.Files[key] = sum
			return nil
		})
	})
}

// isInside reports whether a path of a manifest is spelled as one of a file in
// its directory.
func isInside(name string) bool {
	return name != "." && path.Clean(name) == name && filepath.IsLocal(filepath.FromSlash(name)) && clean(name, len(name)) == name
}

// isHash reports whether s is a hash as a manifest has it.
func isHash(s string) bool {
	text, ok := strings.CutPrefix(s, hashPrefix)
	sum, err := hex.DecodeString(text)
	return ok && err == nil && len(sum) == 32 && strings.ToLower(text) == text
}

const hashPrefix = "sha256:"
