package rules

import (
	"strings"
	"time"

	"hotline/check"
	"hotline/org"
	"hotline/policy"
)

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

// grants lists whom the trust policy of a role lets assume it at a time.
// Statements that have expired let nobody in. NotPrincipal, which lets in all
// but those it names, counts as everybody.
func grants(r *org.Role, now time.Time) []grant {
	var out []grant
	trust := r.Trust.Policy
	for i := range trust.Statements {
		st := &trust.Statements[i]
		if st.Effect.Value != policy.Allow || !allowsAssuming(st) || expired(st, now) {
			continue
		}
		base := grant{statement: st, organisation: inOrganisation(trust, st), accounts: onlyAccounts(trust, st)}
		if st.NotPrincipal != nil || st.Principal != nil && st.Principal.Star {
			base.kind, base.name = policy.PrincipalAWS, "*"
			base.at = r.Trust.Locate(st.Position)
			out = append(out, base)
			continue
		}
		if st.Principal == nil {
			continue
		}
		for _, e := range st.Principal.Entries {
			for _, name := range e.Names.Values {
				g := base
				g.kind, g.name, g.at = e.Kind.Value, name.Value, r.Trust.Locate(name.Position)
				out = append(out, g)
			}
		}
	}
	return out
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
	for _, action := range []string{"sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"} {
		if covers(st, action) {
			return true
		}
	}
	return false
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
func inOrganisation(trust *policy.Document, st *policy.Statement) bool {
	named := func(v string) bool {
		id, _, _ := strings.Cut(v, "/")
		return strings.HasPrefix(id, "o-") && !strings.ContainsAny(id, "*?$")
	}
	return all(required(trust, st, "aws:PrincipalOrgID"), named) ||
		all(required(trust, st, "aws:PrincipalOrgPaths"), named)
}

// onlyAccounts returns the accounts that conditions on the caller leave, or
// nil where they leave any.
func onlyAccounts(trust *policy.Document, st *policy.Statement) []string {
	if ids := required(trust, st, "aws:PrincipalAccount"); all(ids, policy.IsAccountID) {
		return ids
	}
	var ids []string
	account := func(v string) bool {
		id := org.PrincipalAccount(v)
		ids = append(ids, id)
		return policy.IsAccountID(id)
	}
	if all(required(trust, st, "aws:PrincipalArn"), account) {
		return ids
	}
	return nil
}

// eachRole runs a rule about the trust policy of each support role that the
// account itself governs. judge returns what is wrong with one.
func eachRole(in *check.Input, judge func(*org.Role, []grant) check.Finding) []check.Finding {
	return supportRoles(in, func(r *org.Role) check.Finding {
		if set := r.PermissionSet(); set != "" {
			return check.Finding{Outcome: check.NotApplicable, Location: r.Location,
				Message: "Identity Center keeps the trust policy of permission set " + set}
		}
		if r.Trust.Policy == nil {
			return check.Finding{Outcome: check.Unknown, Location: r.Trust.Location,
				Message:     "the trust policy could not be read",
				Remediation: "aws iam get-role --role-name " + shell(r.Name) + " --query Role.AssumeRolePolicyDocument"}
		}
		return judge(r, grants(r, in.Settings.Now))
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
