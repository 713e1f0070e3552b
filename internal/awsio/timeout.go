package awsio

import (
	"context"
	"time"
)

// defaultPatience is how long one attempt of a call may take. The longest that
// AWS needs are some seconds.
const defaultPatience = 2 * time.Minute

// A timeoutError says that AWS did not answer to the end. It is a net.Error,
// and no end of the run, as the error of a context is.
type timeoutError struct{ after time.Duration }

func (e *timeoutError) Error() string   { return "no whole answer within " + e.after.String() }
func (e *timeoutError) Timeout() bool   { return true }
func (e *timeoutError) Temporary() bool { return true }

// atOnce does something whose answer outlives it, without an end of its own.
func atOnce(ctx context.Context, _ time.Duration, do func(context.Context) error) error {
	return do(ctx)
}

// patiently does something that may take so long.
func patiently(ctx context.Context, patience time.Duration, do func(context.Context) error) error {
	within, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := do(within)
	if err != nil && ctx.Err() == nil && within.Err() != nil {
		return &timeoutError{patience}
	}
	return err
}
