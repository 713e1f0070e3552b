package rehearsal

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"strings"

	"hotline/jsonscan"
	"hotline/org"
	"hotline/plan"
)

// keysOf are the keys under which each kind keeps what all kinds have.
type keysOf struct {
	list, name, inline string
}

func keysOfKind(k plan.Kind) (keysOf, error) {
	switch k {
	case plan.Role:
		return keysOf{"RoleDetailList", "RoleName", "RolePolicyList"}, nil
	case plan.User:
		return keysOf{"UserDetailList", "UserName", "UserPolicyList"}, nil
	case plan.Group:
		return keysOf{"GroupDetailList", "GroupName", "GroupPolicyList"}, nil
	}
	return keysOf{}, fmt.Errorf("%.40q is no kind; expected a role, a user or a group", k)
}

// An entry is an object of a file.
type entry struct {
	*node
	doc      *document
	isListed bool // list-roles prints it, which tells less of a role than get-role
}

// pages are the objects of the files that have a key.
func (w *work) pages(key string) []entry {
	var out []entry
	for _, d := range w.docs {
		for _, p := range d.pages() {
			if p.get(key) != nil {
				out = append(out, entry{node: p, doc: d})
			}
		}
	}
	return out
}

// all are the entries of a list with a key of some value, in all files.
func (w *work) all(list, key, value string) []entry {
	var out []entry
	for _, p := range w.pages(list) {
		for _, e := range p.list(list) {
			if e.str(key) == value {
				out = append(out, entry{e, p.doc, list == "Roles"})
			}
		}
	}
	return out
}

// listed are the descriptions of a role by list-roles, and by get-role.
func (w *work) listed(arn string) []entry {
	out := w.all("Roles", "Arn", arn)
	for _, p := range w.pages("Role") {
		if r := p.get("Role"); r.str("Arn") == arn {
			out = append(out, entry{node: r, doc: p.doc})
		}
	}
	return out
}

// each edits the entries that find finds, one by one: they stand elsewhere
// after each edit.
func each(find func() []entry, edit func(e entry)) {
	for i := range find() {
		edit(find()[i])
	}
}

// state is what the files say of a user, group or role.
func (w *work) state(r plan.Resource) (plan.State, error) {
	keys, err := keysOfKind(r.Kind)
	if err != nil {
		return nil, err
	}
	out := plan.State{}
	for i, e := range w.all(keys.list, keys.name, r.Name) {
		s, err := e.state(r, keys)
		if err != nil {
			return nil, err
		}
		if i > 0 && !maps.Equal(s, out) {
			return nil, fmt.Errorf("%s is described in two ways; expected files that were made at the same time", r)
		}
		out = s
	}
	if r.Kind == plan.Role && len(out) > 0 {
		w.addTerms(out, r.Name)
	}
	return out, nil
}

// state is what one entry says.
func (e entry) state(r plan.Resource, keys keysOf) (plan.State, error) {
	s := plan.State{}
	set := func(f plan.Field, key, value string) {
		s[plan.Property{Kind: r.Kind, Name: r.Name, Field: f, Key: key}] = value
	}
	for _, a := range e.list("AttachedManagedPolicies") {
		set(plan.Attached, a.str("PolicyArn"), a.str("PolicyArn"))
	}
	var faults []error
	document := func(n *node) string {
		text, err := e.doc.policyText(n)
		faults = append(faults, err)
		return text
	}
	for _, i := range e.list(keys.inline) {
		set(plan.Inline, i.str("PolicyName"), document(i.get("PolicyDocument")))
	}
	if r.Kind != plan.Role {
		return s, errors.Join(faults...)
	}
	set(plan.Itself, "", e.path())
	if trust := document(e.get("AssumeRolePolicyDocument")); trust != "" {
		set(plan.Trust, "", trust)
	}
	if arn := e.get("PermissionsBoundary").str("PermissionsBoundaryArn"); arn != "" {
		set(plan.Boundary, "", arn)
	}
	for _, t := range e.list("Tags") {
		set(plan.Tag, t.str("Key"), t.str("Value"))
	}
	for _, p := range e.list("InstanceProfileList") {
		set(plan.InstanceProfile, p.str("InstanceProfileName"), p.str("InstanceProfileName"))
	}
	return s, errors.Join(faults...)
}

// path is the path of a role; the ARN has it, too.
func (e entry) path() string {
	arn, _ := org.ParseARN(e.str("Arn"))
	_, path, _ := strings.Cut(arn.Resource, "/")
	return cmp.Or(e.str("Path"), "/"+strings.TrimSuffix(path, e.str("RoleName")))
}

// addTerms adds what list-roles and get-role alone tell. The last to know how
// long sessions are is believed, as by the reader.
func (w *work) addTerms(s plan.State, name string) {
	session, description := 0, ""
	for _, e := range w.listed(w.arnOf(name)) {
		if seconds, err := strconv.Atoi(e.str("MaxSessionDuration")); err == nil || session == 0 {
			session, description = seconds, e.str("Description")
		}
	}
	if session > 0 {
		s[plan.Property{Kind: plan.Role, Name: name, Field: plan.Session}] = strconv.Itoa(session)
	}
	if description != "" {
		s[plan.Property{Kind: plan.Role, Name: name, Field: plan.Description}] = description
	}
}

// details are the descriptions of a role by get-account-authorization-details:
// one, unless pages overlap.
func (w *work) details(name string) []entry { return w.all("RoleDetailList", "RoleName", name) }

// arnOf is the ARN of a role that is there.
func (w *work) arnOf(name string) string { return w.details(name)[0].str("Arn") }

// isEmpty reports whether a list under a key is there, and has nothing in it.
func (n *node) isEmpty(key string) bool {
	l := n.get(key)
	return l != nil && l.kind == jsonscan.Array && len(l.items) == 0
}
