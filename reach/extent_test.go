package reach_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hotline/actions"
	"hotline/authz"
	"hotline/org"
	"hotline/reach"
)

func universe(t fataler) *reach.Universe {
	t.Helper()
	table, err := actions.Load()
	if err != nil {
		t.Fatalf("%v", err)
	}
	return reach.NewUniverse(table)
}

// TestAbilities holds that all actions of abilities are actions of AWS, and that
// abilities are found by their names.
func TestAbilitiesAreKnown(t *testing.T) {
	t.Parallel()
	table, err := actions.Load()
	if err != nil {
		t.Fatal(err)
	}
	var all []authz.Action
	for _, a := range append(reach.Abilities(), reach.Tampering("arn:aws:iam::111111111111:role/r")) {
		for _, action := range a.Actions {
			if len(table.Expand(action.String())) != 1 {
				t.Errorf("%s: %s is no action of AWS", a.Name, action)
			}
		}
		if a.Title == "" || !strings.HasPrefix(a.Source, "https://docs.aws.amazon.com/") || a.Resource != "*" && a.Name != "tamper" {
			t.Errorf("%+v", a)
		}
		if found, err := reach.FindAbility(a.Name); a.Name != "tamper" && (err != nil || found.Title != a.Title) {
			t.Errorf("%s: %v", a.Name, err)
		}
		if a.Name != "tamper" {
			all = append(all, a.Actions...)
		}
	}
	if !slices.Equal(reach.EveryAction(), all) || len(reach.AssumeActions()) != 3 {
		t.Error("not all actions")
	}
	if _, err := reach.FindAbility("open"); err == nil || err.Error() != `no capability "open"; expected one of open-case, read-cases, close-case, change-plan, approve-permit, console` {
		t.Error(err)
	}
}

// TestExtent holds what else a role can do.
func TestExtent(t *testing.T) {
	t.Parallel()
	u := universe(t)
	for _, c := range []struct {
		name  string
		build func(*builder) *org.Role
		want  string // an action that is left; "" for none, "?" where it is not known
		some  bool   // there are others
	}{
		{"only support", func(b *builder) *org.Role { return b.role(workload, "/", "r", trusts(machine), allows("support:*")) }, "", false},
		{"one more", func(b *builder) *org.Role {
			return b.role(workload, "/", "r", trusts(machine), statements(`"Effect":"Allow","Action":["support:*","sns:Publish"],"Resource":"*"`))
		}, "sns:Publish", false},
		{"everything", func(b *builder) *org.Role { return b.role(workload, "/", "r", trusts(machine), allows("*")) }, "sns:Publish", true},
		{"everything but for an SCP", func(b *builder) *org.Role {
			b.control(org.SCP, workload, "none", statements(`"Effect":"Deny","NotAction":"support:*","Resource":"*"`))
			return b.role(workload, "/", "r", trusts(machine), allows("*"))
		}, "", false},
		{"no SCP restricts the management account", func(b *builder) *org.Role {
			b.control(org.SCP, managing, "none", statements(`"Effect":"Deny","Action":"*","Resource":"*"`))
			return b.role(managing, "/", "r", trusts(machine), allows("sns:Publish"))
		}, "sns:Publish", false},
		{"nor a role that is linked to a service", func(b *builder) *org.Role {
			b.control(org.SCP, workload, "none", statements(`"Effect":"Deny","Action":"*","Resource":"*"`))
			return b.role(workload, "/aws-service-role/x.amazonaws.com/", "r", trusts(machine), allows("sns:Publish"))
		}, "sns:Publish", false},
		{"a boundary", func(b *builder) *org.Role {
			r := b.role(workload, "/", "r", trusts(machine), allows("*"))
			r.Boundary = ptr(b.managed(workload, "edge", allows("sns:Publish")))
			return r
		}, "sns:Publish", false},
		{"a policy that is not known", func(b *builder) *org.Role {
			r := b.role(workload, "/", "r", trusts(machine))
			r.Attached = []org.PolicyRef{{ARN: "gone"}}
			return r
		}, "?", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newWorld(t)
			b.fullAccess("r-root", "ou-root-unit", managing, workload)
			role := c.build(b)
			account := b.account(org.PrincipalAccount(role.ARN))
			got, known := b.index().Extent(account, role, u, "support", "support-console")
			if known != (c.want != "?") || len(got) > 0 != (known && c.want != "") || c.some != (len(got) > 1) {
				t.Fatalf("%d actions, known %v", len(got), known)
			}
			i := slices.IndexFunc(got, func(l reach.Leftover) bool { return l.Action.String() == c.want })
			if len(got) > 0 && (i < 0 || got[i].ReadOnly() || len(got[i].Grants) != 1) {
				t.Errorf("%s is not left", c.want)
			}
			if len(account.Roles) != 1 || len(account.Users) > 0 {
				t.Error("the account changed")
			}
		})
	}
	if (reach.Leftover{Action: actions.Action{Access: actions.AccessWrite}}).ReadOnly() || !(reach.Leftover{Action: actions.Action{Access: actions.AccessList}}).ReadOnly() || !(reach.Leftover{Action: actions.Action{Access: actions.AccessRead}}).ReadOnly() {
		t.Error("what only reads")
	}
}

