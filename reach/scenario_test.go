package reach_test

import (
	"fmt"
	"strings"
	"testing"

	"hotline/org"
	"hotline/reach"
)

// acme is three accounts under a tree of control policies: security, whose
// responders reach the support role of the workload account by way of a role of
// their own, with a second factor and an external id; a partner with an external
// id; administrators in several ways, some of whom are stopped.
func acme(t fataler) *builder {
	b := newWorld(t)
	b.fullAccess("r-root", "ou-root-unit", managing, security, workload)
	b.control(org.SCP, "r-root", "regions", statements(`"Sid":"Regions","Effect":"Deny","NotAction":["iam:*","sts:*","support:*","support-console:*"],"Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-central-1"}}`))
	b.control(org.SCP, "ou-root-unit", "developers", statements(`"Sid":"NoCases","Effect":"Deny","Action":"support:*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/dev-*"}}`))
	b.control(org.SCP, security, "contractors", statements(`"Sid":"StayHere","Effect":"Deny","Action":"sts:AssumeRole","Resource":"arn:aws:iam::`+workload+`:role/*","Condition":{"StringEquals":{"aws:PrincipalTag/kind":"contractor"}}`))
	b.control(org.RCP, workload, "trusted", statements(`"Sid":"OursAndPartner","Effect":"Deny","Principal":"*","Action":"sts:AssumeRole","Resource":"*","Condition":{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"`+orgID+`","aws:PrincipalAccount":"`+strange+`"},"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}}`))
	b.management()
	b.security()
	b.workload()
	return b
}

func (b *builder) management() {
	b.user(managing, "auditor", statements(`"Effect":"Allow","NotAction":["iam:*","sts:*"],"Resource":"*"`))
	b.user(managing, "owner", allows("*"))
	b.role(managing, "/", "dev-boss", trusts(aws("arn:aws:iam::"+managing+":user/owner")), allows("*"))
}

func (b *builder) security() {
	b.group(security, "responders", statements(`"Effect":"Allow","Action":"sts:AssumeRole","Resource":"`+securityARN+`role/responder"`))
	b.user(security, "alice").Groups = []string{"responders"}
	b.user(security, "bob")
	carl := b.user(security, "carl", statements(mayAssume))
	carl.Tags = []org.Tag{{Key: "kind", Value: "contractor"}}
	b.role(security, "/", "responder", trustIf(aws(security), mfa), statements(`"Effect":"Allow","Action":"sts:AssumeRole","Resource":["arn:aws:iam::*:role/aws-support","arn:aws:iam::*:role/ops/*"]`))
	b.role(security, "/ops/", "hub", trusts(aws(securityARN+"role/responder")), statements(mayAssume))
	b.role(security, "/", "pipeline", statements(`"Effect":"Allow","Principal":{"Federated":"`+securityARN+`oidc-provider/token.actions.githubusercontent.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"token.actions.githubusercontent.com:sub":"repo:acme/deploy:ref:refs/heads/main"}}`),
		statements(`"Effect":"Allow","Action":"sts:*","Resource":"arn:aws:iam::*:role/ops/*"`))
	b.set(security, "Support", statements(`"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"`))
}

func (b *builder) workload() {
	admin := b.managed(workload, "admin", allows("*"))
	support := b.managed(workload, "support", statements(`"Sid":"Support","Effect":"Allow","Action":["support:*","support-console:*"],"Resource":"*"`))
	storage := b.managed(workload, "storage", allows("s3:*"))
	b.group(workload, "admins").Attached = []org.PolicyRef{admin}
	b.group(workload, "ops").Attached = []org.PolicyRef{admin}
	b.user(workload, "carol").Groups = []string{"admins", "ops"}
	dave := b.user(workload, "dave")
	dave.Groups, dave.Boundary = []string{"admins"}, &storage
	b.user(workload, "erin", statements(mayAssume))
	trust := statements(`"Sid":"People","Effect":"Allow","Principal":`+aws(securityARN+"role/responder", securityARN+"user/bob", securityARN+"user/carl", "AROADELETED0000000000")+`,"Action":"sts:AssumeRole","Condition":{`+external+`}`,
		`"Sid":"Partner","Effect":"Allow","Principal":`+aws(strange)+`,"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"partner-1"}}`,
		`"Sid":"Center","Effect":"Allow","Principal":`+aws(security)+`,"Action":"sts:AssumeRole","Condition":{`+mfa+`}`,
		`"Sid":"Other","Effect":"Allow","Principal":`+aws("arn:aws:iam::888888888888:role/x")+`,"Action":"sts:AssumeRole"`)
	b.role(workload, "/", "aws-support", trust).Attached = []org.PolicyRef{support}
	b.role(workload, "/ops/", "deploy", trusts(aws(securityARN+"role/ops/hub", securityARN+"role/pipeline"))).Attached = []org.PolicyRef{admin}
	b.role(workload, "/", "dev-lead", trusts(aws(workload))).Attached = []org.PolicyRef{admin}
	b.role(workload, "/", "app", trusts(machine), statements(`"Effect":"Allow","Action":"sts:AssumeRole","Resource":"`+workloadARN+`role/dev-lead"`))
	b.set(workload, "Admin").Attached = []org.PolicyRef{admin}
}

const (
	acmeGitHub = "222:oidc-provider/token.actions.githubusercontent.com"
	acmeSub    = `token.actions.githubusercontent.com:sub StringEquals "repo:acme/deploy:ref:refs/heads/main"`
	acmeAdmin  = "role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef"
	acmeCenter = "role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Support_0123456789abcdef"
)

