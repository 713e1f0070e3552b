package awsio_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"hotline/internal/snapfile"
)

// TestConformance holds that what is collected live is understood as what the
// AWS CLI prints about the same organization.
func TestConformance(t *testing.T) {
	w := startWorld(t, 1)
	hub := w.account(t, hubAccount)
	hub.iam("CreateUser", "UserName", "bob", "Path", "/staff/", "Tags.member.1.Key", "team", "Tags.member.1.Value", "a & b")
	hub.iam("CreateGroup", "GroupName", "helpdesk")
	hub.iam("AddUserToGroup", "UserName", "bob", "GroupName", "helpdesk")
	hub.iam("AttachGroupPolicy", "GroupName", "helpdesk", "PolicyArn", supportAccess)
	hub.iam("PutUserPolicy", "UserName", "bob", "PolicyName", "in.line", "PolicyDocument",
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get*"],"Resource":"arn:aws:s3:::a/<b>&/*"}]}`)
	made := hub.iam("CreatePolicy", "PolicyName", "fence", "PolicyDocument", denySupport)
	_, arn, _ := strings.Cut(made, "<Arn>")
	arn, _, _ = strings.Cut(arn, "<")
	hub.iam("PutRolePermissionsBoundary", "RoleName", "aws-support", "PermissionsBoundary", arn)

	files, live := t.TempDir(), t.TempDir()
	w.saveWithCLI(t, files)
	_, got := w.collect(t, live)
	want := snapfile.Files{Paths: []string{files}}.Snapshot()
	clean(t, want)
	clean(t, got)
	same(t, "snapshot", got, want)
}

// A command is one of the AWS CLI.
type command struct {
	Args []string          `json:"args"`
	Env  map[string]string `json:"env"`
	File string            `json:"file"`
}

// saveWithCLI makes the snapshot that docs/reference/snapshot.md describes.
func (w *world) saveWithCLI(t *testing.T, dir string) {
	t.Helper()
	var commands []command
	env := map[string]string{"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": ""}
	add := func(file string, args ...string) {
		commands = append(commands, command{args, env, filepath.Join(dir, file)})
	}
	inOrg := func(operation, about string, args ...string) {
		add("organization/"+operation+about+".json", append([]string{"organizations", operation}, args...)...)
	}
	for _, operation := range []string{"describe-organization", "list-accounts", "list-roots", "list-delegated-administrators"} {
		inOrg(operation, "")
	}
	for _, unit := range []string{w.root, w.unit} {
		inOrg("list-organizational-units-for-parent", "/"+unit, "--parent-id", unit)
		inOrg("list-accounts-for-parent", "/"+unit, "--parent-id", unit)
	}
	inOrg("list-policies", "/SERVICE_CONTROL_POLICY", "--filter", "SERVICE_CONTROL_POLICY")
	for _, id := range []string{w.scp, "p-FullAWSAccess"} {
		inOrg("describe-policy", "/"+id, "--policy-id", id)
		inOrg("list-targets-for-policy", "/"+id, "--policy-id", id)
	}
	inOrg("list-delegated-services-for-account", "/"+w.members[0], "--account-id", w.members[0])
	add("identity-center/list-instances.json", "sso-admin", "list-instances")
	add("identity-center/list-permission-sets.json", "sso-admin", "list-permission-sets", "--instance-arn", w.instance)
	add("identity-center/list-users.json", "identitystore", "list-users", "--identity-store-id", w.store)
	add("identity-center/list-groups.json", "identitystore", "list-groups", "--identity-store-id", w.store)
	for _, set := range w.sets {
		id := set[strings.LastIndexByte(set, '/')+1:]
		inCenter := func(operation, about, key string, args ...string) {
			add("identity-center/"+operation+"/"+about+id+".json", append([]string{"sso-admin", operation, "--instance-arn", w.instance, key, set}, args...)...)
		}
		for _, operation := range []string{"describe-permission-set", "list-managed-policies-in-permission-set",
			"list-customer-managed-policy-references-in-permission-set", "get-inline-policy-for-permission-set"} {
			inCenter(operation, "", "--permission-set-arn")
		}
		inCenter("list-tags-for-resource", "", "--resource-arn")
		for _, account := range append([]string{hubAccount}, w.members...) {
			inCenter("list-account-assignments", account+".", "--permission-set-arn", "--account-id", account)
		}
	}
	for _, account := range append([]string{hubAccount}, w.members...) {
		if account != hubAccount {
			env = w.credentials(t, account)
		}
		for _, operation := range []string{"get-account-authorization-details", "list-roles", "get-account-summary", "get-credential-report"} {
			add("accounts/"+account+"/"+operation+".json", "iam", operation)
		}
	}
	w.runAll(t, commands)
}

func (w *world) runAll(t *testing.T, commands []command) {
	t.Helper()
	var in bytes.Buffer
	for _, c := range commands {
		must(t, json.NewEncoder(&in).Encode(c))
	}
	cmd := exec.CommandContext(t.Context(), filepath.Join(filepath.Dir(w.cli), "python"), filepath.Join("testdata", "cli.py"))
	cmd.Env, cmd.Stdin = os.Environ(), &in
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("the AWS CLI: %v\n%s", err, out)
	}
}

// credentials are those of the role in an account, as the proxy sees them.
func (w *world) credentials(t *testing.T, account string) map[string]string {
	t.Helper()
	form := url.Values{"Action": {"AssumeRole"}, "Version": {"2011-06-15"}, "RoleSessionName": {"cli"},
		"RoleArn": {"arn:aws:iam::" + account + ":role/OrganizationAccountAccessRole"}}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.URL+"/", strings.NewReader(form.Encode()))
	must(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIA/20261122/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0")
	in, err := http.DefaultClient.Do(r)
	must(t, err)
	defer in.Body.Close() //nolint:errcheck // nothing was written
	var answer struct {
		AssumeRoleResult struct {
			Credentials struct {
				Key             string `xml:"AccessKeyId"`
				SecretAccessKey string
				SessionToken    string
			}
		}
	}
	must(t, xml.NewDecoder(in.Body).Decode(&answer))
	c := answer.AssumeRoleResult.Credentials
	return map[string]string{"AWS_ACCESS_KEY_ID": c.Key, "AWS_SECRET_ACCESS_KEY": c.SecretAccessKey, "AWS_SESSION_TOKEN": c.SessionToken}
}
