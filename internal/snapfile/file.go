package snapfile

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"hotline/jsonscan"
	"hotline/policy"
)

// maxFile is the size of the largest file that is read. An account at every
// quota of IAM prints less than a tenth of it.
const maxFile = 1 << 30

// Stdin is the path that stands for standard input.
const Stdin = "-"

// errEmpty says that a file has no content.
var errEmpty = errors.New("the file is empty")

// A file is what one file held.
type file struct {
	in       input
	path     string // as the user may recognise it
	pages    []*page
	failures []failure
	err      error // what ended the reading before the end of the file
	looked   bool  // what it says of the organization was taken, though it lies in the folder of an account
}

// readFile reads one file. stdin is read where the path is Stdin.
func readFile(in input, stdin io.Reader) *file {
	f := &file{in: in, path: in.path, err: in.fault}
	if in.path == Stdin {
		f.path = "standard input"
	}
	switch {
	case f.err != nil:
	case in.isError():
		f.failures, f.err = readFailures(in)
	default:
		f.readPages(stdin)
	}
	return f
}

func (f *file) readPages(stdin io.Reader) {
	var text string
	if text, f.err = readText(f.in.path, stdin); f.err != nil {
		if f.in.excused && errors.Is(f.err, errEmpty) {
			f.err = nil // the .error beside it says why
		}
		return
	}
	s, err := jsonscan.New(text, jsonscan.Limits{})
	if f.err = err; err != nil {
		return
	}
	d := &decoder{s: s, file: f.path, name: f.in.place()}
	f.pages, f.err = d.pages()
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
	buf := make([]byte, min(max(size+1, 512), 64<<10)) // small files are many
	n, err := io.CopyBuffer(&text, io.LimitReader(in, maxFile+1), buf)
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
		return "", errors.Join(&jsonscan.Error{Position: start, Message: "the file is empty; expected " + expectedPage}, errEmpty)
	case strings.HasPrefix(text, "\xff\xfe"), strings.HasPrefix(text, "\xfe\xff"):
		return "", &jsonscan.Error{Position: start, Message: "this is UTF-16; expected JSON in UTF-8 (in PowerShell: … | Out-File -Encoding utf8 FILE)"}
	}
	return strings.TrimPrefix(text, "\xef\xbb\xbf"), nil
}

// accountInName finds an account id in the name of a file: twelve digits that
// it begins with, and that are no time of day as backups are named by.
func accountInName(path string) string {
	name := filepath.Base(path)
	digits, rest := name[:min(12, len(name))], name[min(12, len(name)):]
	if !policy.IsAccountID(digits) || isTime(digits) || rest != "" && '0' <= rest[0] && rest[0] <= '9' {
		return ""
	}
	return digits
}
