package reach

import (
	"cmp"
	"slices"
	"strings"

	"hotline/authz"
	"hotline/org"
)

// principal is who an actor of an account is to AWS.
func (x *Index) principal(a *Actor) *authz.Principal {
	spec := authz.PrincipalSpec{
		ARN: a.ARN, ID: a.id, ServiceLinked: a.ServiceLinked, Management: x.organization.IsManagement(a.Account),
	}
	if !a.IsOutside() && !a.tagged {
		spec.Tags, spec.TagsKnown = a.tags, true
	}
	if x.tree.Member(a.Account) != nil || spec.Management {
		spec.OrgID, spec.OrgPath = x.organization.ID, x.tree.Path(a.Account)
	}
	if a.Kind == Session {
		spec.RoleARN = a.of.ARN
	}
	p, _ := authz.NewPrincipal(spec) // ARNs of actors are those of principals
	return p
}

// isStranger reports whether it is known of an account that it is no member of
// the organization of the snapshot.
func (x *Index) isStranger(account string) bool {
	o := x.organization
	return o != nil && o.ID != "" && account != "" && x.tree.Member(account) == nil && !o.IsManagement(account) &&
		(o.MembersComplete || account == nobody)
}

// request is what an actor asks for.
func (x *Index) request(a *Actor, action authz.Action, resource string) *authz.Request {
	r := &authz.Request{Principal: x.principal(a), Action: action, Resource: resource}
	owner := a.Account
	if arn, ok := org.ParseARN(resource); ok {
		owner, r.ResourceAccount = arn.Account, arn.Account
	}
	r.ResourceInManagement = x.organization.IsManagement(owner)
	r.Context = x.about(x.situationOf(a, action, owner))
	return r
}

// A situation is what is known of a request besides who makes it.
type situation struct {
	bare    bool // no second factor was given
	session bool // by a session that has just begun
	region  string
	owner   string // the account of the resource
}

func (x *Index) situationOf(a *Actor, action authz.Action, owner string) situation {
	s := situation{bare: a.isBare(), session: a.Kind == Role || a.Kind == Session, owner: owner}
	if regions := supportRegions(a.ARN, action); regions != nil {
		s.region = regions[0]
	}
	return s
}

// about is the context of a request.
func (x *Index) about(s situation) *authz.Context {
	x.mutex.RLock()
	c := x.contexts[s]
	x.mutex.RUnlock()
	if c != nil {
		return c
	}
	known := map[string][]string{}
	if s.session && x.now != "" {
		known["aws:TokenIssueTime"] = []string{x.now}
	}
	if s.region != "" {
		known["aws:RequestedRegion"] = []string{s.region}
	}
	if x.tree.Member(s.owner) != nil && x.organization.ID != "" {
		known["aws:ResourceOrgID"] = []string{x.organization.ID}
		if path := x.tree.Path(s.owner); path != "" {
			known["aws:ResourceOrgPaths"] = []string{path}
		}
	}
	if c = x.context.Stating(known); s.bare {
		c = withoutFactor(c)
	}
	x.mutex.Lock()
	defer x.mutex.Unlock()
	s.region, s.owner = strings.Clone(s.region), strings.Clone(s.owner) // the key must not keep the text that it was read from
	x.contexts[s] = c
	return c
}

// withoutFactor is c, but that no second factor was given.
func withoutFactor(c *authz.Context) *authz.Context {
	return c.Stating(map[string][]string{"aws:MultiFactorAuthPresent": {"false"}}).Lacking("aws:MultiFactorAuthAge")
}

// supportRegions are the Regions of which whoever asks AWS Support for an action
// takes one, in the partition of an ARN; nil where they are not known, and for
// other actions.
func supportRegions(arn string, action authz.Action) []string {
	service, _, _ := strings.Cut(strings.ToLower(action.String()), ":")
	if service != "support" && service != "support-console" {
		return nil
	}
	a, _ := org.ParseARN(arn)
	return SupportRegions(a.Partition)
}

