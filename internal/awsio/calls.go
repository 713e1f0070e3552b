package awsio

import "slices"

// Calls is every call that hotline makes to read accounts. The code calls
// through this table, and `hotline permissions` is made from it.
func Calls() []*Call {
	return slices.Concat(hubCalls(), quickCalls(), accountCalls(), watchCalls(), organizationCalls(), centerCalls())
}

// assumeRole is the call by which accounts are entered.
const assumeRole = "sts:AssumeRole"

// hubCalls are those that lead into accounts. The session makes them.
func hubCalls() []*Call {
	return []*Call{{
		Name: assumeRole, Resource: "arn:{partition}:iam::*:role{role}", Scope: Hub, Depths: []Depth{Quick, Full},
		File: "assume-role", Loses: "everything of the account",
	}}
}

// find is the call with a name; nil where there is none.
func find(calls []*Call, name string) *Call {
	for _, c := range calls {
		if c.Name == name {
			return c
		}
	}
	return nil
}
