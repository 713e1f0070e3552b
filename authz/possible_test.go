package authz_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"hotline/authz"
	"hotline/policy"
)

// TestPossible holds which grants remain of a policy.
func TestPossible(t *testing.T) {
	t.Parallel()
	const bucket = "arn:aws:s3:::lake"
	on := func(effect, resource string) string {
		return `"Effect":"` + effect + `","Action":"s3:*","Resource":` + resource
	}
	level := func(statements ...string) []authz.Level {
		var l authz.Level
		for _, s := range statements {
			l.Policies = append(l.Policies, one(t, s))
		}
		return []authz.Level{l}
	}
	for _, c := range []struct {
		name     string
		policies authz.Policies
		want     int
	}{
		{"nothing", authz.Policies{}, 0},
		{"everything", authz.Policies{Identity: list(one(t, allowAll))}, 1},
		{"another action", authz.Policies{Identity: list(one(t, `"Effect":"Allow","NotAction":"s3:*","Resource":"*"`))}, 0},
		{"two", authz.Policies{Identity: list(one(t, allowAll), one(t, on("Allow", `"`+bucket+`"`)))}, 2},
		{"not at hand", authz.Policies{Identity: list(authz.Missing("edge"))}, 1},
		{"on a condition", authz.Policies{Identity: list(one(t, allowIf(mfa)))}, 1},
		{"denied", authz.Policies{Identity: list(one(t, allowAll), one(t, denyAll))}, 0},
		{"denied on a condition", authz.Policies{Identity: list(one(t, allowAll), one(t, denyIf(mfa)))}, 1},
		{"another denied", authz.Policies{Identity: list(one(t, allowAll), one(t, on("Deny", `"`+bucket+`"`)))}, 1},
		{"that denied", authz.Policies{Identity: list(one(t, on("Allow", `"`+bucket+`"`)), one(t, on("Deny", `["x","`+bucket+`"]`)))}, 0},
		{"one of two denied", authz.Policies{Identity: list(one(t, on("Allow", `["`+bucket+`","`+object+`"]`)), one(t, on("Deny", `"`+bucket+`"`)))}, 1},
		{"a variable denied", authz.Policies{Identity: list(one(t, on("Allow", `"${aws:username}"`)), one(t, on("Deny", `"${aws:username}"`)))}, 1},
		{"all but denied", authz.Policies{Identity: list(one(t, allowAll), one(t, `"Effect":"Deny","Action":"*","NotResource":"`+bucket+`"`))}, 1},
		{"allowed but for, and denied", authz.Policies{Identity: list(one(t, `"Effect":"Allow","Action":"*","NotResource":"`+bucket+`"`), one(t, on("Deny", `"`+bucket+`"`)))}, 1},
		{"allowed but for, and all denied", authz.Policies{Identity: list(one(t, `"Effect":"Allow","Action":"*","NotResource":"`+bucket+`"`), one(t, denyAll))}, 0},
		{"in the boundary", authz.Policies{Identity: list(one(t, allowAll)), Boundary: one(t, on("Allow", `"`+bucket+`"`))}, 1},
		{"not in the boundary", authz.Policies{Identity: list(one(t, on("Allow", `"`+object+`"`))), Boundary: one(t, on("Allow", `"`+bucket+`"`))}, 0},
		{"denied by the boundary", authz.Policies{Identity: list(one(t, allowAll)), Boundary: one(t, denyAll)}, 0},
		{"a boundary that is not at hand", authz.Policies{Identity: list(one(t, allowAll)), Boundary: authz.Missing("edge")}, 1},
		{"a boundary for what is not named", authz.Policies{Identity: list(one(t, on("Allow", `"`+object+`"`))), Boundary: one(t, `"Effect":"Allow","Action":"*","NotResource":"`+object+`"`)}, 1},
		{"no session policy that allows it", authz.Policies{Identity: list(one(t, allowAll)), Session: list()}, 1},
		{"an empty list of session policies", authz.Policies{Identity: list(one(t, allowAll)), Session: []*authz.Policy{}}, 0},
		{"a level without policies", authz.Policies{Identity: list(one(t, allowAll)), SCPs: level()}, 0},
		{"a level that allows it", authz.Policies{Identity: list(one(t, allowAll)), SCPs: level(allowAll)}, 1},
		{"a level that denies it", authz.Policies{Identity: list(one(t, allowAll)), SCPs: level(allowAll, denyAll)}, 0},
		{"a variable in the boundary", authz.Policies{Identity: list(one(t, on("Allow", `"`+object+`"`))), Boundary: one(t, on("Allow", `"arn:aws:s3:::${aws:username, 'a}b'}/2026/*"`))}, 1},
		{"an escape in the boundary", authz.Policies{Identity: list(one(t, on("Allow", `"`+object+`"`))), Boundary: one(t, on("Allow", `"arn:aws:s3:::${*}"`))}, 0},
		{"one character of several bytes", authz.Policies{Identity: list(one(t, on("Allow", `"arn:aws:s3:::€"`))), Boundary: one(t, on("Allow", `"arn:aws:s3:::?"`))}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := authz.Possible(&c.policies, action(t, "s3:GetObject")); len(got) != c.want {
				t.Errorf("%d grants, want %d: %+v", len(got), c.want, got)
			}
		})
	}
}

