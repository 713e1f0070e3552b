package plan_test

import (
	"strings"
	"testing"

	"hotline/plan"
)

// TestOurselves holds whose role must not be changed.
func TestOurselves(t *testing.T) {
	t.Parallel()
	const here = "111111111111"
	entry := func(account, partition string) string {
		return "arn:" + partition + ":iam::" + account + ":role/ops/enter"
	}
	for _, c := range []struct {
		who  plan.Ourselves
		name string
		want bool
	}{
		{plan.Ourselves{}, "enter", false},
		{plan.Ourselves{Entry: entry}, "enter", true},
		{plan.Ourselves{Entry: entry}, "center", false},
		{plan.Ourselves{Caller: "arn:aws:sts::" + here + ":assumed-role/deploy/ana"}, "deploy", true},
		{plan.Ourselves{Caller: "arn:aws:sts::" + here + ":assumed-role/deploy/ana"}, "ana", false},
		{plan.Ourselves{Caller: "arn:aws:sts::222222222222:assumed-role/deploy/ana"}, "deploy", false},
		{plan.Ourselves{Caller: "arn:aws:iam::" + here + ":role/team/deploy"}, "deploy", true},
		{plan.Ourselves{Caller: "arn:aws:iam::" + here + ":user/deploy"}, "deploy", false},
	} {
		if got := c.who.Is(here, "aws", c.name); got != c.want {
			t.Errorf("%s %s: %v", c.who.Caller, c.name, got)
		}
		p := &plan.Plan{Accounts: []plan.Account{{ID: here, Partition: "aws", Changes: []plan.Change{{Property: plan.Property{Kind: plan.Role, Name: c.name, Field: plan.Trust}}}}}}
		if err := c.who.Check(p); (err != nil) != c.want || err != nil && !strings.Contains(err.Error(), here) {
			t.Errorf("%s %s: %v", c.who.Caller, c.name, err)
		}
	}
}
