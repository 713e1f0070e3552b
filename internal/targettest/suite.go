package targettest

import (
	"context"
	"maps"
	"strings"
	"testing"

	"hotline/internal/app"
	"hotline/plan"
)

// role is the one that the suite makes: nobody else has it.
const role = "hotline-contract"

const (
	support = "arn:aws:iam::aws:policy/AWSSupportAccess"
	trust   = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole"}]}`
	other   = `{ "Version": "2012-10-17", "Statement": [ {"Effect":"Allow", "Principal":{"Service":"ssm.amazonaws.com"}, "Action":"sts:AssumeRole"} ] }`
	denies  = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}`
)

func text(s string) *string { return &s }

func property(f plan.Field, key string) plan.Property {
	return plan.Property{Kind: plan.Role, Name: role, Field: f, Key: key}
}

// A suite is one target under test, and what it should hold.
type suite struct {
	*testing.T
	target  app.Target
	account string
	want    plan.State
}

// Run holds a target to the contract of app.Target in an account that has no role
// of the suite: what Make makes, State tells; what is made is taken back by the
// reverse, to the letter; and what cannot be is an error that changes nothing.
func Run(t *testing.T, target app.Target, account string) {
	t.Helper()
	s := &suite{t, target, account, plan.State{}}
	s.same("before")
	if got, err := target.State(t.Context(), account, plan.Resource{Kind: plan.User, Name: "hotline-nobody"}); err != nil || len(got) > 0 {
		t.Errorf("a user that is not there: %v, %v", got, err)
	}
	spec := plan.RoleSpec{Path: "/contract/", Trust: trust, Description: "Opens cases", Session: 7200, Tags: map[string]string{"owner": "sre", "empty": ""}}
	made := []plan.Change{
		{Property: property(plan.Itself, ""), After: text(spec.Text())},
		{Property: property(plan.Tag, "owner"), Before: text("sre"), After: text("cloud")},
		{Property: property(plan.Tag, "review-date"), After: text("2027-06-30")},
		{Property: property(plan.Tag, "empty"), Before: text("")},
		{Property: property(plan.Trust, ""), Before: text(trust), After: text(other)},
		{Property: property(plan.Description, ""), Before: text("Opens cases"), After: text("Opens and closes cases")},
		{Property: property(plan.Session, ""), Before: text("7200"), After: text("3600")},
		{Property: property(plan.Attached, support), After: text(support)},
		{Property: property(plan.Inline, "no-s3"), After: text(denies)},
	}
	for _, c := range made {
		s.make(c)
	}
	s.refused(made[0], "there already")
	s.refused(plan.Change{Property: property(plan.Itself, ""), Before: s.want.Value(property(plan.Itself, ""))}, "it has policies")
	s.refused(plan.Change{Property: property(plan.Attached, "arn:aws:iam::aws:policy/NoSuchPolicy"), After: text("arn:aws:iam::aws:policy/NoSuchPolicy")}, "no such policy")
	s.refused(plan.Change{Property: plan.Property{Kind: plan.Role, Name: "hotline-nobody", Field: plan.Tag, Key: "a"}, After: text("b")}, "no such role")
	for i := len(made) - 1; i > 0; i-- {
		s.make(made[i].Reverse())
	}
	s.make(plan.Change{Property: property(plan.Itself, ""), Before: s.want.Value(property(plan.Itself, ""))})
}

// make makes a change, and holds that it shows.
func (s *suite) make(c plan.Change) {
	s.Helper()
	if err := s.target.Make(s.Context(), s.account, c); err != nil {
		s.Fatalf("%s: %v", c.Property, err)
	}
	if err := s.want.Set(c.Property, c.After); err != nil {
		s.Fatal(err)
	}
	s.same(c.String())
}

// refused holds that a change cannot be made, and changes nothing.
func (s *suite) refused(c plan.Change, why string) {
	s.Helper()
	if err := s.target.Make(s.Context(), s.account, c); err == nil || strings.Contains(err.Error(), "\n") {
		s.Errorf("%s, though %s: error %v; expected one line", c.Property, why, err)
	}
	s.same(why)
}

// same holds that the role is as it should be, letter by letter.
func (s *suite) same(after string) {
	s.Helper()
	got, err := s.target.State(context.WithoutCancel(s.Context()), s.account, plan.Resource{Kind: plan.Role, Name: role})
	if err != nil || !maps.Equal(got, s.want) {
		s.Fatalf("%s: %v\n%v\nwant\n%v", after, err, got, s.want)
	}
}
