package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hotline/authz"
	"hotline/check"
	"hotline/org"
	"hotline/reach"
)

// An extent is what a support role can do besides reaching Support.
type extent struct {
	changing, reading []*allowance // most actions first
	// worst says what changing amounts to, the worst first, in words.
	worst    []string
	severity check.Severity
}

// An allowance is one statement of a policy of the role, and what it allows.
type allowance struct {
	policy  string // the ARN of a managed policy, or the name of an inline one
	inline  bool
	label   string // of the statement: its Sid, or its number from 1
	element string // Action *, NotAction …; empty where it takes several patterns
	on      string // the resources, where they are not all
	actions int
	at      org.Location
}

// A statement is the place of one: the name of its policy, and its index there.
type statement struct {
	policy string
	index  int
}

// measure sorts what a role is allowed by the statements that allow it.
func measure(in *check.Input, r *org.Role, rest []reach.Leftover) *extent {
	x := &extent{severity: check.High}
	found := [2]map[statement]*allowance{{}, {}}
	var findings danger
	for _, l := range rest {
		kind := 0
		if l.ReadOnly() {
			kind = 1
		}
		for _, g := range l.Grants {
			at := statement{g.Policy, g.Index}
			if found[kind][at] == nil {
				found[kind][at] = newAllowance(in, r, &g)
			}
			found[kind][at].add(&g)
			if kind == 0 {
				findings.see(r, &l.Action, &g)
			}
		}
	}
	x.changing, x.reading = sorted(found[0]), sorted(found[1])
	if x.worst = findings.words(r.Boundary != nil); findings.critical {
		x.severity = check.Critical
	}
	return x
}

func newAllowance(in *check.Input, r *org.Role, g *authz.Grant) *allowance {
	out := &allowance{policy: g.Policy, label: cmp.Or(g.Sid, fmt.Sprint(g.Index+1)), element: g.Element, at: r.Location}
	document := in.ManagedDocument(g.Policy)
	for i := range r.Inline {
		if g.Policy == "inline policy "+r.Inline[i].Name+" of "+org.ShortName(r.ARN) {
			out.policy, out.inline, document = r.Inline[i].Name, true, &r.Inline[i].Document
		}
	}
	if g.Index < len(document.Policy.Statements) { // of two policies of one name, it may be the other
		out.at = document.Locate(document.Policy.Statements[g.Index].Position)
	}
	switch {
	case g.NotResources:
		out.on = "all but " + strings.Join(g.Resources, ", ")
	case !slices.Contains(g.Resources, "*"):
		out.on = strings.Join(g.Resources, ", ")
	}
	return out
}

func (w *allowance) add(g *authz.Grant) {
	w.actions++
	if g.Element != w.element {
		w.element = ""
	}
}

// name is what to call the policy.
func (w *allowance) name() string {
	if w.inline {
		return "inline policy " + w.policy
	}
	return w.policy
}

// String names the statement, and how many actions it allows. Of one about some
// resources that is not said: which actions those are for, their ARNs only hint.
func (w *allowance) String() string {
	text := w.name() + ", statement " + w.label
	if w.element != "" {
		text += " (" + w.element + ")"
	}
	if w.on != "" {
		return text + ", on " + w.on
	}
	if w.actions == 1 {
		return text
	}
	return text + fmt.Sprintf(": %d actions", w.actions)
}

// list names some statements: the first few, and how many more there are.
func list(of []*allowance) string {
	const most = 3
	var out []string
	for i, w := range of {
		if i == most {
			return strings.Join(out, "; by ") + fmt.Sprintf("; and by %d more statements", len(of)-most)
		}
		out = append(out, w.String())
	}
	return strings.Join(out, "; by ")
}

func sorted(found map[statement]*allowance) []*allowance {
	var out []*allowance
	for _, w := range found {
		out = append(out, w)
	}
	slices.SortFunc(out, func(a, b *allowance) int {
		return cmp.Or(cmp.Compare(b.actions, a.actions), cmp.Compare(a.name(), b.name()), cmp.Compare(a.label, b.label))
	})
	return out
}

// mendExtent is how the policies are taken from a role that some statements are
// of.
func mendExtent(r *org.Role, of []*allowance) string {
	if set := r.PermissionSet(); set != "" {
		return changePermissionSet(set)
	}
	var out []string
	for _, w := range of {
		command := "aws iam detach-role-policy " + flag("--role-name", r.Name) + " " + flag("--policy-arn", w.policy)
		if w.inline {
			command = "aws iam delete-role-policy " + flag("--role-name", r.Name) + " " + flag("--policy-name", w.policy)
		}
		if !slices.Contains(out, command) {
			out = append(out, command)
		}
	}
	return lines(out...)
}
