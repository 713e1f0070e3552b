package authz_test

import (
	"slices"
	"testing"

	"hotline/authz"
)

// condition is on what a policy that allows everything on a condition depends.
func condition(t *testing.T, text string) *authz.Formula {
	t.Helper()
	return decide(t, reads(t, authz.OpenContext(nil)), &authz.Policies{Identity: list(one(t, allowIf(text)))}).Condition
}

// TestJoined joins formulas.
func TestJoined(t *testing.T) {
	t.Parallel()
	a, b := condition(t, mfa), condition(t, external)
	for _, c := range []struct {
		name string
		got  *authz.Formula
		want string
	}{
		{"all of none", authz.AllOf(), ""},
		{"all of what holds", authz.AllOf(nil, nil), ""},
		{"all of one", authz.AllOf(nil, a), saysMFA},
		{"all of two", authz.AllOf(a, nil, b), saysMFA + " and " + saysExternal},
		{"all of the same", authz.AllOf(a, condition(t, mfa)), saysMFA},
		{"any of none", authz.AnyOf(), ""},
		{"any of what holds", authz.AnyOf(a, nil), ""},
		{"any of one", authz.AnyOf(a), saysMFA},
		{"any of two", authz.AnyOf(a, b, a), saysMFA + " or " + saysExternal},
	} {
		if c.got.String() != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}

// TestValues lists what keys are compared with.
func TestValues(t *testing.T) {
	t.Parallel()
	f := condition(t, `"StringEquals":{"AWS:PrincipalOrgId":["o-1","o-2"]},"StringNotLike":{"aws:PrincipalOrgID":"o-${aws:SourceVpc}"},`+mfa)
	if got, want := f.Values("aws:PrincipalOrgID"), []string{"o-1", "o-2", "o-${aws:SourceVpc}"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := f.Values("aws:username"); got != nil {
		t.Errorf("%q", got)
	}
	var none *authz.Formula
	if got := none.Values("aws:PrincipalOrgID"); got != nil {
		t.Errorf("%q", got)
	}
}

// TestStating states more keys.
func TestStating(t *testing.T) {
	t.Parallel()
	p := authz.Policies{Identity: list(one(t, allowIf(mfa+","+external)))}
	stated := is("sts:ExternalId", "case-7", "aws:MultiFactorAuthPresent", "true")
	for _, c := range []struct {
		name    string
		context *authz.Context
		effect  authz.Effect
		on      string
	}{
		{"of nothing", (*authz.Context)(nil).Stating(stated), authz.Allowed, ""},
		{"of nothing, in part", (*authz.Context)(nil).Stating(is("sts:ExternalId", "case-7")), authz.ImplicitlyDenied, ""},
		{"of an open context, in part", authz.OpenContext(nil).Stating(is("sts:ExternalId", "case-7")), authz.Conditional, saysMFA},
		{"of what was absent", authz.OpenContext(nil, "sts:ExternalId").Stating(stated), authz.Allowed, ""},
		{"of what was stated", authz.NewContext(is("sts:ExternalId", "case-8")).Stating(stated), authz.Allowed, ""},
		{"and then absent", authz.OpenContext(nil).Stating(stated).Lacking("STS:ExternalId"), authz.ImplicitlyDenied, ""},
	} {
		d := decide(t, reads(t, c.context), &p)
		if d.Effect != c.effect || d.Condition.String() != c.on {
			t.Errorf("%s: %s %q, want %s %q", c.name, d.Effect, d.Condition, c.effect, c.on)
		}
	}
}

// TestAbsentKeys holds which keys of a principal are absent, and not only
// unknown.
func TestAbsentKeys(t *testing.T) {
	t.Parallel()
	tagged := authz.PrincipalSpec{ARN: dana, Tags: map[string]string{"Team": "red"}}
	known := tagged
	known.TagsKnown = true
	absent := func(key string) string { return `"Null":{"` + key + `":"true"}` }
	for _, c := range []struct {
		name   string
		spec   authz.PrincipalSpec
		asks   string
		effect authz.Effect
	}{
		{"a tag", known, `"StringEquals":{"aws:PrincipalTag/team":"red"}`, authz.Allowed},
		{"no tag", known, absent("aws:PrincipalTag/Role"), authz.Allowed},
		{"a tag that should be absent", known, absent("aws:PrincipalTag/Team"), authz.ImplicitlyDenied},
		{"another tag, perhaps", tagged, absent("aws:PrincipalTag/Role"), authz.Conditional},
		{"an organization, perhaps", tagged, absent("aws:PrincipalOrgID"), authz.Conditional},
		{"a service", authz.PrincipalSpec{ARN: "ec2.amazonaws.com"}, absent("aws:PrincipalOrgID"), authz.Allowed},
		{"an identity provider", authz.PrincipalSpec{ARN: "accounts.google.com"}, absent("aws:PrincipalOrgPaths"), authz.Allowed},
		{"nobody", authz.PrincipalSpec{}, absent("aws:PrincipalOrgID"), authz.Allowed},
	} {
		r := reads(t, authz.OpenContext(nil))
		r.Principal, r.ResourceAccount = described(t, c.spec), home
		everybody := one(t, allowIf(c.asks)+`,"Principal":{"AWS":"*","Service":"ec2.amazonaws.com","Federated":"accounts.google.com"}`)
		if d := decide(t, r, &authz.Policies{Resource: everybody}); d.Effect != c.effect {
			t.Errorf("%s: %s, want %s", c.name, d.Effect, c.effect)
		}
	}
}

// TestElements holds what makes a statement be about an action.
func TestElements(t *testing.T) {
	t.Parallel()
	p := compile(t, "own", `{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Action":["sqs:*","S3:Get*","s3:*"],"Resource":"*","Principal":"*"},
		{"Effect":"Allow","NotAction":["sqs:*","iam:*"],"Resource":"*","Principal":"*"},
		{"Effect":"Allow","Action":"sqs:*","Resource":"*","Principal":{"AWS":"`+guest+`"}},
		{"Effect":"Allow","Action":"sqs:*","Resource":"*","Principal":"*"},
		{"Effect":"Allow","Action":"s3:*","Resource":"*","Principal":{"AWS":"`+guest+`"}}]}`)
	d := decide(t, reads(t, nil), &authz.Policies{Resource: p})
	want := []string{"Action S3:Get*", "NotAction sqs:*, iam:*", "", "", "Action s3:*"}
	for i, r := range d.Reasons {
		if r.Element != want[i] {
			t.Errorf("statement %d: %q, want %q", i, r.Element, want[i])
		}
	}
}
