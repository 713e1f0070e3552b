package check

import (
	"fmt"
	"strings"

	"hotline/authz"
	"hotline/org"
	"hotline/reach"
)

// judgeUsable is hotline's own verdict: a role exists that named people or
// automation can really assume today, that then really reaches AWS Support, by
// the API and by the console, and that can do nothing else of consequence.
func judgeUsable(in *Input) Verdict {
	j := judge{in: in,
		is:  "can be assumed, reaches AWS Support and changes nothing else",
		are: "can be assumed, reach AWS Support and change nothing else",
	}
	for _, r := range in.SupportRoles() {
		h := Holder{ARN: r.ARN, Type: RoleType, Location: r.Location, name: r.Name}
		switch faults, doubts := in.Faults(r); {
		case faults != nil:
			j.exclude(h, strings.Join(faults, " and "))
		case doubts != nil:
			j.doubt(h, strings.Join(doubts, " and "))
		default:
			j.count(h)
		}
	}
	return j.verdict(roleOnly, "no role")
}

// Faults lists why a support role is not usable, and what is not known about
// that. Both are nil of one that is.
func (in *Input) Faults(r *org.Role) (faults, doubts []string) {
	for _, ask := range []func(*org.Role) (string, Outcome){in.letsSomebodyIn, in.reachesSupport, in.isNarrow} {
		text, outcome := ask(r)
		if outcome == Fail {
			faults = append(faults, text)
		}
		if outcome == Unknown {
			doubts = append(doubts, text)
		}
	}
	return faults, doubts
}

// letsSomebodyIn asks whether named people or automation can assume the role.
func (in *Input) letsSomebodyIn(r *org.Role) (string, Outcome) {
	actor := in.Index.Actor(r.ARN)
	if actor == nil {
		return "nothing is known of whom it lets in", Unknown
	}
	unknown, open := false, false
	for _, e := range in.Index.WhoCanAssume(actor).Can {
		switch effect := in.Begins(&e); {
		case e.Actor.Kind == reach.Anyone:
			open = open || effect != ""
		case effect == authz.Unknown:
			unknown = true
		case effect != "":
			return "", Pass
		}
	}
	switch {
	case open:
		return "everybody who has an AWS account can assume it, and nobody by name", Fail
	case unknown || r.Trust.Policy == nil:
		return "a policy that is not known decides who can assume it", Unknown
	}
	return "nobody can assume it", Fail
}

// reachesSupport asks whether the role can open and read cases, by the API and
// by the console.
func (in *Input) reachesSupport(r *org.Role) (string, Outcome) {
	actor := in.Index.Actor(r.ARN)
	if actor == nil {
		return "nothing is known of what it can do", Unknown
	}
	for _, name := range []string{"open-case", "read-cases", "console"} {
		ability, _ := reach.FindAbility(name)
		switch s := in.Index.Stands(actor, ability); s.Effect {
		case authz.Allowed, authz.Conditional:
		case authz.Unknown:
			return "a policy that is not known decides whether it can " + ability.Title, Unknown
		default:
			return "it cannot " + ability.Title + because(s.Blockers), Fail
		}
	}
	return "", Pass
}

// because names what stops somebody.
func because(blockers []reach.Blocker) string {
	var parts []string
	for _, b := range blockers {
		parts = append(parts, b.String())
	}
	if parts == nil {
		return ""
	}
	return ": " + strings.Join(parts, ", ")
}

// SupportServices are the services that a support role is for.
func SupportServices() []string { return []string{"support", "support-console"} }

// isNarrow asks whether the role can do nothing else of consequence: nothing
// but read.
func (in *Input) isNarrow(r *org.Role) (string, Outcome) {
	if in.Settings.Actions == nil {
		return "what else it can do was not looked at", Unknown
	}
	rest, known := in.Extent(r)
	if !known {
		return "a policy that is not known decides what else it can do", Unknown
	}
	n, first := 0, ""
	for _, l := range rest {
		if !l.ReadOnly() {
			if n++; first == "" {
				first = l.Action.String()
			}
		}
	}
	if n == 0 {
		return "", Pass
	}
	return fmt.Sprintf("it can do %d other actions that change something, as %s", n, first), Fail
}
