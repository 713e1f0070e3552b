package plan_test

import (
	"strings"
	"testing"

	"hotline/desired"
	"hotline/org"
	"hotline/plan"
)

// TestGrantsNoLongerWanted holds that the policy of grants is taken from those
// whom grants name no more, in whatever account they are.
func TestGrantsNoLongerWanted(t *testing.T) {
	t.Parallel()
	holding := func(prepare func(*scene)) *scene {
		s := newScene(t)
		s.account.Users[0].Inline = []org.InlinePolicy{inline(t, desired.GrantPolicy, statements(allows("sts:AssumeRole")))}
		prepare(s)
		return s
	}
	const goes = "- user/ana inline hotline-assume-support"
	expect(t, holding(func(*scene) {}), want{outcome: plan.Changes, changes: []string{goes}})
	expect(t, holding(func(s *scene) { s.wish.Mode = plan.Additive }), want{outcome: plan.Unchanged, left: []string{
		"user/ana inline hotline-assume-support stays as it is, since the mode is additive: hotline wrote it, and grants name nobody of this name any more"}})
	const forgotten = "hotline made the role aws-support, and scope does not include the account; hotline remove takes it away"
	expect(t, holding(func(s *scene) { s.config.Scope.Exclude = []string{workload} }), want{outcome: plan.Changes, changes: []string{goes}, left: []string{forgotten}})
	expect(t, holding(func(s *scene) { s.config.Scope.Exclude = []string{workload}; s.account.Users = nil }),
		want{outcome: plan.Outside, reason: "scope does not include it", left: []string{forgotten}})
}

// msp is a scene with a provider whose external id the configuration lacks, and
// with one that the role has.
func msp(t fataler, condition string) *scene {
	s := newScene(t)
	s.config.Trust.Providers = []desired.Provider{{Account: strange}}
	s.trust(statements(wantedTrust, strings.Replace(trusts(`{"AWS":"`+strange+`"}`), `"Effect"`, `"Sid":"Provider1","Effect"`, 1)+condition, `"Effect":"Deny","Principal":"*","Action":"sts:TagSession"`))
	return s
}

// TestExternalID holds that the external id that a provider uses already is kept.
func TestExternalID(t *testing.T) {
	t.Parallel()
	id := func(operator, value string) string {
		return `,"Condition":{"` + operator + `":{"sts:ExternalId":` + value + `}}`
	}
	for condition, want := range map[string]string{
		id("StringEquals", `"abc"`): "abc", id("StringEquals", `["abc","abc"]`): "abc", id("StringEquals", `["abc","d"]`): "", id("StringLike", `"abc*"`): "", "": "",
	} {
		s := msp(t, condition)
		if got := s.wish.ExternalID(s.account, strange); got != want {
			t.Errorf("%s: %q", condition, got)
		}
		a := s.plan()
		if want == "" && a.Outcome != plan.Refused || want != "" && (a.Outcome != plan.Changes || !strings.Contains(*a.Changes[0].After, `"sts:ExternalId":"abc"`)) {
			t.Errorf("%s: %+v", condition, a)
		}
		if lacks := s.wish.LacksExternalID(s.account, s.above, s.config.Trust.Providers[0]); lacks != (want == "") {
			t.Errorf("%s: %v", condition, lacks)
		}
	}
	for name, prepare := range map[string]func(*scene){
		"closed":   func(s *scene) { s.account.Member.State = org.Closed },
		"outside":  func(s *scene) { s.config.Scope.Exclude = []string{workload} },
		"not read": func(s *scene) { s.account.Gaps = []org.Gap{{Kind: org.Incomplete, Missing: org.Roles}} },
		"known":    func(s *scene) { s.config.Trust.Providers[0].ExternalIDs = map[string]string{workload: "x"} },
	} {
		s := msp(t, "")
		prepare(s)
		if s.wish.LacksExternalID(s.account, s.above, s.config.Trust.Providers[0]) {
			t.Errorf("%s: an external id is made", name)
		}
	}
	if s := emptyScene(t); s.wish.ExternalID(s.account, strange) != "" {
		t.Error("there is no role")
	}
}

// TestOverreach holds that nobody is let into a role of others that may do more
// than talk to AWS Support.
func TestOverreach(t *testing.T) {
	t.Parallel()
	refused := func(key string) want {
		return want{outcome: plan.Refused, reason: "a would let people in who may then do all that its policy " + key + " allows: found.extras: remove takes that away",
			left: []string{"a also has the policy " + key + "; found.extras: remove takes it away"}}
	}
	own := func(text string) func(*scene) {
		return func(s *scene) { s.role().Inline = []org.InlinePolicy{inline(s.t, "own", text)} }
	}
	managed := func(s *scene) {
		s.role().Attached = append(s.role().Attached, org.PolicyRef{ARN: arnOf + "policy/own"})
		s.account.Policies = []*org.Policy{{ARN: arnOf + "policy/own", Versions: []org.PolicyVersion{{Default: true, Document: document(s.t, statements(allows("support:*")))}}}}
	}
	for name, tt := range map[string]struct {
		prepare func(*scene)
		want    want
	}{
		"all":      {own(statements(allows("*"))), refused("own")},
		"all but":  {own(strings.Replace(statements(allows("iam:*")), `"Action"`, `"NotAction"`, 1)), refused("own")},
		"unknown":  {func(s *scene) { s.role().Inline = []org.InlinePolicy{{Name: "own"}} }, refused("own")},
		"attached": {func(s *scene) { s.role().Attached = append(s.role().Attached, org.PolicyRef{ARN: readOnly}) }, refused(readOnly)},
		"support":  {own(statements(allows("Support:*"), strings.Replace(allows("*"), "Allow", "Deny", 1))), want{outcome: plan.Changes, changes: taken("a"), left: []string{"a also has the policy own; found.extras: remove takes it away"}}},
		"managed":  {managed, want{outcome: plan.Changes, changes: taken("a"), left: []string{"a also has the policy " + arnOf + "policy/own; found.extras: remove takes it away"}}},
		"removed": {func(s *scene) { own(statements(allows("*")))(s); s.config.Found.Extras = desired.Remove },
			want{outcome: plan.Changes, changes: append(taken("a")[:4:4], "- role/a inline own", "= role/a trust")}},
		"let in already": {func(s *scene) { own(statements(allows("*")))(s); s.trust(statements(wantedTrust)) },
			want{outcome: plan.Changes, changes: taken("a")[:4], left: []string{"a also has the policy own; found.extras: remove takes it away"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emptyScene(t)
			adopting(s)
			s.add(role(t, "a", supportAccess))
			tt.prepare(s)
			expect(t, s, tt.want)
		})
	}
}

// TestBoundaryIsThere holds that a boundary of the account is one of its policies.
func TestBoundaryIsThere(t *testing.T) {
	t.Parallel()
	s := emptyScene(t)
	s.config.Role.Boundary = "arn:{partition}:iam::{account}:policy/none"
	expect(t, s, want{outcome: plan.Refused, reason: "the boundary " + arnOf + "policy/none is not in the account"})
}
