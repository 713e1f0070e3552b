package authz

import "hotline/policy"

// A Layer is a kind of policies.
type Layer string

// The layers.
const (
	LayerSCP      Layer = "service control policy"
	LayerRCP      Layer = "resource control policy"
	LayerResource Layer = "resource policy"
	LayerIdentity Layer = "identity policy"
	LayerBoundary Layer = "permissions boundary"
	LayerSession  Layer = "session policy"
	// LayerCaller is no policy: some callers cannot use some actions at all.
	LayerCaller Layer = "kind of principal"
)

// A Reason is one statement and what it had to say.
type Reason struct {
	Layer  Layer
	Node   string // of an SCP or RCP: what it is attached to
	Policy string // its name
	Sid    string
	Index  int // of the statement in its document, from 0
	// Position is the place of the statement in its document.
	Position policy.Position
	Effect   string // Allow or Deny
	// Element is what makes the statement be about the action: the pattern of
	// its Action element, as "Action support:*", or all of NotAction. Empty
	// where it is not.
	Element string
	// Matched says that the statement is about the request; Condition, where
	// it is not nil, on what that depends.
	Matched   bool
	Condition *Formula
	// Failed is what is not about the request where Matched is not set:
	// action, resource, principal, or condition.
	Failed string
	// Detail is the condition that does not hold.
	Detail string
}

// note records what a statement had to say.
func (e *evaluator) note(st *statement, layer Layer, node string, v value, why string) {
	r := Reason{
		Layer: layer, Node: node, Policy: st.policy.name, Index: st.index, Position: st.source.Position,
		Effect: st.source.Effect.Value, Matched: v.tri != no, Condition: v.formula, Failed: why,
	}
	if why != "action" && st.matchAction(&e.lookup.request.Action) {
		r.Element = st.element(&e.lookup.request.Action)
	}
	if st.source.Sid != nil {
		r.Sid = st.source.Sid.Value
	}
	if why == "condition" {
		for i := range st.conditions {
			if st.conditions[i].test(&e.lookup) == no {
				r.Detail = st.conditions[i].describe()
				break
			}
		}
	}
	*e.reasons = append(*e.reasons, r)
}
