package authz

import (
	"fmt"
	"strings"

	"hotline/policy"
)

// A condition is one key of one operator of a Condition element, compiled.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
type condition struct {
	name      string // of the operator, as written
	keyName   string // as written
	key       keyName
	qualifier qualifier
	ifExists  bool
	negated   bool // the operator is the negation of the comparison
	null      bool // the operator is Null
	variables bool // policy variables are variables
	comparison
	relation
	operands []operand
}

// A qualifier says how a key with several values is compared.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
type qualifier uint8

const (
	single qualifier = iota
	forAnyValue
	forAllValues
)

// An operand is a value in a policy, compiled for its operator.
type operand struct {
	text    string
	pattern pattern    // of String and Arn operators
	parts   [6]pattern // of Arn operators
	isARN   bool
	parsed  any // of the other operators; nil where text has not their form
}

// compileCondition compiles one key of an operator. It reports false where the
// operator is none that there is.
func compileCondition(op policy.Operator, k policy.ConditionKey, vars bool) (condition, bool) {
	c := condition{name: op.Name.Value, keyName: k.Name.Value, key: nameKey(k.Name.Value), variables: vars}
	name := op.Name.Value
	if rest, ok := strings.CutPrefix(name, "ForAnyValue:"); ok {
		c.qualifier, name = forAnyValue, rest
	} else if rest, ok := strings.CutPrefix(name, "ForAllValues:"); ok {
		c.qualifier, name = forAllValues, rest
	}
	if name == "Null" {
		c.null, c.comparison = true, comparePlain
	} else {
		name, c.ifExists = strings.CutSuffix(name, "IfExists")
		var ok bool
		if c.comparison, c.relation, c.negated, ok = comparisonOf(name); !ok {
			return c, false
		}
	}
	for _, v := range k.Values {
		c.operands = append(c.operands, c.operand(v.Value, vars))
	}
	return c, true
}

// eval decides the condition.
func (c *condition) eval(l *lookup, build bool) value {
	t := c.test(l)
	if t == maybe && build {
		return value{maybe, atomFormula(conditionAtom{c, *l})}
	}
	return value{tri: t}
}

func (c *condition) test(l *lookup) tri {
	values, state := l.get(c.key)
	switch {
	case state == maybe:
		return maybe
	case c.null:
		return c.testNull(state == no || isEmpty(values))
	case state == no || len(values) == 0:
		return triOf(c.withoutKey())
	case c.qualifier != single && isEmpty(values):
		return triOf(c.qualifier == forAllValues)
	case c.qualifier == forAllValues:
		return c.forAll(values, l)
	case c.qualifier == forAnyValue:
		return c.forAny(values, l)
	}
	// A key of one value. Where it has more, the operator holds if it holds
	// for one, and its negation if it holds for none.
	t := no
	for _, v := range values {
		t = max(t, c.matches(v, l))
	}
	if c.negated {
		return t.not()
	}
	return t
}

// isEmpty reports whether a key has no value: an empty text is none where sets
// of values are compared, and for Null.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
func isEmpty(values []string) bool {
	for _, v := range values {
		if v != "" {
			return false
		}
	}
	return true
}

// withoutKey is the outcome where the key is absent: true with IfExists, for
// ForAllValues, and for negated operators without a qualifier.
func (c *condition) withoutKey() bool {
	return c.ifExists || c.qualifier == forAllValues || c.negated && c.qualifier == single
}

// testNull decides Null: "true" asks that the key be absent.
func (c *condition) testNull(absent bool) tri {
	for i := range c.operands {
		if strings.EqualFold(c.operands[i].text, "true") == absent {
			return yes
		}
	}
	return no
}

func (c *condition) forAll(values []string, l *lookup) tri {
	t := yes
	for _, v := range values {
		t = min(t, c.signed(v, l))
	}
	return t
}

func (c *condition) forAny(values []string, l *lookup) tri {
	t := no
	for _, v := range values {
		t = max(t, c.signed(v, l))
	}
	return t
}

// signed is matches, or its negation for a negated operator.
func (c *condition) signed(v string, l *lookup) tri {
	if c.negated {
		return c.matches(v, l).not()
	}
	return c.matches(v, l)
}

// matches reports whether a value is as one of the operands says.
func (c *condition) matches(v string, l *lookup) tri {
	t := no
	for i := range c.operands {
		if t = max(t, c.holds(&c.operands[i], v, l)); t == yes {
			break
		}
	}
	return t
}

// describe prints the condition: aws:SourceIp IpAddress 203.0.113.0/24.
func (c *condition) describe() string {
	var values []string
	for i := range c.operands {
		values = append(values, fmt.Sprintf("%q", c.operands[i].text))
	}
	text := strings.Join(values, " or ")
	if len(values) > 1 {
		text = "(" + text + ")"
	}
	return fmt.Sprintf("%s %s %s", c.keyName, c.name, text)
}

// A conditionAtom is a condition whose key, or a variable in it, is not known.
type conditionAtom struct {
	condition *condition
	lookup    lookup
}

func (a conditionAtom) text() string { return a.condition.describe() }

// identity is that of the condition: all atoms of a decision are about one
// request.
func (a conditionAtom) identity() string {
	c := a.condition
	id := fmt.Sprintf("condition %q %q %v", c.name, c.key.exact, c.variables)
	for i := range c.operands {
		id += fmt.Sprintf(" %q", c.operands[i].text)
	}
	return id
}

// keys are the key of the condition, and those of variables in its values.
func (a conditionAtom) keys() []string {
	keys := []keyName{a.condition.key}
	for i := range a.condition.operands {
		o := &a.condition.operands[i]
		keys = append(keys, o.pattern.keys()...)
		for j := range o.parts {
			keys = append(keys, o.parts[j].keys()...)
		}
	}
	return unknownOf(keys, &a.lookup)
}

// unknownOf are those of some keys that are not known.
func unknownOf(keys []keyName, l *lookup) []string {
	var out []string
	for _, k := range keys {
		if _, state := l.get(k); state == maybe {
			out = append(out, k.exact)
		}
	}
	return out
}

func (a conditionAtom) eval(more *Context) value {
	l := lookup{a.lookup.request, a.lookup.later.with(more)}
	return a.condition.eval(&l, true)
}

// A resourceAtom is a Resource element with a variable that is not known.
type resourceAtom struct {
	statement *statement
	lookup    lookup
}

func (a resourceAtom) identity() string { return fmt.Sprintf("resource %p", a.statement) }

func (a resourceAtom) text() string { return "the resource matches " + a.statement.describeResource() }

func (a resourceAtom) keys() []string {
	var keys []keyName
	for i := range a.statement.resources {
		keys = append(keys, a.statement.resources[i].keys()...)
	}
	return unknownOf(keys, &a.lookup)
}

func (a resourceAtom) eval(more *Context) value {
	l := lookup{a.lookup.request, a.lookup.later.with(more)}
	return a.statement.matchResource(&l, true)
}
