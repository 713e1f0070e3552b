package reach_test

import (
	"testing"

	"hotline/org"
	"hotline/reach"
)

// set is the role of a permission set of Identity Center.
func (b *builder) set(account, name string, inline ...string) *org.Role {
	return b.role(account, "/aws-reserved/sso.amazonaws.com/", "AWSReservedSSO_"+name+"_0123456789abcdef",
		statements(`"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::`+account+`:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE"},"Action":["sts:AssumeRoleWithSAML","sts:TagSession"],"Condition":{"StringEquals":{"SAML:aud":"https://signin.aws.amazon.com/saml"}}`), inline...)
}

const setARN = "role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Support_0123456789abcdef"

// TestTrustInMachines is about services, identity providers, Identity Center and
// sessions.
func TestTrustInMachines(t *testing.T) {
	t.Parallel()
	const service = `{"Service":"ec2.amazonaws.com"}`
	for _, c := range []assumptionTest{
		{"services, of which only those that the role is for", func(b *builder) {
			b.role(workload, "/", "r", trusts(service))
			b.target(trusts(`{"AWS":"` + workloadARN + `role/r","Service":["lambda.amazonaws.com","ecs.amazonaws.com"]}`))
		}, []string{
			"role 333:role/r; Allowed by 333:role/target", "service lambda.amazonaws.com; Allowed by 333:role/target", "service ecs.amazonaws.com; Allowed by 333:role/target",
		}, nil},
		{"a service, on a condition", func(b *builder) { b.target(trustIf(service, `"StringEquals":{"aws:SourceAccount":"`+workload+`"}`)) },
			[]string{`service ec2.amazonaws.com; Conditional by 333:role/target [aws:SourceAccount StringEquals "333333333333"]`}, nil},
		{"identity providers", func(b *builder) {
			b.target(statements(`"Effect":"Allow","Principal":{"Federated":["`+workloadARN+`saml-provider/idp","accounts.google.com"]},"Action":["sts:AssumeRoleWithSAML","sts:AssumeRoleWithWebIdentity"]`,
				`"Effect":"Allow","Principal":{"Federated":"`+workloadARN+`oidc-provider/token.actions.githubusercontent.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringLike":{"token.actions.githubusercontent.com:sub":"repo:acme/*"}}`))
		}, []string{
			"federated 333:saml-provider/idp; Allowed by 333:role/target", "federated accounts.google.com; Allowed by 333:role/target",
			`federated 333:oidc-provider/token.actions.githubusercontent.com; Conditional by 333:role/target [token.actions.githubusercontent.com:sub StringLike "repo:acme/*"]`,
		}, nil},
		{"an identity provider, and another action", func(b *builder) {
			b.target(trusts(`{"Federated":"accounts.google.com"}`))
		}, nil, []string{"accounts.google.com: policies deny it; resource policy does not allow it"}},
		{"Identity Center: no second factor, here and further on", func(b *builder) {
			b.set(security, "Support", statements(mayAssume))
			b.role(workload, "/", "hub", trusts(aws(security)), statements(mayAssume))
			b.target(trustIf(aws(security, workloadARN+"role/hub"), mfa))
		}, []string{"role 333:role/hub; Conditional by 333:role/target [" + saysMFA + "]"},
			[]string{"222222222222: " + string(reach.Idle)}},
		{"a user by way of a role, with a second factor", func(b *builder) {
			b.user(security, "u", statements(mayAssume))
			b.set(security, "Support", statements(mayAssume))
			b.role(workload, "/", "machine", trusts(service), statements(mayAssume))
			b.role(workload, "/", "hub", statements(`"Effect":"Allow","Principal":`+aws(security, workloadARN+"role/machine")+`,"Action":"sts:AssumeRole"`), statements(mayAssume))
			b.target(trustIf(aws(workloadARN+"role/hub"), mfa))
		}, []string{"role 333:role/hub; Conditional by 333:role/target [" + saysMFA + "]", "user 222:user/u; Conditional by 333:role/hub > 333:role/target [" + saysMFA + "]"}, nil},
		{"a machine, with an age of a second factor", func(b *builder) {
			b.role(workload, "/", "machine", trusts(service))
			b.user(workload, "u")
			b.target(trustIf(aws(workloadARN+"role/machine", workloadARN+"user/u"), `"NumericLessThan":{"aws:MultiFactorAuthAge":"3600"}`))
		}, []string{`user 333:user/u; Conditional by 333:role/target [aws:MultiFactorAuthAge NumericLessThan "3600"]`},
			[]string{`333:role/machine: policies deny it; resource policy: it is not so that aws:MultiFactorAuthAge NumericLessThan "3600"`}},
		{"a machine, if there was no second factor", func(b *builder) {
			b.set(workload, "Support", statements(mayAssume))
			b.role(workload, "/", "hub", trusts(aws(workloadARN+setARN)))
			b.target(trustIf(aws(workloadARN+"role/hub"), noMFA))
		}, []string{
			`role 333:role/hub; Conditional by 333:role/target [aws:MultiFactorAuthPresent BoolIfExists "false"]`,
			"role 333:" + setARN + "; Allowed by 333:role/hub > 333:role/target",
			"permission set 333333333333/Support; Allowed by 333:" + setARN + " > 333:role/hub > 333:role/target",
		}, nil},
	} {
		t.Run(c.name, c.run)
	}
}

