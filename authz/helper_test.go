package authz_test

import (
	"encoding/json"
	"testing"

	"hotline/authz"
	"hotline/policy"
)

// The accounts, principals and resources of the tests.
const (
	home   = "111122223333"
	away   = "444455556666"
	dana   = "arn:aws:iam::" + home + ":user/ops/dana"
	deploy = "arn:aws:iam::" + home + ":role/ops/deploy"
	shift  = "arn:aws:sts::" + home + ":assumed-role/deploy/shift"
	guest  = "arn:aws:iam::" + away + ":user/guest"
	root   = "arn:aws:iam::" + home + ":root"
	object = "arn:aws:s3:::lake/2026/jan.csv"
)

// fataler is what *testing.T, *testing.B and *rapid.T have in common, as far as
// it is needed here.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

func parsed(t fataler, text string) *policy.Document {
	t.Helper()
	d, err := policy.Parse(text)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return d
}

func compile(t fataler, name, text string) *authz.Policy {
	t.Helper()
	return authz.Compile(name, parsed(t, text))
}

// one is a policy of one statement, given without its brackets.
func one(t fataler, statement string) *authz.Policy {
	t.Helper()
	return compile(t, "one", `{"Version":"2012-10-17","Statement":{`+statement+`}}`)
}

// list is the policies of a layer that has one.
func list(p ...*authz.Policy) []*authz.Policy { return p }

// Statements without brackets.
const (
	allowAll = `"Effect":"Allow","Action":"*","Resource":"*"`
	denyAll  = `"Effect":"Deny","Action":"*","Resource":"*"`
	nothing  = `"Effect":"Allow","Action":[],"Resource":"*"`
)

// allowIf allows everything on a condition.
func allowIf(condition string) string { return allowAll + `,"Condition":{` + condition + `}` }

// denyIf denies everything on a condition.
func denyIf(condition string) string { return denyAll + `,"Condition":{` + condition + `}` }

func principal(t fataler, arn string) *authz.Principal {
	t.Helper()
	return described(t, authz.PrincipalSpec{ARN: arn})
}

func described(t fataler, spec authz.PrincipalSpec) *authz.Principal {
	t.Helper()
	p, err := authz.NewPrincipal(spec)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return p
}

func action(t fataler, name string) authz.Action {
	t.Helper()
	a, err := authz.ParseAction(name)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return a
}

// request is a request of an account's own resource, in a context.
func request(t fataler, who, what, resource string, c *authz.Context) *authz.Request {
	t.Helper()
	return &authz.Request{Principal: principal(t, who), Action: action(t, what), Resource: resource, Context: c}
}

// reads is a request of dana to read an object.
func reads(t fataler, c *authz.Context) *authz.Request {
	t.Helper()
	return request(t, dana, "s3:GetObject", object, c)
}

// assumes is a request of dana to assume a role.
func assumes(t fataler, c *authz.Context) *authz.Request {
	t.Helper()
	return request(t, dana, "sts:AssumeRole", deploy, c)
}

// is is the context values of keys that have one value each, from pairs of key
// and value.
func is(pairs ...string) map[string][]string {
	values := map[string][]string{}
	for i := 0; i < len(pairs); i += 2 {
		values[pairs[i]] = []string{pairs[i+1]}
	}
	return values
}

// quoted is a value as JSON.
func quoted(v any) string {
	out, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(out)
}

// decide decides in both ways and checks that they agree.
func decide(t fataler, r *authz.Request, p *authz.Policies) authz.Decision {
	t.Helper()
	d, quick := authz.Evaluate(r, p), authz.Decide(r, p)
	if quick != d.Effect {
		t.Fatalf("Decide says %s, Evaluate %s", quick, d.Effect)
	}
	if open := d.Effect == authz.Conditional || d.Effect == authz.Unknown; open != (d.Condition != nil) {
		t.Fatalf("%s with condition %q", d.Effect, d.Condition)
	}
	return d
}

// wantEffect checks the effect of a decision, and its condition where there is
// one.
func wantEffect(t *testing.T, d authz.Decision, effect authz.Effect, condition string) {
	t.Helper()
	if d.Effect != effect || d.Condition.String() != condition {
		t.Errorf("got  %s\n\t%s\nwant %s\n\t%s", d.Effect, d.Condition, effect, condition)
	}
}
