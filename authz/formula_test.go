package authz_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hotline/authz"
)

const (
	mfa      = `"Bool":{"aws:MultiFactorAuthPresent":"true"}`
	external = `"StringEquals":{"sts:ExternalId":"case-7"}`
	office   = `"IpAddress":{"aws:SourceIp":["192.0.2.0/24","2001:db8::/32"]}`
)

// What the formulas of these conditions say.
const (
	saysMFA      = `aws:MultiFactorAuthPresent Bool "true"`
	saysExternal = `sts:ExternalId StringEquals "case-7"`
	saysOffice   = `aws:SourceIp IpAddress ("192.0.2.0/24" or "2001:db8::/32")`
)

// A formulaCase is policies of dana, who reads an object with no key known, and
// the condition that remains.
type formulaCase struct {
	name      string
	identity  []string // statements, a policy each
	boundary  string   // a statement
	effect    authz.Effect
	condition string
	keys      []string
}

func formulaCases() []formulaCase {
	const yes = authz.Conditional
	return []formulaCase{
		{"nothing", []string{allowAll}, "", authz.Allowed, "", nil},
		{"one key", []string{allowIf(mfa)}, "", yes, saysMFA, []string{"aws:multifactorauthpresent"}},
		{"or", []string{allowIf(mfa), allowIf(external)}, "", yes, saysMFA + " or " + saysExternal, []string{"aws:multifactorauthpresent", "sts:externalid"}},
		{"and", []string{allowIf(mfa)}, allowIf(external), yes, saysMFA + " and " + saysExternal, []string{"aws:multifactorauthpresent", "sts:externalid"}},
		{"and in one statement", []string{allowIf(mfa + "," + office)}, "", yes, saysMFA + " and " + saysOffice, []string{"aws:multifactorauthpresent", "aws:sourceip"}},
		{
			"or within and", []string{allowIf(mfa), allowIf(external)}, allowIf(office), yes, "(" + saysMFA + " or " + saysExternal + ") and " + saysOffice,
			[]string{"aws:multifactorauthpresent", "aws:sourceip", "sts:externalid"},
		},
		{"and within or", []string{allowIf(mfa + "," + office), allowIf(external)}, "", yes, "(" + saysMFA + " and " + saysOffice + ") or " + saysExternal, []string{"aws:multifactorauthpresent", "aws:sourceip", "sts:externalid"}},
		{"not", []string{allowAll, denyIf(external)}, "", yes, "not " + saysExternal, []string{"sts:externalid"}},
		{"not and", []string{allowAll, denyIf(external + "," + mfa)}, "", yes, "not (" + saysExternal + " and " + saysMFA + ")", []string{"aws:multifactorauthpresent", "sts:externalid"}},
		{"not or", []string{allowAll, denyIf(external), denyIf(mfa)}, "", yes, "not (" + saysExternal + " or " + saysMFA + ")", []string{"aws:multifactorauthpresent", "sts:externalid"}},
		{"and not", []string{allowIf(mfa), denyIf(external)}, "", yes, saysMFA + " and not " + saysExternal, []string{"aws:multifactorauthpresent", "sts:externalid"}},
		{"twice the same", []string{allowIf(mfa), allowIf(mfa), allowIf(mfa)}, allowIf(mfa), yes, saysMFA, []string{"aws:multifactorauthpresent"}},
		{"variables", []string{`"Effect":"Allow","Action":"*","Resource":["arn:aws:s3:::b/${aws:SourceIp}","arn:aws:s3:::${aws:PrincipalTag/Team}/*"]`}, "", yes, "the resource matches arn:aws:s3:::b/${aws:SourceIp} or arn:aws:s3:::${aws:PrincipalTag/Team}/*", []string{"aws:principaltag/Team", "aws:sourceip"}},
		{"a variable in NotResource", []string{`"Effect":"Allow","Action":"*","NotResource":"arn:aws:s3:::${aws:SourceIp}"`}, "", yes, "the resource matches none of arn:aws:s3:::${aws:SourceIp}", []string{"aws:sourceip"}},
		{"variables in values", []string{allowIf(`"StringLike":{"aws:UserAgent":"${aws:SourceIp}*"}`), allowIf(`"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::${aws:SourceAccount}:*"}`)}, "", yes, `aws:UserAgent StringLike "${aws:SourceIp}*" or aws:PrincipalArn ArnLike "arn:aws:iam::${aws:SourceAccount}:*"`, []string{"aws:sourceaccount", "aws:sourceip", "aws:useragent"}},
		{"no such operator", []string{allowIf(`"StringIs":{"a":"b"}`)}, "", authz.Unknown, `what condition operator "StringIs" says (not at hand)`, nil},
		{"a denial without a grant", []string{nothing, denyIf(mfa)}, "", authz.ImplicitlyDenied, "", nil},
	}
}

func TestConditions(t *testing.T) {
	t.Parallel()
	for _, c := range formulaCases() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var p authz.Policies
			for _, s := range c.identity {
				p.Identity = append(p.Identity, one(t, s))
			}
			if c.boundary != "" {
				p.Boundary = one(t, c.boundary)
			}
			d := decide(t, reads(t, authz.OpenContext(nil)), &p)
			wantEffect(t, d, c.effect, c.condition)
			if difference := cmp.Diff(c.keys, d.Condition.Keys()); difference != "" {
				t.Errorf("keys (-want +got):\n%s", difference)
			}
		})
	}
}

