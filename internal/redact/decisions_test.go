package redact

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hotline/authz"
	"hotline/policy"
)

// A question is a request with the policies that it is asked of, as JSON.
type question struct {
	principal, id, resource string
	tags                    map[string]string
	context                 map[string]string // condition keys and their values
	identity, trust         string
}

// decide answers a question.
func (q question) decide(t *rapid.T) authz.Effect {
	who, err := authz.NewPrincipal(authz.PrincipalSpec{ARN: q.principal, ID: q.id, Tags: q.tags})
	if err != nil {
		t.Fatal(err)
	}
	what, err := authz.ParseAction("sts:AssumeRole")
	if err != nil {
		t.Fatal(err)
	}
	values := map[string][]string{}
	for k, v := range q.context {
		values[k] = []string{v}
	}
	compile := func(text string) *authz.Policy {
		document, err := policy.Parse(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		return authz.Compile("policy", document)
	}
	account := strings.Split(q.resource, ":")[4]
	return authz.Decide(&authz.Request{Principal: who, Action: what, Resource: q.resource, ResourceAccount: account, Context: authz.NewContext(values)},
		&authz.Policies{Identity: []*authz.Policy{compile(q.identity)}, Resource: compile(q.trust)})
}

// redacted is the question about the redacted snapshot.
func (q question) redacted(t *rapid.T, r *Redactor) question {
	text := func(s string) string { return r.text(r.names, s) }
	document := func(s string) string {
		out, err := r.JSON(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	out := question{text(q.principal), text(q.id), text(q.resource), map[string]string{}, map[string]string{}, document(q.identity), document(q.trust)}
	for k, v := range q.tags {
		out.tags[r.tagKey(k)] = text(v)
	}
	for k, v := range q.context {
		out.context[r.conditionKey(k)] = r.conditionValue("", k, v)
	}
	return out
}

// names generates names whose words are often alike, or public.
func names() *rapid.Generator[string] {
	word := rapid.SampledFrom([]string{"acme", "Acme", "acmes", "orders", "order", "ord", "team", "teams", "a", "b", "x7", "7", "42", "421",
		"support", "supporters", "supper", "admin", "administrators", "role", "roles", "aws", "Access", "admit"})
	return rapid.Custom(func(t *rapid.T) string {
		words := rapid.SliceOfN(word, 1, 3).Draw(t, "words")
		return strings.Join(words, rapid.SampledFrom([]string{"-", "_", ".", "@"}).Draw(t, "separator"))
	})
}

// patterns generates patterns that may match a text: the text, a beginning of
// it, or the text with wildcards for words and separators; or another text.
func patterns(text string, other *rapid.Generator[string]) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		s := text
		if rapid.IntRange(0, 3).Draw(t, "other") == 0 {
			s = other.Draw(t, "text")
		}
		switch rapid.IntRange(0, 4).Draw(t, "way") {
		case 0:
			begin := 0
			if strings.HasPrefix(s, "arn:") {
				begin = len("arn:aws:iam:")
			}
			return s[:rapid.IntRange(begin, len(s)).Draw(t, "cut")] + "*"
		case 1, 2:
			parts := regexp.MustCompile(`[0-9A-Za-z]+|.`).FindAllString(s, -1)
			if i := rapid.IntRange(0, len(parts)-1).Draw(t, "part"); !strings.Contains("arn:@", parts[i]) {
				parts[i] = "*"
			}
			return strings.Join(parts, "")
		case 3:
			return strings.NewReplacer("-", "?", ".", "?").Replace(s)
		}
		return s
	})
}

