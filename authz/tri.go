package authz

// A tri is a truth value of Kleene's three-valued logic.
type tri uint8

const (
	no tri = iota
	maybe
	yes
)

func triOf(b bool) tri {
	if b {
		return yes
	}
	return no
}

func (t tri) not() tri { return yes - t }

// A value is a truth value and, where it is maybe and a formula is wanted, the
// formula it depends on.
type value struct {
	tri
	formula *Formula
}

func known(b bool) value { return value{tri: triOf(b)} }

func (a value) and(b value) value {
	switch {
	case a.tri == no || b.tri == no:
		return value{}
	case a.tri == yes:
		return b
	case b.tri == yes:
		return a
	}
	return value{maybe, combine(opAnd, a.formula, b.formula)}
}

func (a value) or(b value) value {
	switch {
	case a.tri == yes || b.tri == yes:
		return value{tri: yes}
	case a.tri == no:
		return b
	case b.tri == no:
		return a
	}
	return value{maybe, combine(opOr, a.formula, b.formula)}
}

func (a value) not() value { return value{a.tri.not(), negate(a.formula)} }
