package check_test

import (
	"strings"
	"testing"
	"time"

	"hotline/check"
	"hotline/org"
	"hotline/policy"
	"hotline/reach"
)

// document is a policy document with one statement of these elements.
func document(elements string) org.Document {
	d, err := policy.Parse(`{"Version":"2012-10-17","Statement":[{` + elements + `}]}`)
	if err != nil {
		panic(err)
	}
	return org.Document{Policy: d}
}

func allows(list string) org.Document {
	return document(`"Effect":"Allow","Action":[` + list + `],"Resource":"*"`)
}

func trusts(principal string) org.Document {
	return document(`"Effect":"Allow","Action":"sts:AssumeRole","Principal":` + principal)
}

// managed is a managed policy with one version.
func managed(arn string, d org.Document) *org.Policy {
	return &org.Policy{ARN: arn, Versions: []org.PolicyVersion{{ID: "v1", Default: true, Document: d}}}
}

// supportAccount is an account with a user alice, and the role support, that a
// function makes into something else.
func supportAccount(id string, change func(a *org.Account, r *org.Role)) *org.Account {
	arn := "arn:aws:iam::" + id + ":"
	r := &org.Role{Trust: trusts(`{"AWS":"` + arn + `user/alice"}`)}
	r.ARN, r.Name, r.Path, r.Attached = arn+"role/support", "support", "/", []org.PolicyRef{{ARN: support}}
	u := &org.User{}
	u.ARN, u.Name, u.Path = arn+"user/alice", "alice", "/"
	a := &org.Account{ID: id, Partition: "aws", Roles: []*org.Role{r}, Users: []*org.User{u},
		Policies: []*org.Policy{managed(support, allows(`"support:*","support-console:*"`))}}
	if change != nil {
		change(a, r)
	}
	return a
}

// complete are settings with which everything can be answered.
func complete() check.Settings {
	s := check.DefaultSettings()
	s.Actions, s.Now = universe(), time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)
	return s
}

func digests(s *org.Snapshot) (out []*reach.Digest) {
	for _, a := range s.Accounts {
		out = append(out, check.Digest(a))
	}
	return out
}

func TestUsable(t *testing.T) {
	t.Parallel()
	inline := func(d org.Document) func(*org.Account, *org.Role) {
		return func(_ *org.Account, r *org.Role) { r.Inline = []org.InlinePolicy{{Name: "more", Document: d}} }
	}
	trust := func(d org.Document) func(*org.Account, *org.Role) {
		return func(_ *org.Account, r *org.Role) { r.Trust = d }
	}
	for name, tt := range map[string]struct {
		change func(a *org.Account, r *org.Role)
		want   check.Outcome
		reason string
	}{
		"as it should be":       {nil, pass, "role/support can be assumed, reaches AWS Support and changes nothing else"},
		"reads something else":  {inline(allows(`"s3:GetObject"`)), pass, ""},
		"changes something":     {inline(allows(`"s3:PutObject","s3:DeleteObject"`)), fail, "it can do 2 other actions that change something, as s3:DeleteObject"},
		"a service only":        {trust(trusts(`{"Service":"ec2.amazonaws.com"}`)), fail, "role/support (nobody can assume it)"},
		"everybody":             {trust(trusts(`"*"`)), pass, ""},
		"trust not known":       {trust(org.Document{}), unknown, "a policy that is not known decides who can assume it"},
		"support not known":     {func(a *org.Account, _ *org.Role) { a.Policies = nil }, unknown, "a policy that is not known decides whether it can open a support case"},
		"another not known":     {func(_ *org.Account, r *org.Role) { r.Attached = append(r.Attached, org.PolicyRef{ARN: namesake}) }, unknown, "a policy that is not known decides"},
		"boundary":              {func(_ *org.Account, r *org.Role) { r.Boundary = &org.PolicyRef{ARN: support} }, pass, ""},
		"boundary without":      {withBoundary, fail, "it cannot open a support case: "},
		"console not allowed":   {func(a *org.Account, _ *org.Role) { a.Policies = []*org.Policy{managed(support, allows(`"support:*"`))} }, fail, "it cannot use the Support Center console"},
		"neither in nor narrow": {func(_ *org.Account, r *org.Role) { r.Trust = org.Document{}; inline(allows(`"s3:PutObject"`))(nil, r) }, fail, "it can do 1 other actions"},
		"no role":               {func(a *org.Account, _ *org.Role) { a.Roles = nil }, fail, "no role can be assumed, reaches AWS Support and changes nothing else"},
	} {
		report := check.Run(&org.Snapshot{Accounts: []*org.Account{supportAccount(accountID, tt.change)}}, nil, complete())
		if v := report.Accounts[0].Usable; v.Outcome != tt.want || !strings.Contains(v.Reason, tt.reason) {
			t.Errorf("%s: %s: %s", name, v.Outcome, v.Reason)
		}
	}
}

// withBoundary gives the role a boundary that leaves nothing of AWS Support.
func withBoundary(a *org.Account, r *org.Role) {
	r.Boundary = &org.PolicyRef{ARN: namesake}
	a.Policies = append(a.Policies, managed(namesake, allows(`"s3:*"`)))
}

// TestUsableByStrangersOnly holds that a role that is open to the world, and that
// nobody has by name, is not usable.
func TestUsableByStrangersOnly(t *testing.T) {
	t.Parallel()
	a := supportAccount(accountID, func(a *org.Account, r *org.Role) {
		a.Users = nil
		r.Trust = document(`"Effect":"Allow","Action":"sts:AssumeRole","Principal":"*","Condition":{"StringNotEquals":{"aws:PrincipalAccount":"` + accountID + `"}}`)
	})
	if v := check.Run(&org.Snapshot{Accounts: []*org.Account{a}}, nil, complete()).Accounts[0].Usable; v.Outcome != fail || !strings.Contains(v.Reason, "everybody who has an AWS account can assume it, and nobody by name") {
		t.Errorf("%s: %s", v.Outcome, v.Reason)
	}
}

// TestUsableWithoutWhatItNeeds holds that without the table of actions, and
// without a digest of the account, nothing is guessed.
func TestUsableWithoutWhatItNeeds(t *testing.T) {
	t.Parallel()
	settings := complete()
	settings.Actions = nil
	a := supportAccount(accountID, nil)
	rule := check.Rule{ID: "SR901", Check: func(in *check.Input) []check.Finding {
		if _, known := in.Extent(in.Account.Roles[0]); known {
			t.Error("what the role can do is known, and nothing is known of actions")
		}
		return nil
	}}
	if v := check.Run(&org.Snapshot{Accounts: []*org.Account{a}}, []check.Rule{rule}, settings).Accounts[0].Usable; v.Outcome != unknown || !strings.Contains(v.Reason, "what else it can do was not looked at") {
		t.Errorf("%s: %s", v.Outcome, v.Reason)
	}
	v := check.NewAuditor(nil, nil, nil, settings).Account(a).Usable
	if v.Outcome != unknown || !strings.Contains(v.Reason, "nothing is known of whom it lets in and nothing is known of what it can do") {
		t.Errorf("%s: %s", v.Outcome, v.Reason)
	}
}
