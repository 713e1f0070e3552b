package check_test

import (
	"slices"
	"strings"
	"testing"

	"hotline/check"
)

// A state is one that other tools do not tell from its neighbours. Each test
// gives the right verdicts of CIS 7.0.0, CIS 1.2.0 and Security Hub IAM.18,
// and the rules that fail.
type state struct {
	name              string
	details           details
	cis7, cis12, hub  check.Outcome
	failed            string // ids, separated by spaces, worst first
	reason            string // part of the reason of CIS 7.0.0
	countedByNewest   int
	countedBySecurity int
}

const (
	pass    = check.Pass
	fail    = check.Fail
	unknown = check.Unknown
)

func attachmentStates() []state {
	custom := object{"Arn": namesake, "PolicyName": "AWSSupportAccess", "DefaultVersionId": "v1", "PolicyVersionList": one(object{
		"VersionId": "v1", "IsDefaultVersion": true, "Document": object{"Statement": one(object{"Effect": "Allow", "Action": "support:*", "Resource": "*"})}})}
	sso := with(with(role("AWSReservedSSO_Support_0123456789abcdef", one(trusting(object{"Federated": "arn:aws:iam::111122223333:saml-provider/AWSSSO_0_DO_NOT_DELETE"})), support),
		"Path", "/aws-reserved/sso.amazonaws.com/eu-west-1/"), "Arn", "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Support_0123456789abcdef")
	linked := with(with(role("AWSServiceRoleForSupport", one(trusting(object{"Service": "support.amazonaws.com"})), support),
		"Path", "/aws-service-role/support.amazonaws.com/"), "Arn", "arn:aws:iam::111122223333:role/aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport")
	bounded := with(role("app", responder()), "PermissionsBoundary", object{"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": support})
	return []state{
		{name: "customer policy of the same name", details: details{roles: one(role("support", responder(), namesake)), policies: one(custom)},
			cis7: fail, cis12: fail, hub: fail, failed: "SR001 SR009 SR019", reason: "only shares the name"},
		{name: "only a group with a user", details: details{groups: one(principal("group", "ops", support)), users: one(inGroup(principal("user", "a"), "ops")), roles: one(role("app", responder()))},
			cis7: fail, cis12: pass, hub: pass, failed: "SR001 SR008", reason: "group/ops (only roles count)", countedBySecurity: 1},
		{name: "only a group without users", details: details{groups: one(principal("group", "ops", support)), users: one(inGroup(principal("user", "a"), "others"))},
			cis7: fail, cis12: pass, hub: fail, failed: "SR001 SR008"},
		{name: "only a user", details: details{users: one(principal("user", "a", support))},
			cis7: fail, cis12: pass, hub: pass, failed: "SR001 SR008", countedBySecurity: 1},
		{name: "only as permissions boundary", details: details{roles: one(bounded)},
			cis7: fail, cis12: fail, hub: fail, failed: "SR001", reason: "permissions boundary, which grants nothing"},
		{name: "only a role of Identity Center", details: details{roles: one(sso)},
			cis7: pass, cis12: pass, hub: pass, reason: "Identity Center role of permission set Support", countedByNewest: 1, countedBySecurity: 1},
		{name: "only the service-linked role", details: details{roles: one(linked)},
			cis7: fail, cis12: fail, hub: fail, failed: "SR001", reason: "service-linked role"},
		{name: "only a role of a service", details: details{roles: one(role("worker", one(trusting(object{"Service": []string{"ec2.amazonaws.com", "lambda.amazonaws.com"}})), support))},
			cis7: pass, cis12: pass, hub: pass, failed: "SR006 SR013 SR012", countedByNewest: 1, countedBySecurity: 1},
		{name: "boundary beside the policy", details: details{roles: one(with(role("support", responder(), support), "PermissionsBoundary", object{"PermissionsBoundaryArn": support}))},
			cis7: pass, cis12: pass, hub: pass, countedByNewest: 1, countedBySecurity: 1},
		{name: "boundary without support", details: details{roles: one(with(role("support", responder(), support), "PermissionsBoundary", object{"PermissionsBoundaryArn": "arn:aws:iam::aws:policy/IAMReadOnlyAccess"}))},
			cis7: pass, cis12: pass, hub: pass, countedByNewest: 1, countedBySecurity: 1},
		{name: "administrator beside the policy", details: details{roles: one(role("support", responder(), support, "arn:aws:iam::aws:policy/AdministratorAccess"))},
			cis7: pass, cis12: pass, hub: pass, failed: "SR002", countedByNewest: 1, countedBySecurity: 1},
		{name: "inline copy with support only", details: details{roles: one(with(role("support", responder()), "RolePolicyList", one(object{
			"PolicyName": "copy", "PolicyDocument": object{"Statement": object{"Effect": "Allow", "Action": "support:*", "Resource": "*"}}})))},
			cis7: fail, cis12: fail, hub: fail, failed: "SR001 SR009 SR019"},
		{name: "role with a path", details: details{roles: one(with(role("support", responder(), support), "Arn", "arn:aws:iam::111122223333:role/team/support"))},
			cis7: pass, cis12: pass, hub: pass, reason: "role/team/support", countedByNewest: 1, countedBySecurity: 1},
		{name: "no roles", details: details{users: one(principal("user", "a"))},
			cis7: fail, cis12: fail, hub: fail, failed: "SR001"},
	}
}

