package org

import "hotline/policy"

// A Location is a place in a source: a file, and a line and column in it, both
// from 1. Where a policy document was written inside a string, Inner is the
// place within the document once decoded. A zero Line means the file as a
// whole.
type Location struct {
	File  string
	At    policy.Position
	Inner policy.Position
}

// String prints the location as file:line:column.
func (l Location) String() string {
	s := l.File
	if l.At.IsValid() {
		s += ":" + l.At.String()
	}
	if l.Inner.IsValid() {
		s += " (decoded document " + l.Inner.String() + ")"
	}
	return s
}

// A Document is a policy document in an account. Its Policy is nil where the
// source gave none, or one that cannot be read: of the latter a Gap of the
// account says why.
type Document struct {
	Policy   *policy.Document
	Location Location
	// Encoded says that the source gave the document as a string, so that
	// positions within Policy count from the decoded text.
	Encoded bool
}

// Locate turns a position in the document's Policy into a Location.
func (d Document) Locate(p policy.Position) Location {
	if d.Encoded {
		return Location{File: d.Location.File, At: d.Location.At, Inner: p}
	}
	return Location{File: d.Location.File, At: p}
}

// DefaultDocument is the document of the version in force. It is nil where
// the source has none.
func (p *Policy) DefaultDocument() *Document {
	for i := range p.Versions {
		if p.Versions[i].Default {
			return &p.Versions[i].Document
		}
	}
	return nil
}
