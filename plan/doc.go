// Package plan holds what is to be changed in accounts, and works it out from
// what is there and what is wanted.
//
// What can be changed is a property of a user, group or role: its trust policy,
// a tag, a policy that is attached. A Change takes one property from one value
// to another; the reverse of a change takes it back. The role itself is a
// property, too: with all that a role is created with as its value.
package plan
