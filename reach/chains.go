package reach

import (
	"cmp"
	"slices"

	"hotline/authz"
)

// A Chain is the way from somebody to a role that can do what is asked, by
// assuming one role after the other.
type Chain struct {
	From   *Actor
	Hops   []Hop
	Effect authz.Effect // the weakest of those of the hops and of what the last role can do
	// Condition is on what it depends that the last role can do what is asked;
	// nil where on nothing.
	Condition *authz.Formula
}

// A Hop is one role that is assumed.
type Hop struct {
	Edge
	To *Actor
}

// rank orders effects: what is certain comes first. What is denied is -1.
func rank(e authz.Effect) int {
	return slices.Index([]authz.Effect{authz.Allowed, authz.Conditional, authz.Unknown}, e)
}

// weakest is the less certain of two effects: one that is denied, if any.
func weakest(a, b authz.Effect) authz.Effect {
	if rank(a) < 0 || rank(b) >= 0 && rank(a) > rank(b) {
		return a
	}
	return b
}

// A goal is how certainly somebody can do what is asked: at all, and without a
// second factor.
type goal struct {
	effect, bare authz.Effect
	condition    *authz.Formula // on what effect depends
}

// A search looks for all who can become one of some goals.
type search struct {
	index *Index
	goals map[*Actor]goal
	bare  bool // nobody in the chain can give AWS a second factor

	most    int  // the least certain effect that was seen, as its rank
	differs bool // some effect depends on a second factor
}

// A node is a role, or one named session of it, in a chain.
type node struct {
	actor   *Actor
	session string
}

// A step is a hop, and where it leads.
type step struct {
	Hop
	to node
}

// chains finds, for everybody who can become a goal, the shortest chain of the
// most certain effect and, where one that is less certain is shorter, that,
// too. Of chains of one length that whose first role comes first is taken.
//
// A second factor is given at the beginning of a chain, or never: who cannot is
// searched for apart, if that makes a difference.
func (s *search) chains() []Chain {
	out := s.all()
	if s.differs {
		apart := &search{index: s.index, goals: s.goals, bare: true}
		out = slices.DeleteFunc(out, func(c Chain) bool { return c.From.isBare() })
		out = append(out, slices.DeleteFunc(apart.all(), func(c Chain) bool { return !c.From.isBare() })...)
	}
	slices.SortFunc(out, func(a, b Chain) int {
		return cmp.Or(compareActors(a.From, b.From), cmp.Compare(len(a.Hops), len(b.Hops)))
	})
	return out
}

// all finds the chains of everybody.
func (s *search) all() []Chain {
	var out []Chain
	shortest := map[*Actor]int{}
	for worst := 0; worst <= s.most; worst++ {
		for _, c := range s.within(worst) {
			if n, seen := shortest[c.From]; seen && n <= len(c.Hops) {
				continue
			}
			shortest[c.From] = len(c.Hops)
			out = append(out, c)
		}
	}
	return out
}

// within finds the shortest chains whose hops and goals are no less certain
// than worst: a search in breadth, from the goals backwards.
func (s *search) within(worst int) []Chain {
	next := map[node]step{} // the first hop from each node
	found := map[*Actor]bool{}
	var level, order []node
	for actor := range s.goals {
		if s.passes(s.goal(actor), worst) {
			found[actor] = true
			if actor.Kind == Role {
				level = append(level, node{actor, ""})
			}
		}
	}
	reached := map[node]bool{}
	for _, n := range level {
		reached[n] = true
	}
	for len(level) > 0 {
		slices.SortFunc(level, func(a, b node) int { return cmp.Or(compareActors(a.actor, b.actor), cmp.Compare(a.session, b.session)) })
		var further []node
		for _, to := range level {
			for _, e := range s.index.Edges(to.actor) {
				from := node{e.From, e.Session}
				e = s.arrive(e, to.session)
				if reached[from] || !s.passes(e.Effect, worst) {
					continue
				}
				reached[from] = true
				next[from] = step{Hop{e, to.actor}, to}
				if !found[e.From] {
					found[e.From] = true
					order = append(order, from)
				}
				if e.From.Kind == Role {
					further = append(further, from)
				}
			}
		}
		level = further
	}
	var out []Chain
	for _, from := range order {
		out = append(out, s.follow(from, next))
	}
	return out
}

// passes reports whether an effect is no less certain than worst, and notes it.
func (s *search) passes(e authz.Effect, worst int) bool {
	n := rank(e)
	s.most = max(s.most, n)
	return 0 <= n && n <= worst
}

// goal is how certainly a goal can do what is asked.
func (s *search) goal(a *Actor) authz.Effect {
	g := s.goals[a]
	s.differs = s.differs || g.effect != g.bare
	if s.bare {
		return g.bare
	}
	return g.effect
}

// arrive is an edge into a session of a role, of a name if one is asked for, as
// this search sees it. Only who calls sts:AssumeRole chooses the name.
func (s *search) arrive(e Edge, session string) Edge {
	s.differs = s.differs || e.Effect != e.bare
	if s.bare && e.Effect != e.bare {
		e = e.given(withoutFactor(authz.NewContext(nil)))
	}
	switch {
	case session == "" || rank(e.Effect) < 0:
	case e.From.Kind == Service || e.Action != assumeRole:
		e.Effect = weakest(e.Effect, authz.Conditional)
	default:
		e = e.given(authz.NewContext(map[string][]string{"sts:RoleSessionName": {session}}))
	}
	return e
}

// follow writes a chain out.
func (s *search) follow(from node, next map[node]step) Chain {
	c := Chain{From: from.actor, Effect: authz.Allowed}
	at := from
	for hop, more := next[at]; more; hop, more = next[at] {
		c.Hops = append(c.Hops, hop.Hop)
		c.Effect = weakest(c.Effect, hop.Effect)
		at = hop.to
	}
	end := s.goal(at.actor)
	if c.Effect = weakest(c.Effect, end); end != authz.Allowed {
		c.Condition = s.goals[at.actor].condition
	}
	return c
}
