package moto_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"hotline/internal/faultproxy"
)

// hub is the account that moto takes unknown credentials to be of.
const hub = "123456789012"

// A stage is moto with an organization behind a proxy, and the program.
type stage struct {
	*faultproxy.Proxy
	t       *testing.T
	with    tools
	moto    string
	binary  string
	dir     string // of the files
	members []string
}

// newStage makes an organization of three accounts: the hub with a role for those
// on call, a member with nothing, and one with a role that is not as it should
// be.
func newStage(t *testing.T) *stage {
	t.Helper()
	with := findTools(t)
	s := &stage{t: t, with: with, moto: startServer(t, with), binary: buildHotline(t), dir: t.TempDir()}
	s.Proxy = faultproxy.New(s.moto)
	t.Cleanup(s.Close)
	id := regexp.MustCompile(`"AccountId": *"([0-9]{12})"`)
	s.send(hub, "organizations", "AWSOrganizationsV20161128.CreateOrganization", `{"FeatureSet":"ALL"}`)
	for range 2 {
		made := id.FindStringSubmatch(s.send(hub, "organizations", "AWSOrganizationsV20161128.CreateAccount", `{"AccountName":"member","Email":"a@example.com"}`))
		if made == nil {
			t.Fatal("no account was created")
		}
		s.members = append(s.members, made[1])
	}
	s.iam(hub, "CreateRole", "RoleName", "incident-responder", "AssumeRolePolicyDocument", trusting("AWS", hub))
	s.iam(hub, "CreateUser", "UserName", "bo") // a person who can become it
	s.iam(hub, "PutUserPolicy", "UserName", "bo", "PolicyName", "oncall", "PolicyDocument",
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::`+hub+`:role/incident-responder"}]}`)
	second := s.members[1]
	s.iam(second, "CreateRole", "RoleName", "aws-support", "AssumeRolePolicyDocument", trusting("AWS", "*"), "Description", "made by hand",
		"Tags.member.1.Key", "owner", "Tags.member.1.Value", "nobody")
	s.iam(second, "AttachRolePolicy", "RoleName", "aws-support", "PolicyArn", "arn:aws:iam::aws:policy/AdministratorAccess")
	s.iam(second, "CreateUser", "UserName", "ana")
	s.iam(second, "AttachUserPolicy", "UserName", "ana", "PolicyArn", supportAccess)
	s.write("hotline.yaml", strings.ReplaceAll(wanted, "HUB", hub))
	return s
}

const supportAccess = "arn:aws:iam::aws:policy/AWSSupportAccess"

// wanted is what all three accounts are to have.
const wanted = `version: 1
role:
  name: aws-support
  description: Manages incidents with AWS Support
  session: 2h
  tags: {owner: sre, purpose: incidents}
trust:
  people:
    - account: "HUB"
      roles: [incident-responder]
      grants: [{role: incident-responder}]
found: {roles: adopt, attachments: remove, extras: remove}
`

// unheard are calls that moto does not answer.
const unheard = "support:DescribeSeverityLevels,iam:GetCredentialReport,cloudwatch:DescribeAlarms"

func trusting(kind, who string) string {
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"` + kind + `":"` + who + `"},"Action":"sts:AssumeRole"}]}`
}

func (s *stage) write(name, text string) {
	s.t.Helper()
	must(s.t, os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o600))
}

// iam calls IAM in an account, past the proxy, with pairs of names and values.
func (s *stage) iam(account, action string, pairs ...string) string {
	s.t.Helper()
	form := url.Values{"Action": {action}, "Version": {"2010-05-08"}}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return s.send(account, "iam", "", form.Encode())
}

func (s *stage) send(account, service, target, body string) string {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.moto+"/", strings.NewReader(body))
	must(s.t, err)
	r.Header.Set("Content-Type", map[bool]string{true: "application/x-www-form-urlencoded", false: "application/x-amz-json-1.1"}[target == ""])
	r.Header.Set("X-Moto-Account-Id", account)
	r.Header.Set("X-Amz-Target", target)
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIA/20261122/us-east-1/"+service+"/aws4_request, SignedHeaders=host, Signature=0")
	in, err := http.DefaultClient.Do(r)
	must(s.t, err)
	defer in.Body.Close() //nolint:errcheck // nothing was written
	text, err := io.ReadAll(in.Body)
	must(s.t, err)
	if in.StatusCode >= 300 {
		s.t.Fatalf("%s %s: %s: %s", service, target+body, in.Status, text)
	}
	return string(text)
}

// state is all of IAM in all accounts, but for what is new each time it is asked,
// for when roles were used, and for what moto counts twice where a policy is
// attached twice.
func (s *stage) state() string {
	var out strings.Builder
	passing := regexp.MustCompile(`(?s)<ResponseMetadata>.*</ResponseMetadata>|<RoleLastUsed>.*?</RoleLastUsed>|<RoleLastUsed/>|<AttachmentCount>\d+</AttachmentCount>`)
	for _, account := range append([]string{hub}, s.members...) {
		for _, action := range []string{"GetAccountAuthorizationDetails", "ListRoles", "ListUsers", "ListGroups"} {
			out.WriteString(passing.ReplaceAllString(s.iam(account, action), ""))
		}
		for _, role := range regexp.MustCompile(`<RoleName>([^<]+)</RoleName>`).FindAllStringSubmatch(s.iam(account, "ListRoles"), -1) {
			out.WriteString(passing.ReplaceAllString(s.iam(account, "GetRole", "RoleName", role[1]), ""))
		}
	}
	return out.String()
}

// environment is that of the program and of the AWS CLI: nothing of a developer.
func (s *stage) environment(endpoint string) []string {
	return []string{"PATH=" + s.with.bin + string(os.PathListSeparator) + os.Getenv("PATH"), "HOME=" + s.dir, "LC_ALL=C.UTF-8",
		"AWS_ENDPOINT_URL=" + endpoint, "AWS_ACCESS_KEY_ID=testing", "AWS_SECRET_ACCESS_KEY=testing", "AWS_REGION=us-east-1", "AWS_DEFAULT_REGION=us-east-1",
		"AWS_CONFIG_FILE=/dev/null", "AWS_SHARED_CREDENTIALS_FILE=/dev/null", "AWS_EC2_METADATA_DISABLED=true", "AWS_PAGER=", "AWS_MAX_ATTEMPTS=3"}
}

// command is the program, about to run.
func (s *stage) command(args ...string) (cmd *exec.Cmd, out, errs *bytes.Buffer) {
	cmd = exec.CommandContext(context.WithoutCancel(s.t.Context()), s.binary, args...)
	cmd.Dir, cmd.Env = s.dir, s.environment(s.URL)
	out, errs = new(bytes.Buffer), new(bytes.Buffer)
	cmd.Stdout, cmd.Stderr = out, errs
	return cmd, out, errs
}

// run runs the program to an exit status.
func (s *stage) run(want int, args ...string) string {
	s.t.Helper()
	cmd, out, errs := s.command(args...)
	_ = cmd.Run() // its status is looked at
	if got := cmd.ProcessState.ExitCode(); got != want {
		s.t.Fatalf("hotline %s ended with %d, want %d\n%s%s", strings.Join(args, " "), got, want, out, errs)
	}
	return out.String() + errs.String()
}

// plan makes a plan of the accounts as they are.
func (s *stage) plan() string {
	s.t.Helper()
	return s.run(0, "plan", "--live", "--org", "--skip", ""+unheard, "--out", "plan.json")
}

// TestChange takes an organization from nothing to what is wanted, has the AWS
// CLI look at it and assume the role, and takes everything back.
func TestChange(t *testing.T) {
	s := newStage(t)
	before := s.state()
	shown := s.plan()
	for _, words := range []string{"role/aws-support will be created", "role/incident-responder inline hotline-assume-support will be added",
		"and trusts everybody", "user/ana attached " + supportAccess + " will be removed", "AdministratorAccess will be removed"} {
		if !strings.Contains(shown, words) {
			t.Errorf("the plan does not say %q:\n%s", words, shown)
		}
	}
	s.Reset()
	calls := s.counted()
	if out := s.run(0, "apply", "--yes", "plan.json"); !strings.Contains(out, "3 applied") {
		t.Errorf("%s", out)
	}
	if n := calls(s.members[0]); n > 5 {
		t.Errorf("%d calls to create, tag, attach and verify; want 5 at most", n)
	}
	after := s.state()
	if out := s.plan(); !strings.Contains(out, "0 to add, 0 to change, 0 to remove in 0 accounts; 3 unchanged") {
		t.Errorf("the plan of what was applied is not empty:\n%s", out)
	}
	s.run(0, "verify", "--live", "--org", "--skip", ""+unheard)
	s.run(0, "apply", "--yes", "plan.json")
	if s.state() != after {
		t.Error("an empty plan changed something")
	}
	s.looksRight()
	s.run(0, "rollback", "--confirm", s.organization())
	if got := s.state(); got != before {
		t.Errorf("after the way back:\n%s\nbefore:\n%s", got, before)
	}
}

// counted counts the calls from now on, by account.
func (s *stage) counted() func(account string) int {
	var mu sync.Mutex
	n := map[string]int{}
	s.On("*", func(c *faultproxy.Call) *faultproxy.Answer {
		mu.Lock()
		defer mu.Unlock()
		n[c.Account]++
		return nil
	})
	return func(account string) int {
		mu.Lock()
		defer mu.Unlock()
		return n[account]
	}
}

// organization is its id, as it is asked for.
func (s *stage) organization() string {
	return regexp.MustCompile(`o-[a-z0-9]{10,32}`).FindString(s.send(hub, "organizations", "AWSOrganizationsV20161128.DescribeOrganization", "{}"))
}

// looksRight has the AWS CLI look at the role in an account, and assume it.
func (s *stage) looksRight() {
	s.t.Helper()
	first := s.members[0]
	inside := s.assume("arn:aws:iam::" + first + ":role/OrganizationAccountAccessRole")
	equal(s.t, "who has the policy", s.aws(inside, "iam", "list-entities-for-policy", "--policy-arn", supportAccess, "--query", "PolicyRoles[].RoleName"), "aws-support")
	equal(s.t, "the role", s.aws(inside, "iam", "get-role", "--role-name", "aws-support", "--query", "Role.[Description,MaxSessionDuration]"), "Manages incidents with AWS Support\t7200")
	equal(s.t, "the role that was assumed", s.aws(s.assume("arn:aws:iam::"+first+":role/aws-support"), "sts", "get-caller-identity", "--query", "Arn"),
		"arn:aws:sts::"+first+":assumed-role/aws-support/ana")
}

// TestKilled holds that, wherever the program is killed, going on ends in what was
// planned, and going back in what was there: at each call, before AWS gets it and
// after AWS has answered.
func TestKilled(t *testing.T) {
	s := newStage(t)
	before := s.state()
	s.plan()
	s.Reset()
	s.run(0, "apply", "--yes", "--concurrency", "1", "plan.json")
	calls := 0
	for _, n := range s.Counts() {
		calls += n
	}
	after := sorted(s.state())
	back := []string{"rollback", "--confirm", s.organization()}
	s.run(0, back...)
	for at := range calls {
		for _, answered := range []bool{false, true} {
			for _, way := range []string{"on", "back"} {
				must(t, os.RemoveAll(filepath.Join(s.dir, ".local")))
				s.killed(at, answered)
				what := fmt.Sprintf("killed at call %d, answered %v, %s", at, answered, way)
				if runs, _ := filepath.Glob(filepath.Join(s.dir, ".local", "state", "hotline", "*.jsonl")); len(runs) == 0 {
					continue // nothing was begun
				}
				if way == "on" {
					s.run(0, "apply", "--yes", "--resume")
					if got := sorted(s.state()); got != after {
						t.Fatalf("%s:\n%s\nwant\n%s", what, got, after)
					}
				}
				s.run(0, back...)
				if got := s.state(); got != before {
					t.Fatalf("%s:\n%s\nwant\n%s", what, got, before)
				}
			}
		}
	}
}

// sorted is the elements of a state in order, without the ids of roles: moto
// lists roles by them, and a role that is created again has another.
func sorted(state string) string {
	created := regexp.MustCompile(`<RoleId>[A-Z0-9]+</RoleId>|<CreateDate>[^<]*</CreateDate>`)
	elements := strings.Split(created.ReplaceAllString(state, ""), "><")
	slices.Sort(elements)
	return strings.Join(elements, "\n")
}

// killed applies the plan and kills the program at a call: before it is passed
// on, or after AWS has answered.
func (s *stage) killed(at int, answered bool) {
	s.t.Helper()
	cmd, out, errs := s.command("apply", "--yes", "--concurrency", "1", "plan.json")
	started := make(chan struct{})
	var mu sync.Mutex
	n := 0
	s.Reset()
	s.On("*", func(*faultproxy.Call) *faultproxy.Answer {
		mu.Lock()
		defer mu.Unlock()
		if n++; n-1 != at {
			return nil
		}
		answer := &faultproxy.Answer{Lost: -1, Passed: answered}
		answer.Then = func() {
			<-started
			_ = cmd.Process.Kill()
		}
		return answer
	})
	must(s.t, cmd.Start())
	close(started)
	_ = cmd.Wait() // it is killed
	s.Reset()
	if cmd.ProcessState.ExitCode() > 0 {
		s.t.Fatalf("it was not killed at %d: %s%s", at, out, errs)
	}
}

// TestChangeFaults holds what becomes of a run in which AWS does not play along,
// and that it can be gone on with and taken back.
func TestChangeFaults(t *testing.T) {
	s := newStage(t)
	before := s.state()
	s.plan()
	first, second := s.members[0], s.members[1]
	for _, c := range []struct {
		name   string
		fault  func()
		status int
		says   string
	}{
		{"throttled", func() { s.On("iam:*", faultproxy.Every(4, faultproxy.Throttle())) }, 0, "3 applied"},
		{"changed by others at the same time", func() {
			s.On("iam:UpdateAssumeRolePolicy", faultproxy.Times(2, faultproxy.Fail(http.StatusConflict, "ConcurrentModification", "again")))
		}, 0, "3 applied"},
		{"answers are lost", func() { s.On("iam:*", faultproxy.Every(6, faultproxy.DropAnswer())) }, 0, "3 applied"},
		{"denied half-way", func() { s.On("iam:AttachRolePolicy", faultproxy.In(second, faultproxy.Deny())) }, 6, "account " + second + ": failed: "},
		{"one account cannot be entered", func() {
			s.On("sts:AssumeRole", func(c *faultproxy.Call) *faultproxy.Answer {
				if strings.Contains(c.Form.Get("RoleArn"), first) {
					return faultproxy.Deny()(c)
				}
				return nil
			})
		}, 6, "account " + first + ": failed: "},
		{"the credentials expire", func() {
			s.On("iam:PutRolePolicy", faultproxy.Fail(http.StatusForbidden, "ExpiredToken", "expired"))
		}, 6, "expired"},
		{"the network is gone", func() { s.On("iam:DetachRolePolicy", faultproxy.Drop()) }, 6, "iam:DetachRolePolicy"},
	} {
		must(t, os.RemoveAll(filepath.Join(s.dir, ".local")))
		s.Reset()
		c.fault()
		if out := s.run(c.status, "apply", "--yes", "plan.json"); !strings.Contains(out, c.says) {
			t.Errorf("%s: %q is not in\n%s", c.name, c.says, out)
		}
		s.Reset()
		if c.status != 0 {
			if out := s.run(0, "apply", "--yes", "--resume"); !strings.Contains(out, "done") && !strings.Contains(out, "applied") {
				t.Errorf("%s, gone on: %s", c.name, out)
			}
		}
		if out := s.run(0, "history"); !strings.Contains(out, "done") {
			t.Errorf("%s: %s", c.name, out)
		}
		s.run(0, "rollback", "--confirm", s.organization())
		if got := s.state(); got != before {
			t.Fatalf("%s:\n%s\nwant\n%s", c.name, got, before)
		}
	}
}
