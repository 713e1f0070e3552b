package awsio

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// TestText holds that what AWS said is on the lines where readers look for it.
func TestText(t *testing.T) {
	t.Parallel()
	e := &CallError{Call: "iam:ListRoles", Class: Denied, Code: "Access\nDenied", Message: "no\nrequest id: forged", RequestID: "1\n2", Needs: []string{"iam:ListRoles"}}
	const want = "An error occurred (Access Denied) when calling the ListRoles operation: no request id: forged\nrequest id: 1 2\npermission: iam:ListRoles\n"
	if got := e.text(); got != want {
		t.Errorf("got %q", got)
	}
}

// TestClassOf holds that what is about one call is not taken for the end of a
// run.
func TestClassOf(t *testing.T) {
	t.Parallel()
	around := func(err error) error { return fmt.Errorf("failed to refresh cached credentials, %w", err) }
	for want, err := range map[Class]error{
		Unknown: around(errors.New("no EC2 IMDS role found")), Failed: around(&hopError{errors.New("x")}), Network: around(&hopError{&timeoutError{}}),
		Interrupted: around(&hopError{context.Canceled}),
	} {
		if got := classOf(err); got != want {
			t.Errorf("%v: %v, want %v", err, got, want)
		}
	}
	if got := classOf(context.DeadlineExceeded); got != Network {
		t.Errorf("a deadline: %v", got)
	}
	if text := (&timeoutError{1}).Error(); strings.Contains(text, "context") {
		t.Error(text)
	}
}
