package awsio_test

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hotline/internal/awsio"
	"hotline/internal/faultproxy"
	"hotline/internal/snapfile"
	"hotline/org"
)

// TestFaults reads one organization many times, while more and more goes wrong
// on the way.
func TestFaults(t *testing.T) {
	w := startWorld(t, 2)
	for name, test := range map[string]func(*testing.T, *world){
		"mended by trying again": checkMended,
		"one call refused":       checkRefused,
		"above, refused":         checkAbove,
		"account not entered":    checkNotEntered,
		"throttled to the end":   checkThrottled,
		"empty pages":            checkEmptyPages,
		"no plan":                checkNoPlan,
		"token ended early":      checkRenewed,
		"credentials expired":    checkExpired,
		"region disabled":        checkRegion,
		"interrupted":            checkInterrupted,
		"not reached":            checkNotReached,
		"unreadable answer":      checkUnreadable,
	} {
		t.Run(name, func(t *testing.T) { test(t, w) })
	}
}

// collect reads the organization at full depth.
func (w *world) collect(t *testing.T, dir string) (*awsio.Result, *org.Snapshot) {
	t.Helper()
	o := fast()
	o.Org = true
	r, err := awsio.Collect(t.Context(), dir, o)
	must(t, err)
	return r, snapfile.Files{Paths: []string{dir}}.Snapshot()
}

// member is an account of a snapshot.
func member(t *testing.T, s *org.Snapshot, id string) *org.Account {
	t.Helper()
	for _, a := range s.Accounts {
		if a.ID == id {
			return a
		}
	}
	t.Fatalf("no account %s", id)
	return nil
}

// gap holds that an account has one gap, and what it says.
func gap(t *testing.T, a *org.Account, call, code string, words ...string) {
	t.Helper()
	if len(a.Gaps) != 1 || a.Gaps[0].Call != call || a.Gaps[0].Code != code || a.Gaps[0].Kind != org.Incomplete {
		t.Fatalf("%s: %+v", a.ID, a.Gaps)
	}
	for _, word := range words {
		if !strings.Contains(a.Gaps[0].Message, word) {
			t.Errorf("%q is not in %q", word, a.Gaps[0].Message)
		}
	}
}

// checkMended holds that what goes wrong for a moment leaves no trace.
func checkMended(t *testing.T, w *world) {
	w.reset()
	_, want := w.collect(t, t.TempDir())
	clean(t, want)
	for name, fault := range map[string]faultproxy.Fault{
		"throttled": faultproxy.Every(3, faultproxy.Throttle()), "500": faultproxy.Every(3, faultproxy.Break()),
		"dropped": faultproxy.Every(3, faultproxy.Drop()), "cut off": faultproxy.Every(3, faultproxy.CutOff(strings.Repeat(" ", 1000))),
		"slow":          faultproxy.Slow(5 * time.Millisecond),
		"changed":       faultproxy.Every(3, faultproxy.Fail(http.StatusConflict, "ConcurrentModification", "try again")),
		"changed, json": faultproxy.Every(3, faultproxy.Fail(http.StatusBadRequest, "ConcurrentModificationException", "try again")),
	} {
		w.reset(func(w *world) { w.On("*", fault) })
		r, got := w.collect(t, t.TempDir())
		if len(r.Failures) > 0 {
			t.Errorf("%s: %v", name, r.Failures)
		}
		if name == "throttled" && r.Throttles == 0 {
			t.Error("no throttle was counted")
		}
		same(t, name, got, want)
	}
}

func checkRefused(t *testing.T, w *world) {
	id := w.members[1]
	w.reset(func(w *world) { w.On("iam:GetAccountSummary", faultproxy.In(id, faultproxy.Deny())) })
	r, s := w.collect(t, t.TempDir())
	gap(t, member(t, s, id), "iam:GetAccountSummary", "AccessDenied", "is not authorized", "request id "+faultproxy.RequestID, "it needs iam:GetAccountSummary")
	if f := r.Failures; len(f) != 1 || f[0].Class != awsio.Denied || f[0].Account != id || f[0].RequestID != faultproxy.RequestID {
		t.Errorf("%+v", f)
	}
	for _, other := range []string{hubAccount, w.members[0]} {
		if a := member(t, s, other); len(a.Gaps) > 0 {
			t.Errorf("%s: %v", other, a.Gaps)
		}
	}
}

