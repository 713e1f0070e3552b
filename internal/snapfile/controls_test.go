package snapfile_test

import (
	"strconv"
	"testing"
)

// summary is one policy as lists of AWS Organizations have it.
func summary(id, kind string) string {
	return `{"Id":"` + id + `","Arn":"arn:aws:organizations::111122223333:policy/o-a1b2c3d4e5/x/` + id + `","Name":"N","Type":"` + kind + `","AwsManaged":false}`
}

const (
	scp     = "SERVICE_CONTROL_POLICY"
	rcp     = "RESOURCE_CONTROL_POLICY"
	deny    = "p-deny0001"
	noDoc   = `incomplete 1:14: nothing says what is in policy p-deny0001 "N" (organizations:DescribePolicy)`
	unknown = `policy p-deny0001 "N" SERVICE_CONTROL_POLICY false unknown`
	known   = `policy p-deny0001 "N" SERVICE_CONTROL_POLICY false ` + denySupport
)

func TestControlPolicies(t *testing.T) {
	t.Parallel()
	describe := `{"Policy":{"PolicySummary":` + summary(deny, scp) + `,"Content":` + strconv.Quote(denySupport) + `}}`
	full := `{"Policies":[{"Id":"p-FullAWSAccess","Name":"FullAWSAccess","Type":"` + scp + `","AwsManaged":true},{"Id":"p-RCPFullAWSAccess","Name":"RCPFullAWSAccess","Type":"` + rcp + `","AwsManaged":true}]}`
	checkReadings(t, []reading{
		{"list-policies", map[string]string{"a.json": `{"Policies":[` + summary(deny, scp) + `]}`}, []string{unknown, noDoc}},
		{"describe-policy", map[string]string{"a.json": describe}, []string{known}},
		{"both", map[string]string{"a.json": `{"Policies":[` + summary(deny, scp) + `]}`, "b.json": describe}, []string{known}},
		{"content as an object", map[string]string{"a.json": `{"Policy":{"PolicySummary":` + summary(deny, scp) + `,"Content":` + denySupport + `}}`}, []string{known}},
		{"content in a list", map[string]string{"a.json": `{"Policies":[{"PolicySummary":` + summary(deny, scp) + `,"Content":` + denySupport + `}]}`}, []string{known}},
		{"content beside the summary", map[string]string{"a.json": `{"Policies":[{"Content":` + denySupport + `,"Id":"p-deny0001","Name":"N","Type":"` + scp + `"}]}`}, []string{known}},
		{"FullAWSAccess", map[string]string{"a.json": full},
			[]string{`policy p-FullAWSAccess "FullAWSAccess" SERVICE_CONTROL_POLICY true ` + fullAccess, `policy p-RCPFullAWSAccess "RCPFullAWSAccess" RESOURCE_CONTROL_POLICY true ` + fullAccessRCP}},
		{"id and type from the ARN", map[string]string{"a.json": `{"Policies":[{"Arn":"arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess"}]}`},
			[]string{`policy p-FullAWSAccess "" SERVICE_CONTROL_POLICY true ` + fullAccess}},
		{"content that is broken", map[string]string{"a.json": `{"Policy":{"PolicySummary":` + summary(deny, scp) + `,"Content":"{\"Statement\": 7}"}}`},
			[]string{unknown, "damaged 1:197 (decoded document 1:15): expected a statement or a list of statements, found a number"}},
		{"content that is broken, and then not", map[string]string{"a.json": `{"Policy":{"PolicySummary":` + summary(deny, scp) + `,"Content":7}}`, "b.json": describe},
			[]string{known, "damaged 1:197: expected a policy document, found a number"}},
		{"content with what the grammar has not", map[string]string{"a.json": `{"Policy":{"PolicySummary":` + summary(deny, scp) + `,"Content":{"Color":1,"Statement":[]}}}`},
			[]string{`policy p-deny0001 "N" SERVICE_CONTROL_POLICY false {"Color":1,"Statement":[]}`, `note: the policy grammar has no element "Color" here; it was kept and not evaluated`}},
		{"two contents", map[string]string{"a.json": describe, "b.json": `{"Policy":{"PolicySummary":` + summary(deny, scp) + `,"Content":{"Statement":[]}}}`},
			[]string{known, "damaged 1:11: policy p-deny0001 has a Content that differs from that in another place; …"}},
		{"two types", map[string]string{"a.json": describe, "b.json": `{"Policies":[` + summary(deny, rcp) + `]}`},
			[]string{known, "read  RESOURCE_CONTROL_POLICY", `damaged 1:14: policy p-deny0001 has Type "RESOURCE_CONTROL_POLICY" here, and "SERVICE_CONTROL_POLICY" in another place; …`}},
		{"of another kind", map[string]string{"a.json": `{"Policies":[` + summary("p-tags0001", "TAG_POLICY") + `]}`}, nil},
		{"a list beside a policy", map[string]string{"scp.json": `{"Policy":{"PolicySummary":` + summary(deny, scp) + `,"Content":` + denySupport + `},"Policies":[{"Description":"x","Tags":[],"Id":"p-other001","Name":"O"}]}`},
			[]string{known, `policy p-other001 "O" SERVICE_CONTROL_POLICY false unknown`, "incomplete …"}},
		{"iam get-policy", map[string]string{"a.json": `{"Roots":[]}`, "b.json": `{"Policy":{"PolicyName":"x","Arn":"arn:aws:iam::111122223333:policy/x"}}`},
			[]string{"note: this is not used: expected …"}},
		{"policies that are none", map[string]string{"a.json": `{"Policies":[{"Name":"x"},{"Id":"x"}]}`},
			[]string{"damaged 1:14: expected an Id in this object, found none", `damaged 1:33: expected the id of a policy (p-…) for Id, found "x"`}},
		{"an ARN that is none", map[string]string{"a.json": `{"Policies":[{"Id":"p-deny0001","Arn":"arn:aws:organizations::x y"}]}`},
			[]string{`damaged 1:39: expected the ARN of a policy of an organization for Arn, found "arn:aws:organizations::x y"`}},
	})
}

