package reach_test

import (
	"strings"
	"testing"

	"hotline/authz"
	"hotline/org"
	"hotline/reach"
)

// A whoCanTest asks who has an ability in the workload account.
type whoCanTest struct {
	name        string
	ability     string // open-case, if empty
	build       func(*builder)
	can, almost []string
}

func stoppedText(s reach.Stopped) string {
	text := string(s.Actor.Kind) + " " + short(s.Actor.ARN)
	for _, b := range s.Blockers {
		text += "; " + b.String()
	}
	return text
}

func (c whoCanTest) run(t *testing.T) {
	t.Parallel()
	name := c.ability
	if name == "" {
		name = "open-case"
	}
	ability, err := reach.FindAbility(name)
	if err != nil {
		t.Fatal(err)
	}
	b := newWorld(t)
	b.fullAccess("r-root", "ou-root-unit", managing, security, workload)
	c.build(b)
	a := b.index().WhoCan(ability, workload)
	var can, almost []string
	for _, e := range a.Can {
		if e.Actor.Kind != reach.RootUser || e.Effect != authz.Allowed {
			can = append(can, entryText(e))
		}
	}
	for _, s := range a.Almost {
		almost = append(almost, stoppedText(s))
	}
	wantLines(t, "can", can, c.can)
	wantLines(t, "almost", almost, c.almost)
}

const (
	opens   = `"Effect":"Allow","Action":"support:CreateCase","Resource":"*"`
	machine = `{"Service":"ec2.amazonaws.com"}`
	rootToo = "root user 333:root; "

	goneDenies = "not arn:gone denies it (not at hand)"
)

// TestWhoCan is about principals of the account, and what stops them. Its root
// user can where nothing is said of it.
func TestWhoCan(t *testing.T) {
	t.Parallel()
	for _, c := range []whoCanTest{
		{"nobody but the root user", "", func(b *builder) { b.user(workload, "u", allows("s3:*")) }, nil, nil},
		{"directly, and not by a chain", "", func(b *builder) {
			b.user(workload, "u", statements(opens, mayAssume))
			b.role(workload, "/", "r", trusts(aws(workload)), statements(opens))
		}, []string{"user 333:user/u; Allowed", "role 333:role/r; Allowed"}, nil},
		{"on a condition, and surely by a chain", "", func(b *builder) {
			b.user(workload, "u", statements(opens+`,"Condition":{`+mfa+`}`, mayAssume))
			b.role(workload, "/", "r", trusts(aws(workload)), statements(opens))
		}, []string{"user 333:user/u; Conditional [" + saysMFA + "]; Allowed by 333:role/r", "role 333:role/r; Allowed"}, nil},
		{"the shorter chain is less certain", "", func(b *builder) {
			b.user(workload, "u", statements(mayAssume))
			b.role(workload, "/", "hub", trusts(aws(workload)), statements(mayAssume))
			b.role(workload, "/", "r", statements(`"Effect":"Allow","Principal":`+aws(workloadARN+"role/hub")+`,"Action":"sts:AssumeRole"`,
				`"Effect":"Allow","Principal":`+aws(workloadARN+"user/u")+`,"Action":"sts:AssumeRole","Condition":{`+external+`}`), statements(opens))
		}, []string{"user 333:user/u; Conditional by 333:role/r [" + saysID + "]; Allowed by 333:role/hub > 333:role/r", "role 333:role/hub; Allowed by 333:role/r", "role 333:role/r; Allowed"}, nil},
		{"of chains of one length the first", "", func(b *builder) {
			b.user(workload, "u")
			for _, name := range []string{"c", "a", "b"} {
				b.role(workload, "/", name, trusts(aws(workloadARN+"user/u")), statements(opens))
			}
		}, []string{"user 333:user/u; Allowed by 333:role/a", "role 333:role/a; Allowed", "role 333:role/b; Allowed", "role 333:role/c; Allowed"}, nil},
		{"the weakest hop, and what the last role can", "", func(b *builder) {
			b.user(security, "u", statements(mayAssume))
			b.role(security, "/", "hub", trustIf(aws(security), mfa), statements(mayAssume))
			b.role(workload, "/", "r", trusts(aws(securityARN+"role/hub")), statements(opens)).Attached = []org.PolicyRef{{ARN: "arn:gone"}}
		}, []string{
			"user 222:user/u; Unknown by 222:role/hub [" + saysMFA + "] > 333:role/r, if " + goneDenies, "role 222:role/hub; Unknown by 333:role/r, if " + goneDenies,
			"role 333:role/r; Unknown [" + goneDenies + "]",
		}, nil},
		{"a role for a service, and one that is linked to it", "", func(b *builder) {
			b.role(workload, "/", "r", trusts(machine), statements(opens))
			b.role(workload, "/aws-service-role/x.amazonaws.com/", "linked", trusts(`{"Service":"x.amazonaws.com"}`), statements(opens, mayAssume))
			b.role(workload, "/", "s", trusts(aws(workload)), statements(opens))
		}, []string{"role 333:role/r; Allowed", "role 333:role/s; Allowed", "role 333:role/aws-service-role/x.amazonaws.com/linked; Allowed"}, nil},
	} {
		t.Run(c.name, c.run)
	}
}

