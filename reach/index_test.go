package reach_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"hotline/authz"
	"hotline/org"
	"hotline/reach"
)

func ability(t fataler, name string) reach.Ability {
	t.Helper()
	a, err := reach.FindAbility(name)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return a
}

// everything is all answers about all accounts, as text.
func everything(x *reach.Index) []string {
	var out []string
	for _, a := range reach.Abilities() {
		for _, id := range x.Accounts() {
			answer := x.WhoCan(a, id)
			for _, e := range answer.Can {
				out = append(out, a.Name+" in "+id+": "+entryText(e))
			}
			for _, s := range answer.Almost {
				out = append(out, a.Name+" almost in "+id+": "+stoppedText(s))
			}
		}
	}
	for _, role := range x.Roles() {
		a := x.WhoCanAssume(role)
		for _, e := range a.Can {
			out = append(out, role.ARN+": "+entryText(e))
		}
		for _, r := range a.Cannot {
			out = append(out, role.ARN+": "+refusalText(r))
		}
	}
	return out
}

// TestSameAgain holds that answers come in the same order each time, that several
// goroutines may ask one Index, and several Indexes share digests.
func TestSameAgain(t *testing.T) {
	t.Parallel()
	b := acme(t)
	want := everything(b.index())
	if len(want) < 50 {
		t.Fatalf("only %d answers", len(want))
	}
	var digests []*reach.Digest
	for _, a := range b.snapshot.Accounts {
		digests = append(digests, reach.NewDigest(a, reach.EveryAction()))
	}
	one, other := reach.NewIndex(b.snapshot.Organization, digests, now), reach.NewIndex(nil, digests, now)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			if got := everything(one); !slices.Equal(got, want) {
				t.Errorf("other answers:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
	group.Go(func() {
		if got := everything(other); slices.Equal(got, want) || len(got) < 50 {
			t.Error("without an organization the answers are the same")
		}
	})
	group.Wait()
}

// TestEdges holds that each pair is decided once.
func TestEdges(t *testing.T) {
	t.Parallel()
	x := acme(t).index()
	role := x.Actor(workloadARN + "role/aws-support")
	first, second := x.Edges(role), x.Edges(role)
	if len(first) != 3 || &first[0] != &second[0] {
		t.Errorf("%d edges, then %d", len(first), len(second))
	}
	if got := x.Edges(x.Actor(workloadARN + "user/carol")); got != nil {
		t.Errorf("edges to a user: %+v", got)
	}
	for _, e := range first {
		mfaOnly, id := e.Needs("aws:MultiFactorAuthPresent"), e.Needs("sts:ExternalId")
		both := e.Needs("aws:MultiFactorAuthPresent", "sts:ExternalId")
		want := map[string][3]bool{
			"222:role/responder": {false, false, true}, "222:role/ops/hub": {true, false, true}, "999:root": {false, true, true},
		}[short(e.From.ARN)]
		if got := [3]bool{mfaOnly, id, both}; got != want {
			t.Errorf("%s needs %v, want %v", e.From.ARN, got, want)
		}
		if e.Action != "sts:AssumeRole" || e.Effect != authz.Conditional || e.Given(authz.NewContext(map[string][]string{"sts:ExternalId": {"partner-1"}})) != map[bool]authz.Effect{true: authz.Allowed, false: authz.Conditional}[id] {
			t.Errorf("%+v", e)
		}
	}
}

// TestSessionsOfRoles holds that who can have a session of a name is who can
// assume its role.
func TestSessionsOfRoles(t *testing.T) {
	t.Parallel()
	b := newWorld(t)
	b.fullAccess("r-root", "ou-root-unit", workload)
	b.role(workload, "/team/", "r", trusts(machine), statements(denyAssume))
	b.target(trusts(aws("arn:aws:sts::" + workload + ":assumed-role/r/mara")))
	x := b.index()
	refused := x.WhoCanAssume(x.Actor(workloadARN + "role/target")).Cannot
	if len(refused) != 1 || refused[0].Actor.Kind != reach.Session || refused[0].Actor.IsOutside() {
		t.Fatalf("%+v", refused)
	}
	if got, want := x.Edges(refused[0].Actor), x.Edges(x.Actor(workloadARN+"role/team/r")); len(got) != 1 || &got[0] != &want[0] {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// TestOtherAccounts is about accounts that are not named, not read, or closed.
func TestOtherAccounts(t *testing.T) {
	t.Parallel()
	b := newWorld(t)
	b.fullAccess("r-root", "ou-root-unit", workload)
	b.role(workload, "/", "r", trusts(aws(security)), statements(opens))
	nameless := &org.Account{Users: []*org.User{{Principal: org.Principal{ARN: "odd", Name: "odd"}}}}
	b.snapshot.Accounts = []*org.Account{nameless, b.account(workload)}
	x := b.index()
	if got := x.Accounts(); !slices.Equal(got, []string{workload}) {
		t.Errorf("accounts %q", got)
	}
	if d := reach.NewDigest(nameless, nil); d.Account() != "" || d.IsNamed() {
		t.Error("the account without a name has one")
	}
	if d := reach.NewDigest(b.account(workload), nil); d.Account() != workload || !d.IsNamed() {
		t.Error("the account has no name")
	}
	if a := x.WhoCan(ability(t, "open-case"), security); a.Can != nil || a.Almost != nil || a.Account != security || a.Ability.Name != "open-case" {
		t.Errorf("%+v", a)
	}
	b.account(workload).Member.State = org.Suspended
	x = b.index()
	role := x.Roles()[0]
	if a := x.WhoCanAssume(role); a.Can != nil || len(a.Cannot) != 1 || a.Cannot[0].Reason != reach.NotOpen || a.Cannot[0].Actor != role {
		t.Errorf("%+v", a)
	}
	if got := x.Caveats(); got != nil {
		t.Errorf("%q", got)
	}
	if got := reach.NewIndex(nil, nil, "").Caveats(); len(got) != 1 || !strings.Contains(got[0], "no organization") {
		t.Errorf("%q", got)
	}
}

// TestManagementAccount holds that no policy of the organization restricts it.
func TestManagementAccount(t *testing.T) {
	t.Parallel()
	b := newWorld(t)
	b.user(managing, "u", statements(opens))
	b.control(org.SCP, "r-root", "none", statements(`"Effect":"Deny","Action":"*","Resource":"*"`))
	b.control(org.RCP, "r-root", "nobody", statements(`"Effect":"Deny","Principal":"*","Action":["sts:*","support:*"],"Resource":"*"`))
	r := b.role(managing, "/", "r", trusts(aws(strange)), statements(opens))
	b.snapshot.Organization.Members = b.snapshot.Organization.Members[1:] // however it is known
	x := b.index()
	var got []string
	for _, e := range x.WhoCan(ability(t, "open-case"), managing).Can {
		got = append(got, entryText(e))
	}
	wantLines(t, "can", got, []string{"root user 111:root; Allowed", "user 111:user/u; Allowed", "role 111:role/r; Allowed", "foreign account 999:root; Allowed by 111:role/r"})
	if e := x.Edges(x.Actor(r.ARN)); len(e) != 1 || e[0].Effect != authz.Allowed {
		t.Errorf("%+v", e)
	}
}

// TestPartitions holds which Region requests to AWS Support go to.
func TestPartitions(t *testing.T) {
	t.Parallel()
	for partition, region := range map[string]string{
		"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1", "aws-eusc": "eusc-de-east-1", "aws-iso": "",
	} {
		for _, only := range []string{region, "eu-north-1"} {
			policy := document(t, statements(opens+`,"Condition":{"StringEquals":{"aws:RequestedRegion":"`+only+`"}}`))
			r := &org.Role{Principal: org.Principal{ARN: "arn:" + partition + ":iam::" + workload + ":role/r", Name: "r", Inline: []org.InlinePolicy{{Document: policy}}}}
			x := reach.NewIndex(nil, []*reach.Digest{reach.NewDigest(&org.Account{ID: workload, Partition: partition, Roles: []*org.Role{r}}, reach.EveryAction())}, "")
			want := authz.ImplicitlyDenied
			if only == region {
				want = authz.Allowed
			}
			if region == "" {
				want = authz.Conditional
			}
			if got := x.Stands(x.Roles()[0], ability(t, "open-case")); got.Effect != want {
				t.Errorf("%s, if the Region is %q: %s, want %s", partition, only, got.Effect, want)
			}
		}
	}
}

// TestStanding holds what roles can do by themselves, and what the organization
// leaves of an ability.
func TestStanding(t *testing.T) {
	t.Parallel()
	x := acme(t).index()
	for _, c := range []struct {
		arn, ability, text string
		effect             authz.Effect
	}{
		{"role/aws-support", "open-case", "", authz.Allowed},
		{"role/dev-lead", "open-case", "service control policy developers (p-developers) (NoCases) on Unit (ou-root-unit) denies it", authz.ExplicitlyDenied},
		{"role/app", "open-case", "", authz.ImplicitlyDenied},
		{"user/dave", "console", "permissions boundary does not allow it", authz.ImplicitlyDenied},
		{"role/aws-support", "change-plan", "", authz.ImplicitlyDenied},
		{"user/carol", "change-plan", "", authz.Conditional},
	} {
		s := x.Stands(x.Actor(workloadARN+c.arn), ability(t, c.ability))
		text := ""
		for _, b := range s.Blockers {
			text += b.String()
		}
		if s.Effect != c.effect || text != c.text || (s.Condition != nil) != (c.effect == authz.Conditional) {
			t.Errorf("%s %s: %s %q", c.arn, c.ability, s.Effect, text)
		}
	}
	if s := x.Limits(workload, "aws", ability(t, "open-case")); s.Effect != authz.Allowed {
		t.Errorf("%+v", s)
	}
	b := newWorld(t)
	b.control(org.SCP, "r-root", "none", statements(`"Effect":"Deny","Action":"support:*","Resource":"*","Condition":{`+red+`}`, `"Effect":"Allow","Action":"*","Resource":"*"`))
	b.fullAccess("ou-root-unit", workload)
	if s := b.index().Limits(workload, "aws", ability(t, "open-case")); s.Effect != authz.Conditional || s.Condition.String() != `not aws:PrincipalTag/team StringEquals "red"` {
		t.Errorf("%s %s", s.Effect, s.Condition)
	}
	if s := b.index().Limits(security, "aws", ability(t, "open-case")); len(s.Blockers) != 1 || s.Blockers[0].Layer != authz.LayerSCP {
		t.Errorf("%+v", s)
	}
}
