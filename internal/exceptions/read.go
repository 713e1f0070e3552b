package exceptions

import (
	"fmt"
	"strconv"
	"time"

	"hotline/check"
	"hotline/internal/strictyaml"
	"hotline/jsonscan"
	"hotline/org"
)

// maxCount is how many exceptions a file may have at most.
const maxCount = 10000

// Load reads a file of exceptions from rules. See Read.
func Load(path string, rules []check.Rule, now time.Time) (check.Exceptions, []org.Note, error) {
	text, err := strictyaml.Load(path)
	if err != nil {
		return nil, nil, err
	}
	return Read(text, path, rules, now)
}

// Read reads the text of a file of exceptions from rules. The error joins the
// faults, each a *jsonscan.Error; there are no exceptions where there is any.
// Notes are what is odd and no fault.
func Read(text, file string, rules []check.Rule, now time.Time) (check.Exceptions, []org.Note, error) {
	yaml, body, ok := strictyaml.Parse(text, strictyaml.Format{Document: "one document with the key exceptions, and a list", Starred: "pattern"})
	r := &reader{Reader: yaml, rules: rules, file: file, now: now}
	if ok {
		r.readWhole(body)
	}
	if err := r.Err(); err != nil {
		return nil, nil, err
	}
	return r.out, r.notes, nil
}

// A reader reads one file.
type reader struct {
	*strictyaml.Reader
	rules []check.Rule
	file  string
	now   time.Time
	out   check.Exceptions
	notes []org.Note
}

// readWhole reads the list under the one key that the file has.
func (r *reader) readWhole(n strictyaml.Node) {
	list := false
	for _, m := range r.Members(n, "the key exceptions, and a list") {
		if m.Key != "exceptions" {
			r.FaultAt(m.At, "unknown key "+strconv.Quote(m.Key)+"; expected exceptions")
			continue
		}
		list = true
		r.readList(m.Value)
	}
	if !list && r.FaultCount() == 0 {
		r.FaultAt(jsonscan.Position{Line: 1, Column: 1}, "expected the key exceptions, and a list")
	}
}

func (r *reader) readList(n strictyaml.Node) {
	if kind := n.Kind(); kind != strictyaml.List {
		r.Fault(n, "expected a list of exceptions, found "+kind+"; [] is a list of none")
		return
	}
	for i, entry := range n.Elements() {
		if i == maxCount {
			r.Fault(entry, fmt.Sprintf("more than %d exceptions; expected at most that", maxCount))
			return
		}
		r.readException(entry)
	}
}
