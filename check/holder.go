package check

import (
	"fmt"

	"hotline/org"
)

// A PrincipalType is the kind of an IAM principal.
type PrincipalType string

// The kinds of principals that a policy can be attached to.
const (
	UserType  PrincipalType = "user"
	GroupType PrincipalType = "group"
	RoleType  PrincipalType = "role"
)

// A Holder is a principal that has AWSSupportAccess, or something that looks
// like it.
type Holder struct {
	ARN  string
	Type PrincipalType
	// Note says what is particular about the principal: why it does not
	// count, or that Identity Center owns it.
	Note     string
	Location org.Location

	name      string
	exclusion string       // why no benchmark counts it; empty otherwise
	trust     org.Document // of a role
}

// holders lists the users, groups and roles that AWSSupportAccess is attached
// to, and those that only seem so.
func (in *Input) holders() []Holder {
	var out []Holder
	for _, u := range in.Account.Users {
		out = in.addHolder(out, Holder{Type: UserType}, &u.Principal, u.Boundary)
	}
	for _, g := range in.Account.Groups {
		out = in.addHolder(out, Holder{Type: GroupType}, &g.Principal, nil)
	}
	for _, r := range in.Account.Roles {
		h := Holder{Type: RoleType, trust: r.Trust}
		if set := r.PermissionSet(); set != "" {
			h.Note = fmt.Sprintf("Identity Center role of permission set %s", set)
		}
		if r.IsServiceLinked() {
			h.exclusion = "a service-linked role: only the service can use it"
		}
		out = in.addHolder(out, h, &r.Principal, r.Boundary)
	}
	return out
}

// addHolder appends h for each way in which p holds, or seems to hold,
// AWSSupportAccess.
func (in *Input) addHolder(out []Holder, h Holder, p *org.Principal, boundary *org.PolicyRef) []Holder {
	h.ARN, h.name = p.ARN, p.Name
	if ref := in.support(p.Attached); ref != nil {
		h.Location = ref.Location
		return append(out, h)
	}
	for _, ref := range p.Attached {
		if policyName(ref) == SupportPolicy {
			h.Location = ref.Location
			h.exclusion = fmt.Sprintf("%s only shares the name of the AWS managed policy", ref.ARN)
			return append(out, h)
		}
	}
	if boundary != nil && boundary.ARN == in.SupportARN() {
		h.Location = boundary.Location
		h.exclusion = "the policy is its permissions boundary, which grants nothing"
		return append(out, h)
	}
	return out
}

// policyName is the name of a policy, from its ARN where the source does not
// give it.
func policyName(ref org.PolicyRef) string {
	if ref.Name != "" {
		return ref.Name
	}
	return lastPart(ref.ARN)
}
