package plan_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hotline/desired"
	"hotline/org"
	"hotline/plan"
)

// TestCreate holds how a role comes into being.
func TestCreate(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		prepare  func(*scene)
		changes  []string
		boundary string
	}{
		"plain":    {func(*scene) {}, []string{"+ role/aws-support", "+ role/aws-support attached " + supportAccess}, ""},
		"least":    {func(s *scene) { s.config.Policy = desired.LeastPrivilege }, []string{"+ role/aws-support", "+ role/aws-support inline hotline-support"}, ""},
		"boundary": {func(s *scene) { s.config.Role.Boundary = "arn:{partition}:iam::{account}:policy/limit" }, []string{"+ role/aws-support", "+ role/aws-support attached " + supportAccess}, arnOf + "policy/limit"},
		"none":     {func(s *scene) { s.config.Role.Boundary = desired.None }, []string{"+ role/aws-support", "+ role/aws-support attached " + supportAccess}, ""},
		"additive": {func(s *scene) { s.wish.Mode = plan.Additive }, []string{"+ role/aws-support", "+ role/aws-support attached " + supportAccess}, ""},
		"observe":  {func(s *scene) { s.wish.Mode = plan.Observe }, []string{"+ role/aws-support", "+ role/aws-support attached " + supportAccess}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emptyScene(t)
			tt.prepare(s)
			a := expect(t, s, want{outcome: plan.Changes, changes: tt.changes})
			spec, err := plan.ParseRoleSpec(*a.Changes[0].After)
			trust, _ := s.config.TrustPolicy(workload, "aws")
			wanted := plan.RoleSpec{Path: "/", Trust: trust, Description: "for incidents", Session: 14400, Tags: map[string]string{"managed-by": "hotline", "team": "blue"}, Boundary: tt.boundary}
			if difference := cmp.Diff(wanted, spec); difference != "" || err != nil {
				t.Error(err, difference)
			}
			if a.Name != "shop" || a.Role != arnOf+"role/aws-support" || !cmp.Equal(a.Admits, []string{"arn:aws:iam::" + security + ":role/ops"}) {
				t.Errorf("%+v", a)
			}
			if c := a.Changes[0]; c.Rule != "SR001" || c.Undo != "delete the role" || c.Reason == "" || a.Changes[1].Undo == "" {
				t.Errorf("%+v", a.Changes)
			}
		})
	}
}

