package org

import "slices"

// A Tree answers questions about many accounts of an Organization. It is
// immutable, and nil where there is no organization.
type Tree struct {
	of       *Organization
	root     *Unit
	members  map[string]*Member
	units    map[string]*Unit
	attached map[string][]*ControlPolicy // by target
	// obscure are the targets to which a policy is attached of which nothing is
	// known, not even its type.
	obscure map[string]bool
}

// NewTree prepares an Organization for questions. It must not change any more.
func NewTree(o *Organization) *Tree {
	if o == nil {
		return nil
	}
	t := &Tree{
		of: o, members: make(map[string]*Member, len(o.Members)), units: make(map[string]*Unit, len(o.Units)),
		attached: map[string][]*ControlPolicy{}, obscure: map[string]bool{},
	}
	for _, m := range o.Members {
		t.members[m.ID] = m
	}
	for _, u := range o.Units {
		t.units[u.ID] = u
		if u.IsRoot() && t.root == nil {
			t.root = u
		}
	}
	policies := make(map[string]*ControlPolicy, len(o.Policies))
	for _, p := range o.Policies {
		policies[p.ID] = p
	}
	for _, a := range o.Attachments {
		if p := policies[a.Policy]; p != nil {
			t.attached[a.Target] = append(t.attached[a.Target], p)
		} else {
			t.obscure[a.Target] = true
		}
	}
	return t
}

// Member finds an account by its id.
func (t *Tree) Member(id string) *Member {
	if t == nil {
		return nil
	}
	return t.members[id]
}

// Above lists the ids of the root and the units that an account is in, from the
// top; whole is false where some are not known.
func (t *Tree) Above(account string) (ids []string, whole bool) {
	if t == nil {
		return nil, false
	}
	return pathTo(t.members[account], t.unit)
}

// Path is Organization.Path.
func (t *Tree) Path(account string) string {
	if t == nil {
		return ""
	}
	return t.of.join(pathTo(t.members[account], t.unit))
}

func (t *Tree) unit(id string) *Unit { return t.units[id] }

// Controls lists what policies of a type stand over an account, from the root
// down to the account itself; nil where none are in force. Where it is not
// known what stands over the account, one level says so.
//
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
func (t *Tree) Controls(account string, kind PolicyType) []Level {
	if t == nil || t.of.FeatureSet == "CONSOLIDATED_BILLING" {
		return nil
	}
	if t.root != nil && t.root.Enabled != nil && !slices.Contains(t.root.Enabled, kind) {
		return nil
	}
	if t.members[account] == nil {
		return []Level{{Node: "account " + account + " and the units above it"}}
	}
	var out []Level
	path, whole := pathTo(t.members[account], t.unit)
	if !whole {
		out = append(out, Level{Node: "the units above " + account})
	}
	for _, node := range append(path, account) {
		out = append(out, t.level(node, kind))
	}
	return out
}

// level is what is attached to one node.
func (t *Tree) level(node string, kind PolicyType) Level {
	l := Level{Node: node, Known: !t.obscure[node] && (t.of.Read[AttachmentList{node, kind}] || t.of.Read[AttachmentList{Type: kind}])}
	if u := t.units[node]; u != nil {
		l.Name = u.Name
	} else if m := t.members[node]; m != nil {
		l.Name = m.Name
	}
	for _, p := range t.attached[node] {
		if p.Type == kind {
			l.Policies = append(l.Policies, p)
		}
	}
	return l
}
