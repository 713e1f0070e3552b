package policy

import (
	"hotline/jsonscan"
)

// Parse reads the document that text holds, and nothing besides it. Its errors
// are *Error.
func Parse(text string) (*Document, error) {
	s, err := jsonscan.New(text, jsonscan.Limits{})
	if err != nil {
		return nil, err
	}
	d, err := Read(s)
	if err != nil {
		return nil, err
	}
	if k := s.Kind(); k != jsonscan.End {
		return nil, s.Errorf("expected nothing after the policy document")
	}
	return d, nil
}

// Read reads the document that is the next value of s. Its errors are *Error;
// after one, s stands somewhere within the value.
func Read(s *jsonscan.Scanner) (*Document, error) {
	r := &reader{s: s, texts: make([]Text, 0, 16)}
	d := new(Document)
	s.Kind()
	d.Position = s.Position()
	err := s.Object("a policy document", func(key string, at Position) error {
		switch key {
		case "Version":
			return r.version(d)
		case "Id":
			return r.text(&d.ID, "a string for Id")
		case "Statement":
			return r.readStatements(d)
		}
		return r.unknown(&d.Unknown, key, at)
	})
	if err != nil {
		return nil, err
	}
	if !d.Statement.Position.IsValid() {
		return nil, &Error{Position: d.Position, Message: "expected a Statement in the policy document, found none"}
	}
	return d, nil
}

// A reader reads the parts of a document. Lists are gathered in texts, which is
// used again and again, and copied when their length is known: most of what a
// document takes is lists.
type reader struct {
	s     *jsonscan.Scanner
	texts []Text
}

func (r *reader) version(d *Document) error {
	if err := r.text(&d.Version, "a string for Version"); err != nil {
		return err
	}
	if v := d.Version.Value; v != Version2012 && v != Version2008 {
		return fault(d.Version.Position, `expected Version "`+Version2012+`" or "`+Version2008+`", found `+quote(v))
	}
	return nil
}

// text reads a string into *to.
func (r *reader) text(to **Text, what string) error {
	t, err := r.readText(what)
	*to = &t
	return err
}

func (r *reader) readText(what string) (Text, error) {
	r.s.Kind()
	at := r.s.Position()
	value, err := r.s.Text(what)
	return Text{value, at}, err
}

// unknown keeps an element that the grammar does not have.
func (r *reader) unknown(to *[]Unknown, key string, at Position) error {
	raw, err := r.s.Raw()
	*to = append(*to, Unknown{Text{key, at}, raw})
	return err
}

// oneOrMore reads a value that may stand alone or in a list. Where it stands
// alone it is of the kind single.
func (r *reader) oneOrMore(form *Form, single jsonscan.Kind, what string, item func() error) error {
	kind := r.s.Kind()
	*form = Form{Single: kind == single, Position: r.s.Position()}
	if form.Single {
		return item()
	}
	return r.s.Array(what, item)
}

func (r *reader) readStatements(d *Document) error {
	return r.oneOrMore(&d.Statement, jsonscan.Object, "a statement or a list of statements", func() error {
		s, err := r.statement()
		if d.Statements == nil && !d.Statement.Single {
			d.Statements = make([]Statement, 0, 4) // as many as most documents have
		}
		d.Statements = append(d.Statements, s)
		return err
	})
}

// list reads a string or a list of strings into *to.
func (r *reader) list(to **List, item, what string) error {
	l, err := r.readList(item, what)
	*to = &l
	return err
}

func (r *reader) readList(item, what string) (List, error) {
	var l List
	r.texts = r.texts[:0]
	err := r.oneOrMore(&l.Form, jsonscan.String, what, func() error {
		t, err := r.readText(item)
		r.texts = append(r.texts, t)
		return err
	})
	l.Values = append([]Text(nil), r.texts...)
	return l, err
}

func fault(at Position, message string) error { return &Error{Position: at, Message: message} }
