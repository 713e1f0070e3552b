package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hotline/org"
	"hotline/plan"
)

// TestStateOf holds that all that can be changed is read from an account, and
// what was not read is not there.
func TestStateOf(t *testing.T) {
	t.Parallel()
	a := &org.Account{
		ID: workload, Partition: "aws", Users: []*org.User{{Principal: attached("user", "/", "ana", readOnly)}},
		Groups: []*org.Group{{Principal: attached("group", "/", "ops")}}, Roles: []*org.Role{other(t), {Principal: org.Principal{Name: "bare"}}},
	}
	a.Groups[0].Inline = []org.InlinePolicy{inline(t, "own", statements(allows("<&>:*")))}
	at := func(kind plan.Kind, name string, field plan.Field, key string) plan.Property {
		return plan.Property{Kind: kind, Name: name, Field: field, Key: key}
	}
	want := plan.State{
		at(plan.User, "ana", plan.Attached, readOnly): readOnly, at(plan.Group, "ops", plan.Inline, "own"): statements(allows("<&>:*")),
		at(plan.Role, "bare", plan.Itself, ""): "/", at(plan.Role, "other", plan.Itself, ""): "/", at(plan.Role, "other", plan.Trust, ""): statements(trusts(`{"AWS":"` + workload + `"}`)),
		at(plan.Role, "other", plan.Session, ""): "3600", at(plan.Role, "other", plan.Boundary, ""): readOnly, at(plan.Role, "other", plan.Tag, "cost"): "",
		at(plan.Role, "other", plan.Attached, supportAccess): supportAccess, at(plan.Role, "other", plan.Inline, "own"): statements(allows("s3:*")), at(plan.Role, "other", plan.InstanceProfile, "machine"): "machine",
	}
	s := plan.StateOf(a)
	if difference := cmp.Diff(want, s); difference != "" {
		t.Error(difference)
	}
	if got, want := *s.Value(at(plan.Role, "bare", plan.Itself, "")), `{"path":"/","trust":"","session":0}`; got != want {
		t.Error(got)
	}
	if got := s.Value(at(plan.Role, "none", plan.Itself, "")); got != nil {
		t.Error(*got)
	}
	if got := len(s.Of(plan.Resource{Kind: plan.Role, Name: "other"})); got != 8 {
		t.Error(got)
	}
	for p, want := range map[plan.Property]string{at(plan.Role, "x", plan.Itself, ""): "role/x", at(plan.User, "x", plan.Tag, "k"): "user/x tag k", at(plan.Role, "x", plan.Trust, ""): "role/x trust"} {
		if p.String() != want {
			t.Error(p.String())
		}
	}
}

// TestAccount holds that an account gets the properties of a State, keeps what
// they do not say, and that the one that was read stays as it is.
func TestAccount(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.add(other(t))
	s.account.Roles[1].ID = "AROAOTHER"
	s.account.Users[0].Groups = []string{"ops"}
	before := plan.StateOf(s.account)
	now := plan.StateOf(s.account)
	for p, v := range map[plan.Property]*string{
		{Kind: plan.Role, Name: "aws-support", Field: plan.Itself}:             nil,
		{Kind: plan.Role, Name: "other", Field: plan.Boundary}:                 nil,
		{Kind: plan.Role, Name: "other", Field: plan.Trust}:                    ptr(statements(trusts(`"*"`))),
		{Kind: plan.User, Name: "ana", Field: plan.Attached, Key: readOnly}:    ptr(readOnly),
		{Kind: plan.User, Name: "nobody", Field: plan.Attached, Key: readOnly}: ptr(readOnly),
		{Kind: plan.Group, Name: "ops", Field: plan.Inline, Key: "own"}:        ptr(statements(allows("s3:*"))),
		{Kind: plan.Role, Name: "another", Field: plan.Itself}:                 ptr(plan.RoleSpec{Path: "/x/", Trust: statements(trusts(`"*"`)), Boundary: readOnly}.Text()),
	} {
		if err := now.Set(p, v); err != nil {
			t.Fatal(err)
		}
	}
	a, err := now.Account(s.account)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Roles) != 2 || a.Roles[0].Name != "other" || a.Roles[0].ID != "AROAOTHER" || a.Roles[0].Boundary != nil || a.Roles[1].ARN != arnOf+"role/x/another" || a.Roles[1].Boundary.ARN != readOnly {
		t.Errorf("%+v", a.Roles)
	}
	if len(a.Users) != 1 || !cmp.Equal(a.Users[0].Attached, []org.PolicyRef{{ARN: readOnly, Name: "ReadOnlyAccess"}}) || a.Users[0].Groups[0] != "ops" || a.Groups[0].Inline[0].Name != "own" {
		t.Errorf("%+v", a.Users)
	}
	sameStates(t, plan.StateOf(s.account), before)
}

// TestAccountFaults holds that what is no document is not taken for one.
func TestAccountFaults(t *testing.T) {
	t.Parallel()
	for _, p := range []plan.Property{
		{Kind: plan.User, Name: "ana", Field: plan.Inline, Key: "own"}, {Kind: plan.Group, Name: "ops", Field: plan.Inline, Key: "own"},
		{Kind: plan.Role, Name: "aws-support", Field: plan.Trust}, {Kind: plan.Role, Name: "aws-support", Field: plan.Inline, Key: "own"},
	} {
		s := newScene(t)
		now := plan.StateOf(s.account)
		now[p] = "{}"
		if a, err := now.Account(s.account); err == nil || a != nil {
			t.Errorf("%s: %v", p, err)
		}
	}
}