// checkAbove refuses what is asked about the organization. With the accounts
// named, it can be read without their list.
func checkAbove(t *testing.T, w *world) {
	w.reset(func(w *world) {
		w.On("organizations:DescribePolicy", faultproxy.Deny())
		w.On("organizations:ListAccounts", faultproxy.Deny())
		w.On("sso:*", faultproxy.Deny())
	})
	o, dir := fast(), t.TempDir()
	o.Org, o.Accounts = true, w.members
	r, err := awsio.Collect(t.Context(), dir, o)
	must(t, err)
	s := snapfile.Files{Paths: []string{dir}}.Snapshot()
	told := map[string]int{}
	for _, g := range s.Organization.Gaps {
		told[g.Call+" "+g.Code]++
	}
	for _, call := range []string{"organizations:DescribePolicy", "organizations:ListAccounts", "sso:ListInstances"} {
		if told[call+" AccessDeniedException"] == 0 {
			t.Errorf("no gap for %s: %v", call, told)
		}
	}
	if r.Read != 2 || len(s.Accounts) != 3 { // the tree names the hub, too
		t.Errorf("%+v, %d accounts", r, len(s.Accounts))
	}
}

func checkNotEntered(t *testing.T, w *world) {
	id := w.members[0]
	w.reset(func(w *world) {
		w.On("sts:AssumeRole", func(c *faultproxy.Call) *faultproxy.Answer {
			if strings.Contains(c.Form.Get("RoleArn"), id) {
				return faultproxy.Deny()(c)
			}
			return nil
		})
	})
	_, s := w.collect(t, t.TempDir())
	a := member(t, s, id)
	gap(t, a, "sts:AssumeRole", "AccessDenied", "it needs sts:AssumeRole")
	if a.Missing()&org.AllParts != org.AllParts {
		t.Errorf("%+v", a.Gaps)
	}
}

func checkThrottled(t *testing.T, w *world) {
	id := w.members[0]
	w.reset(func(w *world) { w.On("iam:ListRoles", faultproxy.In(id, faultproxy.Throttle())) })
	r, s := w.collect(t, t.TempDir())
	gap(t, member(t, s, id), "iam:ListRoles", "Throttling", "Rate exceeded")
	if r.Failures[0].Class != awsio.Throttled || r.Throttles < 6 {
		t.Errorf("%+v %d", r.Failures[0], r.Throttles)
	}
}

// checkEmptyPages holds that a page which is empty and says that more follows
// is not the end of a list.
func checkEmptyPages(t *testing.T, w *world) {
	w.reset()
	_, want := w.collect(t, t.TempDir())
	const empty = `<GetAccountAuthorizationDetailsResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetAccountAuthorizationDetailsResult>` +
		`<IsTruncated>true</IsTruncated><Marker>next</Marker><UserDetailList/><GroupDetailList/><RoleDetailList/><Policies/>` +
		`</GetAccountAuthorizationDetailsResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetAccountAuthorizationDetailsResponse>`
	w.reset(func(w *world) {
		w.On("iam:GetAccountAuthorizationDetails", func(c *faultproxy.Call) *faultproxy.Answer {
			switch c.Form.Get("Marker") {
			case "":
				return faultproxy.Reply(empty)(c)
			case "next":
				return faultproxy.Reply(strings.Replace(empty, "next", "last", 1))(c)
			}
			return nil
		})
		w.On("organizations:ListAccounts", emptyFirst(`{"Accounts":[],"NextToken":"bmV4dA=="}`))
		w.On("organizations:ListRoots", emptyFirst(`{"Roots":[],"NextToken":"bmV4dA=="}`))
	})
	_, got := w.collect(t, t.TempDir())
	same(t, "empty pages", got, want)
}

// emptyFirst answers with an empty page where no page was asked for, and lets
// the next be the first: moto does not know the token.
func emptyFirst(page string) faultproxy.Fault {
	return func(c *faultproxy.Call) *faultproxy.Answer {
		if !strings.Contains(string(c.Body), "NextToken") {
			return faultproxy.Reply(page)(c)
		}
		c.Body = []byte("{}")
		return nil
	}
}

func checkNoPlan(t *testing.T, w *world) {
	const message = "Amazon Web Services Premium Support Subscription is required to use this service."
	w.reset(func(w *world) {
		w.On("support:DescribeSeverityLevels", faultproxy.Fail(http.StatusBadRequest, "SubscriptionRequiredException", message))
	})
	r, s := w.collect(t, t.TempDir())
	for _, a := range s.Accounts {
		gap(t, a, "support:DescribeSeverityLevels", "SubscriptionRequiredException", "Premium Support")
	}
	if r.Failures[0].Class != awsio.NoPlan {
		t.Errorf("%+v", r.Failures[0])
	}
}

