package plan_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hotline/desired"
	"hotline/org"
	"hotline/plan"
	"hotline/policy"
)

const (
	workload      = "333333333333"
	security      = "222222222222"
	strange       = "999999999999"
	arnOf         = "arn:aws:iam::" + workload + ":"
	supportAccess = "arn:aws:iam::aws:policy/AWSSupportAccess"
	readOnly      = "arn:aws:iam::aws:policy/ReadOnlyAccess"
)

// fataler is what *testing.T and *rapid.T have in common, as far as it is needed
// here.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

func ptr[T any](v T) *T { return &v }

// statements is a policy of some statements, each given without its brackets.
func statements(list ...string) string {
	return `{"Version":"2012-10-17","Statement":[{` + strings.Join(list, "},{") + `}]}`
}

// trusts is a statement that lets in a principal.
func trusts(principal string) string {
	return `"Effect":"Allow","Principal":` + principal + `,"Action":"sts:AssumeRole"`
}

func allows(action string) string { return `"Effect":"Allow","Action":"` + action + `","Resource":"*"` }

func document(t fataler, text string) org.Document {
	t.Helper()
	d, err := policy.Parse(text)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return org.Document{Policy: d}
}

func inline(t fataler, name, text string) org.InlinePolicy {
	t.Helper()
	return org.InlinePolicy{Name: name, Document: document(t, text)}
}

// attached is a principal of the account workload with some managed policies.
func attached(kind, path, name string, policies ...string) org.Principal {
	p := org.Principal{ARN: arnOf + kind + path + name, Name: name, Path: path}
	for _, arn := range policies {
		p.Attached = append(p.Attached, org.PolicyRef{ARN: arn, Name: arn[strings.LastIndexByte(arn, '/')+1:]})
	}
	return p
}

// role is a role of others, that trusts its account.
func role(t fataler, name string, policies ...string) *org.Role {
	t.Helper()
	return &org.Role{Principal: attached("role", "/", name, policies...), Trust: document(t, statements(trusts(`{"AWS":"`+workload+`"}`))), MaxSession: time.Hour}
}

// config wants the role aws-support, for the role ops of the account security.
func config() *desired.Config {
	return &desired.Config{
		Role:   desired.Role{Name: "aws-support", Path: "/", Description: "for incidents", Session: 4 * time.Hour, Tags: []org.Tag{{Key: "team", Value: "blue"}}},
		Policy: desired.AWSManaged,
		Trust:  desired.Trust{People: []desired.People{{Account: security, Roles: []string{"ops"}}}},
		Found:  desired.Found{Roles: desired.Leave, Attachments: desired.Leave, Extras: desired.Leave},
	}
}

// A scene is an account and what is wanted of it.
type scene struct {
	wish    plan.Wish
	config  *desired.Config
	account *org.Account
	above   []string
	t       fataler
}

// emptyScene is an account without roles.
func emptyScene(t fataler) *scene {
	c := config()
	return &scene{plan.Wish{Config: c, Mode: plan.Full}, c, &org.Account{
		ID: workload, Partition: "aws", Member: &org.Member{ID: workload, Name: "shop", State: org.Active},
		Users: []*org.User{{Principal: attached("user", "/", "ana")}}, Groups: []*org.Group{{Principal: attached("group", "/", "ops")}},
		Policies: []*org.Policy{{ARN: arnOf + "policy/limit"}},
	}, []string{"r-root", "ou-prod"}, t}
}

// newScene is an account with all as it is wanted.
func newScene(t fataler) *scene {
	t.Helper()
	s := emptyScene(t)
	s.account = applied(t, s.account, s.plan().Changes)
	return s
}

func (s *scene) plan() plan.Account { return s.wish.Account(s.account, s.above) }

// role is the support role as it is.
func (s *scene) role() *org.Role { return s.account.Roles[0] }

func (s *scene) add(roles ...*org.Role) { s.account.Roles = append(s.account.Roles, roles...) }

func (s *scene) trust(text string) { s.role().Trust = document(s.t, text) }

// applied is an account after some changes, made in order as IAM lets them be.
func applied(t fataler, a *org.Account, changes []plan.Change) *org.Account {
	t.Helper()
	s := plan.StateOf(a)
	for _, c := range changes {
		make1(t, s, c)
	}
	out, err := s.Account(a)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return out
}

