package trail

import (
	"strings"
	"testing"
)

// assume is the record of an assumption, in the account of the role.
func assume(more fields) fields {
	return fields{
		Source: "sts.amazonaws.com", Name: "AssumeRole", EventType: "AwsApiCall", EventTime: at("09:00:00"), IP: "198.51.100.7", Recipient: home,
		IdentityType: "IAMUser", IdentityARN: anaARN, IdentityAccount: away, IdentityUser: "ana", AccessKey: "AKIAANA",
		RequestRoleARN: roleARN, RequestSessionName: "ana", ResponseAccessKey: "ASIA1",
	}.with(more)
}

// TestAssumptions holds one row of each kind of attempt, and what is none.
func TestAssumptions(t *testing.T) {
	t.Parallel()
	const columns = "time account role caller caller_account session_name source_identity ip network mfa federated trusted outcome error access_key call_id"
	for name, c := range map[string]struct {
		record fields
		want   string // empty for none
	}{
		"a user": {assume(nil), at("09:00:00") + " | " + home + " | " + roleARN + " | " + anaARN + " | " + away + " | ana |  | 198.51.100.7 | 198.51.100.0/24 | no | no | yes | ok |  | ASIA1 | id-0"},
		"denied, without parameters": {
			assume(fields{RequestRoleARN: "", RequestSessionName: "", ResponseAccessKey: "", Recipient: away, ErrorCode: "AccessDenied",
				ErrorMessage: "User: " + anaARN + " is not authorized to perform: sts:AssumeRole on resource: " + roleARN}),
			at("09:00:00") + " | " + home + " | " + roleARN + " | " + anaARN + " | " + away + " |  |  | 198.51.100.7 | 198.51.100.0/24 | no | no | yes | denied | AccessDenied |  | id-0",
		},
		"denied, with a reason after it": {
			assume(fields{RequestRoleARN: "", RequestSessionName: "", ResponseAccessKey: "", SharedEventID: "s", ErrorCode: "AccessDenied",
				ErrorMessage: "x is not authorized to perform: sts:AssumeRole on resource: " + roleARN + " with an explicit deny in a service control policy"}),
			at("09:00:00") + " | " + home + " | " + roleARN + " | " + anaARN + " | " + away + " |  |  | 198.51.100.7 | 198.51.100.0/24 | no | no | yes | denied | AccessDenied |  | s:AssumeRole",
		},
		"Identity Center": {
			assume(fields{IssuerARN: "arn:aws:iam::999900001111:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Ops_0123456789abcdef",
				IdentityARN: "arn:aws:sts::999900001111:assumed-role/AWSReservedSSO_Ops_0123456789abcdef/ana", IdentityUser: "", MFA: "false", SessionSourceIdentity: "ana@example", IP: "2001:db8:1:2:3::9"}),
			at("09:00:00") + " | " + home + " | " + roleARN + " | arn:aws:iam::999900001111:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Ops_0123456789abcdef | " + away +
				" | ana | ana@example | 2001:db8:1:2:3::9 | 2001:0db8:0001:0002::/64 | unknown | yes | yes | ok |  | ASIA1 | id-0",
		},
		"SAML": {
			assume(fields{Name: "AssumeRoleWithSAML", IdentityARN: "", IdentityUser: "ana@corp", IdentityAccount: "", RequestPrincipalARN: "arn:aws:iam::111122223333:saml-provider/corp", RequestSourceIdentity: "ana"}),
			at("09:00:00") + " | " + home + " | " + roleARN + " | ana@corp |  | ana | ana | 198.51.100.7 | 198.51.100.0/24 | unknown | yes | yes | ok |  | ASIA1 | id-0",
		},
		"web identity": {
			assume(fields{Name: "AssumeRoleWithWebIdentity", IdentityARN: "", IdentityUser: "repo", IdentityAccount: "", IdentityProvider: "arn:aws:iam::111122223333:oidc-provider/other"}),
			at("09:00:00") + " | " + home + " | " + roleARN + " | repo |  | ana |  | 198.51.100.7 | 198.51.100.0/24 | unknown | yes | no | ok |  | ASIA1 | id-0",
		},
		"the copy of the role's account alone": {
			assume(fields{IdentityType: "AWSAccount", IdentityARN: "", IdentityUser: "", AccessKey: "", SharedEventID: "s"}),
			at("09:00:00") + " | " + home + " | " + roleARN + " |  | " + away + " | ana |  | 198.51.100.7 | 198.51.100.0/24 | unknown | no |  | ok |  | ASIA1 | s:AssumeRole",
		},
		"another role":               {assume(fields{RequestRoleARN: roleARN + "2"}), ""},
		"a role that ends like it":   {assume(fields{RequestRoleARN: "arn:aws:iam::111122223333:role/not-hotline-support"}), ""},
		"the name as a path":         {assume(fields{RequestRoleARN: roleARN + "/other"}), ""},
		"another action":             {assume(fields{Name: "GetCallerIdentity"}), ""},
		"SwitchRole of the console":  {assume(fields{Source: "signin.amazonaws.com", Name: "SwitchRole", EventType: "AwsConsoleSignIn"}), ""},
		"a name in another resource": {assume(fields{RequestRoleARN: "", ErrorMessage: "on resource: arn:aws:iam::111122223333:user/hotline-support"}), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var want []string
			if c.want != "" {
				want = []string{c.want}
			}
			expect(t, report(t, c.record).Table("role_assumptions"), columns, want...)
		})
	}
}

