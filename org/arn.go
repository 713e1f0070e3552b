package org

import (
	"strings"

	"hotline/policy"
)

// An ARN is an Amazon Resource Name in its parts.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
type ARN struct {
	Partition, Service, Region, Account, Resource string
}

// ParseARN takes an ARN apart. It reports false where s has not the six parts
// of one.
func ParseARN(s string) (ARN, bool) {
	parts := strings.SplitN(s, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" || parts[1] == "" || parts[5] == "" {
		return ARN{}, false
	}
	return ARN{parts[1], parts[2], parts[3], parts[4], parts[5]}, true
}

// ShortName is the part of an ARN that a person calls the resource by:
// role/team/aws-support. What is no ARN stays as it is.
func ShortName(arn string) string {
	if a, ok := ParseARN(arn); ok {
		return a.Resource
	}
	return arn
}

// AWSManagedPolicy is the ARN of the policy of that name and path "/" that AWS
// itself keeps in a partition.
func AWSManagedPolicy(partition, name string) string {
	return "arn:" + partition + ":iam::aws:policy/" + name
}

// PrincipalAccount is the account that a principal of the kind AWS belongs
// to: an account id, or the ARN of a root, user, role or session. It is empty
// for "*" and for the unique id that remains of a deleted principal.
func PrincipalAccount(principal string) string {
	if policy.IsAccountID(principal) {
		return principal
	}
	arn, _ := ParseARN(principal)
	return arn.Account
}

// IsAccountRoot reports whether a principal of the kind AWS is an account as a
// whole: its id, or the ARN of its root.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-accounts
func IsAccountRoot(principal string) bool {
	arn, ok := ParseARN(principal)
	return policy.IsAccountID(principal) || ok && arn.Service == "iam" && arn.Resource == "root"
}

// IsDeletedPrincipal reports whether a principal of the kind AWS is the unique
// id of a user (AIDA…) or role (AROA…): what IAM shows in place of the ARN of
// one that was deleted.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
func IsDeletedPrincipal(principal string) bool {
	if len(principal) < 16 || strings.Trim(principal, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" {
		return false
	}
	return strings.HasPrefix(principal, "AIDA") || strings.HasPrefix(principal, "AROA")
}