// TestGiven tells one key after another.
func TestGiven(t *testing.T) {
	t.Parallel()
	p := authz.Policies{Identity: list(one(t, allowIf(mfa)), one(t, allowIf(external)), one(t, denyIf(`"StringLike":{"aws:UserAgent":"bot/*"}`))), Boundary: one(t, allowIf(office))}
	d := decide(t, reads(t, authz.OpenContext(nil, "aws:UserAgent")), &p)
	wantEffect(t, d, authz.Conditional, "("+saysMFA+" or "+saysExternal+") and "+saysOffice)

	known := d.Given(authz.NewContext(is("AWS:SourceIP", "192.0.2.7")))
	wantEffect(t, known, authz.Conditional, saysMFA+" or "+saysExternal)
	wantEffect(t, known.Given(authz.NewContext(is("sts:externalid", "case-7"))), authz.Allowed, "")
	wantEffect(t, known.Given(authz.OpenContext(nil, "STS:ExternalID")), authz.Conditional, saysMFA)
	wantEffect(t, known.Given(nil), authz.Conditional, saysMFA+" or "+saysExternal)

	wantEffect(t, d.Given(authz.NewContext(is("aws:SourceIp", "198.51.100.1"))), authz.ImplicitlyDenied, "")
	// A decision stays as it was, and what was told is settled.
	wantEffect(t, d, authz.Conditional, "("+saysMFA+" or "+saysExternal+") and "+saysOffice)
	wantEffect(t, known.Given(authz.NewContext(is("aws:SourceIp", "198.51.100.1", "sts:ExternalId", "case-7"))), authz.Allowed, "")
}

// TestGivenDenial tells a key that turns an implicit denial into an explicit one.
func TestGivenDenial(t *testing.T) {
	t.Parallel()
	p := authz.Policies{Identity: list(one(t, nothing), one(t, denyIf(external)))}
	d := decide(t, reads(t, authz.OpenContext(nil)), &p)
	wantEffect(t, d, authz.ImplicitlyDenied, "")
	wantEffect(t, d.Given(authz.NewContext(is("sts:ExternalId", "case-7"))), authz.ExplicitlyDenied, "")
}

// TestGivenVariable tells a variable of a Resource element.
func TestGivenVariable(t *testing.T) {
	t.Parallel()
	for element, effects := range map[string][2]authz.Effect{
		"Resource": {authz.Allowed, authz.ImplicitlyDenied}, "NotResource": {authz.ImplicitlyDenied, authz.Allowed},
	} {
		p := authz.Policies{Identity: list(one(t, `"Effect":"Allow","Action":"*","`+element+`":"arn:aws:s3:::${aws:PrincipalTag/Lake}/*"`))}
		d := decide(t, reads(t, authz.NewContext(nil).Doubting("AWS:PrincipalTag/lake")), &p)
		wantEffect(t, d, authz.Conditional, map[string]string{
			"Resource":    "the resource matches arn:aws:s3:::${aws:PrincipalTag/Lake}/*",
			"NotResource": "the resource matches none of arn:aws:s3:::${aws:PrincipalTag/Lake}/*",
		}[element])
		wantEffect(t, d.Given(authz.NewContext(is("aws:PrincipalTag/Lake", "lake"))), effects[0], "")
		wantEffect(t, d.Given(authz.NewContext(is("aws:PrincipalTag/Lake", "sea"))), effects[1], "")
		wantEffect(t, d.Given(authz.OpenContext(nil, "aws:PrincipalTag/Lake")), authz.ImplicitlyDenied, "")
	}
}

// TestSameTextOtherMeaning holds that two conditions that read alike and mean
// different things both count: a variable is one in the newer version of the
// language only.
func TestSameTextOtherMeaning(t *testing.T) {
	t.Parallel()
	const condition = `"StringEquals":{"aws:UserAgent":"${aws:username}"}`
	older := compile(t, "older", `{"Version":"2008-10-17","Statement":{`+allowIf(condition)+`}}`)
	p := authz.Policies{Identity: list(one(t, allowIf(condition))), Boundary: older}
	known := authz.NewContext(is("aws:UserAgent", "dana"))
	want := decide(t, reads(t, known), &p).Effect
	if want != authz.ImplicitlyDenied {
		t.Fatalf("with everything known: %s", want)
	}
	wantEffect(t, decide(t, reads(t, authz.OpenContext(nil)), &p).Given(known), want, "")
}

// TestSameTextOtherList is the same for lists of resources that read alike.
func TestSameTextOtherList(t *testing.T) {
	t.Parallel()
	p := authz.Policies{
		Identity: list(one(t, `"Effect":"Allow","Action":"*","Resource":["${sts:ExternalId}","b"]`)),
		Boundary: one(t, `"Effect":"Allow","Action":"*","Resource":"${sts:ExternalId} or b"`),
	}
	known := authz.NewContext(is("sts:ExternalId", object))
	want := decide(t, reads(t, known), &p).Effect
	if want != authz.ImplicitlyDenied {
		t.Fatalf("with everything known: %s", want)
	}
	wantEffect(t, decide(t, reads(t, authz.OpenContext(nil)), &p).Given(known), want, "")
}

// TestTextOfAKeyIsNoFormula holds that the name of a key, which is any text,
// cannot pass for another condition.
func TestTextOfAKeyIsNoFormula(t *testing.T) {
	t.Parallel()
	p := authz.Policies{
		Identity: list(one(t, allowIf(`"StringEquals":{"a":"1"}`)), one(t, allowIf(`"StringEquals":{"b":"2"}`))),
		Boundary: one(t, allowIf(`"StringEquals":{"a StringEquals \"1\" or b":"2"}`)),
	}
	known := authz.NewContext(is("a", "1"))
	want := decide(t, reads(t, known), &p).Effect
	if want != authz.ImplicitlyDenied {
		t.Fatalf("with everything known: %s", want)
	}
	d := decide(t, reads(t, authz.OpenContext(nil)), &p)
	wantEffect(t, d.Given(authz.OpenContext(is("a", "1"), "b", `a StringEquals "1" or b`)), want, "")
}
