package reach_test

import (
	"fmt"
	"slices"
	"testing"

	"hotline/authz"
	"hotline/org"
	"hotline/reach"
)

// TestSuppose holds who could assume a role if something held.
func TestSuppose(t *testing.T) {
	t.Parallel()
	b := newWorld(t)
	b.fullAccess("r-root", "ou-root-unit", security, workload)
	b.user(workload, "u")
	b.set(security, "Support", statements(mayAssume))
	b.target(statements(`"Effect":"Allow","Principal":`+aws(workloadARN+"user/u", security, strange)+`,"Action":"sts:AssumeRole","Condition":{`+mfa+`}`,
		`"Effect":"Deny","Principal":`+aws(strange)+`,"Action":"sts:AssumeRole","Condition":{`+outOfOrg+`}`))
	x := b.index()
	role := x.Actor(workloadARN + "role/target")
	lines := func(values map[string][]string) []string {
		var out []string
		for _, s := range x.Suppose(role, values) {
			out = append(out, fmt.Sprintf("%s %s %v", short(s.From.ARN), s.Effect, s.Named))
		}
		return out
	}
	wantLines(t, "as things are", lines(nil), []string{"333:user/u Conditional true"})
	wantLines(t, "with a second factor", lines(map[string][]string{"aws:MultiFactorAuthPresent": {"true"}}), []string{"333:user/u Allowed true", "222:" + acmeCenter + " Allowed false"})
	wantLines(t, "without", lines(map[string][]string{"aws:MultiFactorAuthPresent": {"false"}}), nil)
}

// TestLetIn holds whom a role lets in, whatever their own policies say.
func TestLetIn(t *testing.T) {
	t.Parallel()
	b := newWorld(t)
	b.user(security, "u")
	b.control(org.RCP, workload, "ours", statements(`"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole","Resource":"*","Condition":{`+outOfOrg+`}`))
	b.target(trusts(aws(securityARN+"user/u", strange)))
	x := b.index()
	edges := x.LetIn(x.Actor(workloadARN + "role/target"))
	if len(edges) != 1 || short(edges[0].From.ARN) != "222:user/u" || edges[0].Effect != authz.Allowed || edges[0].Condition != nil {
		t.Errorf("%+v", edges)
	}
}

// TestWelcomes holds whether a trust policy lets in somebody of whom only the ARN
// is known.
func TestWelcomes(t *testing.T) {
	t.Parallel()
	b := newWorld(t)
	b.target(statements(`"Effect":"Allow","Principal":`+aws(security)+`,"Action":"sts:AssumeRole","Condition":{"ArnLike":{"aws:PrincipalArn":"`+securityARN+`role/team/*"}}`,
		`"Effect":"Allow","Principal":`+aws(managing)+`,"Action":"sts:AssumeRole","Condition":{`+mfa+`,`+inOrg+`}`))
	x := b.index()
	for arn, want := range map[string]authz.Effect{
		securityARN + "role/team/x": authz.Allowed, securityARN + "role/x": authz.ImplicitlyDenied, workloadARN + "user/u": authz.ImplicitlyDenied,
		"arn:aws:iam::" + managing + ":user/none": authz.Conditional,
	} {
		if e := x.Welcomes(x.Actor(workloadARN+"role/target"), arn); e.Effect != want || e.From.ARN != arn {
			t.Errorf("%s: %s, want %s", arn, e.Effect, want)
		}
	}
}

// TestStrangers holds in which ways a role lets everybody in.
func TestStrangers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		trust string
		want  []string
	}{
		{trusts(aws(strange)), nil},
		{trusts(`"*"`), []string{"sts:AssumeRole Allowed"}},
		{trustIf(`"*"`, inOrg), []string{"sts:AssumeRole Conditional"}},
		{statements(`"Effect":"Allow","Principal":"*","Action":"sts:*"`), []string{"sts:AssumeRole Allowed", "sts:AssumeRoleWithWebIdentity Allowed"}},
		{"", nil},
	} {
		b := newWorld(t)
		b.target(c.trust)
		x := b.index()
		role := x.Roles()[0]
		var got []string
		for _, e := range x.Strangers(role) {
			got = append(got, e.Action+" "+string(e.Effect))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.trust, got, c.want)
		}
		if role.IsTrustKnown() != (c.trust != "") {
			t.Errorf("%q is known: %v", c.trust, role.IsTrustKnown())
		}
	}
	if (&reach.Actor{Kind: reach.User}).IsTrustKnown() {
		t.Error("a user has no trust policy")
	}
}

