package authz

import (
	"slices"
	"strconv"
	"strings"
)

// A Formula says on what a decision depends: atoms, joined by and, or and not.
// An atom is a condition on a key that is not known, a policy that is not at
// hand, or a question that the documentation of AWS leaves open.
//
// A Formula is immutable.
type Formula struct {
	op    op
	parts []*Formula // of opAnd, opOr (two or more) and opNot (one)
	atom  atom       // of opAtom
	// id tells a formula from those that mean something else: what it prints
	// does not.
	id string
}

type op uint8

const (
	opAtom op = iota
	opAnd
	opOr
	opNot
)

// An atom is something that is not known.
type atom interface {
	// text says what holds where the atom does.
	text() string
	// eval decides the atom with what is known now.
	eval(*Context) value
	// identity tells the atom from all others: what it prints does not.
	identity() string
	// keys are the context keys that would decide it, in lower case but for
	// tag keys.
	keys() []string
}

func atomFormula(a atom) *Formula {
	return &Formula{op: opAtom, atom: a, id: strconv.Quote(a.identity())}
}

// combine joins two formulas and keeps the result flat and without repetition.
// It is nil where no formula is wanted, and so a and b are nil.
func combine(o op, a, b *Formula) *Formula {
	if a == nil || b == nil {
		return nil
	}
	var parts []*Formula
	seen := map[string]bool{}
	for _, f := range []*Formula{a, b} {
		list := []*Formula{f}
		if f.op == o {
			list = f.parts
		}
		for _, p := range list {
			if !seen[p.id] {
				seen[p.id] = true
				parts = append(parts, p)
			}
		}
	}
	if len(parts) == 1 {
		return parts[0]
	}
	var id strings.Builder
	id.WriteString(strconv.Itoa(int(o)) + "(")
	for _, p := range parts {
		id.WriteString(p.id + ",")
	}
	id.WriteString(")")
	return &Formula{op: o, parts: parts, id: id.String()}
}

// AllOf holds where all of some formulas do. A formula that is nil holds.
func AllOf(formulas ...*Formula) *Formula {
	var out *Formula
	for _, f := range formulas {
		switch {
		case f == nil:
		case out == nil:
			out = f
		default:
			out = combine(opAnd, out, f)
		}
	}
	return out
}

// AnyOf holds where one of some formulas does: it is nil, which holds, where one
// of them is nil, or there is none.
func AnyOf(formulas ...*Formula) *Formula {
	if len(formulas) == 0 || slices.Contains(formulas, nil) {
		return nil
	}
	out := formulas[0]
	for _, f := range formulas[1:] {
		out = combine(opOr, out, f)
	}
	return out
}

// negate is the opposite of f.
func negate(f *Formula) *Formula {
	if f == nil {
		return nil
	}
	return &Formula{op: opNot, parts: []*Formula{f}, id: "not(" + f.id + ")"}
}

// String prints the formula: atoms, and, or, not, and brackets where they are
// needed.
func (f *Formula) String() string {
	if f == nil {
		return ""
	}
	if f.op == opAtom {
		return f.atom.text()
	}
	if f.op == opNot {
		return "not " + f.parts[0].bracketed(opNot)
	}
	word := map[op]string{opAnd: " and ", opOr: " or "}[f.op]
	var parts []string
	for _, p := range f.parts {
		parts = append(parts, p.bracketed(f.op))
	}
	return strings.Join(parts, word)
}

func (f *Formula) bracketed(within op) string {
	if f.op == opAtom || f.op == opNot && within != opNot {
		return f.String()
	}
	return "(" + f.String() + ")"
}

// Keys lists the context keys that are not known and decide the formula, in
// order, in lower case but for tag keys.
func (f *Formula) Keys() []string {
	var keys []string
	f.walk(func(a atom) { keys = append(keys, a.keys()...) })
	slices.Sort(keys)
	return slices.Compact(keys)
}

// Values lists the values that the conditions in the formula compare a key with,
// as they were written.
func (f *Formula) Values(key string) []string {
	var out []string
	name := nameKey(key).folded
	f.walk(func(a atom) {
		if c, is := a.(conditionAtom); is && c.condition.key.folded == name {
			for i := range c.condition.operands {
				out = append(out, c.condition.operands[i].text)
			}
		}
	})
	return out
}

// walk visits the atoms of f.
func (f *Formula) walk(visit func(atom)) {
	if f == nil {
		return
	}
	if f.op == opAtom {
		visit(f.atom)
	}
	for _, p := range f.parts {
		p.walk(visit)
	}
}

// eval decides the formula with what c knows, besides what was known when it
// was made: yes, no, or maybe with the formula that remains.
func (f *Formula) eval(c *Context) value {
	switch f.op {
	case opAtom:
		return f.atom.eval(c)
	case opNot:
		return f.parts[0].eval(c).not()
	case opAnd:
		v := known(true)
		for _, p := range f.parts {
			v = v.and(p.eval(c))
		}
		return v
	case opOr:
	}
	v := known(false)
	for _, p := range f.parts {
		v = v.or(p.eval(c))
	}
	return v
}

// A documentAtom is what a policy says that applies and is not at hand: whether
// it allows the request, or denies it.
type documentAtom struct{ says string }

func (a documentAtom) text() string        { return a.says + " (not at hand)" }
func (a documentAtom) eval(*Context) value { return value{maybe, atomFormula(a)} }
func (a documentAtom) identity() string    { return "document " + a.says }
func (a documentAtom) keys() []string      { return nil }

// An openAtom is a question that the documentation of AWS leaves open.
type openAtom struct{ question string }

func (a openAtom) text() string        { return a.question + " (the documentation of AWS leaves it open)" }
func (a openAtom) eval(*Context) value { return value{maybe, atomFormula(a)} }
func (a openAtom) identity() string    { return "open " + a.question }
func (a openAtom) keys() []string      { return nil }
