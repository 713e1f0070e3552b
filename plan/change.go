package plan

import (
	"cmp"
	"slices"
	"strings"

	"hotline/desired"
)

// A Change takes a property of an account from one value to another. A nil value
// means that the property is not there.
type Change struct {
	Property
	Before *string `json:"before"`
	After  *string `json:"after"`
	Reason string  `json:"reason"`
	Rule   string  `json:"rule,omitempty"` // the rule of an audit that it mends
	// Gains and Loses are who can do something afterwards that they could not
	// before, and the other way round, as the engine decides.
	Gains []string `json:"gains,omitempty"`
	Loses []string `json:"loses,omitempty"`
	Risk  string   `json:"risk,omitempty"`
	Undo  string   `json:"undo"`
}

// Reverse is the change that takes this one back.
func (c Change) Reverse() Change {
	r := c
	r.Before, r.After = c.After, c.Before
	r.Gains, r.Loses, r.Risk, r.Rule = c.Loses, c.Gains, "", ""
	r.Reason, r.Undo = "takes back: "+c.Reason, undo(r)
	return r
}

// undo says in words what takes a change back.
func undo(c Change) string {
	switch {
	case c.Field == Itself && c.Before == nil:
		return "delete the role"
	case c.Field == Itself:
		return "create the role again: it gets another id, and policies that name it no longer mean it"
	case c.Before == nil && c.Field == Attached:
		return "detach the policy"
	case c.After == nil && c.Field == Attached:
		return "attach the policy again"
	case c.Before == nil:
		return "remove it"
	case c.Field == Trust, c.Field == Inline:
		return "put back the previous document, as it was written"
	}
	return "put back the previous value"
}

// Apply gives a State the value that the change wants. It reports false, and
// changes nothing, where the State has neither the value before nor that after.
func (c Change) Apply(s State, partition string) (bool, error) {
	now := s.Value(c.Property)
	if Same(c.Field, now, c.After, partition) {
		return true, nil
	}
	if !Same(c.Field, now, c.Before, partition) {
		return false, nil
	}
	return true, s.Set(c.Property, c.After)
}

// Sort puts changes into the order in which they can be made: what gives access
// before what takes it, a role before what it has, and what it has before the
// role is deleted. What a role is not to be allowed goes before others are let in.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_manage_delete.html
func Sort(changes []Change) {
	goes := map[string]bool{}
	for _, c := range changes {
		if c.Field == Itself && c.After == nil {
			goes[c.Name] = true
		}
	}
	phase := func(c Change) int {
		if p := c.phase(); p != forbidding || c.Kind != Role || goes[c.Name] || c.isOwn() {
			return p
		}
		return stripping
	}
	slices.SortStableFunc(changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(phase(a), phase(b)), compareProperties(a.Property, b.Property))
	})
}

// The phases of an account. A boundary is set, and the trust policy written, before
// policies are attached, and a boundary is taken away after they are detached:
// nobody is allowed for a moment what is not meant to be.
const (
	creating = iota
	describing
	bounding
	stripping
	trusting
	allowing
	profiling
	forbidding
	unbounding
	deleting
)

// isOwn reports whether a policy is one that the support role may have.
func (c Change) isOwn() bool {
	return c.Key == desired.SupportPolicy || c.Key == desired.GrantPolicy || strings.HasSuffix(c.Key, ":iam::aws:policy/AWSSupportAccess")
}

func (c Change) phase() int {
	switch c.Field {
	case Itself:
		if c.After == nil {
			return deleting
		}
		return creating
	case Boundary:
		if c.After == nil {
			return unbounding
		}
		return bounding
	case Trust:
		return trusting
	case InstanceProfile:
		if c.After == nil {
			return profiling
		}
		return allowing
	case Attached, Inline:
		if c.After == nil {
			return forbidding
		}
		return allowing
	default:
		return describing
	}
}
