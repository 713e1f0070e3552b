package policy_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hotline/jsonscan"
	"hotline/policy"
)

// checkCanonical checks that the canonical form of d is a document, and its
// own canonical form.
func checkCanonical(t fataler, d *policy.Document, partition string) {
	t.Helper()
	canonical := string(d.Canonical(partition))
	again := mustParse(t, canonical)
	if got := string(again.Canonical(partition)); got != canonical {
		t.Fatalf("the canonical form of\n%s\nis\n%s", canonical, got)
	}
	if !policy.Equivalent(d, again, partition) {
		t.Fatalf("not equivalent to its canonical form:\n%s", canonical)
	}
}

func partitions() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"aws", "aws-cn", "aws-us-gov"})
}

func TestCanonicalIsCanonical(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		checkCanonical(t, mustParse(t, documents().Draw(t, "document")), partitions().Draw(t, "partition"))
	})
}

// Two documents from the generator seldom mean the same; documents that were
// respelled always do.
func TestCanonicalIgnoresSpelling(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text, partition := documents().Draw(t, "document"), partitions().Draw(t, "partition")
		want := string(mustParse(t, text).Canonical(partition))
		d := mustParse(t, text)
		r := respeller{t, partition}
		r.document(d)
		if got := string(d.Canonical(partition)); got != want {
			t.Fatalf("respelled\n%s\nthe canonical form is\n%s\nwant\n%s", marshal(t, d), got, want)
		}
		// The same holds for the text of the respelled document.
		if got := string(mustParse(t, marshal(t, d)).Canonical(partition)); got != want {
			t.Fatalf("respelled as\n%s\nthe canonical form is\n%s\nwant\n%s", marshal(t, d), got, want)
		}
	})
}

func TestCanonicalTellsEffectsApart(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := mustParse(t, documents().Draw(t, "document"))
		if len(d.Statements) == 0 {
			t.Skip()
		}
		d.Statements = d.Statements[:1]
		before := string(d.Canonical("aws"))
		effect := &d.Statements[0].Effect.Value
		*effect = map[string]string{policy.Allow: policy.Deny, policy.Deny: policy.Allow}[*effect]
		if string(d.Canonical("aws")) == before {
			t.Fatalf("the same for both effects: %s", before)
		}
	})
}

// A respeller changes how a document is written, and not what it means.
type respeller struct {
	*rapid.T
	partition string
}

func (r respeller) document(d *policy.Document) {
	if d.Version == nil && maybe(r.T, "write Version") {
		d.Version = text(policy.Version2008)
	}
	d.ID = nil
	d.Statements = shuffled(r.T, d.Statements)
	d.Statement.Single = len(d.Statements) == 1 && maybe(r.T, "alone")
	for i := range d.Statements {
		r.statement(&d.Statements[i])
	}
}

func (r respeller) statement(st *policy.Statement) {
	st.Sid = text("Another")
	r.list(st.Action, r.anyCase)
	r.list(st.NotAction, r.anyCase)
	r.list(st.Resource, nil)
	r.list(st.NotResource, nil)
	r.principals(st.Principal)
	r.principals(st.NotPrincipal)
	if st.Condition == nil {
		st.Condition = new(policy.Condition)
	}
	st.Condition.Operators = append(shuffled(r.T, st.Condition.Operators), policy.Operator{Name: *text("Unused")})
	for _, op := range st.Condition.Operators {
		for i := range op.Keys {
			r.values(&op.Keys[i])
		}
		copy(op.Keys, shuffled(r.T, op.Keys))
	}
}

func (r respeller) list(l *policy.List, spell func(string) string) {
	if l == nil {
		return
	}
	l.Values = again(r.T, shuffled(r.T, l.Values))
	for i := range l.Values {
		if spell != nil {
			l.Values[i].Value = spell(l.Values[i].Value)
		}
	}
	l.Single = len(l.Values) == 1 && maybe(r.T, "alone")
}

func (r respeller) values(k *policy.ConditionKey) {
	k.Values = again(r.T, shuffled(r.T, k.Values))
	for i := range k.Values {
		k.Values[i].Kind = jsonscan.String
	}
	k.Single = len(k.Values) == 1 && maybe(r.T, "alone")
}

func (r respeller) principals(p *policy.Principals) {
	if p == nil {
		return
	}
	if p.Star {
		*p = policy.Principals{Entries: []policy.PrincipalEntry{{Kind: *text("AWS"), Names: many("*", "*")}}}
	}
	p.Entries = shuffled(r.T, p.Entries)
	for i := range p.Entries {
		spell := r.account
		if p.Entries[i].Kind.Value != "AWS" {
			spell = nil
		}
		r.list(&p.Entries[i].Names, spell)
	}
}

// account writes the root of an account as its id, and the other way round.
func (r respeller) account(name string) string {
	prefix, suffix := "arn:"+r.partition+":iam::", ":root"
	if id := strings.TrimSuffix(strings.TrimPrefix(name, prefix), suffix); name == prefix+id+suffix && policy.IsAccountID(id) {
		return id
	}
	if policy.IsAccountID(name) {
		return prefix + name + suffix
	}
	return name
}

// anyCase changes the case of ASCII letters in s.
func (r respeller) anyCase(s string) string {
	upper := maybe(r.T, "upper case")
	return strings.Map(func(c rune) rune {
		switch {
		case upper && 'a' <= c && c <= 'z':
			return c - 'a' + 'A'
		case !upper && 'A' <= c && c <= 'Z':
			return c - 'A' + 'a'
		}
		return c
	}, s)
}

// shuffled is list in any order.
func shuffled[T any](t *rapid.T, list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return rapid.Permutation(list).Draw(t, "order")
}

// again is list, maybe with its first item once more.
func again[T any](t *rapid.T, list []T) []T {
	if len(list) == 0 || !maybe(t, "again") {
		return list
	}
	return append(list[:len(list):len(list)], list[0])
}
