package plan_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hotline/desired"
	"hotline/org"
	"hotline/plan"
)

// TestOutside holds which accounts nothing is planned for.
func TestOutside(t *testing.T) {
	t.Parallel()
	gap := func(g ...org.Gap) func(*scene) { return func(s *scene) { s.account.Gaps = g } }
	unasked := func(p org.Parts) org.Gap { return org.Gap{Kind: org.Unasked, Missing: p, Message: "--quick"} }
	const notAsked = "it was not asked for"
	for name, tt := range map[string]struct {
		prepare func(*scene)
		outcome plan.Outcome
		reason  string
	}{
		"not in scope":          {func(s *scene) { s.config.Scope.Accounts = []string{security} }, plan.Outside, "scope does not include it"},
		"excluded":              {func(s *scene) { s.config.Scope.Exclude = []string{"ou-prod"} }, plan.Outside, "scope does not include it"},
		"suspended":             {func(s *scene) { s.account.Member.State = org.Suspended }, plan.Outside, "the account is SUSPENDED"},
		"closed, not in scope":  {func(s *scene) { s.account.Member.State = org.Closed; s.config.Scope.Exclude = []string{workload} }, plan.Outside, "the account is CLOSED"},
		"damaged":               {gap(org.Gap{Kind: org.Damaged, Message: "page.json: not JSON"}), plan.Unknown, "page.json: not JSON"},
		"damaged, not in scope": {func(s *scene) { gap(org.Gap{Message: "x"})(s); s.config.Scope.Exclude = []string{workload} }, plan.Outside, "scope does not include it"},
		"roles missing":         {gap(org.Gap{Kind: org.Incomplete, Missing: org.Roles, Message: "throttled", Call: "iam:GetAccountAuthorizationDetails"}), plan.Unknown, "iam:GetAccountAuthorizationDetails: throttled"},
		"policies not asked":    {gap(org.Gap{Kind: org.Unasked, Missing: org.Policies, Message: "--quick"}), plan.Unknown, "--quick"},
		"not asked for":         {gap(unasked(org.AllParts | org.Summary)), plan.Outside, notAsked},
		"not asked for, twice":  {gap(unasked(org.AllParts&^org.Users), unasked(org.Users), unasked(org.Credentials)), plan.Outside, notAsked},
		"users not asked for":   {gap(unasked(org.Users)), plan.Unknown, "--quick"},
		"asked for holders":     {func(s *scene) { gap(unasked(org.AllParts))(s); s.account.HoldersKnown = true }, plan.Unknown, "--quick"},
		"and not read":          {gap(unasked(org.AllParts), org.Gap{Kind: org.Incomplete, Missing: org.Summary}), plan.Unknown, "--quick"},
		"and damaged":           {gap(unasked(org.AllParts), org.Gap{Kind: org.Damaged}), plan.Unknown, "--quick"},
		"all missing":           {gap(org.Gap{Kind: org.Incomplete, Missing: org.AllParts, Message: "denied"}), plan.Unknown, "denied"},
		"nor in scope":          {func(s *scene) { gap(unasked(org.AllParts))(s); s.config.Scope.Exclude = []string{workload} }, plan.Outside, "scope does not include it"},
		"nor open":              {func(s *scene) { gap(unasked(org.AllParts))(s); s.account.Member.State = org.Suspended }, plan.Outside, "the account is SUSPENDED"},
		"summary not asked for": {gap(unasked(org.Summary)), plan.Unchanged, ""},
		"no id":                 {func(s *scene) { s.account.ID = "" }, plan.Unknown, "the account was not read"},
		"summary missing":       {gap(org.Gap{Kind: org.Incomplete, Missing: org.Summary | org.Credentials}), plan.Unchanged, ""},
		"not a member":          {func(s *scene) { s.account.Member = nil }, plan.Unchanged, ""},
		"named":                 {func(s *scene) { s.config.Scope.Units = []string{"ou-prod"} }, plan.Unchanged, ""},
		"about to close":        {func(s *scene) { s.account.Member.State = org.PendingClosure }, plan.Unchanged, ""},
	} {
		s := newScene(t)
		tt.prepare(s)
		a := holds(t, s)
		if a.Outcome != tt.outcome || a.Reason != tt.reason || a.Changes != nil || a.ID != s.account.ID || (a.Name == "shop") != (s.account.Member != nil) {
			t.Errorf("%s: %+v", name, a)
		}
	}
}

