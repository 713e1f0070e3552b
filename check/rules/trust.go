package rules

import (
	"strings"
	"time"

	"hotline/check"
	"hotline/org"
	"hotline/policy"
)

// A trust is the trust policy of a role in the light of a time.
type trust struct {
	role    *org.Role
	denials []*policy.Statement // those that isDenial
	closed  []*policy.Statement // those that deny everybody, whatever holds
	now     time.Time
}

func newTrust(r *org.Role, now time.Time) *trust {
	t := &trust{role: r, now: now}
	for i := range r.Trust.Policy.Statements {
		st := &r.Trust.Policy.Statements[i]
		switch {
		case isDenial(st):
			t.denials = append(t.denials, st)
		case st.Effect.Value == policy.Deny && st.Condition == nil && namesEverybody(st.Principal):
			t.closed = append(t.closed, st)
		}
	}
	return t
}

// A grant is one principal that a trust policy lets assume the role.
type grant struct {
	kind      string // policy.PrincipalAWS, …
	name      string // "*" for everybody
	statement *policy.Statement
	at        org.Location
	// organisation says that only members of an organisation are let in.
	organisation bool
	// accounts are the only accounts that are let in; nil where only the
	// name says.
	accounts []string
}

// grants lists whom the trust policy lets assume the role. Statements that have
// expired, that a Deny for everybody takes back, or whose actions do not fit
// their principals, let nobody in. NotPrincipal, which lets in all but those it
// names, counts as everybody.
func (t *trust) grants() []grant {
	var out []grant
	statements := t.role.Trust.Policy.Statements
	for i := range statements {
		st := &statements[i]
		if st.Effect.Value != policy.Allow || !allowsAssuming(st) || expired(st, t.now) || t.isClosed(st) {
			continue
		}
		base := grant{statement: st, organisation: t.inOrganisation(st), accounts: t.onlyAccounts(st)}
		if st.NotPrincipal != nil || st.Principal != nil && st.Principal.Star {
			base.kind, base.name = policy.PrincipalAWS, "*"
			base.at = t.role.Trust.Locate(st.Position)
			out = append(out, base)
			continue
		}
		if st.Principal == nil {
			continue
		}
		for _, e := range st.Principal.Entries {
			if !fits(e.Kind.Value, st) {
				continue
			}
			for _, name := range e.Names.Values {
				g := base
				g.kind, g.name, g.at = e.Kind.Value, name.Value, t.role.Trust.Locate(name.Position)
				out = append(out, g)
			}
		}
	}
	return out
}

// isClosed reports whether a Deny for everybody takes back what st allows.
func (t *trust) isClosed(st *policy.Statement) bool {
	for _, deny := range t.closed {
		if coversAssuming(deny, st) {
			return true
		}
	}
	return false
}

// fits reports whether principals of a kind can use an action of st:
// identities of a provider come with a token, all others with credentials.
func fits(kind string, st *policy.Statement) bool {
	if kind == policy.PrincipalFederated {
		return covers(st, "sts:AssumeRoleWithSAML") || covers(st, "sts:AssumeRoleWithWebIdentity")
	}
	return covers(st, "sts:AssumeRole")
}

// isAnyone reports whether g lets in principals of every account there is.
func (g grant) isAnyone() bool {
	return g.kind == policy.PrincipalAWS && g.name == "*" && !g.organisation && g.accounts == nil
}

// fromAccounts are the accounts whose principals g lets in by name.
func (g grant) fromAccounts() []string {
	switch {
	case g.kind != policy.PrincipalAWS:
		return nil
	case g.name == "*":
		return g.accounts
	}
	if id := org.PrincipalAccount(g.name); id != "" {
		return []string{id}
	}
	return nil
}

// isAccount reports whether g lets in an account as a whole.
func (g grant) isAccount() bool {
	return g.kind == policy.PrincipalAWS && (g.name == "*" && g.accounts != nil || org.IsAccountRoot(g.name))
}

// allowsAssuming reports whether the actions of st cover one of those that
// assume a role. sts:TagSession and sts:SetSourceIdentity alone do not.
func allowsAssuming(st *policy.Statement) bool {
	for _, action := range assumingActions() {
		if covers(st, action) {
			return true
		}
	}
	return false
}

// assumingActions are the actions that assume a role.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html
func assumingActions() []string {
	return []string{"sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"}
}

// covers reports whether a statement is about an action.
func covers(st *policy.Statement, action string) bool {
	if st.NotAction != nil {
		return !matchesAny(st.NotAction, action)
	}
	return matchesAny(st.Action, action)
}

func matchesAny(patterns *policy.List, action string) bool {
	for _, p := range patterns.Values {
		if policy.MatchAction(p.Value, action) {
			return true
		}
	}
	return false
}

// expired reports whether a condition on aws:CurrentTime has ended the
// statement for good.
func expired(st *policy.Statement, now time.Time) bool {
	if st.Condition == nil {
		return false
	}
	for _, op := range st.Condition.Operators {
		if op.Name.Value != "DateLessThan" && op.Name.Value != "DateLessThanEquals" {
			continue
		}
		past := func(v string) bool { end, ok := parseDate(v); return ok && end.Before(now) }
		if all(valuesOf(op, "aws:CurrentTime"), past) {
			return true
		}
	}
	return false
}

// parseDate reads a date as IAM takes it: one of the W3C profiles of ISO 8601.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date
func parseDate(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// inOrganisation reports whether st lets in members of named organisations
// only.
func (t *trust) inOrganisation(st *policy.Statement) bool {
	named := func(v string, _ bool) bool {
		id, _, _ := strings.Cut(v, "/")
		return strings.HasPrefix(id, "o-") && !strings.ContainsAny(id, "*?$")
	}
	return t.required(st, "aws:PrincipalOrgID", named) != nil || t.required(st, "aws:PrincipalOrgPaths", named) != nil
}

// onlyAccounts returns the accounts that conditions on the caller leave, or
// nil where they leave any.
func (t *trust) onlyAccounts(st *policy.Statement) []string {
	if ids := t.required(st, "aws:PrincipalAccount", func(v string, _ bool) bool { return policy.IsAccountID(v) }); ids != nil {
		return ids
	}
	var ids []string
	arns := t.required(st, "aws:PrincipalArn", func(v string, _ bool) bool { return policy.IsAccountID(org.PrincipalAccount(v)) })
	for _, arn := range arns {
		ids = append(ids, org.PrincipalAccount(arn))
	}
	return ids
}

// eachRole runs a rule about the trust policy of each support role that the
// account itself governs. judge returns what is wrong with one.
func eachRole(in *check.Input, judge func(*trust) check.Finding) []check.Finding {
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
		return judge(newTrust(r, in.Settings.Now))
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
