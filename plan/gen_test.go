package plan_test

import (
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"hotline/desired"
	"hotline/org"
	"hotline/plan"
)

// some draws a list without repetition, in any order.
func some[T any](t *rapid.T, label string, of ...T) []T {
	list := rapid.Permutation(of).Draw(t, label)
	return list[:rapid.IntRange(0, len(list)).Draw(t, label+" count")]
}

func drawTrust(t *rapid.T) string {
	var out []string
	for i := range rapid.IntRange(1, 3).Draw(t, "statements") {
		sid := rapid.SampledFrom([]string{"", `"Sid":"People1",`, `"Sid":"Old",`}).Draw(t, "sid")
		if i > 0 && strings.Contains(strings.Join(out, ""), sid) {
			sid = ""
		}
		out = append(out, sid+rapid.SampledFrom([]string{
			trusts(`"*"`), trusts(`{"AWS":"` + strange + `"}`), trusts(`{"Service":"ssm.amazonaws.com"}`), wantedTrust,
			trusts(`{"AWS":["arn:aws:iam::` + workload + `:root","AROAEXAMPLEDELETED234"]}`),
		}).Draw(t, "statement"))
	}
	return statements(out...)
}

func drawPolicies(t *rapid.T, p *org.Principal) {
	for _, arn := range some(t, "attached", supportAccess, readOnly, arnOf+"policy/own") {
		p.Attached = append(p.Attached, org.PolicyRef{ARN: arn})
	}
	for _, name := range some(t, "inline", "own", desired.SupportPolicy, desired.GrantPolicy) {
		text := rapid.SampledFrom([]string{statements(allows("s3:*")), desired.LeastPrivilegePolicy(), statements(allows("sts:AssumeRole"), allows("sns:*"))}).Draw(t, "document")
		p.Inline = append(p.Inline, inline(t, name, text))
	}
}

func drawRole(t *rapid.T, name string) *org.Role {
	path := rapid.SampledFrom([]string{"/", "/team/", "/aws-service-role/x/"}).Draw(t, "path")
	r := &org.Role{Principal: attached("role", path, name), Trust: document(t, drawTrust(t)), MaxSession: time.Duration(rapid.SampledFrom([]int{0, 1, 4, 12}).Draw(t, "session")) * time.Hour}
	drawPolicies(t, &r.Principal)
	if r.MaxSession > 0 {
		r.Description = rapid.SampledFrom([]string{"", "for incidents"}).Draw(t, "description")
	}
	for _, key := range some(t, "tags", "managed-by", "team", "cost") {
		r.Tags = append(r.Tags, org.Tag{Key: key, Value: rapid.SampledFrom([]string{"hotline", "hotline-adopted", "blue", ""}).Draw(t, "value")})
	}
	if rapid.Bool().Draw(t, "bounded") {
		r.Boundary = &org.PolicyRef{ARN: rapid.SampledFrom([]string{readOnly, arnOf + "policy/limit"}).Draw(t, "boundary")}
	}
	r.InstanceProfiles = some(t, "profiles", "p", "q")
	return r
}

func drawAccount(t *rapid.T) *org.Account {
	a := &org.Account{ID: workload, Partition: "aws", Member: &org.Member{ID: workload, State: org.Active}}
	for _, name := range some(t, "policies", "limit") {
		a.Policies = append(a.Policies, &org.Policy{ARN: arnOf + "policy/" + name})
	}
	for _, name := range some(t, "roles", "aws-support", "AWS-support", "a", "b", "ops") {
		if !slices.ContainsFunc(a.Roles, func(r *org.Role) bool { return strings.EqualFold(r.Name, name) }) {
			a.Roles = append(a.Roles, drawRole(t, name))
		}
	}
	for _, name := range some(t, "users", "ana", "eve") {
		u := &org.User{Principal: attached("user", "/", name)}
		drawPolicies(t, &u.Principal)
		a.Users = append(a.Users, u)
	}
	for _, name := range some(t, "groups", "ops", "dev") {
		g := &org.Group{Principal: attached("group", "/", name)}
		drawPolicies(t, &g.Principal)
		a.Groups = append(a.Groups, g)
	}
	return a
}