// TestCompare holds what is told of the difference between two answers.
func TestCompare(t *testing.T) {
	t.Parallel()
	answer := func(build func(*builder)) *reach.Answer {
		b := newWorld(t)
		b.fullAccess("r-root", "ou-root-unit", workload)
		b.user(workload, "same", statements(opens))
		build(b)
		return b.index().WhoCan(ability(t, "open-case"), workload)
	}
	role := func(b *builder, condition string) {
		b.role(workload, "/", "r", trustIf(aws(workloadARN+"user/chained"), condition), statements(opens))
	}
	before := answer(func(b *builder) {
		b.user(workload, "old", statements(opens))
		b.user(workload, "weaker", statements(opens))
		b.user(workload, "stronger", statements(opens+`,"Condition":{`+mfa+`}`))
		b.user(workload, "changed", statements(opens+`,"Condition":{`+mfa+`}`))
		b.user(workload, "chained")
		role(b, external)
	})
	after := answer(func(b *builder) {
		b.user(workload, "new", statements(opens))
		b.user(workload, "weaker", statements(opens+`,"Condition":{`+mfa+`}`))
		b.user(workload, "stronger", statements(opens))
		b.user(workload, "changed", statements(opens+`,"Condition":{`+external+`}`))
		b.user(workload, "chained")
		role(b, mfa)
	})
	lines := func(changes []reach.Change) []string {
		var out []string
		for _, c := range changes {
			out = append(out, fmt.Sprintf("%s %s %s %s %v %v", c.Actor.Name, c.Turn, c.Account, c.Ability.Name, c.Before != nil, c.After != nil))
		}
		return out
	}
	all := " 333333333333 open-case "
	want := []string{
		"chained changed" + all + "true true", "changed changed" + all + "true true", "new gained" + all + "false true", "old lost" + all + "true false",
		"stronger gained" + all + "true true", "weaker lost" + all + "true true",
	}
	if got := lines(reach.Compare(before, after)); !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
	if got := reach.Compare(before, before); got != nil {
		t.Errorf("to itself: %q", lines(got))
	}
	if gained, lost := reach.Compare(nil, after), reach.Compare(after, nil); len(gained) != len(after.Can) || len(lost) != len(after.Can) || gained[0].Turn != reach.Gained || lost[0].Turn != reach.Lost {
		t.Errorf("to nothing: %d, %d", len(gained), len(lost))
	}
}

// TestCompareUnknown holds that what is not known is neither gained nor lost.
func TestCompareUnknown(t *testing.T) {
	t.Parallel()
	entry := func(e authz.Effect) *reach.Answer {
		return &reach.Answer{Can: []reach.Entry{{Actor: &reach.Actor{Kind: reach.User, ARN: workloadARN + "user/x"}, Effect: e}}}
	}
	for _, pair := range [][2]*reach.Answer{{entry(authz.Unknown), entry(authz.Allowed)}, {entry(authz.Conditional), entry(authz.Unknown)}, {entry(authz.Unknown), nil}, {nil, entry(authz.Unknown)}} {
		if got := reach.Compare(pair[0], pair[1]); len(got) != 1 || got[0].Turn != reach.Uncertain {
			t.Errorf("what is not known: %+v", got)
		}
	}
	if got := reach.Compare(entry(authz.Unknown), entry(authz.Unknown)); got != nil {
		t.Errorf("what is as unknown as before: %+v", got)
	}
}

// TestRole holds that a role is found by its account and its name, and by nothing
// else.
func TestRole(t *testing.T) {
	t.Parallel()
	b := newWorld(t)
	b.user(workload, "target")
	b.target(trusts(aws(securityARN + "user/u")))
	x := b.index()
	if r := x.Role(workload, "target"); r == nil || r.ARN != workloadARN+"role/target" {
		t.Errorf("%+v", r)
	}
	for _, at := range [][2]string{{workload, "none"}, {security, "target"}, {"000000000000", "target"}} {
		if r := x.Role(at[0], at[1]); r != nil {
			t.Errorf("%v: %+v", at, r)
		}
	}
}
