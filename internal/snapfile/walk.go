package snapfile

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"hotline/org"
	"hotline/policy"
)

// The bounds of a directory. An organization at the quota of 10,000 accounts
// fills a tenth of them.
const (
	maxDepth = 8
	maxFiles = 500_000
)

// manifestName is the name of the manifest, in the directory it is about.
const manifestName = "manifest.json"

// An input is one file to read.
type input struct {
	path    string
	account string // whose folder it lies in; empty where it lies in none
	walked  bool   // it was found in a directory, and not named by the user
	excused bool   // beside it lies why it may be empty: the same name with .error
	root    bool   // it lies in a directory that was named, and not deeper
	within  string // the directory that was named; empty of a file that was
	fault   error  // why it cannot be read, where that is known before
}

// isError reports whether the file holds what a call said when it failed.
func (in input) isError() bool { return strings.EqualFold(filepath.Ext(in.path), ".error") }

// place is what the name of the file tells. Those of directories above what was
// named are the user's, and tell nothing.
func (in input) place() place {
	if in.within == "" {
		return placeOf(filepath.Base(in.path))
	}
	if below, err := filepath.Rel(in.within, in.path); err == nil {
		return placeOf(below)
	}
	return placeOf(filepath.Base(in.path))
}

// isManifest reports whether the file may be the manifest of a snapshot.
func (in input) isManifest() bool { return in.root && filepath.Base(in.path) == manifestName }

// A walk finds the files that paths stand for.
type walk struct {
	inputs  []input
	folders map[string][]string // of accounts, by their ids
	notes   []org.Note
	most    int // as many files are taken
	full    bool
	found   bool // the directory that is walked has a file, or a folder of an account
	seen    map[string]bool
}

// newWalk turns the arguments of a command into files: a directory stands for
// the files in it and below it whose names end in .json or .error. A path that
// cannot be looked at stays as it is, and fails when it is read.
func newWalk(paths []string, most int) *walk {
	w := &walk{folders: map[string][]string{}, most: most, seen: map[string]bool{}}
	for _, path := range paths {
		if path != Stdin {
			path = filepath.Clean(path)
		}
		if path == Stdin || !isDirectory(path) {
			w.take(input{path: path})
			continue
		}
		w.found = false
		w.directory(path, path, "", 0)
		if !w.found {
			w.take(input{path: path})
		}
	}
	return w
}

// isDirectory follows links, as reading does.
func isDirectory(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// take adds a file, unless it is there already.
func (w *walk) take(in input) {
	w.found = true
	if !w.seen[in.path] {
		w.seen[in.path] = true
		w.inputs = append(w.inputs, in)
	}
}

// directory walks one directory, of that or below that which was named, that lies
// in the folder of an account, or in none.
func (w *walk) directory(within, path, account string, depth int) {
	if id := folderOf(path); id != "" {
		account, w.found = id, true
		w.folders[id] = append(w.folders[id], path)
	}
	entries, err := os.ReadDir(path)
	switch {
	case depth > maxDepth:
		err = fmt.Errorf("nested deeper than %d directories; what lies in it was not read", maxDepth)
	case err == nil:
		w.entries(within, path, account, depth, entries)
		return
	}
	w.take(input{path: path, account: account, walked: true, within: within, fault: cause(err)})
}

// entries takes what lies in one directory.
func (w *walk) entries(within, path, account string, depth int, entries []fs.DirEntry) {
	failed := map[string]bool{} // names, without the extension
	for _, e := range entries {
		if ext := filepath.Ext(e.Name()); strings.EqualFold(ext, ".error") && !isEmpty(path, e) {
			failed[strings.TrimSuffix(e.Name(), ext)] = true
		}
	}
	for _, e := range entries {
		name := filepath.Join(path, e.Name())
		ext := filepath.Ext(e.Name())
		stem := strings.TrimSuffix(e.Name(), ext)
		in := input{path: name, account: account, walked: true, root: depth == 0, within: within}
		switch {
		case strings.HasPrefix(e.Name(), "."):
		case e.IsDir():
			w.directory(within, name, account, depth+1)
		case e.Type()&fs.ModeSymlink != 0 && isDirectory(name):
			w.notes = append(w.notes, org.Note{Location: org.Location{File: name},
				Message: "this is a link to a directory, and was not followed"})
		case len(w.inputs) >= w.most:
			w.overflow(in)
			return
		case strings.EqualFold(ext, ".json"):
			in.excused = failed[stem]
			w.take(in)
		case strings.EqualFold(ext, ".error") && failed[stem]:
			w.take(in)
		}
	}
}

// overflow notes, once, that not all files were taken.
func (w *walk) overflow(in input) {
	w.found = true
	if !w.full {
		w.full = true
		in.fault = fmt.Errorf("this and what follows was not read: more than %d files", w.most)
		w.take(in)
	}
}

// isEmpty reports whether a file has no content. Of one that cannot be looked
// at it is not known.
func isEmpty(dir string, e fs.DirEntry) bool {
	info, err := os.Stat(filepath.Join(dir, e.Name()))
	return err == nil && info.Size() == 0
}

// folderOf is the account whose folder a directory is: the one that it is
// named by. A name that may be a time, as those of backups, is an account only
// where the directory above says so.
func folderOf(path string) string {
	name := filepath.Base(path)
	if name == "." || name == ".." {
		if whole, err := filepath.Abs(path); err == nil {
			path, name = whole, filepath.Base(whole)
		}
	}
	if !policy.IsAccountID(name) || isTime(name) && filepath.Base(filepath.Dir(path)) != "accounts" {
		return ""
	}
	return name
}

// isTime reports whether twelve digits can be a minute of this century, as
// backups are named by.
func isTime(digits string) bool {
	t, err := time.Parse("200601021504", digits)
	return err == nil && t.Year() >= 2000 && t.Year() < 2100
}
