package awsio

import (
	"fmt"
	"runtime/debug"
)

// A fault is a panic of this program while it read an account: it ends the run
// as an error, and not the program, whose exit status would say something else.
type fault struct {
	value any
	stack []byte
}

func (f *fault) Error() string { return fmt.Sprintf("a fault of hotline itself: %v", f.value) }

// Stack is where it was.
func (f *fault) Stack() []byte { return f.stack }

// catch makes an error of a panic of the function that defers it.
func catch(err *error) {
	if value := recover(); value != nil {
		*err = &fault{value, debug.Stack()}
	}
}
