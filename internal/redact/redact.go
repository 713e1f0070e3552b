package redact

import (
	"slices"
	"strings"

	"hotline/jsonscan"
)

// A Redactor replaces identifying texts. The same text becomes the same
// wherever it stands, and something else with another key. A Redactor is not
// safe for concurrent use.
type Redactor struct {
	secret   []byte // for what has no tree
	public   *public
	names    *tree            // of names, and of all texts that are nothing special
	tagKeys  *tree            // of keys of tags
	subjects *tree            // of subjects of tokens
	hex      *tree            // of what must stay hexadecimal
	typed    map[string]*tree // of what stands first in the resource of an ARN, by service
	within   bool             // a string of JSON is being redacted
}

// New returns a Redactor. The key should be 32 random bytes that nobody keeps:
// with it, what was replaced can be found again.
func New(key []byte) *Redactor { return newRedactor(key, newPublic()) }

func newRedactor(key []byte, p *public) *Redactor {
	const letters = "abcdefghijklmnopqrstuvwxyz"
	return &Redactor{
		secret:   derive(key, "addresses"),
		public:   p,
		names:    newTree(key, letters, p.tree()),
		tagKeys:  newTree(key, letters, p.tree("tag keys")),
		subjects: newTree(key, letters, p.tree("subjects")),
		hex:      newTree(key, letters[:6], nil),
		typed:    map[string]*tree{},
	}
}

// typeTree is the tree for the first part of the resource of an ARN.
func (r *Redactor) typeTree(service string) *tree {
	service = strings.ToLower(service)
	switch _, known := slices.BinarySearch(r.public.services, service); {
	case !known, service == "s3", service == "sns", service == "sqs":
		return r.names // what stands first is, or may be, a name
	case r.typed[service] == nil:
		names := *r.names
		names.public, names.known = r.public.typed(service), map[string]string{}
		r.typed[service] = &names
	}
	return r.typed[service]
}

// JSON redacts a text of JSON: one value, or several one after the other. The
// order of everything stays, its layout does not. A text that is no JSON, or
// has a key twice in an object, gives a *jsonscan.Error with line and column,
// and nothing else.
func (r *Redactor) JSON(text string) (string, error) {
	values, err := parse(strings.TrimPrefix(text, "\ufeff"))
	if err != nil {
		return "", err
	}
	var out strings.Builder
	for _, v := range values {
		r.value("", v)
		v.write(&out, 0)
		out.WriteByte('\n')
	}
	return out.String(), nil
}

// parse reads values that follow each other.
func parse(text string) ([]*value, error) {
	s, err := jsonscan.New(text, jsonscan.Limits{})
	if err != nil {
		return nil, err
	}
	var values []*value
	for s.Kind() != jsonscan.End {
		v, err := read(s)
		if err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	return values, nil
}