// TestTrustInSessions is about sessions that a trust policy names.
func TestTrustInSessions(t *testing.T) {
	t.Parallel()
	const service = `{"Service":"ec2.amazonaws.com"}`
	for _, c := range []assumptionTest{
		{"one session", func(b *builder) {
			b.user(workload, "u", statements(mayAssume))
			b.role(workload, "/team/", "r", trusts(aws(workload)), statements(mayAssume))
			b.target(trusts(aws("arn:aws:sts::" + workload + ":assumed-role/r/mara")))
		}, []string{"role 333:role/team/r; Allowed by (as mara) 333:role/target", "user 333:user/u; Allowed by 333:role/team/r > (as mara) 333:role/target"}, nil},
		{"one session, and its name is prescribed", func(b *builder) {
			b.user(workload, "mara", statements(mayAssume))
			b.user(workload, "u", statements(mayAssume))
			b.role(workload, "/", "r", trustIf(aws(workload), `"StringEquals":{"sts:RoleSessionName":"${aws:username}"}`))
			b.target(trusts(aws("arn:aws:sts::" + workload + ":assumed-role/r/mara")))
		}, []string{"role 333:role/r; Allowed by (as mara) 333:role/target", "user 333:user/mara; Allowed by 333:role/r > (as mara) 333:role/target"}, nil},
		{"one session, of which others choose the name", func(b *builder) {
			b.role(workload, "/", "r", statements(`"Effect":"Allow","Principal":{"Federated":"`+workloadARN+`saml-provider/idp"},"Action":"sts:AssumeRoleWithSAML"`, `"Effect":"Allow","Principal":`+service+`,"Action":"sts:AssumeRole"`))
			b.target(trusts(aws("arn:aws:sts::" + workload + ":assumed-role/r/mara")))
		}, []string{"role 333:role/r; Allowed by (as mara) 333:role/target", "federated 333:saml-provider/idp; Conditional by 333:role/r > (as mara) 333:role/target"}, nil},
		{"one session that is denied", func(b *builder) {
			b.role(workload, "/", "r", trusts(service)).Boundary = ptr(b.managed(workload, "edge", allows("s3:*")))
			b.target(statements(`"Effect":"Allow","Principal":`+aws("arn:aws:sts::"+workload+":assumed-role/r/a", "arn:aws:sts::"+workload+":assumed-role/r/b")+`,"Action":"sts:AssumeRole"`,
				`"Effect":"Deny","Principal":`+aws("arn:aws:sts::"+workload+":assumed-role/r/b")+`,"Action":"sts:AssumeRole"`))
		}, []string{"role 333:role/r; Allowed by (as a) 333:role/target"}, nil},
		{"only a session that is denied", func(b *builder) {
			b.role(workload, "/", "r", trusts(service), statements(denyAssume))
			b.target(trusts(aws("arn:aws:sts::" + workload + ":assumed-role/r/b")))
		}, nil, []string{"333:assumed-role/r/b: policies deny it; identity policy inline policy own0 of role/r denies it"}},
	} {
		t.Run(c.name, c.run)
	}
}

// TestPermissionSets is about who may use the role of a permission set.
func TestPermissionSets(t *testing.T) {
	t.Parallel()
	const arn = "arn:set"
	for _, c := range []struct {
		name     string
		build    func(*builder)
		assigned []string
		known    bool
		can      []string
		cannot   []string
	}{
		{"nothing is known of assignments", func(*builder) {}, nil, false, []string{"permission set 333333333333/Support; Allowed by 333:" + setARN}, nil},
		{"somebody is assigned", func(b *builder) {
			b.snapshot.Organization.IdentityCenter = &org.IdentityCenter{
				PermissionSets: []*org.PermissionSet{{ARN: arn, Name: "Support"}},
				Assignments: []org.Assignment{
					{Account: workload, PermissionSet: arn, PrincipalType: "USER", Principal: "u-1"}, {Account: workload, PermissionSet: arn, PrincipalType: "GROUP", Principal: "g-1"},
					{Account: security, PermissionSet: arn, PrincipalType: "USER", Principal: "u-2"},
				},
				Names: map[string]string{"g-1": "responders"},
			}
		}, []string{"group responders", "user u-1"}, true, []string{"permission set 333333333333/Support; Allowed by 333:" + setARN}, nil},
		{"nobody is assigned", func(b *builder) {
			b.snapshot.Organization.IdentityCenter = &org.IdentityCenter{PermissionSets: []*org.PermissionSet{{ARN: arn, Name: "Support"}}, Assigned: map[string]bool{workload: true}}
		}, nil, true, nil, []string{"333333333333/Support: " + string(reach.Unassigned)}},
		{"an RCP is against it", func(b *builder) {
			b.control(org.RCP, workload, "closed", statements(`"Effect":"Deny","Principal":"*","Action":"sts:*","Resource":"*"`))
		}, nil, false, nil, []string{"333333333333/Support: policies deny it; resource control policy closed (p-closed) on account 3 (333333333333) denies it"}},
		{"no organization", func(b *builder) { b.snapshot.Organization = nil }, nil, false, []string{"permission set 333333333333/Support; Allowed by 333:" + setARN}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newWorld(t)
			b.fullAccess("r-root", "ou-root-unit", workload)
			b.set(workload, "Support")
			c.build(b)
			x := b.index()
			a := x.WhoCanAssume(x.Actor(workloadARN + setARN))
			var can, cannot, assigned []string
			for _, e := range a.Can {
				can = append(can, entryText(e))
				assigned = append(assigned, e.Actor.Assigned...)
				if e.Actor.AssignedKnown != c.known || e.Actor.Name != "Support" || !e.Actor.IsOutside() {
					t.Errorf("%+v", e.Actor)
				}
				if hop := e.Chains[0].Hops[0]; hop.Action != "" {
					t.Errorf("Identity Center calls %s", hop.Action)
				}
			}
			for _, r := range a.Cannot {
				cannot = append(cannot, refusalText(r))
			}
			wantLines(t, "can", can, c.can)
			wantLines(t, "cannot", cannot, c.cannot)
			wantLines(t, "assigned", assigned, c.assigned)
		})
	}
}
