package app

import (
	"fmt"
	"slices"
	"strings"

	"hotline/authz"
	"hotline/check"
	"hotline/desired"
	"hotline/org"
	"hotline/plan"
	"hotline/reach"
)

// Plan works out what is to be changed in the accounts of a source. An account
// that is not in it, and that the organization lists, is unknown.
func Plan(source Source, w *plan.Wish, now string) (*plan.Plan, error) {
	o := source.Organization()
	tree := org.NewTree(o)
	out := &plan.Plan{Schema: plan.Schema, Purpose: "apply", Mode: w.Mode, Snapshot: now}
	if o != nil {
		out.Organization = o.ID
	}
	if w.Remove {
		out.Purpose = "remove"
	}
	ability, err := reach.FindAbility("open-case")
	if err != nil {
		return nil, err
	}
	actions := append(reach.AssumeActions(), ability.Actions...)
	read := each(source, func(a *org.Account) *planned { return planAccount(a, tree, w, actions) })
	for _, p := range read {
		if p.err != nil {
			return nil, p.err
		}
	}
	j, err := newJudge(o, ability, read, now)
	if err != nil {
		return nil, err
	}
	if j.look(read); !w.Remove { // who takes all back is told of it as a risk
		j.keepOpen(read)
	}
	weighGrants(read)
	parallel(len(read), func(i int) {
		j.weigh(read[i])
		j.use(&read[i].Account, w.Config.Trust.People)
		j.mended(&read[i].Account, func() *org.Account { return source.Account(i) })
	})
	for _, p := range read {
		out.Accounts = append(out.Accounts, p.Account)
	}
	out.Roles = w.SupportRoles(partitions(read)...)
	out.Accounts = append(out.Accounts, absent(o, j.before, tree, w)...)
	out.Sort()
	return out, nil
}

// partitions lists those of some accounts, each once.
func partitions(read []*planned) []string {
	var out []string
	for _, p := range read {
		if p.Partition != "" && !slices.Contains(out, p.Partition) {
			out = append(out, p.Partition)
		}
	}
	return out
}

// planned is what is planned for an account, and what it is to the others before
// and after.
type planned struct {
	plan.Account
	before, after *reach.Digest
	old, recent   *reach.Answer // who can open cases in it, as a judge sees it
	err           error
}

func planAccount(a *org.Account, tree *org.Tree, w *plan.Wish, actions []authz.Action) *planned {
	above, whole := tree.Above(a.ID)
	concerned, rest := w.Split(a)
	p := &planned{Account: w.Account(concerned, above), before: check.Digest(a)}
	p.after = p.before
	if !w.Remove && !isScopeKnown(w.Config.Scope, a.ID, above, whole) {
		p.Account = unscoped(w, concerned)
	}
	if p.Outcome != plan.Changes {
		return p
	}
	s := plan.StateOf(concerned)
	for _, c := range p.Changes {
		if ok, err := c.Apply(s, a.Partition); err != nil || !ok {
			p.err = fmt.Errorf("account %s: the change of %s does not fit what was read: %w", a.ID, c.Property, err)
			return p
		}
	}
	changed, err := s.Account(concerned)
	if err != nil {
		p.err = fmt.Errorf("account %s: %w", a.ID, err)
		return p
	}
	p.after = reach.NewDigest(plan.Join(changed, rest), actions)
	return p
}

// isScopeKnown reports whether it is known if an account is in scope, where some
// of the units that it is in may not be known.
func isScopeKnown(s desired.Scope, account string, above []string, whole bool) bool {
	switch {
	case account == "":
		return false
	case whole || !(desired.Scope{Exclude: s.Exclude}).Includes(account, above):
		return true
	case !slices.ContainsFunc(s.Exclude, isUnit):
		return len(s.Units) == 0 || s.Includes(account, above)
	}
	return false
}

func isUnit(id string) bool { return strings.Contains(id, "-") }

const unknownUnits = "it is not known in which units the account is, and scope names units"

// unscoped is an account of which it is not known whether it is in scope: unknown,
// unless nothing would be planned in any case.
func unscoped(w *plan.Wish, a *org.Account) plan.Account {
	all, c := *w, *w.Config
	c.Scope, all.Config = desired.Scope{}, &c
	out := all.Account(a, nil)
	if out.Outcome == plan.Outside || out.Outcome == plan.Unknown {
		return out
	}
	return plan.Account{ID: a.ID, Partition: a.Partition, Name: out.Name, Outcome: plan.Unknown, Reason: unknownUnits}
}

// absent lists the accounts of the organization that were not read.
func absent(o *org.Organization, x *reach.Index, tree *org.Tree, w *plan.Wish) []plan.Account {
	if o == nil {
		return nil
	}
	var out []plan.Account
	for _, m := range o.Members {
		if x.Has(m.ID) {
			continue
		}
		above, whole := tree.Above(m.ID)
		a := plan.Account{ID: m.ID, Name: m.Name, Outcome: plan.Unknown, Reason: "the account was not read"}
		switch {
		case !m.IsOpen():
			a.Outcome, a.Reason = plan.Outside, "the account is "+string(m.State)
		case isScopeKnown(w.Config.Scope, m.ID, above, whole) && !w.Concerns(m.ID, above):
			a.Outcome, a.Reason = plan.Outside, "scope does not include it"
		}
		out = append(out, a)
	}
	return out
}

// PlanStatus sums a plan up: Found where there is something to change, or a role
// that nobody can use.
func PlanStatus(p *plan.Plan) Status {
	switch {
	case p.Count(plan.Unknown)+p.Count(plan.Refused) > 0:
		return Incomplete
	case !p.IsEmpty() || isUnusable(p):
		return Found
	}
	return Clean
}

// VerifyStatus sums up whether all is as wanted: that something is not is worse
// than that something is not known.
func VerifyStatus(p *plan.Plan) Status {
	if !p.IsEmpty() || isUnusable(p) {
		return Found
	}
	return PlanStatus(p)
}

func isUnusable(p *plan.Plan) bool {
	return slices.ContainsFunc(p.Accounts, func(a plan.Account) bool { return a.Unusable != "" })
}