// TestGrant holds what is told of a grant.
func TestGrant(t *testing.T) {
	t.Parallel()
	p := compile(t, "own", `{"Version":"2012-10-17","Statement":[{`+denyIf(mfa)+`},{"Sid":"Read","Effect":"Allow","Action":["s3:Get*"],"NotResource":["a","b"],"Condition":{`+mfa+`}}]}`)
	got := authz.Possible(&authz.Policies{Identity: list(p, authz.Missing("edge"))}, action(t, "s3:GetObject"))
	if len(got) != 2 || !got[1].Missing || got[1].Policy != "edge" {
		t.Fatalf("%+v", got)
	}
	g := got[0]
	if g.Policy != "own" || g.Missing || g.Sid != "Read" || g.Index != 1 || g.Element != "Action s3:Get*" || !g.NotResources || !g.Conditional || !slices.Equal(g.Resources, []string{"a", "b"}) {
		t.Errorf("%+v", g)
	}
}

// TestGrantsAbout holds of which services the resources of a grant may be.
func TestGrantsAbout(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]bool{
		"*": true, "arn:aws:iam::*:role/x": true, "arn:*:iam::*:role/x": true, "arn:aws:*": true, "arn:aws:*:*:*:*": true, "arn:aws:i?m:::x": true,
		"arn:aws:s3:::lake": false, "arn:aws:s3*:::lake": false, "arn*:s3:::lake": true, "arn:${aws:x}:::lake": true, "arn:aws:${aws:x}:::lake": true, "not an ARN": true,
	} {
		p := authz.Policies{Identity: list(allowing(t, pattern))}
		grants := authz.Possible(&p, action(t, "iam:GetRole"))
		if len(grants) != 1 || grants[0].IsAbout("iam") != want {
			t.Errorf("%s: %+v, want %v", pattern, grants, want)
		}
	}
	but := authz.Possible(&authz.Policies{Identity: list(one(t, `"Effect":"Allow","Action":"*","NotResource":"arn:aws:s3:::x"`))}, action(t, "iam:GetRole"))
	if len(but) != 1 || !but[0].IsAbout("iam") {
		t.Errorf("%+v", but)
	}
}

// drawResource draws a resource that patterns of the generated policies match.
func drawResource(t *rapid.T) string {
	return rapid.SampledFrom([]string{
		"*", object, deploy, "arn:aws:s3:::lake/x", "arn:aws:s3:::dana/x", "arn:aws:s3:::${aws:username}/x", "role", "arn:aws:iam::" + home + ":role/ops/",
	}).Draw(t, "resource")
}

// TestPossibleIsAProof holds that an action for which there is no grant is never
// allowed, whatever the resource and the context.
func TestPossibleIsAProof(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSetup(t)
		s.slots = slices.DeleteFunc(s.slots, func(at slot) bool { return at.layer == authz.LayerResource })
		p := s.compile(nil)
		what := action(t, rapid.SampledFrom([]string{"s3:GetObject", "s3:GetBucket", "sts:AssumeRoot", "support:CreateCase", "kms:Decrypt", "sns:Publish"}).Draw(t, "action"))
		if authz.Possible(p, what) != nil {
			return
		}
		r := &authz.Request{Principal: described(t, authz.PrincipalSpec{ARN: deploy, ID: "AROADEPLOY"}), Action: what}
		for range 4 {
			r.Resource = drawResource(t)
			for _, c := range []*authz.Context{authz.NewContext(drawValues(t)), authz.OpenContext(drawValues(t)), authz.OpenContext(nil)} {
				r.Context = c
				if got := decide(t, r, p).Effect; got == authz.Allowed || got == authz.Conditional || got == authz.Unknown {
					t.Fatalf("%s on %s is %s\n%s", what, r.Resource, got, s.text())
				}
			}
		}
	})
}

// TestGlobsMeetAsTheReference holds that two patterns for which there is a text
// that both match are found to meet.
func TestGlobsMeetAsTheReference(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		one := drawPattern(t, "aab:é**?")
		other := drawPattern(t, "aab:é**?")
		text := drawText(t, one, "ab:é")
		p := authz.Policies{Identity: list(allowing(t, one)), Boundary: allowing(t, other)}
		both := naiveResource(one, text) && naiveResource(other, text)
		if both && authz.Possible(&p, action(t, "s3:GetObject")) == nil {
			t.Fatalf("%q matches %q and %q, which are said not to meet", text, one, other)
		}
	})
}

