package org

import "slices"

// A Level is what is attached of one type of policy to one node of the tree.
type Level struct {
	Node     string // r-…, ou-… or the id of an account
	Name     string // of the node; empty where it is not known
	Policies []*ControlPolicy
	// Known says that Policies is all that is attached to the node.
	Known bool
}

// Controls is Tree.Controls for somebody who asks once.
func (o *Organization) Controls(account string, kind PolicyType) []Level {
	return NewTree(o).Controls(account, kind)
}

// Path is the ids of the nodes from the root down to an account, joined as
// aws:PrincipalOrgPaths has them: o-…/r-…/ou-…/. It is empty where it is not
// known.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgpaths
func (o *Organization) Path(account string) string {
	if o == nil {
		return ""
	}
	return o.join(pathTo(o.Member(account), o.Unit))
}

// join writes a path in the form of aws:PrincipalOrgPaths.
func (o *Organization) join(path []string, whole bool) string {
	if !whole || o.ID == "" {
		return ""
	}
	text := o.ID + "/"
	for _, node := range path {
		text += node + "/"
	}
	return text
}

// pathTo is the ids of the nodes from the root down to the unit that a member is
// in, and whether it begins at the root.
func pathTo(m *Member, unit func(id string) *Unit) (path []string, whole bool) {
	if m == nil {
		return nil, false
	}
	const deepest = 16 // far above the quota of five: ends what goes in circles
	for id := m.Parent; id != "" && len(path) < deepest; {
		path = slices.Insert(path, 0, id)
		u := unit(id)
		if u == nil {
			return path, false
		}
		if u.IsRoot() {
			return path, true
		}
		id = u.Parent
	}
	return path, false
}
