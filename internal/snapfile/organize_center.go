package snapfile

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"hotline/org"
)

// A center is an org.IdentityCenter in the making.
type center struct {
	found       bool
	instance    string
	sets        map[string]*set
	provisioned map[provision]bool
	assignments map[org.Assignment]bool
	names       map[string]string
}

// A set is an org.PermissionSet in the making.
type set struct {
	org.PermissionSet
	at org.Location
}

func newCenter() *center {
	return &center{sets: map[string]*set{}, provisioned: map[provision]bool{}, assignments: map[org.Assignment]bool{}, names: map[string]string{}}
}

func (c *center) add(o *organizer, f *facts) {
	for _, l := range f.lists {
		if strings.HasPrefix(l.call, "sso:") && l.call != "sso:ListInstances" || strings.HasPrefix(l.call, "identitystore:") {
			c.found = true
		}
	}
	for _, arn := range f.instances {
		c.found = true
		o.set(&c.instance, arn, "Identity Center", "InstanceArn", f.related.at)
	}
	for _, s := range f.sets {
		c.addSet(o, s)
	}
	for _, p := range f.provisioned {
		c.provisioned[p] = true
	}
	for _, a := range f.assignments {
		c.assignments[a] = true
	}
	for _, id := range slices.Sorted(maps.Keys(f.names)) {
		name := c.names[id]
		o.set(&name, f.names[id], "user or group "+clean(id, 80), "the name", f.related.at)
		c.names[id] = name
	}
}

func (c *center) addSet(o *organizer, fact setFact) {
	s := c.sets[fact.id]
	if s == nil {
		s = &set{at: fact.at}
		c.sets[fact.id] = s
	}
	c.found = true
	of, at := "permission set "+fact.id, fact.at
	o.set(&s.ARN, fact.ARN, of, "PermissionSetArn", at)
	o.set(&s.Name, fact.Name, of, "Name", at)
	o.set(&s.Session, fact.Session, of, "SessionDuration", at)
	s.Managed = union(s.Managed, fact.Managed)
	s.Customer = union(s.Customer, fact.Customer)
	for _, tag := range fact.Tags {
		if !slices.Contains(s.Tags, tag) {
			s.Tags = append(s.Tags, tag)
		}
	}
	s.TagsKnown = s.TagsKnown || fact.TagsKnown
	switch {
	case fact.Inline == nil:
	case s.Inline == nil || s.Inline.Policy == nil:
		s.Inline = fact.Inline
	case fact.Inline.Policy != nil && !sameDocument(s.Inline.Policy, fact.Inline.Policy):
		o.contradiction(at, "%s has %s that differs from that in another place; expected files that were made at the same time", of, "an inline policy")
	}
}

// union joins two lists, sorted and without doublets.
func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// finish is nil where nothing of Identity Center was read.
func (c *center) finish(o *organizer) *org.IdentityCenter {
	if !c.found {
		return nil
	}
	out := &org.IdentityCenter{Instance: c.instance, Assigned: map[string]bool{}, Names: c.names}
	for _, id := range slices.Sorted(maps.Keys(c.sets)) {
		s := c.sets[id]
		if s.ARN == "" && c.instance != "" {
			// The id of the instance is a part of the ARN of its permission sets.
			arn, _ := org.ParseARN(c.instance)
			s.ARN = "arn:" + arn.Partition + ":sso:::permissionSet/" + setID(c.instance) + "/" + id
		}
		if s.ARN == "" {
			o.incomplete(s.at, "sso:ListPermissionSets", "nothing says what the ARN of permission set %s is (sso:ListPermissionSets)", id)
			continue
		}
		slices.SortFunc(s.Tags, func(a, b org.Tag) int { return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Value, b.Value)) })
		out.PermissionSets = append(out.PermissionSets, &s.PermissionSet)
	}
	out.Assignments = slices.SortedFunc(maps.Keys(c.assignments), func(a, b org.Assignment) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.PermissionSet, b.PermissionSet),
			cmp.Compare(a.PrincipalType, b.PrincipalType), cmp.Compare(a.Principal, b.Principal))
	})
	c.findAssigned(o, out.Assigned)
	return out
}

// findAssigned says of which accounts the assignments are known: those that
// were listed without saying for which permission set, and those that were
// listed for every one that is in the account.
func (c *center) findAssigned(o *organizer, assigned map[string]bool) {
	accounts := map[string]bool{}
	for id := range o.members {
		accounts[id] = true
	}
	for k := range o.lists {
		if k.call == listAssignments {
			account, _, _ := strings.Cut(k.about, " ")
			accounts[account] = true
		}
	}
	for account := range accounts {
		if o.complete(listAssignments, account) || c.allListed(o, account) {
			assigned[account] = true
		}
	}
}

// allListed reports whether the assignments of an account are known for each
// permission set.
func (c *center) allListed(o *organizer, account string) bool {
	for id := range c.sets {
		nobody := o.complete(listProvisioned, id) && !c.provisioned[provision{id, account}]
		if !nobody && !o.complete(listAssignments, account+" "+id) {
			return false
		}
	}
	return len(c.sets) > 0 || o.complete("sso:ListPermissionSets", "")
}
