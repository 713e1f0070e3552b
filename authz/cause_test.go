package authz_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"hotline/authz"
)

// A blame is what must be blamed for a denial.
type blame struct {
	name     string
	request  *authz.Request
	policies authz.Policies
	want     []authz.Cause
}

func (c blame) run(t *testing.T) {
	t.Parallel()
	if got := authz.Causes(c.request, &c.policies); !slices.Equal(got, c.want) {
		t.Errorf("%+v\nwant %+v", got, c.want)
	}
}

const (
	everyone  = `,"Principal":"*"`
	mayAssume = `"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"`
)

// trusting is a trust policy for a principal.
func trusting(t *testing.T, principal, more string) *authz.Policy {
	t.Helper()
	return one(t, `"Effect":"Allow","Action":"sts:AssumeRole","Principal":`+principal+more)
}

// levels is one level of control policies.
func levels(policies ...*authz.Policy) []authz.Level {
	return []authz.Level{{Node: "r-1", Policies: policies}}
}

// silent blames a layer that does not allow the request.
func silent(layer authz.Layer) authz.Cause { return authz.Cause{Layer: layer} }

// denying blames a statement of the policy "one".
func denying(layer authz.Layer, node string) authz.Cause {
	return authz.Cause{Layer: layer, Node: node, Policy: "one"}
}

// ingredients are the policies that the cases are made from: one that allows
// nothing and one that allows to assume roles, of whoever asks; and trust policies
// that name the account, and dana.
func ingredients(t *testing.T) (no, yes, rootTrust, danaTrust *authz.Policy) {
	t.Helper()
	return one(t, nothing), one(t, mayAssume), trusting(t, `{"AWS":"`+root+`"}`, ""), trusting(t, `{"AWS":"`+dana+`"}`, "")
}

// asks is the request of somebody to become the role deploy.
func asks(t *testing.T, who string) *authz.Request {
	t.Helper()
	return request(t, who, "sts:AssumeRole", deploy, authz.NewContext(nil))
}

// TestCauses holds which layers are to blame, and no others.
func TestCauses(t *testing.T) {
	t.Parallel()
	no, yes, rootTrust, danaTrust := ingredients(t)
	member := asks(t, dana)
	for _, c := range []blame{
		{"allowed", member, authz.Policies{Resource: danaTrust}, nil},
		{"not known", member, authz.Policies{Identity: list(authz.Missing("edge")), Resource: rootTrust}, nil},
		{"no identity policy", member, authz.Policies{Identity: list(no), Resource: rootTrust}, []authz.Cause{silent(authz.LayerIdentity)}},
		{"not trusted", member, authz.Policies{Identity: list(yes), Resource: trusting(t, `{"AWS":"`+guest+`"}`, "")}, []authz.Cause{silent(authz.LayerResource)}},
		{"no trust policy", member, authz.Policies{Identity: list(no)}, []authz.Cause{silent(authz.LayerResource), silent(authz.LayerIdentity)}},
		{"the account trusted on a condition, no identity policy", member, authz.Policies{Identity: list(no), Resource: trusting(t, `{"AWS":"`+root+`"}`, `,"Condition":{`+mfa+`}`)},
			[]authz.Cause{{Layer: authz.LayerResource, Detail: saysMFA}, silent(authz.LayerIdentity)}},
		{"trusted by name on a condition, no identity policy", member, authz.Policies{Identity: list(no), Resource: trusting(t, `{"AWS":"`+dana+`"}`, `,"Condition":{`+mfa+`}`)},
			[]authz.Cause{{Layer: authz.LayerResource, Detail: saysMFA}}},
		{"trusted for something else", member, authz.Policies{Identity: list(no), Resource: one(t, `"Effect":"Allow","Action":"sts:TagSession","Principal":{"AWS":"`+root+`"}`)},
			[]authz.Cause{silent(authz.LayerResource)}},
	} {
		t.Run(c.name, c.run)
	}
}

