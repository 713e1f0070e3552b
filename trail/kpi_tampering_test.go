package trail

import "testing"

// changes is the record of a change.
func changes(source, name string, more fields) fields {
	return fields{
		Source: source + ".amazonaws.com", Name: name, EventType: "AwsApiCall", EventTime: at("09:00:00"), Recipient: home, IP: "198.51.100.7",
		IdentityType: "IAMUser", IdentityARN: "arn:aws:iam::111122223333:user/eve", IdentityAccount: home, AccessKey: "AKIAEVE",
	}.with(more)
}

// tamperings are actions by the kind of change that they are.
func tamperings() map[string]map[string][]string {
	return map[string]map[string][]string{
		"role":       {"iam": {"CreateRole", "DeleteRole", "UpdateRole", "UpdateRoleDescription", "TagRole", "UntagRole"}},
		"trust":      {"iam": {"UpdateAssumeRolePolicy"}},
		"boundary":   {"iam": {"PutRolePermissionsBoundary", "DeleteRolePermissionsBoundary"}},
		"policy":     {"iam": {"AttachRolePolicy", "DetachRolePolicy", "PutRolePolicy", "DeleteRolePolicy"}},
		"scp":        {"organizations": {"AttachPolicy", "DetachPolicy", "CreatePolicy", "UpdatePolicy", "DeletePolicy", "DisablePolicyType", "EnablePolicyType", "MoveAccount"}},
		"trail":      {"cloudtrail": {"StopLogging", "DeleteTrail", "UpdateTrail", "PutEventSelectors"}},
		"event rule": {"events": {"DeleteRule", "DisableRule", "PutRule", "RemoveTargets", "PutTargets"}},
	}
}

// TestTamperingKinds holds every action that is told of, its kind, and that the same
// name in another service is none.
func TestTamperingKinds(t *testing.T) {
	t.Parallel()
	named := fields{RequestRoleName: "hotline-support", RequestName: "watch-hotline-role"}
	for kind, services := range tamperings() {
		for service, actions := range services {
			for _, action := range actions {
				expect(t, report(t, changes(service, action, named)).Table("tampering"), "time account kind event actor how outcome error ip",
					at("09:00:00")+" | "+home+" | "+kind+" | "+action+" | arn:aws:iam::111122223333:user/eve | other | ok |  | 198.51.100.7")
				expect(t, report(t, changes("s3", action, named)).Table("tampering"), "kind")
			}
		}
	}
	for _, action := range []string{"CreatePolicyVersion", "SetDefaultPolicyVersion", "DeletePolicyVersion", "DeletePolicy"} {
		expect(t, report(t, changes("iam", action, fields{RequestPolicyARN: "arn:aws:iam::111122223333:policy/hotline-x"})).Table("tampering"), "kind target", "policy | arn:aws:iam::111122223333:policy/hotline-x")
		expect(t, report(t, changes("iam", action, fields{RequestPolicyARN: "arn:aws:iam::111122223333:policy/x"})).Table("tampering"), "kind")
		expect(t, report(t, changes("iam", action, named)).Table("tampering"), "kind")
	}
}

