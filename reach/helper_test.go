package reach_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"hotline/authz"
	"hotline/internal/snapfile"
	"hotline/org"
	"hotline/reach"
)

const account = "arn:aws:iam::222233334444:"

// statement is a policy with one statement of these elements.
func statement(elements string) string {
	return `{"Version":"2012-10-17","Statement":[{` + elements + `}]}`
}

// allows is a policy that allows one action.
func allows(action string) string {
	return statement(`"Effect":"Allow","Action":"` + action + `","Resource":"*"`)
}

// trusts is a trust policy for one principal.
func trusts(principal string) string {
	return statement(`"Effect":"Allow","Principal":` + principal + `,"Action":"sts:AssumeRole"`)
}

// managed is a managed policy whose second version is in force.
func managed(name, document string) string {
	return `{"PolicyName":"` + name + `","Arn":"` + account + `policy/` + name + `","DefaultVersionId":"v2","PolicyVersionList":[
		{"VersionId":"v1","IsDefaultVersion":false,"Document":` + allows("*") + `},{"VersionId":"v2","IsDefaultVersion":true,"Document":` + document + `}]}`
}

func attached(names ...string) string {
	out := ""
	for _, n := range names {
		out += `,{"PolicyName":"` + n + `","PolicyArn":"` + account + `policy/` + n + `"}`
	}
	return `"AttachedManagedPolicies":[` + out[1:] + `]`
}

func boundary(name string) string {
	return `"PermissionsBoundary":{"PermissionsBoundaryType":"Policy","PermissionsBoundaryArn":"` + account + `policy/` + name + `"}`
}

// role is a role of a path that ends in "/", with further members.
func role(path, name, trust, more string) string {
	return `{"Path":"` + path + `","RoleName":"` + name + `","RoleId":"AROA` + name + `","Arn":"` + account + `role` + path + name +
		`","AssumeRolePolicyDocument":` + trust + more + `}`
}

// page is an account with all kinds of principals.
var page = `{"UserDetailList":[
	{"Path":"/","UserName":"dana","UserId":"AIDADANA","Arn":"` + account + `user/dana","GroupList":["ops","dev"],"Tags":[{"Key":"Team","Value":"red"}],
		"UserPolicyList":[{"PolicyName":"own","PolicyDocument":` + allows("s3:GetObject") + `}],` + attached("read") + `},
	{"Path":"/","UserName":"limited","UserId":"AIDALIMITED","Arn":"` + account + `user/limited","GroupList":[],` + attached("all") + `,` + boundary("read") + `},
	{"Path":"/","UserName":"unsure","UserId":"AIDAUNSURE","Arn":"` + account + `user/unsure","GroupList":[],` + attached("read", "elsewhere") + `},
	{"Path":"/","UserName":"confined","UserId":"AIDACONFINED","Arn":"` + account + `user/confined","GroupList":[],` + attached("all") + `,` + boundary("elsewhere") + `}
],"GroupDetailList":[
	{"Path":"/","GroupName":"dev","GroupId":"AGPADEV","Arn":"` + account + `group/dev","GroupPolicyList":[{"PolicyName":"own","PolicyDocument":` + allows("sns:Publish") + `}]},
	{"Path":"/","GroupName":"ops","GroupId":"AGPAOPS","Arn":"` + account + `group/ops",` + attached("send") + `},
	{"Path":"/","GroupName":"other","GroupId":"AGPAOTHER","Arn":"` + account + `group/other",` + attached("all") + `}
],"RoleDetailList":[` +
	role("/", "deploy", trusts(`{"AWS":["`+account+`user/limited","`+account+`user/dana"]}`), `,`+attached("send")+`,"Tags":[{"Key":"Team","Value":"blue"}],"RolePolicyList":[{"PolicyName":"own","PolicyDocument":`+allows("s3:GetObject")+`}]`) + `,` +
	role("/team/", "support", trusts(`{"AWS":"222233334444"}`), `,`+attached("all")+`,`+boundary("send")) + `,` +
	role("/", "garbled", `{"Statement":[{"Effect":"Allow"}]}`, `,"RolePolicyList":[{"PolicyName":"own","PolicyDocument":{"Statement":5}}]`) + `,` +
	role("/aws-service-role/support.amazonaws.com/", "AWSServiceRoleForSupport", trusts(`{"Service":"support.amazonaws.com"}`), `,`+attached("send")) +
	`],"Policies":[` +
	managed("all", allows("*")) + `,` + managed("read", allows("sqs:ReceiveMessage")) + `,` + managed("send", allows("sqs:SendMessage")) + `]}`

// snapshot reads a file with that text, as the program does.
func snapshot(t *testing.T, text string) *org.Snapshot {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.json")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s := snapfile.Files{Paths: []string{path}}.Snapshot()
	if len(s.Accounts) != 1 || s.Accounts[0].ID != "222233334444" {
		t.Fatalf("%+v", s.Accounts)
	}
	return s
}

// apply asks a question that has an answer.
func apply(t *testing.T, s *org.Snapshot, q reach.Question) (*authz.Request, *authz.Policies, reach.Sources) {
	t.Helper()
	r, p, sources, err := applyTo(s, q)
	if err != nil {
		t.Fatal(err)
	}
	return r, p, sources
}

// names are what policies are called, in order.
func names(policies []*authz.Policy) []string {
	var out []string
	for _, p := range policies {
		out = append(out, p.Name())
	}
	slices.Sort(out)
	return out
}

// applyTo asks a question of a snapshot.
func applyTo(s *org.Snapshot, q reach.Question) (*authz.Request, *authz.Policies, reach.Sources, error) {
	var digests []*reach.Digest
	for _, a := range s.Accounts {
		digests = append(digests, reach.NewDigest(a, nil))
	}
	return reach.NewIndex(s.Organization, digests, "").Apply(q)
}
