package reach_test

import (
	"strings"

	"pgregory.net/rapid"

	"hotline/org"
	"hotline/policy"
	"hotline/reach"
)

// The accounts of generated organizations. The last is never read.
const (
	managing = "111111111111"
	security = "222222222222"
	workload = "333333333333"
	strange  = "999999999999"
)

const orgID = "o-example0000"

// fataler is what *testing.T, *testing.B and *rapid.T have in common, as far as
// it is needed here.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// document parses a policy; an empty text is one that is not known.
func document(t fataler, text string) org.Document {
	t.Helper()
	if text == "" {
		return org.Document{}
	}
	d, err := policy.Parse(text)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return org.Document{Policy: d, Location: org.Location{File: "file", At: d.Position}}
}

// statements is a policy of some statements, each given without its brackets.
func statements(list ...string) string {
	return `{"Version":"2012-10-17","Statement":[{` + strings.Join(list, "},{") + `}]}`
}

// A builder adds to a snapshot.
type builder struct {
	t        fataler
	snapshot *org.Snapshot
}

// newWorld is an organization of three accounts: two in a unit, and the management
// account at the root.
func newWorld(t fataler) *builder {
	o := &org.Organization{
		ID: orgID, ManagementAccount: managing, FeatureSet: "ALL", MembersComplete: true,
		Units: []*org.Unit{
			{ID: "r-root", Name: "Root", Enabled: []org.PolicyType{org.SCP, org.RCP}}, {ID: "ou-root-unit", Name: "Unit", Parent: "r-root"},
		},
		Read: map[org.AttachmentList]bool{{Type: org.SCP}: true, {Type: org.RCP}: true},
	}
	b := &builder{t, &org.Snapshot{Organization: o}}
	for _, id := range []string{managing, security, workload} {
		m := &org.Member{ID: id, Name: "account " + id[:1], State: org.Active, Parent: "ou-root-unit"}
		if id == managing {
			m.Parent = "r-root"
		}
		o.Members = append(o.Members, m)
		b.snapshot.Accounts = append(b.snapshot.Accounts, &org.Account{ID: id, Partition: "aws", Member: m, Sources: []string{id}})
	}
	return b
}

func (b *builder) account(id string) *org.Account {
	for _, a := range b.snapshot.Accounts {
		if a.ID == id {
			return a
		}
	}
	b.t.Fatalf("no account %s", id)
	return nil
}

// control attaches a control policy to a target.
func (b *builder) control(kind org.PolicyType, target, name, text string) {
	o := b.snapshot.Organization
	id := "p-" + strings.ToLower(name)
	if o.Policy(id) == nil {
		o.Policies = append(o.Policies, &org.ControlPolicy{ID: id, Name: name, Type: kind, Document: document(b.t, text)})
	}
	o.Attachments = append(o.Attachments, org.Attachment{Policy: id, Target: target})
}

// fullAccess attaches FullAWSAccess to some targets.
func (b *builder) fullAccess(targets ...string) {
	for _, target := range targets {
		b.control(org.SCP, target, "FullAWSAccess", allows("*"))
	}
}

// managed adds a managed policy to an account and returns what attaches it.
func (b *builder) managed(account, name, text string) org.PolicyRef {
	arn := "arn:aws:iam::" + account + ":policy/" + name
	a := b.account(account)
	for _, p := range a.Policies {
		if p.ARN == arn {
			return org.PolicyRef{ARN: arn}
		}
	}
	a.Policies = append(a.Policies, &org.Policy{ARN: arn, Name: name, Versions: []org.PolicyVersion{{Default: true, Document: document(b.t, text)}}})
	return org.PolicyRef{ARN: arn}
}

func (b *builder) principal(account, kind, path, name string, inline []string) org.Principal {
	prefix := map[string]string{"user": "AIDA", "role": "AROA", "group": "AGPA"}[kind]
	p := org.Principal{ARN: "arn:aws:iam::" + account + ":" + kind + path + name, Name: name, Path: path, ID: prefix + account[:3] + strings.ToUpper(name)}
	for i, text := range inline {
		p.Inline = append(p.Inline, org.InlinePolicy{Name: "own" + string(rune('0'+i)), Document: document(b.t, text)})
	}
	return p
}

// user adds a user with inline policies.
func (b *builder) user(account, name string, inline ...string) *org.User {
	u := &org.User{Principal: b.principal(account, "user", "/", name, inline)}
	a := b.account(account)
	a.Users = append(a.Users, u)
	return u
}

