package reach_test

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"hotline/authz"
	"hotline/org"
	"hotline/policy"
)

const now = "2026-11-20T08:00:00Z"

// A who is somebody, taken apart in the simplest way.
type who struct {
	kind     string // user, role, root, set, service, federated, partner
	arn      string
	account  string
	spec     authz.PrincipalSpec
	identity []*authz.Policy
	boundary *authz.Policy
	role     *org.Role // of a role; of a permission set, that which was made from it
	bare     bool
	person   bool // uses long-lived credentials, or signs in
}

// A naive reader of a snapshot answers by trying everything.
type naive struct {
	t     fataler
	world *org.Snapshot
	all   []*who
}

func newNaive(t fataler, s *org.Snapshot) *naive {
	n := &naive{t: t, world: s}
	for _, a := range s.Accounts {
		n.all = append(n.all, &who{kind: "root", arn: "arn:aws:iam::" + a.ID + ":root", account: a.ID})
		for _, u := range a.Users {
			w := &who{kind: "user", arn: u.ARN, account: a.ID, person: true}
			w.identity, w.boundary = n.policies(a, &u.Principal, u.Groups), n.managed(a, u.Boundary)
			w.spec = authz.PrincipalSpec{ID: u.ID, Tags: tagMap(u.Tags), TagsKnown: true}
			n.all = append(n.all, w)
		}
		for _, r := range a.Roles {
			w := &who{kind: "role", arn: r.ARN, account: a.ID, role: r, bare: isMachine(r)}
			w.identity, w.boundary = n.policies(a, &r.Principal, nil), n.managed(a, r.Boundary)
			w.spec = authz.PrincipalSpec{ID: r.ID, ServiceLinked: r.IsServiceLinked()}
			if !letsTag(r) {
				w.spec.Tags, w.spec.TagsKnown = tagMap(r.Tags), true
			}
			n.all = append(n.all, w)
			if set := r.PermissionSet(); set != "" {
				n.all = append(n.all, &who{kind: "set", arn: a.ID + "/" + set, account: a.ID, role: r, bare: true})
			}
		}
	}
	for _, s := range []string{"ec2.amazonaws.com", "lambda.amazonaws.com"} {
		n.all = append(n.all, &who{kind: "service", arn: s, bare: true})
	}
	for _, f := range []string{"arn:aws:iam::" + security + ":saml-provider/idp", "accounts.google.com"} {
		n.all = append(n.all, &who{kind: "federated", arn: f, bare: true})
	}
	all := authz.Compile("all", document(t, allows("*")).Policy)
	n.all = append(n.all, &who{kind: "partner", arn: "arn:aws:iam::" + strange + ":role/partner", account: strange, identity: []*authz.Policy{all}, person: true})
	for _, w := range n.all {
		n.complete(w)
	}
	return n
}

// complete adds what the organization says of somebody.
func (n *naive) complete(w *who) {
	w.spec.ARN = w.arn
	o := n.world.Organization
	if w.kind == "service" || w.kind == "federated" || w.kind == "set" || w.kind == "partner" || o == nil {
		return
	}
	w.spec.OrgID, w.spec.Management = o.ID, w.account == managing
	w.spec.OrgPath = o.ID + "/r-root/"
	if w.account != managing {
		w.spec.OrgPath += "ou-root-unit/"
	}
}

func tagMap(tags []org.Tag) map[string]string {
	out := map[string]string{}
	for _, t := range tags {
		out[t.Key] = t.Value
	}
	return out
}

// mentions reports whether a statement is about an action by a list of patterns.
func mentions(st *policy.Statement, action string) bool {
	in := func(l *policy.List) bool {
		return l != nil && slices.ContainsFunc(l.Values, func(v policy.Text) bool { return policy.MatchAction(v.Value, action) })
	}
	return in(st.Action) || st.NotAction != nil && !in(st.NotAction)
}

func letsTag(r *org.Role) bool {
	if r.Trust.Policy == nil {
		return true
	}
	for i := range r.Trust.Policy.Statements {
		if st := &r.Trust.Policy.Statements[i]; st.Effect.Value == "Allow" && mentions(st, "sts:TagSession") {
			return true
		}
	}
	return false
}

