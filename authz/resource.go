package authz

import "hotline/policy"

// A grant is what a resource policy allows, by how it names the principal.
type grant struct {
	byName, byRole, byAccount value
	deny                      value
}

// resource is the layer of the policy of the resource.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html
func (e *evaluator) resource() grant {
	var g grant
	p := e.policies.Resource
	if p == nil {
		return g
	}
	if p.missing {
		absent := e.absent(p)
		return grant{byName: absent.allow, byRole: absent.allow, byAccount: absent.allow, deny: absent.deny}
	}
	for i := range p.denies {
		st := &p.denies[i]
		if e.names(st, LayerResource, "") > unnamed {
			g.deny = g.deny.or(e.statement(st, LayerResource, ""))
		} else if e.namesUnmapped(st) {
			g.deny = g.deny.or(e.statement(st, LayerResource, "").and(e.unmapped()))
		}
	}
	for i := range p.allows {
		st := &p.allows[i]
		switch e.names(st, LayerResource, "") {
		case byName:
			g.byName = g.byName.or(e.statement(st, LayerResource, ""))
		case byRole:
			g.byRole = g.byRole.or(e.statement(st, LayerResource, ""))
		case unnamed:
			if e.namesUnmapped(st) {
				g.byAccount = g.byAccount.or(e.statement(st, LayerResource, "").and(e.unmapped()))
			}
		case byAccount:
			g.byAccount = g.byAccount.or(e.statement(st, LayerResource, ""))
		}
	}
	return g
}

// namesUnmapped reports whether a statement names an account by its canonical
// user id, which only S3 can turn into an account.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
func (e *evaluator) namesUnmapped(st *statement) bool {
	if st.source.Principal == nil || !e.lookup.request.Principal.hasIdentity() {
		return false
	}
	for _, entry := range st.source.Principal.Entries {
		if entry.Kind.Value == policy.PrincipalCanonical {
			return true
		}
	}
	return false
}

// unmapped is whether a canonical user id stands for the account of the
// principal.
func (e *evaluator) unmapped() value {
	if !e.build {
		return value{tri: maybe}
	}
	says := "a canonical user id stands for account " + e.lookup.request.Principal.account
	return value{maybe, atomFormula(documentAtom{says})}
}

// names is how a statement names the principal of the request. That it does not
// is noted.
func (e *evaluator) names(st *statement, layer Layer, node string) class {
	c := st.matchPrincipal(e.lookup.request.Principal, e.policies.Boundary != nil)
	if c == unnamed && e.reasons != nil {
		e.note(st, layer, node, known(false), "principal")
	}
	return c
}

// resourceControl is the layer of the resource control policies over the
// account that owns the resource.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
func resourceControl(e *evaluator) part {
	r, out := e.lookup.request, everything()
	reach := rcpReach(&r.Action)
	if len(e.policies.RCPs) == 0 || r.Principal.spec.ServiceLinked || r.ResourceInManagement || reach == no {
		return out
	}
	for _, level := range e.policies.RCPs {
		l := part{allow: known(!e.policies.ExplicitRCPs)}
		for _, p := range level.Policies {
			c := e.controls(p, level.Node)
			l.allow, l.deny = l.allow.or(c.allow), l.deny.or(c.deny)
		}
		out.allow, out.deny = out.allow.and(l.allow), out.deny.or(l.deny)
	}
	if reach == maybe {
		reached := e.open("resource control policies reach the service " + r.Action.service)
		out.allow, out.deny = out.allow.or(reached.not()), out.deny.and(reached)
	}
	return out
}

// controls is what one resource control policy says.
func (e *evaluator) controls(p *Policy, node string) part {
	if p.missing {
		return e.absent(p)
	}
	var out part
	for i := range p.denies {
		if e.names(&p.denies[i], LayerRCP, node) > unnamed {
			out.deny = out.deny.or(e.statement(&p.denies[i], LayerRCP, node))
		}
	}
	for i := range p.allows {
		if e.policies.ExplicitRCPs && e.names(&p.allows[i], LayerRCP, node) > unnamed {
			out.allow = out.allow.or(e.statement(&p.allows[i], LayerRCP, node))
		}
	}
	return out
}

// rcpReach reports whether resource control policies restrict a service. That
// the service support is among those is said by some and confirmed by no page
// of AWS.
//
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services
func rcpReach(action *Action) tri {
	if action.lower == "kms:retiregrant" {
		return no // https://docs.aws.amazon.com/kms/latest/developerguide/resource-control-policies.html
	}
	switch action.service {
	case "s3", "sts", "kms", "sqs", "secretsmanager", "ecr", "aoss", "dynamodb", "logs", "cognito-idp", "cognito-identity":
		return yes
	case "support":
		return maybe
	}
	return no
}
