package authz

import (
	"slices"
	"strings"

	"hotline/policy"
)

// A Grant is a statement of an identity policy that may allow an action on some
// resource, under some condition, and that nothing takes back altogether.
type Grant struct {
	Policy  string
	Missing bool // the policy is not at hand: what it allows is not known
	Sid     string
	Index   int // of the statement in its document, from 0
	// Element is what makes the statement be about the action.
	Element string
	// Resources are the patterns of its Resource element, or of NotResource.
	Resources    []string
	NotResources bool
	Conditional  bool // it has conditions
}

// Possible lists the grants of an action: it is empty only where no resource and
// no condition is such that the policies allow the action to a principal other
// than a root user. Resources are compared pattern by pattern: a grant counts
// unless a Deny without conditions covers its resources, or a layer that limits
// it allows nothing that its resources have in common with.
//
// What resource policies grant is not asked, and neither is what AWS lets
// everybody do (sts:GetCallerIdentity). Service control policies count as given:
// leave them out where they do not restrict the principal.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
func Possible(p *Policies, action Action) []Grant {
	var out []Grant
	var limits [][]*Policy // made when it is needed: most actions match nothing
	for _, own := range p.Identity {
		if own.missing {
			out = append(out, Grant{Policy: own.name, Missing: true})
			continue
		}
		for i := range own.allows {
			st := &own.allows[i]
			if !st.matchAction(&action) {
				continue
			}
			if limits == nil {
				limits = p.limits()
			}
			if !takenBack(limits, st, &action) && !takenBack([][]*Policy{p.Identity}, st, &action) && withinAll(limits, st, &action) {
				out = append(out, st.grant(&action))
			}
		}
	}
	return out
}

// IsAbout reports whether a resource of a service may be among those of the
// grant, as far as ARNs tell.
func (g *Grant) IsAbout(service string) bool {
	return g.NotResources || slices.ContainsFunc(g.Resources, func(p string) bool {
		parts := strings.SplitN(p, ":", 4)
		if len(parts) < 4 || strings.ContainsAny(parts[0]+parts[1], "*$") || strings.Contains(parts[2], "$") {
			return true // a wildcard may cross colons, and a variable be anything
		}
		return policy.MatchAction(parts[2], service)
	})
}

func (st *statement) grant(action *Action) Grant {
	g := Grant{
		Policy: st.policy.name, Index: st.index, Element: st.element(action), NotResources: st.notResources,
		Resources: st.resourceTexts(), Conditional: len(st.conditions) > 0,
	}
	if st.source.Sid != nil {
		g.Sid = st.source.Sid.Value
	}
	return g
}

func (st *statement) resourceTexts() []string {
	var out []string
	for i := range st.resources {
		out = append(out, st.resources[i].source)
	}
	return out
}

// limits are the layers that must allow, too: each a list of policies of which
// one must.
func (p *Policies) limits() [][]*Policy {
	var out [][]*Policy
	if p.Boundary != nil {
		out = append(out, []*Policy{p.Boundary})
	}
	if p.Session != nil {
		out = append(out, p.Session)
	}
	for _, l := range p.SCPs {
		out = append(out, l.Policies)
	}
	return out
}

// takenBack reports whether a Deny without conditions covers what a statement
// allows.
func takenBack(layers [][]*Policy, st *statement, action *Action) bool {
	for _, layer := range layers {
		for _, q := range layer {
			for i := range q.denies {
				if d := &q.denies[i]; len(d.conditions) == 0 && d.matchAction(action) && d.covers(st) {
					return true
				}
			}
		}
	}
	return false
}

// covers reports whether st is about all resources that another statement is
// about. Patterns with variables are not compared: in two versions of the language
// they mean different things.
func (st *statement) covers(other *statement) bool {
	if st.notResources {
		return false
	}
	if slices.ContainsFunc(st.resources, func(p pattern) bool { return p.source == "*" }) {
		return true
	}
	if other.notResources || len(other.resources) == 0 {
		return false
	}
	for i := range other.resources {
		source := other.resources[i].source
		same := func(p pattern) bool { return p.source == source }
		if strings.Contains(source, "$") || !slices.ContainsFunc(st.resources, same) {
			return false
		}
	}
	return true
}

// withinAll reports whether every layer has a statement that may allow
// something of what st allows.
func withinAll(limits [][]*Policy, st *statement, action *Action) bool {
	for _, layer := range limits {
		if !withinOne(layer, st, action) {
			return false
		}
	}
	return true
}

func withinOne(layer []*Policy, st *statement, action *Action) bool {
	for _, q := range layer {
		if q.missing {
			return true
		}
		for i := range q.allows {
			if q.allows[i].matchAction(action) && q.allows[i].meets(st) {
				return true
			}
		}
	}
	return false
}

// meets reports whether there may be a resource that both statements are about.
// Of NotResource it is not asked which remain.
func (st *statement) meets(other *statement) bool {
	if st.notResources || other.notResources || len(st.resources) == 0 || len(other.resources) == 0 {
		return true
	}
	for i := range st.resources {
		for j := range other.resources {
			if a, b := &st.resources[i], &other.resources[j]; a.source == "*" || b.source == "*" || globsMeet(a.glob(), b.glob()) {
				return true
			}
		}
	}
	return false
}

// What a glob has for the wildcards; every other rune stands for itself.
const (
	globStar = -1
	globOne  = -2
)

// glob is the pattern as runes. It matches at least what the pattern does: a
// wildcard crosses every colon, and a variable stands for any text.
func (p *pattern) glob() []rune {
	if p.star > 0 {
		return append(append([]rune(p.source[:p.star-1]), globStar), []rune(p.source[p.star:])...)
	}
	if p.literal {
		return []rune(p.text)
	}
	var out []rune
	for _, t := range p.tokens {
		switch t.kind {
		case tokenText:
			out = append(out, []rune(t.text)...)
		case tokenOne:
			out = append(out, globOne)
		case tokenStar, tokenVariable:
			out = append(out, globStar)
		}
	}
	return out
}

// globsMeet reports whether a text may match both of two globs.
func globsMeet(a, b []rune) bool {
	// row[j] says whether a text may match a[:i] and b[:j].
	row := make([]bool, len(b)+1)
	row[0] = true
	for j := range b {
		row[j+1] = row[j] && b[j] == globStar
	}
	for _, c := range a {
		before := row[0]
		row[0] = row[0] && c == globStar
		for j, d := range b {
			above := row[j+1]
			if c == globStar || d == globStar { // which takes nothing, or what the other has there
				row[j+1] = above || row[j]
			} else {
				row[j+1] = before && (c == d || c == globOne || d == globOne)
			}
			before = above
		}
	}
	return row[len(b)]
}
