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

// required returns the values of which a condition key must have one before
// trust allows what st, a statement of it, allows: by a condition of st
// itself, or by a statement that denies all others. It returns nil where the
// key is not required.
func required(trust *policy.Document, st *policy.Statement, key string) []string {
	if st.Condition != nil {
		for _, op := range st.Condition.Operators {
			if values := valuesOf(op, key); demanding(op.Name.Value) && len(values) > 0 {
				return values
			}
		}
	}
	for i := range trust.Statements {
		if values := deniedUnless(&trust.Statements[i], key); values != nil {
			return values
		}
	}
	return nil
}

// deniedUnless returns the values of a key outside which st denies everybody
// to assume the role. A denial with a second condition is narrower than that,
// and none.
func deniedUnless(st *policy.Statement, key string) []string {
	if st.Effect.Value != policy.Deny || !allowsAssuming(st) || !namesEverybody(st.Principal) {
		return nil
	}
	if st.Condition == nil || len(st.Condition.Operators) != 1 || len(st.Condition.Operators[0].Keys) != 1 {
		return nil
	}
	op := st.Condition.Operators[0]
	if denying(op.Name.Value) {
		return valuesOf(op, key)
	}
	return nil
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
func requiresMFA(trust *policy.Document, st *policy.Statement) bool {
	if all(required(trust, st, "aws:MultiFactorAuthPresent"), func(v string) bool { return strings.EqualFold(v, "true") }) {
		return true
	}
	if required(trust, st, "aws:MultiFactorAuthAge") != nil {
		return true
	}
	for i := range trust.Statements {
		if deniesWithoutMFA(&trust.Statements[i]) {
			return true
		}
	}
	return false
}

func deniesWithoutMFA(st *policy.Statement) bool {
	if st.Effect.Value != policy.Deny || !allowsAssuming(st) || !namesEverybody(st.Principal) ||
		st.Condition == nil || len(st.Condition.Operators) != 1 {
		return false
	}
	op := st.Condition.Operators[0]
	return op.Name.Value == "BoolIfExists" && len(op.Keys) == 1 &&
		all(valuesOf(op, "aws:MultiFactorAuthPresent"), func(v string) bool { return strings.EqualFold(v, "false") })
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
