package rules

import (
	"regexp"
	"slices"
	"strings"

	"hotline/authz"
	"hotline/check"
	"hotline/org"
	"hotline/policy"
	"hotline/reach"
)

// A trusted is a support role in the light of who can assume it.
type trusted struct {
	in    *check.Input
	role  *org.Role
	actor *reach.Actor
}

// eachRole runs a rule about the trust policy of each support role that the
// account itself governs. judge returns what is wrong with one.
func eachRole(in *check.Input, judge func(*trusted) check.Finding) []check.Finding {
	return supportRoles(in, func(r *org.Role) check.Finding {
		if set := r.PermissionSet(); set != "" {
			return check.Finding{Outcome: check.NotApplicable, Location: r.Location,
				Message: "Identity Center keeps the trust policy of permission set " + set}
		}
		if r.Trust.Policy == nil {
			return check.Finding{Outcome: check.Unknown, Location: r.Trust.Location,
				Message:     "the trust policy could not be read",
				Remediation: "aws iam get-role " + flag("--role-name", r.Name) + " --query Role.AssumeRolePolicyDocument"}
		}
		return judge(&trusted{in, r, in.Index.Actor(r.ARN)})
	})
}

// supportRoles runs a rule on each support role.
func supportRoles(in *check.Input, judge func(*org.Role) check.Finding) []check.Finding {
	roles := in.SupportRoles()
	if len(roles) == 0 {
		return in.Nothing(org.Roles, "the account has no support role")
	}
	var out []check.Finding
	for _, r := range roles {
		f := judge(r)
		f.Resource = r.ARN
		out = append(out, f)
	}
	return out
}

// edges lists who can assume the role.
func (t *trusted) edges() []reach.Edge { return t.in.Index.Edges(t.actor) }

// finding is one that says nothing yet: it is about the trust policy as a whole.
func (t *trusted) finding(outcome check.Outcome, message string) check.Finding {
	f := check.Finding{Outcome: outcome, Message: message, Location: t.role.Trust.Location}
	if outcome == check.Fail || outcome == check.Unknown {
		f.Remediation = updateTrust(t.role)
	}
	return f
}

// A trustee is one name in a trust policy.
type trustee struct {
	effect, kind, name string // name is "*" for everybody
	not                bool   // NotPrincipal names it
	at                 org.Location
}

// trustees lists whom the trust policy names, in the order of the document.
func (t *trusted) trustees() []trustee {
	var out []trustee
	for _, st := range t.role.Trust.Policy.Statements {
		add := func(p *policy.Principals, not bool) {
			if p == nil {
				return
			}
			base := trustee{effect: st.Effect.Value, not: not}
			if p.Star {
				base.kind, base.name, base.at = policy.PrincipalAWS, "*", t.role.Trust.Locate(st.Position)
				out = append(out, base)
			}
			for _, e := range p.Entries {
				for _, name := range e.Names.Values {
					base.kind, base.name, base.at = e.Kind.Value, name.Value, t.role.Trust.Locate(name.Position)
					out = append(out, base)
				}
			}
		}
		add(st.Principal, false)
		add(st.NotPrincipal, true)
	}
	return out
}

// place is where the trust policy allows something to somebody whose name fits;
// the policy as a whole where it is not by name. NotPrincipal, which lets in all
// but those it names, stands for "*".
func (t *trusted) place(fits func(kind, name string) bool) org.Location {
	for _, n := range t.trustees() {
		if n.effect == policy.Allow && (n.not && fits(policy.PrincipalAWS, "*") || !n.not && fits(n.kind, n.name)) {
			return n.at
		}
	}
	return t.role.Trust.Location
}

// named fits one name.
func named(name string) func(kind, name string) bool {
	return func(_, n string) bool { return n == name }
}

// valuesOf lists the values that the trust policy compares a condition key with:
// no more than fit into the 8,192 characters that IAM takes.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
func (t *trusted) valuesOf(key string) []string {
	var out []string
	for _, st := range t.role.Trust.Policy.Statements {
		if st.Condition == nil {
			continue
		}
		for _, op := range st.Condition.Operators {
			for _, k := range op.Keys {
				for _, v := range k.Values {
					if strings.EqualFold(k.Name.Value, key) {
						out = append(out, v.Value)
					}
				}
			}
		}
	}
	return out[:min(len(out), 2048)]
}

// isPattern reports whether a value may stand for several.
func isPattern(value string) bool { return strings.ContainsAny(value, "*?$") }

// fitting is a text that a pattern covers, and that nobody has agreed upon.
func fitting(pattern string) string {
	return strings.NewReplacer("*", "x", "?", "x").Replace(withoutVariables(pattern))
}

// withoutVariables is a pattern with "*" in the place of policy variables.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
func withoutVariables(pattern string) string {
	return regexp.MustCompile(`\$\{[^}]*\}`).ReplaceAllString(pattern, "*")
}

// An attempt is what somebody says who tries to assume a role: the condition keys
// with values, and those that are absent.
type attempt struct {
	says  map[string]string
	lacks []string
}

func (a attempt) context() *authz.Context {
	values := map[string][]string{}
	for key, value := range a.says {
		values[key] = []string{value}
	}
	return authz.OpenContext(values, a.lacks...)
}

// best is the most certain effect of some attempts: Allowed, Conditional, Unknown
// or, where all are denied, none of these.
func best(e reach.Edge, attempts []attempt) authz.Effect {
	out := authz.ImplicitlyDenied
	order := []authz.Effect{authz.ImplicitlyDenied, authz.Unknown, authz.Conditional, authz.Allowed}
	for _, a := range attempts {
		if effect := e.Given(a.context()); slices.Index(order, effect) > slices.Index(order, out) {
			out = effect
		}
	}
	return out
}

// undecided is the finding where a policy decides that is not in the snapshot, or
// says what is not understood. what is what is not known.
func (t *trusted) undecided(what string, e reach.Edge) check.Finding {
	f := t.finding(check.Unknown, what+" depends on this: "+e.Condition.String())
	f.Remediation = readPolicies()
	return f
}