// TestAcme holds who can open a support case in each account, how, and who is
// stopped.
func TestAcme(t *testing.T) {
	t.Parallel()
	x := acme(t).index()
	ability, err := reach.FindAbility("open-case")
	if err != nil {
		t.Fatal(err)
	}
	for account, want := range map[string][]string{
		managing: {
			"root user 111:root; Allowed", "user 111:user/auditor; Allowed", "user 111:user/owner; Allowed",
			"role 111:role/dev-boss; Allowed", // no SCP restricts the management account
		},
		security: {"root user 222:root; Allowed"},
		workload: {
			"root user 333:root; Allowed",
			"user 333:user/carol; Allowed",
			"role 333:role/aws-support; Allowed", "role 333:role/ops/deploy; Allowed", "role 333:" + acmeAdmin + "; Allowed",
			"permission set 333333333333/Admin; Allowed by 333:" + acmeAdmin,
			// by two roles; by three is longer, and not more certain
			"user 222:user/alice; Conditional by 222:role/responder [" + saysMFA + "] > 333:role/aws-support [" + saysID + " or " + saysMFA + "]",
			// the SCP that stops him there knows him by his tags, which a session of the role has not
			"user 222:user/carl; Conditional by 222:role/responder [" + saysMFA + "] > 333:role/aws-support [" + saysID + " or " + saysMFA + "]",
			"role 222:role/responder; Conditional by 333:role/aws-support [" + saysID + " or " + saysMFA + "]; Allowed by 222:role/ops/hub > 333:role/ops/deploy",
			"role 222:role/ops/hub; Allowed by 333:role/ops/deploy",
			"role 222:role/pipeline; Allowed by 333:role/ops/deploy",
			"federated " + acmeGitHub + "; Conditional by 222:role/pipeline [" + acmeSub + "] > 333:role/ops/deploy",
			`foreign account 999:root; Conditional by 333:role/aws-support [sts:ExternalId StringEquals "partner-1"]`,
		},
	} {
		a := x.WhoCan(ability, account)
		var can, almost []string
		for _, e := range a.Can {
			can = append(can, entryText(e))
		}
		for _, s := range a.Almost {
			almost = append(almost, stoppedText(s))
		}
		wantLines(t, account, can, want)
		stopped := map[string][]string{workload: {
			"role 333:role/dev-lead; service control policy developers (p-developers) (NoCases) on Unit (ou-root-unit) denies it",
			"user 333:user/dave; permissions boundary does not allow it",
		}}
		wantLines(t, account+", almost", almost, stopped[account])
	}
}

// TestAcmeSupportRole holds who can become the support role, and who not, and why.
func TestAcmeSupportRole(t *testing.T) {
	t.Parallel()
	x := acme(t).index()
	a := x.WhoCanAssume(x.Actor(workloadARN + "role/aws-support"))
	var can, cannot []string
	for _, e := range a.Can {
		can = append(can, entryText(e))
	}
	for _, r := range a.Cannot {
		cannot = append(cannot, refusalText(r))
	}
	wantLines(t, "can", can, []string{
		"user 222:user/alice; Conditional by 222:role/responder [" + saysMFA + "] > 333:role/aws-support [" + saysID + " or " + saysMFA + "]",
		"user 222:user/carl; Conditional by 222:role/responder [" + saysMFA + "] > 333:role/aws-support [" + saysID + " or " + saysMFA + "]",
		"role 222:role/responder; Conditional by 333:role/aws-support [" + saysID + " or " + saysMFA + "]",
		"role 222:role/ops/hub; Conditional by 333:role/aws-support [" + saysMFA + "]",
		`foreign account 999:root; Conditional by 333:role/aws-support [sts:ExternalId StringEquals "partner-1"]`,
	})
	wantLines(t, "cannot", cannot, []string{
		"AROADELETED0000000000: there is no such principal",
		"222:user/bob: policies deny it; identity policy does not allow it",
		"888:role/x: policies deny it; resource control policy trusted (p-trusted) (OursAndPartner) on account 3 (333333333333) denies it",
	})
}

// TestAcmeWays holds by which statements people can.
func TestAcmeWays(t *testing.T) {
	t.Parallel()
	x := acme(t).index()
	ability, err := reach.FindAbility("console")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range x.WhoCan(ability, workload).Can {
		for _, w := range e.Ways {
			got = append(got, fmt.Sprintf("%s: %s by %s of %q, %s %q, %s", short(e.Actor.ARN), w.Action, short(w.Policy), w.Group, w.Element, w.Sid, strings.Join(w.Kinds(), " ")))
		}
	}
	var want []string
	for _, action := range []string{"support-console:GetAccountState", "support-console:CreateCaseDraft"} {
		want = append(want,
			"333:root: "+action+` by  of "", root user "", root`,
			"333:user/carol: "+action+` by 333:policy/admin of "admins", Action * "", group wildcard`,
			"333:user/carol: "+action+` by 333:policy/admin of "ops", Action * "", group wildcard`,
			"333:role/aws-support: "+action+` by 333:policy/support of "", Action support-console:* "Support", direct wildcard`,
			"333:role/dev-lead: "+action+` by 333:policy/admin of "", Action * "", direct wildcard`, // the SCP is about support:*
			"333:role/ops/deploy: "+action+` by 333:policy/admin of "", Action * "", direct wildcard`,
			"333:"+acmeAdmin+": "+action+` by 333:policy/admin of "", Action * "", direct wildcard`,
		)
	}
	wantLines(t, "ways", got, want)
}
