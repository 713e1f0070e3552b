package authz

// A Cause is one thing that alone would keep a request from being allowed.
type Cause struct {
	Layer Layer
	Node  string // of a control policy: what it is attached to
	// Policy and Sid name the statement that denies the request; both are empty
	// where nothing of the layer allows it.
	Policy, Sid string
	// Detail is the condition that does not hold of a statement of the resource
	// policy that is otherwise about the request.
	Detail string
}

// Causes lists what denies a request: every statement, and every layer that must
// allow it and has none that does. It is empty where the request is not denied,
// or not whatever is unknown.
//
// A layer counts only if it must allow the request: the identity policies of a
// user whom the trust policy names are no cause, whatever they say.
func Causes(r *Request, p *Policies) []Cause {
	d := Evaluate(r, p)
	if d.Effect != ExplicitlyDenied && d.Effect != ImplicitlyDenied {
		return nil
	}
	var out causes
	for _, reason := range d.Reasons {
		if reason.Effect == "Deny" && reason.Matched && reason.Condition == nil && r.heeds(reason.Layer) {
			out.add(Cause{Layer: reason.Layer, Node: reason.Node, Policy: reason.Policy, Sid: reason.Sid})
		}
	}
	e := evaluator{lookup: lookup{request: r}, policies: p, build: true}
	e.silentLevels(&out)
	e.silentOwners(&out, detail(d.Reasons))
	return out
}

// heeds reports whether what a layer denies is denied for sure.
func (r *Request) heeds(layer Layer) bool {
	return (layer != LayerRCP || rcpReach(&r.Action) == yes) && (layer != LayerResource || !r.isOwnersRescue())
}

type causes []Cause

// add adds a cause once, however often a policy is attached or says the same.
func (c *causes) add(more Cause) {
	for _, known := range *c {
		if known == more {
			return
		}
	}
	*c = append(*c, more)
}

// silentLevels adds the levels of control policies that allow nothing.
func (e *evaluator) silentLevels(out *causes) {
	for _, kind := range []Layer{LayerSCP, LayerRCP} {
		levels, ask := e.policies.SCPs, organisation
		if kind == LayerRCP {
			levels, ask = e.policies.RCPs, resourceControl
		}
		for _, level := range levels {
			alone := *e
			alone.policies = &Policies{SCPs: []Level{level}, RCPs: []Level{level}, ExplicitRCPs: e.policies.ExplicitRCPs}
			if ask(&alone).allow.tri == no {
				out.add(Cause{Layer: kind, Node: level.Node})
			}
		}
	}
}

// silentOwners adds the layers of the principal and of the resource that would
// have to allow the request, and do not.
func (e *evaluator) silentOwners(out *causes, detail string) {
	r, g := e.lookup.request, e.resource()
	named := g.byName.or(g.byRole).or(g.byAccount).tri
	across := r.Principal.account != r.account()
	switch {
	case !r.callerFits():
		out.add(Cause{Layer: LayerCaller})
		return
	case !r.Principal.hasIdentity():
		named, across = g.byName.tri, true
	}
	if named == no && (across || r.needsResourcePolicy()) {
		out.add(Cause{Layer: LayerResource, Detail: detail})
	}
	if !r.Principal.hasIdentity() || !across && g.byName.tri != no {
		return
	}
	if needed := across || e.needsIdentity(g, named); needed && e.identity().allow.tri == no {
		out.add(Cause{Layer: LayerIdentity})
	}
	if e.boundary().allow.tri == no {
		out.add(Cause{Layer: LayerBoundary})
	}
	if e.session().allow.tri == no {
		out.add(Cause{Layer: LayerSession})
	}
}

// needsIdentity reports whether the policies of a principal must allow what it
// asks of its own account: unless the resource policy names its role, be it on a
// condition that does not hold.
func (e *evaluator) needsIdentity(g grant, named tri) bool {
	if g.byRole.tri != no {
		return false
	}
	if named != no || !e.lookup.request.needsResourcePolicy() || e.policies.Resource == nil {
		return true
	}
	best := unnamed
	for i := range e.policies.Resource.allows {
		if st := &e.policies.Resource.allows[i]; st.matchAction(&e.lookup.request.Action) {
			best = max(best, e.names(st, LayerResource, ""))
		}
	}
	return best == byAccount
}

// detail is the first condition that keeps a statement of the resource policy
// from allowing the request.
func detail(reasons []Reason) string {
	for _, reason := range reasons {
		if reason.Layer == LayerResource && reason.Effect == "Allow" && reason.Failed == "condition" {
			return reason.Detail
		}
	}
	return ""
}
