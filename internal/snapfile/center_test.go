package snapfile_test

import (
	"strconv"
	"testing"
)

const (
	instance = "arn:aws:sso:::instance/ssoins-0123456789abcdef"
	setARN   = "arn:aws:sso:::permissionSet/ssoins-0123456789abcdef/ps-0123456789abcdef"
	setARN2  = "arn:aws:sso:::permissionSet/ssoins-0123456789abcdef/ps-fedcba9876543210"
	bareSet  = `set ps-0123456789abcdef ""  [] []`
)

func TestPermissionSets(t *testing.T) {
	t.Parallel()
	list := `{"PermissionSets":["` + setARN + `"]}`
	checkReadings(t, []reading{
		{"list-instances", map[string]string{"a.json": `{"Instances":[{"InstanceArn":"` + instance + `","IdentityStoreId":"d-1"}]}`}, []string{"center " + instance}},
		{"no instances", map[string]string{"identity-center/list-instances.json": `{"Instances":[]}`}, []string{}},
		{"instances of another service", map[string]string{"a.json": `{"Roots":[]}`, "b.json": `{"Instances":[]}`}, []string{"note: this is not used: …"}},
		{"list-permission-sets", map[string]string{"a.json": list}, []string{"center ", bareSet}},
		{"sets that are none", map[string]string{"a.json": `{"PermissionSets":["x",7]}`},
			[]string{"center ", `damaged 1:20: expected the ARN of a permission set for a permission set, found "x"`, "damaged 1:24: expected a string for a permission set, found a number"}},
		{"describe-permission-set", map[string]string{"a.json": `{"PermissionSet":{"Name":"Support","PermissionSetArn":"` + setARN + `","SessionDuration":"PT1H"}}`},
			[]string{"center ", `set ps-0123456789abcdef "Support" PT1H [] []`}},
		{"seconds", map[string]string{"a.json": `{"PermissionSet":{"PermissionSetArn":"` + setARN + `","SessionDuration":3600}}`}, []string{"center ", `set ps-0123456789abcdef "" PT3600S [] []`}},
		{"without its ARN", map[string]string{"a.json": `{"PermissionSet":{"Name":"Support"}}`}, []string{"damaged 1:18: expected a PermissionSetArn in this object, found none"}},
		{"with odd values", map[string]string{"a.json": `{"PermissionSet":{"Name":"a b","PermissionSetArn":"` + setARN + `"}}{"PermissionSet":{"SessionDuration":"1h","PermissionSetArn":"` + setARN + `"}}`},
			[]string{`damaged 1:26: expected a name of a permission set for Name, found "a b"`, `damaged 1:162: expected a duration as PT1H for SessionDuration, found "1h"`}},
		{"parts", map[string]string{"list.json": list,
			"managed/ps-0123456789abcdef.json":  `{"AttachedManagedPolicies":[{"Name":"ReadOnlyAccess","Arn":"arn:aws:iam::aws:policy/ReadOnlyAccess"}]}`,
			"customer/ps-0123456789abcdef.json": `{"CustomerManagedPolicyReferences":[{"Name":"b","Path":"/x/","Other":1},{"Name":"a"}]}`,
			"inline-ps-0123456789abcdef.json":   `{"InlinePolicy":` + strconv.Quote(denySupport) + `}`,
			"ps-0123456789abcdef/tags.json":     `{"Tags":[{"Key":"b","Value":"2"},{"Key":"a","Value":"1"}]}`},
			[]string{"center ", `set ps-0123456789abcdef ""  [arn:aws:iam::aws:policy/ReadOnlyAccess] [/a /x/b] inline ` + denySupport + " tags [{a 1} {b 2}]"}},
		{"parts in one object", map[string]string{"a.json": `{"Tags":[{"Key":"a","Value":"1"}],"InlinePolicy":"","AttachedManagedPolicies":[],"PermissionSetArn":"` + setARN + `"}`},
			[]string{"center ", bareSet + " tags [{a 1}]"}},
		{"no inline policy", map[string]string{"a.json": list, "ps-0123456789abcdef.json": `{"InlinePolicy":null}`}, []string{"center ", bareSet}},
		{"a broken inline policy", map[string]string{"a.json": list, "ps-0123456789abcdef.json": `{"InlinePolicy":"{}"}`},
			[]string{"center ", bareSet + " inline unknown", "damaged 1:17 (decoded document 1:1): expected a Statement in the policy document, found none"}},
		{"two inline policies", map[string]string{"a.json": list, "ps-0123456789abcdef.1.json": `{"InlinePolicy":` + strconv.Quote(denySupport) + `}`, "ps-0123456789abcdef.2.json": `{"InlinePolicy":{"Statement":[]}}`},
			[]string{"center ", bareSet + " inline " + denySupport, "damaged 1:17: permission set ps-0123456789abcdef has an inline policy that differs …"}},
		{"parts that are none", map[string]string{"a.json": list, "ps-0123456789abcdef.json": `{"AttachedManagedPolicies":[{"Arn":"x"}]}{"CustomerManagedPolicyReferences":[{"Path":"/"},{"Name":"a b"}]}{"Tags":7}`},
			[]string{"center ", bareSet, `damaged 1:36: expected the ARN of a policy of IAM for Arn, found "x"`, "damaged 1:78: expected a Name in this object, found none",
				`damaged 1:99: expected a name of IAM for Name, found "a b"`, "damaged 1:115: expected a list of tags, found a number"}},
		{"parts of nobody", map[string]string{"a.json": `{"InlinePolicy":""}`}, []string{"damaged 1:17: neither PermissionSetArn nor the name of the file says of which permission set this is"}},
		{"parts of a set without an ARN", map[string]string{"ps-0123456789abcdef.json": `{"InlinePolicy":""}`},
			[]string{"center ", "incomplete 1:17: nothing says what the ARN of permission set ps-0123456789abcdef is (sso:ListPermissionSets)"}},
		{"the ARN from the instance", map[string]string{"ps-0123456789abcdef.json": `{"InlinePolicy":""}`, "i.json": `{"Instances":[{"InstanceArn":"` + instance + `"}]}`},
			[]string{"center " + instance, bareSet}},
		{"tags of something else", map[string]string{"a.json": list, "b.json": `{"Tags":[]}`}, []string{"center ", bareSet, "note: this is not used: …"}},
	})
}

