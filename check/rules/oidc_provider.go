package rules

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// An oidcProvider is how the tokens of an OIDC provider say whose they are. Make
// one with oidcProviderOf.
type oidcProvider struct {
	host string // the URL without https://, as in condition keys
	// shared says that everybody can have tokens of it, under one URL.
	shared bool
	// Of the subject of a token: what stands before the name of the customer,
	// and what ends that.
	before, after string
	subject       string // the key of the subject; empty for sub
	// owners are further claims that tell the tokens of one customer from those
	// of another, and persons those that tell one person, or one job, from
	// another.
	owners, persons []string
}

// oidcProviderOf is the provider that a trust policy names, by its ARN or its
// host. Those that are shared are the ones that IAM itself wants a condition
// for, and those that it knows without being told.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
func oidcProviderOf(name string) oidcProvider {
	if _, host, ok := strings.Cut(name, ":oidc-provider/"); ok {
		name = host
	}
	for _, p := range sharedProviders() {
		if strings.EqualFold(p.host, name) {
			p.shared = true
			return p
		}
	}
	return oidcProvider{host: name}
}

func sharedProviders() []oidcProvider {
	audience := []string{"aud"}
	return []oidcProvider{
		{host: "token.actions.githubusercontent.com", before: "repo:", after: "/", owners: []string{"enterprise_id"},
			persons: []string{"actor", "actor_id", "job_workflow_ref", "repository", "repository_id"}},
		{host: "vstoken.actions.githubusercontent.com"},
		{host: "oidc-configuration.audit-log.githubusercontent.com"},
		{host: "gitlab.com", before: "project_path:", after: "/"},
		{host: "app.terraform.io", before: "organization:", after: ":"},
		{host: "agent.buildkite.com", before: "organization:", after: ":"},
		{host: "oidc.codefresh.io"},
		{host: "studio.datachain.ai/api"},
		{host: "scalr.io"},
		{host: "tokens.cloud.shisho.dev"},
		{host: "proidc.upbound.io"},
		{host: "api.pulumi.com/oidc", owners: audience},
		{host: "sandboxes.cloud", owners: audience},
		{host: "oidc.vercel.com", owners: audience},
		{host: "accounts.google.com", owners: []string{"aud", "oaud"}},
		{host: "cognito-identity.amazonaws.com", owners: audience},
		{host: "graph.facebook.com", owners: []string{"app_id"}, subject: "id"},
		{host: "www.amazon.com", owners: []string{"app_id"}, subject: "user_id"},
	}
}

// key is the condition key of a claim.
func (p *oidcProvider) key(claim string) string { return p.host + ":" + claim }

// subjectKey is the condition key of the subject.
func (p *oidcProvider) subjectKey() string { return p.key(cmp.Or(p.subject, "sub")) }

// foreign are attempts with tokens of somebody whom a trust policy does not name:
// of another person or job of the same customer or, where that is asked for, of
// another customer. patterns are what the trust policy compares the subject with.
func (p *oidcProvider) foreign(patterns []string, otherCustomer bool) []attempt {
	claims := p.persons
	if otherCustomer {
		claims = slices.Concat(p.persons, p.owners)
	}
	says, lacks := map[string]string{}, []string{p.subjectKey()}
	for _, c := range claims {
		says[p.key(c)] = "stranger"
		lacks = append(lacks, p.key(c))
	}
	out := []attempt{{lacks: lacks}}
	subjects := []string{"stranger", p.before + "stranger" + p.after + "stranger"}
	for _, pattern := range patterns {
		if p.isTooWide(pattern) {
			subjects = append(subjects, fitting(pattern))
		}
	}
	for _, subject := range subjects {
		a := attempt{says: maps.Clone(says)}
		a.says[p.subjectKey()] = subject
		out = append(out, a)
	}
	return out
}

// isTooWide reports whether a pattern for the subject leaves open whose the token
// is: where the subject begins with the customer, that one, otherwise everything.
func (p *oidcProvider) isTooWide(pattern string) bool {
	if p.after == "" {
		return strings.Trim(pattern, "*?:/") == ""
	}
	customer, _, _ := strings.Cut(strings.TrimPrefix(pattern, p.before), p.after)
	return isPattern(customer)
}
