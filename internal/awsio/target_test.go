package awsio_test

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hotline/internal/app"
	"hotline/internal/awsio"
	"hotline/plan"
)

// memberAccount is an account that is entered by its role.
const memberAccount = "111122223333"

// supported is the support role of the tests.
func supported() plan.Resource { return plan.Resource{Kind: plan.Role, Name: "aws-support"} }

// An oddDocument is one that nobody would write so: it comes back letter by
// letter.
const oddDocument = "{ \"Version\":\"2012-10-17\",\n\t\"Statement\" : [{\"Sid\":\"\",\"Effect\":\"Allow\", \"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:root\"},\"Action\":\"sts:AssumeRole\",\"Condition\":{\"StringLike\":{\"sts:ExternalId\":\"a+b %2F é&*\"}}} ]}\n"

// oddPolicy is such a document of an identity.
const oddPolicy = "{ \"Version\":\"2012-10-17\",\r\n\t\"Statement\" : [{\"Effect\":\"Deny\",\"Action\":\"support:*\",\"Resource\":[\"*\"],\"Condition\":{\"StringLike\":{\"aws:PrincipalTag/x\":\"a+b %2F é&*\"}}} ]}\n"

const plainDocument = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole"}]}`

// connected is a target in the AWS of the tests that does not wait.
func connected(t *testing.T, p awsio.Purpose, more ...func(*awsio.Options)) *awsio.Target {
	t.Helper()
	o := fast()
	o.Purpose = p
	o.Sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	for _, change := range more {
		change(&o)
	}
	target, err := awsio.Connect(t.Context(), o)
	must(t, err)
	return target
}

// spec is the support role as it is created.
func spec() plan.RoleSpec {
	return plan.RoleSpec{Path: "/ops/", Trust: oddDocument, Description: "Support", Session: 7200, Boundary: "arn:aws:iam::aws:policy/ReadOnlyAccess",
		Tags: map[string]string{"managed-by": "hotline", "empty": "", "team": "a & b"}}
}

// change is one of a role, from what a state has to a value; nil takes it away.
func change(s plan.State, r plan.Resource, f plan.Field, key string, after *string) plan.Change {
	p := plan.Property{Kind: r.Kind, Name: r.Name, Field: f, Key: key}
	return plan.Change{Property: p, Before: s.Value(p), After: after}
}

func creation(s plan.RoleSpec) plan.Change {
	return change(plan.State{}, supported(), plan.Itself, "", new(s.Text()))
}

// attaching is that AWSSupportAccess is attached to somebody.
func attaching(r plan.Resource) plan.Change {
	return change(plan.State{}, r, plan.Attached, supportAccess, new(supportAccess))
}

func state(t *testing.T, target app.Target, account string, r plan.Resource) plan.State {
	t.Helper()
	s, err := target.State(t.Context(), account, r)
	must(t, err)
	return s
}

// TestThereAndBack makes a change of each kind and takes it back: the account is
// as it was, byte for byte, for the AWS CLI as well.
func TestThereAndBack(t *testing.T) {
	a := startAWS(t)
	m := a.account(t, memberAccount)
	m.iam("CreateUser", "UserName", "bob")
	m.iam("CreateGroup", "GroupName", "helpdesk")
	m.iam("CreateInstanceProfile", "InstanceProfileName", "machines")
	m.iam("CreateInstanceProfile", "InstanceProfileName", "others")
	target := connected(t, awsio.Rollback)
	must(t, target.Make(t.Context(), memberAccount, creation(spec())))
	for _, r := range []plan.Resource{supported(), {Kind: plan.User, Name: "bob"}, {Kind: plan.Group, Name: "helpdesk"}} {
		must(t, target.Make(t.Context(), memberAccount, attaching(r)))
		must(t, target.Make(t.Context(), memberAccount, change(plan.State{}, r, plan.Inline, "in.line", new(oddPolicy))))
	}
	must(t, target.Make(t.Context(), memberAccount, change(plan.State{}, supported(), plan.InstanceProfile, "machines", new("machines"))))
	was := a.dump(t, memberAccount)
	for _, there := range reversible() {
		r := there.Resource()
		before := state(t, target, memberAccount, r)
		there.Before = before.Value(there.Property)
		name := there.String()
		must(t, target.Make(t.Context(), memberAccount, there))
		changed := state(t, target, memberAccount, r)
		want := maps.Clone(before)
		must(t, want.Set(there.Property, there.After))
		if diff := cmp.Diff(want, changed); diff != "" {
			t.Errorf("%s: wanted is -, there is +\n%s", name, diff)
		}
		must(t, target.Make(t.Context(), memberAccount, there.Reverse()))
		if diff := cmp.Diff(before, state(t, target, memberAccount, r)); diff != "" {
			t.Errorf("%s: before is -, afterwards is +\n%s", name, diff)
		}
	}
	if diff := cmp.Diff(was, a.dump(t, memberAccount)); diff != "" {
		t.Errorf("the AWS CLI sees what is left\n%s", diff)
	}
	for _, there := range reversible() {
		must(t, target.Make(t.Context(), memberAccount, there)) // in the end there is something of each kind
	}
	if a.dump(t, memberAccount) == was {
		t.Error("the AWS CLI sees no change")
	}
}

