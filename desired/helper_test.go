package desired_test

import (
	"slices"
	"strings"

	"hotline/authz"
	"hotline/check"
	"hotline/desired"
	"hotline/org"
	"hotline/policy"
	"hotline/reach"
)

const (
	workload = "333333333333"
	security = "222222222222"
	partner  = "444444444444"
	strange  = "999999999999"
	orgID    = "o-example0000"
)

// fataler is what *testing.T and *rapid.T have in common, as far as it is needed
// here.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// with is a configuration with a trust.
func with(t desired.Trust) *desired.Config {
	return &desired.Config{Role: desired.Role{Name: "aws-support", Path: "/team/"}, Trust: t}
}

func people(p desired.People) *desired.Config {
	p.Account = security
	return with(desired.Trust{People: []desired.People{p}})
}

func automation(a desired.Automation) *desired.Config {
	return with(desired.Trust{Automation: []desired.Automation{a}})
}

func provider(roles ...string) *desired.Config {
	return with(desired.Trust{Providers: []desired.Provider{{Account: partner, Roles: roles, ExternalIDs: map[string]string{workload: "id-1"}}}})
}

// A door is a role with the trust policy of a configuration.
type door struct {
	index *reach.Index
	role  *reach.Actor
}

func newDoor(t fataler, c *desired.Config, partition string) door {
	t.Helper()
	text, err := c.TrustPolicy(workload, partition)
	if err != nil {
		t.Fatalf("%v", err)
	}
	d, err := policy.Parse(text)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	role := &org.Role{Principal: org.Principal{ARN: "arn:" + partition + ":iam::" + workload + ":role/x", Name: "x", Path: "/"}, Trust: org.Document{Policy: d}}
	a := &org.Account{ID: workload, Partition: partition, Roles: []*org.Role{role}}
	x := reach.NewIndex(nil, []*reach.Digest{reach.NewDigest(a, reach.AssumeActions())}, "2026-11-22T03:15:00Z")
	return door{x, x.Actor(role.ARN)}
}

// admits decides whether somebody is let in, where more is known of the request,
// or nothing.
func (d door) admits(arn string, c *authz.Context) bool {
	e := d.index.Welcomes(d.role, arn)
	if c == nil {
		return check.LetsIn(e.Effect)
	}
	return check.LetsIn(e.Given(c))
}

// strangers lists ARNs that are like one, and not it: of another account, of
// another name or path, of another kind.
func strangers(arn string) []string {
	i, dash := strings.LastIndexByte(arn, '/'), strings.LastIndexByte(arn, '_')
	out := []string{
		strings.Replace(arn, ":"+org.PrincipalAccount(arn)+":", ":"+strange+":", 1),
		arn[:i+1] + "x" + arn[i+1:], arn + "x",
		strings.NewReplacer(":user/", ":role/", ":role/", ":user/").Replace(arn),
	}
	if strings.Contains(arn, "/AWSReservedSSO_") {
		out = append(out, arn[:dash]+"x"+arn[dash:], arn[:dash]+"_More"+arn[dash:], arn[:len(arn)-1],
			strings.Replace(arn, "AWSReservedSSO_", "AWSReservedSSO_x", 1), strings.Replace(arn, "aws-reserved/", "", 1),
			arn[:strings.Index(arn, ":role/")+6]+arn[i+1:], strings.Replace(arn, "sso.amazonaws.com", "sso.example.com", 1))
	} else {
		out = append(out, arn[:i+1]+"more/"+arn[i+1:])
	}
	return slices.Compact(out)
}