func TestAssignments(t *testing.T) {
	t.Parallel()
	assignment := func(account, set string) string {
		return `{"AccountId":"` + account + `","PermissionSetArn":"` + set + `","PrincipalType":"USER","PrincipalId":"u-1","Other":[1]}`
	}
	both := `{"PermissionSets":["` + setARN + `","` + setARN2 + `"]}`
	otherSet := `set ps-fedcba9876543210 ""  [] []`
	first := "assignment 444455556666 ps-0123456789abcdef USER u-1"
	checkReadings(t, []reading{
		{"for all sets", map[string]string{"a.json": `{"AccountAssignments":[` + assignment("444455556666", setARN) + `]}`},
			[]string{"center ", bareSet, first, "assigned 444455556666 true"}},
		{"none", map[string]string{"x-444455556666.json": `{"AccountAssignments":[]}`}, []string{"center ", "assigned 444455556666 true"}},
		{"none, by AccountId", map[string]string{"a.json": `{"AccountAssignments":[],"AccountId":"444455556666"}`}, []string{"center ", "assigned 444455556666 true"}},
		{"none of nobody", map[string]string{"a.json": `{"AccountAssignments":[]}`}, nil},
		{"for one of two sets", map[string]string{"a.json": both, "444455556666.ps-0123456789abcdef.json": `{"AccountAssignments":[` + assignment("444455556666", setARN) + `]}`},
			[]string{"center ", bareSet, otherSet, first}},
		{"for each of two sets", map[string]string{"a.json": both, "444455556666.ps-0123456789abcdef.json": `{"AccountAssignments":[]}`, "b.json": `{"AccountAssignments":[` + assignment("444455556666", setARN2) + `],"PermissionSetArn":"` + setARN2 + `"}`},
			[]string{"center ", bareSet, otherSet, "assignment 444455556666 ps-fedcba9876543210 USER u-1", "assigned 444455556666 true"}},
		{"for those sets that have a role", map[string]string{"l.json": `{"Accounts":[{"Id":"444455556666"},{"Id":"777788889999"}]}`, "a.json": both,
			"provisioned/ps-0123456789abcdef.json":  `{"AccountIds":["444455556666","x"]}`,
			"b.json":                                `{"AccountIds":["777788889999"],"PermissionSetArn":"` + setARN2 + `"}`,
			"444455556666.ps-0123456789abcdef.json": `{"AccountAssignments":[` + assignment("444455556666", setARN) + `]}`},
			[]string{`member 444455556666 ""   in ""`, `member 777788889999 ""   in ""`, "members complete", "center ", bareSet, otherSet, first, "assigned 444455556666 true",
				`damaged 1:31: expected an account id of twelve digits for an account, found "x"`}},
		{"accounts of something else", map[string]string{"a.json": both, "b.json": `{"AccountIds":[]}`, "ps-0123456789abcdef.json": `{"AccountIds":7}`},
			[]string{"center ", bareSet, otherSet, "damaged 1:15: expected a list of account ids, found a number", "note: this is not used: …"}},
		{"no sets", map[string]string{"a.json": `{"PermissionSets":[]}`, "l.json": `{"Accounts":[{"Id":"444455556666"}]}`},
			[]string{`member 444455556666 ""   in ""`, "members complete", "center ", "assigned 444455556666 true"}},
		{"for a principal", map[string]string{"list-account-assignments-for-principal.json": `{"AccountAssignments":[` + assignment("444455556666", setARN) + `]}`},
			[]string{"center ", bareSet, first}},
		{"the last page is missing", map[string]string{"a.json": `{"AccountAssignments":[` + assignment("444455556666", setARN) + `],"NextToken":"x"}`},
			[]string{"center ", bareSet, first, "incomplete 1:23: the last page of this list is missing (NextToken): sso:ListAccountAssignments 444455556666"}},
		{"assignments that are none", map[string]string{"a.json": `{"AccountAssignments":[{"AccountId":"1"},{"PrincipalId":"u"}]}`},
			[]string{`damaged 1:37: expected an account id of twelve digits for AccountId, found "1"`, "damaged 1:42: expected AccountId, PermissionSetArn and PrincipalId in this object"}},
	})
}

