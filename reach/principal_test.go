package reach_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"hotline/authz"
	"hotline/org"
	"hotline/policy"
	"hotline/reach"
)

// TestKeys holds what the condition keys say that follow from a principal: its
// policy is replaced by one that asks for the key.
func TestKeys(t *testing.T) {
	t.Parallel()
	s := snapshot(t, page)
	const (
		dana    = account + "user/dana"
		deploy  = account + "role/deploy"
		session = "arn:aws:sts::222233334444:assumed-role/support/mara"
	)
	for _, tt := range []struct{ principal, key, value string }{
		{dana, "aws:PrincipalTag/Team", "red"},
		{dana, "aws:userid", "AIDADANA"},
		{dana, "aws:username", "dana"},
		{dana, "aws:PrincipalArn", dana},
		{dana, "aws:PrincipalAccount", "222233334444"},
		{deploy, "aws:PrincipalTag/Team", "blue"},
		{deploy, "aws:PrincipalArn", deploy},
		{strings.Replace(session, "support", "deploy", 1), "aws:PrincipalTag/Team", "blue"},
		{strings.Replace(session, "support", "deploy", 1), "aws:PrincipalArn", deploy},
		{session, "aws:PrincipalArn", account + "role/team/support"},
		{session, "aws:userid", "AROAsupport:mara"},
		{account + "root", "aws:PrincipalArn", account + "root"},
		{"support.amazonaws.com", "aws:PrincipalServiceName", "support.amazonaws.com"},
	} {
		r, _, _ := apply(t, s, reach.Question{Principal: tt.principal, Action: "s3:GetObject", Resource: "*"})
		if r.Principal.String() != tt.principal {
			t.Errorf("%s became %s", tt.principal, r.Principal)
		}
		for value, want := range map[string]bool{tt.value: true, tt.value + "x": false} {
			d, err := policy.Parse(statement(fmt.Sprintf(`"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{"StringEquals":{%q:%q}}`, tt.key, value)))
			if err != nil {
				t.Fatal(err)
			}
			got := authz.Evaluate(r, &authz.Policies{Resource: authz.Compile("asks", d)}).Effect == authz.ExplicitlyDenied
			if got != want {
				t.Errorf("%s: %s is %q: %v, want %v", tt.principal, tt.key, value, got, want)
			}
		}
	}
}

// TestContext holds that what is said of condition keys is passed on.
func TestContext(t *testing.T) {
	t.Parallel()
	s := snapshot(t, strings.Replace(page, allows("sqs:SendMessage"),
		statement(`"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}`), 1))
	const key = "aws:MultiFactorAuthPresent"
	for _, tt := range []struct {
		name    string
		context *authz.Context
		want    authz.Effect
	}{
		{"none", nil, authz.ImplicitlyDenied},
		{"stated", authz.NewContext(map[string][]string{key: {"true"}}), authz.Allowed},
		{"not known", authz.OpenContext(nil), authz.Conditional},
		{"absent", authz.OpenContext(nil, key), authz.ImplicitlyDenied},
	} {
		r, p, _ := apply(t, s, reach.Question{Principal: account + "user/dana", Action: "sqs:DeleteQueue", Resource: "*", Context: tt.context})
		if d := authz.Evaluate(r, p); d.Effect != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, d.Effect, tt.want)
		}
	}
}

// TestServiceLinked holds that the path of a role says that no SCP restricts
// it, of a session, too, whose ARN has no path.
func TestServiceLinked(t *testing.T) {
	t.Parallel()
	s := snapshot(t, page)
	for principal, want := range map[string]authz.Effect{
		account + "role/aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport": authz.Allowed,
		"arn:aws:sts::222233334444:assumed-role/AWSServiceRoleForSupport/s":              authz.Allowed,
		account + "role/deploy":                            authz.ImplicitlyDenied,
		"arn:aws:sts::222233334444:assumed-role/deploy/ci": authz.ImplicitlyDenied,
	} {
		r, p, _ := apply(t, s, reach.Question{Principal: principal, Action: "sqs:SendMessage", Resource: "*"})
		p.SCPs = []authz.Level{{Node: "root"}}
		if d := authz.Evaluate(r, p); d.Effect != want {
			t.Errorf("%s: %s, want %s", principal, d.Effect, want)
		}
	}
}

