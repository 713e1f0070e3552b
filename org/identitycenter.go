package org

// An IdentityCenter is what IAM Identity Center tells: permission sets, and who
// is assigned to which in which account.
// https://docs.aws.amazon.com/singlesignon/latest/APIReference/welcome.html
type IdentityCenter struct {
	Instance       string // its ARN
	PermissionSets []*PermissionSet
	Assignments    []Assignment
	// Assigned says for which accounts the assignments were read to the end.
	Assigned map[string]bool
	Names    map[string]string // of users and groups, by their ids in the identity store
}

// A PermissionSet is what roles of Identity Center are made from.
type PermissionSet struct {
	ARN, Name string
	Session   string   // how long sessions last, ISO 8601: PT1H; empty where not known
	Managed   []string // ARNs of AWS managed policies
	Customer  []string // names of customer managed policies, with their paths
	Inline    *Document
	Tags      []Tag
	// TagsKnown says that the tags were read.
	TagsKnown bool
}

// An Assignment lets a user or group of the identity store use a permission
// set in an account.
type Assignment struct {
	Account       string
	PermissionSet string // ARN
	PrincipalType string // USER or GROUP
	Principal     string // id in the identity store
}

// Set finds a permission set by its name.
func (c *IdentityCenter) Set(name string) *PermissionSet {
	if c == nil {
		return nil
	}
	for _, p := range c.PermissionSets {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// AssignedTo lists who is assigned to a permission set in an account. It
// reports false where that was not read.
func (c *IdentityCenter) AssignedTo(set *PermissionSet, account string) ([]Assignment, bool) {
	if c == nil || set == nil {
		return nil, false
	}
	var out []Assignment
	for _, a := range c.Assignments {
		if a.PermissionSet == set.ARN && a.Account == account {
			out = append(out, a)
		}
	}
	return out, out != nil || c.Assigned[account]
}
