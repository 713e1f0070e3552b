package rules

import (
	"fmt"
	"slices"
	"strings"

	"hotline/authz"
	"hotline/check"
	"hotline/org"
	"hotline/reach"
)

func trustForeignAccount() check.Rule {
	return check.Rule{
		ID: "SR004", Name: "trust-foreign-account", Severity: check.High,
		Title: "The support role trusts accounts of others only with an external id",
		References: []string{
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgid",
		},
		Check: func(in *check.Input) []check.Finding { return eachRole(in, judgeTrustForeignAccount) },
	}
}

func judgeTrustForeignAccount(t *trusted) check.Finding {
	f := t.finding(check.Pass, "the trust policy names no foreign account")
	var foreign, open []string
	for _, e := range t.in.Index.LetIn(t.actor) {
		id := e.From.Account
		if e.From.Kind != reach.Foreign && e.From.Kind != reach.ForeignUser || t.in.IsKnown(id) || t.isOurs(e) {
			continue
		}
		switch effect := best(e, t.withoutExternalID()); {
		case check.LetsIn(effect):
			open = append(open, id)
		case effect == authz.Unknown:
			f = t.undecided(fmt.Sprintf("whether %s may assume the role without an external id (sts:ExternalId)", accounts([]string{id})), e)
		default:
			foreign = append(foreign, id)
		}
	}
	switch {
	case open != nil:
		f = t.finding(check.Fail, accounts(open)+" may assume the role without an external id (sts:ExternalId)")
		f.Location = t.place(func(_, name string) bool { return name == "*" || slices.Contains(open, org.PrincipalAccount(name)) })
		f.Remediation = lines(f.Remediation,
			`# in each statement for the other account: "Condition": {"StringEquals": {"sts:ExternalId": "AN-ID-OF-THEIR-CHOOSING"}}`,
			"# is it an account of your own? audit it in the same run, or name it with --trusted-account")
	case foreign != nil && f.Outcome == check.Pass:
		f.Message = accounts(foreign) + " must give an external id to assume the role"
	}
	return f
}

// isOurs reports whether a condition lets only members of an organization in:
// of the account's own or, where that is not known, of one that is named.
func (t *trusted) isOurs(e reach.Edge) bool {
	if best(e, outside(map[string]string{})) != authz.ImplicitlyDenied {
		return false
	}
	o := t.in.Organization
	return o == nil || o.ID == "" || check.LetsIn(e.Given(attempt{says: map[string]string{"aws:PrincipalOrgID": o.ID}}.context()))
}

// withoutExternalID are attempts of one who has not been told the external id:
// without any, and with one that a pattern, or a variable that repeats what the
// caller says, covers.
func (t *trusted) withoutExternalID() []attempt {
	const key = "sts:ExternalId"
	out := []attempt{{lacks: []string{key}}, {says: map[string]string{key: "x"}}}
	for _, v := range t.valuesOf(key) {
		if isPattern(v) {
			out = append(out, attempt{says: map[string]string{key: fitting(v)}})
		}
	}
	return out
}

// accounts lists account ids, each once.
func accounts(ids []string) string {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) == 1 {
		return "foreign account " + ids[0]
	}
	return "foreign accounts " + strings.Join(ids, ", ")
}