// TestRepair holds that a role of hotline gets back what it lacks, in place.
func TestRepair(t *testing.T) {
	t.Parallel()
	const r = " role/aws-support "
	one := func(change string) want { return want{outcome: plan.Changes, changes: []string{change}} }
	for name, tt := range map[string]struct {
		prepare func(*scene)
		want    want
	}{
		"nothing":        {func(*scene) {}, want{outcome: plan.Unchanged}},
		"trust":          {func(s *scene) { s.trust(statements(trusts(`"*"`))) }, one("=" + r + "trust")},
		"no trust":       {func(s *scene) { s.role().Trust = org.Document{} }, one("+" + r + "trust")},
		"description":    {func(s *scene) { s.role().Description = "" }, one("+" + r + "description")},
		"no description": {func(s *scene) { s.config.Role.Description = "" }, one("-" + r + "description")},
		"session":        {func(s *scene) { s.role().MaxSession = time.Hour }, one("=" + r + "session")},
		"tag":            {func(s *scene) { s.role().Tags[1].Value = "red" }, one("=" + r + "tag team")},
		"no tag":         {func(s *scene) { s.role().Tags = s.role().Tags[:1] }, one("+" + r + "tag team")},
		"another tag":    {func(s *scene) { s.role().Tags = append(s.role().Tags, org.Tag{Key: "cost", Value: "1"}) }, want{outcome: plan.Unchanged}},
		"policy":         {func(s *scene) { s.role().Attached = nil }, one("+" + r + "attached " + supportAccess)},
		"boundary":       {func(s *scene) { s.config.Role.Boundary = readOnly }, one("+" + r + "boundary")},
		"another boundary": {func(s *scene) {
			s.config.Role.Boundary = readOnly
			s.role().Boundary = &org.PolicyRef{ARN: supportAccess}
		}, one("=" + r + "boundary")},
		"no boundary": {func(s *scene) {
			s.config.Role.Boundary = desired.None
			s.role().Boundary = &org.PolicyRef{ARN: readOnly}
		}, one("-" + r + "boundary")},
		"boundary left": {func(s *scene) { s.role().Boundary = &org.PolicyRef{ARN: readOnly} }, want{outcome: plan.Unchanged}},
		"boundary kept": {func(s *scene) { s.config.Role.Boundary = readOnly; s.role().Boundary = &org.PolicyRef{ARN: readOnly} }, want{outcome: plan.Unchanged}},
		"extras": {func(s *scene) { s.config.Found.Extras = desired.Remove; extras(s) }, want{outcome: plan.Changes,
			changes: []string{"-" + r + "attached " + readOnly, "-" + r + "inline own"}}},
		"extras, left": {extras, want{outcome: plan.Unchanged, left: []string{
			"aws-support also has the policy " + readOnly + "; found.extras: remove takes it away", "aws-support also has the policy own; found.extras: remove takes it away"}}},
		"key in other letters": {func(s *scene) {
			s.role().Tags[0].Key, s.role().Tags[1] = "Managed-By", org.Tag{Key: "TEAM", Value: "red"}
		}, one("=" + r + "tag TEAM")},
		"path": {func(s *scene) { s.config.Role.Path = "/team/" }, want{outcome: plan.Unchanged, left: []string{"aws-support has the path /, not /team/: IAM cannot change that"}}},
		"session not known": {func(s *scene) { s.role().MaxSession, s.role().Description = 0, "" }, want{outcome: plan.Unchanged,
			left: []string{"nothing says how long sessions of aws-support may last, nor what its description is (list-roles)"}}},
		"name in other letters": {func(s *scene) { s.config.Role.Name = "AWS-Support" }, want{outcome: plan.Unchanged}},
		"another name, named":   {func(s *scene) { s.config.Role.Name = "help"; naming(s, "aws-support") }, want{outcome: plan.Unchanged}},
		"another path, granted": {func(s *scene) { s.config.Role.Path = "/team/"; granted(s) }, want{outcome: plan.Changes, changes: []string{"=" + r + "trust"}, left: []string{
			"the policies that grants write are about /team/aws-support: they let nobody assume /aws-support, unless found.adopt names it",
			"aws-support has the path /, not /team/: IAM cannot change that"}}},
		"another name, granted and named": {func(s *scene) { s.config.Role.Name = "help"; naming(s, "aws-support"); granted(s) }, one("=" + r + "trust")},
		"granted":                         {granted, one("=" + r + "trust")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			tt.prepare(s)
			if a := expect(t, s, tt.want); a.Role != arnOf+"role/aws-support" {
				t.Error(a.Role)
			}
		})
	}
}

