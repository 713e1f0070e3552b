package app

import (
	"context"

	"hotline/plan"
)

// A Target is where changes are made: live accounts, or a snapshot.
type Target interface {
	// State reads all properties of a user, group or role; none where it does
	// not exist. Documents are as they are stored, byte for byte.
	State(ctx context.Context, account string, r plan.Resource) (plan.State, error)
	// Make makes one change, whose value before was just read. It waits, for a
	// time that has an end, for what was changed a moment ago to be known
	// everywhere. After an error it is not known whether the change was made,
	// unless the error is plan.ErrNotMade. It is plan.ErrThere, too, where a role
	// cannot be created because there is one of its name.
	Make(ctx context.Context, account string, c plan.Change) error
}

// A Journal is the record of a run, from which it can be gone on with and taken
// back. What it was told is on the disk when a method returns.
type Journal interface {
	// Intend is told of a change before it is made, with the value before as it
	// was read from the target.
	Intend(account string, c plan.Change) error
	// Done is told how the change that was last intended for the account ended.
	Done(account string, c plan.Change, err error) error
	// Finish is told that an account is through, and what is wrong with it: in
	// words, empty where it was verified.
	Finish(account, problem string) error
}