// make1 makes a change as IAM does: what has a property must be there, and a
// role that is deleted has no policies and is in no instance profile.
func make1(t fataler, s plan.State, c plan.Change) {
	t.Helper()
	itself := plan.Property{Kind: plan.Role, Name: c.Name, Field: plan.Itself}
	if c.Kind == plan.Role && c.Field != plan.Itself && s.Value(itself) == nil {
		t.Fatalf("%s is changed, and the role is not there", c.Property)
	}
	if c.Field == plan.Itself && c.After == nil {
		for _, p := range s.Of(c.Resource()).Properties() {
			if slices.Contains([]plan.Field{plan.Attached, plan.Inline, plan.InstanceProfile}, p.Field) {
				t.Fatalf("%s is deleted, and %s is there", c.Property, p)
			}
		}
	}
	if !plan.Same(c.Field, s.Value(c.Property), c.Before, "aws") {
		t.Fatalf("%s is not as it was planned", c.Property)
	}
	if ok, err := c.Apply(s, "aws"); !ok || err != nil {
		t.Fatalf("%s: %v, %v", c.Property, ok, err)
	}
}

// brief lists changes by their properties: + for what comes, - for what goes and
// = for what gets another value.
func brief(changes []plan.Change) []string {
	var out []string
	for _, c := range changes {
		sign := "= "
		if c.Before == nil {
			sign = "+ "
		} else if c.After == nil {
			sign = "- "
		}
		out = append(out, sign+c.String())
	}
	return out
}

// sameStates reports where two States differ in what they mean.
func sameStates(t fataler, got, want plan.State) {
	t.Helper()
	if difference := cmp.Diff(want.Properties(), got.Properties()); difference != "" {
		t.Fatalf("%s", difference)
	}
	for _, p := range want.Properties() {
		if !plan.Same(p.Field, got.Value(p), want.Value(p), "aws") {
			t.Fatalf("%s is %s\nwant %s", p, *got.Value(p), *want.Value(p))
		}
	}
}

// holds holds what is so of every plan of an account: it can be made and taken
// back, there is nothing to do afterwards, and it can be written and read.
func holds(t fataler, s *scene) plan.Account {
	t.Helper()
	a := s.plan()
	if again := s.plan(); !cmp.Equal(encode(t, a), encode(t, again)) {
		t.Fatalf("planned twice, it differs")
	}
	before := plan.StateOf(s.account)
	now := plan.StateOf(s.account)
	for _, c := range a.Changes {
		make1(t, now, c)
	}
	after, err := now.Account(s.account)
	if err != nil {
		t.Fatalf("%v", err)
	}
	sameStates(t, plan.StateOf(after), now)
	if again := s.wish.Account(after, s.above); a.Outcome == plan.Changes && again.Outcome != plan.Unchanged && again.Outcome != plan.Outside {
		t.Fatalf("%s remains (%s): %q", again.Outcome, again.Reason, brief(again.Changes))
	}
	for _, c := range slices.Backward(a.Changes) {
		make1(t, now, c.Reverse())
	}
	sameStates(t, now, before)
	p := &plan.Plan{Schema: plan.Schema, Purpose: "apply", Mode: s.wish.Mode, Snapshot: "2026-11-22T03:15:00Z", Roles: s.wish.SupportRoles("aws"), Accounts: []plan.Account{a}}
	if s.wish.Remove {
		p.Purpose = "remove"
	}
	read, err := plan.Parse(encode(t, p))
	if err != nil {
		t.Fatalf("%v", err)
	}
	if difference := cmp.Diff(p, read); difference != "" {
		t.Fatalf("written and read, the plan differs:\n%s", difference)
	}
	return a
}

func encode(t fataler, v any) []byte {
	t.Helper()
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return out
}

// A want is what a plan is expected to have.
type want struct {
	outcome       plan.Outcome
	reason        string
	changes, left []string
}

// expect holds what is planned for a scene.
func expect(t *testing.T, s *scene, w want) plan.Account {
	t.Helper()
	a := holds(t, s)
	got := want{a.Outcome, a.Reason, brief(a.Changes), a.Left}
	if difference := cmp.Diff(w, got, cmp.AllowUnexported(want{})); difference != "" {
		t.Error(difference)
	}
	return a
}