// TestExtentIsAProof holds that an action that is not listed is never allowed.
func TestExtentIsAProof(t *testing.T) {
	t.Parallel()
	table, err := actions.Load()
	if err != nil {
		t.Fatal(err)
	}
	all, u := table.Expand("*"), universe(t)
	rapid.Check(t, func(t *rapid.T) {
		b := drawWorld(t)
		account := b.snapshot.Accounts[rapid.IntRange(0, 2).Draw(t, "account")]
		role := account.Roles[rapid.IntRange(0, 2).Draw(t, "role")]
		left, known := b.index().Extent(account, role, u)
		if !known {
			return
		}
		n := newNaive(t, b.snapshot)
		i := slices.IndexFunc(n.all, func(w *who) bool { return w.arn == role.ARN })
		for range 20 {
			action := all[rapid.IntRange(0, len(all)-1).Draw(t, "action")]
			if chance(t, "of interest", 2) {
				action = table.Expand(rapid.SampledFrom([]string{"support:CreateCase", "sts:AssumeRole", "s3:GetObject", "iam:CreateUser", "sts:TagSession"}).Draw(t, "which"))[0]
			}
			listed := slices.ContainsFunc(left, func(l reach.Leftover) bool { return l.Action.String() == action.String() })
			resources := []string{"*", workloadARN + "role/r1", securityARN + "role/team/r0", "arn:aws:s3:::b/k"}
			switch { // what the action can be about
			case !action.HasResources():
				resources = resources[:1]
			case action.Service == "iam" || action.Service == "sts":
				resources = resources[1:3]
			}
			resource := rapid.SampledFrom(resources).Draw(t, "resource")
			if effect := n.asks(n.all[i], action.String(), resource); order(effect) >= 0 && !listed && action.String() != "sts:GetCallerIdentity" {
				t.Fatalf("%s of %s on %s is %s\n%s", action, role.ARN, resource, effect, b.text())
			}
		}
	})
}

// asks decides what somebody asks of their own account.
func (n *naive) asks(w *who, action, resource string) authz.Effect {
	act, err := authz.ParseAction(action)
	if err != nil {
		n.t.Fatalf("%v", err)
	}
	r := &authz.Request{Principal: n.principal(w.spec), Action: act, Resource: resource, ResourceAccount: w.account, Context: n.context(w, false, w.account, "")}
	return authz.Evaluate(r, &authz.Policies{Identity: w.identity, Boundary: w.boundary, SCPs: n.levels(w.account, org.SCP)}).Effect
}
