package reach

import (
	"slices"
	"strings"

	"hotline/authz"
	"hotline/org"
	"hotline/policy"
)

// trustees are whom the statements of a trust policy name that are about
// assuming the role.
type trustees struct {
	everybody bool // "*", or all but those named
	aws       []string
	services  []string
	federated []string
	// Of conditions on the caller: the accounts that are named, and whether an
	// account or ARN is compared with a pattern.
	accounts []string
	patterns bool
}

// trusteesOf reads the trust policy of a role.
func trusteesOf(trust *authz.Policy) *trustees {
	t := &trustees{}
	for _, st := range trust.Statements() {
		if st.IsAbout(assumeRole) || st.IsAbout(assumeRoleWithSAML) || st.IsAbout(assumeRoleWithWebIdentity) {
			t.add(st)
		}
	}
	return t
}

// allowsTags reports whether a trust policy lets somebody pass session tags.
// They take the place of tags of the role.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
func allowsTags(trust *policy.Document) bool {
	return slices.ContainsFunc(trust.Statements, func(st policy.Statement) bool {
		return st.Effect.Value == policy.Allow && st.IsAbout("sts:TagSession")
	})
}

// onlyMachines reports whether a trust policy names nobody but services and
// identity providers: whoever has a session of the role did not give AWS a
// second factor, since the calls that these make do not take one.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
func onlyMachines(trust *authz.Policy) bool {
	t := trusteesOf(trust)
	return !t.everybody && t.aws == nil && (t.services != nil || t.federated != nil)
}

// add adds whom one statement names.
func (t *trustees) add(st *policy.Statement) {
	t.conditions(st.Condition)
	if st.Effect.Value != policy.Allow {
		return
	}
	if st.NotPrincipal != nil || st.Principal != nil && st.Principal.Star {
		t.everybody = true
	}
	if st.Principal == nil {
		return
	}
	for _, e := range st.Principal.Entries {
		for _, name := range e.Names.Values {
			switch {
			case e.Kind.Value == policy.PrincipalAWS && name.Value == "*":
				t.everybody = true
			case e.Kind.Value == policy.PrincipalAWS:
				t.aws = append(t.aws, name.Value)
			case e.Kind.Value == policy.PrincipalService:
				t.services = append(t.services, name.Value)
			case e.Kind.Value == policy.PrincipalFederated:
				t.federated = append(t.federated, name.Value)
			}
		}
	}
}

// conditions notes which accounts conditions on the caller name.
func (t *trustees) conditions(c *policy.Condition) {
	if c == nil {
		return
	}
	for _, op := range c.Operators {
		for _, k := range op.Keys {
			for _, v := range k.Values {
				id := v.Value
				switch strings.ToLower(k.Name.Value) {
				case "aws:principalarn":
					id = org.PrincipalAccount(v.Value)
				case "aws:principalaccount":
				default:
					continue
				}
				t.accounts = append(t.accounts, id)
				t.patterns = t.patterns || !policy.IsAccountID(id)
			}
		}
	}
}
