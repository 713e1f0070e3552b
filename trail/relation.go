package trail

import (
	"slices"
	"strconv"
	"strings"
)

// A Column is one value of the rows of a Relation.
type Column struct {
	Name, Doc string
	expr      Expr
	fold      fold
	number    bool // of relations made of several: whether it is a number
}

// A Relation is a measure as a table. Its rows are either the calls that meet a
// condition, or what groups of the rows of another relation have in common.
type Relation struct {
	Name, Doc string
	Columns   []Column

	where Cond // of relations whose rows are calls
	over  string
	keys  int    // of relations of groups: how many columns say which group it is
	needs string // of relations of groups: the column that rows must have a value in
}

// kind says how a value follows from the rows of a group. All of them are the same in
// whatever order and parts the rows come.
type kind uint8

const (
	same     kind = iota // the value that all have: the key of the group
	least                // in the order of bytes
	greatest             // in the order of bytes
	earliest             // of the row with the least time; of several the least value
	latest               // of the row with the greatest time; of several the greatest value
	count                // how many rows
	set                  // the different values, sorted, with commas
)

// A fold makes one value of the rows of a group.
type fold struct {
	kind kind
	of   string // the column
	when []pick // only of rows for which all of them hold
}

// A pick chooses rows of which a column has one of some values.
type pick struct {
	column string
	values []string
}

// index is the place of a column of a relation.
func (r *Relation) index(name string) int {
	return slices.IndexFunc(r.Columns, func(c Column) bool { return c.Name == name })
}

// row is the row of a call.
func (r *Relation) row(e *Event) []string {
	row := make([]string, len(r.Columns))
	for i, c := range r.Columns {
		row[i] = c.expr.eval(e)
	}
	return row
}

// A groups holds what is known of the groups of a relation.
type groups struct {
	relation *Relation
	over     *Relation
	states   map[string][]string
	needs    int // the place of the column that rows must have a value in; -1 for none
	time     int // the place of the column of the time; -1 for none
	inputs   []input
}

// An input is a fold with the places of its columns.
type input struct {
	fold
	of    int   // -1 for counts
	picks []int // of each pick
}

func newGroups(r, over *Relation) *groups {
	g := &groups{relation: r, over: over, states: map[string][]string{}, needs: over.index(r.needs), time: over.index("time")}
	for _, c := range r.Columns {
		in := input{fold: c.fold, of: over.index(c.fold.of)}
		for _, p := range c.fold.when {
			in.picks = append(in.picks, over.index(p.column))
		}
		g.inputs = append(g.inputs, in)
	}
	return g
}

// add adds a row of the relation that the groups are made of.
func (g *groups) add(row []string) {
	if g.needs >= 0 && row[g.needs] == "" {
		return
	}
	state := make([]string, len(g.inputs))
	for i := range g.inputs {
		if in := &g.inputs[i]; in.chosen(row) {
			state[i] = g.initial(in, row)
		}
	}
	g.put(state)
}

// chosen reports whether a row counts for a fold.
func (in *input) chosen(row []string) bool {
	for i, p := range in.when {
		if !slices.Contains(p.values, row[in.picks[i]]) {
			return false
		}
	}
	return true
}

// initial is the state of a fold after one row.
func (g *groups) initial(in *input, row []string) string {
	switch in.kind {
	case count:
		return "1"
	case earliest, latest:
		return row[g.time] + "|" + row[in.of]
	default:
		return row[in.of]
	}
}

// put joins a state with what is known of its group.
func (g *groups) put(state []string) {
	key := strings.Join(state[:g.relation.keys], "\x00")
	known, ok := g.states[key]
	if !ok {
		g.states[key] = state
		return
	}
	for i, c := range g.relation.Columns {
		known[i] = c.fold.join(known[i], state[i])
	}
}

// join is the state after the rows of two.
func (f fold) join(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "":
		return a
	case f.kind == count:
		return strconv.Itoa(number(a) + number(b))
	case f.kind == set:
		return union(a, b)
	case f.kind == least || f.kind == earliest:
		return min(a, b)
	}
	return max(a, b)
}

func union(a, b string) string {
	if a == b {
		return a
	}
	all := slices.Concat(strings.Split(a, ","), strings.Split(b, ","))
	slices.Sort(all)
	return strings.Join(slices.Compact(all), ",")
}

// number is a count.
func number(s string) int {
	n, _ := strconv.Atoi(s) // of our own making, or empty for none
	return n
}

// rows are the groups as rows.
func (g *groups) rows() [][]string {
	var out [][]string
	for _, state := range g.states {
		row := slices.Clone(state)
		for i, c := range g.relation.Columns {
			switch c.fold.kind {
			case count:
				row[i] = strconv.Itoa(number(row[i]))
			case earliest, latest:
				_, row[i], _ = strings.Cut(row[i], "|")
			default: // the value itself
			}
		}
		out = append(out, row)
	}
	slices.SortFunc(out, slices.Compare)
	return out
}

// IsNumber reports whether the values of a column are numbers.
func (c Column) IsNumber() bool { return c.fold.kind == count || c.number }
