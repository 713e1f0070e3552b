package benchdata

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// MemberID is the id of member i of the organization that Organization
// describes. Member 0 is the management account, and member 1 the one that the
// people of security work in.
func MemberID(i int) string { return fmt.Sprintf("%012d", 100000000000+i*97) }

// Organization writes a snapshot of an organization into a directory: that many
// accounts in units of 50, each with that many roles. Of the roles of an
// account most are for services, one is the support role, some can be assumed
// from account 1, one is an administrator whom the account as a whole may
// become, and ten belong to Identity Center.
func Organization(dir string, accounts, roles int) error {
	files := map[string]any{"manifest.json": map[string]any{"schema": "hotline/snapshot/1", "created": "2026-11-20T08:00:00Z", "by": "bench", "partition": "aws"}}
	var members, units []any
	for u := range (accounts + 49) / 50 {
		id := fmt.Sprintf("ou-root-%08d", u)
		units = append(units, map[string]any{"Id": id, "Name": fmt.Sprintf("unit-%d", u), "ParentId": "r-root"})
		files["organization/list-policies-for-target/"+id+".SERVICE_CONTROL_POLICY.json"] = attachedTo("p-FullAWSAccess", "p-guard000")
	}
	for i := range accounts {
		id := MemberID(i)
		members = append(members, map[string]any{"Id": id, "Name": fmt.Sprintf("account-%d", i), "State": "ACTIVE", "ParentId": fmt.Sprintf("ou-root-%08d", i/50),
			"Arn": fmt.Sprintf("arn:aws:organizations::%s:account/o-bench00000/%s", MemberID(0), id), "Email": fmt.Sprintf("aws+%d@example.com", i)})
		files["organization/list-policies-for-target/"+id+".SERVICE_CONTROL_POLICY.json"] = attachedTo("p-FullAWSAccess")
		files["accounts/"+id+"/get-account-summary.json"] = map[string]any{"SummaryMap": map[string]int{"AccountAccessKeysPresent": 0, "AccountMFAEnabled": 1}}
	}
	files["organization/describe-organization.json"] = map[string]any{"Organization": map[string]any{"Id": "o-bench00000", "FeatureSet": "ALL", "MasterAccountId": MemberID(0)}}
	files["organization/list-accounts.json"] = map[string]any{"Accounts": members}
	files["organization/list-roots.json"] = map[string]any{"Roots": []any{map[string]any{"Id": "r-root", "Name": "Root",
		"PolicyTypes": []any{map[string]any{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}}}}}
	files["organization/list-organizational-units-for-parent/r-root.json"] = map[string]any{"OrganizationalUnits": units}
	files["organization/list-policies-for-target/r-root.SERVICE_CONTROL_POLICY.json"] = attachedTo("p-FullAWSAccess")
	files["organization/describe-policy/p-guard000.json"] = map[string]any{"Policy": map[string]any{
		"PolicySummary": map[string]any{"Id": "p-guard000", "Name": "guard000", "Type": "SERVICE_CONTROL_POLICY"}, "Content": guard}}
	for name, value := range files {
		if err := write(filepath.Join(dir, name), value); err != nil {
			return err
		}
	}
	for i := range accounts {
		path := filepath.Join(dir, "accounts", MemberID(i), "get-account-authorization-details.json")
		if err := os.WriteFile(path, []byte(member(i, roles)), 0o600); err != nil {
			return err
		}
	}
	return nil
}

const guard = `{"Version":"2012-10-17","Statement":[{"Sid":"Guard","Effect":"Deny","Action":["iam:DeleteRole","iam:UpdateAssumeRolePolicy","iam:DetachRolePolicy"],` +
	`"Resource":"arn:aws:iam::*:role/aws-support","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/stacksets-exec-*"}}},` +
	`{"Sid":"Regions","Effect":"Deny","NotAction":["iam:*","sts:*","support:*","support-console:*"],"Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":["eu-west-1","us-east-1"]}}}]}`

func attachedTo(ids ...string) any {
	policies := []any{}
	for _, id := range ids {
		policies = append(policies, map[string]any{"Id": id, "Name": strings.TrimPrefix(id, "p-"), "Type": "SERVICE_CONTROL_POLICY", "AwsManaged": id == "p-FullAWSAccess"})
	}
	return map[string]any{"Policies": policies}
}

func write(path string, value any) error {
	text, err := json.MarshalIndent(value, "", "    ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o600)
}