func TestAttachments(t *testing.T) {
	t.Parallel()
	one := `{"Policies":[` + summary(deny, scp) + `]}`
	checkReadings(t, []reading{
		{"target and type from the name", map[string]string{"list-policies-for-target/r-ab12." + scp + ".json": one},
			[]string{unknown, "attached p-deny0001 to r-ab12", "read r-ab12 SERVICE_CONTROL_POLICY", noDoc}},
		{"target from the directory", map[string]string{"ou-ab12-11112222/scp.json": one},
			[]string{unknown, "attached p-deny0001 to ou-ab12-11112222", "read ou-ab12-11112222 SERVICE_CONTROL_POLICY", noDoc}},
		{"TargetId", map[string]string{"a.json": `{"TargetId":"444455556666","Policies":[` + summary(deny, scp) + `]}`},
			[]string{unknown, "attached p-deny0001 to 444455556666", "read 444455556666 SERVICE_CONTROL_POLICY", `incomplete 1:40: nothing …`}},
		{"type from the name", map[string]string{"444455556666_scp.json": `{"Policies":[{"Id":"p-deny0001","Name":"N"}]}`},
			[]string{unknown, "attached p-deny0001 to 444455556666", "read 444455556666 SERVICE_CONTROL_POLICY", noDoc}},
		{"nothing attached", map[string]string{"list-policies-for-target/r-ab12.json": `{"Policies":[]}`}, []string{"read r-ab12 SERVICE_CONTROL_POLICY"}},
		{"no RCP attached", map[string]string{"list-policies-for-target/r-ab12.rcp.json": `{"Policies":null}`}, []string{"read r-ab12 RESOURCE_CONTROL_POLICY"}},
		{"no tag policy attached", map[string]string{"list-policies-for-target/r-ab12.TAG_POLICY.json": `{"Policies":[]}`}, []string{}},
		{"nothing attached, by TargetId", map[string]string{"a.json": `{"Policies":[],"TargetId":"r-ab12"}`}, []string{"read r-ab12 SERVICE_CONTROL_POLICY"}},
		{"nothing attached to an account, which may be a list of IAM", map[string]string{"444455556666/list-policies.json": `{"Policies":[]}`}, nil},
		{"of all types", map[string]string{"list-policies-for-target/r-ab12.json": `{"Policies":[` + summary(deny, scp) + "," + summary("p-other001", rcp) + `]}`},
			[]string{unknown, `policy p-other001 "N" RESOURCE_CONTROL_POLICY false unknown`, "attached p-deny0001 to r-ab12", "attached p-other001 to r-ab12",
				"read r-ab12 RESOURCE_CONTROL_POLICY", "read r-ab12 SERVICE_CONTROL_POLICY", noDoc, "incomplete 1:173: nothing says what is in policy p-other001 …"}},
		{"the last page is missing", map[string]string{"list-policies-for-target/r-ab12.json": `{"Policies":[` + summary(deny, scp) + `],"NextToken":"x"}`},
			[]string{unknown, "attached p-deny0001 to r-ab12", noDoc, "incomplete 1:14: the last page of this list is missing (NextToken): organizations:ListPoliciesForTarget r-ab12 SERVICE_CONTROL_POLICY"}},
		{"the last page is empty", map[string]string{"list-policies-for-target/r-ab12.json": `{"Policies":[` + summary("p-other001", rcp) + `],"NextToken":"x"}{"Policies":[],"NextToken":"y"}{"Policies":[]}`},
			[]string{`policy p-other001 "N" RESOURCE_CONTROL_POLICY false unknown`, "attached p-other001 to r-ab12", "read r-ab12 RESOURCE_CONTROL_POLICY", "incomplete …"}},
		{"an empty page after another list", map[string]string{"a.json": `{"Accounts":[],"NextToken":"x"}{"Policies":[],"TargetId":"r-ab12"}`},
			[]string{"read r-ab12 SERVICE_CONTROL_POLICY", "incomplete 1:13: …"}},
		{"a target that is none", map[string]string{"a.json": `{"Policies":[` + summary(deny, scp) + `],"TargetId":"me"}`},
			[]string{unknown, `damaged 1:185: found "me" for TargetId, which is no such id`, noDoc}},
		{"list-targets-for-policy", map[string]string{"list-policies/SCP.json": one, "list-targets-for-policy/p-deny0001.json": `{"Targets":[{"TargetId":"r-ab12","Type":"ROOT"},{"TargetId":"444455556666","Type":"ACCOUNT"}]}`},
			[]string{unknown, "attached p-deny0001 to 444455556666", "attached p-deny0001 to r-ab12", "read  SERVICE_CONTROL_POLICY", noDoc}},
		{"targets of one of two policies", map[string]string{"list-policies/a.json": `{"Policies":[` + summary(deny, scp) + "," + summary("p-zther001", scp) + `]}`, "b.json": `{"Targets":[],"PolicyId":"p-deny0001"}`},
			[]string{unknown, `policy p-zther001 "N" SERVICE_CONTROL_POLICY false unknown`, noDoc, "incomplete …"}},
		{"no RCP at all", map[string]string{"list-policies/" + rcp + ".json": `{"Policies":[]}`}, []string{"read  RESOURCE_CONTROL_POLICY"}},
		{"targets of nobody", map[string]string{"a.json": `{"Targets":[{"TargetId":"r-ab12"}]}`},
			[]string{"damaged 1:12: neither PolicyId nor the name of the file says to which policy these targets belong"}},
		{"targets of a policy that nothing describes", map[string]string{"p-deny0001.json": `{"Targets":[{"TargetId":"r-ab12"}]}`},
			[]string{"incomplete 1:12: nothing says what policy p-deny0001 is, which is attached to r-ab12"}},
		{"attached, and of no type", map[string]string{"r-ab12/policies.json": `{"Policies":[{"Id":"p-deny0001","Name":"N"}]}`},
			[]string{"incomplete: nothing says what policy p-deny0001 is, which is attached to r-ab12"}},
		{"targets of a policy of AWS", map[string]string{"p-FullAWSAccess.json": `{"Targets":[{"TargetId":"r-ab12"}]}`, "p-RCPFullAWSAccess.json": `{"Targets":[]}`},
			[]string{`policy p-FullAWSAccess "FullAWSAccess" SERVICE_CONTROL_POLICY true ` + fullAccess, "attached p-FullAWSAccess to r-ab12"}},
		{"targets of another service", map[string]string{"a.json": `{"Roots":[]}`, "p-deny0001.json": `{"Targets":[{"Id":"x"}]}`, "c.json": `{"Targets":[]}`},
			[]string{"note: this is not used: …", "note: this is not used: …"}},
		{"beside policies of IAM", map[string]string{"a.json": `{"UserDetailList":[],"GroupDetailList":[],"RoleDetailList":[` + role("a", trust) + `],"Policies":[{"Arn":"arn:aws:iam::aws:policy/P"},` + summary(deny, scp) + `]}`},
			[]string{unknown, "incomplete 1:365: nothing says …"}},
	})
}
