package reach_test

import (
	"fmt"
	"runtime"
	"testing"

	"hotline/org"
	"hotline/reach"
)

// memberOf makes an account of the benchmark's organization: 100 roles, as there
// are in real accounts, and 5 users.
func memberOf(t fataler, i int) *org.Account {
	id := func(i int) string { return fmt.Sprintf("%012d", 100000000000+i) }
	m := &org.Member{ID: id(i), State: org.Active, Parent: "ou-root-unit"}
	b := &builder{t, &org.Snapshot{Accounts: []*org.Account{{ID: m.ID, Partition: "aws", Member: m, Sources: []string{"accounts/" + m.ID + ".json"}}}}}
	admin := b.managed(m.ID, "AdministratorAccess", allows("*"))
	support := b.managed(m.ID, "AWSSupportAccess", statements(`"Effect":"Allow","Action":["support:*","support-console:*"],"Resource":"*"`))
	app := b.managed(m.ID, "app", statements(`"Effect":"Allow","Action":["s3:GetObject","dynamodb:Query","sts:GetCallerIdentity"],"Resource":"*"`))
	jump := b.managed(m.ID, "jump", statements(`"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::*:role/audit"`))
	own, first, second := "arn:aws:iam::"+m.ID, "arn:aws:iam::"+id(0), "arn:aws:iam::"+id(1)
	for n := range 100 {
		path, name, attached := "/app/", fmt.Sprintf("app-%03d", n), app
		trust := trusts(`{"Service":"lambda.amazonaws.com"}`)
		switch {
		case n == 0: // of incident response in the security account
			path, name, attached = "/", "aws-support", support
			trust = statements(`"Effect":"Allow","Principal":{"AWS":"` + first + `:role/responder"},"Action":"sts:AssumeRole","Condition":{` + mfa + `,` + external + `}`)
		case n == 1: // that AWS Organizations makes
			path, name, attached = "/", "OrganizationAccountAccessRole", admin
			trust = trusts(`{"AWS":"` + second + `:root"}`)
		case n == 2:
			path, name, attached = "/", "admin", admin
			trust = statements(`"Effect":"Allow","Principal":{"AWS":"` + own + `:root"},"Action":"sts:AssumeRole","Condition":{` + mfa + `}`)
		case n == 3:
			path, name = "/", "audit"
			trust = trusts(`{"AWS":"` + first + `:role/responder"}`)
		case n == 4:
			path, name, attached = "/", "responder", jump
			trust = trusts(`{"AWS":["` + own + `:user/user-0","` + own + `:user/user-1"]}`)
		case n == 5:
			path, name, attached = "/", "deploy", admin
			trust = trusts(`{"AWS":"` + second + `:role/responder"}`)
		case n < 15:
			path, name = "/aws-reserved/sso.amazonaws.com/", fmt.Sprintf("AWSReservedSSO_Set%d_%016x", n, n)
			if trust = trusts(`{"Federated":"` + own + `:saml-provider/AWSSSO"}`); n == 6 {
				attached = admin
			}
		case n < 35:
			trust = trusts(`{"AWS":"` + own + `:root"}`)
		}
		r := b.role(m.ID, path, name, trust, statements(`"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*"`))
		r.Attached = []org.PolicyRef{attached}
		r.Tags = []org.Tag{{Key: "owner", Value: "team-" + name}}
	}
	for n := range 5 {
		u := b.user(m.ID, fmt.Sprintf("user-%d", n))
		u.Groups = []string{"readers"}
		if n == 2 {
			u.Groups = append(u.Groups, "jumpers")
		}
	}
	b.group(m.ID, "readers", statements(`"Effect":"Allow","Action":["s3:Get*","support:Describe*"],"Resource":"*"`))
	b.group(m.ID, "jumpers", allows("sts:AssumeRole"))
	return b.snapshot.Accounts[0]
}

// organization is the accounts of the benchmark, digested, and what is above
// them: a Region is denied at the root, and every account has an SCP of its own.
func organization(t fataler, accounts int) (*org.Organization, []*reach.Digest) {
	b := newWorld(t)
	o := b.snapshot.Organization
	o.Members = nil
	var digests []*reach.Digest
	b.fullAccess("r-root", "ou-root-unit")
	b.control(org.SCP, "r-root", "regions", statements(`"Effect":"Deny","NotAction":["iam:*","sts:*","support:*"],"Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":["eu-central-1"]}}`))
	for i := range accounts {
		a := memberOf(t, i)
		o.Members = append(o.Members, a.Member)
		b.fullAccess(a.ID)
		digests = append(digests, reach.NewDigest(a, reach.EveryAction()))
	}
	return o, digests
}

// BenchmarkWhoCan asks who can open a support case in each of 1,000 accounts
// with 100 roles.
func BenchmarkWhoCan(b *testing.B) {
	const accounts = 1000
	var before, after, answered runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	o, digests := organization(b, accounts)
	runtime.GC()
	runtime.ReadMemStats(&after)
	ability, err := reach.FindAbility("open-case")
	if err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	entries := 0
	var x *reach.Index
	for range b.N {
		entries = 0
		x = reach.NewIndex(o, digests, now)
		for _, id := range x.Accounts() {
			entries += len(x.WhoCan(ability, id).Can)
		}
	}
	b.StopTimer()
	runtime.GC()
	runtime.ReadMemStats(&answered)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(100*accounts), "bytes/role")
	b.ReportMetric(float64(answered.HeapAlloc-after.HeapAlloc)/(100*accounts), "index-bytes/role")
	runtime.KeepAlive(x)
	b.ReportMetric(float64(entries), "entries")
}

// BenchmarkEverybody asks who can assume a role that trusts everybody of the
// organization.
func BenchmarkEverybody(b *testing.B) {
	o, digests := organization(b, 1000)
	id := fmt.Sprintf("%012d", 100000000000)
	a := &org.Account{ID: "999900001111", Partition: "aws", Roles: []*org.Role{{
		Principal: org.Principal{ARN: "arn:aws:iam::999900001111:role/audit", Name: "audit"},
		Trust:     document(b, trustIf(`"*"`, inOrg+`,"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::`+id+`:role/responder"}`)),
	}}}
	digests = append(digests, reach.NewDigest(a, reach.EveryAction()))
	b.ResetTimer()
	for range b.N {
		x := reach.NewIndex(o, digests, now)
		if can := x.WhoCanAssume(x.Actor(a.Roles[0].ARN)).Can; len(can) == 0 {
			b.Fatal("nobody")
		}
	}
}
