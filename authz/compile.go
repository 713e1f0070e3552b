package authz

import (
	"fmt"
	"slices"
	"strings"

	"hotline/policy"
)

// A Policy is a policy document, compiled. It is immutable. Make one with
// Compile or Missing.
type Policy struct {
	name    string
	missing bool
	allows  []statement
	denies  []statement
}

// Name is what the policy was called when it was compiled.
func (p *Policy) Name() string { return p.name }

// Missing stands for a policy that applies and whose document is not at hand.
func Missing(name string) *Policy { return &Policy{name: name, missing: true} }

// Compile compiles a document; name is what reasons call it. Policy variables
// are variables from version 2012-10-17 on; before, they stand for themselves.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
func Compile(name string, d *policy.Document) *Policy {
	p := &Policy{name: name}
	vars := d.LanguageVersion() == policy.Version2012
	p.allows = make([]statement, 0, len(d.Statements))
	for i := range d.Statements {
		p.add(compileStatement(&d.Statements[i], vars), i)
	}
	return p
}

// CompileFor is Compile for somebody who will ask about some actions only: of
// the document it keeps the statements that are about one of them, and of their
// Action elements the patterns that match one. It shares nothing with the
// document, which can then be let go.
func CompileFor(name string, d *policy.Document, actions []Action) *Policy {
	p := &Policy{name: name}
	vars := d.LanguageVersion() == policy.Version2012
	for i := range d.Statements {
		if src, about := narrowed(d.Statements[i], actions); about {
			p.add(compileStatement(src.Clone(), vars), i)
		}
	}
	return p
}

// narrowed is a statement as far as it is about some actions, and whether it is
// about any. Which actions it leaves out with NotAction is told as a whole.
func narrowed(src policy.Statement, actions []Action) (policy.Statement, bool) {
	if src.NotAction != nil {
		return src, slices.ContainsFunc(actions, func(a Action) bool { return !anyMatches(src.NotAction.Values, a) })
	}
	list := &policy.List{Form: src.Action.Form}
	for _, text := range src.Action.Values {
		if slices.ContainsFunc(actions, func(a Action) bool { return anyMatches([]policy.Text{text}, a) }) {
			list.Values = append(list.Values, text)
		}
	}
	src.Action = list
	return src, list.Values != nil
}

func anyMatches(patterns []policy.Text, action Action) bool {
	for i := range patterns {
		if p, hash := compileAction(patterns[i].Value); (hash == action.hash || hash == anyService) && p.match(action.lower) {
			return true
		}
	}
	return false
}

// Statements lists the statements that the policy was compiled from, those that
// allow first. They must not be changed.
func (p *Policy) Statements() []*policy.Statement {
	var out []*policy.Statement
	for _, list := range [][]statement{p.allows, p.denies} {
		for i := range list {
			out = append(out, list[i].source)
		}
	}
	return out
}

// IsMissing reports whether the document of the policy is not at hand.
func (p *Policy) IsMissing() bool { return p.missing }

// IsEmpty reports whether the policy has no statement, and is not Missing.
func (p *Policy) IsEmpty() bool { return !p.missing && len(p.allows)+len(p.denies) == 0 }

// MayAllow reports whether a statement that allows something is about an
// action, or whether that is not known.
func (p *Policy) MayAllow(action Action) bool {
	return p.missing || slices.ContainsFunc(p.allows, func(st statement) bool { return st.matchAction(&action) })
}

// add adds a statement, which stands at index in its document.
func (p *Policy) add(st statement, index int) {
	st.policy, st.index = p, index
	if st.source.Effect.Value == policy.Allow {
		p.allows = append(p.allows, st)
	} else {
		p.denies = append(p.denies, st)
	}
}

// A statement is one statement, compiled.
type statement struct {
	policy       *Policy
	index        int // in the document
	source       *policy.Statement
	actions      []actionPattern
	services     []uint32 // of actions: the hash of the service, or anyService
	notActions   bool
	resources    []pattern
	notResources bool
	conditions   []condition
	// strange is an operator that there is none of, if any. AWS would not have
	// stored such a policy: the statement is not understood.
	strange *string
}

func compileStatement(src *policy.Statement, vars bool) statement {
	st := statement{source: src}
	list := src.Action
	if src.NotAction != nil {
		list, st.notActions = src.NotAction, true
	}
	st.actions = make([]actionPattern, len(list.Values))
	st.services = make([]uint32, len(list.Values))
	for i, a := range list.Values {
		st.actions[i], st.services[i] = compileAction(a.Value)
	}
	list = src.Resource
	if src.NotResource != nil {
		list, st.notResources = src.NotResource, true
	}
	if list != nil {
		st.resources = make([]pattern, len(list.Values))
		for i, r := range list.Values {
			st.resources[i] = compileResource(r.Value, vars)
		}
	}
	if src.Condition == nil {
		return st
	}
	for _, op := range src.Condition.Operators {
		for _, k := range op.Keys {
			c, ok := compileCondition(op, k, vars)
			if !ok {
				st.strange = &op.Name.Value
			}
			st.conditions = append(st.conditions, c)
		}
	}
	return st
}

