package rules

import (
	"slices"
	"strings"

	"hotline/check"
	"hotline/org"
	"hotline/policy"
	"hotline/reach"
)

func trustDeletedPrincipal() check.Rule {
	return check.Rule{
		ID: "SR007", Name: "trust-deleted-principal", Severity: check.Medium,
		Title: "The support role trusts nobody who has been deleted",
		References: []string{
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids",
		},
		Check: func(in *check.Input) []check.Finding { return eachRole(in, judgeTrustDeletedPrincipal) },
	}
}

func judgeTrustDeletedPrincipal(t *trusted) check.Finding {
	if gone := t.gone(); gone != nil {
		f := t.finding(check.Fail, "the trust policy names "+strings.Join(gone, ", ")+
			": there is no such user or role. One made again under the same name is not meant")
		for _, n := range t.trustees() {
			if slices.Contains(gone, n.name) {
				f.Location = n.at
				break
			}
		}
		return f
	}
	if doubtful := t.doubtful(); doubtful != nil {
		f := t.finding(check.Unknown, "the trust policy names "+strings.Join(doubtful, ", ")+": whether there is such a user or role is not known, "+
			"since its account was not read completely")
		f.Location = t.place(named(doubtful[0]))
		f.Remediation = "aws iam get-account-authorization-details > FILE.json"
		return f
	}
	return t.finding(check.Pass, "the trust policy names no deleted user or role")
}

// gone lists the names in the trust policy of which there is no principal. A Deny
// and NotPrincipal are looked at for ids of deleted ones as well: there, such an
// id protects nobody.
func (t *trusted) gone() []string {
	var out []string
	for _, r := range t.in.Index.WhoCanAssume(t.actor).Cannot {
		if r.Reason == reach.Gone {
			out = append(out, r.Name)
		}
	}
	for _, n := range t.trustees() {
		if (n.effect == policy.Deny || n.not) && n.kind == policy.PrincipalAWS && org.IsDeletedPrincipal(n.name) {
			out = append(out, n.name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// doubtful lists the principals that the trust policy names, of accounts of the
// snapshot, of which it is not known whether there are any.
func (t *trusted) doubtful() []string {
	var out []string
	add := func(a *reach.Actor) {
		if a != nil && a.Kind == reach.ForeignUser && slices.Contains(t.in.Index.Accounts(), a.Account) {
			out = append(out, a.ARN)
		}
	}
	for _, e := range t.edges() {
		add(e.From)
	}
	for _, r := range t.in.Index.WhoCanAssume(t.actor).Cannot {
		add(r.Actor)
	}
	return out
}
