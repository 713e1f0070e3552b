package policy

import (
	"strconv"

	"hotline/jsonscan"
)

func quote(s string) string { return strconv.Quote(s) }

func (r *reader) statement() (Statement, error) {
	var st Statement
	r.s.Kind()
	st.Position = r.s.Position()
	err := r.s.Object("a statement", func(key string, at Position) error {
		return r.element(&st, key, at)
	})
	if err != nil {
		return st, err
	}
	return st, st.check()
}

// element reads the value of one element of a statement.
func (r *reader) element(st *Statement, key string, at Position) error {
	switch key {
	case "Sid":
		return r.text(&st.Sid, "a string for Sid")
	case "Effect":
		return r.effect(&st.Effect)
	case "Principal":
		return r.principals(&st.Principal)
	case "NotPrincipal":
		return r.principals(&st.NotPrincipal)
	case "Action":
		return r.list(&st.Action, "an action", "an action or a list of actions")
	case "NotAction":
		return r.list(&st.NotAction, "an action", "an action or a list of actions")
	case "Resource":
		return r.list(&st.Resource, "a resource", "a resource or a list of resources")
	case "NotResource":
		return r.list(&st.NotResource, "a resource", "a resource or a list of resources")
	case "Condition":
		return r.condition(&st.Condition)
	}
	return r.unknown(&st.Unknown, key, at)
}

// check holds a statement to the grammar's rules about which elements go
// together.
func (st *Statement) check() error {
	switch {
	case st.Effect.Value == "":
		return fault(st.Position, "expected an Effect in the statement, found none")
	case st.Action != nil && st.NotAction != nil:
		return fault(st.NotAction.Position, "expected Action or NotAction, found both")
	case st.Action == nil && st.NotAction == nil:
		return fault(st.Position, "expected Action or NotAction in the statement, found neither")
	case st.Principal != nil && st.NotPrincipal != nil:
		return fault(st.NotPrincipal.Position, "expected Principal or NotPrincipal, found both")
	case st.Resource != nil && st.NotResource != nil:
		return fault(st.NotResource.Position, "expected Resource or NotResource, found both")
	}
	return nil
}

func (r *reader) effect(to *Text) error {
	t, err := r.readText(`"Allow" or "Deny" for Effect`)
	if err != nil {
		return err
	}
	if t.Value != Allow && t.Value != Deny {
		return fault(t.Position, `expected "Allow" or "Deny" for Effect, found `+quote(t.Value))
	}
	*to = t
	return nil
}

func (r *reader) principals(to **Principals) error {
	kind := r.s.Kind()
	p := &Principals{Position: r.s.Position()}
	*to = p
	const what = `"*" or an object of principals`
	if kind == jsonscan.String {
		t, err := r.readText(what)
		if err == nil && t.Value != "*" {
			err = fault(t.Position, "expected "+what+", found "+quote(t.Value))
		}
		p.Star = true
		return err
	}
	return r.s.Object(what, func(key string, at Position) error {
		switch key {
		case PrincipalAWS, PrincipalService, PrincipalFederated, PrincipalCanonical:
			names, err := r.readList("a principal", "a principal or a list of principals")
			p.Entries = append(p.Entries, PrincipalEntry{Text{key, at}, names})
			return err
		}
		return r.unknown(&p.Unknown, key, at)
	})
}

func (r *reader) condition(to **Condition) error {
	r.s.Kind()
	c := &Condition{Position: r.s.Position()}
	*to = c
	return r.s.Object("an object of condition operators", func(key string, at Position) error {
		op := Operator{Name: Text{key, at}}
		err := r.s.Object("an object of condition keys", func(key string, at Position) error {
			k := ConditionKey{Name: Text{key, at}}
			err := r.conditionValues(&k)
			op.Keys = append(op.Keys, k)
			return err
		})
		c.Operators = append(c.Operators, op)
		return err
	})
}

// conditionValues reads one value, or a list of them.
func (r *reader) conditionValues(k *ConditionKey) error {
	kind := r.s.Kind()
	k.Form = Form{Single: kind != jsonscan.Array, Position: r.s.Position()}
	if k.Single {
		return r.conditionValue(k)
	}
	return r.s.Array("a list", func() error { return r.conditionValue(k) })
}

func (r *reader) conditionValue(k *ConditionKey) error {
	const what = "a string, number or boolean"
	r.s.Kind()
	at := r.s.Position()
	kind, text, err := r.s.Scalar(what)
	if err != nil {
		return err
	}
	if kind == jsonscan.Null {
		return fault(at, "expected "+what+", found null")
	}
	k.Values = append(k.Values, Value{Text{text, at}, kind})
	return nil
}
