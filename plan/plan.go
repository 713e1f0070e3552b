package plan

import (
	"cmp"
	"slices"
)

// Schema names the form of a Plan as JSON.
const Schema = "hotline/plan/1"

// A Mode says how far a plan may go.
type Mode string

// The modes.
const (
	Observe  Mode = "observe"  // nothing may be changed: the plan is to be read
	Additive Mode = "additive" // nothing is removed, and nobody loses access
	Full     Mode = "full"
)

// A Plan is what is to be changed in some accounts, in the order of their ids.
type Plan struct {
	Schema       string `json:"schema"`
	Purpose      string `json:"purpose"` // apply, remove, rollback
	Mode         Mode   `json:"mode"`
	Organization string `json:"organization,omitempty"`
	Snapshot     string `json:"snapshot"` // the moment when the accounts were read, RFC 3339
	Config       string `json:"config,omitempty"`
	Of           string `json:"of,omitempty"` // the run that a rollback takes back
	// Roles are the ARNs of the support roles that grants are about, * for all
	// accounts.
	Roles    []string  `json:"roles,omitempty"`
	Accounts []Account `json:"accounts"`
}

// An Outcome is what a plan has for an account.
type Outcome string

// The outcomes.
const (
	Changes   Outcome = "changes"
	Unchanged Outcome = "unchanged" // all is as wanted
	Refused   Outcome = "refused"   // it must not be changed as things are
	Unknown   Outcome = "unknown"   // it was not read, or not to the end
	Outside   Outcome = "outside"   // it is not meant
)

// An Account is what is to be changed in one account.
type Account struct {
	ID        string   `json:"id"`
	Name      string   `json:"name,omitempty"`
	Partition string   `json:"partition"`
	Outcome   Outcome  `json:"outcome"`
	Reason    string   `json:"reason,omitempty"` // of the outcome
	Changes   []Change `json:"changes,omitempty"`
	// Left is what differs and is not changed, and why.
	Left []string `json:"left,omitempty"`
	// Role is the ARN of the support role afterwards, and Admits the ARNs that
	// its trust policy lets in: what is verified.
	Role   string   `json:"role,omitempty"`
	Admits []string `json:"admits,omitempty"`
	// Unusable is why nobody can open cases by the role, even when all is as
	// wanted.
	Unusable string `json:"unusable,omitempty"`
}

// Sort puts the accounts, and what is in them, in order.
func (p *Plan) Sort() {
	slices.SortFunc(p.Accounts, func(a, b Account) int { // of some the id is not known
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Reason, b.Reason))
	})
	for _, a := range p.Accounts {
		Sort(a.Changes)
	}
}

// Count is how many accounts have an outcome.
func (p *Plan) Count(o Outcome) int {
	n := 0
	for _, a := range p.Accounts {
		if a.Outcome == o {
			n++
		}
	}
	return n
}

// IsEmpty reports whether there is nothing to change.
func (p *Plan) IsEmpty() bool { return p.Count(Changes) == 0 }
