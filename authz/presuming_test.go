package authz_test

import (
	"testing"

	"hotline/authz"
)

// TestPresuming holds that what is presumed gives way to what is stated, be it
// that a key is absent, or that it is unknown.
func TestPresuming(t *testing.T) {
	t.Parallel()
	const region = "aws:RequestedRegion"
	presumed := map[string][]string{region: {"us-east-1"}}
	policies := authz.Policies{Identity: []*authz.Policy{authz.Compile("p", parsed(t,
		`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":"us-east-1"}}}}`))}}
	tests := []struct {
		name    string
		context *authz.Context
		want    authz.Effect
	}{
		{"nothing is said", nil, authz.Allowed},
		{"unknown otherwise", authz.OpenContext(nil), authz.Allowed},
		{"another region", authz.NewContext(map[string][]string{region: {"eu-west-1"}}), authz.ImplicitlyDenied},
		{"absent", authz.OpenContext(nil, region), authz.ImplicitlyDenied},
		{"in doubt", authz.OpenContext(nil).Doubting(region), authz.Conditional},
	}
	for _, tt := range tests {
		action, err := authz.ParseAction("support:CreateCase")
		if err != nil {
			t.Fatal(err)
		}
		p, err := authz.NewPrincipal(authz.PrincipalSpec{ARN: "arn:aws:iam::111122223333:user/a"})
		if err != nil {
			t.Fatal(err)
		}
		r := &authz.Request{Principal: p, Action: action, Resource: "*", Context: tt.context.Presuming(presumed)}
		if got := authz.Decide(r, &policies); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}
