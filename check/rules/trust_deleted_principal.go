package rules

import (
	"slices"
	"strings"

	"hotline/check"
	"hotline/org"
	"hotline/policy"
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

// judgeTrustDeletedPrincipal looks at every element, Deny and NotPrincipal as
// well: there, a deleted principal protects nobody.
func judgeTrustDeletedPrincipal(t *trust) check.Finding {
	f := check.Finding{Outcome: check.Pass, Location: t.role.Trust.Location, Message: "the trust policy names no deleted user or role"}
	var deleted []string
	for _, st := range t.role.Trust.Policy.Statements {
		for _, p := range []*policy.Principals{st.Principal, st.NotPrincipal} {
			for _, name := range deletedIn(p) {
				if deleted == nil {
					f.Location = t.role.Trust.Locate(name.Position)
				}
				deleted = append(deleted, name.Value)
			}
		}
	}
	if deleted == nil {
		return f
	}
	slices.Sort(deleted)
	f.Outcome = check.Fail
	f.Message = "the trust policy names " + strings.Join(slices.Compact(deleted), ", ") +
		": the id of a user or role that was deleted. One made again under the same name is not meant"
	f.Remediation = updateTrust(t.role)
	return f
}

// deletedIn lists the deleted principals in an element, which may be absent.
func deletedIn(p *policy.Principals) []policy.Text {
	if p == nil {
		return nil
	}
	var out []policy.Text
	for _, e := range p.Entries {
		for _, name := range e.Names.Values {
			if e.Kind.Value == policy.PrincipalAWS && org.IsDeletedPrincipal(name.Value) {
				out = append(out, name)
			}
		}
	}
	return out
}
