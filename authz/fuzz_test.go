package authz_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"hotline/authz"
	"hotline/policy"
)

// FuzzDecide checks on any policy, wherever it applies, that nothing panics,
// that Decide and Evaluate agree, and that a decision depends on no key any
// more once all that it names are known.
func FuzzDecide(f *testing.F) {
	for _, seed := range [][4]string{
		{`{"Version":"2012-10-17","Statement":{` + allowAll + `}}`, "s3:GetObject", object, ""},
		{`{"Version":"2012-10-17","Statement":{` + allowIf(`"StringEquals":{"k":"${k}"}`) + `,"Principal":"*"}}`, "sts:AssumeRole", deploy, "${k}"},
		{`{"Version":"2012-10-17","Statement":{"Effect":"Deny","NotAction":"s?:*","NotResource":"arn:*:${k,'a'}${x}:*?","NotPrincipal":{"AWS":"` + home + `"}}}`, "kms:a", "arn:aws:s3:::b", "b"},
		{`{"Statement":[{` + allowAll + `},{` + denyIf(`"NoSuch":{"k":[]},"ForAllValues:ArnNotLikeIfExists":{"K":["*","arn:${k}:"]}`) + `}]}`, "support:CreateCase", "*", "arn:a:b:c:d:e"},
		{`{"Version":"2012-10-17","Statement":{` + allowIf(`"NumericEquals":{"k":1e3},"DateEquals":{"k":"2026"},"IpAddress":{"k":"::/0"},"BinaryEquals":{"k":"YQ=="},"Null":{"k":false}`) + `}}`, "a:b", "*", "1000"},
		{`{"Version":"2012-10-17","Statement":{` + allowIf(`"StringLike":{"k":["${", "${'}", "${a,b}", "${k", "$", "${*}${?}${$}"]}`) + `}}`, "a:b", "*", "*?$"},
	} {
		f.Add(seed[0], seed[1], seed[2], seed[3])
	}
	f.Fuzz(func(t *testing.T, text, what, resource, value string) {
		d, err := policy.Parse(text)
		if err != nil {
			return
		}
		a, err := authz.ParseAction(what)
		if err != nil {
			a = action(t, "sts:AssumeRole")
		}
		p := authz.Compile("fuzz", d)
		everywhere := &authz.Policies{
			Identity: list(p), Boundary: p, Session: list(p), Resource: p,
			SCPs: []authz.Level{{Policies: list(p)}}, RCPs: []authz.Level{{Policies: list(p)}},
		}
		for _, policies := range []*authz.Policies{everywhere, {Identity: list(p)}, {Resource: p}} {
			for _, who := range []string{dana, shift, root, "accounts.google.com", "*"} {
				r := request(t, who, "a:b", resource, nil)
				r.Action = a
				checkFuzzed(t, r, policies, value)
			}
		}
	})
}

func checkFuzzed(t *testing.T, r *authz.Request, p *authz.Policies, value string) {
	t.Helper()
	known := authz.NewContext(is("k", value))
	for _, c := range []*authz.Context{nil, known, authz.OpenContext(nil), known.Doubting("k", "aws:username")} {
		r.Context = c
		open := decide(t, r, p)
		keys := open.Condition.Keys()
		if left := open.Given(authz.OpenContext(nil, keys...)).Condition.Keys(); len(left) > 0 {
			t.Fatalf("%s %s: %q still matter with all of %q known", open.Effect, open.Condition, left, keys)
		}
		if same := open.Given(authz.OpenContext(nil)); same.Effect != open.Effect || same.Condition.String() != open.Condition.String() {
			t.Fatalf("%s %s: with nothing more known, %s %s", open.Effect, open.Condition, same.Effect, same.Condition)
		}
	}
}

// FuzzPattern checks on any pattern and text that nothing panics, and that the
// engine agrees with the naive matchers where these come to an end.
func FuzzPattern(f *testing.F) {
	for _, seed := range [][2]string{
		{"*", ""}, {"?*?*?*b", "s3:aaaaaaaaaaaaaaa"}, {"a*a*a*a*b", "a:aaaaaaaaaaaaaaaa"}, {"????????b", "aaaaaaaaaaaaa"},
		{"arn:a*a*:b?*:*:*:*:?*b", "arn:aaaa:bbb::c:d:aab"}, {"arn:*", "arn:aws:s3:::b"}, {"*?", "é"}, {"é*", "É:x"}, {"*:*", "a:b"}, {"*\xff", "\xff"},
		{"arn:aws:s3**:::b", "arn:aws:s3:x:::b"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, pattern, text string) {
		small := len(pattern) <= 16 && strings.Count(pattern, "*") <= 5 && len(text) <= 24 && utf8.ValidString(pattern) && utf8.ValidString(text)
		for _, c := range []struct {
			name   string
			engine func(t *testing.T, pattern, text string) bool
			naive  func(pattern, text string) bool
		}{{"resource", plainResource, naiveResource}, {"ArnLike", plainARN, naiveARN}, {"StringLike", plainText, naiveWild}} {
			if got := c.engine(t, pattern, text); small && got != c.naive(pattern, text) {
				t.Errorf("%s: %q and %q: %v", c.name, pattern, text, got)
			}
		}
		if a, err := authz.ParseAction(text); err == nil {
			if got := engineAction(t, pattern, a); small && got != naiveAction(pattern, text) {
				t.Errorf("action: %q and %q: %v", pattern, text, got)
			}
		}
	})
}

// The engine without policy variables: by a policy of the version before them.

func plainResource(t *testing.T, pattern, text string) bool {
	t.Helper()
	r := reads(t, nil)
	r.Resource = text
	return plain(t, r, `"Effect":"Allow","Action":"*","Resource":`+quoted(pattern))
}

func plainARN(t *testing.T, pattern, text string) bool {
	t.Helper()
	return plain(t, reads(t, authz.NewContext(is("k", text))), allowIf(`"ArnLike":{"k":`+quoted(pattern)+`}`))
}

func plainText(t *testing.T, pattern, text string) bool {
	t.Helper()
	return plain(t, reads(t, authz.NewContext(is("k", text))), allowIf(`"StringLike":{"k":`+quoted(pattern)+`}`))
}

func plain(t *testing.T, r *authz.Request, statement string) bool {
	t.Helper()
	p := compile(t, "plain", `{"Version":"2008-10-17","Statement":{`+statement+`}}`)
	return decide(t, r, &authz.Policies{Identity: list(p)}).Effect == authz.Allowed
}
