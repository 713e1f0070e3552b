package authz_test

import (
	"fmt"
	"log"

	"hotline/authz"
	"hotline/policy"
)

// exampleRequest is a user who opens a support case, and what applies: the
// user's policy, which asks for MFA.
func exampleRequest() (*authz.Request, *authz.Policies) {
	document, err := policy.Parse(`{
		"Version": "2012-10-17",
		"Statement": {
			"Sid": "Cases",
			"Effect": "Allow",
			"Action": "support:*",
			"Resource": "*",
			"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
		}
	}`)
	if err != nil {
		log.Fatal(err)
	}
	who, err := authz.NewPrincipal(authz.PrincipalSpec{ARN: "arn:aws:iam::111122223333:user/dana"})
	if err != nil {
		log.Fatal(err)
	}
	what, err := authz.ParseAction("support:CreateCase")
	if err != nil {
		log.Fatal(err)
	}
	r := &authz.Request{Principal: who, Action: what, Resource: "*"}
	return r, &authz.Policies{Identity: []*authz.Policy{authz.Compile("inline", document)}}
}

func ExampleEvaluate() {
	r, p := exampleRequest()
	r.Context = authz.NewContext(map[string][]string{"aws:MultiFactorAuthPresent": {"false"}})
	d := authz.Evaluate(r, p)
	fmt.Println(d.Effect)
	for _, reason := range d.Reasons {
		fmt.Printf("%s %s, statement %s: no match, because of its %s: %s\n", reason.Layer, reason.Policy, reason.Sid, reason.Failed, reason.Detail)
	}
	// Output:
	// ImplicitlyDenied
	// identity policy inline, statement Cases: no match, because of its condition: aws:MultiFactorAuthPresent Bool "true"
}

func ExampleDecide() {
	r, p := exampleRequest()
	for _, mfa := range []string{"false", "true"} {
		r.Context = authz.NewContext(map[string][]string{"aws:MultiFactorAuthPresent": {mfa}})
		fmt.Println(mfa, authz.Decide(r, p))
	}
	// A permissions boundary whose document is not at hand:
	p.Boundary = authz.Missing("arn:aws:iam::111122223333:policy/edge")
	fmt.Println(authz.Decide(r, p))
	// Output:
	// false ImplicitlyDenied
	// true Allowed
	// Unknown
}

func ExampleDecision_Given() {
	r, p := exampleRequest()
	r.Context = authz.OpenContext(nil) // nothing is known of the request
	d := authz.Evaluate(r, p)
	fmt.Println(d.Effect, d.Condition.Keys())
	fmt.Println(d.Condition)

	fmt.Println(d.Given(authz.NewContext(map[string][]string{"aws:MultiFactorAuthPresent": {"true"}})).Effect)
	fmt.Println(d.Given(authz.OpenContext(nil, "aws:MultiFactorAuthPresent")).Effect) // it is absent
	// Output:
	// Conditional [aws:multifactorauthpresent]
	// aws:MultiFactorAuthPresent Bool "true"
	// Allowed
	// ImplicitlyDenied
}

func ExampleCompile() {
	document, err := policy.Parse(`{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"support:*","Resource":"*"}}`)
	if err != nil {
		log.Fatal(err)
	}
	// One compiled policy serves any number of requests.
	deny := authz.Compile("no support", document)
	r, p := exampleRequest()
	p.SCPs = []authz.Level{{Node: "r-ab12", Policies: []*authz.Policy{deny}}}
	fmt.Println(deny.Name(), authz.Decide(r, p))
	// Output:
	// no support ExplicitlyDenied
}
