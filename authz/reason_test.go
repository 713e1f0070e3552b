package authz_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hotline/authz"
	"hotline/policy"
)

// told is a Reason with its condition as text.
type told struct {
	Layer                  authz.Layer
	Node, Policy, Sid      string
	Index                  int
	Position               policy.Position
	Effect                 string
	Matched                bool
	Condition, Failed, Why string
}

func allTold(d authz.Decision) []told {
	var out []told
	for _, r := range d.Reasons {
		out = append(out, told{r.Layer, r.Node, r.Policy, r.Sid, r.Index, r.Position, r.Effect, r.Matched, r.Condition.String(), r.Failed, r.Detail})
	}
	return out
}

// TestReasonsOfLayers has one policy in every layer.
func TestReasonsOfLayers(t *testing.T) {
	t.Parallel()
	const text = "{\"Version\":\"2012-10-17\",\"Statement\":[\n {\"Sid\":\"All\"," + allowAll + "}]}"
	const named = "{\"Version\":\"2012-10-17\",\"Statement\":[\n {\"Sid\":\"All\"," + allowAll + ",\"Principal\":\"*\"}]}"
	p := authz.Policies{
		SCPs:         []authz.Level{{Node: "r-1", Policies: list(compile(t, "scp1", text))}, {Node: "ou-1", Policies: list(compile(t, "scp2", text))}},
		RCPs:         []authz.Level{{Node: "r-1", Policies: list(compile(t, "rcp", named))}},
		ExplicitRCPs: true,
		Resource:     compile(t, "bucket", named), Identity: list(compile(t, "inline", text)),
		Boundary: compile(t, "edge", text), Session: list(compile(t, "session", text)),
	}
	reason := func(layer authz.Layer, node, name string) told {
		return told{Layer: layer, Node: node, Policy: name, Sid: "All", Position: policy.Position{Line: 2, Column: 2}, Effect: policy.Allow, Matched: true}
	}
	want := []told{
		reason(authz.LayerSCP, "r-1", "scp1"), reason(authz.LayerSCP, "ou-1", "scp2"), reason(authz.LayerRCP, "r-1", "rcp"),
		reason(authz.LayerResource, "", "bucket"), reason(authz.LayerIdentity, "", "inline"), reason(authz.LayerBoundary, "", "edge"), reason(authz.LayerSession, "", "session"),
	}
	d := decide(t, reads(t, nil), &p)
	wantEffect(t, d, authz.Allowed, "")
	if difference := cmp.Diff(want, allTold(d)); difference != "" {
		t.Errorf("-want +got:\n%s", difference)
	}
	// Without ExplicitRCPs what an RCP allows says nothing.
	p.ExplicitRCPs = false
	want = append(want[:2:2], want[3:]...)
	if difference := cmp.Diff(want, allTold(decide(t, reads(t, nil), &p))); difference != "" {
		t.Errorf("-want +got:\n%s", difference)
	}
}

// reasonsPolicy is a policy each of whose statements fails in another way, or
// does not.
const reasonsPolicy = `{"Version":"2012-10-17","Statement":[
{"Effect":"Allow","Principal":{"AWS":"` + guest + `"},"Action":"*","Resource":"*"},
{"Effect":"Allow","Principal":"*","Action":"s3:Put*","Resource":"*"},
{"Effect":"Allow","Principal":"*","Action":"*","Resource":"arn:aws:s3:::other/*"},
{"Sid":"When","Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"},"NumericLessThan":{"aws:MultiFactorAuthAge":["60","x"]}}},
{"Effect":"Allow","Principal":"*","Action":"*","Resource":"arn:aws:s3:::${sts:ExternalId}/*","Condition":{"StringLike":{"aws:UserAgent":"a"}}},
{"Sid":"Never","Effect":"Deny","Principal":{"AWS":"` + home + `"},"Action":"*","Resource":"*","Condition":{"Null":{"aws:SecureTransport":true}}},
{"Effect":"Deny","NotPrincipal":{"AWS":["` + dana + `","` + root + `"]},"Action":"*","Resource":"*"}]}`

