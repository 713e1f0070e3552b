package plan

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"hotline/org"
	"hotline/policy"
)

// A State is the properties that there are, by their values. Of a role that is
// there, Itself has its path as value: Value puts the whole together.
type State map[Property]string

// Value is the value of a property; nil where it is not there.
func (s State) Value(p Property) *string {
	v, ok := s[p]
	if !ok {
		return nil
	}
	if p.Field == Itself {
		v = s.spec(p.Name).Text()
	}
	return &v
}

// spec is a role with all that it could be created with.
func (s State) spec(name string) RoleSpec {
	get := func(f Field) string { return s[Property{Kind: Role, Name: name, Field: f}] }
	spec := RoleSpec{Path: get(Itself), Trust: get(Trust), Description: get(Description), Boundary: get(Boundary)}
	spec.Session, _ = strconv.Atoi(get(Session)) // zero where it is not known
	for p, v := range s {
		if p.Resource() == (Resource{Role, name}) && p.Field == Tag {
			if spec.Tags == nil {
				spec.Tags = map[string]string{}
			}
			spec.Tags[p.Key] = v
		}
	}
	return spec
}

// Set gives a property a value; nil takes it away. To set Itself sets all that
// the role is created with, or takes away all that it has.
func (s State) Set(p Property, value *string) error {
	if p.Field != Itself {
		if value == nil {
			delete(s, p)
		} else {
			s[p] = *value
		}
		return nil
	}
	maps.DeleteFunc(s, func(q Property, _ string) bool { return q.Resource() == p.Resource() })
	if value == nil {
		return nil
	}
	spec, err := ParseRoleSpec(*value)
	if err != nil {
		return err
	}
	s.addSpec(p.Name, spec)
	return nil
}

func (s State) addSpec(name string, spec RoleSpec) {
	set := func(f Field, key, value string) {
		if value != "" || f == Tag {
			s[Property{Role, name, f, key}] = value
		}
	}
	set(Itself, "", spec.Path)
	set(Trust, "", spec.Trust)
	set(Description, "", spec.Description)
	set(Boundary, "", spec.Boundary)
	if spec.Session > 0 {
		set(Session, "", strconv.Itoa(spec.Session))
	}
	for key, value := range spec.Tags {
		set(Tag, key, value)
	}
}

// Of is the part of a State that belongs to a user, group or role.
func (s State) Of(r Resource) State {
	out := State{}
	for p, v := range s {
		if p.Resource() == r {
			out[p] = v
		}
	}
	return out
}

// Properties lists the properties in order.
func (s State) Properties() []Property {
	return slices.SortedFunc(maps.Keys(s), compareProperties)
}

// StateOf is the properties of an account that was read. A role has a Session
// and a Description only where the source tells them.
func StateOf(a *org.Account) State {
	s := State{}
	for _, u := range a.Users {
		s.addPrincipal(User, &u.Principal)
	}
	for _, g := range a.Groups {
		s.addPrincipal(Group, &g.Principal)
	}
	for _, r := range a.Roles {
		s.addRole(r)
	}
	return s
}

func (s State) addPrincipal(kind Kind, p *org.Principal) {
	for _, ref := range p.Attached {
		s[Property{kind, p.Name, Attached, ref.ARN}] = ref.ARN
	}
	for _, inline := range p.Inline {
		s[Property{kind, p.Name, Inline, inline.Name}] = text(inline.Document)
	}
}

func (s State) addRole(r *org.Role) {
	s.addPrincipal(Role, &r.Principal)
	spec := RoleSpec{Path: cmp.Or(r.Path, "/"), Trust: text(r.Trust), Session: int(r.MaxSession / time.Second), Description: r.Description, Tags: map[string]string{}}
	for _, t := range r.Tags {
		spec.Tags[t.Key] = t.Value
	}
	if r.Boundary != nil {
		spec.Boundary = r.Boundary.ARN
	}
	for _, name := range r.InstanceProfiles {
		s[Property{Role, r.Name, InstanceProfile, name}] = name
	}
	s.addSpec(r.Name, spec)
}

// text is a document on one line; empty where it is not known.
func text(d org.Document) string {
	if d.Policy == nil {
		return ""
	}
	out, _ := d.Policy.MarshalJSON() // of a document that was read
	return string(out)
}