// TestRoles holds which ARNs are those of support roles.
func TestRoles(t *testing.T) {
	t.Parallel()
	for arn, want := range map[string]bool{
		roleARN: true, "arn:aws:iam::444455556666:role/hotline-support": true,
		"arn:aws-cn:iam::111122223333:role/hotline-support": true, "arn:aws-us-gov:iam::111122223333:role/a/b/hotline-support": true,
		"arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Support_0123456789abcdef": true,
		"arn:aws:iam::111122223333:role/AWSReservedSSO_Support_":                                                true,
		"arn:aws:iam::444455556666:role/AWSReservedSSO_Support_0123456789abcdef":                                false, // not that account
		"arn:aws:iam::111122223333:role/AWSReservedSSO_Supporters":                                              false,
		"arn:aws:iam::111122223333:role/AWSReservedSSO_Support_a/b":                                             false,
		"arn:aws:iam::111122223333:role/Hotline-Support":                                                        false,
		"arn:aws:iam::111122223333:user/hotline-support":                                                        false,
		"arn:aws:sts::111122223333:assumed-role/hotline-support/x":                                              false,
		"arn:aws:iam::1:role/hotline-support":                                                                   false,
		"arn:aws:iam::11112222333a:role/hotline-support":                                                        false,
		"arn:aws:iam::111122223333:role/a b/hotline-support":                                                    false,
		"arn:aws1:iam::111122223333:role/hotline-support":                                                       false,
		"xarn:aws:iam::111122223333:role/hotline-support":                                                       false,
		"arn:aws:iam:::role/hotline-support":                                                                    false,
		roleARN + "\n":                                                                                          false, "arn:aws": false, "hotline-support": false, "": false,
	} {
		if got := testScope().matchesRole(field(IssuerARN)).holds(event(fields{IssuerARN: arn})); got != want {
			t.Errorf("%q is a support role: %v", arn, got)
		}
	}
}

// TestCrossAccount holds that the two records of a call are one row, with who from the
// caller's and the rest from either, and that repeats change nothing.
func TestCrossAccount(t *testing.T) {
	t.Parallel()
	callers := assume(fields{EventID: "a", SharedEventID: "s", Recipient: away, EventTime: at("09:00:01")})
	owners := assume(fields{EventID: "b", SharedEventID: "s", IdentityType: "AWSAccount", IdentityARN: "", IdentityUser: "", AccessKey: ""})
	r := report(t, owners, callers, owners, callers)
	expect(t, r.Table("role_assumptions"), "time account caller caller_account trusted call_id", at("09:00:00")+" | "+home+" | "+anaARN+" | "+away+" | yes | s:AssumeRole")
	equal(t, "what was counted", r.Assumptions.OK, 1)
	// Records of different actions are not of one call, whatever they share.
	other := assume(fields{EventID: "c", SharedEventID: "s", Name: "AssumeRoleWithSAML"})
	expect(t, report(t, callers, other).Table("role_assumptions"), "call_id", "s:AssumeRole", "s:AssumeRoleWithSAML")
	// sharedEventID alone says nothing: without another record it is a call like any other.
	expect(t, report(t, callers).Table("role_assumptions"), "caller", anaARN)
	// The same event in two trails of one account is delivered twice.
	single := assume(fields{EventID: "a"})
	equal(t, "what was counted", report(t, single, single).Assumptions.OK, 1)
}