// TestReasonsOfStatements has a statement for every way to fail. Denials come
// first.
func TestReasonsOfStatements(t *testing.T) {
	t.Parallel()
	p := authz.Policies{Resource: compile(t, "bucket", reasonsPolicy)}
	c := authz.NewContext(is("aws:SecureTransport", "true", "aws:MultiFactorAuthAge", "61")).Doubting("sts:ExternalId", "aws:UserAgent")
	d := decide(t, reads(t, c), &p)
	const open = `the resource matches arn:aws:s3:::${sts:ExternalId}/* and aws:UserAgent StringLike "a"`
	wantEffect(t, d, authz.Conditional, open)
	reason := func(index int, effect, sid, failed string) told {
		return told{Layer: authz.LayerResource, Policy: "bucket", Sid: sid, Index: index, Position: policy.Position{Line: uint32(index) + 2, Column: 1}, Effect: effect, Failed: failed}
	}
	never, when, maybe := reason(5, policy.Deny, "Never", "condition"), reason(3, policy.Allow, "When", "condition"), reason(4, policy.Allow, "", "")
	never.Why = `aws:SecureTransport Null "true"`
	when.Why = `aws:MultiFactorAuthAge NumericLessThan ("60" or "x")`
	maybe.Matched, maybe.Condition = true, open
	want := []told{
		never, reason(6, policy.Deny, "", "principal"),
		reason(0, policy.Allow, "", "principal"), reason(1, policy.Allow, "", "action"), reason(2, policy.Allow, "", "resource"), when, maybe,
	}
	if difference := cmp.Diff(want, allTold(d)); difference != "" {
		t.Errorf("-want +got:\n%s", difference)
	}
	given := d.Given(authz.NewContext(is("sts:ExternalId", "lake", "aws:UserAgent", "a")))
	wantEffect(t, given, authz.Allowed, "")
	if difference := cmp.Diff(want, allTold(given)); difference != "" {
		t.Errorf("the reasons changed (-want +got):\n%s", difference)
	}
}

// TestReasonsOfControl is a resource control policy that names somebody else.
func TestReasonsOfControl(t *testing.T) {
	t.Parallel()
	p := authz.Policies{
		Identity: list(one(t, allowAll)),
		RCPs:     []authz.Level{{Node: "r-1", Policies: list(one(t, denyAll+`,"Principal":{"AWS":"`+guest+`"}`), one(t, denyIf(mfa)+`,"Principal":"*"`))}},
	}
	d := decide(t, reads(t, nil), &p)
	wantEffect(t, d, authz.Allowed, "")
	if len(d.Reasons) != 3 {
		t.Fatalf("got %d reasons", len(d.Reasons))
	}
	for i, failed := range []string{"principal", "condition", ""} {
		if r := d.Reasons[i]; r.Failed != failed || r.Matched != (failed == "") {
			t.Errorf("reason %d: %+v", i, r)
		}
	}
	if r := d.Reasons[1]; r.Layer != authz.LayerRCP || r.Node != "r-1" || r.Detail != saysMFA {
		t.Errorf("%+v", r)
	}
}

// TestNoReasons are decisions that no statement takes part in.
func TestNoReasons(t *testing.T) {
	t.Parallel()
	p := authz.Policies{Identity: list(one(t, denyAll))}
	d := decide(t, request(t, dana, "sts:GetCallerIdentity", "*", nil), &p)
	wantEffect(t, d, authz.Allowed, "")
	if len(d.Reasons) > 0 {
		t.Errorf("reasons: %+v", d.Reasons)
	}
	d = decide(t, reads(t, nil), &authz.Policies{Identity: list(authz.Missing("lost"))})
	if len(d.Reasons) > 0 || d.Effect != authz.Unknown {
		t.Errorf("%s, reasons: %+v", d.Effect, d.Reasons)
	}
}
