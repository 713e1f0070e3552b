package desired_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hotline/desired"
	"hotline/policy"
)

// TestAssumePolicy holds the policies of those who may assume the role.
func TestAssumePolicy(t *testing.T) {
	t.Parallel()
	const resource = `"Resource":"arn:aws-us-gov:iam::*:role/team/aws-support"`
	for name, tt := range map[string]struct {
		people desired.People
		want   string
	}{
		"plain":           {desired.People{}, `"Action":"sts:AssumeRole",` + resource},
		"source identity": {desired.People{SourceIdentity: true}, `"Action":["sts:AssumeRole","sts:SetSourceIdentity"],` + resource},
		"session tags":    {desired.People{SessionTags: []string{"a", "b"}}, `"Action":["sts:AssumeRole","sts:TagSession"],` + resource},
		"organization":    {desired.People{Organization: orgID}, `"Action":"sts:AssumeRole",` + resource + `,"Condition":{"StringEquals":{"aws:ResourceOrgID":"o-example0000"}}`},
	} {
		got := people(tt.people).AssumePolicy(tt.people, "aws-us-gov")
		if difference := cmp.Diff(trust(`{"Sid":"AssumeSupport","Effect":"Allow",`+tt.want+`}`), got); difference != "" {
			t.Errorf("%s:\n%s", name, difference)
		}
	}
}

// TestAssumeAdopted holds that the roles that are taken over by name, and are
// called otherwise, may be assumed, too.
func TestAssumeAdopted(t *testing.T) {
	t.Parallel()
	p := desired.People{}
	c := people(p)
	c.Found.Adopt = []string{"arn:aws:iam::1:role/old", "arn:aws:iam::1:role/team/aws-support", "arn:aws:iam::1:role/aws-support"}
	const wanted = `"Resource":["arn:aws:iam::*:role/team/aws-support","arn:aws:iam::1:role/old","arn:aws:iam::1:role/aws-support"]`
	if got := c.AssumePolicy(p, "aws"); !strings.Contains(got, wanted) {
		t.Error(got)
	}
}

// TestLeastPrivilegePolicy holds that the list names actions of Support alone,
// one by one and each once.
func TestLeastPrivilegePolicy(t *testing.T) {
	t.Parallel()
	text := desired.LeastPrivilegePolicy()
	d, err := policy.Parse(text)
	if err != nil || len(d.Statements) != 1 {
		t.Fatal(err, text)
	}
	var seen []string
	for _, a := range d.Statements[0].Action.Values {
		service, _, _ := strings.Cut(a.Value, ":")
		if service != "support" && service != "support-console" || strings.ContainsAny(a.Value, "*?") || slices.Contains(seen, a.Value) {
			t.Error(a.Value)
		}
		seen = append(seen, a.Value)
	}
	if !slices.Contains(seen, "support:CreateCase") || !strings.HasSuffix(text, `"Resource":"*"}]}`) || text != desired.LeastPrivilegePolicy() {
		t.Error(text)
	}
}

func TestBoundaryOf(t *testing.T) {
	t.Parallel()
	for boundary, want := range map[string]string{
		"": "", desired.None: "none",
		"arn:{partition}:iam::{account}:policy/limit":     "arn:aws-cn:iam::333333333333:policy/limit",
		"arn:aws:iam::aws:policy/PowerUserAccess":         "arn:aws:iam::aws:policy/PowerUserAccess",
		"arn:{partition}:iam::{account}:policy/{account}": "arn:aws-cn:iam::333333333333:policy/333333333333",
	} {
		if got := (desired.Role{Boundary: boundary}).BoundaryOf(workload, "aws-cn"); got != want {
			t.Errorf("%q: %q", boundary, got)
		}
	}
}

// TestIncludes holds which accounts are in scope.
func TestIncludes(t *testing.T) {
	t.Parallel()
	above := []string{"r-root", "ou-prod", "ou-prod-eu"}
	for name, tt := range map[string]struct {
		scope desired.Scope
		above []string
		want  bool
	}{
		"all":                     {desired.Scope{}, nil, true},
		"named":                   {desired.Scope{Accounts: []string{security, workload}}, nil, true},
		"others named":            {desired.Scope{Accounts: []string{security}}, above, false},
		"in a unit":               {desired.Scope{Units: []string{"ou-prod-eu"}}, above, true},
		"in a unit further up":    {desired.Scope{Units: []string{"ou-test", "ou-prod"}}, above, true},
		"in none of the units":    {desired.Scope{Units: []string{"ou-test"}}, above, false},
		"named, or in a unit":     {desired.Scope{Accounts: []string{workload}, Units: []string{"ou-test"}}, above, true},
		"units not known":         {desired.Scope{Units: []string{"ou-prod"}}, nil, false},
		"excluded":                {desired.Scope{Exclude: []string{workload}}, above, false},
		"its unit excluded":       {desired.Scope{Exclude: []string{"ou-prod"}}, above, false},
		"named, its unit is not":  {desired.Scope{Accounts: []string{workload}, Exclude: []string{"ou-prod"}}, above, false},
		"others excluded":         {desired.Scope{Exclude: []string{security, "ou-test"}}, above, true},
		"a unit without its part": {desired.Scope{Units: []string{"ou-prod"}, Exclude: []string{"ou-prod-eu"}}, above, false},
	} {
		if got := tt.scope.Includes(workload, tt.above); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