// questions generates questions.
func questions() *rapid.Generator[question] {
	accounts := rapid.SampledFrom([]string{"111122223333", "111122224444", "222233334444"})
	roles := rapid.Custom(func(t *rapid.T) string {
		return "arn:aws:iam::" + accounts.Draw(t, "account") + ":role/" + names().Draw(t, "role")
	})
	return rapid.Custom(func(t *rapid.T) question {
		q := question{id: "AROAEXAMPLEROLE12345", resource: roles.Draw(t, "resource"), principal: roles.Draw(t, "principal"),
			tags: map[string]string{names().Draw(t, "key"): names().Draw(t, "value")}}
		q.context = map[string]string{
			"sts:ExternalId": names().Draw(t, "external id"), "sts:RoleSessionName": names().Draw(t, "session") + "@acme.com",
			"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/r-ab12/ou-ab12-cdef3456/", "aws:SourceIp": rapid.SampledFrom([]string{"10.1.2.3", "203.0.113.7"}).Draw(t, "address"),
			"token.actions.githubusercontent.com:sub": "repo:acme/" + names().Draw(t, "repository") + ":ref:refs/heads/main", "aws:TagKeys": names().Draw(t, "tag"),
		}
		effect := rapid.SampledFrom([]string{"Allow", "Allow", "Deny"})
		statement := func(element, value string) string {
			return fmt.Sprintf(`{"Effect":%q,"Action":"sts:*",%s:%s}`, effect.Draw(t, "effect"), element, value)
		}
		q.identity = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":` + quoted(patterns(q.resource, roles).Draw(t, "resources")) + `},` +
			statement(rapid.SampledFrom([]string{`"Resource"`, `"NotResource"`}).Draw(t, "element"), quoted(patterns(q.resource, roles).Draw(t, "more"))) + `]}`
		trusted := rapid.SampledFrom([]string{"*", q.principal, strings.Split(q.principal, ":")[4], roles.Draw(t, "another"), q.id}).Draw(t, "trusted")
		q.trust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":` + quoted(trusted) + `},"Action":"*"},` +
			statement(`"Principal":"*","Condition"`, conditions(q).Draw(t, "conditions")) + `]}`
		return q
	})
}

// conditions generates conditions on the context and the tags of a question.
func conditions(q question) *rapid.Generator[string] {
	values := map[string]string{"aws:PrincipalArn": q.principal}
	for k, v := range q.context {
		values[k] = v
	}
	for k, v := range q.tags {
		values["aws:PrincipalTag/"+k] = v
	}
	keys := slices.Sorted(maps.Keys(values))
	return rapid.Custom(func(t *rapid.T) string {
		key := rapid.SampledFrom(keys).Draw(t, "condition")
		pattern := patterns(values[key], names()).Draw(t, "values")
		operator := rapid.SampledFrom([]string{"StringLike", "StringNotLike", "StringEquals", "StringEqualsIgnoreCase", "StringLikeIfExists"}).Draw(t, "operator")
		switch key {
		case "aws:SourceIp":
			operator, pattern = "IpAddress", rapid.SampledFrom([]string{"10.0.0.0/8", "10.1.0.0/16", "203.0.113.0/25", "203.0.113.7", "0.0.0.0/0"}).Draw(t, "range")
		case "aws:PrincipalArn":
			operator = rapid.SampledFrom([]string{"ArnLike", "ArnNotLike", "StringLike"}).Draw(t, "arns")
		case "sts:ExternalId":
			pattern = strings.ReplaceAll(pattern, "*", "${aws:PrincipalTag/"+names().Draw(t, "variable")+", 'acme'}")
		case "aws:PrincipalOrgPaths": // ids are matched as a whole
			pattern = rapid.SampledFrom([]string{"o-a1b2c3d4e5/*", "o-*", "*/r-ab12/*", "o-a1b2c3d4e5/r-ab12/ou-ab12-cdef3456/", "o-zzzzzzzzzz/*"}).Draw(t, "path")
		}
		return fmt.Sprintf(`{%q:{%s:%s}}`, operator, quoted(key), quoted(pattern))
	})
}

// quoted is a string of JSON.
func quoted(s string) string {
	var out strings.Builder
	quote(&out, s)
	return out.String()
}

// TestDecisions holds that what is decided of redacted policies is what was
// decided before.
func TestDecisions(t *testing.T) {
	t.Parallel()
	r := redactor()
	seen := map[authz.Effect]int{}
	rapid.Check(t, func(t *rapid.T) {
		q := questions().Draw(t, "question")
		p := q.redacted(t, r)
		before, after := q.decide(t), p.decide(t)
		seen[before]++
		if before != after {
			t.Fatalf("%+v\nis %s; redacted,\n%+v\nis %s", q, before, p, after)
		}
	})
	if len(seen) < 3 {
		t.Errorf("all decisions were of the kinds %v", seen)
	}
}
