package authz_test

import (
	"strings"
	"testing"

	"hotline/authz"
)

// TestNoSuchOperator holds that a statement with an operator that there is
// none of is not understood: its policy may as well not be at hand.
func TestNoSuchOperator(t *testing.T) {
	t.Parallel()
	for _, operator := range []string{"NumericAbout", "DateNear", "Numeric", "StringEqual", "stringequals", "NullIfExists", "ForAnyValue:", "IfExists", "ForSomeValues:Bool", ""} {
		p := authz.Policies{Identity: list(one(t, allowIf(quoted(operator)+`:{"k":"1"}`)))}
		wantEffect(t, decide(t, reads(t, authz.NewContext(is("k", "1"))), &p), authz.Unknown, "what condition operator "+quoted(operator)+" says (not at hand)")
		denying := authz.Policies{Identity: list(one(t, allowAll), one(t, denyIf(quoted(operator)+`:{"k":"1"}`)))}
		wantEffect(t, decide(t, reads(t, nil), &denying), authz.Unknown, "not what condition operator "+quoted(operator)+" says (not at hand)")
		p.SCPs = []authz.Level{{Policies: list(one(t, denyAll))}}
		wantEffect(t, decide(t, reads(t, nil), &p), authz.ExplicitlyDenied, "")
	}
}

// TestNumbers compares numbers that are spelled in other ways, and texts that
// are no numbers or would be too large ones.
func TestNumbers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		operator, operand, value string
		holds                    bool
	}{
		{"NumericEquals", "10", "1e1", true}, {"NumericEquals", "1.50", "+1.5", true}, {"NumericLessThan", "0", "-0.1", true},
		{"NumericEquals", "1e999", "1e999", true}, {"NumericGreaterThan", "1", "1e99999999", false}, {"NumericLessThan", "1e99999999", "1", false},
		{"NumericEquals", "0x10", "16", false}, {"NumericEquals", "1/2", "0.5", false}, {"NumericEquals", "Inf", "Inf", false}, {"NumericEquals", "", "", false},
		{"NumericEquals", strings.Repeat("1", 64), strings.Repeat("1", 64), true}, {"NumericEquals", strings.Repeat("1", 65), strings.Repeat("1", 65), false},
		{"NumericNotEquals", "x", "x", true}, {"NumericEquals", "1_0", "10", false}, {"NumericEquals", "1", "1 ", false},
	} {
		if got := engineCondition(t, c.operator, c.operand, c.value); got != c.holds {
			t.Errorf("%q %s %q: %v", c.value, c.operator, c.operand, got)
		}
	}
}

// TestOtherPrincipals are kinds of principals that name nobody here.
func TestOtherPrincipals(t *testing.T) {
	t.Parallel()
	for element, want := range map[string]authz.Effect{
		`{"CanonicalUser":"` + strings.Repeat("a1", 32) + `"}`: authz.ImplicitlyDenied,
		`{"AWS":"` + dana + `"}`:                               authz.Allowed,
		`{"Service":"` + dana + `"}`:                           authz.ImplicitlyDenied,
		`{"Federated":"` + dana + `"}`:                         authz.ImplicitlyDenied,
		`{}`:                                                   authz.ImplicitlyDenied,
	} {
		p := authz.Policies{Resource: one(t, allowAll+`,"Principal":`+element)}
		if d := decide(t, reads(t, nil), &p); d.Effect != want {
			t.Errorf("%s: %s, want %s", element, d.Effect, want)
		}
	}
}

// TestOpenControlGiven tells a key where an open question stays open, in what
// allows and in what denies.
func TestOpenControlGiven(t *testing.T) {
	t.Parallel()
	r := request(t, dana, "support:CreateCase", "*", authz.OpenContext(nil))
	p := authz.Policies{Identity: list(one(t, allowAll)), ExplicitRCPs: true, RCPs: []authz.Level{{Policies: list(one(t, allowIf(mfa)+`,"Principal":"*"`))}}}
	d := decide(t, r, &p)
	wantEffect(t, d, authz.Conditional, saysMFA+" or not "+reachesCase)
	wantEffect(t, d.Given(authz.NewContext(is("aws:MultiFactorAuthPresent", "true"))), authz.Allowed, "")
	wantEffect(t, d.Given(authz.NewContext(is("aws:MultiFactorAuthPresent", "false"))), authz.Conditional, "not "+reachesCase)

	p.RCPs[0].Policies = list(one(t, denyIf(mfa)+`,"Principal":"*"`), one(t, allowAll+`,"Principal":"*"`))
	d = decide(t, r, &p)
	wantEffect(t, d, authz.Conditional, "not ("+saysMFA+" and "+reachesCase+")")
	wantEffect(t, d.Given(authz.NewContext(is("aws:MultiFactorAuthPresent", "true"))), authz.Conditional, "not "+reachesCase)
	wantEffect(t, d.Given(authz.OpenContext(nil, "aws:MultiFactorAuthPresent")), authz.Allowed, "")
}

// TestContexts are the ways in which a key is known, absent, or not known.
func TestContexts(t *testing.T) {
	t.Parallel()
	const key = "aws:RequestTag/Team"
	values := is("AWS:requesttag/Team", "ops", "aws:RequestTag/team", "dev")
	for _, c := range []struct {
		name    string
		context *authz.Context
		ask     string // the value of the key that is asked for
		want    authz.Effect
	}{
		{"none", nil, "ops", authz.ImplicitlyDenied},
		{"told", authz.NewContext(values), "ops", authz.Allowed},
		{"told, another case", authz.NewContext(is("aws:RequestTag/TEAM", "ops")), "ops", authz.Allowed},
		{"told, open", authz.OpenContext(values), "ops", authz.Allowed},
		{"not told, open", authz.OpenContext(nil, "a"), "ops", authz.Conditional},
		{"absent", authz.OpenContext(nil, "aws:requesttag/team"), "ops", authz.ImplicitlyDenied},
		{"in doubt", authz.NewContext(values).Doubting("AWS:RequestTag/TEAM"), "ops", authz.Conditional},
		{"absent, in doubt", authz.OpenContext(nil, key).Doubting(key), "ops", authz.Conditional},
		{"twice in doubt", authz.NewContext(values).Doubting(key).Doubting("b"), "ops", authz.Conditional},
		{"another in doubt", authz.NewContext(values).Doubting("aws:TagKeys"), "ops", authz.Allowed},
		{"open, another in doubt", authz.OpenContext(nil).Doubting("aws:TagKeys"), "ops", authz.Conditional},
	} {
		p := authz.Policies{Identity: list(one(t, allowIf(`"StringEquals":{`+quoted(key)+`:`+quoted(c.ask)+`}`)))}
		if d := decide(t, reads(t, c.context), &p); d.Effect != c.want {
			t.Errorf("%s: %s, want %s", c.name, d.Effect, c.want)
		}
	}
}
