package configfile

import (
	"path/filepath"
	"slices"
	"time"

	"hotline/desired"
	"hotline/internal/strictyaml"
	"hotline/jsonscan"
	"hotline/org"
)

// Load reads a hotline.yaml. See Read.
func Load(path string) (*desired.Config, []org.Note, error) {
	text, err := strictyaml.Load(path)
	if err != nil {
		return nil, nil, err
	}
	return Read(text, path)
}

// Read reads the text of a hotline.yaml, whose name says where the files of
// external ids are that it names. The error joins the faults, each a
// *jsonscan.Error; there is no Config where there is any. Notes are what is odd
// and no fault.
func Read(text, file string) (*desired.Config, []org.Note, error) {
	yaml, body, ok := strictyaml.Parse(text, strictyaml.Format{Document: "one document, with the keys version, role and trust", Starred: "text"})
	r := &reader{Reader: yaml, file: file, dir: filepath.Dir(file), places: map[string]jsonscan.Position{}, config: defaults()}
	if ok {
		r.readConfig(body)
	}
	if r.FaultCount() == 0 {
		r.checkSizes()
	}
	if err := r.Err(); err != nil {
		return nil, nil, err
	}
	slices.SortStableFunc(r.notes, func(a, b org.Note) int { return a.Location.At.Compare(b.Location.At) })
	return r.config, r.notes, nil
}

// defaults is what a hotline.yaml says that says nothing.
func defaults() *desired.Config {
	return &desired.Config{
		Role:   desired.Role{Path: "/", Session: time.Hour},
		Policy: desired.AWSManaged,
		Found:  desired.Found{Roles: desired.Leave, Attachments: desired.Leave, Extras: desired.Leave},
	}
}

// A reader reads one file.
type reader struct {
	*strictyaml.Reader
	file   string
	dir    string
	config *desired.Config
	// places are where values stand that are compared with others, by what they
	// are.
	places map[string]jsonscan.Position
	notes  []org.Note
}

// readConfig reads the whole.
func (r *reader) readConfig(n strictyaml.Node) {
	if !r.isVersion(n) {
		return
	}
	r.mapping(n, "hotline.yaml",
		field{key: "version", must: true, read: func(strictyaml.Node) {}}, // isVersion read it
		field{key: "role", must: true, read: r.readRole},
		field{key: "policy", read: choice(r, &r.config.Policy, "policy", desired.AWSManaged, desired.LeastPrivilege)},
		field{key: "trust", must: true, read: r.readTrust},
		field{key: "scope", read: r.readScope},
		field{key: "found", read: r.readFound},
	)
	r.checkAccounts()
	if r.config.Policy == desired.LeastPrivilege {
		r.notes = append(r.notes, r.note(r.placeOf("hotline.yaml/policy"), "the benchmarks ask for AWSSupportAccess: an account whose role has least-privilege does not meet them"))
	}
}

// isVersion reports whether a file is of a version that is known. In another
// one, all else may mean something else.
func (r *reader) isVersion(n strictyaml.Node) bool {
	for _, m := range n.Members() { // none in what is no mapping, which is a fault that mapping finds
		if m.Key != "version" {
			continue
		}
		if number, _ := m.Value.Integer(); number != "1" {
			r.Fault(m.Value, "expected version 1, which is the one that this hotline reads")
			return false
		}
	}
	return true
}

// note is a note at a place.
func (r *reader) note(at jsonscan.Position, message string) org.Note {
	return org.Note{Location: org.Location{File: r.file, At: at}, Message: message}
}