// isMachine reports whether only machines have sessions of a role.
func isMachine(r *org.Role) bool {
	if r.PermissionSet() != "" {
		return true
	}
	if r.Trust.Policy == nil {
		return false
	}
	machines := false
	for i := range r.Trust.Policy.Statements {
		st := &r.Trust.Policy.Statements[i]
		if st.Effect.Value != "Allow" || !mentions(st, "sts:AssumeRole") && !mentions(st, "sts:AssumeRoleWithSAML") && !mentions(st, "sts:AssumeRoleWithWebIdentity") {
			continue
		}
		if st.NotPrincipal != nil || st.Principal.Star {
			return false
		}
		for _, e := range st.Principal.Entries {
			if e.Kind.Value == "AWS" {
				return false
			}
			machines = true
		}
	}
	return machines
}

func (n *naive) managed(a *org.Account, ref *org.PolicyRef) *authz.Policy {
	if ref == nil {
		return nil
	}
	for _, p := range a.Policies {
		if p.ARN == ref.ARN && p.DefaultDocument().Policy != nil {
			return authz.Compile(p.ARN, p.DefaultDocument().Policy)
		}
	}
	return authz.Missing(ref.ARN)
}

func (n *naive) policies(a *org.Account, p *org.Principal, groups []string) []*authz.Policy {
	var out []*authz.Policy
	for i := range p.Attached {
		out = append(out, n.managed(a, &p.Attached[i]))
	}
	for _, i := range p.Inline {
		out = append(out, authz.Compile(i.Name, i.Document.Policy))
	}
	for _, name := range groups {
		found := false
		for _, g := range a.Groups {
			if g.Name == name {
				found = true
				out = append(out, n.policies(a, &g.Principal, nil)...)
			}
		}
		if !found {
			out = append(out, authz.Missing(name))
		}
	}
	return out
}

// levels are the control policies of a type over an account.
func (n *naive) levels(account string, kind org.PolicyType) []authz.Level {
	o := n.world.Organization
	if o == nil {
		return nil
	}
	path := map[string][]string{
		managing: {"r-root", managing}, security: {"r-root", "ou-root-unit", security}, workload: {"r-root", "ou-root-unit", workload},
	}[account]
	if path == nil {
		if o.MembersComplete || account == "" {
			return nil
		}
		return []authz.Level{{Policies: []*authz.Policy{authz.Missing("whatever is above")}}, {Policies: []*authz.Policy{authz.Missing("its own")}}}
	}
	var out []authz.Level
	for _, node := range path {
		level := authz.Level{Node: node}
		for _, at := range o.Attachments {
			if p := o.Policy(at.Policy); at.Target == node && p.Type == kind {
				if p.Document.Policy == nil {
					level.Policies = append(level.Policies, authz.Missing(p.ID))
				} else {
					level.Policies = append(level.Policies, authz.Compile(p.ID, p.Document.Policy))
				}
			}
		}
		out = append(out, level)
	}
	return out
}

// context is what is known of a request.
func (n *naive) context(w *who, bare bool, owner, region string) *authz.Context {
	at, _ := time.Parse(time.RFC3339, now)
	known := map[string][]string{
		"aws:ViaAWSService": {"false"}, "aws:SecureTransport": {"true"}, "aws:CurrentTime": {now}, "aws:EpochTime": {strconv.FormatInt(at.Unix(), 10)},
	}
	absent := []string{"aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast"}
	if w.kind == "role" {
		known["aws:TokenIssueTime"] = []string{now}
	}
	if region != "" {
		known["aws:RequestedRegion"] = []string{region}
	}
	if n.world.Organization != nil && owner != "" {
		known["aws:ResourceOrgID"] = []string{orgID}
	}
	if bare {
		known["aws:MultiFactorAuthPresent"] = []string{"false"}
		absent = append(absent, "aws:MultiFactorAuthAge")
	}
	return authz.OpenContext(known, absent...)
}

func (n *naive) principal(spec authz.PrincipalSpec) *authz.Principal {
	p, err := authz.NewPrincipal(spec)
	if err != nil {
		n.t.Fatalf("%v", err)
	}
	return p
}

