package snapfile

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"hotline/jsonscan"
)

// maxFile is the size of the largest file that is read. An account at every
// quota of IAM prints less than a tenth of it.
const maxFile = 1 << 30

// Stdin is the path that stands for standard input.
const Stdin = "-"

// A file is what one file held.
type file struct {
	path  string // as the user may recognise it
	pages []*page
	err   error // what ended the reading before the end of the file
}

// expand turns the arguments of a command into paths of files: a directory
// stands for the files in it whose names end in .json. A path that cannot be
// looked at stays as it is, and fails when it is read.
func expand(paths []string) []string {
	var files []string
	for _, path := range paths {
		entries, err := os.ReadDir(path)
		if err != nil {
			files = append(files, path)
			continue
		}
		n := len(files)
		for _, e := range entries {
			name := filepath.Join(path, e.Name())
			if !strings.HasPrefix(e.Name(), ".") && strings.EqualFold(filepath.Ext(name), ".json") && !isDirectory(name) {
				files = append(files, name)
			}
		}
		if len(files) == n {
			files = append(files, path)
		}
	}
	return distinct(files)
}

// isDirectory follows links, as reading does.
func isDirectory(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// distinct drops the second of two equal paths.
func distinct(paths []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, p := range paths {
		if p != Stdin {
			p = filepath.Clean(p)
		}
		if !seen[p] {
			seen[p] = true
			out = append(out, p)
		}
	}
	return out
}

// readFile reads one file. stdin is read where the path is Stdin.
func readFile(path string, stdin io.Reader) *file {
	name := path
	if path == Stdin {
		name = "standard input"
	}
	text, err := readText(path, stdin)
	if err != nil {
		return &file{path: name, err: err}
	}
	s, err := jsonscan.New(text, jsonscan.Limits{})
	if err != nil {
		return &file{path: name, err: err}
	}
	d := &decoder{s: s, file: name}
	pages, err := d.pages()
	return &file{path: name, pages: pages, err: err}
}

// readText reads a file whole, into a string that what is read of it can
// share.
func readText(path string, stdin io.Reader) (string, error) {
	in := stdin
	size := int64(0)
	if path != Stdin {
		info, err := os.Stat(path) // before it is opened: that of a pipe waits
		if err != nil {
			return "", cause(err)
		}
		if info.IsDir() {
			return "", errors.New("this directory has no file whose name ends in .json")
		}
		if !info.Mode().IsRegular() && strings.EqualFold(filepath.Ext(path), ".json") {
			return "", fmt.Errorf("not a regular file (%s); expected one, or - for the standard input", info.Mode())
		}
		f, err := os.Open(path)
		if err != nil {
			return "", cause(err)
		}
		defer f.Close() //nolint:errcheck // nothing was written
		in, size = f, info.Size()
	}
	var text strings.Builder
	text.Grow(int(min(size, maxFile)))
	n, err := io.Copy(&text, io.LimitReader(in, maxFile+1))
	if err != nil {
		return "", cause(err)
	}
	if n > maxFile {
		return "", fmt.Errorf("larger than %d MiB; expected at most that", maxFile>>20)
	}
	return checkEncoding(text.String())
}

// cause drops the path from an error of the os package: the caller names it.
func cause(err error) error {
	var pe *os.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// checkEncoding takes off the byte order mark that some editors leave, and
// tells the encodings that can be known by theirs.
func checkEncoding(text string) (string, error) {
	start := jsonscan.Position{Line: 1, Column: 1}
	switch {
	case text == "":
		return "", &jsonscan.Error{Position: start, Message: "the file is empty; expected " + expectedPage}
	case strings.HasPrefix(text, "\xff\xfe"), strings.HasPrefix(text, "\xfe\xff"):
		return "", &jsonscan.Error{Position: start, Message: "this is UTF-16; expected JSON in UTF-8 (in PowerShell: … | Out-File -Encoding utf8 FILE)"}
	}
	return strings.TrimPrefix(text, "\xef\xbb\xbf"), nil
}

// accountInName finds an account id in the name of a file: twelve digits that
// it begins with, and that are no time of day as backups are named by.
func accountInName(path string) string {
	m := regexp.MustCompile(`^(\d{12})(?:\D|$)`).FindStringSubmatch(filepath.Base(path))
	if m == nil {
		return ""
	}
	if t, err := time.Parse("200601021504", m[1]); err == nil && t.Year() >= 2000 && t.Year() < 2100 {
		return ""
	}
	return m[1]
}
