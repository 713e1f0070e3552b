package reach

import "hotline/authz"

// A Blocker is what stops somebody.
type Blocker struct {
	Layer authz.Layer
	Node  string // of a control policy: what it is attached to
	// Policy and Sid name the statement that denies it; both are empty where
	// nothing of the layer allows it.
	Policy, Sid string
	// Detail is the condition of a trust policy that does not hold.
	Detail string
}

// blockers lists what denies a request.
func blockers(p plea) []Blocker {
	var out []Blocker
	for _, c := range authz.Causes(p.request, p.policies) {
		out = append(out, Blocker(c))
	}
	return out
}

// String says what stops somebody, in words.
func (b Blocker) String() string {
	text := string(b.Layer)
	if b.Policy != "" {
		text += " " + b.Policy
	}
	if b.Sid != "" {
		text += " (" + b.Sid + ")"
	}
	if b.Node != "" {
		text += " on " + b.Node
	}
	switch {
	case b.Policy != "":
		return text + " denies it"
	case b.Detail != "":
		return text + ": it is not so that " + b.Detail
	case b.Layer == authz.LayerCaller:
		return text + " that cannot do it"
	}
	return text + " does not allow it"
}