// TestRepairPolicy holds that the role has the policy of the variant that is
// wanted, and not the other.
func TestRepairPolicy(t *testing.T) {
	t.Parallel()
	const r = " role/aws-support "
	for name, tt := range map[string]struct {
		prepare func(*scene)
		want    want
	}{
		"least": {func(s *scene) { s.config.Policy, s.config.Found.Extras = desired.LeastPrivilege, desired.Remove }, want{outcome: plan.Changes,
			changes: []string{"+" + r + "inline hotline-support", "-" + r + "attached " + supportAccess}}},
		"least, left": {func(s *scene) { s.config.Policy = desired.LeastPrivilege }, want{outcome: plan.Changes, changes: []string{"+" + r + "inline hotline-support",
			"-" + r + "attached " + supportAccess}}},
		"least, adopted": {func(s *scene) { s.config.Policy = desired.LeastPrivilege; s.role().Tags[0].Value = "hotline-adopted" }, want{outcome: plan.Changes, changes: []string{"+" + r + "inline hotline-support"},
			left: []string{"aws-support also has the policy " + supportAccess + "; found.extras: remove takes it away"}}},
		"no longer least": {func(s *scene) {
			s.role().Inline = []org.InlinePolicy{inline(s.t, desired.SupportPolicy, desired.LeastPrivilegePolicy())}
		}, want{outcome: plan.Changes, changes: []string{"-" + r + "inline hotline-support"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			tt.prepare(s)
			expect(t, s, tt.want)
		})
	}
}

// granted has people of another account who are granted the role.
func granted(s *scene) {
	s.config.Trust.People[0].Grants = []desired.Grantee{{Kind: "group", Name: "ops"}}
	s.trust(statements(trusts(`{"AWS":"` + security + `"}`)))
}

// extras gives the support role what it is not meant to have.
func extras(s *scene) {
	s.role().Attached = append(s.role().Attached, org.PolicyRef{ARN: readOnly})
	s.role().Inline = append(s.role().Inline, inline(s.t, "own", statements(allows("s3:*"))))
}

// TestLeastKept holds that the list of permissions is put back, and no extra.
func TestLeastKept(t *testing.T) {
	t.Parallel()
	s := emptyScene(t)
	s.config.Policy = desired.LeastPrivilege
	s.account = applied(t, s.account, s.plan().Changes)
	expect(t, s, want{outcome: plan.Unchanged})
	s.role().Inline = []org.InlinePolicy{inline(t, desired.SupportPolicy, statements(allows("s3:*")))}
	a := expect(t, s, want{outcome: plan.Changes, changes: []string{"= role/aws-support inline hotline-support"}})
	if c := a.Changes[0]; *c.After != desired.LeastPrivilegePolicy() || !strings.Contains(c.Undo, "as it was written") {
		t.Errorf("%+v", c)
	}
}

// TestHostile holds what is said of the trust policy of a role.
func TestHostile(t *testing.T) {
	t.Parallel()
	const account, named = ", and trusts account " + strange + ", which the configuration does not name", "444444444444"
	for name, tt := range map[string]struct{ trust, want string }{
		"everybody":            {trusts(`"*"`), ", and trusts everybody"},
		"everybody, in a list": {trusts(`{"AWS":["` + security + `","*"]}`), ", and trusts everybody"},
		"another account":      {trusts(`{"AWS":"arn:aws:iam::` + strange + `:role/x"}`), account},
		"another account's id": {trusts(`{"AWS":"` + strange + `"}`), account},
		"itself":               {trusts(`{"AWS":"` + workload + `"}`), ""},
		"people":               {trusts(`{"AWS":"` + security + `"}`), ""},
		"provider":             {trusts(`{"AWS":"` + named + `"}`), ""},
		"automation":           {trusts(`{"AWS":"555555555555"}`), ""},
		"service":              {trusts(`{"Service":"ec2.amazonaws.com"}`), ""},
		"who is gone":          {trusts(`{"AWS":"AROAEXAMPLEDELETED234"}`), ""},
		"denied":               {`"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole"`, ""},
		"all but one":          {`"Effect":"Allow","NotPrincipal":{"AWS":"` + strange + `"},"Action":"sts:AssumeRole"`, ", and trusts everybody"},
	} {
		s := newScene(t)
		s.config.Trust.Providers = []desired.Provider{{Account: named, ExternalIDs: map[string]string{workload: "1"}}}
		s.config.Trust.Automation = []desired.Automation{{Role: "arn:aws:iam::555555555555:role/ci"}, {Service: "ssm.amazonaws.com"}}
		s.trust(statements(tt.trust))
		a := expect(t, s, want{outcome: plan.Changes, changes: []string{"= role/aws-support trust"}})
		if got := strings.TrimPrefix(a.Changes[0].Reason, "its trust policy is not the one that is wanted"); got != tt.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}
