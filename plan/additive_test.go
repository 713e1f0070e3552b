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

// additive is a scene with all as it is wanted, in which nothing may be taken
// away.
func additive(t fataler) *scene {
	s := newScene(t)
	s.wish.Mode = plan.Additive
	return s
}

// TestAdditive holds that nothing is removed, and nobody loses access.
func TestAdditive(t *testing.T) {
	t.Parallel()
	const r = "role/aws-support "
	stays := func(what, why string) string { return what + " stays as it is, since the mode is additive: " + why }
	const noBoundary, otherBoundary = "it is to have no permissions boundary", "its permissions boundary is not the one that is wanted"
	const extra, alone = "the support role is to be allowed nothing else", "AWSSupportAccess is to be on the support role alone"
	for name, tt := range map[string]struct {
		prepare func(*scene)
		want    want
	}{
		"nothing":        {func(*scene) {}, want{outcome: plan.Unchanged}},
		"longer session": {func(s *scene) { s.role().MaxSession = time.Hour }, want{outcome: plan.Changes, changes: []string{"= " + r + "session"}}},
		"shorter session": {func(s *scene) { s.role().MaxSession = 12 * time.Hour }, want{outcome: plan.Unchanged,
			left: []string{stays(r+"session", "sessions may last longer, or less long, than wanted")}}},
		"tag": {func(s *scene) { s.role().Tags[1].Value = "x" }, want{outcome: plan.Unchanged,
			left: []string{stays(r+"tag team", "the role lacks the tag, or has another value")}}},
		"another description": {func(s *scene) { s.role().Description = "x" }, want{outcome: plan.Unchanged,
			left: []string{stays(r+"description", "its description is not the one that is wanted")}}},
		"lacks tag": {func(s *scene) { s.role().Tags = s.role().Tags[:1] }, want{outcome: plan.Changes, changes: []string{"+ " + r + "tag team"}}},
		"trust that denies": {func(s *scene) {
			s.trust(statements(strings.Replace(trusts(`"*"`), "Allow", "Deny", 1)))
		}, want{outcome: plan.Unchanged, left: []string{stays(r+"trust", "it has statements that deny, and what is added may not do")}}},
		"policy":   {func(s *scene) { s.role().Attached = nil }, want{outcome: plan.Changes, changes: []string{"+ " + r + "attached " + supportAccess}}},
		"boundary": {func(s *scene) { s.config.Role.Boundary = readOnly }, want{outcome: plan.Unchanged, left: []string{stays(r+"boundary", otherBoundary)}}},
		"no boundary": {func(s *scene) {
			s.config.Role.Boundary = desired.None
			s.role().Boundary = &org.PolicyRef{ARN: readOnly}
		}, want{outcome: plan.Unchanged, left: []string{stays(r+"boundary", noBoundary)}}},
		"no description":             {func(s *scene) { s.config.Role.Description = "" }, want{outcome: plan.Unchanged, left: []string{stays(r+"description", "its description is not the one that is wanted")}}},
		"extras":                     {func(s *scene) { s.config.Found.Extras = desired.Remove; extras(s) }, want{outcome: plan.Unchanged, left: []string{stays(r+"attached "+readOnly, extra), stays(r+"inline own", extra)}}},
		"others":                     {func(s *scene) { s.config.Found.Roles = desired.Remove; s.add(role(s.t, "a", supportAccess)) }, want{outcome: plan.Unchanged, left: []string{stays("role/a attached "+supportAccess, alone), stays("role/a", alone)}}},
		"trust not known":            {func(s *scene) { s.role().Trust = org.Document{} }, want{outcome: plan.Changes, changes: []string{"+ " + r + "trust"}}},
		"trust, more than is wanted": {func(s *scene) { s.trust(statements(trusts(`"*"`), wantedTrust)) }, want{outcome: plan.Unchanged}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := additive(t)
			tt.prepare(s)
			expect(t, s, tt.want)
		})
	}
}

// wantedTrust is the statement of config, without what it is called.
const wantedTrust = `"Effect":"Allow","Principal":{"AWS":"` + security + `"},"Action":"sts:AssumeRole","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::` + security + `:role/ops"}}`

// TestUnion holds that a document keeps its statements and gains those that it
// lacks, each Sid once.
func TestUnion(t *testing.T) {
	t.Parallel()
	const wanted = `"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::` + security + `:root"},"Action":"sts:AssumeRole","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::` + security + `:role/ops"}}`
	everybody := trusts(`"*"`)
	for name, tt := range map[string]struct{ trust, want string }{
		"another":       {statements(everybody), statements(everybody, `"Sid":"People1",`+wanted)},
		"alone":         {`{"Statement":{` + everybody + `},"Id":"x"}`, `{"Statement":[{` + everybody + `},{"Sid":"People1",` + wanted + `}],"Id":"x"}`},
		"of that name":  {statements(`"Sid":"People1",` + everybody), statements(`"Sid":"People1",`+everybody, wanted)},
		"of other name": {statements(`"Sid":"Old",` + everybody), statements(`"Sid":"Old",`+everybody, `"Sid":"People1",`+wanted)},
	} {
		s := additive(t)
		s.trust(tt.trust)
		a := expect(t, s, want{outcome: plan.Changes, changes: []string{"= role/aws-support trust"}})
		if difference := cmp.Diff(tt.want, *a.Changes[0].After); difference != "" {
			t.Errorf("%s:\n%s", name, difference)
		}
	}
}

// TestUnionOfPolicies holds that what hotline wrote and somebody changed keeps
// their statements, and that such a plan is taken.
func TestUnionOfPolicies(t *testing.T) {
	t.Parallel()
	s := additive(t)
	s.config.Policy = desired.LeastPrivilege
	s.config.Trust.People = append(s.config.Trust.People, desired.People{Account: workload, Grants: []desired.Grantee{{Kind: "group", Name: "ops"}}})
	s.role().Attached = nil
	s.role().Inline = []org.InlinePolicy{inline(t, desired.SupportPolicy, statements(allows("s3:*")))}
	s.account.Groups[0].Inline = []org.InlinePolicy{inline(t, desired.GrantPolicy, statements(`"Sid":"AssumeSupport",`+allows("*")))}
	a := expect(t, s, want{outcome: plan.Changes, changes: []string{"= group/ops inline hotline-assume-support", "= role/aws-support inline hotline-support"}})
	if got, wanted := *a.Changes[0].After, statements(`"Sid":"AssumeSupport",`+allows("*"), `"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::*:role/aws-support"`); got != wanted {
		t.Error(got)
	}
}

// TestUnionOfUnknown holds that a document that was not read stays.
func TestUnionOfUnknown(t *testing.T) {
	t.Parallel()
	s := additive(t)
	s.config.Policy = desired.LeastPrivilege
	s.role().Attached, s.role().Inline = nil, []org.InlinePolicy{{Name: desired.SupportPolicy}}
	if a := s.plan(); a.Outcome != plan.Unchanged || len(a.Left) != 1 {
		t.Errorf("%+v", a)
	}
}
