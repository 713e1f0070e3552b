package plan

import (
	"slices"
	"strconv"

	"hotline/org"
	"hotline/policy"
)

// additive is what a change may do in the mode Additive, where nobody loses
// access: a trust policy keeps its statements and gains those that it lacks. It
// reports false where nothing of the change may be done.
func (c Change) additive(partition string) (Change, bool) {
	switch {
	case c.After == nil:
		return c, false
	case c.Field == Boundary:
		return c, false // it takes away what it does not name
	case (c.Field == Tag || c.Field == Description) && c.Before != nil:
		return c, false // somebody wrote it
	case c.Field == Session && c.Before != nil:
		old, _ := strconv.Atoi(*c.Before)
		recent, _ := strconv.Atoi(*c.After)
		return c, recent > old
	case (c.Field == Trust || c.Field == Inline) && c.Before != nil:
		both, ok := union(*c.Before, *c.After, partition)
		c.After = &both
		return c, ok
	}
	return c, true
}

// denies reports whether a document has statements that deny.
func denies(document string) bool {
	d, err := policy.Parse(document)
	return err == nil && slices.ContainsFunc(d.Statements, func(st policy.Statement) bool { return st.Effect.Value == policy.Deny })
}

// union is a document with the statements of two. It reports false where one of
// them cannot be read.
func union(a, b, partition string) (string, bool) {
	old, err := policy.Parse(a)
	if err != nil || !isDocument(b) {
		return "", false
	}
	var sids []string
	for _, st := range old.Statements {
		if st.Sid != nil {
			sids = append(sids, st.Sid.Value)
		}
	}
	old.Statement.Single = false
	for _, st := range added(partition, b, a) {
		if st.Sid != nil && slices.Contains(sids, st.Sid.Value) {
			st.Sid = nil // each must be there once
		}
		old.Statements = append(old.Statements, st)
	}
	return text(org.Document{Policy: old}), true
}

// added lists the statements of a document that none of others has, whatever
// they are called.
func added(partition, document string, others ...string) []policy.Statement {
	statements := func(text string) []policy.Statement {
		d, err := policy.Parse(text)
		if err != nil {
			return nil
		}
		return d.Statements
	}
	canonical := func(st policy.Statement) string {
		return string((&policy.Document{Statements: []policy.Statement{st}}).Canonical(partition))
	}
	known := map[string]bool{}
	for _, text := range others {
		for _, st := range statements(text) {
			known[canonical(st)] = true
		}
	}
	return slices.DeleteFunc(statements(document), func(st policy.Statement) bool { return known[canonical(st)] })
}
