package awsio_test

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hotline/org"
	"hotline/policy"
)

func contextWithCancel(t *testing.T) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	return ctx, cancel
}

// same compares two snapshots but for where things are written.
func same(t *testing.T, what string, got, want *org.Snapshot) {
	t.Helper()
	if diff := cmp.Diff(want, got, withoutPlaces()...); diff != "" {
		t.Errorf("%s: live is +, files are -\n%.4000s", what, diff)
	}
}

// withoutPlaces compares policies by what they say, and leaves out where things
// are written, and by which files.
func withoutPlaces() []cmp.Option {
	return []cmp.Option{
		cmp.FilterPath(func(p cmp.Path) bool {
			return p.Last().Type() == reflect.TypeFor[org.Location]() || strings.HasSuffix(p.String(), "Sources") ||
				strings.HasSuffix(p.String(), "Encoded") || strings.HasSuffix(p.String(), "Joined") ||
				strings.HasSuffix(p.String(), "LastUsed.Date") // reading an account uses a role of it
		}, cmp.Ignore()),
		cmp.Comparer(func(a, b *policy.Document) bool {
			if a == nil || b == nil {
				return a == b
			}
			x, _ := a.MarshalJSON()
			y, _ := b.MarshalJSON()
			return string(x) == string(y)
		}),
	}
}