func trustStates() []state {
	mfa := func(operator string, o object) object {
		return with(o, "Condition", object{operator: object{"aws:MultiFactorAuthPresent": "true"}})
	}
	root := func() object { return trusting(object{"AWS": "arn:aws:iam::111122223333:root"}) }
	named := func() object { return trusting(object{"AWS": "arn:aws:iam::111122223333:role/responder"}) }
	tests := []struct {
		name   string
		trust  []object
		hub    check.Outcome
		failed string
	}{
		{"anybody", one(trusting("*")), pass, "SR003"},
		{"root of a foreign account", one(trusting(object{"AWS": "arn:aws:iam::999900001111:root"})), pass, "SR004"},
		{"own root", one(root()), pass, "SR013 SR005"},
		{"own root with a second factor", one(mfa("Bool", root())), pass, "SR013 SR005"},
		{"own root with BoolIfExists", one(mfa("BoolIfExists", root())), pass, "SR013 SR005"},
		{"deleted user", one(trusting(object{"AWS": "AIDAEXAMPLEDELETED234"})), pass, "SR006 SR013 SR007"},
		{"deleted role beside another", one(trusting(object{"AWS": []string{"AROAEXAMPLEDELETED234", "arn:aws:iam::111122223333:role/responder"}})), pass, "SR007"},
		{"deny beside the allow", []object{named(), {"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole", "Condition": object{"Bool": object{"aws:MultiFactorAuthPresent": "false"}}}}, pass, ""},
		{"deny alone", one(object{"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"}), fail, "SR006 SR013"},
		{"expired", one(with(named(), "Condition", object{"DateLessThan": object{"aws:CurrentTime": "2026-11-21T00:00:00Z"}})), pass, "SR006 SR013"},
		{"expires tomorrow", one(with(named(), "Condition", object{"DateLessThan": object{"aws:CurrentTime": "2026-11-23T00:00:00Z"}})), pass, ""},
		{"second factor wanted from a role", one(mfa("Bool", named())), pass, ""},
		{"nobody", one(trusting(object{"AWS": []string{}})), fail, "SR006 SR013"},
		{"no principal", one(object{"Effect": "Allow", "Action": "sts:AssumeRole"}), fail, "SR006 SR013"},
		{"all but one", one(object{"Effect": "Allow", "NotPrincipal": object{"AWS": "arn:aws:iam::111122223333:user/a"}, "Action": "sts:AssumeRole"}), pass, "SR003"},
	}
	var out []state
	for _, tt := range tests {
		s := state{name: "trust: " + tt.name, details: details{roles: one(role("support", tt.trust, support))},
			cis7: pass, cis12: pass, hub: tt.hub, failed: tt.failed, countedByNewest: 1}
		if tt.hub == pass {
			s.countedBySecurity = 1
		}
		out = append(out, s)
	}
	return out
}

// incompleteStates are those in which "there is none" cannot be said.
func incompleteStates() []state {
	found := one(role("support", responder(), support))
	return []state{
		{name: "last page missing, role found", details: details{roles: found, more: true}, cis7: pass, cis12: pass, hub: pass, countedByNewest: 1, countedBySecurity: 1},
		{name: "last page missing, nothing found", details: details{roles: one(role("app", responder())), more: true}, cis7: unknown, cis12: unknown, hub: unknown},
		{name: "no list of users", details: details{roles: one(role("app", responder())), drop: "UserDetailList"}, cis7: fail, cis12: unknown, hub: unknown, failed: "SR001"},
		{name: "no list of users, group holds it", details: details{groups: one(principal("group", "ops", support)), drop: "UserDetailList"},
			cis7: fail, cis12: pass, hub: unknown, failed: "SR001 SR008"},
		{name: "no list of roles, group holds it", details: details{groups: one(principal("group", "ops", support)), users: one(inGroup(principal("user", "a"), "ops")), drop: "RoleDetailList"},
			cis7: unknown, cis12: pass, hub: pass, failed: "SR008", countedBySecurity: 1},
		{name: "trust policy not given", details: details{roles: one(with(role("support", nil, support), "AssumeRolePolicyDocument", nil))},
			cis7: pass, cis12: pass, hub: unknown, countedByNewest: 1},
	}
}

func TestStatesThatNobodyTests(t *testing.T) {
	t.Parallel()
	for _, tt := range slices.Concat(attachmentStates(), trustStates(), incompleteStates()) {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := snapshot(t, tt.details.withResponder().json(t))
			newest, old := audit(t, s, "7.0.0").Accounts[0], audit(t, s, "1.2").Accounts[0]
			if newest.CIS.Outcome != tt.cis7 || old.CIS.Outcome != tt.cis12 || newest.SecurityHub.Outcome != tt.hub {
				t.Errorf("CIS 7.0.0 %s (%s), CIS 1.2.0 %s, IAM.18 %s (%s)\nwant %s, %s, %s", newest.CIS.Outcome, newest.CIS.Reason,
					old.CIS.Outcome, newest.SecurityHub.Outcome, newest.SecurityHub.Reason, tt.cis7, tt.cis12, tt.hub)
			}
			if got := strings.Join(failed(newest), " "); got != tt.failed {
				t.Errorf("failed rules %q, want %q", got, tt.failed)
			}
			if !strings.Contains(newest.CIS.Reason, tt.reason) {
				t.Errorf("reason %q does not say %q", newest.CIS.Reason, tt.reason)
			}
			if len(newest.CIS.Counted) != tt.countedByNewest || len(newest.SecurityHub.Counted) != tt.countedBySecurity {
				t.Errorf("counted %d and %d principals, want %d and %d", len(newest.CIS.Counted), len(newest.SecurityHub.Counted), tt.countedByNewest, tt.countedBySecurity)
			}
			if differ := newest.CIS.Outcome != newest.SecurityHub.Outcome; differ && newest.Disagreement == "" {
				t.Error("the benchmarks differ and nothing says why")
			}
		})
	}
}
