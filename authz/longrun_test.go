package authz_test

import (
	"strings"
	"testing"

	"hotline/authz"
)

// TestRunsThatAreNowhere holds that runs between two wildcards are found that are too long
// for a machine word, or whose first letter is nowhere.
func TestRunsThatAreNowhere(t *testing.T) {
	t.Parallel()
	gap := strings.Repeat("?", 70)
	tests := []struct {
		pattern, text string
		want          bool
	}{
		{"*a" + gap + "z*", strings.Repeat("b", 200), false},
		{"*a" + gap + "z*", "b" + "a" + strings.Repeat("c", 70) + "z" + "d", true},
		{"*a" + gap + "z*", "a" + strings.Repeat("c", 69) + "z", false},
		{"*é" + gap + "z*", strings.Repeat("ü", 100), false},
	}
	for _, tt := range tests {
		if got := resourceMatches(t, "arn:aws:s3:::"+tt.pattern, "arn:aws:s3:::"+tt.text); got != tt.want {
			t.Errorf("%.10s… with %.10s…: %v, want %v", tt.pattern, tt.text, got, tt.want)
		}
	}
}

// resourceMatches reports whether a statement about a resource pattern is about
// a resource.
func resourceMatches(t *testing.T, pattern, resource string) bool {
	t.Helper()
	d := parsed(t, `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"`+pattern+`"}}`)
	action, err := authz.ParseAction("s3:GetObject")
	if err != nil {
		t.Fatal(err)
	}
	p, err := authz.NewPrincipal(authz.PrincipalSpec{ARN: "arn:aws:iam::111122223333:user/a"})
	if err != nil {
		t.Fatal(err)
	}
	r := &authz.Request{Principal: p, Action: action, Resource: resource, ResourceAccount: "111122223333"}
	return authz.Decide(r, &authz.Policies{Identity: []*authz.Policy{authz.Compile("p", d)}}) == authz.Allowed
}
