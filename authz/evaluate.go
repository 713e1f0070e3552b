package authz

// An Effect is the outcome of a decision.
type Effect string

// The effects.
const (
	Allowed          Effect = "Allowed"
	ExplicitlyDenied Effect = "ExplicitlyDenied"
	ImplicitlyDenied Effect = "ImplicitlyDenied"
	// Conditional means: allowed exactly when the Decision's Condition holds.
	Conditional Effect = "Conditional"
	// Unknown means that a policy that is not at hand decides.
	Unknown Effect = "Unknown"
)

// A Level is what is attached to one node of an organisation: to its root, an
// organisational unit, or an account.
type Level struct {
	Node     string
	Policies []*Policy
}

// Policies are all that apply to a request. What a field does not name there
// is none of, which is not the same as a policy that allows nothing.
type Policies struct {
	// Identity are the policies of the principal: attached and inline, of a
	// user also those of its groups.
	Identity []*Policy
	// Boundary is the permissions boundary; nil where there is none.
	Boundary *Policy
	// Session are the session policies of a session that has some.
	Session []*Policy
	// SCPs are the service control policies over the principal's account, from
	// the root down; nil where none are in force.
	SCPs []Level
	// RCPs are the resource control policies over the resource's account. That
	// RCPFullAWSAccess, which AWS attaches everywhere and nobody can detach,
	// allows everything is understood, unless ExplicitRCPs is set.
	RCPs []Level
	// ExplicitRCPs says that RCPs lists all policies, so that each level must
	// allow.
	ExplicitRCPs bool
	// Resource is the policy of the resource: of a role, its trust policy; nil
	// where it has none.
	Resource *Policy
}

// A Decision is the answer.
type Decision struct {
	Effect Effect
	// Condition is on what the answer depends; nil where it depends on
	// nothing: Effect is then neither Conditional nor Unknown.
	Condition *Formula
	// Reasons are all statements that took part.
	Reasons []Reason

	allow, deny value
}

// Decide is Evaluate without condition and reasons. Where the answer depends on
// nothing it allocates nothing.
func Decide(r *Request, p *Policies) Effect {
	e := evaluator{lookup: lookup{request: r}, policies: p}
	allow, deny := e.decide()
	if effect, settled := settle(allow, deny); settled {
		return effect
	}
	e.build = true // Conditional or Unknown: the formula tells
	effect, _ := outcome(e.decide())
	return effect
}

// Evaluate decides a request and says why.
func Evaluate(r *Request, p *Policies) Decision {
	var d Decision
	e := evaluator{lookup: lookup{request: r}, policies: p, build: true, reasons: &d.Reasons}
	d.allow, d.deny = e.decide()
	d.Effect, d.Condition = outcome(d.allow, d.deny)
	return d
}

// Given decides again with what c states in addition to what was known: keys
// that have values, and keys that are absent. The Reasons stay those of the
// first decision.
func (d Decision) Given(c *Context) Decision {
	d.allow, d.deny = d.allow.given(c), d.deny.given(c)
	d.Effect, d.Condition = outcome(d.allow, d.deny)
	return d
}

// given is v with what c states in addition.
func (v value) given(c *Context) value {
	if v.tri != maybe {
		return v
	}
	return v.formula.eval(c)
}

// An evaluator decides one request.
type evaluator struct {
	lookup   lookup
	policies *Policies
	build    bool      // whether formulas are wanted
	reasons  *[]Reason // where reasons are wanted
}

// decide asks every layer: all must allow, and none deny.
func (e *evaluator) decide() (allow, deny value) {
	if e.lookup.request.isAlwaysAllowed() {
		return known(true), known(false)
	}
	org, control, own := organisation(e), resourceControl(e), grants(e)
	return org.allow.and(control.allow).and(own.allow), org.deny.or(control.deny).or(own.deny)
}

// settle is the effect where neither what allows nor what denies is in doubt.
func settle(allow, deny value) (effect Effect, settled bool) {
	switch {
	case deny.tri == yes:
		return ExplicitlyDenied, true
	case allow.tri == no:
		return ImplicitlyDenied, true
	case allow.tri == yes && deny.tri == no:
		return Allowed, true
	}
	return "", false
}

// outcome turns what allows and what denies into an effect, and the condition
// it depends on.
func outcome(allow, deny value) (Effect, *Formula) {
	if effect, settled := settle(allow, deny); settled {
		return effect, nil
	}
	condition := allow.and(deny.not()).formula
	effect := Conditional
	condition.walk(func(a atom) {
		if _, ok := a.(documentAtom); ok {
			effect = Unknown
		}
	})
	return effect, condition
}

