package policy

import "hotline/jsonscan"

// A Position is a line and column, both from 1, in the text that was parsed.
// The zero Position stands for elements that came from no text.
type Position = jsonscan.Position

// An Error says what is wrong with a document and where.
type Error = jsonscan.Error

// The two versions of the policy language. A document without a Version is
// read by the rules of Version2008.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
const (
	Version2008 = "2008-10-17"
	Version2012 = "2012-10-17"
)

// The two values of Effect.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_effect.html
const (
	Allow = "Allow"
	Deny  = "Deny"
)

// A Document is one policy: an identity, resource, trust, boundary, session or
// organisation policy.
type Document struct {
	Version    *Text // nil where absent
	ID         *Text // the element Id; nil where absent
	Statements []Statement
	// Statement says how the statements were written.
	Statement Form
	Unknown   []Unknown
	Position  Position
}

// A Form is how a value was written that may stand alone or in a list.
type Form struct {
	Single   bool // written alone, not in a list
	Position Position
}

// A Statement is one rule of a document. Of Action and NotAction exactly one
// is set; of Principal and NotPrincipal, and of Resource and NotResource, at
// most one.
type Statement struct {
	Sid          *Text
	Effect       Text // its Value is Allow or Deny
	Principal    *Principals
	NotPrincipal *Principals
	Action       *List
	NotAction    *List
	Resource     *List
	NotResource  *List
	Condition    *Condition
	Unknown      []Unknown
	Position     Position
}

// A Text is a string and where it stood.
type Text struct {
	Value    string
	Position Position
}

// A List is a string, or a list of strings: actions, resources, principals.
type List struct {
	Values []Text
	Form
}

// Principals is the element Principal or NotPrincipal.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
type Principals struct {
	// Star is set where the element is the bare string "*".
	Star bool
	// Entries are the kinds of principals in the order they were written.
	Entries  []PrincipalEntry
	Unknown  []Unknown
	Position Position
}

// The keys that a Principal element may have.
const (
	PrincipalAWS       = "AWS"
	PrincipalService   = "Service"
	PrincipalFederated = "Federated"
	PrincipalCanonical = "CanonicalUser"
)

// A PrincipalEntry is the principals of one kind.
type PrincipalEntry struct {
	Kind  Text // PrincipalAWS, PrincipalService, …
	Names List
}

// A Condition is the element Condition: all of its operators must hold.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
type Condition struct {
	Operators []Operator
	Position  Position
}

// An Operator is one condition operator, with its qualifier and suffix as
// written (ForAnyValue:StringLikeIfExists), and the keys it tests.
type Operator struct {
	Name Text
	Keys []ConditionKey
}

// A ConditionKey is one condition key and the values it is tested against.
type ConditionKey struct {
	Name   Text
	Values []Value
	Form
}

// A Value is a condition value. IAM takes numbers and booleans for their text.
type Value struct {
	Text
	Kind jsonscan.Kind // jsonscan.String, Number or Bool
}

// An Unknown is an element that the grammar does not have.
type Unknown struct {
	Key Text
	Raw string // its value, as it was written
}

// LanguageVersion is the version whose rules the document is read by.
func (d *Document) LanguageVersion() string {
	if d.Version == nil {
		return Version2008
	}
	return d.Version.Value
}

// UnknownElements lists the elements of d, wherever in it, that the grammar
// does not have.
func (d *Document) UnknownElements() []Unknown {
	all := append([]Unknown(nil), d.Unknown...)
	for _, s := range d.Statements {
		all = append(all, s.Unknown...)
		for _, p := range []*Principals{s.Principal, s.NotPrincipal} {
			if p != nil {
				all = append(all, p.Unknown...)
			}
		}
	}
	return all
}
