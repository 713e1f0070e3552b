package org_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"hotline/org"
)

// organization is a tree of a root, a unit in it and a unit in that.
func organization() *org.Organization {
	scp := func(id string) *org.ControlPolicy {
		return &org.ControlPolicy{ID: id, Name: "name of " + id, Type: org.SCP}
	}
	return &org.Organization{
		ID: "o-example", ManagementAccount: "111111111111", FeatureSet: "ALL",
		Units: []*org.Unit{
			{ID: "ou-2", Name: "inner", Parent: "ou-1"}, {ID: "ou-1", Name: "outer", Parent: "r-1"},
			{ID: "r-1", Name: "root", Enabled: []org.PolicyType{org.SCP, org.RCP}}, {ID: "ou-9", Parent: "ou-8"}, {ID: "ou-a", Parent: "ou-b"}, {ID: "ou-b", Parent: "ou-a"},
		},
		Members: []*org.Member{
			{ID: "111111111111", Parent: "r-1"}, {ID: "222222222222", Name: "deep", Parent: "ou-2"}, {ID: "333333333333", Parent: "ou-9"},
			{ID: "444444444444"}, {ID: "555555555555", Parent: "ou-a"}, {ID: "666666666666", Parent: "r-2"},
		},
		Policies: []*org.ControlPolicy{scp("p-1"), scp("p-2"), {ID: "p-3", Type: org.RCP}},
		Attachments: []org.Attachment{
			{Policy: "p-1", Target: "r-1"}, {Policy: "p-3", Target: "r-1"}, {Policy: "p-2", Target: "ou-2"}, {Policy: "p-1", Target: "222222222222"},
			{Policy: "p-2", Target: "222222222222"}, {Policy: "p-0", Target: "ou-1"},
		},
		Read: map[org.AttachmentList]bool{
			{Target: "r-1", Type: org.SCP}: true, {Target: "ou-1", Type: org.SCP}: true, {Target: "222222222222", Type: org.SCP}: true, {Type: org.RCP}: true,
		},
	}
}

