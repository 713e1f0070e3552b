package rules

import (
	"strings"

	"hotline/policy"
)

// Every operator whose truth demands that a key is there and has one of the
// values listed; and the operators that deny all others, each with the one it
// is the negation of. The IfExists forms of the former are not among them,
// since they are true without the key; those of the latter are, since they
// deny without it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
func demanding(operator string) bool {
	switch strings.TrimPrefix(operator, "ForAnyValue:") {
	case "StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike", "Bool", "NumericLessThan", "NumericLessThanEquals":
		return true
	}
	return false
}

func denying(operator string) bool {
	switch strings.TrimSuffix(operator, "IfExists") {
	case "StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike", "ArnNotEquals", "ArnNotLike":
		return true
	}
	return false
}

// A demand is what a condition key must be before a trust policy lets anybody
// in: one of some values, which are patterns under the Like operators.
type demand struct {
	values []string
	like   bool
}

// required returns the values of a demand on a condition key that st, a
// statement of a trust policy, makes, or that a denial of all others makes: of
// the first in which every value is good. It returns nil where there is none.
func (t *trust) required(st *policy.Statement, key string, good func(value string, like bool) bool) []string {
	demands := t.denied(st, key)
	if st.Condition != nil {
		for _, op := range st.Condition.Operators {
			if values := valuesOf(op, key); demanding(op.Name.Value) && len(values) > 0 {
				demands = append(demands, demand{values, isLike(op.Name.Value)})
			}
		}
	}
	for _, d := range demands {
		if all(d.values, func(v string) bool { return good(v, d.like) }) {
			return d.values
		}
	}
	return nil
}

// isLike reports whether an operator takes wildcards.
func isLike(operator string) bool {
	return strings.Contains(operator, "Like") || strings.Contains(operator, "Arn")
}

// denied lists the demands that denials make on a key of those whom st lets
// in.
func (t *trust) denied(st *policy.Statement, key string) []demand {
	var out []demand
	for _, deny := range t.denials {
		op := deny.Condition.Operators[0]
		if values := valuesOf(op, key); denying(op.Name.Value) && values != nil && coversAssuming(deny, st) {
			out = append(out, demand{values, isLike(op.Name.Value)})
		}
	}
	return out
}

// isDenial reports whether st denies everybody to assume the role under one
// condition on one key. A denial with a second condition is narrower than it
// looks, and none.
func isDenial(st *policy.Statement) bool {
	return st.Effect.Value == policy.Deny && namesEverybody(st.Principal) && st.Condition != nil &&
		len(st.Condition.Operators) == 1 && len(st.Condition.Operators[0].Keys) == 1
}

// coversAssuming reports whether a denial is about every action by which st
// lets a role be assumed.
func coversAssuming(deny, st *policy.Statement) bool {
	for _, action := range assumingActions() {
		if covers(st, action) && !covers(deny, action) {
			return false
		}
	}
	return true
}

// valuesOf returns the values that op tests a condition key against.
func valuesOf(op policy.Operator, key string) []string {
	var values []string
	for _, k := range op.Keys {
		if !strings.EqualFold(k.Name.Value, key) {
			continue
		}
		for _, v := range k.Values {
			values = append(values, v.Value)
		}
	}
	return values
}

// requiresMFA reports whether assuming a role through st takes a second
// factor. BoolIfExists does not require it: the key is absent where long-term
// keys are used; and to deny "Bool false" does not either.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
func (t *trust) requiresMFA(st *policy.Statement) bool {
	isTrue := func(v string, _ bool) bool { return strings.EqualFold(v, "true") }
	anyAge := func(string, bool) bool { return true }
	if t.required(st, "aws:MultiFactorAuthPresent", isTrue) != nil || t.required(st, "aws:MultiFactorAuthAge", anyAge) != nil {
		return true
	}
	for _, deny := range t.denials {
		op := deny.Condition.Operators[0]
		isFalse := func(v string) bool { return strings.EqualFold(v, "false") }
		if op.Name.Value == "BoolIfExists" && all(valuesOf(op, "aws:MultiFactorAuthPresent"), isFalse) && coversAssuming(deny, st) {
			return true
		}
	}
	return false
}

// all reports whether there are values, and each is good.
func all(values []string, good func(string) bool) bool {
	for _, v := range values {
		if !good(v) {
			return false
		}
	}
	return len(values) > 0
}

// namesEverybody reports whether a Principal element is, or holds, "*".
func namesEverybody(p *policy.Principals) bool {
	if p == nil {
		return false
	}
	for _, e := range p.Entries {
		for _, name := range e.Names.Values {
			if e.Kind.Value == policy.PrincipalAWS && name.Value == "*" {
				return true
			}
		}
	}
	return p.Star
}