// TestMFA holds what is known of a second factor.
func TestMFA(t *testing.T) {
	t.Parallel()
	const sso = "arn:aws:iam::999900001111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Ops_0"
	for name, c := range map[string]struct {
		more fields
		want string
	}{
		"nothing is said":          {nil, "no"},
		"false":                    {fields{MFA: "false"}, "no"},
		"true":                     {fields{MFA: "true"}, "yes"},
		"a device":                 {fields{RequestSerialNumber: "arn:aws:iam::999900001111:mfa/ana"}, "yes"},
		"Identity Center, false":   {fields{IssuerARN: sso, MFA: "false"}, "unknown"},
		"Identity Center, true":    {fields{IssuerARN: sso, MFA: "true"}, "yes"},
		"a service":                {fields{IdentityType: "AWSService", IdentityARN: "", MFA: "false"}, "unknown"},
		"the owner's copy":         {fields{IdentityType: "AWSAccount", IdentityARN: ""}, "unknown"},
		"the owner's copy, device": {fields{IdentityType: "AWSAccount", RequestSerialNumber: "x"}, "yes"},
		"SAML":                     {fields{Name: "AssumeRoleWithSAML", MFA: "false"}, "unknown"},
		"web identity, and device": {fields{Name: "AssumeRoleWithWebIdentity", RequestSerialNumber: "x"}, "yes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			expect(t, report(t, assume(c.more)).Table("role_assumptions"), "mfa", c.want)
		})
	}
}

// TestTrusted holds who is among those that the trust should admit.
func TestTrusted(t *testing.T) {
	t.Parallel()
	federated := fields{Name: "AssumeRoleWithSAML", IdentityARN: "", IdentityUser: "ana@corp"}
	for name, c := range map[string]struct {
		more fields
		want string
	}{
		"an account":      {nil, "yes"},
		"another account": {fields{IdentityARN: "arn:aws:iam::444455556666:user/eve"}, "no"},
		"a SAML provider": {federated.with(fields{RequestPrincipalARN: "arn:aws:iam::111122223333:saml-provider/corp"}), "yes"},
		"another":         {federated.with(fields{RequestPrincipalARN: "arn:aws:iam::111122223333:saml-provider/corporate"}), "no"},
		"an OIDC provider beside an ARN that is none of them": {federated.with(fields{RequestPrincipalARN: "arn:x", IdentityProvider: "arn:aws:iam::111122223333:oidc-provider/ci"}), "yes"},
		"nobody is named":        {fields{IdentityARN: "", IdentityUser: ""}, ""},
		"a provider and no name": {fields{IdentityARN: "", IdentityUser: "", IdentityProvider: "arn:aws:iam::111122223333:oidc-provider/ci"}, "yes"},
		"a service":              {fields{IdentityType: "AWSService", IdentityARN: "", IdentityUser: "", InvokedBy: "ec2.amazonaws.com"}, "no"},
		"a role with a path":     {fields{IssuerARN: "arn:aws:iam::999900001111:role/x/y", IdentityARN: "arn:aws:sts::999900001111:assumed-role/y/s"}, "yes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			expect(t, report(t, assume(c.more)).Table("role_assumptions"), "trusted", c.want)
		})
	}
	without := testScope()
	without.Trusted = nil
	expect(t, measured(t, without, assume(nil)).Report(Period{}, nil).Table("role_assumptions"), "trusted", "")
}

