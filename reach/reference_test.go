package reach_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hotline/authz"
	"hotline/org"
	"hotline/reach"
)

func order(e authz.Effect) int {
	return slices.Index([]authz.Effect{authz.Allowed, authz.Conditional, authz.Unknown}, e)
}

func worse(a, b authz.Effect) authz.Effect {
	if order(b) > order(a) {
		return b
	}
	return a
}

// can decides whether somebody can do something by their own policies.
func (n *naive) can(w *who, bare bool, action string) authz.Effect {
	if w.kind != "root" && w.kind != "user" && w.kind != "role" {
		return authz.ImplicitlyDenied
	}
	act, _ := authz.ParseAction(action)
	p := &authz.Policies{Identity: w.identity, Boundary: w.boundary, SCPs: n.levels(w.account, org.SCP), RCPs: n.levels(w.account, org.RCP)}
	decide := func(region string) authz.Effect {
		r := &authz.Request{Principal: n.principal(w.spec), Action: act, Resource: "*", Context: n.context(w, bare, w.account, region)}
		r.ResourceInManagement = n.world.Organization != nil && w.account == managing
		return authz.Evaluate(r, p).Effect
	}
	effect := decide("us-east-1")
	if order(effect) >= 0 {
		return effect
	}
	for _, region := range []string{"us-west-2", "eu-west-1"} {
		if order(decide(region)) >= 0 {
			return decide("")
		}
	}
	return effect
}

// alone decides whether somebody's own policies allow something.
func (n *naive) alone(w *who, action string) authz.Effect {
	act, _ := authz.ParseAction(action)
	r := &authz.Request{Principal: n.principal(w.spec), Action: act, Resource: "*", Context: n.context(w, w.bare, w.account, "us-east-1")}
	return authz.Evaluate(r, &authz.Policies{Identity: w.identity}).Effect
}

// A state is a session of a role that somebody has come to.
type state struct {
	role    *who
	session string
}

// shortest is the number of roles that somebody must assume to come to a goal,
// with nothing less certain than worst; 0 where they cannot.
func (n *naive) shortest(from *who, goals func(*who) authz.Effect, worst int, cache map[string]authz.Effect) int {
	passes := func(e authz.Effect) bool { return 0 <= order(e) && order(e) <= worst }
	var level []state
	if from.kind == "role" {
		level = []state{{from, ""}, {from, "x"}}
	}
	seen := map[state]bool{}
	for length := 1; length < 12; length++ {
		var further []state
		for _, to := range n.all {
			for _, name := range []string{"", "x"} {
				next := state{to, name}
				if to.kind != "role" || seen[next] {
					continue
				}
				entered := length == 1 && from.kind != "role" && passes(n.cached(cache, from, "", from.bare, to, name))
				for _, at := range level {
					entered = entered || passes(n.cached(cache, at.role, at.session, from.bare, to, name))
				}
				if !entered {
					continue
				}
				if name == "" && passes(goals(to)) { // what the last session is called is asked of nobody
					return length
				}
				seen[next] = true
				further = append(further, next)
			}
		}
		level = further
	}
	return 0
}

func (n *naive) cached(cache map[string]authz.Effect, w *who, session string, bare bool, role *who, name string) authz.Effect {
	key := strings.Join([]string{w.arn, session, fmt.Sprint(bare), role.arn, name}, " ")
	e, known := cache[key]
	if !known {
		e = n.enter(w, session, bare, role, name)
		cache[key] = e
	}
	return e
}

// A line is what is compared of an entry.
type line struct {
	who, direct string
	effect      authz.Effect
	chains      string
}

func (l line) String() string {
	return fmt.Sprintf("%s: %s, directly %q, by %s", l.who, l.effect, l.direct, l.chains)
}

// ways lists what somebody can do: directly, and by chains that are shorter or
// more certain.
func (n *naive) line(w *who, direct authz.Effect, goals func(*who) authz.Effect, cache map[string]authz.Effect) (line, bool) {
	l := line{who: w.arn, effect: direct}
	if order(direct) >= 0 {
		l.direct = string(direct)
	}
	shortest := 0
	for worst := range 3 {
		if order(direct) >= 0 && order(direct) <= worst {
			break
		}
		length := n.shortest(w, goals, worst, cache)
		if length == 0 || shortest > 0 && length >= shortest {
			continue
		}
		effect := []authz.Effect{authz.Allowed, authz.Conditional, authz.Unknown}[worst]
		if shortest == 0 {
			l.effect = effect
		}
		shortest = length
		l.chains += fmt.Sprintf("%d %s, ", length, effect)
	}
	return l, order(l.effect) >= 0
}

func (n *naive) whoCan(account, action string, cache map[string]authz.Effect) (lines, almost []string) {
	direct := map[*who]authz.Effect{}
	for _, w := range n.all {
		if w.account == account {
			direct[w] = n.can(w, w.bare, action)
		}
	}
	for _, w := range n.all {
		goals := func(to *who) authz.Effect {
			if to.account != account {
				return authz.ImplicitlyDenied
			}
			return n.can(to, to.bare || w.bare, action)
		}
		own := authz.ImplicitlyDenied
		if e, inside := direct[w]; inside {
			own = e
		}
		l, can := line{who: w.arn, direct: string(own), effect: own}, order(own) >= 0
		if linked := w.kind == "role" && w.role.IsServiceLinked(); w.kind != "service" && w.kind != "root" && !linked {
			l, can = n.line(w, own, goals, cache)
		}
		_, inside := direct[w]
		switch {
		case can:
			lines = append(lines, l.String())
		case inside && (w.kind == "root" || w.kind == "user" || w.kind == "role") && order(n.alone(w, action)) >= 0:
			almost = append(almost, w.arn)
		}
	}
	slices.Sort(lines)
	slices.Sort(almost)
	return lines, almost
}

