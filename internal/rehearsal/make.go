package rehearsal

import (
	"fmt"
	"strconv"

	"hotline/org"
	"hotline/plan"
)

// make edits the files so that they show a change.
func (w *work) make(c plan.Change) error {
	keys, err := keysOfKind(c.Kind)
	if err != nil {
		return err
	}
	if c.Kind == plan.Role && c.Field == plan.Itself && c.After != nil {
		return w.create(c.Name, *c.After)
	}
	state, err := w.state(c.Resource())
	if err != nil {
		return err
	}
	found := func() []entry { return w.all(keys.list, keys.name, c.Name) }
	if len(found()) == 0 {
		return refuse("NoSuchEntity", "there is no %s", c.Resource())
	}
	p := principal{w, keys, c.Property, state, found}
	if c.Kind == plan.Role && c.Field != plan.Description {
		if err := unmodifiable(c.Name, found()[0].path()); err != nil {
			return err
		}
	}
	switch {
	case c.Field == plan.Attached:
		return p.attach(c.After != nil)
	case c.Field == plan.Inline:
		return p.inline(c.After)
	case c.Kind != plan.Role:
		return fmt.Errorf("the %s of a %s cannot be changed", c.Field, c.Kind)
	}
	return p.role(c)
}

// A principal is the user, group or role whose property is changed.
type principal struct {
	*work
	keys     keysOf
	property plan.Property
	state    plan.State
	found    func() []entry // its descriptions
}

// has is the value of a property of it; nil where there is none.
func (p principal) has(f plan.Field) *string {
	return p.state.Value(plan.Property{Kind: p.property.Kind, Name: p.property.Name, Field: f})
}

// unmodifiable refuses to change a role that a service owns. Its description
// can be changed.
func unmodifiable(name, path string) error {
	r := org.Role{Principal: org.Principal{Name: name, Path: path}}
	if r.IsServiceLinked() || r.PermissionSet() != "" {
		return refuse("UnmodifiableEntity", "a service of AWS owns the role %s", name)
	}
	return nil
}

// role changes what only roles have.
func (p principal) role(c plan.Change) error {
	switch c.Field {
	case plan.Itself:
		return p.delete()
	case plan.Trust:
		if c.After == nil {
			return refuse("MalformedPolicyDocument", "a role has a trust policy")
		}
		return p.trust(*c.After)
	case plan.Description:
		return p.describe(c.After)
	case plan.Session:
		return p.session(c.After)
	case plan.Boundary:
		return p.boundary(c.After)
	case plan.Tag:
		return p.tag(c.After)
	case plan.InstanceProfile:
		return p.profile(c.After != nil)
	default:
	}
	return fmt.Errorf("%.40q is no property of a role", c.Field)
}

// trust changes who may assume the role, wherever it is told.
func (p principal) trust(document string) error {
	if err := checkPolicy(document); err != nil {
		return err
	}
	const key = "AssumeRolePolicyDocument"
	arn := p.arnOf(p.property.Name)
	each(p.found, func(e entry) {
		e.doc.set(e.node, key, policyPiece(document, e.formOf(key)))
	})
	copies := func() []entry {
		out := p.listed(arn)
		for _, e := range p.found() {
			for _, profile := range e.list("InstanceProfileList") {
				for _, r := range profile.list("Roles") {
					out = append(out, entry{node: r, doc: e.doc})
				}
			}
		}
		return out
	}
	each(copies, func(e entry) {
		old := e.get(key)
		if old == nil || e.str("Arn") != arn {
			return
		}
		if was, err := e.doc.policyText(old); err != nil || compact(was) != compact(document) {
			e.doc.set(e.node, key, copyPiece(document, formOf(old)))
		}
	})
	return nil
}

// describe changes the description, where list-roles or get-role tell it.
func (p principal) describe(value *string) error {
	if value == nil || *value == "" {
		p.settle(p.has(plan.Session) == nil)
		each(p.ofListing(), func(e entry) { e.doc.unset(e.node, "Description") })
		return nil
	}
	if err := checkDescription(*value); err != nil {
		return err
	}
	p.needListing()
	each(p.ofListing(), func(e entry) { e.doc.set(e.node, "Description", str(*value)) })
	return nil
}

// settle takes away what get-role printed, where that tells nothing any more
// that is not told elsewhere.
func (p principal) settle(isEmpty bool) {
	if isEmpty {
		p.dropGetRole(p.arnOf(p.property.Name))
	}
}

// session changes how long sessions may last. Without a value, it is not known
// any more.
func (p principal) session(value *string) error {
	if value == nil {
		p.settle(p.has(plan.Description) == nil)
		each(p.ofListing(), func(e entry) { e.doc.unset(e.node, "MaxSessionDuration") })
		return nil
	}
	seconds, err := strconv.Atoi(*value)
	if err != nil {
		return refuse("ValidationError", "%.40q is no number of seconds", *value)
	}
	if err := checkSession(seconds); err != nil {
		return err
	}
	p.needListing()
	each(p.ofListing(), func(e entry) { e.doc.set(e.node, "MaxSessionDuration", raw(strconv.Itoa(seconds))) })
	return nil
}

// ofListing finds the descriptions by list-roles and get-role.
func (p principal) ofListing() func() []entry {
	arn := p.arnOf(p.property.Name)
	return func() []entry { return p.listed(arn) }
}

// everywhere finds all descriptions.
func (p principal) everywhere() func() []entry {
	listed := p.ofListing()
	return func() []entry { return append(p.found(), listed()...) }
}

// boundary changes the permissions boundary, and how often policies are one.
func (p principal) boundary(value *string) error {
	const key, arnKey = "PermissionsBoundary", "PermissionsBoundaryArn"
	old := p.has(plan.Boundary)
	if value == nil && old == nil {
		return refuse("NoSuchEntity", "the role %s has no permissions boundary", p.property.Name)
	}
	if value != nil {
		if err := p.needPolicy(*value, false); err != nil {
			return err
		}
	}
	each(p.everywhere(), func(e entry) {
		switch {
		case e.isListed && e.get(key) == nil: // list-roles does not tell it
		case value == nil:
			e.doc.unset(e.node, key)
		case e.get(key).get(arnKey) != nil:
			e.doc.set(e.get(key), arnKey, str(*value))
		default:
			e.doc.set(e.node, key, boundaryPiece(*value))
		}
	})
	p.count(value, uses, 1)
	p.count(old, uses, -1)
	return nil
}

func boundaryPiece(arn string) piece {
	return object{{"PermissionsBoundaryType", str("Policy")}, {"PermissionsBoundaryArn", str(arn)}}
}