func checkRenewed(t *testing.T, w *world) {
	w.reset(func(w *world) {
		w.On("iam:ListRoles", faultproxy.Times(1, faultproxy.In(w.members[0], faultproxy.Fail(http.StatusForbidden, "ExpiredToken", "expired"))))
	})
	o := fast()
	o.Org, o.Accounts = true, w.members[:1]
	r, err := awsio.Collect(t.Context(), t.TempDir(), o)
	must(t, err)
	if len(r.Failures) > 0 || r.Calls["sts:AssumeRole"] != 2 {
		t.Errorf("%v %v", r.Failures, r.Calls)
	}
}

func checkExpired(t *testing.T, w *world) {
	w.reset(func(w *world) {
		last := slices.Max(w.members) // others come before it
		w.On("sts:AssumeRole", faultproxy.Into(last, faultproxy.Fail(http.StatusForbidden, "ExpiredToken", "The security token included in the request is expired")))
	})
	o, dir := fast(), t.TempDir()
	o.Org, o.Concurrency = true, 1
	_, err := awsio.Collect(t.Context(), dir, o)
	if err == nil || !strings.Contains(err.Error(), "the credentials have expired") {
		t.Fatal(err)
	}
	w.reset()
	o.Resume = true
	r, err := awsio.Collect(t.Context(), dir, o)
	must(t, err)
	if r.Kept < 1 || r.Kept+r.Read != 3 {
		t.Errorf("%+v", r)
	}
	clean(t, snapfile.Files{Paths: []string{dir}}.Snapshot())
}

func checkRegion(t *testing.T, w *world) {
	w.reset(func(w *world) {
		w.On("logs:DescribeMetricFilters", faultproxy.Fail(http.StatusBadRequest, "UnrecognizedClientException", "The security token included in the request is invalid."))
	})
	r, s := w.collect(t, t.TempDir())
	gap(t, member(t, s, hubAccount), "logs:DescribeMetricFilters", "UnrecognizedClientException")
	if r.Failures[0].Class != awsio.RegionDisabled {
		t.Errorf("%+v", r.Failures[0])
	}
}

func checkNotReached(t *testing.T, w *world) {
	dead := faultproxy.New("")
	dead.Close()
	t.Setenv("AWS_ENDPOINT_URL_IAM", dead.URL)
	w.reset()
	r, s := w.collect(t, t.TempDir())
	for _, a := range s.Accounts {
		if a.Missing()&org.AllParts != org.AllParts || slices.ContainsFunc(a.Gaps, func(g org.Gap) bool { return g.Kind == org.Damaged }) {
			t.Errorf("%s: %+v", a.ID, a.Gaps)
		}
	}
	if r.Failures[0].Class != awsio.Network {
		t.Errorf("%+v", r.Failures[0])
	}
}

func checkUnreadable(t *testing.T, w *world) {
	w.reset(func(w *world) { w.On("iam:GetAccountSummary", faultproxy.Reply("<html>")) })
	_, s := w.collect(t, t.TempDir())
	a := member(t, s, hubAccount)
	if len(a.Gaps) != 1 || a.Missing() != org.Summary {
		t.Errorf("%+v", a.Gaps)
	}
}

// checkInterrupted ends a run in the middle of an account: those that were read
// are there, nothing of that one is, and the next run goes on.
func checkInterrupted(t *testing.T, w *world) {
	o, dir := fast(), t.TempDir()
	o.Org, o.Concurrency = true, 1
	ctx, cancel := contextWithCancel(t)
	seen := 0
	w.reset(func(w *world) {
		w.On("iam:GetAccountSummary", func(*faultproxy.Call) *faultproxy.Answer {
			if seen++; seen == 2 {
				cancel()
			}
			return nil
		})
	})
	r, err := awsio.Collect(ctx, dir, o)
	if !awsio.IsInterrupted(err) || r.Read != 1 {
		t.Fatalf("%v %+v", err, r)
	}
	found, err := os.ReadDir(filepath.Join(dir, "accounts"))
	must(t, err)
	if len(found) != 1 {
		t.Errorf("%v", found)
	}
	w.reset()
	o.Resume = true
	r, err = awsio.Collect(t.Context(), dir, o)
	must(t, err)
	if r.Kept != 1 || r.Read != 2 || w.Counts()["iam:GetAccountAuthorizationDetails"] != 2 {
		t.Errorf("%+v", r)
	}
	clean(t, snapfile.Files{Paths: []string{dir}}.Snapshot())
}
