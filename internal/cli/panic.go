package cli

import (
	"errors"
	"fmt"
	"runtime/debug"

	"hotline/org"
)

// A panicError is a fault of the program itself. Go would end it with exit
// status 2, which says that a rule failed.
type panicError struct {
	value any
	stack []byte
}

// Stack is where it was.
func (e *panicError) Stack() []byte { return e.stack }

func (e *panicError) Error() string { return fmt.Sprintf("a fault of hotline itself: %v", e.value) }

// recovered hands on a panic of the function that defers it, as an error.
func recovered(to func(error)) {
	if value := recover(); value != nil {
		to(&panicError{value, debug.Stack()})
	}
}

// sayStack shows where a fault is, for those who mend it; nothing, where an error
// is none.
func (c *console) sayStack(err error) {
	var fault interface {
		error
		Stack() []byte
	}
	switch {
	case !errors.As(err, &fault):
	case c.json:
		c.say("note", string(fault.Stack()), org.Location{})
	default:
		c.errf("%s", fault.Stack())
	}
}
