package redact

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"
)

// known is what is public, read once: it does not change.
var known = sync.OnceValue(newPublic)

// redactor is one with a fixed key.
func redactor() *Redactor { return newRedactor([]byte("a key of 32 bytes, not a secret."), known()) }

// image is what a text becomes where nothing is known of it.
func image(t testing.TB, r *Redactor, s string) string {
	t.Helper()
	return inJSON(t, r, s, func(s string) any { return s })
}

// valueOf is what a text becomes as the value of a key.
func valueOf(t testing.TB, r *Redactor, key, s string) string {
	t.Helper()
	return inJSON(t, r, s, func(s string) any { return map[string]string{key: s} })
}

// inPolicy is what a text becomes as the value of an element of a statement.
func inPolicy(t testing.TB, r *Redactor, element, s string) string {
	t.Helper()
	return inJSON(t, r, s, func(s string) any {
		return map[string]any{"Statement": map[string]any{element: s}}
	})
}

// inCondition is what a value becomes under an operator and a key.
func inCondition(t testing.TB, r *Redactor, operator, key, s string) string {
	t.Helper()
	return inJSON(t, r, s, func(s string) any {
		return map[string]any{"Statement": map[string]any{"Condition": map[string]any{operator: map[string]string{key: s}}}}
	})
}

// inJSON redacts a value that wrap puts a text into, and returns the last text
// in the outcome.
func inJSON(t testing.TB, r *Redactor, s string, wrap func(string) any) string {
	t.Helper()
	text, err := json.Marshal(wrap(s))
	if err != nil {
		t.Fatal(err)
	}
	out, err := r.JSON(string(text))
	if err != nil {
		t.Fatal(err)
	}
	values, err := parse(out)
	if err != nil {
		t.Fatalf("%s: %v", out, err)
	}
	v := values[0]
	for v.members != nil {
		v = v.members[0].value
	}
	return v.text
}

// shapeOf is a text with each letter as a or A, and each digit as 0.
func shapeOf(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case 'a' <= c && c <= 'z':
			return 'a'
		case 'A' <= c && c <= 'Z':
			return 'A'
		case '0' <= c && c <= '9':
			return '0'
		}
		return c
	}, s)
}