// described writes levels on one line.
func described(levels []org.Level) string {
	var out []string
	for _, l := range levels {
		text := l.Node
		if l.Name != "" {
			text += " " + l.Name
		}
		for _, p := range l.Policies {
			text += " " + p.ID
		}
		if !l.Known {
			text += " ?"
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

func TestControls(t *testing.T) {
	t.Parallel()
	o := organization()
	for _, c := range []struct {
		account string
		kind    org.PolicyType
		want    string
	}{
		{"222222222222", org.SCP, "r-1 root p-1, ou-1 outer ?, ou-2 inner p-2 ?, 222222222222 deep p-1 p-2"},
		{"222222222222", org.RCP, "r-1 root p-3, ou-1 outer ?, ou-2 inner, 222222222222 deep"},
		{"111111111111", org.SCP, "r-1 root p-1, 111111111111 ?"},
		{"333333333333", org.RCP, "the units above 333333333333 ?, ou-8, ou-9, 333333333333"},
		{"444444444444", org.RCP, "the units above 444444444444 ?, 444444444444"},
		{"666666666666", org.RCP, "the units above 666666666666 ?, r-2, 666666666666"},
		{"999999999999", org.SCP, "account 999999999999 and the units above it ?"},
	} {
		if got := described(o.Controls(c.account, c.kind)); got != c.want {
			t.Errorf("%s %s: %s\nwant %s", c.account, c.kind, got, c.want)
		}
		if got := described(org.NewTree(o).Controls(c.account, c.kind)); got != c.want {
			t.Errorf("%s %s, by the tree: %s\nwant %s", c.account, c.kind, got, c.want)
		}
	}
	if got := o.Controls("555555555555", org.SCP); len(got) < 10 || len(got) > 20 {
		t.Errorf("units in a circle: %d levels", len(got))
	}
	none := func(what string, o *org.Organization, kind org.PolicyType) {
		if got := o.Controls("222222222222", kind); got != nil {
			t.Errorf("%s: %s", what, described(got))
		}
	}
	none("no organization", nil, org.SCP)
	none("a type that is not enabled", &org.Organization{Units: []*org.Unit{{ID: "r-1", Enabled: []org.PolicyType{}}}}, org.SCP)
	none("another type is enabled", &org.Organization{Units: []*org.Unit{{ID: "r-1", Enabled: []org.PolicyType{org.SCP}}}}, org.RCP)
	none("consolidated billing", &org.Organization{FeatureSet: "CONSOLIDATED_BILLING"}, org.SCP)
	if got := (&org.Organization{}).Controls("222222222222", org.SCP); len(got) != 1 || got[0].Known {
		t.Errorf("nothing is known: %s", described(got))
	}
}

func TestPaths(t *testing.T) {
	t.Parallel()
	o := organization()
	for account, want := range map[string]string{
		"111111111111": "o-example/r-1/", "222222222222": "o-example/r-1/ou-1/ou-2/", "333333333333": "", "444444444444": "", "555555555555": "",
		"666666666666": "", "999999999999": "",
	} {
		if got := o.Path(account); got != want {
			t.Errorf("%s: %q, want %q", account, got, want)
		}
		if got := org.NewTree(o).Path(account); got != want {
			t.Errorf("%s, by the tree: %q, want %q", account, got, want)
		}
	}
	o.ID = ""
	if got := o.Path("111111111111"); got != "" {
		t.Errorf("without an id: %q", got)
	}
	o = nil
	if o.Path("111111111111") != "" || org.NewTree(o).Path("111111111111") != "" {
		t.Error("a path without an organization")
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	o := organization()
	if o.Member("444444444444") != o.Members[3] || o.Member("4") != nil || (*org.Organization)(nil).Member("444444444444") != nil {
		t.Error("members")
	}
	if tree := org.NewTree(o); tree.Member("444444444444") != o.Members[3] || tree.Member("4") != nil || org.NewTree(nil).Member("444444444444") != nil {
		t.Error("members of the tree")
	}
	if o.Unit("ou-1") != o.Units[1] || o.Unit("ou") != nil {
		t.Error("units")
	}
	if o.Policy("p-2") != o.Policies[1] || o.Policy("p") != nil {
		t.Error("policies")
	}
	if !o.IsManagement("111111111111") || o.IsManagement("222222222222") || o.IsManagement("") || (*org.Organization)(nil).IsManagement("111111111111") || (&org.Organization{}).IsManagement("") {
		t.Error("management account")
	}
	for id, want := range map[string]bool{"r-1": true, "ou-1": false, "r-": false, "": false} {
		if (&org.Unit{ID: id}).IsRoot() != want {
			t.Errorf("%q is a root: %v", id, !want)
		}
	}
}

func TestStates(t *testing.T) {
	t.Parallel()
	for state, want := range map[org.AccountState]bool{
		org.Active: true, "": true, org.PendingClosure: true, org.Suspended: false, org.Closed: false, org.PendingActivation: false,
	} {
		if (&org.Member{State: state}).IsOpen() != want {
			t.Errorf("%s is open: %v", state, !want)
		}
	}
	if !(*org.Member)(nil).IsOpen() {
		t.Error("an account of no organization is open")
	}
}

func TestIdentityCenter(t *testing.T) {
	t.Parallel()
	set := &org.PermissionSet{ARN: "arn:set", Name: "Support"}
	c := &org.IdentityCenter{
		PermissionSets: []*org.PermissionSet{{ARN: "arn:other", Name: "Other"}, set},
		Assignments: []org.Assignment{
			{Account: "1", PermissionSet: "arn:set", PrincipalType: "USER", Principal: "u"}, {Account: "1", PermissionSet: "arn:other", Principal: "v"},
			{Account: "2", PermissionSet: "arn:set", Principal: "w"}, {Account: "1", PermissionSet: "arn:set", PrincipalType: "GROUP", Principal: "g"},
		},
		Assigned: map[string]bool{"1": true, "3": true},
	}
	if c.Set("Support") != set || c.Set("None") != nil || (*org.IdentityCenter)(nil).Set("Support") != nil {
		t.Error("sets")
	}
	for _, tt := range []struct {
		center  *org.IdentityCenter
		set     *org.PermissionSet
		account string
		want    string
		known   bool
	}{
		{c, set, "1", "[u g]", true}, {c, set, "2", "[w]", true}, {c, set, "3", "[]", true}, {c, set, "4", "[]", false},
		{c, nil, "1", "[]", false}, {nil, set, "1", "[]", false},
	} {
		list, known := tt.center.AssignedTo(tt.set, tt.account)
		var names []string
		for _, a := range list {
			names = append(names, a.Principal)
		}
		if got := fmt.Sprint(names); got != tt.want || known != tt.known {
			t.Errorf("%s: %s, known %v", tt.account, got, known)
		}
	}
}

func TestRootUser(t *testing.T) {
	t.Parallel()
	early, late := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, r := range []org.RootUser{{PasswordUsed: late, KeyUsed: early}, {PasswordUsed: early, KeyUsed: late}, {KeyUsed: late}, {PasswordUsed: late}} {
		if !r.LastUsed().Equal(late) {
			t.Errorf("%+v: %s", r, r.LastUsed())
		}
	}
	if used := (&org.RootUser{}).LastUsed(); !used.IsZero() {
		t.Errorf("never used: %s", used)
	}
}

func TestGaps(t *testing.T) {
	t.Parallel()
	a := &org.Account{Gaps: []org.Gap{{Kind: org.Incomplete, Missing: org.Users}, {Kind: org.Incomplete, Missing: org.Summary | org.Policies}}}
	if a.IsDamaged() || a.Missing() != org.Users|org.Summary|org.Policies {
		t.Errorf("%v %b", a.IsDamaged(), a.Missing())
	}
	a.Gaps = append(a.Gaps, org.Gap{Kind: org.Damaged})
	if !a.IsDamaged() {
		t.Error("not damaged")
	}
}

func TestDefaultDocument(t *testing.T) {
	t.Parallel()
	p := &org.Policy{Versions: []org.PolicyVersion{{ID: "v1"}, {ID: "v2", Default: true}}}
	if p.DefaultDocument() != &p.Versions[1].Document {
		t.Error("the document in force")
	}
	if p.Versions = slices.Delete(p.Versions, 1, 2); p.DefaultDocument() != nil {
		t.Error("none is in force")
	}
}
