package cli

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// broken is a stream that ends the program.
type broken struct{}

func (broken) Write([]byte) (int, error) { panic("no stream") }

// TestPanic holds that a fault of the program is an error, and no rule that
// failed, in one line and with the stack.
func TestPanic(t *testing.T) {
	t.Parallel()
	for args, want := range map[string][2]string{
		"version":         {"hotline: error: a fault of hotline itself: no stream\n", "\thotline/internal/cli.broken.Write"},
		"version -o json": {`{"schema":"hotline/error/1","level":"error","message":"a fault of hotline itself: no stream"}` + "\n", `"level":"note","message":"goroutine `},
	} {
		s, _, errs := streams(nil, false)
		s.Out = broken{}
		code := Run(strings.Fields(args), s)
		expect(t, code, CodeError, errs.String(), strings.TrimPrefix(want[1], "\t"))
		if !strings.HasPrefix(errs.String(), want[0]) {
			t.Errorf("%s:\n%s", args, errs)
		}
	}
}

// TestUnlessInterrupted holds that work that was interrupted is not waited for,
// and that a panic in it is an error.
func TestUnlessInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	if n, err := unlessInterrupted(ctx, func() (int, error) { return 1, nil }); n != 1 || err != nil {
		t.Errorf("%d %v", n, err)
	}
	var fault *panicError
	if _, err := unlessInterrupted(ctx, func() (int, error) { panic("x") }); !errors.As(err, &fault) || len(fault.stack) == 0 {
		t.Error(err)
	}
	block := make(chan struct{})
	defer close(block)
	cancel()
	if _, err := unlessInterrupted(ctx, func() (int, error) { <-block; return 1, nil }); codeOf(err) != CodeInterrupt {
		t.Error(err)
	}
}
