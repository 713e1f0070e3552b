package plan_test

import (
	"testing"

	"hotline/desired"
	"hotline/org"
	"hotline/plan"
)

// taken are the changes of a role of others that is taken over.
func taken(name string, more ...string) []string {
	r := " role/" + name + " "
	return append([]string{"+" + r + "description", "=" + r + "session", "+" + r + "tag managed-by", "+" + r + "tag team", "=" + r + "trust"}, more...)
}

const (
	leftA = "role a has AWSSupportAccess too; found.roles: remove takes it away"
	leftB = "role b has AWSSupportAccess too; found.roles: remove takes it away"
)

func adopting(s *scene) { s.config.Found.Roles = desired.Adopt }

func naming(s *scene, names ...string) {
	for _, name := range names {
		s.config.Found.Adopt = append(s.config.Found.Adopt, arnOf+"role/"+name)
	}
}

// A choice is which role becomes the support role of an account without one: its
// path and name.
type choice struct {
	prepare func(*scene)
	want    want
	role    string
}

func choose(t *testing.T, choices map[string]choice) {
	t.Helper()
	for name, tt := range choices {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emptyScene(t)
			tt.prepare(s)
			if a := expect(t, s, tt.want); a.Role != "" && a.Role != arnOf+"role/"+tt.role || a.Role == "" && tt.role != "" {
				t.Error(a.Role)
			}
		})
	}
}

// created are the changes of a role that was not there.
func created() []string {
	return []string{"+ role/aws-support", "+ role/aws-support attached " + supportAccess}
}

// TestChoose holds which role becomes the support role.
func TestChoose(t *testing.T) {
	t.Parallel()
	choose(t, map[string]choice{
		"left": {func(s *scene) { s.add(role(s.t, "a", supportAccess)) }, want{outcome: plan.Changes, changes: created(), left: []string{leftA}}, "aws-support"},
		"adopted": {func(s *scene) { adopting(s); s.add(role(s.t, "a", supportAccess), role(s.t, "b", readOnly)) },
			want{outcome: plan.Changes, changes: taken("a")}, "a"},
		"several": {func(s *scene) { adopting(s); s.add(role(s.t, "a", supportAccess), role(s.t, "b", supportAccess)) },
			want{outcome: plan.Refused, reason: "several roles could be the support role: a, b; role.name or found.adopt in the configuration says which"}, ""},
		"of the name": {func(s *scene) { adopting(s); s.add(role(s.t, "aws-support")) },
			want{outcome: plan.Changes, changes: taken("aws-support", "+ role/aws-support attached "+supportAccess)}, "aws-support"},
		"others removed": {func(s *scene) { s.config.Found.Roles = desired.Remove; s.add(other(s.t)) },
			want{outcome: plan.Changes, changes: append(created(), otherGoes()...)}, "aws-support"},
		"of a service": {func(s *scene) {
			adopting(s)
			s.add(reserved("AWSServiceRoleForX", "/aws-service-role/x/"), reserved("AWSReservedSSO_x_0123456789abcdef", "/aws-reserved/sso.amazonaws.com/"))
		}, want{outcome: plan.Changes, changes: created()}, "aws-support"},
	})
}

