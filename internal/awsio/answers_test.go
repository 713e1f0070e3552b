package awsio_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"hotline/check"
	"hotline/internal/awsio"
	"hotline/internal/faultproxy"
	"hotline/internal/snapfile"
	"hotline/org"
)

// replayed is a made-up organization of some accounts, with faults.
func replayed(t *testing.T, accounts int, faults func(*faultproxy.Proxy)) *faultproxy.Proxy {
	t.Helper()
	p := faultproxy.New("")
	t.Cleanup(p.Close)
	faults(p)
	p.Replay(faultproxy.Replay{Accounts: accounts})
	pointAt(t, p.URL)
	return p
}

const (
	first  = faultproxy.Hub
	second = "100000000001"
	third  = "100000000002"
)

// whole are options for all of an organization, with few attempts.
func whole(depth awsio.Depth) awsio.Options {
	o := fast()
	o.Org, o.Depth, o.MaxAttempts = true, depth, 2
	return o
}

// failed is the calls that failed in an account.
func failed(r *awsio.Result, account string) []string {
	var out []string
	for _, f := range r.Failures {
		if f.Account == account {
			out = append(out, f.Call)
		}
	}
	return out
}

// TestHopFails holds that whatever goes wrong on the way into an account is
// about that account alone.
func TestHopFails(t *testing.T) {
	bare := func(status int, body string) faultproxy.Fault {
		return func(*faultproxy.Call) *faultproxy.Answer { return &faultproxy.Answer{Status: status, Body: body} }
	}
	for name, fault := range map[string]faultproxy.Fault{
		"dropped": faultproxy.Drop(), "html": faultproxy.Reply("<html><body>proxy</body></html>"), "5xx": bare(http.StatusServiceUnavailable, ""),
		"4xx": bare(http.StatusForbidden, "<html>"), "empty": faultproxy.Reply(""), "json": faultproxy.Reply("{}"), "cut off": faultproxy.CutOff("<AssumeRole>"),
		"hollow":  faultproxy.Reply("<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>"),
		"unknown": faultproxy.Fail(http.StatusForbidden, "InvalidClientTokenId", "no"),
	} {
		replayed(t, 3, func(p *faultproxy.Proxy) { p.On("sts:AssumeRole", faultproxy.Into(third, fault)) })
		dir := t.TempDir()
		r, err := awsio.Collect(t.Context(), dir, whole(awsio.Quick))
		if err != nil || r.Read != 3 || r.Unentered != 1 || len(r.Failures) != 1 || !slices.Equal(failed(r, third), []string{"sts:AssumeRole"}) {
			t.Errorf("%s: %v %+v", name, err, r)
			continue
		}
		s := snapfile.Files{Paths: []string{dir}}.Snapshot()
		if a := member(t, s, third); a.Missing()&org.AllParts != org.AllParts || len(member(t, s, second).Gaps) != 1 {
			t.Errorf("%s: %+v", name, a.Gaps)
		}
	}
}

// TestHollow holds that an answer with nothing in it is none.
func TestHollow(t *testing.T) {
	bound := strings.ReplaceAll(bounded, hubAccount, first)
	for call, depth := range map[string]awsio.Depth{
		"iam:ListEntitiesForPolicy": awsio.Quick, "iam:GetRole": awsio.Quick, "iam:GetAccountAuthorizationDetails": awsio.Full,
		"iam:ListRoles": awsio.Full, "iam:GetPolicy": awsio.Full, "iam:GetPolicyVersion": awsio.Full, "iam:GetAccountSummary": awsio.Full,
		"iam:GetCredentialReport": awsio.Full,
	} {
		_, name, _ := strings.Cut(call, ":")
		hollow := "<" + name + "Response><" + name + "Result/></" + name + "Response>"
		for _, body := range []string{"", "  \n", "{}", "<html><body>x</body></html>", hollow} {
			replayed(t, 1, func(p *faultproxy.Proxy) {
				p.On(call, faultproxy.Reply(body))
				if strings.HasPrefix(call, "iam:GetPolicy") {
					p.On("iam:GetAccountAuthorizationDetails", faultproxy.Reply(bound))
					p.On("iam:GetPolicy", faultproxy.Reply("<GetPolicyResponse><GetPolicyResult><Policy><DefaultVersionId>v1</DefaultVersionId></Policy></GetPolicyResult></GetPolicyResponse>"))
				}
			})
			dir := t.TempDir()
			r, err := awsio.Collect(t.Context(), dir, whole(depth))
			must(t, err)
			if got := failed(r, first); !slices.Equal(got, []string{call}) {
				t.Errorf("%s %q: %v", call, body, r.Failures)
			}
			if v := verdicts(dir)[first]; v == check.Fail && !strings.HasPrefix(call, "iam:GetPolicy") {
				t.Errorf("%s %q: the verdict is %v", call, body, v)
			}
		}
	}
}

