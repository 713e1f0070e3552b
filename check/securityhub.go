package check

import (
	"hotline/org"
	"hotline/policy"
)

// judgeSecurityHub is the verdict of AWS Security Hub control IAM.18, which
// runs the AWS Config rule iam-policy-in-use with policyUsageType ANY: "an IAM
// user, or an IAM group with one or more IAM users, or an IAM role with one or
// more trusted entity".
// https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-18
// https://docs.aws.amazon.com/config/latest/developerguide/iam-policy-in-use.html
func judgeSecurityHub(in *Input) Verdict {
	j := attached(in)
	for _, h := range in.holders() {
		switch {
		case h.exclusion != "":
			j.exclude(h, h.exclusion)
		case h.Type == GroupType && !in.members[h.name]:
			if in.Complete(org.Users) {
				j.exclude(h, "the group has no users")
			} else {
				j.doubt(h, "the users of the account are not known")
			}
		case h.Type == RoleType && h.trust.Policy == nil:
			j.doubt(h, "its trust policy could not be read")
		case h.Type == RoleType && !hasTrustedEntity(h.trust.Policy):
			j.exclude(h, "its trust policy names no trusted entity")
		default:
			j.count(h)
		}
	}
	return j.verdict(anyPrincipal, "no user, no group with a user and no role with a trusted entity")
}

// hasTrustedEntity reports whether a trust policy allows anything to any
// principal.
func hasTrustedEntity(trust *policy.Document) bool {
	for _, st := range trust.Statements {
		if st.Effect.Value != policy.Allow {
			continue
		}
		if st.NotPrincipal != nil || st.Principal != nil && st.Principal.Star {
			return true
		}
		if st.Principal == nil {
			continue
		}
		for _, e := range st.Principal.Entries {
			if len(e.Names.Values) > 0 {
				return true
			}
		}
	}
	return false
}
