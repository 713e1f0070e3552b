package policy

import "strings"

// Clone is a copy of s that shares nothing with the text that s was parsed
// from, which can then be let go.
func (s *Statement) Clone() *Statement {
	out := *s
	out.Sid = cloneText(s.Sid)
	out.Effect.Value = strings.Clone(s.Effect.Value)
	out.Principal, out.NotPrincipal = s.Principal.clone(), s.NotPrincipal.clone()
	out.Action, out.NotAction = s.Action.clone(), s.NotAction.clone()
	out.Resource, out.NotResource = s.Resource.clone(), s.NotResource.clone()
	out.Condition = s.Condition.clone()
	out.Unknown = cloneUnknown(s.Unknown)
	return &out
}

func cloneText(t *Text) *Text {
	if t == nil {
		return nil
	}
	return &Text{strings.Clone(t.Value), t.Position}
}

func (l *List) clone() *List {
	if l == nil {
		return nil
	}
	out := &List{Form: l.Form, Values: make([]Text, len(l.Values))}
	for i := range l.Values {
		out.Values[i] = *cloneText(&l.Values[i])
	}
	return out
}

func (p *Principals) clone() *Principals {
	if p == nil {
		return nil
	}
	out := *p
	out.Entries = make([]PrincipalEntry, len(p.Entries))
	for i := range p.Entries {
		e := &p.Entries[i]
		out.Entries[i] = PrincipalEntry{Kind: *cloneText(&e.Kind), Names: *e.Names.clone()}
	}
	out.Unknown = cloneUnknown(p.Unknown)
	return &out
}

func (c *Condition) clone() *Condition {
	if c == nil {
		return nil
	}
	out := &Condition{Position: c.Position, Operators: make([]Operator, len(c.Operators))}
	for i, op := range c.Operators {
		keys := make([]ConditionKey, len(op.Keys))
		for j, k := range op.Keys {
			keys[j] = ConditionKey{Name: *cloneText(&k.Name), Form: k.Form, Values: make([]Value, len(k.Values))}
			for n := range k.Values {
				keys[j].Values[n] = Value{Text: *cloneText(&k.Values[n].Text), Kind: k.Values[n].Kind}
			}
		}
		out.Operators[i] = Operator{Name: *cloneText(&op.Name), Keys: keys}
	}
	return out
}

func cloneUnknown(list []Unknown) []Unknown {
	if list == nil {
		return nil
	}
	out := make([]Unknown, len(list))
	for i, u := range list {
		out[i] = Unknown{Key: *cloneText(&u.Key), Raw: strings.Clone(u.Raw)}
	}
	return out
}
