package snapfile

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"hotline/jsonscan"
	"hotline/org"
	"hotline/policy"
)

// A decoder reads the pages of one file.
type decoder struct {
	s    *jsonscan.Scanner
	file string
	name place     // what the name of the file tells
	page *page     // the page that is being read
	to   *findings // where faults go: to the page, or to what it says of the organization
	// ids are the keys of the page that say what its lists are about.
	ids   map[string]string
	idsAt map[string]org.Location
	// later are the values that were passed over until those keys are known.
	later map[string]jsonscan.Mark
}

// here is the place of the next value.
func (d *decoder) here() org.Location {
	d.s.Kind()
	return org.Location{File: d.file, At: d.s.Position()}
}

// tolerate reads one value with read. A fault in it that leaves the JSON
// readable becomes a gap of the page, and the value is passed over; any other
// is returned.
func (d *decoder) tolerate(read func() error) error {
	d.s.Kind()
	start := d.s.Mark()
	err := read()
	if err == nil {
		return nil
	}
	d.s.Reset(start)
	if fatal := d.s.Skip(); fatal != nil {
		return fatal
	}
	d.damaged(err)
	return nil
}

// damaged records err as a gap of what is being read.
func (d *decoder) damaged(err error) {
	d.to.gaps = append(d.to.gaps, gapOf(d.file, err))
}

// gapOf turns an error about a file into a gap.
func gapOf(file string, err error) org.Gap {
	var inner *documentError
	if errors.As(err, &inner) {
		return org.Gap{Location: inner.at, Message: inner.message}
	}
	var e *jsonscan.Error
	if errors.As(err, &e) {
		return org.Gap{Location: org.Location{File: file, At: e.Position}, Message: e.Message}
	}
	return org.Gap{Location: org.Location{File: file}, Message: err.Error()}
}

// A documentError is a fault in a policy document that was given as a string.
type documentError struct {
	at      org.Location
	message string
}

func (e *documentError) Error() string { return e.at.String() + ": " + e.message }

// null reads a null, if that is the next value. SDKs write null where there is
// nothing.
func (d *decoder) null() (bool, error) {
	if d.s.Kind() != jsonscan.Null {
		return false, nil
	}
	return true, d.s.Skip()
}

// text reads a string, or null for an empty one, into *to.
func (d *decoder) text(to *string, what string) error {
	if null, err := d.null(); null || err != nil {
		return err
	}
	if d.s.Kind() != jsonscan.String { // the words are made only where they are needed
		return d.s.Expect(jsonscan.String, "a string for "+what)
	}
	var err error
	*to, err = d.s.Text(what)
	return err
}

// flag reads true or false.
func (d *decoder) flag(to *bool, what string) error {
	var text string
	err := d.scalar(&text, "true or false for "+what)
	*to = text == "true"
	return err
}

// label reads a name that people chose: of any characters, but bounded.
func (d *decoder) label(to *string, what string) error {
	err := d.text(to, what)
	*to = clean(*to, 256)
	return err
}

// id reads a string of a certain form, or null.
func (d *decoder) id(to *string, what, expected string, valid func(string) bool) error {
	at := d.here()
	if err := d.text(to, what); err != nil || *to == "" || valid(*to) {
		return err
	}
	found := *to
	*to = ""
	return fault(at, "expected %s for %s, found %.80q", expected, what, found)
}

// fault is an error about a place in the file.
func fault(at org.Location, format string, args ...any) error {
	return &jsonscan.Error{Position: at.At, Message: fmt.Sprintf(format, args...)}
}

// scalar reads a string, number or boolean as text into *to: dates, which
// some SDKs write as numbers, and flags. what names it for an error: "a date".
func (d *decoder) scalar(to *string, what string) error {
	if null, err := d.null(); null || err != nil {
		return err
	}
	var err error
	_, *to, err = d.s.Scalar(what)
	return err
}

// list reads a list, or null for an empty one. what names it for an error:
// "a list of roles".
func (d *decoder) list(what string, item func() error) error {
	if null, err := d.null(); null || err != nil {
		return err
	}
	return d.s.Array(what, item)
}

// object reads an object, or null for an empty one. member reads the value of
// a key it knows; the others are passed over.
func (d *decoder) object(what string, member func(key string) (known bool, err error)) error {
	if null, err := d.null(); null || err != nil {
		return err
	}
	return d.s.Object(what, func(key string, _ policy.Position) error {
		known, err := member(key)
		if known || err != nil {
			return err
		}
		return d.s.Skip()
	})
}

// document reads a policy document, as an object or as a string. Faults in it
// are gaps, so that what stands around it is not lost.
func (d *decoder) document(to *org.Document) error {
	to.Location = d.here()
	return d.tolerate(func() error {
		if null, err := d.null(); null || err != nil {
			return err
		}
		var err error
		if d.s.Kind() == jsonscan.String {
			to.Encoded = true
			to.Policy, err = d.encoded(to.Location)
		} else {
			to.Policy, err = policy.Read(d.s)
		}
		if err != nil {
			to.Policy = nil
			return err
		}
		d.noteUnknown(to)
		return nil
	})
}

// encoded reads a document from a string: percent-encoded as RFC 3986 has it,
// which is how the IAM API gives documents, or as it stands.
func (d *decoder) encoded(at org.Location) (*policy.Document, error) {
	text, err := d.s.Text("a policy document")
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(text, "%") {
		if text, err = url.PathUnescape(text); err != nil {
			return nil, &documentError{at, fmt.Sprintf("expected a URL-encoded policy document: %v", err)}
		}
	}
	doc, err := policy.Parse(text)
	var fault *policy.Error
	if errors.As(err, &fault) {
		at.Inner = fault.Position
		return nil, &documentError{at, fault.Message}
	}
	return doc, err
}

// noteUnknown notes the elements of a document that the grammar does not have.
func (d *decoder) noteUnknown(doc *org.Document) {
	for _, u := range doc.Policy.UnknownElements() {
		d.to.notes = append(d.to.notes, org.Note{
			Location: doc.Locate(u.Key.Position),
			Message:  fmt.Sprintf("the policy grammar has no element %q here; it was kept and not evaluated", u.Key.Value),
		})
	}
}
