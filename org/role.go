package org

import "strings"

// The paths under which services keep roles of their own in an account.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html
// https://docs.aws.amazon.com/singlesignon/latest/userguide/using-service-linked-roles.html
const (
	serviceLinkedPath  = "/aws-service-role/"
	identityCenterPath = "/aws-reserved/sso.amazonaws.com/"
)

// IsServiceLinked reports whether a service owns the role, and alone can
// assume it (AWSServiceRoleForSupport is one).
func (r *Role) IsServiceLinked() bool { return strings.HasPrefix(r.Path, serviceLinkedPath) }

// PermissionSet is the name of the IAM Identity Center permission set that the
// role was made from (AWSReservedSSO_NAME_0123456789abcdef), or empty where
// Identity Center does not own the role.
func (r *Role) PermissionSet() string {
	if !strings.HasPrefix(r.Path, identityCenterPath) {
		return ""
	}
	name, found := strings.CutPrefix(r.Name, "AWSReservedSSO_")
	if !found {
		return ""
	}
	if i := strings.LastIndexByte(name, '_'); i > 0 && isHex16(name[i+1:]) {
		return name[:i]
	}
	return name
}

func isHex16(s string) bool {
	return len(s) == 16 && strings.Trim(s, "0123456789abcdef") == ""
}