func TestIdentityStore(t *testing.T) {
	t.Parallel()
	checkReadings(t, []reading{
		{"users and groups", map[string]string{"u.json": `{"Users":[{"UserId":"u-1","UserName":"alice","DisplayName":"Alice"},{"UserId":"u-2","DisplayName":"Bob"},{"UserId":"u-3"}]}`, "g.json": `{"Groups":[{"GroupId":"g-1","DisplayName":"helpdesk"}]}`},
			[]string{"center ", `name g-1 "helpdesk"`, `name u-1 "alice"`, `name u-2 "Bob"`}},
		{"none", map[string]string{"identity-center/list-users.json": `{"Users":[]}`, "identity-center/list-groups.json": `{"Groups":[]}`}, []string{"center "}},
		{"of IAM", map[string]string{"a.json": `{"Roots":[]}`, "u.json": `{"Users":[{"UserId":"AIDA","UserName":"a","Arn":"arn:aws:iam::111122223333:user/a"}]}`, "g.json": `{"Groups":[]}`},
			[]string{"note: this is not used: …", "note: this is not used: …"}},
		{"two names", map[string]string{"a.json": `{"Users":[{"UserId":"u-1","UserName":"a"}]}{"Users":[{"UserId":"u-1","UserName":"b"}]}`},
			[]string{"center ", `name u-1 "a"`, `damaged 1:53: user or group u-1 has the name "b" here, and "a" in another place; …`}},
		{"users that are none", map[string]string{"a.json": `{"Users":[{"UserId":"u-1"},{"UserName":"x"},7]}`},
			[]string{"center ", "damaged 1:28: expected a UserId in this object, found none", "damaged 1:45: expected a user or a group, found a number"}},
	})
}