// allowing is a policy that allows everything on a resource.
func allowing(t fataler, resource string) *authz.Policy {
	t.Helper()
	return one(t, `"Effect":"Allow","Action":"*","Resource":`+quoted(resource))
}

// TestGlobsMeetTightly holds that patterns that nothing matches both of are told
// apart: both have all texts of up to four letters tried on them.
func TestGlobsMeetTightly(t *testing.T) {
	t.Parallel()
	var texts []string
	for _, length := range []int{0, 1, 2, 3, 4} {
		texts = append(texts, words(length)...)
	}
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.StringOfN(rapid.SampledFrom([]rune("aab*?")), 0, 3, -1)
		one, other := letters.Draw(t, "one"), letters.Draw(t, "other")
		both := slices.ContainsFunc(texts, func(s string) bool { return naiveWild(one, s) && naiveWild(other, s) })
		p := authz.Policies{Identity: list(allowing(t, one)), Boundary: allowing(t, other)}
		if got := authz.Possible(&p, action(t, "s3:GetObject")) != nil; got != both {
			t.Fatalf("%q and %q meet: %v, want %v", one, other, got, both)
		}
	})
}

// words are the texts of a length over two letters.
func words(length int) []string {
	if length == 0 {
		return []string{""}
	}
	var out []string
	for _, w := range words(length - 1) {
		out = append(out, w+"a", w+"b")
	}
	return out
}

// TestCompileForDecidesAlike holds that a policy that was compiled for some
// actions decides about these as the whole policy does, and says the same.
func TestCompileForDecidesAlike(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := drawQuestion(t)
		asked := []authz.Action{q.request.Action, action(t, "sqs:SendMessage")}
		slots := q.setup.slots
		part := q.setup.compile(func(i int) *authz.Policy {
			return authz.CompileFor("policy"+string(rune('0'+i)), slots[i].document, asked)
		})
		sameDecisions(t, q, q.setup.compile(nil), part, "")
		r := q.in(authz.OpenContext(nil))
		about := func(reasons []authz.Reason) []string {
			var out []string
			for _, reason := range reasons {
				if reason.Element != "" {
					out = append(out, quoted([]any{reason.Layer, reason.Node, reason.Index, reason.Sid, reason.Element, reason.Position, reason.Matched, reason.Condition.String(), reason.Failed, reason.Detail}))
				}
			}
			return out
		}
		if a, b := about(authz.Evaluate(r, q.setup.compile(nil)).Reasons), about(authz.Evaluate(r, part).Reasons); !slices.Equal(a, b) {
			t.Fatalf("reasons\n%q\n%q\n%s", a, b, q.setup.text())
		}
	})
}

// TestCompileFor holds what is kept of a document.
func TestCompileFor(t *testing.T) {
	t.Parallel()
	d := parsed(t, `{"Version":"2012-10-17","Statement":[
		{"Sid":"None","Effect":"Allow","Action":["s3:*","sqs:*"],"Resource":"*"},
		{"Sid":"Some","Effect":"Allow","Action":["s3:*","support:*","Support:Create*"],"Resource":"*"},
		{"Sid":"But","Effect":"Deny","NotAction":["s3:*","iam:*"],"Resource":"*"},
		{"Sid":"Never","Effect":"Deny","NotAction":["s3:*","su*"],"Resource":"*"}]}`)
	p := authz.CompileFor("own", d, []authz.Action{action(t, "support:CreateCase")})
	kept := p.Statements()
	if len(kept) != 2 || kept[0].Sid.Value != "Some" || kept[1].Sid.Value != "But" || len(kept[0].Action.Values) != 2 || len(kept[1].NotAction.Values) != 2 {
		t.Errorf("%+v", kept)
	}
	if len(d.Statements[1].Action.Values) != 3 {
		t.Error("the document changed")
	}
	create, get := action(t, "support:CreateCase"), action(t, "s3:GetObject")
	if p.Name() != "own" || p.IsEmpty() || p.IsMissing() || !p.MayAllow(create) || p.MayAllow(get) {
		t.Error("what it may allow")
	}
	if empty := authz.CompileFor("own", d, nil); !empty.IsEmpty() || empty.MayAllow(create) || empty.Statements() != nil {
		t.Error("nothing is left of it")
	}
	if lost := authz.Missing("edge"); lost.IsEmpty() || !lost.IsMissing() || !lost.MayAllow(get) || lost.Statements() != nil {
		t.Error("what is not at hand may allow everything")
	}
	if all := authz.Compile("own", d); len(all.Statements()) != 4 || all.Statements()[0] != &d.Statements[0] || all.Statements()[3].Effect.Value != policy.Deny {
		t.Error("the statements of the whole")
	}
}
