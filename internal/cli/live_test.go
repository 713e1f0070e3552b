package cli

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hotline/internal/faultproxy"
)

// replay points the program at a made-up organization, beneath some faults.
func replay(t *testing.T, accounts int, faults ...func(*faultproxy.Proxy)) *faultproxy.Proxy {
	t.Helper()
	p := faultproxy.New("")
	t.Cleanup(p.Close)
	for _, f := range faults {
		f(p)
	}
	p.Replay(faultproxy.Replay{Accounts: accounts, Roles: 1})
	for name, value := range map[string]string{"AWS_ENDPOINT_URL": p.URL, "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret",
		"AWS_REGION": "us-east-1", "AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_MAX_ATTEMPTS": "2"} {
		t.Setenv(name, value)
	}
	for _, name := range []string{"AWS_PROFILE", "AWS_SESSION_TOKEN"} {
		t.Setenv(name, "")
		if err := os.Unsetenv(name); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// run runs a command line and returns what it wrote.
func run(args ...string) (code Code, out, errs string) {
	s, stdout, stderr := streams(nil, false)
	code = Run(args, s)
	return code, stdout.String(), stderr.String()
}

func expect(t *testing.T, got Code, want Code, text string, words ...string) {
	t.Helper()
	if got != want {
		t.Errorf("exit status %d, want %d\n%s", got, want, text)
	}
	for _, word := range words {
		if !strings.Contains(text, word) {
			t.Errorf("%q is not in\n%s", word, text)
		}
	}
}

// TestLive reads an organization, audits it, goes on with it, and diagnoses it.
func TestLive(t *testing.T) {
	replay(t, 3)
	dir := filepath.Join(t.TempDir(), "snapshot")
	code, out, errs := run("collect", "--org", dir)
	expect(t, code, CodeOK, out+errs, "3 of 3 accounts read into ")
	code, out, errs = run("snapshot", "check", dir)
	expect(t, code, CodeOK, out+errs)
	code, _, errs = run("collect", "--org", dir)
	expect(t, code, CodeUsage, errs, "is not empty", "--resume")
	code, out, errs = run("collect", "--org", "--resume", "-o", "json", dir)
	expect(t, code, CodeOK, out+errs, `"kept": 3`, `"read": 0`, `"requests": 1`)
	code, files, _ := run("audit", "-o", "json", dir)
	expect(t, code, CodeFound, files)
	copied := filepath.Join(t.TempDir(), "copy")
	code, out, errs = run("snapshot", "redact", dir, copied)
	expect(t, code, CodeOK, out+errs)
	code, out, errs = run("diff", dir, dir)
	expect(t, code, CodeOK, out+errs)
	code, out, errs = run("audit", copied)
	expect(t, code, CodeFound, out+errs)
	saved := filepath.Join(t.TempDir(), "saved")
	code, live, errs := run("audit", "--live", "--org", "--save", saved, "-o", "json")
	expect(t, code, CodeFound, errs)
	if strings.ReplaceAll(live, saved, dir) != files {
		t.Error("the live audit differs from that of the files")
	}
	code, out, errs = run("doctor", "--org")
	expect(t, code, CodeOK, out+errs, "o-a1b2c3d4e5, of which this is the management account; 3 accounts", "sts:AssumeRole into 100000000001\n")
}

func TestLiveQuick(t *testing.T) {
	replay(t, 2)
	code, out, errs := run("audit", "--live", "--org", "--depth", "quick", "--fail-on", "never")
	expect(t, code, CodeOK, out+errs, "accounts: 2; only who has AWSSupportAccess was asked for")
	dir := filepath.Join(t.TempDir(), "snapshot")
	code, out, errs = run("collect", "--org", "--depth", "quick", dir)
	expect(t, code, CodeOK, out+errs)
	code, out, errs = run("snapshot", "check", dir)
	expect(t, code, CodeIncomplete, out+errs, "note ", "only who has AWSSupportAccess was asked for", "list-policies-for-target")
	code, out, errs = run("audit", "-o", "json", "--fail-on", "never", dir)
	expect(t, code, CodeOK, out+errs, `"kind": "unasked"`)
	// What was not asked for is missing where the question is another one.
	code, out, errs = run("who-can", dir)
	expect(t, code, CodeIncomplete, out+errs, "only who has AWSSupportAccess was asked for")
	copied := filepath.Join(t.TempDir(), "copy")
	code, out, errs = run("snapshot", "redact", dir, copied)
	expect(t, code, CodeOK, out+errs)
	code, out, errs = run("audit", "--fail-on", "never", copied)
	expect(t, code, CodeOK, out+errs, "accounts: 2; only who has AWSSupportAccess was asked for")
}

func TestLiveRefused(t *testing.T) {
	replay(t, 3, func(p *faultproxy.Proxy) {
		p.On("iam:GetAccountSummary", faultproxy.In("100000000001", faultproxy.Deny()))
	})
	code, out, errs := run("audit", "--live", "--org")
	expect(t, code, CodeIncomplete, out+errs, "accounts/100000000001/get-account-summary.error:1:1: iam:GetAccountSummary failed with AccessDenied", faultproxy.RequestID, "it needs iam:GetAccountSummary")
	if strings.Count(errs, "iam:GetAccountSummary failed") != 1 {
		t.Errorf("the failure is not said once:\n%s", errs)
	}
	code, out, errs = run("doctor", "--org")
	expect(t, code, CodeOK, out+errs) // the caller's own account is not refused
}

func TestLiveStrangers(t *testing.T) {
	for code, message := range map[string]string{
		"InvalidClientTokenId": "not authenticated: sts:GetCallerIdentity failed with InvalidClientTokenId: no (request id " + faultproxy.RequestID +
			"); set AWS credentials, or name a profile with --profile; credentials of AWS GovCloud (US) or of China need --region",
		"ExpiredToken": "the credentials have expired",
	} {
		replay(t, 1, func(p *faultproxy.Proxy) {
			p.On("sts:GetCallerIdentity", faultproxy.Fail(http.StatusForbidden, code, "no"))
		})
		for _, args := range [][]string{{"audit", "--live"}, {"collect", filepath.Join(t.TempDir(), "x")}, {"doctor"}} {
			got, _, errs := run(args...)
			expect(t, got, CodeAuth, errs, message)
			if strings.Contains(errs, "--resume") {
				t.Errorf("there is nothing to go on with:\n%s", errs)
			}
		}
	}
	replay(t, 1, func(p *faultproxy.Proxy) { p.On("organizations:ListAccounts", faultproxy.Deny()) })
	got, _, errs := run("audit", "--live", "--org")
	expect(t, got, CodeAuth, errs, "organizations:ListAccounts failed with AccessDeniedException")
}

// TestLiveLogin holds that an expired login of Identity Center is one line that
// says what to run.
func TestLiveLogin(t *testing.T) {
	p := replay(t, 1)
	home := t.TempDir()
	config := "[profile work]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = audit\nregion = us-east-1\n" +
		"[sso-session corp]\nsso_region = us-east-1\nsso_start_url = " + p.URL + "/start\n"
	if err := os.WriteFile(filepath.Join(home, "config"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AWS_CONFIG_FILE", filepath.Join(home, "config"))
	t.Setenv("HOME", home)
	for _, name := range []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} {
		if err := os.Unsetenv(name); err != nil {
			t.Fatal(err)
		}
	}
	code, _, errs := run("audit", "--live", "--profile", "work")
	expect(t, code, CodeAuth, errs, "run aws sso login --profile work")
	if strings.Count(errs, "\n") != 1 {
		t.Errorf("more than a line:\n%s", errs)
	}
}

// TestLiveNobody runs without credentials, and with a profile that is not there.
func TestLiveNobody(t *testing.T) {
	replay(t, 1)
	for _, name := range []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} {
		if err := os.Unsetenv(name); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("HOME", t.TempDir())
	for _, args := range [][]string{{"audit", "--live"}, {"doctor", "--profile", "none"}} {
		code, _, errs := run(args...)
		expect(t, code, CodeAuth, errs, "not authenticated", "--profile")
	}
}

// TestLiveInterrupted presses Ctrl-C while the second account is read: the
// first is kept, and the next run goes on.
func TestLiveInterrupted(t *testing.T) {
	replay(t, 3, func(p *faultproxy.Proxy) {
		p.On("iam:ListRoles", faultproxy.In("100000000001", faultproxy.Times(1, func(*faultproxy.Call) *faultproxy.Answer {
			self, err := os.FindProcess(os.Getpid())
			if err == nil {
				err = self.Signal(os.Interrupt)
			}
			if err != nil {
				t.Error(err)
			}
			return faultproxy.Slow(200 * time.Millisecond)(nil)
		})))
	})
	dir := filepath.Join(t.TempDir(), "x")
	code, _, errs := run("collect", "--org", "--concurrency", "1", dir)
	expect(t, code, CodeInterrupt, errs, "interrupted: 1 account is in ", "--resume")
	if _, err := os.Stat(filepath.Join(dir, "manifest.json")); err == nil {
		t.Error("what is not whole was sealed")
	}
	code, out, errs := run("collect", "--org", "--resume", dir)
	expect(t, code, CodeOK, out+errs, "2 of 3 accounts read", "1 kept from before")
	code, out, errs = run("snapshot", "check", dir)
	expect(t, code, CodeOK, out+errs)
	if info, err := os.Stat(filepath.Join(dir, "manifest.json")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
}

func TestLiveUsage(t *testing.T) {
	for args, message := range map[string]string{
		"audit --live x":        "found a PATH beside --live",
		"audit --org x":         "expected --live beside it",
		"audit --live --resume": "expected --save DIR",
		"audit --live --account 111122223333 --org --accounts 222233334444": "--account: account 111122223333 is not among those",
		"audit --live --account 111122223333 --org --exclude 111122223333":  "--account: account 111122223333 is not among those",
		"audit --live --at soon":                       "expected a time like",
		"collect --max-age 24h x":                      "expected --resume beside it",
		"collect --resume --max-age -5h x":             "expected a duration of a second or more",
		"collect --resume --max-age 1ns x":             "expected a duration of a second or more",
		"collect --regions nope! x":                    "--regions: expected the name of a region, as us-east-1, found \"nope!\"",
		"collect --region us-east x":                   "--region: expected the name of a region",
		"collect --identity-center-region US-EAST-1 x": "--identity-center-region: expected the name of a region",
		"collect --org --accounts= x":                  "--accounts: found nothing; is a variable not set?",
		"doctor --regions nope":                        "expected the name of a region",
		"doctor --concurrency 2":                       "unknown flag: --concurrency",
		"permissions --partition x\"y":                 "--partition: expected a partition of AWS",
		"audit":                                        "audit needs a PATH",
		"collect":                                      "collect needs 1 arguments",
		"collect --ou r-ab12 x":                        "expected --org beside them",
		"collect --org --accounts 1 x":                 "expected an account id",
		"collect --org --ou x x":                       "expected the id of a unit",
		"collect --org --exclude x x":                  "expected the id of an account or of a unit",
		"collect --skip iam:CreateRole x":              "no call \"iam:CreateRole\"",
		"collect --role-path x x":                      "expected a path",
		"collect --role-name a/b x":                    "expected the name of a role",
		"permissions --skip x":                         "no call",
		"doctor --role-name a/b":                       "expected the name of a role",
		"permissions --for everything":                 "expected one of audit, collect",
	} {
		code, _, errs := run(strings.Fields(args)...)
		expect(t, code, CodeUsage, errs, message)
	}
}

func TestPermissions(t *testing.T) {
	code, out, _ := run("permissions", "--partition", "aws-us-gov", "--role-path", "/audit/", "--role-name", "reader")
	expect(t, code, CodeOK, out, "arn:aws-us-gov:iam::*:role/audit/reader", "organizations:ListAccounts", "iam:GetAccountAuthorizationDetails")
	if !json.Valid([]byte(out)) {
		t.Error("no JSON")
	}
	code, out, _ = run("permissions", "--member", "--depth", "quick")
	expect(t, code, CodeOK, out, "arn:aws:iam::aws:policy/AWSSupportAccess")
	if strings.Contains(out, "AssumeRole") {
		t.Error(out)
	}
	code, out, _ = run("permissions", "-o", "calls", "--skip", "iam:ListRoles")
	expect(t, code, CodeOK, out, "iam:GetCredentialReport\tiam:GetCredentialReport iam:GenerateCredentialReport\twhen the root user was used", "sts:AssumeRole\t")
	for _, alone := range []string{"--org=false", "--member"} {
		code, out, _ = run("permissions", "-o", "calls", alone)
		expect(t, code, CodeOK, out, "iam:ListRoles\t")
		if strings.Contains(out, "sts:") || strings.Contains(out, "organizations:") {
			t.Errorf("%s:\n%s", alone, out)
		}
	}
	code, _, errs := run("permissions", "--partition", "aws-iso-b")
	expect(t, code, CodeOK, errs)
}
