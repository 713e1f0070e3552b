package awsio_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"hotline/internal/awsio"
	"hotline/internal/faultproxy"
	"hotline/internal/snapfile"
)

// TestKeptFailures holds that what failed in a folder that is kept counts in
// every run.
func TestKeptFailures(t *testing.T) {
	replayed(t, 2, func(p *faultproxy.Proxy) {
		p.On("support:DescribeSeverityLevels", faultproxy.Fail(http.StatusBadRequest, "SubscriptionRequiredException", "no plan"))
	})
	dir, o := t.TempDir(), whole(awsio.Full)
	o.Resume = true
	for _, kept := range []int{0, 2, 2} {
		r, err := awsio.Collect(t.Context(), dir, o)
		must(t, err)
		if r.Kept != kept || len(r.Failures) != 2 || r.Failures[1].Class != awsio.NoPlan || r.Failures[1].Account != second ||
			r.Failures[1].Code != "SubscriptionRequiredException" || r.Failures[1].RequestID != faultproxy.RequestID {
			t.Errorf("%d kept: %+v %v", kept, r, r.Failures)
		}
	}
}

// TestStale holds that what is old is not given up for an account that cannot
// be asked for a while; that it can no longer be entered is news.
func TestStale(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		call        string
		fault       faultproxy.Fault
		stale, gaps int
	}{
		"throttled on the way": {"sts:AssumeRole", faultproxy.Into(second, faultproxy.Throttle()), 1, 1},
		"dropped on the way":   {"sts:AssumeRole", faultproxy.Into(second, faultproxy.Drop()), 1, 1},
		"broken":               {"iam:*", faultproxy.In(second, faultproxy.Break()), 1, 1},
		"denied on the way":    {"sts:AssumeRole", faultproxy.Into(second, faultproxy.Deny()), 0, 1},
		"half of it":           {"iam:GetRole", faultproxy.In(second, faultproxy.Break()), 0, 2},
	} {
		dir, o := t.TempDir(), whole(awsio.Quick)
		o.Resume, o.MaxAge, o.Now = true, time.Hour, func() time.Time { return now }
		replayed(t, 2, func(*faultproxy.Proxy) {})
		_, err := awsio.Collect(t.Context(), dir, o)
		must(t, err)
		now = now.Add(2 * time.Hour)
		replayed(t, 2, func(p *faultproxy.Proxy) { p.On(tt.call, tt.fault) })
		r, err := awsio.Collect(t.Context(), dir, o)
		must(t, err)
		if r.Stale != tt.stale || r.Kept != tt.stale || r.Unentered > r.Read-1 || len(r.Failures) != 1 {
			t.Errorf("%s: %+v %v", name, r, r.Failures)
		}
		if a := member(t, snapfile.Files{Paths: []string{dir}}.Snapshot(), second); len(a.Gaps) != tt.gaps {
			t.Errorf("%s: %+v", name, a.Gaps)
		}
	}
}

// TestRenewalFails holds that a role which can no longer be assumed is not
// taken for a call that is not allowed.
func TestRenewalFails(t *testing.T) {
	replayed(t, 2, func(p *faultproxy.Proxy) {
		p.On("iam:GetRole", faultproxy.In(second, faultproxy.Times(1, faultproxy.Fail(http.StatusForbidden, "ExpiredToken", "expired"))))
		p.On("sts:AssumeRole", func(c *faultproxy.Call) *faultproxy.Answer {
			if c.N == 0 {
				return nil
			}
			return faultproxy.Deny()(c)
		})
	})
	r, err := awsio.Collect(t.Context(), t.TempDir(), whole(awsio.Quick))
	must(t, err)
	if f := r.Failures; len(f) != 1 || f[0].Call != "iam:GetRole" || f[0].Class != awsio.Denied || !slices.Equal(f[0].Needs, []string{"sts:AssumeRole"}) {
		t.Errorf("%+v", f)
	}
}

// TestListDenied holds that a run that ends tells all that failed before, and
// what would mend it.
func TestListDenied(t *testing.T) {
	for class, fault := range map[awsio.Class]faultproxy.Fault{awsio.Denied: faultproxy.Deny(), awsio.Throttled: faultproxy.Throttle()} {
		replayed(t, 1, func(p *faultproxy.Proxy) { p.On("organizations:*", fault) })
		r, err := awsio.Collect(t.Context(), t.TempDir(), whole(awsio.Quick))
		e := callError(t, err)
		if e.Call != "organizations:ListAccounts" || e.Class != class || !slices.Equal(e.Needs, []string{"organizations:ListAccounts"}) {
			t.Errorf("%+v", e)
		}
		if !slices.Equal(failed(r, ""), []string{"organizations:DescribeOrganization"}) {
			t.Errorf("%+v", r.Failures)
		}
	}
}
