package reach

import (
	"strings"

	"hotline/authz"
	"hotline/org"
)

// A Digest is what questions need of one account: of its policies only the
// statements that are about the actions in question. It shares nothing with
// the Account it was made from, which can then be let go.
type Digest struct {
	account   string
	partition string
	actors    []*Actor
	complete  bool // all users and roles were read
	open      bool // the state of the account lets its principals act
}

// Account is the id of the account; empty where it is not known.
func (d *Digest) Account() string { return d.account }

// IsNamed reports whether ARNs name the account, and not only a file.
func (d *Digest) IsNamed() bool { return d.partition != "" }

// The actions that assume a role.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html
const (
	assumeRole                = "sts:AssumeRole"
	assumeRoleWithSAML        = "sts:AssumeRoleWithSAML"
	assumeRoleWithWebIdentity = "sts:AssumeRoleWithWebIdentity"
)

// AssumeActions are the actions that assume a role.
func AssumeActions() []authz.Action {
	return mustActions(assumeRole, assumeRoleWithSAML, assumeRoleWithWebIdentity)
}

// mustActions are actions by names that are written in this package, and that a
// test reads again.
func mustActions(names ...string) []authz.Action {
	var out []authz.Action
	for _, n := range names {
		out = append(out, mustAction(n))
	}
	return out
}

func mustAction(name string) authz.Action {
	a, _ := authz.ParseAction(name)
	return a
}

// NewDigest digests an account for questions about some actions, and about who
// can assume which role. With no actions it keeps every statement.
func NewDigest(a *org.Account, actions []authz.Action) *Digest {
	d := &digester{account: a, assume: mustAction(assumeRole), out: &Digest{account: strings.Clone(a.ID), partition: strings.Clone(a.Partition)}}
	if actions != nil {
		d.actions = append(AssumeActions(), actions...)
	}
	d.out.open = a.Member.IsOpen()
	d.out.complete = !a.IsDamaged() && a.Missing()&(org.Users|org.Roles) == 0
	d.managed, d.groups, d.inline = map[string]*managed{}, map[string]*org.Group{}, map[*org.InlinePolicy]*authz.Policy{}
	for _, p := range a.Policies {
		d.managed[p.ARN] = &managed{source: p.DefaultDocument()}
	}
	for _, g := range a.Groups {
		d.groups[g.Name] = g
	}
	if a.ID != "" && a.Partition != "" {
		d.root()
	}
	for _, u := range a.Users {
		d.user(u)
	}
	for _, r := range a.Roles {
		d.role(r)
	}
	return d.out
}

// A digester digests one account.
type digester struct {
	account *org.Account
	actions []authz.Action // nil for all
	assume  authz.Action
	managed map[string]*managed
	groups  map[string]*org.Group               // by their names
	inline  map[*org.InlinePolicy]*authz.Policy // compiled once, also for all users of a group
	out     *Digest
}

// managed is a managed policy, compiled when it is needed first.
type managed struct {
	source   *org.Document
	compiled *authz.Policy
}

func (d *digester) root() {
	d.out.actors = append(d.out.actors, &Actor{
		Kind: RootUser, ARN: "arn:" + d.out.partition + ":iam::" + d.out.account + ":root", Account: d.out.account,
		Location: place(d.account),
	})
}

// place is the first source of an account.
func place(a *org.Account) org.Location {
	if len(a.Sources) == 0 {
		return org.Location{}
	}
	return org.Location{File: a.Sources[0]}
}

func (d *digester) actor(kind ActorKind, p *org.Principal, tags []org.Tag) *Actor {
	a := &Actor{Kind: kind, ARN: strings.Clone(p.ARN), Account: d.out.account, id: strings.Clone(p.ID), Location: p.Location}
	if a.Name = strings.Clone(p.Name); strings.HasSuffix(a.ARN, p.Name) {
		a.Name = a.ARN[len(a.ARN)-len(p.Name):] // the same text, once
	}
	if len(tags) > 0 {
		a.tags = map[string]string{}
		for _, t := range tags {
			a.tags[strings.Clone(t.Key)] = strings.Clone(t.Value)
		}
	}
	d.out.actors = append(d.out.actors, a)
	return a
}

func (d *digester) user(u *org.User) {
	a := d.actor(User, &u.Principal, u.Tags)
	d.identity(a, &u.Principal, "")
	for _, name := range u.Groups {
		d.group(a, name)
	}
	d.boundary(a, u.Boundary)
}

// group gives a the policies of a group.
func (d *digester) group(a *Actor, name string) {
	if g := d.groups[name]; g != nil {
		d.identity(a, &g.Principal, strings.Clone(name))
		return
	}
	d.hold(a, Held{Policy: authz.Missing("group " + name), Name: "group " + name, Group: strings.Clone(name)})
}

func (d *digester) role(r *org.Role) {
	a := d.actor(Role, &r.Principal, r.Tags)
	a.PermissionSet, a.ServiceLinked = strings.Clone(r.PermissionSet()), r.IsServiceLinked()
	d.identity(a, &r.Principal, "")
	d.boundary(a, r.Boundary)
	d.trust(a, r)
}

// identity gives a the attached and inline policies of a principal: itself, or
// a group it is in.
func (d *digester) identity(a *Actor, p *org.Principal, group string) {
	for _, ref := range p.Attached {
		c, doc := d.policy(ref.ARN)
		d.hold(a, Held{Policy: c, Name: c.Name(), Group: group, document: doc})
	}
	for i := range p.Inline {
		name := "inline policy " + p.Inline[i].Name + " of " + org.ShortName(p.ARN)
		c := d.inline[&p.Inline[i]]
		if c == nil {
			c = d.compile(name, p.Inline[i].Document)
			d.inline[&p.Inline[i]] = c
		}
		d.hold(a, Held{Policy: c, Name: name, Group: group, Inline: true, document: p.Inline[i].Document})
	}
}

// hold notes a policy, if it has anything to say.
func (d *digester) hold(a *Actor, h Held) {
	if !h.Policy.IsEmpty() {
		h.document.Policy = nil // is what would keep the account
		a.held = append(a.held, h)
		a.assumes = a.assumes || h.Policy.MayAllow(d.assume)
	}
}

func (d *digester) boundary(a *Actor, ref *org.PolicyRef) {
	if ref != nil {
		c, doc := d.policy(ref.ARN)
		doc.Policy = nil
		a.boundary = &Held{Policy: c, Name: c.Name(), document: doc}
	}
}

// policy is the managed policy of that ARN.
func (d *digester) policy(arn string) (*authz.Policy, org.Document) {
	m := d.managed[arn]
	if m == nil || m.source == nil {
		return authz.Missing(strings.Clone(arn)), org.Document{}
	}
	if m.compiled == nil {
		m.compiled = d.compile(strings.Clone(arn), *m.source)
	}
	return m.compiled, *m.source
}

func (d *digester) compile(name string, doc org.Document) *authz.Policy {
	switch {
	case doc.Policy == nil:
		return authz.Missing(name)
	case d.actions == nil:
		return authz.Compile(name, doc.Policy)
	}
	return authz.CompileFor(name, doc.Policy, d.actions)
}

// trust notes the trust policy of a role.
func (d *digester) trust(a *Actor, r *org.Role) {
	name := "trust policy of " + org.ShortName(a.ARN)
	a.trust = &Held{Policy: d.compile(name, r.Trust), Name: name, document: org.Document{Location: r.Trust.Location, Encoded: r.Trust.Encoded}}
	a.tagged = r.Trust.Policy == nil || allowsTags(r.Trust.Policy)
	a.bare = onlyMachines(a.trust.Policy)
}