// TestAlmost is about what stops people.
func TestAlmost(t *testing.T) {
	t.Parallel()
	denies := func(more string) string {
		return statements(`"Sid":"No","Effect":"Deny","Action":"support:*","Resource":"*"` + more)
	}
	for _, c := range []whoCanTest{
		{"an SCP, from which a linked role is exempt", "", func(b *builder) {
			b.user(workload, "u", statements(opens))
			b.role(workload, "/aws-service-role/x.amazonaws.com/", "linked", trusts(`{"Service":"x.amazonaws.com"}`), statements(opens))
			b.role(workload, "/", "r", trusts(machine), statements(opens))
			b.control(org.SCP, "r-root", "none", denies(`,"Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/r"}}`))
		}, []string{"role 333:role/aws-service-role/x.amazonaws.com/linked; Allowed", "role 333:role/r; Allowed"}, []string{
			"root user 333:root; service control policy none (p-none) (No) on Root (r-root) denies it", "user 333:user/u; service control policy none (p-none) (No) on Root (r-root) denies it",
		}},
		{"a level that allows nothing, and a boundary", "", func(b *builder) {
			b.user(workload, "u", statements(opens)).Boundary = ptr(b.managed(workload, "edge", statements(`"Effect":"Allow","Action":"s3:*","Resource":"*"`, `"Sid":"No","Effect":"Deny","Action":"support:*","Resource":"*"`)))
			b.snapshot.Organization.Attachments = b.snapshot.Organization.Attachments[:4] // not that of the account
		}, nil, []string{
			"root user 333:root; service control policy on account 3 (333333333333) does not allow it",
			"user 333:user/u; permissions boundary arn:aws:iam::333333333333:policy/edge (No) denies it; service control policy on account 3 (333333333333) does not allow it; permissions boundary does not allow it",
		}},
		{"stopped, and able by a chain", "", func(b *builder) {
			u := b.user(workload, "u", statements(opens, mayAssume))
			u.Boundary = ptr(b.managed(workload, "edge", allows("sts:*")))
			b.role(workload, "/", "r", trusts(aws(workload)), statements(opens))
		}, []string{"user 333:user/u; Allowed by 333:role/r", "role 333:role/r; Allowed"}, nil},
		{"an RCP, of which nobody says whether it reaches Support", "", func(b *builder) {
			b.user(workload, "u", statements(opens))
			b.control(org.RCP, "r-root", "none", statements(`"Effect":"Deny","Principal":"*","Action":"support:*","Resource":"*"`))
		}, []string{rootToo + "Conditional [" + reachesSupport + "]", "user 333:user/u; Conditional [" + reachesSupport + "]"}, nil},
	} {
		t.Run(c.name, c.run)
	}
}

