package reach

import (
	"slices"

	"hotline/authz"
)

// An Answer says who can do something in one account.
type Answer struct {
	Ability Ability
	Account string
	Can     []Entry
	// Almost are those whom their own policies allow it, and something else
	// stops, and who cannot by another way either.
	Almost []Stopped
}

// An Entry is somebody who can do it: by themselves, with Ways, or by becoming
// somebody who can, with Chains. Of the latter there are none that are no more
// certain than what the actor can do without.
type Entry struct {
	Actor  *Actor
	Effect authz.Effect // the most certain of all ways: Allowed, Conditional or Unknown
	// Direct is the effect of the actor's own policies; empty where they do not
	// allow it.
	Direct authz.Effect
	// Condition is on what Direct depends.
	Condition *authz.Formula
	Ways      []Way
	Chains    []Chain
}

// A Stopped is somebody who almost can.
type Stopped struct {
	Actor    *Actor
	Ways     []Way
	Blockers []Blocker
}

// WhoCan says who can do something in an account of the snapshot.
func (x *Index) WhoCan(ability Ability, account string) *Answer {
	out := &Answer{Ability: ability, Account: account}
	d := x.accounts[account]
	if d == nil || !x.isOpen(account) {
		return out
	}
	goals := map[*Actor]goal{}
	entries := map[*Actor]*Entry{}
	for _, a := range d.actors {
		h := x.direct(a, ability)
		if rank(h.effect) >= 0 {
			goals[a] = goal{h.effect, h.bare, h.condition}
			entries[a] = &Entry{Actor: a, Effect: h.effect, Direct: h.effect, Condition: h.condition, Ways: x.ways(a, h.decisions)}
		} else if s, stopped := x.stopped(a, ability); stopped {
			out.Almost = append(out.Almost, s)
		}
	}
	for _, c := range (&search{index: x, goals: goals}).chains() {
		if !c.From.ServiceLinked { // acts only for its service
			enter(entries, c)
		}
	}
	for _, e := range entries {
		out.Can = append(out.Can, *e)
	}
	slices.SortFunc(out.Can, func(a, b Entry) int { return compareActors(a.Actor, b.Actor) })
	out.Almost = slices.DeleteFunc(out.Almost, func(s Stopped) bool { return entries[s.Actor] != nil })
	slices.SortFunc(out.Almost, func(a, b Stopped) int { return compareActors(a.Actor, b.Actor) })
	return out
}

// enter adds a chain to the entry of who it starts from. A service that a role
// is for is no person: it is not listed.
func enter(entries map[*Actor]*Entry, c Chain) {
	if c.From.Kind == Service {
		return
	}
	e := entries[c.From]
	if e == nil {
		e = &Entry{Actor: c.From, Effect: c.Effect}
		entries[c.From] = e
	}
	if rank(c.Effect) < rank(e.Effect) {
		e.Effect = c.Effect
	}
	e.Chains = append(e.Chains, c)
}
