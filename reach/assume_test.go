package reach_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"hotline/org"
	"hotline/reach"
)

// short is an ARN without what all have in common: ACCOUNT:NAME.
func short(arn string) string {
	arn = strings.TrimPrefix(strings.TrimPrefix(arn, "arn:aws:iam::"), "arn:aws:sts::")
	if account, rest, found := strings.Cut(arn, ":"); found && len(account) == 12 {
		return account[:3] + ":" + rest
	}
	return arn
}

// chainText writes a chain: roles, and on what each hop depends.
func chainText(c reach.Chain) string {
	var hops []string
	for _, h := range c.Hops {
		text := short(h.To.ARN)
		if h.Session != "" {
			text = "(as " + h.Session + ") " + text
		}
		if h.Condition != nil {
			text += " [" + h.Condition.String() + "]"
		}
		hops = append(hops, text)
	}
	text := string(c.Effect) + " by " + strings.Join(hops, " > ")
	if c.Condition != nil {
		text += ", if " + c.Condition.String()
	}
	return text
}

// entryText writes an entry on one line.
func entryText(e reach.Entry) string {
	parts := []string{fmt.Sprintf("%s %s", e.Actor.Kind, short(e.Actor.ARN))}
	if e.Direct != "" {
		text := string(e.Direct)
		if e.Condition != nil {
			text += " [" + e.Condition.String() + "]"
		}
		parts = append(parts, text)
	}
	for _, c := range e.Chains {
		parts = append(parts, chainText(c))
	}
	return strings.Join(parts, "; ")
}

func refusalText(r reach.Refusal) string {
	text := short(r.Name) + ": " + string(r.Reason)
	for _, b := range r.Blockers {
		text += "; " + b.String()
	}
	return text
}

