package trail

import "strings"

// SQL is the query for the rows of a relation, over the view of calls or the view of
// the relation that it is made of. prefix is what the names of views begin with.
//
// The dialect is that of Athena and Trino.
// https://docs.aws.amazon.com/athena/latest/ug/functions-env3.html
func (r *Relation) SQL(prefix string) string {
	var columns []string
	for _, c := range r.Columns {
		sql := c.expr.sql
		if r.over != "" {
			sql = c.fold.sql()
		}
		if sql != c.Name {
			sql += " AS " + c.Name
		}
		columns = append(columns, "  "+sql)
	}
	from := prefix + "calls"
	if r.over != "" {
		from = prefix + r.over
	}
	out := "SELECT\n" + strings.Join(columns, ",\n") + "\nFROM " + from
	if r.over == "" {
		return out + "\nWHERE " + r.where.sql
	}
	if r.needs != "" {
		out += "\nWHERE " + r.needs + " <> ''"
	}
	var keys []string
	for _, c := range r.Columns[:r.keys] {
		keys = append(keys, c.fold.of)
	}
	return out + "\nGROUP BY " + strings.Join(keys, ", ")
}

// sql is the aggregate of a fold.
func (f fold) sql() string {
	var conds []string
	for _, p := range f.when {
		var values []string
		for _, v := range p.values {
			values = append(values, quote(v))
		}
		conds = append(conds, p.column+" IN ("+strings.Join(values, ", ")+")")
	}
	filter := ""
	if conds != nil {
		filter = " FILTER (WHERE " + strings.Join(conds, " AND ") + ")"
	}
	switch f.kind {
	case same:
		return f.of
	case count:
		return "count(*)" + filter
	case least: // what is empty is not there
		return "coalesce(min(nullif(" + f.of + ", ''))" + filter + ", '')"
	case greatest:
		return "coalesce(max(" + f.of + ")" + filter + ", '')"
	case earliest:
		return "coalesce(substr(min(concat(time, '|', " + f.of + "))" + filter + ", 22), '')"
	case latest:
		return "coalesce(substr(max(concat(time, '|', " + f.of + "))" + filter + ", 22), '')"
	default:
		return "coalesce(array_join(array_sort(array_agg(DISTINCT nullif(" + f.of + ", ''))" + filter + "), ','), '')"
	}
}
