package authz_test

import (
	"strconv"

	"pgregory.net/rapid"

	"hotline/authz"
	"hotline/policy"
)

// A slot is a place for one policy.
type slot struct {
	layer    authz.Layer
	level    int // of an SCP or RCP
	document *policy.Document
}

// A setup is all policies that apply to a request, not yet compiled.
type setup struct {
	slots     []slot
	session   bool // session policies are in force, if only none
	explicit  bool // ExplicitRCPs
	scpLevels int
	rcpLevels int
}

// drawSetup draws policies for some layers.
func drawSetup(t *rapid.T) setup {
	var s setup
	add := func(layer authz.Layer, level, least, most int, principals bool) {
		for range rapid.IntRange(least, most).Draw(t, string(layer)) {
			s.slots = append(s.slots, slot{layer, level, drawDocument(t, principals)})
		}
	}
	add(authz.LayerIdentity, 0, 0, 2, false)
	add(authz.LayerBoundary, 0, 0, 1, false)
	if s.session = chance(t, "session policies", 4); s.session {
		add(authz.LayerSession, 0, 0, 2, false)
	}
	s.scpLevels = rapid.IntRange(0, 2).Draw(t, "SCP levels")
	for level := range s.scpLevels {
		add(authz.LayerSCP, level, 1, 2, false)
	}
	s.rcpLevels = rapid.SampledFrom([]int{0, 0, 1, 2}).Draw(t, "RCP levels")
	s.explicit = chance(t, "explicit RCPs", 4)
	for level := range s.rcpLevels {
		add(authz.LayerRCP, level, 1, 2, true)
	}
	add(authz.LayerResource, 0, 0, 1, true)
	return s
}

// compile compiles the policies; where instead returns one, it stands in the
// place of the policy of that slot.
func (s setup) compile(instead func(i int) *authz.Policy) *authz.Policies {
	p := &authz.Policies{ExplicitRCPs: s.explicit}
	if s.session {
		p.Session = []*authz.Policy{}
	}
	for level := range s.scpLevels {
		p.SCPs = append(p.SCPs, authz.Level{Node: "scp" + strconv.Itoa(level)})
	}
	for level := range s.rcpLevels {
		p.RCPs = append(p.RCPs, authz.Level{Node: "rcp" + strconv.Itoa(level)})
	}
	for i, at := range s.slots {
		var c *authz.Policy
		if instead != nil {
			c = instead(i)
		}
		if c == nil {
			c = authz.Compile("policy"+strconv.Itoa(i), at.document)
		}
		switch at.layer {
		case authz.LayerIdentity:
			p.Identity = append(p.Identity, c)
		case authz.LayerBoundary:
			p.Boundary = c
		case authz.LayerSession:
			p.Session = append(p.Session, c)
		case authz.LayerSCP:
			p.SCPs[at.level].Policies = append(p.SCPs[at.level].Policies, c)
		case authz.LayerRCP:
			p.RCPs[at.level].Policies = append(p.RCPs[at.level].Policies, c)
		case authz.LayerResource:
			p.Resource = c
		case authz.LayerCaller: // is no policy
		}
	}
	return p
}

// mapped is s with every document changed.
func (s setup) mapped(change func(*policy.Document) *policy.Document) setup {
	out := s
	out.slots = nil
	for _, at := range s.slots {
		at.document = change(at.document)
		out.slots = append(out.slots, at)
	}
	return out
}

// text prints the documents, for failures.
func (s setup) text() string {
	out := ""
	for _, at := range s.slots {
		out += string(at.layer) + " " + strconv.Itoa(at.level) + ": " + at.document.Indent("") + "\n"
	}
	return out
}