// TestHollowAbove holds the same of what is asked about the organization: which
// accounts there are must be known.
func TestHollowAbove(t *testing.T) {
	for body, words := range map[string]string{"": "empty", "{}": "of 0 accounts none is the caller's", `{"Accounts":[{"Id":"111122223333","State":"ACTIVE"}]}`: "none is the caller's"} {
		replayed(t, 1, func(p *faultproxy.Proxy) { p.On("organizations:ListAccounts", faultproxy.Reply(body)) })
		if _, err := awsio.Collect(t.Context(), t.TempDir(), whole(awsio.Quick)); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%q: %v", body, err)
		}
	}
	for _, call := range []string{"organizations:DescribeOrganization", "organizations:ListRoots", "sso:ListInstances"} {
		replayed(t, 1, func(p *faultproxy.Proxy) { p.On(call, faultproxy.Reply("")) })
		r, err := awsio.Collect(t.Context(), t.TempDir(), whole(awsio.Full))
		if err != nil || !slices.Contains(failed(r, ""), call) {
			t.Errorf("%s: %v %v", call, err, r.Failures)
		}
	}
}

// TestPatience holds that an answer that does not end is given up, and that
// this is no end of the run.
func TestPatience(t *testing.T) {
	for name, fault := range map[string]faultproxy.Fault{"hangs": faultproxy.Hang("<List"), "hangs from the beginning": faultproxy.Hang("")} {
		p := replayed(t, 2, func(p *faultproxy.Proxy) { p.On("iam:ListEntitiesForPolicy", faultproxy.In(second, fault)) })
		o := whole(awsio.Quick)
		o.Patience = 200 * time.Millisecond
		r, err := awsio.Collect(t.Context(), t.TempDir(), o)
		if err != nil || len(r.Failures) != 1 || r.Failures[0].Class != awsio.Network || p.Counts()["iam:ListEntitiesForPolicy"] != 3 {
			t.Errorf("%s: %v %+v", name, err, r)
		}
	}
	replayed(t, 1, func(p *faultproxy.Proxy) { p.On("iam:ListEntitiesForPolicy", faultproxy.Flood()) })
	r, err := awsio.Collect(t.Context(), t.TempDir(), whole(awsio.Quick))
	if err != nil || len(r.Failures) != 1 || !strings.Contains(r.Failures[0].Message, "more than 256 MiB") {
		t.Errorf("endless: %v %v", err, r)
	}
}

// TestOneServiceUnknown holds that credentials which one service does not know
// are no end of the run, unless AWS does not know them at all.
func TestOneServiceUnknown(t *testing.T) {
	unknown := faultproxy.Fail(http.StatusBadRequest, "UnrecognizedClientException", "The security token included in the request is invalid.")
	for call, class := range map[string]awsio.Class{"support:DescribeSeverityLevels": awsio.Failed, "sso:ListInstances": awsio.RegionDisabled} {
		replayed(t, 2, func(p *faultproxy.Proxy) { p.On(call, unknown) })
		r, err := awsio.Collect(t.Context(), t.TempDir(), whole(awsio.Full))
		if err != nil || len(r.Failures) == 0 || r.Failures[0].Call != call || r.Failures[0].Class != class {
			t.Errorf("%s: %v %v", call, err, r.Failures)
		}
		replayed(t, 2, func(p *faultproxy.Proxy) {
			p.On(call, unknown)
			p.On("sts:GetCallerIdentity", func(c *faultproxy.Call) *faultproxy.Answer {
				if c.N == 0 {
					return nil
				}
				return faultproxy.Fail(http.StatusForbidden, "InvalidClientTokenId", "gone")(c)
			})
		})
		if _, err := awsio.Collect(t.Context(), t.TempDir(), whole(awsio.Full)); err == nil || !strings.Contains(err.Error(), "not authenticated") {
			t.Errorf("%s: %v", call, err)
		}
	}
}
