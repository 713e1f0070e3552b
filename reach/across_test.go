package reach_test

import (
	"testing"

	"hotline/org"
	"hotline/reach"
)

// partner is an account that was not read.
const partner = "arn:aws:iam::" + strange + ":"

// TestTrustAcrossAccounts is about principals of other accounts of the snapshot,
// and those of accounts that are not in it.
func TestTrustAcrossAccounts(t *testing.T) {
	t.Parallel()
	for _, c := range []assumptionTest{
		{"both sides are needed", func(b *builder) {
			b.user(security, "u", statements(mayAssume))
			b.user(security, "v")
			b.user(security, "w", statements(mayAssume))
			b.target(trusts(aws(securityARN+"user/u", securityARN+"user/v")))
		}, []string{"user 222:user/u; Allowed by 333:role/target"}, []string{"222:user/v: policies deny it; identity policy does not allow it"}},
		{"neither side", func(b *builder) {
			b.user(security, "v")
			b.target(trustIf(aws(securityARN+"user/v"), `"DateLessThan":{"aws:CurrentTime":"2026-01-01"}`))
		}, nil, []string{`222:user/v: policies deny it; resource policy: it is not so that aws:CurrentTime DateLessThan "2026-01-01"; identity policy does not allow it`}},
		{"resources of sts:AssumeRole", func(b *builder) {
			on := func(name, resource string) {
				b.user(security, name, statements(`"Effect":"Allow","Action":"sts:AssumeRole",`+resource))
			}
			on("exact", `"Resource":"`+workloadARN+`role/target"`)
			on("every", `"Resource":"arn:aws:iam::*:role/target"`)
			on("path", `"Resource":"arn:aws:iam::*:role/team/target"`)
			on("others", `"NotResource":"arn:aws:iam::*:role/target"`)
			on("but", `"NotResource":"arn:aws:iam::*:role/team/*"`)
			on("own", `"Resource":"`+securityARN+`role/*"`)
			b.target(trusts(aws(security)))
		}, []string{"user 222:user/exact; Allowed by 333:role/target", "user 222:user/every; Allowed by 333:role/target", "user 222:user/but; Allowed by 333:role/target"}, nil},
		{"an SCP over the caller", func(b *builder) {
			b.user(security, "u", statements(mayAssume))
			b.user(managing, "m", statements(mayAssume))
			b.role(security, "/aws-service-role/x.amazonaws.com/", "linked", trusts(`{"Service":"x.amazonaws.com"}`), statements(mayAssume))
			b.control(org.SCP, security, "stay", statements(denyAssume))
			b.control(org.SCP, managing, "stay", "")
			b.target(trusts(aws(security, managing)))
		}, []string{"user 111:user/m; Allowed by 333:role/target", "role 222:role/aws-service-role/x.amazonaws.com/linked; Allowed by 333:role/target"},
			[]string{"222:user/u: policies deny it; service control policy stay (p-stay) on account 2 (222222222222) denies it"}},
		{"an SCP over the role", func(b *builder) {
			b.user(security, "u", statements(mayAssume))
			b.control(org.SCP, workload, "stay", statements(denyAssume))
			b.target(trusts(aws(security)))
		}, []string{"user 222:user/u; Allowed by 333:role/target"}, nil},
		{"a level that allows nothing", func(b *builder) {
			b.user(security, "u", statements(mayAssume))
			o := b.snapshot.Organization
			o.Attachments = append(o.Attachments[:1], o.Attachments[2:]...) // of the unit
			b.target(trusts(aws(securityARN + "user/u")))
		}, nil, []string{"222:user/u: policies deny it; service control policy on Unit (ou-root-unit) does not allow it"}},
		{"an RCP over the role", func(b *builder) {
			b.user(security, "u", statements(mayAssume))
			b.control(org.RCP, "ou-root-unit", "ours", statements(`"Sid":"Ours","Effect":"Deny","Principal":"*","Action":"sts:AssumeRole","Resource":"*","Condition":{`+outOfOrg+`,"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}}`))
			b.target(statements(`"Effect":"Allow","Principal":{"AWS":["` + security + `","` + strange + `","` + partner + `user/x"],"Service":"ec2.amazonaws.com","Federated":"accounts.google.com"},"Action":["sts:AssumeRole","sts:AssumeRoleWithWebIdentity"]`))
		}, []string{"user 222:user/u; Allowed by 333:role/target", "service ec2.amazonaws.com; Allowed by 333:role/target", "federated accounts.google.com; Allowed by 333:role/target"},
			[]string{
				"999:root: policies deny it; resource control policy ours (p-ours) (Ours) on Unit (ou-root-unit) denies it",
				"999:user/x: policies deny it; resource control policy ours (p-ours) (Ours) on Unit (ou-root-unit) denies it",
			}},
	} {
		t.Run(c.name, c.run)
	}
}