// TestChooseNamed holds what found.adopt does.
func TestChooseNamed(t *testing.T) {
	t.Parallel()
	gone := func(path string) want {
		return want{outcome: plan.Refused, reason: "found.adopt names " + arnOf + "role/" + path + ", which is not there"}
	}
	own := func(s *scene) {
		s.account = newScene(s.t).account
		naming(s, "c")
	}
	choose(t, map[string]choice{
		"one of several is named": {func(s *scene) {
			adopting(s)
			naming(s, "b")
			s.add(role(s.t, "a", supportAccess), role(s.t, "b", supportAccess))
		}, want{outcome: plan.Changes, changes: taken("b"), left: []string{leftA}}, "b"},
		"named without AWSSupportAccess": {func(s *scene) { naming(s, "b"); s.add(role(s.t, "a", supportAccess), role(s.t, "b")) },
			want{outcome: plan.Changes, changes: taken("b", "+ role/b attached "+supportAccess), left: []string{leftA}}, "b"},
		"two are named": {func(s *scene) { naming(s, "a", "b"); s.add(role(s.t, "a"), role(s.t, "b")) },
			want{outcome: plan.Refused, reason: "several roles could be the support role: a, b; role.name or found.adopt in the configuration says which"}, ""},
		"named and not there": {func(s *scene) { adopting(s); naming(s, "c"); s.add(role(s.t, "a", supportAccess)) },
			gone("c"), ""},
		"one of two is not there":     {func(s *scene) { naming(s, "a", "c"); s.add(role(s.t, "a", supportAccess)) }, gone("c"), ""},
		"named by another path":       {func(s *scene) { naming(s, "x/a"); s.add(role(s.t, "a", supportAccess)) }, gone("x/a"), ""},
		"not there, in no role":       {func(s *scene) { naming(s, "c") }, gone("c"), ""},
		"not there, one has the name": {own, want{outcome: plan.Unchanged}, "aws-support"},
		"not there, one is hotline's": {func(s *scene) { own(s); s.config.Role.Name = "help" }, gone("c"), ""},
		"not there, out of scope": {func(s *scene) { naming(s, "c"); s.config.Scope.Exclude = []string{workload} },
			want{outcome: plan.Outside, reason: "scope does not include it"}, ""},
		"named in another account": {func(s *scene) {
			s.config.Found.Adopt = []string{"arn:aws:iam::" + strange + ":role/a"}
			s.add(role(s.t, "a", supportAccess))
		}, want{outcome: plan.Changes, changes: created(), left: []string{leftA}}, "aws-support"},
		"named, and of the name": {func(s *scene) {
			naming(s, "aws-support")
			s.add(role(s.t, "aws-support", supportAccess), role(s.t, "b", supportAccess))
		},
			want{outcome: plan.Changes, changes: taken("aws-support"), left: []string{leftB}}, "aws-support"},
		"adopted, its own path": {func(s *scene) {
			naming(s, "x/a")
			r := role(s.t, "a", supportAccess)
			r.ARN, r.Path = arnOf+"role/x/a", "/x/"
			s.add(r)
		}, want{outcome: plan.Changes, changes: taken("a"), left: []string{"a has the path /x/, not /: IAM cannot change that"}}, "x/a"},
	})
}

// other is a role of others with all that a role can have.
func other(t fataler) *org.Role {
	r := role(t, "other", supportAccess)
	r.Inline = []org.InlinePolicy{inline(t, "own", statements(allows("s3:*")))}
	r.InstanceProfiles = []string{"machine"}
	r.Boundary = &org.PolicyRef{ARN: readOnly}
	r.Tags = []org.Tag{{Key: "cost", Value: ""}}
	return r
}

// otherGoes are the changes that delete it.
func otherGoes() []string {
	const r = "- role/other"
	return []string{r + " instance-profile machine", r + " attached " + supportAccess, r + " inline own", r}
}

func reserved(name, path string) *org.Role {
	return &org.Role{Principal: attached("role", path, name, supportAccess)}
}

// TestAdopted holds that a role that was taken over stays known as such.
func TestAdopted(t *testing.T) {
	t.Parallel()
	s := emptyScene(t)
	s.config.Found.Roles = desired.Adopt
	s.add(role(t, "a", supportAccess))
	s.account = applied(t, s.account, s.plan().Changes)
	if got := s.role().Tags[0]; got != (org.Tag{Key: desired.OwnerTag, Value: "hotline-adopted"}) {
		t.Error(got)
	}
	s.config.Found.Roles = desired.Leave
	expect(t, s, want{outcome: plan.Unchanged})
	s.add(role(t, "b", supportAccess))
	s.config.Found.Roles = desired.Adopt // its own is before others
	expect(t, s, want{outcome: plan.Unchanged, left: []string{"role b has AWSSupportAccess too; found.roles: remove takes it away"}})
}

// called is what is said of a role of hotline that is not the one of role.name.
const called = "the role that hotline made here is called aws-support, and role.name is help: name " + arnOf + "role/aws-support in found.adopt, or take it away by hotline remove first"

// TestRenamed holds that hotline finds its own role by the tag, whatever it is
// called and allowed, and asks before it keeps one of another name.
func TestRenamed(t *testing.T) {
	t.Parallel()
	s := emptyScene(t)
	s.config.Policy = desired.LeastPrivilege
	s.account = applied(t, s.account, s.plan().Changes)
	s.config.Role.Name = "help"
	expect(t, s, want{outcome: plan.Refused, reason: called})
	naming(s, "aws-support")
	expect(t, s, want{outcome: plan.Unchanged})
	s.config.Found.Adopt = nil
	twin := *s.role()
	twin.Name, twin.ARN = "twin", arnOf+"role/twin"
	s.add(&twin)
	expect(t, s, want{outcome: plan.Refused, reason: "several roles could be the support role: aws-support, twin; role.name or found.adopt in the configuration says which"})
	s.config.Role.Name = "twin"
	expect(t, s, want{outcome: plan.Unchanged})
}

