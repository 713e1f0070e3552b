package cli

import (
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"hotline/internal/awsio"
)

// TestFaultBeside holds that a fault while one of several accounts is read ends
// the command as any other does.
func TestFaultBeside(t *testing.T) {
	replay(t, 3)
	var once sync.Once
	_, err := awsio.Collect(t.Context(), filepath.Join(t.TempDir(), "x"), awsio.Options{Org: true, Concurrency: 1, Depth: awsio.Full, Now: time.Now, Progress: func(p awsio.Progress) {
		if p.Done > 0 {
			once.Do(func() { panic("no account") })
		}
	}})
	s, _, errs := streams(nil, false)
	c := &console{Streams: s}
	if err == nil || codeOf(err) != CodeError || !strings.Contains(err.Error(), "a fault of hotline itself: no account") {
		t.Fatal(err)
	}
	if c.sayStack(err); !strings.Contains(errs.String(), "awsio.(*run)") {
		t.Error(errs)
	}
}