// TestTrustInOrganization is about conditions on the organization of the caller.
func TestTrustInOrganization(t *testing.T) {
	t.Parallel()
	for _, c := range []assumptionTest{
		{"the organization, of which a stranger is none", func(b *builder) {
			b.user(security, "u", statements(mayAssume))
			b.user(security, "v")
			b.user(workload, "w")
			b.target(trustIf(`"*"`, inOrg))
		}, []string{"user 222:user/u; Allowed by 333:role/target", "user 333:user/w; Allowed by 333:role/target"}, nil},
		{"the organization, some of which was not read", func(b *builder) {
			b.snapshot.Organization.Members = append(b.snapshot.Organization.Members, &org.Member{ID: "444444444444", Parent: "r-root", State: org.Active}, &org.Member{ID: "555555555555", Parent: "r-root", State: org.Suspended})
			b.fullAccess("444444444444")
			b.target(trustIf(aws("*"), inOrg))
		}, []string{"foreign account 444:root; Allowed by 333:role/target"}, nil},
		{"members that were not read, under an SCP", func(b *builder) {
			o := b.snapshot.Organization
			o.Members = append(o.Members, &org.Member{ID: "444444444444", Parent: "ou-root-unit"}, &org.Member{ID: "555555555555", Parent: "ou-root-unit"})
			b.fullAccess("444444444444", "555555555555")
			b.control(org.SCP, "r-root", "stay", statements(`"Effect":"Deny","Action":"sts:AssumeRole","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":["444444444444","`+managing+`"]}}`))
			b.snapshot.Accounts = b.snapshot.Accounts[1:] // not the management account
			b.target(trusts(aws("444444444444", "arn:aws:iam::444444444444:user/u", "555555555555", managing)))
		}, []string{"foreign account 555:root; Allowed by 333:role/target", "foreign account 111:root; Allowed by 333:role/target"}, []string{
			"444:root: policies deny it; service control policy stay (p-stay) on Root (r-root) denies it", "444:user/u: policies deny it; service control policy stay (p-stay) on Root (r-root) denies it",
		}},
		{"another organization", func(b *builder) {
			b.target(trustIf(aws(strange), `"StringEquals":{"aws:PrincipalOrgID":"o-partner000"}`))
		}, []string{`foreign account 999:root; Conditional by 333:role/target [aws:PrincipalOrgID StringEquals "o-partner000"]`}, nil},
		{"in no organization, or another", func(b *builder) {
			b.target(trustIf(aws(strange), `"StringEqualsIfExists":{"aws:PrincipalOrgID":"`+orgID+`"}`))
		}, []string{`foreign account 999:root; Conditional by 333:role/target [aws:PrincipalOrgID StringEqualsIfExists "o-example0000"]`}, nil},
		{"an account of the snapshot that is no member", func(b *builder) {
			o := b.snapshot.Organization
			o.Members = o.Members[:2] // not the workload account
			b.user(security, "u", statements(mayAssume))
			b.user(workload, "w")
			b.target(trustIf(`"*"`, inOrg))
		}, []string{"user 222:user/u; Allowed by 333:role/target"}, nil},
		{"a unit", func(b *builder) {
			b.user(security, "u", statements(mayAssume))
			b.user(managing, "m", statements(mayAssume))
			b.target(trustIf(`"*"`, `"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"`+orgID+`/r-root/ou-root-unit/*"}`))
		}, []string{"user 222:user/u; Allowed by 333:role/target"}, nil},
	} {
		t.Run(c.name, c.run)
	}
}