// SupportRegions are the Regions of the endpoints of AWS Support in a partition,
// that in which IAM records its events first; nil where they are not known. That
// there are several is what the pages about Support say; that all requests go to
// us-east-1, that of IAM about conditions on the Region.
//
// https://docs.aws.amazon.com/awssupport/latest/user/about-support-api.html#endpoint
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_deny-requested-region.html
func SupportRegions(partition string) []string {
	switch partition {
	case "aws":
		return []string{"us-east-1", "us-west-2", "eu-west-1"}
	case "aws-cn":
		return []string{"cn-north-1"}
	case "aws-us-gov":
		return []string{"us-gov-west-1"}
	case "aws-eusc":
		return []string{"eusc-de-east-1"}
	}
	return nil
}

// policies are all that apply to what an actor asks for, but for the policy of
// the resource.
func (x *Index) policies(a *Actor, resourceAccount string) *authz.Policies {
	p := &authz.Policies{SCPs: x.over(a.Account).scps, RCPs: x.over(resourceAccount).rcps}
	for _, h := range a.held {
		if !slices.Contains(p.Identity, h.Policy) { // of several groups
			p.Identity = append(p.Identity, h.Policy)
		}
	}
	if a.boundary != nil {
		p.Boundary = a.boundary.Policy
	}
	return p
}

// A plea is a request and what applies to it.
type plea struct {
	request  *authz.Request
	policies *authz.Policies
}

func (p plea) decide() authz.Effect { return authz.Decide(p.request, p.policies) }

// with is the plea in another context.
func (p plea) with(c *authz.Context) plea {
	r := *p.request
	r.Context = c
	return plea{&r, p.policies}
}

// ask is an actor's request. Where it is denied at the first endpoint of AWS
// Support and not at another, which endpoint is taken decides.
func (x *Index) ask(a *Actor, action authz.Action, resource string) (plea, authz.Effect) {
	r := x.request(a, action, resource)
	p := plea{r, x.policies(a, cmp.Or(r.ResourceAccount, a.Account))}
	effect := p.decide()
	regions := supportRegions(a.ARN, action)
	for i := 1; i < len(regions) && rank(effect) < 0; i++ {
		s := x.situationOf(a, action, a.Account)
		if s.region = regions[i]; rank(p.with(x.about(s)).decide()) >= 0 {
			s.region = ""
			p = p.with(x.about(s))
			effect = p.decide()
		}
	}
	return x.settle(p, effect, a.Account)
}

// otherOrganization is none that AWS has: that of an account of which it is
// known only that it is not in this one.
const otherOrganization = "o-0000000000"

// settle looks at the decision of a plea of somebody of an account again. Of a
// stranger it is not known whether they are in another organization or in none:
// where it is decided alike for both, it is decided.
func (x *Index) settle(p plea, effect authz.Effect, account string) (plea, authz.Effect) {
	if effect != authz.Conditional && effect != authz.Unknown || !x.isStranger(account) {
		return p, effect
	}
	condition := authz.Evaluate(p.request, p.policies).Condition
	for _, id := range append(condition.Values("aws:PrincipalOrgID"), condition.Values("aws:PrincipalOrgPaths")...) {
		if id, _, _ = strings.Cut(id, "/"); id != x.organization.ID {
			return p, effect // perhaps that of the stranger
		}
	}
	member := p.with(p.request.Context.Stating(map[string][]string{
		"aws:PrincipalOrgID": {otherOrganization}, "aws:PrincipalOrgPaths": {otherOrganization + "/r-0000/"},
	}))
	single := p.with(p.request.Context.Lacking("aws:PrincipalOrgID", "aws:PrincipalOrgPaths"))
	a, b := authz.Evaluate(member.request, member.policies), authz.Evaluate(single.request, single.policies)
	if rank(a.Effect) < 0 && rank(b.Effect) < 0 || a.Effect == b.Effect && a.Condition.String() == b.Condition.String() {
		return member, a.Effect
	}
	return p, effect
}
