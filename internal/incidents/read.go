package incidents

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"hotline/jsonscan"
	"hotline/trail"
)

// maxSize bounds a file: some hundred thousand incidents.
const maxSize = 16 << 20

// Load reads a file of incidents. See Read.
func Load(path string) ([]trail.Incident, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // nothing was written
	text, err := io.ReadAll(io.LimitReader(f, maxSize+1))
	if err != nil {
		return nil, err
	}
	return Read(string(text), path)
}

// Read reads the text of a file of incidents, in the order of the file. It is JSON
// where the name of the file ends with .json, or else the text begins with a bracket
// or a brace and the name does not end with .csv; otherwise it is CSV.
//
// JSON is an array of objects with the keys id, start, accounts and severity; accounts
// may be an array. CSV has a line with the same names first, in any order; columns of
// other names are passed over. id and start are needed. start is a time with its zone,
// and becomes one in UTC; accounts are ids with spaces or semicolons between them, and
// none stands for all.
//
// The error joins the faults, each a *jsonscan.Error, and the number of those that are
// too many to tell; there are no incidents where there is any.
func Read(text, file string) ([]trail.Incident, error) {
	r := newReader()
	if r.check(text) {
		text = strings.TrimPrefix(text, "\ufeff")
		if isJSON(text, file) {
			r.readJSON(text)
		} else {
			r.readCSV(text)
		}
	}
	if err := r.err(); err != nil {
		return nil, err
	}
	return r.out, nil
}

// isJSON reports in which format a text is.
func isJSON(text, file string) bool {
	switch strings.ToLower(filepath.Ext(file)) {
	case ".json":
		return true
	case ".csv":
		return false
	}
	begin := strings.TrimLeft(text, " \t\r\n")
	return strings.HasPrefix(begin, "[") || strings.HasPrefix(begin, "{")
}

// check refuses texts that cannot be read at all.
func (r *reader) check(text string) bool {
	begin := jsonscan.Position{Line: 1, Column: 1}
	switch {
	case len(text) > maxSize:
		r.fault(begin, fmt.Sprintf("larger than %d MiB; expected at most that", maxSize>>20))
	case strings.Trim(strings.TrimPrefix(text, "\ufeff"), " \t\r\n") == "":
		r.fault(begin, "there is nothing in it; expected incidents: CSV with the columns "+keys+", or JSON with these keys")
	case !utf8.ValidString(text):
		at := 0
		for at < len(text) {
			c, n := utf8.DecodeRuneInString(text[at:])
			if c == utf8.RuneError && n == 1 {
				break
			}
			at += n
		}
		r.fault(place(text, at), fmt.Sprintf("byte 0x%02x is not valid UTF-8; expected the file in UTF-8", text[at]))
	default:
		return true
	}
	return false
}

// place is the place of a byte of a text.
func place(text string, at int) jsonscan.Position {
	before := text[:at]
	return jsonscan.Position{Line: uint32(strings.Count(before, "\n") + 1), Column: uint32(at - strings.LastIndexByte(before, '\n'))}
}