// TestTampering holds what is tampering, whose, and what is none.
func TestTampering(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		record fields
		want   string // kind, target, how, outcome, error; empty for none
	}{
		"a role with a *":         {changes("iam", "DeleteRole", fields{RequestRoleName: "AWSReservedSSO_Support_0f"}), "role | AWSReservedSSO_Support_0f | other | ok | "},
		"of another account":      {changes("iam", "DeleteRole", fields{RequestRoleName: "AWSReservedSSO_Support_0f", Recipient: away}), ""},
		"no account is told":      {changes("iam", "DeleteRole", fields{RequestRoleName: "hotline-support", Recipient: ""}), "role | hotline-support | other | ok | "},
		"a name that looks alike": {changes("iam", "DeleteRole", fields{RequestRoleName: "hotline-support2"}), ""},
		"a name that ends alike":  {changes("iam", "DeleteRole", fields{RequestRoleName: "x-hotline-support"}), ""},
		"a name with a space":     {changes("iam", "DeleteRole", fields{RequestRoleName: "AWSReservedSSO_Support_ x"}), ""},
		"only read":               {changes("iam", "GetRole", fields{RequestRoleName: "hotline-support"}), ""},
		"another copy's account":  {changes("iam", "DeleteRole", fields{RequestRoleName: "AWSReservedSSO_Support_0f", Recipient: "", IdentityAccount: away}), ""},
		"a policy, refused":       {refused("iam", "DeletePolicy", "policy arn:aws:iam::111122223333:policy/team/hotline-x because no"), ""},
		"a policy, its ARN":       {refused("iam", "DeletePolicy", "arn:aws:iam::111122223333:policy/hotline-x"), "policy | arn:aws:iam::111122223333:policy/hotline-x | other | denied | AccessDenied"},
		"a policy, told as one":   {refused("iam", "DeletePolicy", "policy arn:aws:iam::111122223333:policy/hotline-x because no"), "policy | arn:aws:iam::111122223333:policy/hotline-x | other | denied | AccessDenied"},
		"a rule, refused":         {refused("events", "DisableRule", "arn:aws:events:eu-west-1:111122223333:rule/hotline because no"), "event rule | hotline | other | denied | AccessDenied"},
		"a rule of a bus":         {refused("events", "DisableRule", "arn:aws:events:eu-west-1:111122223333:rule/bus/a-hotline"), "event rule | a-hotline | other | denied | AccessDenied"},
		"a rule of hotline's bus": {refused("events", "DisableRule", "arn:aws:events:eu-west-1:111122223333:rule/hotline/nightly"), ""},
		"a trail's selectors":     {changes("cloudtrail", "PutEventSelectors", fields{RequestTrailName: "t"}), "trail | t | other | ok | "},
		"a policy of the role":    {changes("iam", "AttachRolePolicy", fields{RequestRoleName: "hotline-support", RequestPolicyARN: "arn:aws:iam::aws:policy/AdministratorAccess"}), "policy | hotline-support | other | ok | "},
		"by root": {changes("iam", "UpdateAssumeRolePolicy", root(fields{RequestRoleName: "hotline-support"})),
			"trust | hotline-support | root | ok | "},
		"by an administrator, in vain": {changes("cloudtrail", "StopLogging", fields{IdentityARN: "arn:aws:iam::111122223333:user/boss", RequestName: "trail-1", ErrorCode: "TrailNotFoundException"}),
			"trail | trail-1 | administrator | denied | TrailNotFoundException"},
		"a trail by its ARN":        {changes("cloudtrail", "DeleteTrail", fields{RequestName: "arn:aws:cloudtrail:eu-west-1:111122223333:trail/t"}), "trail | arn:aws:cloudtrail:eu-west-1:111122223333:trail/t | other | ok | "},
		"a control policy":          {changes("organizations", "DetachPolicy", fields{RequestPolicyID: "p-1", RequestTargetID: "ou-1"}), "scp | p-1 | other | ok | "},
		"targets of a rule":         {changes("events", "RemoveTargets", fields{RequestRule: "hotline"}), "event rule | hotline | other | ok | "},
		"another rule":              {changes("events", "DeleteRule", fields{RequestName: "nightly"}), ""},
		"no rule":                   {changes("events", "DeleteRule", nil), ""},
		"the name of a rule, of S3": {changes("s3", "DeleteRule", fields{RequestName: "hotline"}), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var want []string
			if c.want != "" {
				want = []string{c.want}
			}
			expect(t, report(t, c.record).Table("tampering"), "kind target how outcome error", want...)
		})
	}
}

// refused is the record of a change that was denied, which has no request parameters.
func refused(source, name, resource string) fields {
	return changes(source, name, fields{ErrorCode: "AccessDenied",
		ErrorMessage: "User: x is not authorized to perform: " + source + ":" + name + " on resource: " + resource})
}

// TestTamperedAccount holds where a change was made.
func TestTamperedAccount(t *testing.T) {
	t.Parallel()
	for want, more := range map[string]fields{home: {IdentityAccount: away}, away: {IdentityAccount: away, Recipient: ""}} {
		expect(t, report(t, changes("iam", "DeleteRole", more.with(fields{RequestRoleName: "hotline-support"}))).Table("tampering"), "account", want)
	}
}

// TestTamperingSum holds the numbers.
func TestTamperingSum(t *testing.T) {
	t.Parallel()
	r := report(t,
		changes("iam", "DeleteRole", fields{RequestRoleName: "hotline-support"}), changes("iam", "TagRole", fields{RequestRoleName: "hotline-support"}),
		changes("iam", "DeleteRole", fields{RequestRoleName: "hotline-support", ErrorCode: "DeleteConflict"}), changes("cloudtrail", "StopLogging", nil))
	equal(t, "the sum", r.Tampering, Tampering{OK: 3, Denied: 1, Kinds: map[string]int{"role": 2, "trail": 1}})
}

// TestEmptyScope holds that without roles and patterns only what needs none is there.
func TestEmptyScope(t *testing.T) {
	t.Parallel()
	r := measured(t, Scope{}, assume(nil), does("support", "X", nil), handles("CreateCase", fields{IssuerARN: adminARN}),
		changes("iam", "DeleteRole", fields{RequestRoleName: "hotline-support"}), changes("iam", "DeletePolicy", fields{RequestPolicyARN: "arn:aws:iam::111122223333:policy/hotline-x"}),
		changes("events", "DeleteRule", fields{RequestName: "hotline"}), changes("cloudtrail", "StopLogging", nil)).Report(Period{}, nil)
	for _, name := range Tables() {
		if want := map[string]int{"case_calls": 1, "cases": 1, "tampering": 1}[name]; len(r.Table(name).Rows) != want {
			t.Errorf("%s has %d rows, expected %d", name, len(r.Table(name).Rows), want)
		}
	}
	expect(t, r.Table("case_calls"), "how", "other")
}
