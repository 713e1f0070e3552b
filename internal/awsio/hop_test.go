package awsio_test

import (
	"strings"
	"sync"
	"testing"

	"hotline/internal/awsio"
	"hotline/internal/faultproxy"
)

// TestHop holds what is asked for on the way into an account: the role, the
// external id, and a session that can only read. The caller's own account is
// read without.
func TestHop(t *testing.T) {
	p := faultproxy.New("")
	t.Cleanup(p.Close)
	var mu sync.Mutex
	var asked []string
	p.On("sts:AssumeRole", func(c *faultproxy.Call) *faultproxy.Answer {
		mu.Lock()
		defer mu.Unlock()
		asked = append(asked, c.Form.Get("RoleArn")+" "+c.Form.Get("ExternalId")+" "+c.Form.Get("RoleSessionName"))
		if policy := c.Form.Get("Policy"); !strings.Contains(policy, "iam:ListRoles") || strings.Contains(policy, "sts:") {
			t.Errorf("session policy: %s", policy)
		}
		return nil
	})
	p.Replay(faultproxy.Replay{Accounts: 2})
	pointAt(t, p.URL)
	o := fast()
	o.Org, o.RoleName, o.RolePath, o.ExternalID = true, "reader", "/audit/", "secret"
	r, err := awsio.Collect(t.Context(), t.TempDir(), o)
	must(t, err)
	if r.Read != 2 || len(asked) != 1 || asked[0] != "arn:aws:iam::100000000001:role/audit/reader secret hotline" {
		t.Errorf("%+v %v", r, asked)
	}
}

// TestOneAccountAlone holds that without an organization nothing is asked of
// one.
func TestOneAccountAlone(t *testing.T) {
	p := faultproxy.NewReplay(faultproxy.Replay{Accounts: 5})
	t.Cleanup(p.Close)
	pointAt(t, p.URL)
	r, err := awsio.Collect(t.Context(), t.TempDir(), fast())
	must(t, err)
	for call := range r.Calls {
		if strings.HasPrefix(call, "organizations:") || strings.HasPrefix(call, "sso:") || call == "sts:AssumeRole" {
			t.Errorf("%s was called", call)
		}
	}
	if r.Read != 1 || r.Requests != len(r.Calls) {
		t.Errorf("%+v", r)
	}
}

// TestGrowth holds that the number of calls at full depth does not depend on
// how many roles there are, but for the pages that they fill.
func TestGrowth(t *testing.T) {
	requests := map[int]int{}
	for _, roles := range []int{0, 200, 2500} {
		p := faultproxy.NewReplay(faultproxy.Replay{Accounts: 3, Roles: roles})
		pointAt(t, p.URL)
		o := fast()
		o.Org = true
		r, err := awsio.Collect(t.Context(), t.TempDir(), o)
		must(t, err)
		requests[roles] = r.Requests
		p.Close()
	}
	const further = 3 * 2 * 2 // accounts, calls that list roles, pages
	if requests[0] != requests[200] || requests[2500] != requests[0]+further {
		t.Errorf("%v", requests)
	}
}
