package snapfile

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"hotline/org"
)

// An organizer puts the facts of all files together. What it makes of them
// does not depend on their order, nor on how they are spread over files.
type organizer struct {
	out       *org.Organization
	found     bool // something was said of the organization
	members   map[string]*member
	units     map[string]*org.Unit
	parents   map[string]string // of accounts and units
	policies  map[string]*control
	attached  map[org.Attachment]bool
	lists     map[listKey]*progress
	delegated map[string]*org.DelegatedAdministrator
	center    *center
	failed    []failure // calls about the organization
	sources   map[string]bool
	notAsked  map[string]org.Location
	told      map[string]bool // contradictions, each of which is told once
}

// A member is an org.Member in the making.
type member struct {
	org.Member
	status string
}

// Progress is how far a list was read.
type progress struct {
	truncated, final int // pages that say that more follows, or that none does
	at               org.Location
}

func newOrganizer() *organizer {
	return &organizer{
		out:       new(org.Organization),
		members:   map[string]*member{},
		units:     map[string]*org.Unit{},
		parents:   map[string]string{},
		policies:  map[string]*control{},
		attached:  map[org.Attachment]bool{},
		lists:     map[listKey]*progress{},
		delegated: map[string]*org.DelegatedAdministrator{},
		center:    newCenter(),
		sources:   map[string]bool{},
		notAsked:  map[string]org.Location{},
		told:      map[string]bool{},
	}
}

// addFile takes what a file says of the organization.
func (o *organizer) addFile(f *file) {
	for _, p := range f.pages {
		if p.facts != nil {
			o.source(f.path)
			o.addFacts(p.facts)
		}
	}
	if f.in.account != "" && f.err != nil && len(f.pages) > 0 && f.pages[0].facts != nil {
		o.out.Gaps = append(o.out.Gaps, gapOf(f.path, f.err)) // more of it may be in the damage
	}
	for _, fail := range f.failures {
		if fail.ofOrganization {
			o.addFailure(f.path, fail)
		}
	}
}

func (o *organizer) source(path string) {
	o.found = true
	if !o.sources[path] {
		o.sources[path] = true
		o.out.Sources = append(o.out.Sources, path)
	}
}

func (o *organizer) addFacts(f *facts) {
	o.out.Gaps = append(o.out.Gaps, f.gaps...)
	o.out.Notes = append(o.out.Notes, f.notes...)
	for _, fact := range f.organizations {
		o.set(&o.out.ID, fact.id, "the organization", "Id", fact.at)
		o.set(&o.out.ManagementAccount, fact.management, "the organization", "MasterAccountId", fact.at)
		o.set(&o.out.FeatureSet, fact.features, "the organization", "FeatureSet", fact.at)
	}
	for _, m := range f.members {
		o.addMember(m)
	}
	for _, u := range f.units {
		o.addUnit(u)
	}
	for _, e := range f.edges {
		o.addEdge(e)
	}
	for _, p := range f.policies {
		o.addPolicy(p)
	}
	for _, a := range f.attached {
		o.attached[a] = true
	}
	for _, d := range f.delegated {
		o.addDelegated(d)
	}
	for _, l := range f.lists {
		o.addList(l)
	}
	for _, n := range f.notAsked {
		o.notAsked[n.id] = n.at
	}
	o.center.add(o, f)
}

// set takes a value unless another is there. An empty one says nothing.
func (o *organizer) set(to *string, value, of, key string, at org.Location) {
	switch {
	case value == "" || *to == value:
	case *to == "":
		*to = value
	default:
		o.contradiction(at, "%s has %s %.80q here, and %.80q in another place; expected files that were made at the same time", of, key, value, *to)
	}
}

// contradiction tells once that two answers differ.
func (o *organizer) contradiction(at org.Location, format string, args ...any) {
	subject := fmt.Sprint(args[:min(2, len(args))]...)
	if !o.told[subject] {
		o.told[subject] = true
		o.damaged(at, format, args...)
	}
}

func (o *organizer) damaged(at org.Location, format string, args ...any) {
	o.found = true
	o.out.Gaps = append(o.out.Gaps, org.Gap{Location: at, Message: fmt.Sprintf(format, args...)})
}

func (o *organizer) incomplete(at org.Location, call, format string, args ...any) {
	o.out.Gaps = append(o.out.Gaps, org.Gap{Kind: org.Incomplete, Location: at, Call: call, Message: fmt.Sprintf(format, args...)})
}

func (o *organizer) member(id string, at org.Location) *member {
	m := o.members[id]
	if m == nil {
		m = &member{Member: org.Member{ID: id, Location: at}}
		o.members[id] = m
	}
	return m
}

