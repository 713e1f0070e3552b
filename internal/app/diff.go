package app

import (
	"slices"

	"hotline/org"
	"hotline/reach"
)

// A Difference is what access was gained and lost between two snapshots.
type Difference struct {
	Changes []reach.Change // account by account, ability by ability
	// OnlyOld and OnlyNew are the accounts that one of the snapshots does not
	// have, and NotCompared those that one of them has not to the end: of them
	// nothing is said.
	OnlyOld, OnlyNew, NotCompared []string
	Names                         map[string]string // of accounts, by their ids
	Caveats                       []string
	// Gaps are the faults of both snapshots.
	Gaps []org.Gap
}

// Diff compares who can do what with AWS Support in two snapshots, each at its
// moment, RFC 3339.
func Diff(before, after Source, moments [2]string) *Difference {
	every := reach.Ability{Actions: reach.EveryAction()}
	oldIndex, old := survey(before, every, moments[0])
	newIndex, recent := survey(after, every, moments[1])
	d := &Difference{Names: recent.Names, Caveats: slices.Compact(append(old.Caveats, recent.Caveats...)), Gaps: append(old.Gaps, recent.Gaps...)}
	for id, name := range old.Names {
		if d.Names[id] == "" {
			d.Names[id] = name
		}
	}
	ids := slices.Compact(slices.Sorted(slices.Values(append(oldIndex.Accounts(), newIndex.Accounts()...))))
	damaged := append(old.partial, recent.partial...)
	var compared []string
	for _, id := range ids {
		isOld, isNew := oldIndex.Has(id), newIndex.Has(id)
		// Damage of which nobody knows whose it is may be that of an account
		// that seems not to be there.
		lost := !isOld && slices.Contains(old.partial, "") || !isNew && slices.Contains(recent.partial, "")
		switch {
		case lost || slices.Contains(damaged, id):
			d.NotCompared = append(d.NotCompared, id)
			continue
		case !isNew:
			d.OnlyOld = append(d.OnlyOld, id)
		case !isOld:
			d.OnlyNew = append(d.OnlyNew, id)
		}
		compared = append(compared, id)
	}
	changes := make([][]reach.Change, len(compared))
	parallel(len(compared), func(i int) {
		for _, ability := range reach.Abilities() {
			changes[i] = append(changes[i], reach.Compare(oldIndex.WhoCan(ability, compared[i]), newIndex.WhoCan(ability, compared[i]))...)
		}
	})
	d.Changes = slices.Concat(changes...)
	return d
}

// DiffStatus sums a comparison up.
func DiffStatus(d *Difference) Status {
	uncertain := slices.ContainsFunc(d.Changes, func(c reach.Change) bool { return c.Turn == reach.Uncertain })
	switch status := gapStatus(d.Gaps); {
	case status != Clean:
		return status
	case uncertain || d.NotCompared != nil:
		return Incomplete
	case d.Changes != nil:
		return Found
	}
	return Clean
}

// isPartial reports whether an account was not read to the end.
func isPartial(a *org.Account) bool { return a.IsDamaged() || a.Missing()&org.AllParts != 0 }