// TestAbilities is about Regions, resources, and abilities of several actions.
func TestAbilities(t *testing.T) {
	t.Parallel()
	for _, c := range []whoCanTest{
		{"regions: where no endpoint of Support is", "", func(b *builder) { b.regions("eu-central-1") }, nil,
			[]string{"root user 333:root; service control policy regions (p-regions) on Root (r-root) denies it", "user 333:user/u; service control policy regions (p-regions) on Root (r-root) denies it"}},
		{"regions: that of the first endpoint", "", func(b *builder) { b.regions("us-east-1", "eu-central-1") }, []string{"user 333:user/u; Allowed"}, nil},
		{"regions: that of another endpoint", "", func(b *builder) { b.regions("eu-west-1", "eu-central-1") },
			[]string{rootToo + "Conditional [" + otherRegion + "]", "user 333:user/u; Conditional [" + otherRegion + "]"}, nil},
		{"regions: not known of other services", "change-plan", func(b *builder) {
			b.regions("eu-west-1", "eu-central-1")
			b.user(workload, "v", allows("supportplans:*"))
		},
			[]string{rootToo + "Conditional [" + otherRegion + "]", "user 333:user/v; Conditional [" + otherRegion + "]"}, nil},
		{"what resources are called does not help", "", func(b *builder) {
			b.user(workload, "u", statements(`"Effect":"Allow","Action":"support:*","Resource":"arn:aws:support:*:*:case/*"`))
			b.user(workload, "v", statements(`"Effect":"Allow","Action":"support:*","NotResource":"arn:aws:s3:::*"`))
		}, []string{"user 333:user/v; Allowed"}, nil},
		{"several actions, of which all are needed", "console", func(b *builder) {
			b.user(workload, "both", statements(`"Effect":"Allow","Action":"support-console:GetAccountState","Resource":"*","Condition":{`+mfa+`}`, `"Effect":"Allow","Action":"support-console:CreateCaseDraft","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}`))
			b.user(workload, "all", allows("support-console:*"))
			b.user(workload, "one", allows("support-console:GetAccountState"))
			b.user(workload, "half", statements(`"Effect":"Allow","Action":"support-console:*","Resource":"*"`, `"Effect":"Deny","Action":"support-console:CreateCaseDraft","Resource":"*"`))
			b.user(workload, "stopped", allows("support-console:*")).Boundary = ptr(b.managed(workload, "edge", allows("support-console:Get*")))
			b.user(workload, "partly", allows("support-console:Get*")).Boundary = ptr(b.managed(workload, "other", allows("s3:*")))
		}, []string{"user 333:user/both; Conditional [" + saysMFA + ` and aws:SourceIp IpAddress "192.0.2.0/24"]`, "user 333:user/all; Allowed"},
			[]string{"user 333:user/stopped; permissions boundary does not allow it"}},
		{"several actions, of which one is enough", "change-plan", func(b *builder) {
			b.user(workload, "one", allows("supportplans:CreateSupportPlanSchedule"))
			b.user(workload, "either", statements(`"Effect":"Allow","Action":"supportplans:StartSupportPlanUpdate","Resource":"*","Condition":{`+mfa+`}`, `"Effect":"Allow","Action":"supportplans:CreateSupportPlanSchedule","Resource":"*","Condition":{`+external+`}`))
			b.user(workload, "surely", statements(`"Effect":"Allow","Action":"supportplans:StartSupportPlanUpdate","Resource":"*","Condition":{`+mfa+`}`, `"Effect":"Allow","Action":"supportplans:CreateSupportPlanSchedule","Resource":"*"`))
			b.user(workload, "denied", statements(`"Effect":"Allow","Action":"supportplans:*","Resource":"*"`, `"Effect":"Deny","Action":"supportplans:*","Resource":"*"`))
		}, []string{"user 333:user/one; Allowed", "user 333:user/either; Conditional [" + saysMFA + " or " + saysID + "]", "user 333:user/surely; Allowed"}, nil},
		{"what a second factor is needed for at the end", "", func(b *builder) {
			b.set(workload, "Support", statements(opens+`,"Condition":{`+mfa+`}`))
			b.role(workload, "/", "r", statements(`"Effect":"Allow","Principal":`+aws(workload)+`,"Action":"sts:AssumeRole"`, `"Effect":"Allow","Principal":{"Federated":"accounts.google.com"},"Action":"sts:AssumeRoleWithWebIdentity"`), statements(opens+`,"Condition":{`+mfa+`}`))
			b.user(workload, "u", statements(mayAssume))
		}, []string{"role 333:role/r; Conditional [" + saysMFA + "]", "user 333:user/u; Conditional by 333:role/r, if " + saysMFA}, nil},
		{"the account is closed", "", func(b *builder) {
			b.user(workload, "u", statements(opens))
			b.account(workload).Member.State = org.Suspended
		}, nil, nil},
	} {
		t.Run(c.name, c.run)
	}
}

const (
	reachesSupport = "not resource control policies reach the service support (the documentation of AWS leaves it open)"
	otherRegion    = `not aws:RequestedRegion StringNotEquals ("eu-west-1" or "eu-central-1")`
)

// regions lets a user open cases, and denies all Regions but some.
func (b *builder) regions(but ...string) {
	b.user(workload, "u", statements(opens))
	b.control(org.SCP, "r-root", "regions", statements(`"Effect":"Deny","NotAction":["iam:*","sts:*"],"Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":["`+strings.Join(but, `","`)+`"]}}`))
}
