package casefile

import (
	"errors"
	"fmt"
	"slices"

	"hotline/authz"
	"hotline/jsonscan"
	"hotline/policy"
)

// Read reads a file of cases: a list of them. A case that cannot be understood
// does not cost the others: the error joins the faults of all such cases, each
// a *jsonscan.Error.
func Read(text string) ([]Case, error) {
	s, err := jsonscan.New(text, jsonscan.Limits{})
	if err != nil {
		return nil, err
	}
	r := reader{s}
	var cases []Case
	var faults []error
	seen := map[string]bool{}
	err = s.Array("a list of cases", func() error {
		s.Kind()
		start := s.Mark()
		c, err := r.readCase()
		if err == nil && seen[c.ID] {
			err = fault(c.Position, fmt.Sprintf("id %q comes twice", c.ID))
		}
		if err != nil {
			faults = append(faults, err)
			s.Reset(start)
			return s.Skip()
		}
		seen[c.ID] = true
		cases = append(cases, c)
		return nil
	})
	switch {
	case err != nil && len(faults) > 0:
		// What made a case unreadable is also what ends the reading.
		return cases, errors.Join(faults...)
	case err != nil:
		return cases, err
	case len(cases) == 0 && faults == nil:
		return nil, s.Errorf("expected at least one case")
	case s.Kind() != jsonscan.End:
		faults = append(faults, s.Errorf("expected nothing after the list of cases"))
	}
	return cases, errors.Join(faults...)
}

type reader struct{ s *jsonscan.Scanner }

// readCase reads one case. Keys that it does not know are passed over at this
// level only: further in, they would change what the case says.
func (r reader) readCase() (Case, error) {
	d := draft{implicitFullAccess: true}
	d.Certainty = Documented
	r.s.Kind()
	d.Position = r.s.Position()
	err := r.s.Object("a case", func(key string, _ policy.Position) error {
		switch key {
		case "id":
			return r.text(&d.ID, key)
		case "family":
			return r.text(&d.Family, key)
		case "reference":
			return r.text(&d.Reference, key)
		case "note":
			return r.text(&d.Note, key)
		case "certainty":
			return r.certainty(&d.Certainty)
		case "expected":
			return r.effect(&d.Expected)
		case "org":
			return r.org(&d)
		case "request":
			d.seenReq = true
			return r.request(&d)
		case "policies":
			d.seenPol = true
			return r.policies(&d)
		}
		return r.s.Skip()
	})
	if err != nil {
		return Case{}, err
	}
	return d.build()
}

// null reads a null, if that is next.
func (r reader) null() (bool, error) {
	if r.s.Kind() != jsonscan.Null {
		return false, nil
	}
	return true, r.s.Skip()
}

// text reads a string, or null for an empty one.
func (r reader) text(to *string, what string) error {
	if null, err := r.null(); null || err != nil {
		return err
	}
	var err error
	*to, err = r.s.Text("a string for " + what)
	return err
}

func (r reader) certainty(to *Certainty) error {
	return r.word((*string)(to), "certainty", string(Documented), string(Inferred), string(Ambiguous))
}

func (r reader) effect(to *authz.Effect) error {
	return r.word((*string)(to), "expected", string(authz.Allowed), string(authz.ImplicitlyDenied), string(authz.ExplicitlyDenied),
		string(authz.Conditional), string(authz.Unknown))
}

// word reads one of some words.
func (r reader) word(to *string, what string, words ...string) error {
	r.s.Kind()
	at := r.s.Position()
	if err := r.text(to, what); err != nil {
		return err
	}
	if !slices.Contains(words, *to) {
		return fault(at, fmt.Sprintf("expected one of %q for %s, found %q", words, what, *to))
	}
	return nil
}

