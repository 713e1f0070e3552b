package reach

import (
	"cmp"
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

// Accounts are the accounts whose policies decide a question.
func (q Question) Accounts() []string {
	var out []string
	for _, arn := range []string{q.Principal, q.Resource} {
		if id := org.PrincipalAccount(arn); id != "" {
			out = append(out, id)
		}
	}
	return out
}

// Sources maps the names of policies in a decision to the documents they were
// compiled from, of which it has the places only.
type Sources map[string]org.Document

// Apply finds what applies to a question: the identity policies and the
// boundary of the principal, the control policies over its account and over
// that of the resource and, where the resource is a role of the Index, its
// trust policy. A policy that applies and whose document is not known is
// Missing.
func (x *Index) Apply(q Question) (*authz.Request, *authz.Policies, Sources, error) {
	action, err := authz.ParseAction(q.Action)
	if err != nil {
		return nil, nil, nil, err
	}
	a, err := x.asker(q.Principal)
	if err != nil {
		return nil, nil, nil, err
	}
	r := x.request(a, action, q.Resource)
	r.Context = q.Context
	if regions := supportRegions(a.ARN, action); regions != nil {
		r.Context = q.Context.Presuming(map[string][]string{"aws:RequestedRegion": regions[:1]})
	}
	p := x.policies(a, cmp.Or(r.ResourceAccount, a.Account))
	sources := Sources{}
	for i := range a.held {
		sources.add(&a.held[i])
	}
	sources.add(a.boundary)
	x.addControls(sources)
	if p.Resource, err = x.resource(q, sources); err != nil {
		return nil, nil, nil, err
	}
	return r, p, sources, nil
}

// add adds where a policy is that is at hand.
func (s Sources) add(h *Held) {
	if h != nil && !h.Policy.IsMissing() {
		s[h.Name] = h.document
	}
}

func (x *Index) addControls(s Sources) {
	if x.organization == nil {
		return
	}
	for _, p := range x.organization.Policies {
		if d := p.Document; d.Policy != nil {
			s[controlName(p)] = org.Document{Location: d.Location, Encoded: d.Encoded}
		}
	}
}

// asker is who asks: an actor of the snapshot, a session of one, or a service or
// identity provider.
func (x *Index) asker(name string) (*Actor, error) {
	p, err := authz.NewPrincipal(authz.PrincipalSpec{ARN: name})
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
		return &Actor{Kind: Service, ARN: name}, nil
	}
	if x.accounts[p.Account()] == nil {
		return nil, fmt.Errorf("account %s of %s is not in the snapshot", p.Account(), name)
	}
	arn, _ := org.ParseARN(name)
	switch {
	case x.byARN[name] != nil:
		return x.byARN[name], nil
	case p.Kind() == authz.Root:
		return &Actor{Kind: RootUser, ARN: name, Account: p.Account()}, nil
	case p.Kind() == authz.Session && x.roleOf(arn) != nil:
		return x.session(name, x.roleOf(arn)), nil
	}
	return nil, fmt.Errorf("%s is not in the snapshot", name)
}

// resource is the policy of the resource: the trust policy of a role for what
// STS does with it. Other resources of IAM have none. Whether any other
// resource has one, a Snapshot does not tell.
func (x *Index) resource(q Question, sources Sources) (*authz.Policy, error) {
	arn, ok := org.ParseARN(q.Resource)
	service, _, _ := strings.Cut(q.Action, ":")
	switch {
	case !ok:
		return nil, nil
	case arn.Service != "iam":
		return authz.Missing("the policy, if any, of " + q.Resource), nil
	case !strings.EqualFold(service, "sts") || !strings.HasPrefix(arn.Resource, "role/"):
		return nil, nil
	case x.accounts[arn.Account] == nil:
		return authz.Missing("trust policy of " + q.Resource), nil
	}
	role := x.byARN[q.Resource]
	if role == nil {
		return nil, fmt.Errorf("%s is not in the snapshot", q.Resource)
	}
	sources.add(role.trust)
	return role.trust.Policy, nil
}