// TestCausesAbove holds which statements and levels are to blame, and which
// callers.
func TestCausesAbove(t *testing.T) {
	t.Parallel()
	no, yes, rootTrust, danaTrust := ingredients(t)
	member := asks(t, dana)
	for _, c := range []blame{
		{"denied by the trust policy", member, authz.Policies{Identity: list(yes), Resource: one(t, denyAll+everyone)}, []authz.Cause{denying(authz.LayerResource, ""), silent(authz.LayerResource)}},
		{"denied by its own policy", member, authz.Policies{Identity: list(yes, one(t, denyAll)), Resource: rootTrust}, []authz.Cause{denying(authz.LayerIdentity, "")}},
		{"denied twice by one policy", member, authz.Policies{Identity: list(yes, one(t, denyAll), one(t, denyAll)), Resource: rootTrust}, []authz.Cause{denying(authz.LayerIdentity, "")}},
		{"denied by an SCP, and no level allows", member, authz.Policies{Identity: list(yes), Resource: rootTrust, SCPs: levels(one(t, denyAll))},
			[]authz.Cause{denying(authz.LayerSCP, "r-1"), {Layer: authz.LayerSCP, Node: "r-1"}}},
		{"denied by an RCP", member, authz.Policies{Identity: list(yes), Resource: rootTrust, RCPs: levels(one(t, denyAll+everyone))}, []authz.Cause{denying(authz.LayerRCP, "r-1")}},
		{"no RCP allows", member, authz.Policies{Identity: list(yes), Resource: rootTrust, RCPs: levels(), ExplicitRCPs: true}, []authz.Cause{{Layer: authz.LayerRCP, Node: "r-1"}}},
		{"outside the boundary", member, authz.Policies{Identity: list(yes), Resource: rootTrust, Boundary: no}, []authz.Cause{silent(authz.LayerBoundary)}},
		{"outside the session policy", asks(t, shift), authz.Policies{Identity: list(yes), Resource: rootTrust, Session: list(no)}, []authz.Cause{silent(authz.LayerSession)}},
		{"a role named in the trust policy, outside its boundary", asks(t, "arn:aws:iam::"+home+":role/x"),
			authz.Policies{Resource: trusting(t, `{"AWS":"arn:aws:iam::`+home+`:role/x"}`, ""), Boundary: no}, []authz.Cause{silent(authz.LayerBoundary)}},
		{"a user named in the trust policy, outside its boundary, denied by an SCP", member, authz.Policies{Resource: danaTrust, Boundary: no, SCPs: levels(one(t, allowAll), one(t, denyAll))},
			[]authz.Cause{denying(authz.LayerSCP, "r-1")}},
		{"another account, nothing", asks(t, guest), authz.Policies{Resource: danaTrust}, []authz.Cause{silent(authz.LayerResource), silent(authz.LayerIdentity)}},
		{"another account, no identity policy", asks(t, guest), authz.Policies{Resource: trusting(t, `{"AWS":"`+guest+`"}`, "")}, []authz.Cause{silent(authz.LayerIdentity)}},
		{"a service that is not trusted", asks(t, "ec2.amazonaws.com"), authz.Policies{Resource: danaTrust}, []authz.Cause{silent(authz.LayerResource)}},
		{"a root user", asks(t, root), authz.Policies{Resource: danaTrust}, []authz.Cause{silent(authz.LayerCaller)}},
		{"its own bucket", reads(t, authz.NewContext(nil)), authz.Policies{}, []authz.Cause{silent(authz.LayerIdentity)}},
		{"an RCP that perhaps does not reach", request(t, dana, "support:CreateCase", "*", authz.NewContext(nil)), authz.Policies{RCPs: levels(one(t, denyAll+everyone))}, []authz.Cause{silent(authz.LayerIdentity)}},
		{"the rescue of a bucket", request(t, root, "s3:PutBucketPolicy", "arn:aws:s3:::lake", authz.NewContext(nil)), authz.Policies{Resource: one(t, denyAll+everyone), SCPs: levels()}, []authz.Cause{{Layer: authz.LayerSCP, Node: "r-1"}}},
	} {
		t.Run(c.name, c.run)
	}
}

// TestDeniedForAReason holds that what is denied has a cause, what is not has
// none, and that a statement that is blamed does deny it.
func TestDeniedForAReason(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := drawQuestion(t)
		for _, c := range q.contexts(t) {
			r, p := q.in(c), q.setup.compile(nil)
			effect, causes := decide(t, r, p).Effect, authz.Causes(r, p)
			if denied := effect == authz.ExplicitlyDenied || effect == authz.ImplicitlyDenied; denied != (causes != nil) {
				t.Fatalf("%s for %+v\n%s", effect, causes, q.setup.text())
			}
			blamed := slices.ContainsFunc(causes, func(c authz.Cause) bool { return c.Policy != "" })
			if blamed != (effect == authz.ExplicitlyDenied) {
				t.Fatalf("%s for %+v\n%s", effect, causes, q.setup.text())
			}
		}
	})
}