// TestTrustInEverybody is about "*" and what limits it, and accounts that were not read.
func TestTrustInEverybody(t *testing.T) {
	t.Parallel()
	for _, c := range []assumptionTest{
		{"everybody but for an external id", func(b *builder) { b.target(trustIf(`"*"`, external)) },
			[]string{"anyone *; Conditional by 333:role/target [" + saysID + "]"}, nil},
		{"everybody by a token", func(b *builder) {
			b.target(statements(`"Effect":"Allow","Principal":"*","Action":"sts:AssumeRoleWithWebIdentity"`))
		}, []string{"anyone *; Allowed by 333:role/target"}, nil},
		{"everybody, by ARN", func(b *builder) {
			b.user(security, "u", statements(mayAssume))
			b.role(security, "/", "deploy", trusts(`{"Service":"ec2.amazonaws.com"}`), statements(mayAssume))
			b.target(trustIf(`"*"`, `"ArnLike":{"aws:PrincipalArn":["arn:aws:iam::*:role/deploy","`+partner+`role/x"]}`))
		}, []string{
			"role 222:role/deploy; Allowed by 333:role/target",
			`foreign account 999:root; Conditional by 333:role/target [aws:PrincipalArn ArnLike ("arn:aws:iam::*:role/deploy" or "arn:aws:iam::999999999999:role/x")]`,
			`anyone *; Conditional by 333:role/target [aws:PrincipalArn ArnLike ("arn:aws:iam::*:role/deploy" or "arn:aws:iam::999999999999:role/x")]`,
		}, nil},
		{"everybody, by account", func(b *builder) {
			b.target(trustIf(`"*"`, `"StringEquals":{"aws:PrincipalAccount":["`+strange+`"]}`))
		}, []string{"foreign account 999:root; Allowed by 333:role/target"}, nil},
		{"a stranger, but for an external id", func(b *builder) {
			b.target(trustIf(aws(strange, partner+"role/x", "arn:aws:sts::"+strange+":assumed-role/x/y", "arn:aws:sts::"+strange+":federated-user/z"), external))
		}, []string{
			"foreign account 999:root; Conditional by 333:role/target [" + saysID + "]", "foreign principal 999:role/x; Conditional by 333:role/target [" + saysID + "]",
			"foreign principal 999:assumed-role/x/y; Conditional by 333:role/target [" + saysID + "]",
		}, []string{"999:federated-user/z: such a principal cannot assume roles"}},
		{"a stranger, named and denied", func(b *builder) {
			b.target(statements(`"Effect":"Allow","Principal":`+aws(strange)+`,"Action":"sts:AssumeRole"`, `"Sid":"Ours","Effect":"Deny","Principal":"*","Action":"sts:AssumeRole","Condition":{`+outOfOrg+`}`))
		}, nil, []string{"999:root: policies deny it; resource policy trust policy of role/target (Ours) denies it"}},
		{"anyone, while the members were not listed to the end", func(b *builder) {
			b.snapshot.Organization.MembersComplete = false
			b.target(trusts(`"*"`))
		}, []string{"anyone *; Allowed by 333:role/target"}, nil},
		{"accounts that are closed", func(b *builder) {
			b.user(security, "u", statements(mayAssume))
			b.account(security).Member.State = org.Suspended
			b.snapshot.Organization.Members = append(b.snapshot.Organization.Members, &org.Member{ID: strange, State: org.Closed})
			b.target(trusts(aws(security, securityARN+"user/u", "AIDA222U", strange, partner+"role/x")))
		}, nil, []string{"222222222222: " + closedAccount, "222:user/u: " + closedAccount, "AIDA222U: " + closedAccount, "999999999999: " + closedAccount, "999:role/x: " + closedAccount}},
		{"accounts that were not read to the end", func(b *builder) {
			b.user(security, "u", statements(mayAssume))
			b.account(security).Gaps = []org.Gap{{Kind: org.Incomplete, Missing: org.Users}}
			b.target(trusts(aws(security, securityARN+"user/v", "arn:aws:sts::"+security+":assumed-role/r/x")))
		}, []string{
			"user 222:user/u; Allowed by 333:role/target", "foreign account 222:root; Unknown by 333:role/target [" + unread + "]",
			"foreign principal 222:user/v; Unknown by 333:role/target [" + unread + "]", "foreign principal 222:assumed-role/r/x; Unknown by 333:role/target [" + unread + "]",
		}, nil},
		{"members that were not listed to the end", func(b *builder) {
			b.snapshot.Organization.MembersComplete = false
			b.target(trustIf(aws(strange), inOrg))
		}, []string{"foreign account 999:root; Unknown by 333:role/target [" + unlisted + ` and aws:PrincipalOrgID StringEquals "o-example0000" and not ` + unlistedDenies + "]"}, nil},
	} {
		t.Run(c.name, c.run)
	}
}

const (
	closedAccount  = string(reach.NotOpen)
	unread         = "the policies of what was not read of account 222222222222 allows it (not at hand) and not the policies of what was not read of account 222222222222 denies it (not at hand)"
	unlisted       = "the service control policies of account 999999999999 and the units above it allows it (not at hand)"
	unlistedDenies = "the service control policies of account 999999999999 and the units above it denies it (not at hand)"
)
