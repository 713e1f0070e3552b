package awsio

import "slices"

// A walked is what was found on the way through an organization.
type walked struct {
	members []candidate
	listed  bool            // the members are all there are
	units   map[string]bool // and the root
	missing *CallError      // why some units, or accounts in units, are not known
	id      string          // of the organization; empty where it is not known
}

// failure is why not all units are known; a nil error where they are.
func (w *walked) failure() error {
	if w.missing == nil {
		return nil
	}
	return w.missing
}

// has reports whether an account or a unit is in the organization. Of accounts
// nobody knows where they were not listed.
func (w *walked) has(id string) bool {
	if isAccountID(id) {
		return !w.listed || slices.ContainsFunc(w.members, func(m candidate) bool { return m.ID == id })
	}
	return w.units[id] || slices.ContainsFunc(w.members, func(m candidate) bool { return slices.Contains(m.Above, id) })
}

// notAsked are the accounts that were left out on purpose, for the snapshot.
type notAsked struct {
	AccountsNotAsked []string
}