// Same reports whether two values of a field mean the same: documents by what
// they say, all else letter by letter.
func Same(f Field, a, b *string, partition string) bool {
	switch {
	case a == nil || b == nil:
		return a == b
	case *a == *b:
		return true
	case f == Trust || f == Inline:
		return sameDocument(*a, *b, partition)
	case f == Itself:
		old, err1 := ParseRoleSpec(*a)
		recent, err2 := ParseRoleSpec(*b)
		if err1 != nil || err2 != nil || !sameDocument(old.Trust, recent.Trust, partition) {
			return false
		}
		old.Trust, recent.Trust = "", ""
		if old.Session == 0 || recent.Session == 0 { // not known, and neither is the description
			old.Session, recent.Session, old.Description, recent.Description = 0, 0, "", ""
		}
		return old.Text() == recent.Text()
	}
	return false
}

func sameDocument(a, b, partition string) bool {
	if a == b {
		return true
	}
	old, err1 := policy.Parse(a)
	recent, err2 := policy.Parse(b)
	return err1 == nil && err2 == nil && policy.Equivalent(old, recent, partition)
}

// Account is an account as it was read, with the properties of a State in place
// of its own: to decide by. Users and groups that are only in the State are
// left out.
func (s State) Account(a *org.Account) (*org.Account, error) {
	out := *a
	var err error
	out.Users = nil
	for _, u := range a.Users {
		copied := *u
		if err := s.principal(User, &copied.Principal); err != nil {
			return nil, err
		}
		out.Users = append(out.Users, &copied)
	}
	out.Groups = nil
	for _, g := range a.Groups {
		copied := *g
		if err := s.principal(Group, &copied.Principal); err != nil {
			return nil, err
		}
		out.Groups = append(out.Groups, &copied)
	}
	if out.Roles, err = s.roles(a); err != nil {
		return nil, err
	}
	slices.SortFunc(out.Roles, func(x, y *org.Role) int { return cmp.Compare(x.ARN, y.ARN) })
	return &out, nil
}

func (s State) roles(a *org.Account) ([]*org.Role, error) {
	known := map[string]*org.Role{}
	for _, r := range a.Roles {
		known[r.Name] = r
	}
	var out []*org.Role
	for _, p := range s.Properties() {
		if p.Field != Itself {
			continue
		}
		r := &org.Role{}
		if known[p.Name] != nil {
			copied := *known[p.Name]
			r = &copied
		}
		if err := s.role(r, p.Name, a); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

func (s State) role(r *org.Role, name string, a *org.Account) error {
	spec := s.spec(name)
	r.Name, r.Path = name, spec.Path
	r.ARN = "arn:" + a.Partition + ":iam::" + a.ID + ":role" + spec.Path + name
	r.Description, r.MaxSession = spec.Description, time.Duration(spec.Session)*time.Second
	if err := setDocument(&r.Trust, spec.Trust); err != nil {
		return err
	}
	r.Tags = nil
	for _, key := range slices.Sorted(maps.Keys(spec.Tags)) {
		r.Tags = append(r.Tags, org.Tag{Key: key, Value: spec.Tags[key]})
	}
	switch {
	case spec.Boundary == "":
		r.Boundary = nil
	case r.Boundary == nil || r.Boundary.ARN != spec.Boundary:
		r.Boundary = &org.PolicyRef{ARN: spec.Boundary}
	}
	r.InstanceProfiles = nil
	for _, p := range s.Of(Resource{Role, name}).Properties() {
		if p.Field == InstanceProfile {
			r.InstanceProfiles = append(r.InstanceProfiles, p.Key)
		}
	}
	return s.principal(Role, &r.Principal)
}

// principal gives a user, group or role the policies of a State.
func (s State) principal(kind Kind, p *org.Principal) error {
	attached, inline := map[string]org.PolicyRef{}, map[string]org.InlinePolicy{}
	for _, ref := range p.Attached {
		attached[ref.ARN] = ref
	}
	for _, i := range p.Inline {
		inline[i.Name] = i
	}
	p.Attached, p.Inline = nil, nil
	for _, q := range s.Of(Resource{kind, p.Name}).Properties() {
		switch q.Field {
		case Attached:
			ref, ok := attached[q.Key]
			if !ok {
				ref = org.PolicyRef{ARN: q.Key, Name: q.Key[strings.LastIndexByte(q.Key, '/')+1:]}
			}
			p.Attached = append(p.Attached, ref)
		case Inline:
			i := inline[q.Key]
			i.Name = q.Key
			if err := setDocument(&i.Document, s[q]); err != nil {
				return err
			}
			p.Inline = append(p.Inline, i)
		default: // is no policy
		}
	}
	return nil
}

// setDocument puts a document in place of one that says something else.
func setDocument(to *org.Document, value string) error {
	if value == text(*to) {
		return nil
	}
	parsed, err := policy.Parse(value)
	if err != nil {
		return err
	}
	*to = org.Document{Policy: parsed}
	return nil
}
