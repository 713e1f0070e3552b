package app

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"hotline/authz"
	"hotline/check"
	"hotline/check/rules"
	"hotline/org"
	"hotline/plan"
	"hotline/reach"
)

// A judge says what a plan does to who can do what.
type judge struct {
	organization  *org.Organization
	ability       reach.Ability
	now           string
	before, after *reach.Index
	auditor       *check.Auditor // of what was before, with trustRules
}

func newJudge(o *org.Organization, ability reach.Ability, read []*planned, now string) (*judge, error) {
	settings := check.DefaultSettings()
	var err error
	if settings.Now, err = time.Parse(time.RFC3339, now); err != nil {
		return nil, err
	}
	var before []*reach.Digest
	for _, p := range read {
		before = append(before, p.before)
	}
	j := &judge{organization: o, ability: ability, now: now, auditor: check.NewAuditor(o, before, trustRules(), settings)}
	j.before = j.auditor.Index()
	parallel(len(read), func(i int) { read[i].old = j.whoCan(j.before, read[i]) })
	return j, nil
}

// whoCan is who can open cases in an account; nobody, where its id is not known.
func (j *judge) whoCan(x *reach.Index, p *planned) *reach.Answer {
	if p.ID == "" {
		return &reach.Answer{Ability: j.ability}
	}
	return x.WhoCan(j.ability, p.ID)
}

// look looks at the accounts as they are after the changes that are left.
func (j *judge) look(read []*planned) {
	var after []*reach.Digest
	for _, p := range read {
		if p.Outcome == plan.Changes {
			after = append(after, p.after)
		} else {
			after = append(after, p.before)
		}
	}
	j.after = reach.NewIndex(j.organization, after, j.now)
	parallel(len(read), func(i int) { read[i].recent = j.whoCan(j.after, read[i]) })
}

// keepOpen refuses the changes that would close an account to all people: of the
// account itself, or of those by whose roles people came in. Without those
// changes others may close one, so that it looks again.
func (j *judge) keepOpen(read []*planned) {
	for {
		refused := false
		for _, closed := range read {
			if !closed.isClosed() {
				continue
			}
			if closed.Outcome == plan.Changes {
				closed.refuse(noPerson)
				refused = true
				continue
			}
			for _, p := range read {
				if p.Outcome == plan.Changes && isOnTheWay(closed.old, p) {
					p.refuse("afterwards no person could open a case in account " + closed.ID + " any more")
					refused = true
				}
			}
		}
		if !refused {
			return
		}
		j.look(read)
	}
}

const noPerson = "afterwards no person could open a case in the account any more"

func (p *planned) refuse(reason string) {
	p.Outcome, p.Reason, p.Changes = plan.Refused, reason, nil
}

// isClosed reports whether a person could open cases before, and none can
// afterwards.
func (p *planned) isClosed() bool { return hasPerson(p.old.Can) && !hasPerson(p.recent.Can) }

// isOnTheWay reports whether somebody who could do something is of an account, or
// came by a role of it.
func isOnTheWay(answer *reach.Answer, p *planned) bool {
	return slices.ContainsFunc(answer.Can, func(e reach.Entry) bool {
		return e.Actor.Account == p.ID || slices.ContainsFunc(e.Chains, func(c reach.Chain) bool {
			return slices.ContainsFunc(c.Hops, func(h reach.Hop) bool { return h.From.Account == p.ID || h.To.Account == p.ID })
		})
	})
}

// trustRules are the rules of an audit that a trust policy can break.
func trustRules() []check.Rule {
	return slices.DeleteFunc(rules.All(), func(r check.Rule) bool {
		return !strings.HasPrefix(r.Name, "trust-") && r.Name != "usable-by-someone"
	})
}

// mended adds to the changes of trust policies which rules they mend. The account
// is asked for only where there is such a change.
func (j *judge) mended(a *plan.Account, account func() *org.Account) {
	var report *check.AccountReport
	for i := range a.Changes {
		c := &a.Changes[i]
		if c.Field != plan.Trust {
			continue
		}
		if report == nil {
			report = j.auditor.Account(account())
		}
		var broken []string
		for _, f := range report.Findings {
			if f.Outcome == check.Fail && strings.HasSuffix(f.Resource, "/"+c.Name) && !slices.Contains(broken, f.Rule.ID) {
				broken = append(broken, f.Rule.ID)
			}
		}
		slices.Sort(broken)
		c.Rule = strings.Join(broken, ", ")
	}
}

// weigh adds who gains and who loses to the changes of an account.
func (j *judge) weigh(p *planned) {
	a := &p.Account
	if a.Outcome != plan.Changes {
		return
	}
	if p.isClosed() {
		c := &a.Changes[len(a.Changes)-1]
		c.Risk = strings.TrimPrefix(c.Risk+"; "+noPerson, "; ")
	}
	for _, r := range resources(a.Changes) {
		c := &a.Changes[mainChange(a.Changes, r)]
		if r.Kind == plan.Role {
			gains, loses := j.assumers(a, r)
			c.Gains, c.Loses = append(c.Gains, gains...), append(c.Loses, loses...)
		}
	}
	for _, turn := range reach.Compare(p.old, p.recent) {
		j.attribute(a, turn)
	}
	for i := range a.Changes {
		a.Changes[i].Risk = risk(&a.Changes[i])
	}
}