// TestRefused holds what is not touched, and why.
func TestRefused(t *testing.T) {
	t.Parallel()
	const notOurs, adopts = arnOf + "role/aws-support is there and is not hotline's", "; found.adopt in the configuration takes it over"
	const entry = " is the role by which the account is entered, or which runs this: it must not be the support role"
	const runs = arnOf + "role/other runs this, or is how the account is entered: it is not removed"
	session := "arn:aws:sts::" + workload + ":assumed-role/"
	for name, tt := range map[string]struct {
		prepare func(*scene)
		reason  string
	}{
		"of others":                 {func(s *scene) { s.role().Tags = nil }, notOurs + adopts},
		"tag of others":             {func(s *scene) { s.role().Tags[0].Value = "terraform" }, notOurs + adopts},
		"of others, open":           {func(s *scene) { s.role().Tags = nil; s.trust(statements(trusts(`"*"`))) }, notOurs + ", and trusts everybody" + adopts},
		"of others, no trust known": {func(s *scene) { s.role().Tags, s.role().Trust = nil, org.Document{} }, notOurs + adopts},
		"another is to be adopted": {func(s *scene) {
			s.role().Tags = nil
			s.config.Found = desired.Found{Roles: desired.Adopt, Adopt: []string{arnOf + "role/x"}}
		}, notOurs + adopts},
		"of AWS": {func(s *scene) {
			s.account.Roles = []*org.Role{reserved("aws-support", "/aws-service-role/x/")}
		}, arnOf + "role/aws-service-role/x/aws-support belongs to AWS"},
		"no external id": {func(s *scene) { s.config.Trust.Providers = []desired.Provider{{Account: strange}} },
			"there is no external id of account " + workload + " for the provider " + strange},
		"no external id, no role": {func(s *scene) {
			s.config.Trust.Providers = []desired.Provider{{Account: strange}}
			s.account.Roles = nil
		}, "there is no external id of account " + workload + " for the provider " + strange},
		"the entry":             {func(s *scene) { s.wish.Entry = enters("aws-support") }, arnOf + "role/aws-support" + entry},
		"the caller":            {func(s *scene) { s.wish.Caller = arnOf + "role/aws-support" }, arnOf + "role/aws-support" + entry},
		"the caller's session":  {func(s *scene) { s.wish.Caller = session + "aws-support/ci" }, arnOf + "role/aws-support" + entry},
		"the entry is another":  {func(s *scene) { removing(s); s.wish.Entry = enters("other") }, runs},
		"the caller is another": {func(s *scene) { removing(s); s.wish.Caller = session + "other/ci" }, runs},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			tt.prepare(s)
			if a := expect(t, s, want{outcome: plan.Refused, reason: tt.reason}); a.Role != "" || a.Admits != nil {
				t.Errorf("%+v", a)
			}
		})
	}
}

func enters(name string) func(account, partition string) string {
	return func(account, partition string) string {
		return "arn:" + partition + ":iam::" + account + ":role/" + name
	}
}

// removing has others that are to be removed.
func removing(s *scene) {
	s.config.Found.Roles = desired.Remove
	s.add(other(s.t))
}

// TestNotOurselves holds that somebody of the same name elsewhere is not who
// makes the changes.
func TestNotOurselves(t *testing.T) {
	t.Parallel()
	for _, caller := range []string{
		"", arnOf + "user/other", "arn:aws:iam::" + strange + ":role/other", "arn:aws:sts::" + strange + ":assumed-role/other/ci",
		"arn:aws:sts::" + workload + ":assumed-role/an-other/ci", "arn:aws:sts::" + workload + ":assumed-role/her/ci",
		"arn:aws:sts::" + workload + ":assumed-role/ci/other", "arn:aws:sts::" + workload + ":federated-user/other",
	} {
		s := newScene(t)
		removing(s)
		s.wish.Caller, s.wish.Entry = caller, enters("another")
		if a := expect(t, s, want{outcome: plan.Changes, changes: otherGoes()}); a.Changes[3].Risk == "" {
			t.Errorf("%+v", a.Changes[3])
		}
	}
}
