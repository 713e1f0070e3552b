package awsio

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// A hop gives the credentials of a role in another account. Its errors say that
// it was the hop that failed, and not what the credentials were for: they are
// the caller's, who is refused there, or not known at all.
type hop struct{ provider aws.CredentialsProvider }

// Retrieve assumes the role.
func (h hop) Retrieve(ctx context.Context) (aws.Credentials, error) {
	found, err := h.provider.Retrieve(ctx)
	if err != nil {
		return found, &hopError{err}
	}
	return found, nil
}

// A hopError says that a role could not be assumed.
type hopError struct{ err error }

func (e *hopError) Error() string { return e.err.Error() }

// Unwrap is what AWS said of it.
func (e *hopError) Unwrap() error { return e.err }