// reversible is a change of each kind, but for the role itself.
func reversible() []plan.Change {
	var out []plan.Change
	add := func(r plan.Resource, f plan.Field, key string, after ...string) {
		c := change(plan.State{}, r, f, key, nil)
		if len(after) > 0 {
			c.After = &after[0]
		}
		out = append(out, c)
	}
	role := supported()
	add(role, plan.Trust, "", plainDocument)
	add(role, plan.Description, "", "Something else")
	add(role, plan.Description, "")
	add(role, plan.Session, "", "3600")
	add(role, plan.Tag, "team", "b")
	add(role, plan.Tag, "team")
	add(role, plan.Tag, "empty")
	add(role, plan.Tag, "owner", "sre")
	add(role, plan.Boundary, "", supportAccess)
	add(role, plan.Boundary, "")
	add(role, plan.InstanceProfile, "machines")
	add(role, plan.InstanceProfile, "others", "others")
	for _, r := range []plan.Resource{role, {Kind: plan.User, Name: "bob"}, {Kind: plan.Group, Name: "helpdesk"}} {
		add(r, plan.Attached, supportAccess)
		add(r, plan.Attached, "arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/ReadOnlyAccess")
		add(r, plan.Inline, "in.line")
		add(r, plan.Inline, "in.line", denySupport)
		add(r, plan.Inline, "another", denySupport)
	}
	return out
}

// dump is what the AWS CLI prints about an account. Lists are in the order in
// which they were filled, which nobody promises: the lines are sorted.
func (a *aws) dump(t *testing.T, account string) string {
	t.Helper()
	w, dir := &world{aws: a}, t.TempDir()
	env := w.credentials(t, account)
	var commands []command
	for _, operation := range []string{"get-account-authorization-details", "list-roles", "list-instance-profiles"} {
		args := []string{"iam", operation}
		if operation == "get-account-authorization-details" {
			args = append(args, "--filter", "User", "Role", "Group")
		}
		commands = append(commands, command{args, env, filepath.Join(dir, operation)})
	}
	w.runAll(t, commands)
	var out []string
	for _, c := range commands {
		text, err := os.ReadFile(c.File)
		must(t, err)
		lines := strings.Split(strings.ReplaceAll(string(text), ",\n", "\n"), "\n")
		slices.Sort(lines)
		out = append(out, lines...)
	}
	return strings.Join(out, "\n")
}

// TestRoleItself creates a role, which takes five calls together with looking
// whether it is as it should be, and deletes it in the order that AWS wants.
func TestRoleItself(t *testing.T) {
	a := startAWS(t)
	target := connected(t, awsio.Apply)
	if target.Account != hubAccount || target.Partition != "aws" {
		t.Errorf("%+v", target.Identity)
	}
	for _, account := range []string{hubAccount, memberAccount} {
		a.Reset()
		must(t, target.Make(t.Context(), account, creation(spec())))
		must(t, target.Make(t.Context(), account, attaching(supported())))
		s := state(t, target, account, supported())
		n := 0
		for call, times := range a.Counts() {
			if !strings.HasPrefix(call, "sts:") {
				n += times
			}
		}
		if n > 5 || len(s) != 5+3+1 {
			t.Errorf("%d calls: %v; %v", n, a.Counts(), s)
		}
		if itself := s.Value(creation(spec()).Property); itself == nil || *itself != spec().Text() {
			t.Errorf("created was %v", itself)
		}
		err := target.Make(t.Context(), account, change(s, supported(), plan.Itself, "", nil))
		wantFailure(t, err, "iam:DeleteRole", "DeleteConflict", account)
		changes := []plan.Change{change(s, supported(), plan.Itself, "", nil), change(s, supported(), plan.Attached, supportAccess, nil)}
		plan.Sort(changes)
		for _, c := range changes {
			must(t, target.Make(t.Context(), account, c))
		}
		if s := state(t, target, account, supported()); len(s) > 0 {
			t.Errorf("%v", s)
		}
	}
	if n := target.Calls()["sts:AssumeRole"]; n != 1 {
		t.Errorf("the account was entered %d times", n)
	}
	if u := state(t, target, hubAccount, plan.Resource{Kind: plan.User, Name: "nobody"}); len(u) > 0 {
		t.Errorf("%v", u)
	}
}

// TestTargetAtOnce changes several accounts at once.
func TestTargetAtOnce(t *testing.T) {
	a := startAWS(t)
	target := connected(t, awsio.Apply)
	var all sync.WaitGroup
	accounts := []string{hubAccount, "444400000001", "444400000002", "444400000003"}
	for _, account := range accounts {
		all.Go(func() {
			for _, c := range []plan.Change{creation(spec()), attaching(supported())} {
				if err := target.Make(t.Context(), account, c); err != nil {
					t.Error(err)
				}
			}
			if s, err := target.State(t.Context(), account, supported()); err != nil || len(s) != 9 {
				t.Errorf("%s: %v %v", account, s, err)
			}
		})
	}
	all.Wait()
	if n := a.Counts()["sts:AssumeRole"]; n != len(accounts)-1 {
		t.Errorf("entered %d times", n)
	}
}