// written are the entries of an answer, but for those that stand for somebody
// who is not known.
func written(entries []reach.Entry) []string {
	var out []string
	for _, e := range entries {
		if e.Actor.Kind == reach.Foreign || e.Actor.Kind == reach.Anyone {
			continue
		}
		l := line{who: e.Actor.ARN, direct: string(e.Direct), effect: e.Effect}
		slices.SortFunc(e.Chains, func(a, b reach.Chain) int { return cmp.Compare(order(a.Effect), order(b.Effect)) })
		for _, c := range e.Chains {
			l.chains += fmt.Sprintf("%d %s, ", len(c.Hops), c.Effect)
		}
		out = append(out, l.String())
	}
	slices.Sort(out)
	return out
}

func same(t *rapid.T, b *builder, what string, got, want []string) {
	if slices.Equal(got, want) {
		return
	}
	only := func(a, b []string) string {
		out := ""
		for _, s := range a {
			if !slices.Contains(b, s) {
				out += "  " + s + "\n"
			}
		}
		return out
	}
	t.Fatalf("%s: only in the answer:\n%sonly in the reference:\n%s%s", what, only(got, want), only(want, got), b.text())
}

// compact is a policy on one line.
func compact(d org.Document) string {
	text, _ := d.Policy.MarshalJSON()
	return string(text)
}

// text prints a world, for failures.
func (b *builder) text() string {
	var out strings.Builder
	write := func(what string, p *org.Principal, more string) {
		fmt.Fprintf(&out, "%s %s %s\n", what, p.ARN, more)
		for _, i := range p.Inline {
			fmt.Fprintf(&out, "    %s\n", compact(i.Document))
		}
		for _, r := range p.Attached {
			fmt.Fprintf(&out, "    attached %s\n", r.ARN)
		}
	}
	for _, a := range b.snapshot.Accounts {
		for _, u := range a.Users {
			write("user", &u.Principal, fmt.Sprint(u.Groups, u.Tags, u.Boundary))
		}
		for _, g := range a.Groups {
			write("group", &g.Principal, "")
		}
		for _, r := range a.Roles {
			trust := "not known"
			if r.Trust.Policy != nil {
				trust = compact(r.Trust)
			}
			write("role", &r.Principal, fmt.Sprint(r.Tags, r.Boundary)+"\n    trust "+trust)
		}
		for _, p := range a.Policies {
			fmt.Fprintf(&out, "policy %s %s\n", p.ARN, compact(*p.DefaultDocument()))
		}
	}
	if o := b.snapshot.Organization; o != nil {
		for _, at := range o.Attachments {
			if p := o.Policy(at.Policy); p.Name != "FullAWSAccess" {
				text := "not known"
				if p.Document.Policy != nil {
					text = compact(p.Document)
				}
				fmt.Fprintf(&out, "%s %s on %s: %s\n", p.Type, p.Name, at.Target, text)
			} else {
				fmt.Fprintf(&out, "full access on %s\n", at.Target)
			}
		}
	}
	return out.String()
}

// TestAnswersAsTheReference compares who can do something with what comes out
// where every pair is tried.
func TestAnswersAsTheReference(t *testing.T) {
	t.Parallel()
	ability, err := reach.FindAbility("open-case")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		b := drawWorld(t)
		n, x, cache := newNaive(t, b.snapshot), b.index(), map[string]authz.Effect{}
		for _, account := range []string{managing, security, workload} {
			answer := x.WhoCan(ability, account)
			lines, almost := n.whoCan(account, "support:CreateCase", cache)
			same(t, b, "who can in "+account, written(answer.Can), lines)
			var got []string
			for _, s := range answer.Almost {
				got = append(got, s.Actor.ARN)
				if s.Blockers == nil || s.Ways == nil && s.Actor.Kind != reach.RootUser && !strings.Contains(b.text(), "gone") {
					t.Fatalf("%s almost can, by %v, but for %v\n%s", s.Actor.ARN, s.Ways, s.Blockers, b.text())
				}
			}
			slices.Sort(got)
			same(t, b, "almost in "+account, got, almost)
		}
	})
}

// TestAssumptionsAsTheReference compares who can become a role with what comes
// out where every pair is tried.
func TestAssumptionsAsTheReference(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := drawWorld(t)
		n, x, cache := newNaive(t, b.snapshot), b.index(), map[string]authz.Effect{}
		for _, role := range n.all {
			if role.kind != "role" {
				continue
			}
			var want []string
			for _, w := range n.all {
				goals := func(to *who) authz.Effect {
					if to == role {
						return authz.Allowed
					}
					return authz.ImplicitlyDenied
				}
				if w == role {
					continue
				}
				l, can := n.line(w, authz.ImplicitlyDenied, goals, cache)
				if w.kind == "service" { // of which only those are told that the role is for
					effect := n.cached(cache, w, "", true, role, "")
					l.effect, l.chains, can = effect, fmt.Sprintf("1 %s, ", effect), order(effect) >= 0
				}
				if can {
					want = append(want, l.String())
				}
			}
			slices.Sort(want)
			got := x.WhoCanAssume(x.Actor(role.arn))
			same(t, b, "who can become "+role.arn, written(got.Can), want)
			for _, r := range got.Cannot {
				if r.Reason == reach.Denied && r.Blockers == nil {
					t.Fatalf("%s is kept out of %s by nothing\n%s", r.Name, role.arn, b.text())
				}
			}
		}
	})
}