// TestNamesake holds that a session is found by the name of its role, a role
// only by its whole ARN, and neither in another account.
func TestNamesake(t *testing.T) {
	t.Parallel()
	s := snapshot(t, page)
	other := *s.Accounts[0]
	other.ID = "999900001111"
	other.Roles = []*org.Role{{Principal: org.Principal{ARN: "arn:aws:iam::999900001111:role/deploy", Name: "deploy"}}}
	both := &org.Snapshot{Accounts: []*org.Account{&other, s.Accounts[0]}}
	for principal, want := range map[string]int{
		"arn:aws:sts::222233334444:assumed-role/deploy/ci": 2, "arn:aws:sts::999900001111:assumed-role/deploy/ci": 0, "arn:aws:iam::999900001111:role/deploy": 0,
	} {
		_, p, _ := apply(t, both, reach.Question{Principal: principal, Action: "sqs:SendMessage", Resource: "*"})
		if len(p.Identity) != want {
			t.Errorf("%s: %q", principal, names(p.Identity))
		}
	}
}

// TestRefusals holds what has no answer, and what is said of it.
func TestRefusals(t *testing.T) {
	t.Parallel()
	s := snapshot(t, page)
	const dana = account + "user/dana"
	for _, tt := range []struct{ name, principal, action, resource, want string }{
		{"action", dana, "SendMessage", "*", `expected an action as SERVICE:NAME, found "SendMessage"`},
		{"action with a wildcard", dana, "sqs:*", "*", `expected an action as SERVICE:NAME, found "sqs:*"`},
		{"action before the principal", "arn:aws", "", "*", `expected an action as SERVICE:NAME, found ""`},
		{"half an ARN", "arn:aws:iam", "s3:GetObject", "*", `expected an ARN of six parts for a principal, found "arn:aws:iam"`},
		{"group", account + "group/ops", "s3:GetObject", "*", `expected the ARN of a user, role, session, root or identity provider, found "` + account + `group/ops"`},
		{"account", "arn:aws:iam::999900001111:user/dana", "s3:GetObject", "*", "account 999900001111 of arn:aws:iam::999900001111:user/dana is not in the snapshot"},
		{"user", account + "user/nobody", "s3:GetObject", "*", account + "user/nobody is not in the snapshot"},
		{"user with another path", account + "user/team/dana", "s3:GetObject", "*", account + "user/team/dana is not in the snapshot"},
		{"user named as a role", account + "user/deploy", "s3:GetObject", "*", account + "user/deploy is not in the snapshot"},
		{"role", account + "role/none", "s3:GetObject", "*", account + "role/none is not in the snapshot"},
		{"role without its path", account + "role/support", "s3:GetObject", "*", account + "role/support is not in the snapshot"},
		{"session", "arn:aws:sts::222233334444:assumed-role/none/s", "s3:GetObject", "*", "arn:aws:sts::222233334444:assumed-role/none/s is not in the snapshot"},
		{"role to assume", dana, "sts:AssumeRole", account + "role/none", account + "role/none is not in the snapshot"},
	} {
		r, p, sources, err := applyTo(s, reach.Question{Principal: tt.principal, Action: tt.action, Resource: tt.resource})
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v\nwant %s", tt.name, err, tt.want)
		}
		if r != nil || p != nil || sources != nil {
			t.Errorf("%s: an error, and an answer", tt.name)
		}
	}
}

// TestNothingShared holds that Apply leaves the Snapshot as it is: two
// questions at once do not see each other.
func TestNothingShared(t *testing.T) {
	t.Parallel()
	s := snapshot(t, page)
	q := reach.Question{Principal: account + "user/dana", Action: "sqs:SendMessage", Resource: "*"}
	_, first, _ := apply(t, s, q)
	want := names(first.Identity)
	first.Identity = append(first.Identity[:1], authz.Missing("another"))
	if _, second, _ := apply(t, s, q); !slices.Equal(names(second.Identity), want) {
		t.Errorf("%q, want %q", names(second.Identity), want)
	}
}
