package reach

import (
	"cmp"
	"slices"

	"hotline/authz"
)

// A Standing is what somebody can do by itself.
type Standing struct {
	Effect    authz.Effect
	Condition *authz.Formula // on what Effect depends
	Blockers  []Blocker      // where something above its own policies stops it
}

// Stands says whether an actor can do something without becoming another.
func (x *Index) Stands(a *Actor, ability Ability) Standing {
	h := x.direct(a, ability)
	out := Standing{Effect: h.effect, Condition: h.condition}
	if rank(h.effect) < 0 {
		s, _ := x.stopped(a, ability)
		out.Blockers = s.Blockers
	}
	return out
}

// Limits says what the organization leaves of an ability to a role of an account
// whose own policies allow it everything.
func (x *Index) Limits(account, partition string, ability Ability) Standing {
	return x.Stands(&Actor{
		Kind: Role, ARN: "arn:" + partition + ":iam::" + account + ":role/any", Account: account,
		held: []Held{{Policy: everything()[0]}}, tagged: true,
	}, ability)
}

// held is what an actor's own policies let it do.
type held struct {
	effect    authz.Effect
	bare      authz.Effect // effect where no second factor was given
	condition *authz.Formula
	decisions []decided
}

// decided is one action that is allowed, perhaps.
type decided struct {
	action   authz.Action
	decision authz.Decision
	bare     authz.Effect
}

// direct decides the actions of an ability for an actor.
func (x *Index) direct(a *Actor, ability Ability) held {
	denied := held{effect: authz.ImplicitlyDenied, bare: authz.ImplicitlyDenied}
	var list []decided
	for _, action := range ability.Actions {
		if !a.mayAllow(action) {
			if ability.All {
				return denied
			}
			continue
		}
		p, effect := x.ask(a, action, ability.Resource)
		switch {
		case rank(effect) >= 0:
			d := authz.Evaluate(p.request, p.policies)
			list = append(list, decided{action, d, bare(d)})
		case ability.All:
			return held{effect: effect, bare: effect}
		case effect == authz.ExplicitlyDenied:
			denied.effect, denied.bare = effect, effect
		}
	}
	if list == nil {
		return denied
	}
	return together(list, ability.All)
}

// together sums some actions up, of which all are needed, or one.
func together(list []decided, all bool) held {
	out := held{decisions: list}
	best := func(effect func(decided) authz.Effect) authz.Effect {
		certain := func(a, b decided) int { return cmp.Compare(rank(effect(a)), rank(effect(b))) }
		if all {
			if i := slices.IndexFunc(list, func(d decided) bool { return rank(effect(d)) < 0 }); i >= 0 {
				return effect(list[i])
			}
			return effect(slices.MaxFunc(list, certain))
		}
		able := slices.DeleteFunc(slices.Clone(list), func(d decided) bool { return rank(effect(d)) < 0 })
		if len(able) == 0 {
			return authz.ImplicitlyDenied
		}
		return effect(slices.MinFunc(able, certain))
	}
	out.effect = best(func(d decided) authz.Effect { return d.decision.Effect })
	out.bare = best(func(d decided) authz.Effect { return d.bare })
	var formulas []*authz.Formula
	for _, d := range list {
		if all || d.decision.Effect == out.effect {
			formulas = append(formulas, d.decision.Condition)
		}
	}
	if out.condition = authz.AnyOf(formulas...); all {
		out.condition = authz.AllOf(formulas...)
	}
	return out
}

// stopped reports whether the own policies of an actor allow it what the
// organization or its boundary denies.
func (x *Index) stopped(a *Actor, ability Ability) (Stopped, bool) {
	out := Stopped{Actor: a}
	for _, action := range ability.Actions {
		p, alone, able := x.alone(a, action, ability.Resource)
		switch {
		case able:
			for _, b := range blockers(p) {
				if !slices.Contains(out.Blockers, b) {
					out.Blockers = append(out.Blockers, b)
				}
			}
			out.Ways = append(out.Ways, x.ways(a, []decided{{action: action, decision: alone}})...)
		case ability.All:
			return Stopped{Actor: a}, false
		}
	}
	return out, out.Blockers != nil
}

// alone decides an action by nothing but an actor's own policies, and reports
// whether they allow it.
func (x *Index) alone(a *Actor, action authz.Action, resource string) (plea, authz.Decision, bool) {
	if !a.mayAllow(action) {
		return plea{}, authz.Decision{}, false
	}
	p, _ := x.ask(a, action, resource)
	d := authz.Evaluate(p.request, &authz.Policies{Identity: p.policies.Identity})
	return p, d, rank(d.Effect) >= 0
}
