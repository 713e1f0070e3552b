package app

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"hotline/authz"
	"hotline/desired"
	"hotline/plan"
	"hotline/reach"
)

// use says why the support role of an account is of no use after the changes: it
// may be as it is wanted, and nobody be able to open a case by it.
func (j *judge) use(a *plan.Account, people []desired.People) {
	if a.Role == "" || a.Outcome != plan.Changes && a.Outcome != plan.Unchanged {
		return
	}
	role := j.after.Role(a.ID, a.Role[strings.LastIndexByte(a.Role, '/')+1:])
	if role == nil {
		return
	}
	isUnread := func(p desired.People) bool { return !j.after.Has(p.Account) }
	switch {
	case !isPossible(j.after.Stands(role, j.ability).Effect):
		a.Unusable = "the role cannot open cases"
	case len(people) > 0 && !slices.ContainsFunc(people, isUnread) && !mayBePerson(j.after.WhoCanAssume(role).Can):
		a.Unusable = "no person can become the role: those whom it lets in must be there, and be allowed to assume it"
	}
}

func isPossible(e authz.Effect) bool {
	return e == authz.Allowed || e == authz.Conditional || e == authz.Unknown
}

// mayBePerson reports whether a person can do something, as far as it is known.
func mayBePerson(entries []reach.Entry) bool {
	return hasPerson(entries) || slices.ContainsFunc(entries, func(e reach.Entry) bool { return e.Effect == authz.Unknown })
}

// weighGrants adds to the changes of grants who gains and who loses by them in
// other accounts, in numbers: a group may be granted the role of hundreds.
func weighGrants(read []*planned) {
	changed := map[string]*plan.Change{}
	for _, p := range read {
		for i := range p.Changes {
			if c := &p.Changes[i]; c.Key == desired.GrantPolicy && changed[p.ID] == nil {
				changed[p.ID] = c
			}
		}
	}
	if len(changed) == 0 {
		return
	}
	turns := make([][]reach.Change, len(read))
	parallel(len(read), func(i int) { turns[i] = reach.Compare(read[i].old, read[i].recent) })
	for _, id := range slices.Sorted(maps.Keys(changed)) {
		c := changed[id]
		c.Gains = append(c.Gains, elsewhere(read, turns, id, reach.Gained)...)
		c.Loses = append(c.Loses, elsewhere(read, turns, id, reach.Lost)...)
	}
}

// elsewhere sums up what turns for principals of an account in the others.
func elsewhere(read []*planned, turns [][]reach.Change, home string, turn reach.Turn) []string {
	who, where := map[string]bool{}, 0
	for i, list := range turns {
		found := false
		for _, t := range list {
			if read[i].ID != home && t.Turn == turn && t.Actor.Account == home {
				found, who[name(t.Actor)] = true, true
			}
		}
		if found {
			where++
		}
	}
	if where == 0 {
		return nil
	}
	return []string{fmt.Sprintf("principals of account %s, %d in number: open cases in other accounts, %d in number", home, len(who), where)}
}
