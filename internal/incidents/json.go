package incidents

import (
	"errors"

	"hotline/jsonscan"
)

// readJSON reads an array of objects. A fault of JSON itself ends it; others do not.
func (r *reader) readJSON(text string) {
	s, err := jsonscan.New(text, jsonscan.Limits{Depth: 4})
	if err == nil {
		err = s.Array("a list of incidents", func() error { return r.object(s) })
	}
	if err == nil {
		err = s.Expect(jsonscan.End, "nothing after the list of incidents")
	}
	var fault *jsonscan.Error
	if errors.As(err, &fault) {
		r.fault(fault.Position, fault.Message)
	}
}

// object reads one incident.
func (r *reader) object(s *jsonscan.Scanner) error {
	s.Kind() // goes to where it begins
	e := entry{at: s.Position()}
	before := len(r.faults) + r.more
	err := s.Object("an incident", func(key string, at jsonscan.Position) error {
		switch key {
		case "id":
			return r.text(s, key, &e.id)
		case "start":
			return r.text(s, key, &e.start)
		case "severity":
			return r.text(s, key, &e.severity)
		case "accounts":
			return r.accounts(s, &e)
		}
		r.fault(at, "unknown key "+quote(key)+"; expected "+keys)
		return s.Skip()
	})
	if err == nil && len(r.faults)+r.more == before {
		r.add(e)
	}
	return err
}

// text reads a string, or says that there is none.
func (r *reader) text(s *jsonscan.Scanner, key string, into *value) error {
	kind := s.Kind()
	into.at = s.Position()
	if kind != jsonscan.String {
		return r.other(s, kind, "expected text in quotes for "+key)
	}
	var err error
	into.text, err = s.Text(key)
	return err
}

// other says that a value is of another kind than was expected, and passes over it.
func (r *reader) other(s *jsonscan.Scanner, kind jsonscan.Kind, expected string) error {
	at := s.Position()
	if kind == jsonscan.Invalid || kind == jsonscan.End {
		return s.Skip() // which says what is wrong
	}
	r.fault(at, expected+", found "+kind.String())
	return s.Skip()
}

// accounts reads the ids of accounts.
func (r *reader) accounts(s *jsonscan.Scanner, e *entry) error {
	var v value
	if kind := s.Kind(); kind != jsonscan.Array {
		if err := r.text(s, "accounts, or a list of them", &v); err != nil {
			return err
		}
		e.accounts = listed(v)
		return nil
	}
	return s.Array("a list of accounts", func() error {
		var v value
		before := len(r.faults) + r.more
		if err := r.text(s, "an account id", &v); err != nil || len(r.faults)+r.more > before {
			return err
		}
		e.accounts = append(e.accounts, v)
		return nil
	})
}
