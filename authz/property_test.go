package authz_test

import (
	"testing"

	"pgregory.net/rapid"

	"hotline/authz"
	"hotline/policy"
)

// A question is a request, what applies to it, and all values of its keys.
type question struct {
	request *authz.Request
	setup   setup
	values  map[string][]string
}

func drawQuestion(t *rapid.T) question {
	return question{drawRequest(t), drawSetup(t), drawValues(t)}
}

// in is the request in a context.
func (q question) in(c *authz.Context) *authz.Request {
	r := *q.request
	r.Context = c
	return &r
}

// contexts are the ways in which the generated properties look at a question:
// with everything known, with nothing, and with some keys in doubt.
func (q question) contexts(t *rapid.T) []*authz.Context {
	all := authz.NewContext(q.values)
	return []*authz.Context{all, authz.OpenContext(nil), authz.OpenContext(q.values), all.Doubting(drawHidden(t)...)}
}

// sameDecisions checks that a and b decide the question alike, at once and
// after all keys became known.
func sameDecisions(t *rapid.T, q question, a, b *authz.Policies, more string) {
	for i, c := range q.contexts(t) {
		first, second := decide(t, q.in(c), a), decide(t, q.in(c), b)
		if first.Effect != second.Effect {
			t.Fatalf("context %d: %s, then %s\n%s%s", i, first.Effect, second.Effect, q.setup.text(), more)
		}
		fill := q.fill(q.values, allKeys())
		if one, other := first.Given(fill), second.Given(fill); one.Effect != other.Effect {
			t.Fatalf("context %d, filled in: %s, then %s\n%s%s", i, one.Effect, other.Effect, q.setup.text(), more)
		}
	}
}

// TestDenyNeverWidens holds that one more Deny statement in any policy leaves
// nothing allowed that was not.
func TestDenyNeverWidens(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := drawQuestion(t)
		if len(q.setup.slots) == 0 {
			return
		}
		which := rapid.IntRange(0, len(q.setup.slots)-1).Draw(t, "slot")
		layer := q.setup.slots[which].layer
		deny := drawStatement(t, policy.Deny, layer == authz.LayerResource || layer == authz.LayerRCP)
		more := parsed(t, `{"Version":"2012-10-17","Statement":`+deny+`}`).Statements[0]
		denying := q.setup.mapped(func(d *policy.Document) *policy.Document {
			if d != q.setup.slots[which].document {
				return d
			}
			out := *d
			out.Statements = append([]policy.Statement{more}, d.Statements...)
			return &out
		})
		before, after := q.setup.compile(nil), denying.compile(nil)
		for _, c := range q.contexts(t) {
			was, is := decide(t, q.in(c), before), decide(t, q.in(c), after)
			if is.Effect == authz.Allowed && was.Effect != authz.Allowed {
				t.Fatalf("%s became %s by %s\n%s", was.Effect, is.Effect, deny, q.setup.text())
			}
			fill := q.fill(drawValues(t), allKeys())
			if was, is := was.Given(fill), is.Given(fill); is.Effect == authz.Allowed && was.Effect != authz.Allowed {
				t.Fatalf("filled in, %s became %s by %s\n%s", was.Effect, is.Effect, deny, q.setup.text())
			}
		}
	})
}

// TestOrderNeverMatters holds that policies, statements, keys and items decide
// alike in any order.
func TestOrderNeverMatters(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := drawQuestion(t)
		other := q.setup.mapped(func(d *policy.Document) *policy.Document { return reordered(t, d) })
		other.slots = shuffled(t, other.slots)
		sameDecisions(t, q, q.setup.compile(nil), other.compile(nil), other.text())
	})
}

// reordered is d in any other order.
func reordered(t *rapid.T, d *policy.Document) *policy.Document {
	out := parsed(t, d.Indent(""))
	out.Statements = shuffled(t, out.Statements)
	items := func(l *policy.List) {
		if l != nil {
			l.Values = shuffled(t, l.Values)
		}
	}
	for i := range out.Statements {
		st := &out.Statements[i]
		for _, l := range []*policy.List{st.Action, st.NotAction, st.Resource, st.NotResource} {
			items(l)
		}
		for _, p := range []*policy.Principals{st.Principal, st.NotPrincipal} {
			if p == nil {
				continue
			}
			p.Entries = shuffled(t, p.Entries)
			for j := range p.Entries {
				items(&p.Entries[j].Names)
			}
		}
		if st.Condition == nil {
			continue
		}
		st.Condition.Operators = shuffled(t, st.Condition.Operators)
		for j := range st.Condition.Operators {
			op := &st.Condition.Operators[j]
			op.Keys = shuffled(t, op.Keys)
			for k := range op.Keys {
				op.Keys[k].Values = shuffled(t, op.Keys[k].Values)
			}
		}
	}
	return out
}

// shuffled is a list in any order.
func shuffled[T any](t *rapid.T, list []T) []T {
	if len(list) < 2 {
		return list
	}
	return rapid.Permutation(list).Draw(t, "order")
}

// TestCanonicalDecidesAlike holds that the canonical form of a policy decides
// as the policy does.
func TestCanonicalDecidesAlike(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := drawQuestion(t)
		other := q.setup.mapped(func(d *policy.Document) *policy.Document { return parsed(t, string(d.Canonical("aws"))) })
		sameDecisions(t, q, q.setup.compile(nil), other.compile(nil), other.text())
	})
}
