package trail

import (
	"regexp"
	"slices"
	"strings"
)

// An Expr is a text that follows from an event: evaluated here, or by SQL on a row of
// the view of calls. Texts are never null; what is not there is empty.
type Expr struct {
	eval func(*Event) string
	sql  string
	// verbatim says that the text is a part of the record, but for escapes.
	verbatim bool
}

// A Cond is a condition on events. Needles are texts of which an event must contain
// one to meet it; without any, nothing can be said by looking at bytes.
type Cond struct {
	holds   func(*Event) bool
	sql     string
	needles []Needle
}

// A Needle is a text that a record contains: as the whole value of a key, or, without
// a key, anywhere within a string.
type Needle struct {
	Key, Text string
}

// field is the value of a field.
func field(f Field) Expr {
	return Expr{func(e *Event) string { return e.values[f] }, columns()[f].name, true}
}

// text is always the same.
func text(s string) Expr {
	return Expr{func(*Event) string { return s }, quote(s), false}
}

// quote writes a text in SQL.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// first is the first expression that is not empty.
func first(all ...Expr) Expr {
	var sql []string
	verbatim := true
	for _, x := range all {
		sql = append(sql, "nullif("+x.sql+", '')")
		verbatim = verbatim && x.verbatim
	}
	return Expr{func(e *Event) string {
		for _, x := range all {
			if v := x.eval(e); v != "" {
				return v
			}
		}
		return ""
	}, "coalesce(" + strings.Join(sql, ", ") + ", '')", verbatim}
}

// join puts texts one after the other.
func join(all ...Expr) Expr {
	var sql []string
	for _, x := range all {
		sql = append(sql, x.sql)
	}
	return Expr{func(e *Event) string {
		var out strings.Builder
		for _, x := range all {
			out.WriteString(x.eval(e))
		}
		return out.String()
	}, "concat(" + strings.Join(sql, ", ") + ")", false}
}

// extract is what the first group of a regular expression matches, or empty. The
// expression must mean the same to Go (RE2) and to Trino (Joni).
func extract(x Expr, pattern string) Expr {
	re := regexp.MustCompile(pattern) // a constant of this package
	return Expr{func(e *Event) string {
		if m := re.FindStringSubmatch(x.eval(e)); m != nil {
			return m[1]
		}
		return ""
	}, "coalesce(regexp_extract(" + x.sql + ", " + quote(pattern) + ", 1), '')", x.verbatim}
}

// accountIn is the account that an ARN of IAM names, or empty.
func accountIn(arn Expr) Expr {
	out := extract(arn, `\A[^ ]*?:iam::([0-9]{12}):`)
	slow := out.eval
	out.eval = func(e *Event) string { // the usual ARN, quicker
		if v, ok := strings.CutPrefix(arn.eval(e), "arn:aws:iam::"); ok && len(v) > 12 && v[12] == ':' && isAccount(v[:12]) {
			return v[:12]
		}
		return slow(e)
	}
	return out
}

// A when is one case of a choice.
type when struct {
	cond Cond
	then Expr
}

// choose is the expression of the first case that holds, or the last one.
func choose(otherwise Expr, cases ...when) Expr {
	sql := "CASE"
	for _, c := range cases {
		sql += " WHEN " + c.cond.sql + " THEN " + c.then.sql
	}
	return Expr{func(e *Event) string {
		for _, c := range cases {
			if c.cond.holds(e) {
				return c.then.eval(e)
			}
		}
		return otherwise.eval(e)
	}, sql + " ELSE " + otherwise.sql + " END", false}
}

// is holds where a field has one of some values.
func is(f Field, values ...string) Cond {
	c := columns()[f]
	cond := among(field(f), values...)
	cond.needles = []Needle{}
	for _, v := range values {
		if v != CaseUpdates { // which no log of CloudTrail has
			cond.needles = append(cond.needles, Needle{c.key, v})
		}
	}
	return cond
}

// among holds where an expression has one of some values.
func among(x Expr, values ...string) Cond {
	var sql []string
	for _, v := range values {
		sql = append(sql, quote(v))
	}
	return Cond{
		holds: func(e *Event) bool { return slices.Contains(values, x.eval(e)) },
		sql:   x.sql + " IN (" + strings.Join(sql, ", ") + ")",
	}
}

// has holds where an expression is not empty.
func has(x Expr) Cond {
	return Cond{holds: func(e *Event) bool { return x.eval(e) != "" }, sql: x.sql + " <> ''"}
}

// contains holds where an expression contains a text.
func contains(x Expr, part string) Cond {
	return Cond{
		holds: func(e *Event) bool { return strings.Contains(x.eval(e), part) },
		sql:   "strpos(" + x.sql + ", " + quote(part) + ") > 0",
	}
}

// all holds where every condition does. Each has needles of its own, of which those of
// one are enough.
func all(conds ...Cond) Cond {
	out := Cond{holds: func(e *Event) bool {
		return !slices.ContainsFunc(conds, func(c Cond) bool { return !c.holds(e) })
	}}
	var sql []string
	for _, c := range conds {
		sql = append(sql, c.sql)
		if c.needles != nil && (out.needles == nil || worth(c.needles) < worth(out.needles)) {
			out.needles = c.needles
		}
	}
	out.sql = "(" + strings.Join(sql, " AND ") + ")"
	return out
}

// worth orders sets of needles by how much work they make, as far as that can be told.
// Names that people gave are in few events, and those of roles are looked for anyway;
// every source of many events costs more than many names, and actions that several
// services have cost more still.
func worth(needles []Needle) int {
	n := 0
	for _, needle := range needles {
		switch needle.Key {
		case "":
			n++
		case "eventSource":
			n += 100
		default:
			n += 200
		}
	}
	return n
}

// anyOf holds where one of the conditions does. Where one of them has no needles, the
// whole has none.
func anyOf(conds ...Cond) Cond {
	out := Cond{needles: []Needle{}, holds: func(e *Event) bool {
		return slices.ContainsFunc(conds, func(c Cond) bool { return c.holds(e) })
	}}
	var sql []string
	blind := false
	for _, c := range conds {
		sql = append(sql, c.sql)
		blind = blind || c.needles == nil
		for _, n := range c.needles {
			if !slices.Contains(out.needles, n) {
				out.needles = append(out.needles, n)
			}
		}
	}
	if blind {
		out.needles = nil
	}
	out.sql = "(" + strings.Join(sql, " OR ") + ")"
	return out
}

// not holds where a condition does not.
func not(c Cond) Cond {
	return Cond{holds: func(e *Event) bool { return !c.holds(e) }, sql: "NOT (" + c.sql + ")"}
}

// always holds for every event.
func always() Cond { return Cond{holds: func(*Event) bool { return true }, sql: "true"} }

// never holds for nothing: of nothing there is nothing to be found.
func never() Cond {
	return Cond{holds: func(*Event) bool { return false }, sql: "false", needles: []Needle{}}
}