// An actionPattern is an element of Action or NotAction. Its text keeps the
// case it was written in: comparing without regard to case is cheaper than
// another copy of every policy.
type actionPattern struct {
	text string
	// prefix is how much of the text stands before the first wildcard.
	prefix int
	// rest is what stands from the first wildcard on, in lower case. It is nil
	// where there is no wildcard, or only a "*" at the end.
	rest *pattern
}

// anyService stands for the service of a pattern that does not name one.
const anyService = 0

// hashService is the FNV-1a hash of a service without regard to case, and never
// anyService. Most patterns of most policies are about another service than the
// one in question: a number tells faster than a text.
func hashService(service string) uint32 {
	h := uint32(2166136261)
	for i := range len(service) {
		h = (h ^ uint32(lower(service[i]))) * 16777619
	}
	return max(h, 1)
}

// lower is an ASCII letter in lower case, and any other byte as it is.
func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

// lowerASCII is s with its ASCII letters in lower case. Names of actions have no
// others, and what folds to them (the Kelvin sign, say) is not meant.
func lowerASCII(s string) string {
	for i := range len(s) {
		if lower(s[i]) != s[i] {
			b := []byte(s)
			for j := i; j < len(b); j++ {
				b[j] = lower(b[j])
			}
			return string(b)
		}
	}
	return s
}

// compileAction compiles an element of Action or NotAction, and the hash of its
// service.
func compileAction(text string) (actionPattern, uint32) {
	a := actionPattern{text: text}
	for a.prefix < len(text) && !isWildcard(text[a.prefix]) {
		a.prefix++
	}
	if rest := text[a.prefix:]; rest != "" && rest != "*" {
		p := compilePattern(lowerASCII(rest), true, false)
		a.rest = &p
	}
	if colon := strings.IndexByte(text[:a.prefix], ':'); colon >= 0 {
		return a, hashService(text[:colon])
	}
	return a, anyService
}

// match compares the pattern with an action in lower case.
func (a *actionPattern) match(action string) bool {
	if len(action) < a.prefix || a.prefix == len(a.text) && len(action) != a.prefix {
		return false
	}
	for i := range a.prefix {
		if lower(a.text[i]) != action[i] {
			return false
		}
	}
	return a.rest == nil || a.rest.matchText(action[a.prefix:])
}

// element is the text of the element by which the statement is about an action:
// the pattern in Action, or all of NotAction.
func (st *statement) element(action *Action) string {
	var all []string
	for i := range st.actions {
		if !st.notActions && st.actions[i].match(action.lower) {
			return "Action " + st.actions[i].text
		}
		all = append(all, st.actions[i].text)
	}
	return "NotAction " + strings.Join(all, ", ")
}

// matchAction reports whether the statement is about an action.
func (st *statement) matchAction(action *Action) bool {
	for i, hash := range st.services {
		if (hash == action.hash || hash == anyService) && st.actions[i].match(action.lower) {
			return !st.notActions
		}
	}
	return st.notActions
}

// matchResource reports whether the statement is about the resource of the
// request. A statement without Resource, as in a trust policy, is about the
// resource that has the policy. A variable without a value matches no resource,
// in NotResource either.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-no-value
func (st *statement) matchResource(l *lookup, build bool) value {
	if st.resources == nil && !st.notResources {
		return known(true)
	}
	t := no
	for i := range st.resources {
		p := &st.resources[i]
		if st.notResources && p.variables {
			if _, state := p.resolve(nil, l, false); state == no {
				return known(false)
			}
		}
		t = max(t, p.match(l.request.Resource, l))
	}
	if st.notResources {
		t = t.not()
	}
	if t == maybe && build {
		return value{maybe, atomFormula(resourceAtom{st, *l})}
	}
	return value{tri: t}
}

// describeResource prints the Resource or NotResource element.
func (st *statement) describeResource() string {
	var list []string
	for i := range st.resources {
		list = append(list, st.resources[i].source)
	}
	text := strings.Join(list, " or ")
	if st.notResources {
		return "none of " + text
	}
	return text
}

// matchConditions reports whether all conditions hold.
func (st *statement) matchConditions(l *lookup, build bool) value {
	if st.strange != nil {
		if !build {
			return value{tri: maybe}
		}
		return value{maybe, atomFormula(documentAtom{fmt.Sprintf("what condition operator %q says", *st.strange)})}
	}
	v := known(true)
	for i := range st.conditions {
		if v = v.and(st.conditions[i].eval(l, build)); v.tri == no {
			break
		}
	}
	return v
}

// matchPrincipal is how the statement of a resource policy names a principal.
// bounded says that the principal has a permissions boundary: a Deny with
// NotPrincipal then denies it always.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
func (st *statement) matchPrincipal(p *Principal, bounded bool) class {
	if st.source.NotPrincipal != nil {
		c := classIn(st.source.NotPrincipal, p)
		if st.source.Effect.Value == policy.Allow && c > unnamed || c >= byRole && !bounded {
			return unnamed
		}
		return p.classOfStar()
	}
	if st.source.Principal == nil {
		return unnamed
	}
	return classIn(st.source.Principal, p)
}

// classIn is the strongest way in which a Principal element names p.
func classIn(element *policy.Principals, p *Principal) class {
	if element.Star {
		return p.classOfStar()
	}
	best := unnamed
	for _, e := range element.Entries {
		for _, name := range e.Names.Values {
			best = max(best, p.classOf(e.Kind.Value, name.Value))
		}
	}
	return best
}
