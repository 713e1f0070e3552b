package policy_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hotline/policy"
)

// fataler is what *testing.T and *rapid.T have in common, as far as it is
// needed here.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

func mustParse(t fataler, text string) *policy.Document {
	t.Helper()
	d, err := policy.Parse(text)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return d
}

// marshal prints d on one line. It calls MarshalJSON itself, because
// json.Marshal escapes characters of HTML in what comes from it.
func marshal(t fataler, d *policy.Document) string {
	t.Helper()
	out, err := d.MarshalJSON()
	if err != nil {
		t.Fatalf("%v", err)
	}
	return string(out)
}

// quote encodes s as a JSON string, in the way that package policy prints it.
func quote(s string) string {
	var out strings.Builder
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic(err)
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// compact is JSON text without its white space.
func compact(text string) string {
	var out bytes.Buffer
	if err := json.Compact(&out, []byte(text)); err != nil {
		return "not JSON: " + err.Error()
	}
	return out.String()
}

// diff compares documents but for positions and white space.
func diff(want, got *policy.Document) string {
	return cmp.Diff(want, got,
		cmp.Comparer(func(policy.Position, policy.Position) bool { return true }),
		cmp.Comparer(func(a, b policy.Unknown) bool {
			return a.Key.Value == b.Key.Value && compact(a.Raw) == compact(b.Raw)
		}),
	)
}

// roundTrip checks that d, printed and parsed again, is the same document.
func roundTrip(t fataler, d *policy.Document) {
	t.Helper()
	for _, text := range []string{marshal(t, d), d.Indent("  "), d.Indent("")} {
		if difference := diff(d, mustParse(t, text)); difference != "" {
			t.Fatalf("printed and parsed again, the document differs:\n%s\nprinted:\n%s", difference, text)
		}
	}
}

// wantError checks that err is an *Error that prints as want: its position
// and its message.
func wantError(t *testing.T, err error, want string) {
	t.Helper()
	var e *policy.Error
	if !errors.As(err, &e) {
		t.Fatalf("got error %v, want an *Error: %s", err, want)
	}
	if e.Error() != want {
		t.Errorf("got error\n\t%s\nwant\n\t%s", e.Error(), want)
	}
}

// allow is a document with one statement that has an Effect and the given
// elements.
func allow(elements string) string {
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow",` + elements + `}]}`
}
