package cli

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"hotline/check"
	"hotline/internal/awsio"
	"hotline/internal/faultproxy"
	"hotline/org"
)

// expired lets the caller's credentials expire before an account is entered.
func expired(account string) func(*faultproxy.Proxy) {
	return func(p *faultproxy.Proxy) {
		p.On("sts:AssumeRole", func(c *faultproxy.Call) *faultproxy.Answer {
			if !strings.Contains(c.Form.Get("RoleArn"), account) {
				return nil
			}
			return faultproxy.Fail(http.StatusBadRequest, "ExpiredToken", "no")(c)
		})
	}
}

// interrupting sends a signal when an account is asked for its roles.
func interrupting(t *testing.T, sig os.Signal) func(*faultproxy.Proxy) {
	return func(p *faultproxy.Proxy) {
		p.On("iam:ListRoles", faultproxy.In("100000000001", faultproxy.Times(1, func(*faultproxy.Call) *faultproxy.Answer {
			self, err := os.FindProcess(os.Getpid())
			if err == nil {
				err = self.Signal(sig)
			}
			if err != nil {
				t.Error(err)
			}
			return faultproxy.Slow(200 * time.Millisecond)(nil)
		})))
	}
}

// TestResumeElsewhere holds that nothing is touched in a directory that is no
// snapshot.
func TestResumeElsewhere(t *testing.T) {
	replay(t, 1)
	dir := t.TempDir()
	manifest := filepath.Join(dir, "manifest.json")
	if err := os.WriteFile(manifest, []byte(`{"name": "app"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, errs := run("collect", "--resume", dir)
	expect(t, code, CodeUsage, errs, "holds no snapshot to go on with")
	if _, err := os.Stat(manifest); err != nil {
		t.Error(err)
	}
	// What a run leaves that was ended before its first account is one.
	dir = t.TempDir()
	for _, name := range []string{"accounts/.100000000000.new/x", ".lock"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	code, out, errs := run("collect", "--resume", dir)
	expect(t, code, CodeOK, out+errs)
}

// TestResumeSealed holds that a sealed snapshot stays as it was until something
// is written.
func TestResumeSealed(t *testing.T) {
	replay(t, 3)
	dir := filepath.Join(t.TempDir(), "x")
	code, out, errs := run("collect", "--org", dir)
	expect(t, code, CodeOK, out+errs)
	for name, fault := range map[string]func(*faultproxy.Proxy){
		"sts:GetCallerIdentity": func(p *faultproxy.Proxy) {
			p.On("sts:GetCallerIdentity", faultproxy.Fail(http.StatusForbidden, "ExpiredToken", "no"))
		},
		"organizations:ListAccounts": func(p *faultproxy.Proxy) { p.On("organizations:ListAccounts", faultproxy.Deny()) },
	} {
		replay(t, 3, fault)
		code, out, errs = run("collect", "--org", "--resume", dir)
		expect(t, code, CodeAuth, out+errs, "3 accounts are in "+dir+"; the same command with --resume goes on", name)
		code, out, errs = run("snapshot", "check", dir)
		expect(t, code, CodeOK, out+errs)
		if _, err := os.Stat(filepath.Join(dir, "manifest.json")); err != nil {
			t.Error(err)
		}
	}
	replay(t, 4, expired("100000000003")) // which is new; the organization was written before
	code, out, errs = run("collect", "--org", "--resume", dir)
	expect(t, code, CodeAuth, out+errs, "3 accounts are in "+dir)
	if _, err := os.Stat(filepath.Join(dir, "manifest.json")); err == nil {
		t.Error("what has changed is sealed")
	}
}

// TestLiveExpired lets the credentials expire before the third account.
func TestLiveExpired(t *testing.T) {
	replay(t, 3, expired("100000000002"))
	t.Setenv("TMPDIR", t.TempDir())
	dir := filepath.Join(t.TempDir(), "x")
	for _, args := range [][]string{{"collect", dir}, {"audit", "--live", "--save", dir, "--resume"}} {
		code, out, errs := run(append(args, "--org", "--concurrency", "1")...)
		expect(t, code, CodeAuth, out+errs, "the credentials have expired", "2 accounts are in "+dir+"; the same command with --resume goes on")
	}
	code, out, errs := run("audit", "--live", "--org", "--concurrency", "1")
	expect(t, code, CodeAuth, out+errs, "the credentials have expired", "what was read (2 accounts) is removed; --save DIR keeps it")
	if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
		t.Errorf("%v %v", left, err)
	}
}

// TestLiveRemoved holds that what was read and is not kept is removed, whoever
// ends the run.
func TestLiveRemoved(t *testing.T) {
	for _, sig := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		replay(t, 3, interrupting(t, sig))
		t.Setenv("TMPDIR", t.TempDir())
		code, out, errs := run("audit", "--live", "--org", "--concurrency", "1")
		expect(t, code, CodeInterrupt, out+errs, "interrupted: what was read (1 account) is removed; --save DIR keeps it")
		if strings.Contains(errs, "the same command") {
			t.Error(errs)
		}
		if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
			t.Errorf("%v %v", left, err)
		}
	}
}

// TestLiveJudged interrupts what follows the reading.
func TestLiveJudged(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for thrown, want := range map[bool]string{true: "what was read is removed", false: "all was read; hotline audit ../../examples/acme judges it"} {
		s, _, errs := streams(nil, false)
		o := auditOptions{at: &moment{}}
		_, err := o.judgeLive(ctx, reading{&console{Streams: s}, "../../examples/acme", thrown}, nil, check.DefaultSettings())
		expect(t, codeOf(err), CodeInterrupt, errs.String(), want)
	}
}

// TestLiveEarly holds that what is wrong with the command line is said before
// anything is read.
func TestLiveEarly(t *testing.T) {
	p := replay(t, 3)
	file := filepath.Join(t.TempDir(), "exceptions.yaml")
	if err := os.WriteFile(file, []byte("exceptions: 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{file, file + ".none"} {
		code, out, errs := run("audit", "--live", "--org", "--exceptions", name)
		expect(t, code, CodeError, out+errs, name)
	}
	if calls := p.Counts(); len(calls) > 0 {
		t.Errorf("asked %v", calls)
	}
}

// TestLiveNothing holds that to read no account is no success.
func TestLiveNothing(t *testing.T) {
	replay(t, 2)
	dir := filepath.Join(t.TempDir(), "x")
	code, out, errs := run("collect", "--org", "--exclude", "100000000000,100000000001", dir)
	expect(t, code, CodeUsage, out+errs, "no account")
	code, out, errs = run("collect", "--org", "--accounts", "999999999999", dir)
	expect(t, code, CodeUsage, out+errs, "999999999999 is not in the organization")
	if _, err := os.Stat(filepath.Join(dir, "manifest.json")); err == nil {
		t.Error("nothing was sealed as a snapshot")
	}
}

// TestLiveNoCode holds that a failure without a code reads well.
func TestLiveNoCode(t *testing.T) {
	replay(t, 2, func(p *faultproxy.Proxy) {
		p.On("iam:GetAccountSummary", faultproxy.In("100000000001", faultproxy.Reply("<html>")))
	})
	code, out, errs := run("audit", "--live", "--org", "--fail-on", "never")
	expect(t, code, CodeIncomplete, out+errs, "iam:GetAccountSummary failed: ")
	if strings.Contains(errs, "failed: failed") {
		t.Error(errs)
	}
}

// TestUnsaid holds that what failed and left no trace in the report is said.
func TestUnsaid(t *testing.T) {
	t.Parallel()
	failures := []*awsio.CallError{{Account: "1", Call: "a"}, {Account: "1", Call: "b"}, {Account: "2", Call: "a"}, {Call: "c"}, {Call: "d"}}
	r := &check.Report{OtherGaps: []org.Gap{{Call: "c"}}, Accounts: []*check.AccountReport{{Account: &org.Account{ID: "1", Gaps: []org.Gap{{Call: "a"}}}}}}
	for _, tt := range []struct {
		wanted []string
		want   string
	}{{nil, "1:b 2:a :d"}, {[]string{"1"}, "1:b :d"}} {
		var got []string
		for _, f := range unsaid(r, failures, tt.wanted) {
			got = append(got, f.Account+":"+f.Call)
		}
		if text := strings.Join(got, " "); text != tt.want {
			t.Errorf("%v: got %s, want %s", tt.wanted, text, tt.want)
		}
	}
}

// TestLiveUnentered holds that an account that nobody could enter is not
// counted as read.
func TestLiveUnentered(t *testing.T) {
	replay(t, 3, func(p *faultproxy.Proxy) {
		p.On("sts:AssumeRole", faultproxy.Times(1, faultproxy.Deny()))
	})
	code, out, errs := run("collect", "--org", filepath.Join(t.TempDir(), "x"))
	expect(t, code, CodeIncomplete, out+errs, "2 of 3 accounts read into ", ", 1 could not be entered; ")
	replay(t, 3, func(p *faultproxy.Proxy) { p.On("sts:AssumeRole", faultproxy.Deny()) })
	code, out, errs = run("collect", "--org", "-o", "json", filepath.Join(t.TempDir(), "x"))
	expect(t, code, CodeIncomplete, out+errs, `"read": 1,`, `"unentered": 2,`)
}