// group adds a group with inline policies.
func (b *builder) group(account, name string, inline ...string) *org.Group {
	g := &org.Group{Principal: b.principal(account, "group", "/", name, inline)}
	a := b.account(account)
	a.Groups = append(a.Groups, g)
	return g
}

// role adds a role with a trust policy and inline policies.
func (b *builder) role(account, path, name, trust string, inline ...string) *org.Role {
	r := &org.Role{Principal: b.principal(account, "role", path, name, inline), Trust: document(b.t, trust)}
	a := b.account(account)
	a.Roles = append(a.Roles, r)
	return r
}

// index digests the accounts for questions about all abilities.
func (b *builder) index() *reach.Index {
	var digests []*reach.Digest
	for _, a := range b.snapshot.Accounts {
		digests = append(digests, reach.NewDigest(a, reach.EveryAction()))
	}
	return reach.NewIndex(b.snapshot.Organization, digests, now)
}

// chance draws whether something is so, once in n times.
func chance(t *rapid.T, label string, n int) bool { return rapid.IntRange(1, n).Draw(t, label) == n }

// drawWorld draws an organization.
func drawWorld(t *rapid.T) *builder {
	b := newWorld(t)
	for _, target := range []string{"r-root", "ou-root-unit", managing, security, workload} {
		if !chance(t, "nothing allowed on "+target, 25) {
			b.fullAccess(target)
		}
		if chance(t, "SCP on "+target, 5) {
			text := rapid.SampledFrom(scps()).Draw(t, "SCP")
			b.control(org.SCP, target, "scp"+target, text)
		}
		if chance(t, "RCP on "+target, 10) {
			b.control(org.RCP, target, "rcp"+target, rapid.SampledFrom(rcps()).Draw(t, "RCP"))
		}
	}
	for _, account := range []string{managing, security, workload} {
		b.drawPrincipals(t, account)
	}
	b.snapshot.Organization.MembersComplete = !chance(t, "members not complete", 10)
	if chance(t, "no organization", 15) {
		b.snapshot.Organization = nil
	}
	return b
}

func (b *builder) drawPrincipals(t *rapid.T, account string) {
	b.group(account, "g0", drawIdentity(t)...)
	b.group(account, "g1", drawIdentity(t)...)
	for _, name := range []string{"u0", "u1"} {
		u := b.user(account, name, drawIdentity(t)...)
		u.Groups = rapid.SampledFrom([][]string{nil, nil, {"g0"}, {"g0", "g1"}, {"gone"}}).Draw(t, "groups")
		u.Attached = b.drawAttached(t, account)
		u.Boundary = b.drawBoundary(t, account)
		u.Tags = drawTags(t)
	}
	for _, name := range []string{"r0", "r1", "r2"} {
		path := rapid.SampledFrom([]string{"/", "/", "/", "/team/", "/aws-service-role/ec2.amazonaws.com/"}).Draw(t, "path")
		if path == "/" && chance(t, "Identity Center", 8) {
			path, name = "/aws-reserved/sso.amazonaws.com/", "AWSReservedSSO_"+name+"_0123456789abcdef"
		}
		r := b.role(account, path, name, drawTrust(t), drawIdentity(t)...)
		r.Attached = b.drawAttached(t, account)
		r.Boundary = b.drawBoundary(t, account)
		r.Tags = drawTags(t)
	}
}

func drawTags(t *rapid.T) []org.Tag {
	return rapid.SampledFrom([][]org.Tag{nil, nil, {{Key: "team", Value: "red"}}, {{Key: "team", Value: "blue"}}}).Draw(t, "tags")
}

func drawIdentity(t *rapid.T) []string {
	var out []string
	for range rapid.SampledFrom([]int{0, 1, 1, 2}).Draw(t, "policies") {
		out = append(out, drawPolicy(t))
	}
	return out
}

func (b *builder) drawAttached(t *rapid.T, account string) []org.PolicyRef {
	var out []org.PolicyRef
	for range rapid.SampledFrom([]int{0, 0, 1}).Draw(t, "attached") {
		if chance(t, "missing", 12) {
			out = append(out, org.PolicyRef{ARN: "arn:aws:iam::" + account + ":policy/gone"})
			continue
		}
		text := drawPolicy(t)
		out = append(out, b.managed(account, "m"+string(rune('0'+rapid.IntRange(0, 2).Draw(t, "name"))), text))
	}
	return out
}

func (b *builder) drawBoundary(t *rapid.T, account string) *org.PolicyRef {
	if !chance(t, "bounded", 6) {
		return nil
	}
	refs := b.drawAttached(t, account)
	if refs == nil {
		return nil
	}
	return &refs[0]
}