// outside reports whether somebody is considered only where they are named.
func (w *who) outside() bool {
	return w.kind == "service" || w.kind == "federated" || w.kind == "partner"
}

func isNamed(r *org.Role, arn string) bool {
	for i := range r.Trust.Policy.Statements {
		st := &r.Trust.Policy.Statements[i]
		if st.Effect.Value != "Allow" || st.Principal == nil || !mentions(st, "sts:AssumeRole") && !mentions(st, "sts:AssumeRoleWithSAML") && !mentions(st, "sts:AssumeRoleWithWebIdentity") {
			continue
		}
		for _, e := range st.Principal.Entries {
			if slices.ContainsFunc(e.Names.Values, func(v policy.Text) bool { return v.Value == arn }) {
				return true
			}
		}
	}
	return false
}

// enter decides whether somebody, if a role then in a session of a name, can
// begin a session of a role, of a name.
func (n *naive) enter(w *who, session string, bare bool, role *who, name string) authz.Effect {
	if role.role.Trust.Policy == nil && w.kind != "set" || w.kind == "root" || (role.role.PermissionSet() != "") != (w.kind == "set") ||
		w.kind == "set" && w.role != role.role || w.arn == role.arn || w.outside() && !isNamed(role.role, w.arn) {
		return authz.ImplicitlyDenied
	}
	action, trust := "sts:AssumeRole", role.role.Trust.Policy
	spec := w.spec
	switch {
	case w.kind == "set":
		action, spec.ARN = "sts:AssumeRoleWithSAML", "arn:aws:iam::"+w.account+":saml-provider/x"
		trust = document(n.t, statements(`"Effect":"Allow","Principal":"*","Action":"*"`)).Policy
	case w.kind == "federated" && strings.HasPrefix(w.arn, "arn:"):
		action = "sts:AssumeRoleWithSAML"
	case w.kind == "federated":
		action = "sts:AssumeRoleWithWebIdentity"
	case session != "": // which counts only where it is named
		spec.RoleARN, spec.ARN = w.arn, "arn:aws:sts::"+w.account+":assumed-role/"+w.role.Name+"/"+session
		if !isNamed(role.role, spec.ARN) {
			return authz.ImplicitlyDenied
		}
	}
	act, _ := authz.ParseAction(action)
	r := &authz.Request{
		Principal: n.principal(spec), Action: act, Resource: role.arn, ResourceAccount: role.account,
		ResourceInManagement: n.world.Organization != nil && role.account == managing, Context: n.context(w, bare, role.account, ""),
	}
	p := &authz.Policies{
		Identity: w.identity, Boundary: w.boundary, SCPs: n.levels(w.account, org.SCP), RCPs: n.levels(role.account, org.RCP),
		Resource: authz.Compile("trust", trust),
	}
	effect := n.inAnyOrganization(w, r, p)
	if name == "" || order(effect) < 0 {
		return effect
	}
	if action != "sts:AssumeRole" || w.kind == "service" {
		return worse(effect, authz.Conditional)
	}
	r.Context = r.Context.Stating(map[string][]string{"sts:RoleSessionName": {name}})
	return n.inAnyOrganization(w, r, p)
}

// inAnyOrganization decides a request; that of the partner as for somebody who is
// in another organization, or in none.
func (n *naive) inAnyOrganization(w *who, r *authz.Request, p *authz.Policies) authz.Effect {
	effect := authz.Evaluate(r, p).Effect
	if o := n.world.Organization; w.kind != "partner" || o == nil || !o.MembersComplete {
		return effect
	}
	open := r.Context
	defer func() { r.Context = open }()
	r.Context = open.Stating(map[string][]string{"aws:PrincipalOrgID": {"o-another000"}, "aws:PrincipalOrgPaths": {"o-another000/r-other/"}})
	other := authz.Evaluate(r, p).Effect
	r.Context = open.Lacking("aws:PrincipalOrgID", "aws:PrincipalOrgPaths")
	none := authz.Evaluate(r, p).Effect
	if order(other) < 0 && order(none) < 0 || other == none {
		return other
	}
	return effect
}