// members reads an object, or null for an empty one. It refuses keys that read
// does not know.
func (r reader) members(what string, read func(key string) (known bool, err error)) error {
	if null, err := r.null(); null || err != nil {
		return err
	}
	return r.s.Object(what, func(key string, at policy.Position) error {
		known, err := read(key)
		if err == nil && !known {
			err = fault(at, fmt.Sprintf("unknown key %q in %s", key, what))
		}
		return err
	})
}

// org reads the id of the organisation of the principal's account, or an object
// with the id of its management account.
func (r reader) org(d *draft) error {
	if r.s.Kind() == jsonscan.String {
		return r.text(&d.orgID, "org")
	}
	return r.members("an organisation", func(key string) (bool, error) {
		switch key {
		case "id":
			return true, r.text(&d.orgID, key)
		case "managementAccount":
			return true, r.text(&d.management, key)
		}
		return false, nil
	})
}

func (r reader) request(d *draft) error {
	r.s.Kind()
	d.requestAt = r.s.Position()
	d.actionAt = d.requestAt
	return r.members("a request", func(key string) (bool, error) {
		switch key {
		case "principal":
			return true, r.principal(d)
		case "action":
			r.s.Kind()
			d.actionAt = r.s.Position()
			return true, r.text(&d.action, key)
		case "resource":
			return true, r.members("a resource", func(key string) (bool, error) {
				switch key {
				case "arn":
					return true, r.text(&d.resource, key)
				case "account":
					return true, r.text(&d.owner, key)
				}
				return false, nil
			})
		case "context":
			return true, r.context(d)
		case "absent":
			return true, r.texts(&d.absent, key)
		case "unknown":
			return true, r.unknown(d)
		}
		return false, nil
	})
}

// unknown reads the keys that are unknown, or "*" for all that are not stated.
func (r reader) unknown(d *draft) error {
	if err := r.texts(&d.unknown, "unknown"); err != nil {
		return err
	}
	d.open = slices.Contains(d.unknown, "*")
	d.unknown = slices.DeleteFunc(d.unknown, func(k string) bool { return k == "*" })
	return nil
}

// texts reads a list of strings.
func (r reader) texts(to *[]string, what string) error {
	if null, err := r.null(); null || err != nil {
		return err
	}
	return r.s.Array("a list for "+what, func() error {
		t, err := r.s.Text("a string in " + what)
		*to = append(*to, t)
		return err
	})
}

func (r reader) principal(d *draft) error {
	r.s.Kind()
	d.principalAt, d.seenPrincipal = r.s.Position(), true
	return r.members("a principal", func(key string) (bool, error) {
		switch key {
		case "arn":
			return true, r.text(&d.principal.ARN, key)
		case "account":
			return true, r.text(&d.principal.Account, key)
		case "roleArn":
			return true, r.text(&d.principal.RoleARN, key)
		case "id":
			return true, r.text(&d.principal.ID, key)
		case "serviceLinked":
			return true, r.flag(&d.principal.ServiceLinked)
		case "tags":
			d.principal.Tags = map[string]string{}
			if null, err := r.null(); null || err != nil {
				return true, err
			}
			return true, r.s.Object("tags", func(key string, _ policy.Position) error {
				value, err := r.s.Text("a string for a tag")
				d.principal.Tags[key] = value
				return err
			})
		}
		return false, nil
	})
}

// context reads the keys that are known: each a string, number or boolean, or a
// list of them.
func (r reader) context(d *draft) error {
	d.context = map[string][]string{}
	if null, err := r.null(); null || err != nil {
		return err
	}
	return r.s.Object("a context", func(key string, _ policy.Position) error {
		values := []string{}
		one := func() error {
			if r.s.Kind() == jsonscan.Null {
				return r.s.Errorf("expected a string, number or boolean, found null")
			}
			_, text, err := r.s.Scalar("a string, number or boolean")
			values = append(values, text)
			return err
		}
		read := one
		if r.s.Kind() == jsonscan.Array {
			read = func() error { return r.s.Array("a list", one) }
		}
		err := read()
		d.context[key] = values
		return err
	})
}