// TestActor holds who a caller is.
func TestActor(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		more fields
		want string
	}{
		"a user":                  {fields{IdentityARN: anaARN, IdentityUser: "ana"}, anaARN},
		"the issuer has the path": {fields{IdentityARN: sessionARN, IssuerARN: "arn:aws:iam::111122223333:role/p/hotline-support"}, "arn:aws:iam::111122223333:role/p/hotline-support"},
		"a session alone":         {fields{IdentityARN: sessionARN}, roleARN},
		"in another partition":    {fields{IdentityARN: "arn:aws-cn:sts::111122223333:assumed-role/n/s/t"}, "arn:aws-cn:iam::111122223333:role/n"},
		"a federated user":        {fields{IdentityARN: "arn:aws:sts::111122223333:federated-user/bob", IdentityUser: "x"}, "arn:aws:sts::111122223333:federated-user/bob"},
		"a name alone":            {fields{IdentityUser: "bob"}, "bob"},
		"nobody":                  {nil, ""},
		"a service":               {fields{IdentityType: "AWSService", InvokedBy: "ec2.amazonaws.com"}, "ec2.amazonaws.com"},
		"a service with an ARN":   {fields{IdentityType: "AWSService", InvokedBy: "ec2.amazonaws.com", IdentityARN: anaARN}, anaARN},
		"by way of a service":     {fields{IdentityType: "AWSAccount", InvokedBy: "ec2.amazonaws.com"}, ""},
		"root":                    {fields{IdentityARN: "arn:aws:iam::111122223333:root"}, "arn:aws:iam::111122223333:root"},
	} {
		if got := actor().eval(event(c.more)); got != c.want {
			t.Errorf("%s: %q, expected %q", name, got, c.want)
		}
	}
}

// TestNetwork holds what neighbours are.
func TestNetwork(t *testing.T) {
	t.Parallel()
	for ip, want := range map[string]string{
		"198.51.100.7": "198.51.100.0/24", "0.0.0.0": "0.0.0.0/24", "255.255.255.255": "255.255.255.0/24",
		"2001:db8::1": "2001:0db8:0000:0000::/64", "2001:DB8:1:2:3:4:5:6": "2001:0db8:0001:0002::/64", "::": "0000:0000:0000:0000::/64", "::1": "0000:0000:0000:0000::/64",
		"64:ff9b::198.51.100.7": "0064:ff9b:0000:0000::/64",
		"::ffff:198.51.100.7":   "::ffff:198.51.100.7", "::ffff:c633:6407": "::ffff:c633:6407",
		"fe80::1%eth0": "fe80::1%eth0", "fe80::1%": "fe80::1%",
		"": "", "ec2.amazonaws.com": "ec2.amazonaws.com", "AWS Internal": "AWS Internal", "1.2.3": "1.2.3", "256.1.1.1": "256.1.1.1", "1.2.3.04": "1.2.3.04", "1.2.3.4/24": "1.2.3.4/24",
		" 1.2.3.4": " 1.2.3.4", "1.2.3.4\n": "1.2.3.4\n", "12345::": "12345::", ":": ":", "1.2.3.4.5": "1.2.3.4.5",
	} {
		if got := network(field(IP)).eval(event(fields{IP: ip})); got != want {
			t.Errorf("the network of %q is %q, expected %q", ip, got, want)
		}
	}
}

// TestPrincipalsAndNetworks holds what the attempts come to, by who and from where.
func TestPrincipalsAndNetworks(t *testing.T) {
	t.Parallel()
	r := report(t,
		assume(fields{EventTime: at("09:00:00")}),
		assume(fields{EventTime: at("08:00:00"), ErrorCode: "AccessDenied", IP: "203.0.113.9"}),
		assume(fields{EventTime: at("10:00:00"), IP: "198.51.100.200"}),
		assume(fields{EventTime: at("11:00:00"), RequestRoleARN: strings.Replace(roleARN, home, "444455556666", 1)}),
		assume(fields{EventTime: at("12:00:00"), IdentityARN: "arn:aws:iam::444455556666:user/eve"}),
	)
	expect(t, r.Table("assumption_principals"), "account caller trusted first_seen last_seen assumed denied",
		home+" | "+anaARN+" | yes | "+at("08:00:00")+" | "+at("10:00:00")+" | 2 | 1",
		"444455556666 | "+anaARN+" | yes | "+at("11:00:00")+" | "+at("11:00:00")+" | 1 | 0",
		home+" | arn:aws:iam::444455556666:user/eve | no | "+at("12:00:00")+" | "+at("12:00:00")+" | 1 | 0")
	expect(t, r.Table("assumption_networks"), "account network first_seen last_seen assumed denied",
		home+" | 198.51.100.0/24 | "+at("09:00:00")+" | "+at("12:00:00")+" | 3 | 0",
		home+" | 203.0.113.0/24 | "+at("08:00:00")+" | "+at("08:00:00")+" | 0 | 1",
		"444455556666 | 198.51.100.0/24 | "+at("11:00:00")+" | "+at("11:00:00")+" | 1 | 0")
}
