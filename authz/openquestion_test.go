package authz_test

import (
	"testing"

	"hotline/authz"
)

const (
	trustsDana  = `"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"` + dana + `"}`
	mayNotLimit = "a permissions boundary does not limit a user whom the trust policy names (the documentation of AWS leaves it open)"
	reachesCase = "resource control policies reach the service support (the documentation of AWS leaves it open)"
	missesEdge  = "edge allows it (not at hand)"
	deniesEdge  = "edge denies it (not at hand)"
)

// TestMissing takes away one policy after another.
func TestMissing(t *testing.T) {
	t.Parallel()
	all, lost := one(t, allowAll), authz.Missing("edge")
	deny, everybody := one(t, denyAll), one(t, allowAll+`,"Principal":"*"`)
	for name, c := range map[string]struct {
		policies  authz.Policies
		effect    authz.Effect
		condition string
	}{
		"identity":      {authz.Policies{Identity: list(all, lost)}, authz.Unknown, "not " + deniesEdge},
		"only identity": {authz.Policies{Identity: list(lost)}, authz.Unknown, missesEdge + " and not " + deniesEdge},
		"boundary":      {authz.Policies{Identity: list(all), Boundary: lost}, authz.Unknown, missesEdge + " and not " + deniesEdge},
		"session":       {authz.Policies{Identity: list(all), Session: list(lost)}, authz.Unknown, missesEdge + " and not " + deniesEdge},
		"SCP":           {authz.Policies{Identity: list(all), SCPs: []authz.Level{{Policies: list(all, lost)}}}, authz.Unknown, "not " + deniesEdge},
		"RCP":           {authz.Policies{Identity: list(all), RCPs: []authz.Level{{Policies: list(lost)}}}, authz.Unknown, "not " + deniesEdge},
		"resource":      {authz.Policies{Identity: list(all), Resource: lost}, authz.Unknown, "not " + deniesEdge},
		"denied anyhow": {authz.Policies{Identity: list(deny), Boundary: lost}, authz.ExplicitlyDenied, ""},
		"not allowed":   {authz.Policies{Identity: list(one(t, nothing)), Boundary: lost}, authz.ImplicitlyDenied, ""},
		"named anyhow":  {authz.Policies{Identity: list(lost), Resource: everybody}, authz.Unknown, "not " + deniesEdge},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := reads(t, authz.NewContext(nil))
			d := decide(t, r, &c.policies)
			wantEffect(t, d, c.effect, c.condition)
			wantEffect(t, d.Given(authz.NewContext(is("a", "b"))), c.effect, c.condition)
			if keys := d.Condition.Keys(); len(keys) > 0 {
				t.Errorf("keys %q", keys)
			}
		})
	}
	if lost.Name() != "edge" {
		t.Errorf("the missing policy is called %q", lost.Name())
	}
}

// TestBoundaryOfTrusted is where the documentation contradicts itself.
func TestBoundaryOfTrusted(t *testing.T) {
	t.Parallel()
	p := authz.Policies{Boundary: one(t, `"Effect":"Allow","Action":"s3:*","Resource":"*"`), Resource: one(t, trustsDana)}
	r := assumes(t, authz.NewContext(nil))
	d := decide(t, r, &p)
	wantEffect(t, d, authz.Conditional, mayNotLimit)
	wantEffect(t, d.Given(authz.NewContext(is("a", "b"))), authz.Conditional, mayNotLimit)
	if keys := d.Condition.Keys(); len(keys) > 0 {
		t.Errorf("keys %q", keys)
	}
	p.Boundary = one(t, allowAll)
	wantEffect(t, decide(t, r, &p), authz.Allowed, "")
	p.Boundary = one(t, denyAll)
	wantEffect(t, decide(t, r, &p), authz.ExplicitlyDenied, "")
	p.Boundary = one(t, allowIf(mfa))
	wantEffect(t, decide(t, assumes(t, authz.OpenContext(nil)), &p), authz.Conditional, saysMFA+" or "+mayNotLimit)
}

// TestTrustInDoubt asks for what trust policies ask for.
func TestTrustInDoubt(t *testing.T) {
	t.Parallel()
	p := authz.Policies{Resource: one(t, trustsDana+`,"Condition":{`+mfa+`,`+external+`}`)}
	d := decide(t, assumes(t, authz.OpenContext(nil)), &p)
	wantEffect(t, d, authz.Conditional, saysMFA+" and "+saysExternal)
	wantEffect(t, d.Given(authz.NewContext(is("sts:ExternalId", "case-7"))), authz.Conditional, saysMFA)
	wantEffect(t, d.Given(authz.NewContext(is("sts:ExternalId", "case-8"))), authz.ImplicitlyDenied, "")
}

// TestControlOfSupport is a resource control policy for a service of which
// nobody says whether such policies reach it.
func TestControlOfSupport(t *testing.T) {
	t.Parallel()
	r := request(t, dana, "support:CreateCase", "*", authz.NewContext(nil))
	all := list(one(t, allowAll))
	denying := []authz.Level{{Node: "r-1", Policies: list(one(t, denyAll+`,"Principal":"*"`))}}
	wantEffect(t, decide(t, r, &authz.Policies{Identity: all, RCPs: denying}), authz.Conditional, "not "+reachesCase)
	wantEffect(t, decide(t, r, &authz.Policies{Identity: list(one(t, nothing)), RCPs: denying}), authz.ImplicitlyDenied, "")
	idle := []authz.Level{{Node: "r-1", Policies: list(one(t, nothing+`,"Principal":"*"`))}}
	wantEffect(t, decide(t, r, &authz.Policies{Identity: all, RCPs: idle}), authz.Allowed, "")
	wantEffect(t, decide(t, r, &authz.Policies{Identity: all, RCPs: idle, ExplicitRCPs: true}), authz.Conditional, "not "+reachesCase)
}

// TestExplicitControl lists all resource control policies of a level.
func TestExplicitControl(t *testing.T) {
	t.Parallel()
	everybody := one(t, allowAll+`,"Principal":"*"`)
	others := one(t, allowAll+`,"Principal":{"AWS":"`+guest+`"}`)
	for _, c := range []struct {
		level  []*authz.Policy
		effect authz.Effect
	}{
		{list(everybody), authz.Allowed}, {list(others), authz.ImplicitlyDenied}, {nil, authz.ImplicitlyDenied},
		{list(authz.Missing("edge")), authz.Unknown},
	} {
		p := authz.Policies{Identity: list(one(t, allowAll)), RCPs: []authz.Level{{Policies: c.level}}, ExplicitRCPs: true}
		if d := decide(t, reads(t, nil), &p); d.Effect != c.effect {
			t.Errorf("%d policies: %s, want %s", len(c.level), d.Effect, c.effect)
		}
	}
}