// grants are the layers that belong to the principal and to the resource, and
// how they work together.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
func grants(e *evaluator) part {
	r := e.lookup.request
	resource := e.resource()
	if r.isOwnersRescue() {
		resource.deny = value{}
	}
	identity, boundary, session := e.identity(), e.boundary(), e.session()
	deny := resource.deny.or(identity.deny).or(boundary.deny).or(session.deny)
	limits := boundary.allow.and(session.allow)
	own := identity.allow.and(limits)
	named := resource.byName.or(resource.byRole).or(resource.byAccount)
	switch {
	case !r.callerFits():
		return part{known(false), deny}
	case !r.Principal.hasIdentity():
		return part{resource.byName, deny}
	case r.Principal.account != r.account():
		return part{own.and(named), deny}
	case r.needsResourcePolicy():
		own = own.and(named)
	}
	direct := resource.byName
	if r.assumesRole() && r.Principal.kind == User {
		direct = direct.and(boundary.allow.or(e.open(boundaryOfTrusted)))
	}
	return part{own.or(direct).or(resource.byRole.and(limits)), deny}
}

// boundaryOfTrusted is where two pages of the documentation contradict each
// other. The evaluation logic says that the boundary of a user does not limit
// what a resource policy grants to the user by name; "Update a role trust
// policy" says that it must allow sts:AssumeRole.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html
const boundaryOfTrusted = "a permissions boundary does not limit a user whom the trust policy names"

// open is a question that the documentation leaves open.
func (e *evaluator) open(question string) value {
	if e.build {
		return value{maybe, atomFormula(openAtom{question})}
	}
	return value{tri: maybe}
}

// A part is what one layer allows and denies.
type part struct {
	allow, deny value
}

// everything is a layer that is not there.
func everything() part { return part{allow: known(true)} }

// identity is the layer of the principal's own policies. The root user needs
// none.
func (e *evaluator) identity() part {
	if e.lookup.request.Principal.kind == Root {
		return everything()
	}
	return e.layer(LayerIdentity, "", e.policies.Identity)
}

func (e *evaluator) boundary() part {
	if e.policies.Boundary == nil || e.lookup.request.Principal.kind == Root {
		return everything()
	}
	return e.layer(LayerBoundary, "", []*Policy{e.policies.Boundary})
}

// session is the layer of the session policies. A session of a federated user
// that was given none can do nothing by its user's policies.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getfederationtoken.html
func (e *evaluator) session() part {
	if e.policies.Session == nil {
		return part{allow: known(e.lookup.request.Principal.kind != FederatedUser)}
	}
	return e.layer(LayerSession, "", e.policies.Session)
}

// organisation is the layer of the service control policies: each level must
// allow. They do not restrict the management account, service-linked roles,
// and callers of no account.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
func organisation(e *evaluator) part {
	p := e.lookup.request.Principal
	out := everything()
	if p.spec.Management || p.spec.ServiceLinked || !p.hasIdentity() {
		return out
	}
	for _, level := range e.policies.SCPs {
		l := e.layer(LayerSCP, level.Node, level.Policies)
		out.allow, out.deny = out.allow.and(l.allow), out.deny.or(l.deny)
	}
	return out
}

// layer asks the policies of a layer without principals: one must allow.
func (e *evaluator) layer(layer Layer, node string, policies []*Policy) part {
	var out part
	for _, p := range policies {
		if p.missing {
			absent := e.absent(p)
			out.allow, out.deny = out.allow.or(absent.allow), out.deny.or(absent.deny)
			continue
		}
		for i := range p.denies {
			out.deny = out.deny.or(e.statement(&p.denies[i], layer, node))
		}
		for i := range p.allows {
			if out.allow.tri == yes && e.reasons == nil {
				break
			}
			out.allow = out.allow.or(e.statement(&p.allows[i], layer, node))
		}
	}
	return out
}

// absent is what a policy says that is not at hand: perhaps it allows, and
// perhaps it denies.
func (e *evaluator) absent(p *Policy) part {
	if !e.build {
		return part{value{tri: maybe}, value{tri: maybe}}
	}
	return part{
		allow: value{maybe, atomFormula(documentAtom{p.name + " allows it"})},
		deny:  value{maybe, atomFormula(documentAtom{p.name + " denies it"})},
	}
}

// statement is whether a statement is about the request, but for its
// principals.
func (e *evaluator) statement(st *statement, layer Layer, node string) value {
	v, why := known(false), ""
	if !st.matchAction(&e.lookup.request.Action) {
		why = "action"
	} else if v = st.matchResource(&e.lookup, e.build); v.tri == no {
		why = "resource"
	} else if v = v.and(st.matchConditions(&e.lookup, e.build)); v.tri == no {
		why = "condition"
	}
	if e.reasons != nil {
		e.note(st, layer, node, v, why)
	}
	return v
}