// TestConcerns holds in which accounts there is something to plan.
func TestConcerns(t *testing.T) {
	t.Parallel()
	c := config()
	c.Scope = desired.Scope{Units: []string{"ou-prod"}, Exclude: []string{strange}}
	c.Trust.People = append(c.Trust.People, desired.People{Account: strange, Grants: []desired.Grantee{{Kind: "group", Name: "ops"}}})
	w := plan.Wish{Config: c}
	for name, tt := range map[string]struct {
		account string
		above   []string
		want    bool
	}{
		"in scope":              {workload, []string{"r-root", "ou-prod"}, true},
		"not in scope":          {workload, []string{"r-root", "ou-test"}, false},
		"units not known":       {workload, nil, false},
		"people, nobody named":  {security, nil, false},
		"people who are named":  {strange, nil, true},
		"and in what is scope":  {strange, []string{"ou-prod"}, true},
		"people and in scope":   {security, []string{"ou-prod"}, true},
		"no id, and not in any": {"", nil, false},
	} {
		if got := w.Concerns(tt.account, tt.above); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestAttachments holds what becomes of AWSSupportAccess on users and groups.
func TestAttachments(t *testing.T) {
	t.Parallel()
	prepare := func(treatment desired.Treatment) *scene {
		s := newScene(t)
		s.config.Found.Attachments = treatment
		s.account.Users[0].Attached = []org.PolicyRef{{ARN: readOnly}, {ARN: supportAccess}}
		s.account.Groups[0].Attached = []org.PolicyRef{{ARN: supportAccess}}
		return s
	}
	expect(t, prepare(desired.Leave), want{outcome: plan.Unchanged, left: []string{
		"group/ops has AWSSupportAccess; found.attachments: remove takes it away", "user/ana has AWSSupportAccess; found.attachments: remove takes it away"}})
	a := expect(t, prepare(desired.Remove), want{outcome: plan.Changes, changes: []string{"- group/ops attached " + supportAccess, "- user/ana attached " + supportAccess}})
	if c := a.Changes[0]; c.Rule != "SR008" || c.Undo != "attach the policy again" {
		t.Errorf("%+v", c)
	}
}

// granting is a scene of the account of people who are granted the role.
func granting(t fataler, of ...desired.People) *scene {
	s := emptyScene(t)
	s.add(role(t, "ops"), role(t, "other", supportAccess))
	for i := range of {
		of[i].Account = workload
	}
	s.config.Trust.People = of
	s.config.Scope.Accounts = []string{security}
	return s
}

// TestGrants holds who is allowed to assume the role.
func TestGrants(t *testing.T) {
	t.Parallel()
	group, user, who := desired.Grantee{Kind: "group", Name: "ops"}, desired.Grantee{Kind: "user", Name: "ana"}, desired.Grantee{Kind: "role", Name: "ops"}
	to := func(g ...desired.Grantee) desired.People { return desired.People{Roles: []string{"ops"}, Grants: g} }
	tagged := to(group)
	tagged.SessionTags = []string{"case"}
	inScope := func(s *scene) { s.config.Scope = desired.Scope{} }
	const inlined = " inline hotline-assume-support"
	const unlike = "the policies that grants write are about /aws-support: they let nobody assume /other, unless found.adopt names it"
	for name, tt := range map[string]struct {
		people  []desired.People
		prepare func(*scene)
		want    want
	}{
		"each kind":   {[]desired.People{to(group, user, who)}, func(*scene) {}, want{outcome: plan.Changes, changes: []string{"+ group/ops" + inlined, "+ role/ops" + inlined, "+ user/ana" + inlined}}},
		"twice":       {[]desired.People{to(group), to(group)}, func(*scene) {}, want{outcome: plan.Changes, changes: []string{"+ group/ops" + inlined}}},
		"in two ways": {[]desired.People{to(group), tagged}, func(*scene) {}, want{outcome: plan.Changes, changes: []string{"+ group/ops" + inlined}}},
		"no group":    {[]desired.People{to(desired.Grantee{Kind: "group", Name: "x"})}, func(*scene) {}, want{outcome: plan.Refused, reason: "group/x, which is to be allowed to assume the support role, is not in the account"}},
		"no user":     {[]desired.People{to(group, desired.Grantee{Kind: "user", Name: "ops"})}, func(*scene) {}, want{outcome: plan.Refused, reason: "user/ops, which is to be allowed to assume the support role, is not in the account"}},
		"no role":     {[]desired.People{to(desired.Grantee{Kind: "role", Name: "ana"})}, func(*scene) {}, want{outcome: plan.Refused, reason: "role/ana, which is to be allowed to assume the support role, is not in the account"}},
		"nobody":      {[]desired.People{to()}, func(*scene) {}, want{outcome: plan.Outside, reason: "scope does not include it"}},
		"in scope":    {[]desired.People{to(who)}, inScope, want{outcome: plan.Changes, changes: append(created(), "+ role/ops"+inlined), left: []string{"role other has AWSSupportAccess too; found.roles: remove takes it away"}}},
		"another's":   {[]desired.People{to(group)}, func(s *scene) { inScope(s); s.config.Trust.People[0].Account = security }, want{outcome: plan.Changes, changes: created(), left: []string{"role other has AWSSupportAccess too; found.roles: remove takes it away"}}},
		"to be removed": {[]desired.People{to(desired.Grantee{Kind: "role", Name: "other"})}, func(s *scene) { inScope(s); s.config.Found.Roles = desired.Remove },
			want{outcome: plan.Refused, reason: "role/other is to be allowed to assume the support role, and is that role or one to be removed"}},
		"the support role": {[]desired.People{to(desired.Grantee{Kind: "role", Name: "other"})}, func(s *scene) { inScope(s); s.config.Found.Roles = desired.Adopt },
			want{outcome: plan.Refused, reason: "role/other is to be allowed to assume the support role, and is that role or one to be removed", left: []string{unlike}}},
		"another name": {[]desired.People{to(group)}, func(s *scene) { inScope(s); s.config.Found.Roles = desired.Adopt },
			want{outcome: plan.Changes, changes: slices.Insert(taken("other"), 5, "+ group/ops"+inlined), left: []string{unlike}}},
		"another name, named":  {[]desired.People{to(group)}, func(s *scene) { inScope(s); naming(s, "other") }, want{outcome: plan.Changes, changes: slices.Insert(taken("other"), 5, "+ group/ops"+inlined)}},
		"another name, nobody": {[]desired.People{to()}, func(s *scene) { inScope(s); s.config.Found.Roles = desired.Adopt }, want{outcome: plan.Changes, changes: taken("other")}},
		"written by others": {[]desired.People{to(user)}, func(s *scene) {
			s.account.Users[0].Inline = []org.InlinePolicy{inline(s.t, desired.GrantPolicy, statements(allows("*")))}
		}, want{outcome: plan.Changes, changes: []string{"= user/ana" + inlined}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := granting(t, tt.people...)
			tt.prepare(s)
			expect(t, s, tt.want)
		})
	}
}

// TestGrantedTwice holds that a group has what each of its people needs.
func TestGrantedTwice(t *testing.T) {
	t.Parallel()
	g := []desired.Grantee{{Kind: "group", Name: "ops"}}
	s := granting(t, desired.People{Grants: g}, desired.People{Grants: g, SessionTags: []string{"case"}}, desired.People{Grants: g, SourceIdentity: true})
	const resource = `"Resource":"arn:aws:iam::*:role/aws-support"`
	wanted := statements(`"Sid":"AssumeSupport","Effect":"Allow","Action":"sts:AssumeRole",`+resource, `"Effect":"Allow","Action":["sts:AssumeRole","sts:TagSession"],`+resource,
		`"Effect":"Allow","Action":["sts:AssumeRole","sts:SetSourceIdentity"],`+resource)
	if difference := cmp.Diff(wanted, *s.plan().Changes[0].After); difference != "" {
		t.Error(difference)
	}
	naming(s, "other")
	wanted = strings.ReplaceAll(wanted, resource, `"Resource":["arn:aws:iam::*:role/aws-support","`+arnOf+`role/other"]`)
	if difference := cmp.Diff(wanted, *s.plan().Changes[0].After); difference != "" {
		t.Errorf("taken over by name: %s", difference)
	}
}

// TestRemove holds that hotline takes away what is its own, and that alone.
func TestRemove(t *testing.T) {
	t.Parallel()
	const own, policy = "- role/aws-support", "- role/aws-support attached " + supportAccess
	adopted := func(s *scene) {
		s.role().Tags[0].Value = "hotline-adopted"
	}
	for name, tt := range map[string]struct {
		prepare func(*scene)
		want    want
	}{
		"own":          {func(s *scene) { s.add(other(s.t)) }, want{outcome: plan.Changes, changes: []string{policy, own}}},
		"with extras":  {extras, want{outcome: plan.Changes, changes: []string{policy, "- role/aws-support attached " + readOnly, "- role/aws-support inline own", own}}},
		"adopted":      {adopted, want{outcome: plan.Changes, changes: []string{"- role/aws-support tag managed-by"}}},
		"of others":    {func(s *scene) { s.role().Tags = nil }, want{outcome: plan.Unchanged}},
		"not to adopt": {func(s *scene) { naming(s, "c") }, want{outcome: plan.Changes, changes: []string{policy, own}}},
		"the entry":    {func(s *scene) { s.wish.Entry = enters("aws-support") }, want{outcome: plan.Refused, reason: arnOf + "role/aws-support runs this, or is how the account is entered: it is not removed"}},
		"out of scope": {func(s *scene) { s.config.Scope.Exclude = []string{workload} }, want{outcome: plan.Changes, changes: []string{policy, own}}},
		"adopted, least": {func(s *scene) {
			adopted(s)
			s.role().Inline = []org.InlinePolicy{inline(s.t, desired.SupportPolicy, desired.LeastPrivilegePolicy())}
		}, want{outcome: plan.Changes, changes: []string{"- role/aws-support tag managed-by", "- role/aws-support inline hotline-support"}}},
		"granted to nobody of grants": {func(s *scene) {
			s.account.Users[0].Inline = []org.InlinePolicy{inline(s.t, desired.GrantPolicy, statements(allows("sts:AssumeRole")))}
		}, want{outcome: plan.Changes, changes: []string{policy, "- user/ana inline hotline-assume-support", own}}},
		"additive": {func(s *scene) { s.wish.Mode = plan.Additive }, want{outcome: plan.Unchanged, left: []string{
			"role/aws-support attached " + supportAccess + " stays as it is, since the mode is additive: hotline is taken back", "role/aws-support stays as it is, since the mode is additive: hotline is taken back"}}},
		"grants": {func(s *scene) {
			s.account.Roles = nil
			s.config.Trust.People = []desired.People{{Account: workload, Grants: []desired.Grantee{{Kind: "group", Name: "ops"}, {Kind: "group", Name: "x"}, {Kind: "user", Name: "ana"}}}}
			s.account.Groups[0].Inline = []org.InlinePolicy{inline(s.t, desired.GrantPolicy, statements(allows("sts:AssumeRole"))), inline(s.t, "own", statements(allows("s3:*")))}
		}, want{outcome: plan.Changes, changes: []string{"- group/ops inline hotline-assume-support"}}},
		"granted to itself": {func(s *scene) {
			s.config.Trust.People = []desired.People{{Account: workload, Grants: []desired.Grantee{{Kind: "role", Name: "aws-support"}}}}
			s.role().Inline = []org.InlinePolicy{inline(s.t, desired.GrantPolicy, statements(allows("sts:AssumeRole")))}
		}, want{outcome: plan.Changes, changes: []string{policy, "- role/aws-support inline hotline-assume-support", own}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			s.wish.Remove = true
			tt.prepare(s)
			expect(t, s, tt.want)
		})
	}
}
