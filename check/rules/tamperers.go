package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hotline/authz"
	"hotline/check"
	"hotline/org"
	"hotline/policy"
	"hotline/reach"
)

// A tamper lists who can delete or change a role, besides its guardians.
type tamper struct {
	ability reach.Ability
	can     []*reach.Actor // surely, or under a condition
	may     []*reach.Actor // a policy that is not known decides
}

// tamperers finds out who can tamper with a support role. Who does it by becoming
// a guardian counts as one: whom the guardian lets in is for its own trust policy
// to say. A service-linked role is used by AWS alone.
func tamperers(in *check.Input, r *org.Role) *tamper {
	t := &tamper{ability: reach.Tampering(r.ARN)}
	if r.PermissionSet() != "" {
		return t
	}
	for _, e := range in.Index.WhoCan(t.ability, in.Account.ID).Can {
		switch {
		case e.Actor.ServiceLinked || isGuardian(in, e.Actor) || e.Direct == "" && !slices.ContainsFunc(e.Chains, func(c reach.Chain) bool {
			return !isGuardian(in, c.Hops[len(c.Hops)-1].To)
		}):
		case e.Effect == authz.Unknown:
			t.may = append(t.may, e.Actor)
		default:
			t.can = append(t.can, e.Actor)
		}
	}
	return t
}

func isGuardian(in *check.Input, a *reach.Actor) bool { return likeAny(in.Settings.Guardians, a.ARN) }

// isOpen reports whether somebody can, or may.
func (t *tamper) isOpen() bool { return len(t.can)+len(t.may) > 0 }

// butRoot leaves the root user out.
func (t *tamper) butRoot() {
	isRoot := func(a *reach.Actor) bool { return a.Kind == reach.RootUser }
	t.can = slices.DeleteFunc(t.can, isRoot)
}

// finding says who can.
func (t *tamper) finding(in *check.Input, r *org.Role) check.Finding {
	f := check.Finding{Outcome: check.Pass, Location: r.Location, Message: "nobody but its guardians can " + t.ability.Title}
	switch {
	case r.PermissionSet() != "":
		f.Message = "AWS protects the role: nobody but Identity Center can change it, by permission set " + r.PermissionSet()
	case len(t.can) > 0:
		f.Outcome = check.Fail
		f.Message = fmt.Sprintf("%s besides its guardians can %s: %s", number(len(t.can), "principal"), t.ability.Title, actorNames(t.can, in.Account.ID))
	case t.may != nil:
		f.Outcome = check.Unknown
		f.Message = fmt.Sprintf("a policy that is not in the snapshot decides whether %s can %s", actorNames(t.may, in.Account.ID), t.ability.Title)
		f.Remediation = readPolicies()
	case !in.Complete(org.AllParts):
		f = in.Nothing(org.AllParts, f.Message)[0]
	}
	return f
}

// number counts things.
func number(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// A guard is a statement of a service control policy that denies tampering with
// what it names.
type guard struct {
	statement *policy.Statement
	name      string // of the policy, the statement and the node it is attached to
}

// flaws says why the service control policies that were meant to protect a role
// do not.
func flaws(in *check.Input, r *org.Role) []string {
	var out []string
	var exact []guard
	for _, g := range guards(in) {
		if likeAny(resources(g.statement), r.ARN) {
			exact = append(exact, g)
		} else if missed := namesakes(g.statement, r); missed != "" {
			out = append(out, fmt.Sprintf("%s protects %s, and the role is %s", g.name, missed, r.ARN))
		}
	}
	left := reach.Tampering(r.ARN).Actions
	for _, g := range exact {
		left = slices.DeleteFunc(left, func(a authz.Action) bool { return g.statement.IsAbout(a.String()) })
	}
	for _, g := range exact {
		if len(left) > 0 {
			var names []string
			for _, a := range left {
				names = append(names, a.String())
			}
			out = append(out, fmt.Sprintf("%s protects the role, and leaves out %s", g.name, strings.Join(names, ", ")))
		} else if g.statement.Condition != nil {
			out = append(out, fmt.Sprintf("%s protects the role, but its condition exempts others than the guardians", g.name))
		}
	}
	return out
}

// guards lists the statements over the account that deny some tampering with
// certain roles.
func guards(in *check.Input) []guard {
	var out []guard
	for _, level := range in.Index.Controls(in.Account.ID, org.SCP) {
		for _, p := range level.Policies {
			if p.Document.Policy == nil {
				continue
			}
			for i := range p.Document.Policy.Statements {
				st := &p.Document.Policy.Statements[i]
				if st.Effect.Value != policy.Deny || !slices.ContainsFunc(reach.Tampering("").Actions, func(a authz.Action) bool { return st.IsAbout(a.String()) }) {
					continue
				}
				name := "service control policy " + cmp.Or(p.Name, p.ID)
				if st.Sid != nil {
					name += " (" + st.Sid.Value + ")"
				}
				out = append(out, guard{st, name + " on " + cmp.Or(level.Name, level.Node)})
			}
		}
	}
	return out
}

// resources lists the patterns of a statement that name certain resources.
func resources(st *policy.Statement) []string {
	var out []string
	if st.Resource != nil {
		for _, v := range st.Resource.Values {
			if strings.Trim(v.Value, "*") != "" {
				out = append(out, v.Value)
			}
		}
	}
	return out
}

// namesakes is the first pattern of a statement that has the name of a role, but
// not its path, its account or its case; empty where there is none.
func namesakes(st *policy.Statement, r *org.Role) string {
	for _, p := range resources(st) {
		name := p[strings.LastIndexByte(p, '/')+1:]
		if strings.Trim(name, "*") != "" && like(strings.ToLower(name), strings.ToLower(r.Name)) {
			return p
		}
	}
	return ""
}
