package reach

import (
	"fmt"
	"strings"

	"hotline/authz"
	"hotline/org"
)

// A Question is a request that somebody in a Snapshot could make.
type Question struct {
	Principal string // ARN of a user, role, role session or root, or the name of a service
	Action    string
	Resource  string // ARN, or "*"
	Context   *authz.Context
}

// Sources maps the names of policies in a decision to the documents they were
// compiled from.
type Sources map[string]org.Document

// Apply finds what applies to a question: the identity policies and the
// boundary of the principal, and, where the resource is a role of the Snapshot,
// its trust policy. A policy that is attached and whose document the Snapshot
// does not have is Missing. Service and resource control policies are not part
// of a Snapshot yet.
func Apply(s *org.Snapshot, q Question) (*authz.Request, *authz.Policies, Sources, error) {
	action, err := authz.ParseAction(q.Action)
	if err != nil {
		return nil, nil, nil, err
	}
	a := &applier{snapshot: s, policies: &authz.Policies{}, sources: Sources{}}
	principal, err := a.principal(q.Principal)
	if err != nil {
		return nil, nil, nil, err
	}
	r := &authz.Request{Principal: principal, Action: action, Resource: q.Resource, Context: q.Context}
	if arn, ok := org.ParseARN(q.Resource); ok {
		r.ResourceAccount = arn.Account
		if err := a.resource(arn, q); err != nil {
			return nil, nil, nil, err
		}
	}
	return r, a.policies, a.sources, nil
}

// An applier gathers what applies.
type applier struct {
	snapshot *org.Snapshot
	policies *authz.Policies
	sources  Sources
}

func (a *applier) account(id string) *org.Account {
	for _, x := range a.snapshot.Accounts {
		if x.ID == id {
			return x
		}
	}
	return nil
}

// principal finds the principal, and gathers its policies.
func (a *applier) principal(name string) (*authz.Principal, error) {
	spec := authz.PrincipalSpec{ARN: name}
	p, err := authz.NewPrincipal(spec)
	if err != nil {
		return nil, err
	}
	switch p.Kind() {
	case authz.User, authz.Role, authz.Session, authz.Root:
	case authz.FederatedUser:
		return nil, fmt.Errorf("the session policy of %s is not in the snapshot", name)
	default:
		if !strings.ContainsAny(name, ".:") && name != "*" {
			return nil, fmt.Errorf("expected the ARN of a principal, or the name of a service or identity provider, found %q", name)
		}
		return p, nil
	}
	account := a.account(p.Account())
	if account == nil {
		return nil, fmt.Errorf("account %s of %s is not in the snapshot", p.Account(), name)
	}
	if p.Kind() == authz.Root {
		return p, nil
	}
	found := a.user(account, &spec) || a.role(account, &spec, p)
	if !found {
		return nil, fmt.Errorf("%s is not in the snapshot", name)
	}
	return authz.NewPrincipal(spec)
}

func (a *applier) user(account *org.Account, spec *authz.PrincipalSpec) bool {
	for _, u := range account.Users {
		if u.ARN != spec.ARN {
			continue
		}
		spec.ID, spec.Tags = u.ID, tags(u.Tags)
		a.identity(account, &u.Principal)
		for _, name := range u.Groups {
			a.group(account, name)
		}
		a.boundary(account, u.Boundary)
		return true
	}
	return false
}

// group gathers the policies of a group.
func (a *applier) group(account *org.Account, name string) {
	for _, g := range account.Groups {
		if g.Name == name {
			a.identity(account, &g.Principal)
			return
		}
	}
	a.policies.Identity = append(a.policies.Identity, authz.Missing("group "+name))
}

// role finds the role of that ARN, or the role that a session is one of.
func (a *applier) role(account *org.Account, spec *authz.PrincipalSpec, p *authz.Principal) bool {
	session, _ := org.ParseARN(spec.ARN)
	name, _, _ := strings.Cut(strings.TrimPrefix(session.Resource, "assumed-role/"), "/")
	for _, r := range account.Roles {
		if r.ARN != spec.ARN && (p.Kind() != authz.Session || r.Name != name) {
			continue
		}
		spec.ID, spec.Tags, spec.ServiceLinked = r.ID, tags(r.Tags), r.IsServiceLinked()
		if p.Kind() == authz.Session {
			spec.RoleARN = r.ARN
		}
		a.identity(account, &r.Principal)
		a.boundary(account, r.Boundary)
		return true
	}
	return false
}

func tags(list []org.Tag) map[string]string {
	out := map[string]string{}
	for _, t := range list {
		out[t.Key] = t.Value
	}
	return out
}

// identity gathers the attached and inline policies of a principal.
func (a *applier) identity(account *org.Account, p *org.Principal) {
	for _, ref := range p.Attached {
		a.policies.Identity = append(a.policies.Identity, a.managed(account, ref.ARN))
	}
	for i := range p.Inline {
		name := fmt.Sprintf("inline policy %s of %s", p.Inline[i].Name, org.ShortName(p.ARN))
		a.policies.Identity = append(a.policies.Identity, a.compile(name, p.Inline[i].Document))
	}
}

func (a *applier) boundary(account *org.Account, ref *org.PolicyRef) {
	if ref != nil {
		a.policies.Boundary = a.managed(account, ref.ARN)
	}
}

// managed is the managed policy of that ARN.
func (a *applier) managed(account *org.Account, arn string) *authz.Policy {
	for _, p := range account.Policies {
		if d := p.DefaultDocument(); p.ARN == arn && d != nil {
			return a.compile(arn, *d)
		}
	}
	return authz.Missing(arn)
}

// resource gathers the policy of the resource: the trust policy of a role for
// what STS does with it. Other resources of IAM have none. Whether any other
// resource has one, a Snapshot does not tell.
func (a *applier) resource(arn org.ARN, q Question) error {
	service, _, _ := strings.Cut(q.Action, ":")
	switch {
	case arn.Service != "iam":
		a.policies.Resource = authz.Missing("the policy, if any, of " + q.Resource)
		return nil
	case !strings.EqualFold(service, "sts") || !strings.HasPrefix(arn.Resource, "role/"):
		return nil
	}
	account := a.account(arn.Account)
	if account == nil {
		a.policies.Resource = authz.Missing("trust policy of " + q.Resource)
		return nil
	}
	for _, r := range account.Roles {
		if r.ARN == q.Resource {
			a.policies.Resource = a.compile("trust policy of "+org.ShortName(r.ARN), r.Trust)
			return nil
		}
	}
	return fmt.Errorf("%s is not in the snapshot", q.Resource)
}

func (a *applier) compile(name string, d org.Document) *authz.Policy {
	if d.Policy == nil {
		return authz.Missing(name)
	}
	a.sources[name] = d
	return authz.Compile(name, d.Policy)
}
