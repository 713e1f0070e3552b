package awsio

import "slices"

// Calls is every call that hotline makes in accounts. The code calls through
// this table, and `hotline permissions` is made from it.
func Calls() []*Call {
	return slices.Concat(hubCalls(), quickCalls(), accountCalls(), watchCalls(), organizationCalls(), centerCalls(),
		stateCalls(), roleWrites(), attachmentWrites(), inlineWrites(), logCalls())
}

// CallsFor is those of the calls that are made for the purpose of the options,
// or at their depth, without regard to what is skipped.
func CallsFor(o Options) []*Call {
	return slices.DeleteFunc(Calls(), func(c *Call) bool { return !o.needs(c) })
}

// assumeRole is the call by which accounts are entered.
const assumeRole = "sts:AssumeRole"

// hubCalls are those that lead into accounts. The session makes them.
func hubCalls() []*Call {
	return []*Call{{
		Name: assumeRole, Resource: "arn:{partition}:iam::*:role{role}", Scope: Hub, Depths: []Depth{Quick, Full}, Purposes: []Purpose{Apply, Rollback, Verify},
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
