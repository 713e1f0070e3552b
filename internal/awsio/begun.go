package awsio

import (
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"strings"
)

// Begun reports whether a run wrote into a directory, or could have been the
// only one that did: it may hold nothing but what a run that was ended at once
// leaves. accounts is how many it read there.
func Begun(dir string) (accounts int, begun bool) {
	files := os.DirFS(dir)
	for _, pattern := range []string{journalName, "*/" + journalName, accountsFolder + "/*/" + journalName} {
		found, _ := fs.Glob(files, pattern) // the pattern is right
		for _, name := range found {
			if !isJournal(files, name) {
				continue
			}
			begun = true
			if strings.Count(name, "/") == 2 {
				accounts++
			}
		}
	}
	return accounts, begun || isBare(files)
}

func isJournal(files fs.FS, name string) bool {
	text, err := fs.ReadFile(files, name)
	var j journal
	return err == nil && json.Unmarshal(text, &j) == nil && j.Schema == journalSchema
}

// isBare reports whether there are no files but those of runs that are at work
// or were killed.
func isBare(files fs.FS) bool {
	err := fs.WalkDir(files, ".", func(name string, e fs.DirEntry, err error) error {
		base := path.Base(name)
		switch {
		case err != nil:
			return err
		case base == lockName:
			return nil
		case name != "." && base[0] == '.' && e.IsDir() && (path.Ext(base) == ".new" || path.Ext(base) == ".old"):
			return fs.SkipDir
		case e.IsDir() && (base[0] != '.' || name == "."):
			return nil
		}
		return fs.ErrExist
	})
	return err == nil
}