// hasPerson reports whether a person can do something: who is no root user,
// service or role. A role is somebody's, who is listed too.
func hasPerson(entries []reach.Entry) bool {
	return slices.ContainsFunc(entries, func(e reach.Entry) bool {
		switch e.Actor.Kind {
		case reach.User, reach.PermissionSet, reach.Federated, reach.ForeignUser, reach.Foreign, reach.Anyone:
			return e.Effect == authz.Allowed || e.Effect == authz.Conditional
		default:
			return false
		}
	})
}

// resources lists what changes are about, each once.
func resources(changes []plan.Change) []plan.Resource {
	var out []plan.Resource
	for _, c := range changes {
		if r := c.Resource(); !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

// mainChange is the change of a resource that decides most about access.
func mainChange(changes []plan.Change, r plan.Resource) int {
	best, weight := -1, -1
	for i, c := range changes {
		if c.Resource() != r {
			continue
		}
		w := slices.Index([]plan.Field{plan.Tag, plan.Description, plan.Session, plan.InstanceProfile, plan.Boundary, plan.Inline, plan.Attached, plan.Trust, plan.Itself}, c.Field)
		if w > weight {
			best, weight = i, w
		}
	}
	return best
}

// assumers compares who can assume a role before and after.
func (j *judge) assumers(a *plan.Account, r plan.Resource) (gains, loses []string) {
	can := func(x *reach.Index) map[string]authz.Effect {
		out := map[string]authz.Effect{}
		if role := x.Role(a.ID, r.Name); role != nil {
			for _, e := range x.WhoCanAssume(role).Can {
				out[name(e.Actor)] = e.Effect
			}
		}
		return out
	}
	old, recent := can(j.before), can(j.after)
	what := "assume " + r.Name
	return gained(old, recent, what), gained(recent, old, what)
}

func gained(old, recent map[string]authz.Effect, what string) []string {
	var out []string
	for who, effect := range recent {
		if _, had := old[who]; !had {
			out = append(out, who+": "+what+suffix(effect))
		}
	}
	slices.Sort(out)
	return out
}

func suffix(e authz.Effect) string {
	switch e {
	case authz.Conditional:
		return ", under conditions"
	case authz.Unknown:
		return ", perhaps"
	default:
		return ""
	}
}

// name is what an actor is called.
func name(a *reach.Actor) string {
	if a.ARN != "" {
		return a.ARN
	}
	return strings.TrimSpace(string(a.Kind) + " " + a.Name)
}

// holders lists by whom of an account somebody can do something: itself, its
// groups, and the roles that it becomes, the last first.
func holders(e *reach.Entry, account string) []plan.Resource {
	if e == nil {
		return nil
	}
	var out []plan.Resource
	if e.Actor.Account == account {
		out = append(out, plan.Resource{Kind: plan.Kind(e.Actor.Kind), Name: e.Actor.Name})
		for _, w := range e.Ways {
			out = append(out, plan.Resource{Kind: plan.Group, Name: w.Group})
		}
	}
	for _, c := range e.Chains {
		for _, h := range slices.Backward(c.Hops) {
			if h.To.Account == account {
				out = append(out, plan.Resource{Kind: plan.Role, Name: h.To.Name})
			}
		}
	}
	return out
}

// attribute adds a turn of who can open cases to the change that makes it: one
// of whom it has that by, or else the main one of the account.
func (j *judge) attribute(a *plan.Account, turn reach.Change) {
	i := -1
	if turn.Actor.Kind == reach.Role && isCreated(a.Changes, turn.Actor.Name) && turn.Actor.Account == a.ID {
		return // that it can what it is for goes without saying
	}
	now, then := holders(turn.After, a.ID), holders(turn.Before, a.ID)
	if turn.Turn == reach.Lost {
		now, then = then, now
	}
	for _, r := range append(now, then...) {
		if i < 0 {
			i = mainChange(a.Changes, r)
		}
	}
	if i < 0 {
		for n, c := range a.Changes {
			if i < 0 || c.Field == plan.Itself || c.Field == plan.Trust && a.Changes[i].Field != plan.Itself {
				i = n
			}
		}
	}
	c := &a.Changes[i]
	switch text := name(turn.Actor) + ": open cases"; turn.Turn {
	case reach.Gained:
		if turn.Before != nil {
			text += ", no longer under conditions alone"
		}
		c.Gains = append(c.Gains, text)
	case reach.Lost:
		if turn.After != nil {
			text += " without conditions"
		}
		c.Loses = append(c.Loses, text)
	case reach.Uncertain:
		c.Loses = append(c.Loses, text+", perhaps")
	case reach.Changed:
		c.Gains = append(c.Gains, text+", under other conditions")
	}
}

// isCreated reports whether a role comes, or goes.
func isCreated(changes []plan.Change, role string) bool {
	return slices.ContainsFunc(changes, func(c plan.Change) bool { return c.Field == plan.Itself && c.Name == role })
}

// risk is what a change may do to people, in words.
func risk(c *plan.Change) string {
	var parts []string
	if c.Risk != "" {
		parts = append(parts, c.Risk)
	}
	var losers []string
	for _, text := range c.Loses {
		if who, _, _ := strings.Cut(text, ": "); !slices.Contains(losers, who) {
			losers = append(losers, who)
		}
	}
	if n := len(losers); n > 0 {
		parts = append(parts, fmt.Sprintf("narrows access for %d", n))
	}
	return strings.Join(parts, "; ")
}
