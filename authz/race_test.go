package authz_test

import (
	"fmt"
	"sync"
	"testing"

	"hotline/authz"
)

// TestConcurrent decides with the same compiled policies, request and formula
// from several goroutines: run it with -race.
func TestConcurrent(t *testing.T) {
	t.Parallel()
	p := authz.Policies{
		Identity: list(one(t, allowIf(mfa)), one(t, `"Effect":"Allow","Action":"s3:G?t*","Resource":"arn:aws:s3:::${aws:PrincipalTag/Lake}/*"`), one(t, denyIf(external))),
		Boundary: one(t, allowIf(office)), SCPs: []authz.Level{{Policies: list(one(t, allowAll))}},
		RCPs: []authz.Level{{Policies: list(one(t, denyIf(`"StringEqualsIgnoreCase":{"aws:UserAgent":"${aws:username}"}`)+`,"Principal":"*"`))}},
	}
	open, known := authz.OpenContext(nil), authz.NewContext(is("aws:SourceIp", "192.0.2.1", "aws:PrincipalTag/Lake", "lake"))
	r, settled := reads(t, open), reads(t, known)
	first := decide(t, r, &p)
	want := first.Condition.String()
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for range 20 {
				d := authz.Evaluate(r, &p)
				if d.Effect != authz.Conditional || d.Condition.String() != want || authz.Decide(r, &p) != d.Effect {
					t.Errorf("open: %s %s", d.Effect, d.Condition)
				}
				if effect := authz.Decide(settled, &p); effect != authz.Allowed {
					t.Errorf("known: %s", effect)
				}
				agent := fmt.Sprintf("agent%d", i)
				more := open.Doubting(agent)
				if g := first.Given(known).Given(more).Given(authz.OpenContext(is("aws:UserAgent", agent), "sts:ExternalId")); g.Effect != authz.Allowed {
					t.Errorf("given: %s %s", g.Effect, g.Condition)
				}
				if keys := first.Condition.Keys(); len(keys) != 5 {
					t.Errorf("keys %q", keys)
				}
			}
		})
	}
	group.Wait()
}
