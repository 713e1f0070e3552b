package moto_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// trusted are who may assume the role, by name: of a provider, and of
// automation.
func trusted() map[string]string {
	return map[string]string{
		"a managed service provider": `
  providers:
    - account: "999900001111"
      roles: [support-lead]
      external_ids: ids.json
`,
		"automation": `
  automation:
    - service: ssm.amazonaws.com
      source_account: true
    - role: arn:aws:iam::123456789012:role/incident-responder
    - oidc:
        provider: token.actions.githubusercontent.com
        audiences: [sts.amazonaws.com]
        subjects: ["repo:acme/runbooks:ref:refs/heads/main"]
`,
	}
}

// TestScenarios has the role made for a provider and for automation, has the AWS
// CLI say what its trust policy is, and assumes it.
func TestScenarios(t *testing.T) {
	s := newStage(t)
	before := s.state()
	first := s.members[0]
	for name, trust := range trusted() {
		must(t, os.RemoveAll(filepath.Join(s.dir, ".local")))
		s.write("hotline.yaml", "version: 1\nrole:\n  name: aws-support\n  path: /support/\ntrust:"+trust+"scope:\n  accounts: [\""+first+"\"]\n")
		s.plan()
		s.refused(first)
		s.run(0, "apply", "--yes", "plan.json")
		if out := s.plan(); !strings.Contains(out, "1 unchanged") {
			t.Errorf("%s: the plan of what was applied is not empty:\n%s", name, out)
		}
		options := s.check(name, first)
		id := s.aws(s.assume("arn:aws:iam::"+first+":role/support/aws-support", options...), "sts", "get-caller-identity", "--query", "Arn")
		equal(t, name+": who it is", id, "arn:aws:sts::"+first+":assumed-role/aws-support/ana")
		s.run(0, "rollback", "--confirm", s.organization())
		if got := s.state(); got != before {
			t.Errorf("%s: after the way back:\n%s\nbefore:\n%s", name, got, before)
		}
	}
}

// refused holds that a plan is applied to no other organization, by no role that it
// changes, and, once it was, taken back from no other account.
func (s *stage) refused(account string) {
	s.t.Helper()
	text, err := os.ReadFile(filepath.Join(s.dir, "plan.json"))
	must(s.t, err)
	before := s.state()
	s.write("other.json", strings.ReplaceAll(string(text), s.organization(), "o-otherother"))
	if out := s.run(1, "apply", "--yes", "other.json"); !strings.Contains(out, "the plan is of the organization o-otherother") {
		s.t.Errorf("another organization: %s", out)
	}
	if out := s.run(1, "apply", "--yes", "--role-name", "aws-support", "plan.json"); !strings.Contains(out, "account "+account+": role/aws-support is the role by which") {
		s.t.Errorf("the role by which it enters: %s", out)
	}
	equal(s.t, "the state", s.state(), before)
}

// check compares the trust policy, as the AWS CLI prints it, with what the
// scenario wants, and returns what assuming the role takes.
func (s *stage) check(name, account string) []string {
	s.t.Helper()
	inside := s.assume("arn:aws:iam::" + account + ":role/OrganizationAccountAccessRole")
	got := compact(s.t, s.aws(inside, "iam", "get-role", "--role-name", "aws-support", "--query", "Role.AssumeRolePolicyDocument.Statement", "--output", "json"))
	if name == "automation" {
		equal(s.t, name, got, compact(s.t, `[
			{"Sid":"Automation1","Effect":"Allow","Principal":{"Service":"ssm.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceAccount":"`+account+`"}}},
			{"Sid":"Automation2","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"sts:AssumeRole",
				"Condition":{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/incident-responder"}}},
			{"Sid":"Automation3","Effect":"Allow","Principal":{"Federated":"arn:aws:iam::`+account+`:oidc-provider/token.actions.githubusercontent.com"},"Action":"sts:AssumeRoleWithWebIdentity",
				"Condition":{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com","token.actions.githubusercontent.com:sub":"repo:acme/runbooks:ref:refs/heads/main"}}}]`))
		return nil
	}
	text, err := os.ReadFile(filepath.Join(s.dir, "ids.json"))
	must(s.t, err)
	var ids map[string]string
	must(s.t, json.Unmarshal(text, &ids))
	if len(ids) != 1 || len(ids[account]) < 20 {
		s.t.Fatalf("external ids: %s", text)
	}
	equal(s.t, name, got, compact(s.t, `[{"Sid":"Provider1","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::999900001111:root"},"Action":"sts:AssumeRole",
		"Condition":{"StringEquals":{"sts:ExternalId":"`+ids[account]+`"},"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::999900001111:role/support-lead"}}}]`))
	return []string{"--external-id", ids[account]}
}

// compact is JSON without white space, with keys in order.
func compact(t *testing.T, text string) string {
	t.Helper()
	var v any
	must(t, json.Unmarshal([]byte(text), &v))
	out, err := json.Marshal(v)
	must(t, err)
	return string(out)
}

// aws runs the AWS CLI, past the proxy.
func (s *stage) aws(credentials []string, args ...string) string {
	s.t.Helper()
	if !strings.Contains(strings.Join(args, " "), "--output") {
		args = append(args, "--output", "text")
	}
	cmd := exec.CommandContext(s.t.Context(), filepath.Join(s.with.bin, "aws"), args...)
	cmd.Env = append(s.environment(s.moto), credentials...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		s.t.Fatalf("aws %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// assume has the AWS CLI assume a role, and returns the credentials.
func (s *stage) assume(role string, options ...string) []string {
	s.t.Helper()
	args := append([]string{"sts", "assume-role", "--role-session-name", "ana", "--role-arn", role, "--query", "Credentials.[AccessKeyId,SecretAccessKey,SessionToken]"}, options...)
	f := strings.Fields(s.aws(nil, args...))
	return []string{"AWS_ACCESS_KEY_ID=" + f[0], "AWS_SECRET_ACCESS_KEY=" + f[1], "AWS_SESSION_TOKEN=" + f[2]}
}