func (o *organizer) addMember(fact memberFact) {
	m := o.member(fact.ID, fact.Location)
	if m.Name == "" && fact.Name != "" {
		m.Location = fact.Location // of what describes it best
	}
	of, at := "account "+fact.ID, fact.Location
	state := string(m.State)
	o.set(&state, string(fact.State), of, "State", at)
	m.State = org.AccountState(state)
	o.set(&m.status, fact.status, of, "Status", at)
	o.set(&m.Name, fact.Name, of, "Name", at)
	o.set(&m.Email, fact.Email, of, "Email", at)
	o.set(&m.ARN, fact.ARN, of, "Arn", at)
	o.set(&m.Joined, fact.Joined, of, "JoinedTimestamp", at)
}

func (o *organizer) unit(id string) *org.Unit {
	u := o.units[id]
	if u == nil {
		u = &org.Unit{ID: id}
		o.units[id] = u
	}
	return u
}

func (o *organizer) addUnit(fact unitFact) {
	u := o.unit(fact.ID)
	o.set(&u.Name, fact.Name, "unit "+u.ID, "Name", fact.at)
	switch {
	case fact.Enabled == nil:
	case u.Enabled == nil:
		u.Enabled = fact.Enabled
	case !slices.Equal(u.Enabled, fact.Enabled):
		o.contradiction(fact.at, "%s has %s that are in force here, and others in another place; expected files that were made at the same time", "root "+u.ID, "PolicyTypes")
	}
}

// addEdge takes where an account or a unit is. What is told of that alone is
// there, too.
func (o *organizer) addEdge(e edge) {
	of := "account " + e.child
	if isUnitID(e.child) {
		of = "unit " + e.child
		o.unit(e.child)
	} else {
		o.member(e.child, e.at)
	}
	o.unit(e.parent)
	parent := o.parents[e.child]
	o.set(&parent, e.parent, of, "the parent", e.at)
	o.parents[e.child] = parent
}

func (o *organizer) addDelegated(fact org.DelegatedAdministrator) {
	d := o.delegated[fact.Account]
	if d == nil {
		d = &org.DelegatedAdministrator{Account: fact.Account}
		o.delegated[fact.Account] = d
	}
	if fact.Services != nil {
		d.Services = append([]string{}, union(d.Services, fact.Services)...) // not nil: they were read
	}
}

func (o *organizer) addList(l list) {
	p := o.lists[l.listKey]
	if p == nil {
		p = &progress{at: l.at}
		o.lists[l.listKey] = p
	}
	if l.truncated {
		p.truncated++
	} else {
		p.final++
	}
}

// complete reports whether a list was read to its end.
func (o *organizer) complete(call, about string) bool {
	p := o.lists[listKey{call: call, about: about}]
	return p != nil && p.final > 0
}

// finish makes the organization; nil where nothing of it was found.
func (o *organizer) finish() *org.Organization {
	if !o.found {
		return nil
	}
	o.finishTree()
	o.finishPolicies()
	o.out.Read = o.readLists()
	for _, id := range slices.Sorted(maps.Keys(o.delegated)) {
		o.out.Delegated = append(o.out.Delegated, *o.delegated[id])
	}
	o.out.IdentityCenter = o.center.finish(o)
	o.findTruncated()
	return o.out
}

// finishTree puts accounts and units in order, and into each other.
func (o *organizer) finishTree() {
	for _, id := range slices.Sorted(maps.Keys(o.members)) {
		m := o.members[id]
		m.Parent = o.parents[id]
		if m.State == "" {
			m.State = org.AccountState(m.status)
		}
		o.out.Members = append(o.out.Members, &m.Member)
	}
	for _, id := range slices.Sorted(maps.Keys(o.units)) {
		u := o.units[id]
		u.Parent = o.parents[id]
		o.out.Units = append(o.out.Units, u)
	}
	slices.SortStableFunc(o.out.Units, func(a, b *org.Unit) int { return -cmp.Compare(number(a.IsRoot()), number(b.IsRoot())) })
	o.out.MembersComplete = o.complete("organizations:ListAccounts", "") || o.treeComplete()
}

func number(is bool) int {
	if is {
		return 1
	}
	return 0
}

// treeComplete reports whether the accounts and the units of every unit, from
// the root down, were listed.
func (o *organizer) treeComplete() bool {
	roots := 0
	for id, u := range o.units {
		roots += number(u.IsRoot())
		if !o.complete("organizations:ListAccountsForParent", id) || !o.complete("organizations:ListOrganizationalUnitsForParent", id) {
			return false
		}
	}
	return roots > 0
}

// findTruncated tells of which lists the last page is missing.
func (o *organizer) findTruncated() {
	keys := slices.SortedFunc(maps.Keys(o.lists), func(a, b listKey) int {
		return cmp.Or(cmp.Compare(a.call, b.call), cmp.Compare(a.about, b.about), cmp.Compare(a.kind, b.kind))
	})
	for _, k := range keys {
		if p := o.lists[k]; p.final == 0 {
			about := strings.TrimRight(" "+k.about+" "+string(k.kind), " ")
			o.incomplete(p.at, k.call, "the last page of this list is missing (NextToken): %s%s", k.call, about)
		}
	}
}
