package reach

import (
	"cmp"
	"slices"

	"hotline/authz"
)

// A Turn is how the access of somebody has changed.
type Turn string

// The turns. To have become certain where it was conditional is to gain, too.
const (
	Gained  Turn = "gained"
	Lost    Turn = "lost"
	Changed Turn = "changed" // under other conditions than before
	// Uncertain means that it is not known whether there was access, or whether
	// there is any: a policy that decides was not read.
	Uncertain Turn = "uncertain"
)

// A Change is what somebody has gained or lost of one ability in one account.
type Change struct {
	Turn    Turn
	Account string
	Ability Ability
	Actor   *Actor
	// Before and After are nil where there was, or is, no access.
	Before, After *Entry
}

// Compare says what has changed from one answer to another about the same
// ability and account. Either may be nil: there was, or is, no such account.
func Compare(before, after *Answer) []Change {
	old, recent := entriesOf(before), entriesOf(after)
	var out []Change
	for key, e := range recent {
		if turn, is := turnOf(old[key], e); is {
			out = append(out, Change{turn, after.Account, after.Ability, e.Actor, old[key], e})
		}
	}
	for key, e := range old {
		if recent[key] == nil {
			turn, _ := turnOf(e, nil)
			out = append(out, Change{turn, before.Account, before.Ability, e.Actor, e, nil})
		}
	}
	slices.SortFunc(out, func(a, b Change) int { return cmp.Or(compareActors(a.Actor, b.Actor), cmp.Compare(a.Turn, b.Turn)) })
	return out
}

// turnOf compares two entries of one actor, of which one may be nil. What is not
// known is neither gained nor lost.
func turnOf(before, after *Entry) (Turn, bool) {
	unknown := func(e *Entry) bool { return e != nil && e.Effect == authz.Unknown }
	switch {
	case unknown(before) && unknown(after):
		return Uncertain, false
	case unknown(before) || unknown(after):
		return Uncertain, true
	case after == nil || before != nil && rank(after.Effect) > rank(before.Effect):
		return Lost, true
	case before == nil || rank(after.Effect) < rank(before.Effect):
		return Gained, true
	}
	return Changed, before.conditions() != after.conditions()
}

// conditions is on what an entry depends, as text.
func (e *Entry) conditions() string {
	text := e.Condition.String()
	for _, c := range e.Chains {
		for _, h := range c.Hops {
			text += "; " + h.Session + " " + h.Condition.String()
		}
		text += "; " + c.Condition.String()
	}
	return text
}

// entriesOf are the entries of an answer, by who they are about.
func entriesOf(a *Answer) map[string]*Entry {
	out := map[string]*Entry{}
	if a != nil {
		for i := range a.Can {
			out[string(a.Can[i].Actor.Kind)+" "+a.Can[i].Actor.ARN] = &a.Can[i]
		}
	}
	return out
}
