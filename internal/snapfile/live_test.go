package snapfile_test

import (
	"strings"
	"testing"

	"hotline/org"
)

const entities = `{"PolicyArn":"arn:aws:iam::aws:policy/AWSSupportAccess","PolicyGroups":[{"GroupName":"ops","GroupId":"AGPA1"}],"PolicyUsers":[{"UserName":"ana","UserId":"AIDA1"}],"PolicyRoles":[{"RoleName":"support","RoleId":"AROA1"},{"RoleName":"other"}]}`

// TestHolders reads who has AWSSupportAccess where nothing else was asked, with
// what get-role prints of one role.
func TestHolders(t *testing.T) {
	t.Parallel()
	s := readTree(t, map[string]string{
		"accounts/111122223333/list-entities-for-policy.json": entities,
		"accounts/111122223333/get-role/support.json": `{"Role":{"Path":"/ops/","RoleName":"support","RoleId":"AROA1","Arn":"arn:aws:iam::111122223333:role/ops/support","MaxSessionDuration":7200,` +
			`"AssumeRolePolicyDocument":{"Version":"2012-10-17","Statement":[]},"Tags":[{"Key":"owner","Value":"sre"}]}}`,
		"accounts/111122223333/get-role/other.error": occurred("AccessDenied", "GetRole", "no"),
	})
	a := s.Accounts[0]
	if len(s.Accounts) != 1 || !a.HoldersKnown || a.Partition != "aws" || len(a.Users) != 1 || len(a.Groups) != 1 || len(a.Roles) != 2 {
		t.Fatalf("%+v", a)
	}
	r := a.Roles[0]
	if r.ARN != "arn:aws:iam::111122223333:role/ops/support" || r.MaxSession.Hours() != 2 || r.Trust.Policy == nil || len(r.Tags) != 1 {
		r = a.Roles[1]
	}
	if r.ARN != "arn:aws:iam::111122223333:role/ops/support" || r.MaxSession.Hours() != 2 || r.Trust.Policy == nil || len(r.Tags) != 1 {
		t.Errorf("%+v", r)
	}
	for _, attached := range [][]org.PolicyRef{a.Users[0].Attached, a.Groups[0].Attached, a.Roles[0].Attached, a.Roles[1].Attached} {
		if len(attached) != 1 || attached[0].ARN != "arn:aws:iam::aws:policy/AWSSupportAccess" {
			t.Errorf("%+v", attached)
		}
	}
	if len(a.Gaps) != 2 || a.Gaps[0].Call != "iam:GetRole" || a.Gaps[1].Kind != org.Unasked || a.Missing()&org.AllParts != org.AllParts || len(a.Notes) != 1 {
		t.Errorf("%+v %+v", a.Gaps, a.Notes)
	}
}

func TestHoldersDamaged(t *testing.T) {
	t.Parallel()
	for text, message := range map[string]string{
		strings.Replace(entities, `"PolicyArn":"arn:aws:iam::aws:policy/AWSSupportAccess",`, "", 1): "nothing says which policy",
		strings.Replace(entities, `"RoleName":"other"`, `"RoleId":"x"`, 1):                          "expected a RoleName in this object",
		strings.Replace(entities, `"other"`, `"a b"`, 1):                                            "expected a name of IAM for RoleName",
		strings.Replace(entities, "AWSSupportAccess", "ReadOnlyAccess", 1):                          "no page has UserDetailList",
		`{"PolicyArn":"arn:aws:iam::aws:policy/AWSSupportAccess","PolicyRoles":[]}`:                 "no page has UserDetailList",
	} {
		a := readTree(t, map[string]string{"accounts/111122223333/list-entities-for-policy.json": text}).Accounts[0]
		if len(a.Gaps) == 0 || !strings.Contains(a.Gaps[0].Message, message) {
			t.Errorf("%s: %+v", message, a.Gaps)
		}
	}
}

// TestKept holds that what is kept for others in the folder of an account is
// neither read nor complained of.
func TestKept(t *testing.T) {
	t.Parallel()
	content := map[string]string{"accounts/111122223333/a.json": emptyPage}
	for name, text := range map[string]string{"describe-trails/us-east-1": `{"trailList":[]}`, "list-rules/us-east-1": `{"Rules":[{"Name":"x"}]}`,
		"describe-alarms/us-east-1": `{"CompositeAlarms":[],"MetricAlarms":[]}`, "describe-metric-filters/us-east-1": `{"metricFilters":[]}`,
		"describe-severity-levels": `{"severityLevels":[{"code":"low"}]}`} {
		content["accounts/111122223333/"+name+".json"] = text
	}
	content["accounts/111122223333/describe-alarms/eu-west-1.error"] = occurred("AccessDenied", "DescribeAlarms", "no") + "request id: 1-2\npermission: cloudwatch:DescribeAlarms\n"
	a := readTree(t, content).Accounts[0]
	if len(a.Notes) > 0 || len(a.Gaps) != 1 {
		t.Fatalf("%+v %+v", a.Gaps, a.Notes)
	}
	if want := "cloudwatch:DescribeAlarms failed with AccessDenied: no (request id 1-2) (it needs cloudwatch:DescribeAlarms)"; a.Gaps[0].Message != want {
		t.Errorf("got %q, want %q", a.Gaps[0].Message, want)
	}
}

// TestProvisioned holds that nobody is assigned to a permission set in an
// account that it is not in.
func TestProvisioned(t *testing.T) {
	t.Parallel()
	content := map[string]string{
		"organization/list-accounts.json":                                                       `{"Accounts":[{"Id":"111122223333"},{"Id":"444455556666"}]}`,
		"identity-center/list-permission-sets.json":                                             `{"PermissionSets":["` + setARN + `","` + setARN2 + `"]}`,
		"identity-center/list-accounts-for-provisioned-permission-set/ps-0123456789abcdef.json": `{"AccountIds":["111122223333"]}`,
		"identity-center/list-accounts-for-provisioned-permission-set/ps-fedcba9876543210.json": `{"AccountIds":[]}`,
	}
	assigned := func() map[string]bool { return readTree(t, content).Organization.IdentityCenter.Assigned }
	if got := assigned(); got["111122223333"] || !got["444455556666"] {
		t.Errorf("%v", got)
	}
	content["identity-center/list-account-assignments/ps-0123456789abcdef.json"] = `[{"AccountId":"111122223333","PermissionSetArn":"` + setARN + `","AccountAssignments":[]}]`
	if got := assigned(); !got["111122223333"] || !got["444455556666"] {
		t.Errorf("%v", got)
	}
	delete(content, "identity-center/list-accounts-for-provisioned-permission-set/ps-fedcba9876543210.json")
	if got := assigned(); got["111122223333"] || got["444455556666"] {
		t.Errorf("%v", got)
	}
}