func drawPeople(t *rapid.T) desired.People {
	return desired.People{
		Account: rapid.SampledFrom([]string{security, workload}).Draw(t, "account"), Roles: append(some(t, "who", "ops", "team/oncall"), "ops-lead"),
		Users: some(t, "users let in", "ana", "eve"), PermissionSets: some(t, "sets", "Support", "OnCall"),
		MFA: rapid.Bool().Draw(t, "mfa"), SourceIdentity: rapid.Bool().Draw(t, "identity"), SessionTags: some(t, "session tags", "case", "team"),
		Grants: some(t, "grants", desired.Grantee{Kind: "group", Name: "ops"}, desired.Grantee{Kind: "user", Name: "ana"}, desired.Grantee{Kind: "role", Name: "b"}),
	}
}

func drawConfig(t *rapid.T) *desired.Config {
	treatment := func(label string, of ...desired.Treatment) desired.Treatment {
		return rapid.SampledFrom(of).Draw(t, label)
	}
	c := config()
	c.Role.Path = rapid.SampledFrom([]string{"/", "/team/"}).Draw(t, "path")
	c.Role.Description = rapid.SampledFrom([]string{"", "for incidents"}).Draw(t, "description")
	c.Role.Session = time.Duration(rapid.IntRange(1, 12).Draw(t, "session")) * time.Hour
	c.Role.Boundary = rapid.SampledFrom([]string{"", desired.None, "arn:{partition}:iam::{account}:policy/limit"}).Draw(t, "boundary")
	c.Role.Tags = some(t, "wanted tags", org.Tag{Key: "team", Value: "blue"}, org.Tag{Key: "cost", Value: "1"})
	c.Policy = rapid.SampledFrom([]desired.Variant{desired.AWSManaged, desired.LeastPrivilege}).Draw(t, "policy")
	c.Trust.People = append(rapid.SliceOfN(rapid.Custom(drawPeople), 0, 2).Draw(t, "people"), c.Trust.People...)
	c.Trust.Automation = some(t, "automation", desired.Automation{Service: "ssm.amazonaws.com"}, desired.Automation{Role: "arn:aws:iam::" + security + ":role/ci"})
	c.Found = desired.Found{
		Roles: treatment("found", desired.Leave, desired.Adopt, desired.Remove), Adopt: some(t, "adopt", arnOf+"role/a", arnOf+"role/b"),
		Attachments: treatment("attachments", desired.Leave, desired.Remove), Extras: treatment("extras", desired.Leave, desired.Remove),
	}
	return c
}

func drawScene(t *rapid.T) *scene {
	c := drawConfig(t)
	w := plan.Wish{Config: c, Remove: rapid.IntRange(0, 4).Draw(t, "remove") == 0, Mode: rapid.SampledFrom([]plan.Mode{plan.Full, plan.Full, plan.Additive}).Draw(t, "mode")}
	a := drawAccount(t)
	if rapid.IntRange(0, 3).Draw(t, "adopt what is there") > 0 {
		c.Found.Adopt = slices.DeleteFunc(c.Found.Adopt, func(arn string) bool {
			return !slices.ContainsFunc(a.Roles, func(r *org.Role) bool { return r.ARN == arn })
		})
	}
	if len(a.Roles) > 0 && rapid.IntRange(0, 3).Draw(t, "caller") == 0 {
		w.Caller = "arn:aws:sts::" + workload + ":assumed-role/" + a.Roles[0].Name + "/ci"
	}
	return &scene{w, c, a, nil, t}
}

// shuffled is a scene whose lists are in another order.
func shuffled(t *rapid.T, s *scene) *scene {
	a, c := *s.account, *s.config
	a.Roles, a.Users, a.Groups = mixed(t, a.Roles), mixed(t, a.Users), mixed(t, a.Groups)
	for i, r := range a.Roles {
		other := *r
		other.Attached, other.Inline, other.Tags, other.InstanceProfiles = mixed(t, r.Attached), mixed(t, r.Inline), mixed(t, r.Tags), mixed(t, r.InstanceProfiles)
		a.Roles[i] = &other
	}
	c.Trust.People, c.Trust.Automation, c.Found.Adopt, c.Role.Tags = mixed(t, c.Trust.People), mixed(t, c.Trust.Automation), mixed(t, c.Found.Adopt), mixed(t, c.Role.Tags)
	for i := range c.Trust.People {
		p := &c.Trust.People[i]
		p.Roles, p.Users, p.PermissionSets, p.SessionTags, p.Grants = mixed(t, p.Roles), mixed(t, p.Users), mixed(t, p.PermissionSets), mixed(t, p.SessionTags), mixed(t, p.Grants)
	}
	w := s.wish
	w.Config = &c
	return &scene{w, &c, &a, nil, t}
}

// mixed is a list in another order.
func mixed[T any](t *rapid.T, list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return rapid.Permutation(list).Draw(t, "mixed")
}
