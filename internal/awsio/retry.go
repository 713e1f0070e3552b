package awsio

import (
	"errors"
	"io"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
)

// defaultAttempts is how often a call is tried. The SDK stops after three,
// which five calls of a hundred that are throttled are enough to exhaust now
// and then, over some thousand calls.
const defaultAttempts = 6

// retryer makes the Retryer of one client. Clients do not share one: its
// tokens would let one account that is throttled starve the others.
func retryer(attempts int, longest time.Duration) func() aws.Retryer {
	return func() aws.Retryer {
		return retry.NewStandard(func(o *retry.StandardOptions) {
			o.MaxAttempts = attempts
			if longest > 0 {
				o.MaxBackoff = longest
			}
			// The SDK does not try these again: a change that another made at the
			// same time, and an answer that was cut off.
			o.Retryables = append(slices.Clone(o.Retryables),
				retry.RetryableErrorCode{Codes: map[string]struct{}{"ConcurrentModification": {}, "ConcurrentModificationException": {}}},
				retry.IsErrorRetryableFunc(isCutOff))
		})
	}
}

// isCutOff reports whether an answer ended before it was whole, or never came.
func isCutOff(err error) aws.Ternary {
	var late *timeoutError
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.Is(err, errHollow) || errors.As(err, &late) {
		return aws.TrueTernary
	}
	return aws.UnknownTernary
}
