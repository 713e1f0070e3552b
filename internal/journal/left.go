package journal

import (
	"cmp"
	"slices"

	"hotline/plan"
)

// Pending is what is left of the plan, to go on with the run: the accounts that
// have changes and were not verified, as planned. What was made in them is there,
// too: it is passed over where it is found, and all of it is verified together.
func (r *Record) Pending() []plan.Account {
	var out []plan.Account
	for _, a := range r.Plan.Accounts {
		now := r.index[a.ID]
		if a.Outcome == plan.Changes && (now == nil || !now.Finished || now.Problem != "") {
			out = append(out, a)
		}
	}
	return out
}

// Undo is what takes the run back: for each account the reverse of each change
// that was intended, the last one first. Whether a change was made is not known
// where it failed, or where its end was not written down: its reverse is there,
// too, unless the target said that it was not made. The values are as they were
// read and as they were to be, byte for byte.
func (r *Record) Undo() []plan.Account {
	known := map[string]plan.Account{}
	for _, a := range r.Plan.Accounts {
		known[a.ID] = a
	}
	var out []plan.Account
	for _, a := range r.Accounts {
		if changes := a.undo(); len(changes) > 0 {
			p := known[a.ID]
			out = append(out, plan.Account{ID: a.ID, Name: p.Name, Partition: p.Partition, Outcome: plan.Changes, Changes: changes})
		}
	}
	return out
}

func (a *Account) undo() []plan.Change {
	var tries []Try
	for _, s := range a.Steps {
		for _, t := range s.Tries {
			if t.mayBeMade() {
				tries = append(tries, t)
			}
		}
	}
	slices.SortFunc(tries, func(a, b Try) int { return cmp.Compare(a.Line, b.Line) })
	var out []plan.Change
	for i, t := range tries {
		// A change that was tried again is taken back to what was there before the
		// first time: the second time may have read what the first had made.
		again := slices.ContainsFunc(tries[:i], func(u Try) bool {
			return u.Property == t.Property && equal(u.After, t.After)
		})
		if !again {
			out = append(out, t.Reverse())
		}
	}
	slices.Reverse(out)
	return out
}