// wantLines compares lines in any order.
func wantLines(t *testing.T, what string, got, want []string) {
	t.Helper()
	got, want = slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n\t%s\nwant\n\t%s", what, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// Principals of the tests of trust policies.
const (
	workloadARN = "arn:aws:iam::" + workload + ":"
	securityARN = "arn:aws:iam::" + security + ":"
	mayAssume   = `"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"`
	denyAssume  = `"Effect":"Deny","Action":"sts:AssumeRole","Resource":"*"`
	saysMFA     = `aws:MultiFactorAuthPresent Bool "true"`
	saysID      = `sts:ExternalId StringEquals "case-7"`
)

func aws(names ...string) string { return `{"AWS":["` + strings.Join(names, `","`) + `"]}` }

// trustIf is a trust policy on a condition.
func trustIf(principal, condition string) string {
	return statements(`"Effect":"Allow","Principal":` + principal + `,"Action":"sts:AssumeRole","Condition":{` + condition + `}`)
}

// An assumptionTest asks who can become the role "target" of the workload
// account.
type assumptionTest struct {
	name        string
	build       func(*builder)
	can, cannot []string
}

func (c assumptionTest) run(t *testing.T) {
	t.Parallel()
	b := newWorld(t)
	b.fullAccess("r-root", "ou-root-unit", managing, security, workload)
	c.build(b)
	x := b.index()
	a := x.WhoCanAssume(x.Actor(workloadARN + "role/target"))
	var can, cannot []string
	for _, e := range a.Can {
		can = append(can, entryText(e))
	}
	for _, r := range a.Cannot {
		cannot = append(cannot, refusalText(r))
	}
	wantLines(t, "can", can, c.can)
	wantLines(t, "cannot", cannot, c.cannot)
}

func (b *builder) target(trust string) { b.role(workload, "/", "target", trust) }

// TestTrustWithinAccount is about principals of the account of the role.
func TestTrustWithinAccount(t *testing.T) {
	t.Parallel()
	for _, c := range []assumptionTest{
		{"a user by name needs no policy", func(b *builder) {
			b.user(workload, "u")
			b.user(workload, "other", statements(mayAssume))
			b.target(trusts(aws(workloadARN + "user/u")))
		}, []string{"user 333:user/u; Allowed by 333:role/target"}, nil},
		{"a role by name needs no policy", func(b *builder) {
			b.role(workload, "/", "r", trusts(`{"Service":"ec2.amazonaws.com"}`))
			b.target(trusts(aws(workloadARN + "role/r")))
		}, []string{"role 333:role/r; Allowed by 333:role/target"}, nil},
		{"the account as a whole: whoever has a policy", func(b *builder) {
			b.user(workload, "with", statements(mayAssume))
			b.user(workload, "without")
			b.user(workload, "elsewhere", statements(`"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::*:role/other"`))
			b.target(trusts(aws(workload)))
		}, []string{"user 333:user/with; Allowed by 333:role/target"}, nil},
		{"the account as a whole, and nobody has a policy", func(b *builder) {
			b.user(workload, "without")
			b.target(trusts(aws(workload, workload, workloadARN+"root")))
		}, nil, []string{"333333333333: " + string(reach.Idle), "333:root: " + string(reach.Idle)}},
		{"a Deny of its own", func(b *builder) {
			b.user(workload, "u", statements(mayAssume, denyAssume))
			b.target(trusts(aws(workloadARN + "user/u")))
		}, nil, []string{"333:user/u: policies deny it; identity policy inline policy own0 of user/u denies it"}},
		{"a Deny of the trust policy", func(b *builder) {
			b.user(workload, "u", statements(mayAssume))
			b.user(workload, "v", statements(mayAssume))
			b.target(statements(`"Effect":"Allow","Principal":`+aws(workload, workloadARN+"user/u")+`,"Action":"sts:*"`,
				`"Sid":"NotThem","Effect":"Deny","Principal":`+aws(workloadARN+"user/u")+`,"Action":"sts:AssumeRole"`))
		}, []string{"user 333:user/v; Allowed by 333:role/target"}, []string{"333:user/u: policies deny it; resource policy trust policy of role/target (NotThem) denies it"}},
		{"a Deny of all others", func(b *builder) {
			b.user(workload, "u")
			b.role(workload, "/", "r", trusts(`{"Service":"ec2.amazonaws.com"}`), statements(mayAssume))
			b.target(statements(`"Effect":"Allow","Principal":`+aws(workload, workloadARN+"user/u")+`,"Action":"*"`,
				`"Effect":"Deny","NotPrincipal":`+aws(workload, workloadARN+"user/u")+`,"Action":"sts:AssumeRole"`))
		}, []string{"user 333:user/u; Allowed by 333:role/target"}, nil},
	} {
		t.Run(c.name, c.run)
	}
}

// TestBoundariesOfTrusted is about boundaries, and names that are nobody's.
func TestBoundariesOfTrusted(t *testing.T) {
	t.Parallel()
	for _, c := range []assumptionTest{
		{"a user by name, outside its boundary", func(b *builder) {
			b.user(workload, "u").Boundary = ptr(b.managed(workload, "edge", allows("s3:*")))
			b.target(trusts(aws(workloadARN + "user/u")))
		}, []string{"user 333:user/u; Conditional by 333:role/target [a permissions boundary does not limit a user whom the trust policy names (the documentation of AWS leaves it open)]"}, nil},
		{"a role by name, outside its boundary", func(b *builder) {
			b.role(workload, "/", "r", trusts(`{"Service":"ec2.amazonaws.com"}`)).Boundary = ptr(b.managed(workload, "edge", allows("s3:*")))
			b.target(trusts(aws(workloadARN + "role/r")))
		}, nil, []string{"333:role/r: policies deny it; permissions boundary does not allow it"}},
		{"a boundary that is not known", func(b *builder) {
			b.role(workload, "/", "r", trusts(`{"Service":"ec2.amazonaws.com"}`)).Boundary = &org.PolicyRef{ARN: "arn:edge"}
			b.target(trusts(aws(workloadARN + "role/r")))
		}, []string{"role 333:role/r; Unknown by 333:role/target [arn:edge allows it (not at hand) and not arn:edge denies it (not at hand)]"}, nil},
		{"those of the account, above whose policies something stands", func(b *builder) {
			u := b.user(workload, "u", statements(mayAssume))
			u.Boundary = ptr(b.managed(workload, "edge", allows("s3:*")))
			b.user(workload, "v", statements(mayAssume))
			b.target(trusts(aws(workload)))
		}, []string{"user 333:user/v; Allowed by 333:role/target"}, []string{"333:user/u: policies deny it; permissions boundary does not allow it"}},
		{"unique ids", func(b *builder) {
			b.user(workload, "u")
			b.target(trusts(aws("AIDA333U", "AIDA333GONE000000000", "AROADELETED000000000", "AROADELETED000000000")))
		}, []string{"user 333:user/u; Allowed by 333:role/target"}, []string{"AIDA333GONE000000000: there is no such principal", "AROADELETED000000000: there is no such principal"}},
		{"names that are nobody's", func(b *builder) {
			b.user(workload, "u")
			b.target(trusts(aws(workloadARN+"user/team/u", workloadARN+"user/nobody", "arn:aws:sts::"+workload+":assumed-role/none/x", "arn:aws:sts::"+workload+":assumed-role/target/*", workloadARN+"group/g",
				"arn:aws:s3:::bucket", "arn:aws:sts::"+workload+":federated-user/u", workloadARN+"saml-provider/idp")))
		}, nil, []string{
			"333:user/team/u: there is no such principal", "333:user/nobody: there is no such principal", "333:assumed-role/none/x: there is no such principal", "333:assumed-role/target/*: there is no such principal",
			"333:group/g: there is no such principal", "arn:aws:s3:::bucket: there is no such principal", "333:federated-user/u: such a principal cannot assume roles",
			"333:saml-provider/idp: there is no such principal",
		}},
	} {
		t.Run(c.name, c.run)
	}
}

// TestConditionsOfTrust is about circles, and conditions that are decided.
func TestConditionsOfTrust(t *testing.T) {
	t.Parallel()
	for _, c := range []assumptionTest{
		{"itself", func(b *builder) {
			b.target(trusts(aws(workloadARN+"role/target", "arn:aws:sts::"+workload+":assumed-role/target/x")))
		}, nil, nil},
		{"a circle", func(b *builder) {
			b.role(workload, "/", "a", trusts(aws(workloadARN+"role/b")))
			b.role(workload, "/", "b", trusts(aws(workloadARN+"role/a", workloadARN+"role/target")))
			b.target(trusts(aws(workloadARN + "role/a")))
		}, []string{"role 333:role/a; Allowed by 333:role/target", "role 333:role/b; Allowed by 333:role/a > 333:role/target"}, nil},
		{"all actions but some", func(b *builder) {
			b.user(workload, "u")
			b.user(workload, "v")
			b.target(statements(`"Effect":"Allow","Principal":`+aws(workloadARN+"user/u")+`,"NotAction":"sts:TagSession"`, `"Effect":"Allow","Principal":`+aws(workloadARN+"user/v")+`,"NotAction":"sts:*"`))
		}, []string{"user 333:user/u; Allowed by 333:role/target"}, nil},
		{"in time", func(b *builder) {
			b.user(workload, "u")
			b.target(trustIf(aws(workloadARN+"user/u"), `"DateLessThan":{"aws:CurrentTime":"2026-12-01T00:00:00Z"}`))
		}, []string{"user 333:user/u; Allowed by 333:role/target"}, nil},
		{"too late", func(b *builder) {
			b.user(workload, "u")
			b.target(trustIf(aws(workloadARN+"user/u"), `"DateLessThan":{"aws:EpochTime":"1760000000"}`))
		}, nil, []string{`333:user/u: policies deny it; resource policy: it is not so that aws:EpochTime DateLessThan "1760000000"`}},
		{"tags of users are all known", func(b *builder) {
			b.user(workload, "u").Tags = []org.Tag{{Key: "team", Value: "red"}}
			b.user(workload, "v").Tags = []org.Tag{{Key: "Team", Value: "blue"}}
			b.user(workload, "w")
			b.target(trustIf(aws(workloadARN+"user/u", workloadARN+"user/v", workloadARN+"user/w"), red))
		}, []string{"user 333:user/u; Allowed by 333:role/target"}, []string{
			`333:user/v: policies deny it; resource policy: it is not so that aws:PrincipalTag/team StringEquals "red"`,
			`333:user/w: policies deny it; resource policy: it is not so that aws:PrincipalTag/team StringEquals "red"`,
		}},
		{"tags of roles, unless sessions may bring others", func(b *builder) {
			b.role(workload, "/", "r", trusts(`{"Service":"ec2.amazonaws.com"}`)).Tags = []org.Tag{{Key: "team", Value: "red"}}
			b.role(workload, "/", "s", trusts(`{"Service":"ec2.amazonaws.com"}`)).Tags = []org.Tag{{Key: "team", Value: "blue"}}
			b.role(workload, "/", "t", statements(`"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]`)).Tags = []org.Tag{{Key: "team", Value: "blue"}}
			b.target(trustIf(aws(workloadARN+"role/r", workloadARN+"role/s", workloadARN+"role/t"), red))
		}, []string{"role 333:role/r; Allowed by 333:role/target", `role 333:role/t; Conditional by 333:role/target [aws:PrincipalTag/team StringEquals "red"]`},
			[]string{`333:role/s: policies deny it; resource policy: it is not so that aws:PrincipalTag/team StringEquals "red"`}},
	} {
		t.Run(c.name, c.run)
	}
}

func ptr[T any](v T) *T { return &v }
