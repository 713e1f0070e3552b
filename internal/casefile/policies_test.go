package casefile_test

import (
	"strings"
	"testing"

	"hotline/authz"
)

// TestPolicies reads every place that policies have, in all its forms.
func TestPolicies(t *testing.T) {
	t.Parallel()
	with := func(more string) string { return identity(allow) + "," + more }
	decide(t, []form{
		{name: "identity", policies: identity(allow), want: authz.Allowed},
		{name: "identity of two", policies: identity(allow, deny), want: authz.ExplicitlyDenied},
		{name: "identity empty", policies: identity(), want: authz.ImplicitlyDenied},
		{name: "identity null", policies: `"identity":null`, want: authz.ImplicitlyDenied},
		{name: "identity missing", policies: identity(`"missing"`), want: authz.Unknown},
		{name: "identity missing, but denied", policies: identity(`"missing"`, deny), want: authz.ExplicitlyDenied},
		{name: "boundary null", policies: with(`"boundary":null`), want: authz.Allowed},
		{name: "boundary", policies: with(`"boundary":` + allowNothing), want: authz.ImplicitlyDenied},
		{name: "boundary missing", policies: with(`"boundary":"missing"`), want: authz.Unknown},
		{name: "session null", policies: with(`"session":null`), want: authz.Allowed},
		{name: "session", policies: with(`"session":` + allowNothing), want: authz.ImplicitlyDenied},
		{name: "session missing", policies: with(`"session":"missing"`), want: authz.Unknown},
		{name: "session list", policies: with(`"session":[` + allowNothing + `,` + allow + `]`), want: authz.Allowed},
		{name: "session list with one missing", policies: with(`"session":[` + allowNothing + `,"missing"]`), want: authz.Unknown},
		{name: "session list empty", policies: with(`"session":[]`), want: authz.ImplicitlyDenied},
		{name: "resource null", policies: `"resource":null`, want: authz.ImplicitlyDenied},
		{name: "resource", policies: `"resource":` + ofResource(`{"AWS":"arn:aws:iam::222233334444:user/dana"}`), want: authz.Allowed},
		{name: "resource missing", policies: `"resource":"missing"`, want: authz.Unknown},
	})
}

// TestLevels reads the policies of an organisation.
func TestLevels(t *testing.T) {
	t.Parallel()
	const allowResource = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}`
	with := func(more string) string { return identity(allow) + "," + more }
	decide(t, []form{
		{name: "scps null", policies: with(`"scps":null`), want: authz.Allowed},
		{name: "scps empty", policies: with(`"scps":[]`), want: authz.Allowed},
		{name: "scps", policies: with(`"scps":[{"node":"root","policies":[` + allow + `]}]`), want: authz.Allowed},
		{name: "scps without node", policies: with(`"scps":[{"policies":[` + allow + `]}]`), want: authz.Allowed},
		{name: "two of one level", policies: with(`"scps":[{"node":null,"policies":[` + allowNothing + `,` + allow + `]}]`), want: authz.Allowed},
		{name: "two levels", policies: with(`"scps":[{"node":"root","policies":[` + allow + `]},{"node":"ou","policies":[` + allowNothing + `]}]`), want: authz.ImplicitlyDenied},
		{name: "level without policies", policies: with(`"scps":[{"node":"root"}]`), want: authz.ImplicitlyDenied},
		{name: "level with none", policies: with(`"scps":[{"node":"root","policies":[]}]`), want: authz.ImplicitlyDenied},
		{name: "level with null", policies: with(`"scps":[{"node":"root","policies":null}]`), want: authz.ImplicitlyDenied},
		{name: "missing SCP", policies: with(`"scps":[{"node":"root","policies":["missing"]}]`), want: authz.Unknown},
		{name: "rcps null", policies: with(`"rcps":null`), want: authz.Allowed},
		{name: "rcps with RCPFullAWSAccess understood", policies: with(`"rcps":[{"node":"root","policies":[]}]`), want: authz.Allowed},
		{name: "understood in so many words", policies: with(`"rcps":[{"node":"root","policies":[]}],"implicitFullAccess":true`), want: authz.Allowed},
		{name: "not understood", policies: with(`"rcps":[{"node":"root","policies":[]}],"implicitFullAccess":false`), want: authz.ImplicitlyDenied},
		{name: "not understood, and stated", policies: with(`"implicitFullAccess":false,"rcps":[{"policies":[` + allowResource + `]}]`), want: authz.Allowed},
		{name: "not understood in a level", policies: with(`"rcps":[{"node":"root","policies":[` + allowResource + `]},{"node":"ou","policies":[],"implicitFullAccess":false}]`), want: authz.ImplicitlyDenied},
		{name: "missing RCP", policies: with(`"rcps":[{"node":"root","policies":["missing"]}]`), want: authz.Unknown},
	})
}

// TestNames holds that what a policy is called says where in the case it is.
func TestNames(t *testing.T) {
	t.Parallel()
	rcp := `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"sqs:DeleteQueue","Resource":"*"}}`
	c := readOne(t, form{policies: identity(allow, allow) + `,"boundary":` + allow + `,"session":[` + allow + `],"resource":` + ofResource(`"*"`) +
		`,"scps":[{"node":"o-a/r-b","policies":[` + allow + `]}],"rcps":[{"node":"o-a/r-b/ou-c","policies":[` + rcp + `]}]`}.text())
	got := map[string]string{}
	for _, r := range authz.Evaluate(c.Request, c.Policies).Reasons {
		got[string(r.Layer)+" "+r.Policy] = r.Node
	}
	for name, node := range map[string]string{
		"identity policy identity 1": "", "identity policy identity 2": "", "permissions boundary boundary": "", "session policy session 1": "",
		"resource policy resource": "", "service control policy SCP 1": "o-a/r-b", "resource control policy RCP 1": "o-a/r-b/ou-c",
	} {
		if at, ok := got[name]; !ok || at != node {
			t.Errorf("%s at %q: %v", name, node, got)
		}
	}
	for policies, want := range map[string]string{
		identity(allowNothing, `"missing"`):                    "identity 2 allows it (not at hand)",
		identity(allow) + `,"boundary":"missing"`:              "boundary allows it (not at hand)",
		identity(allow) + `,"session":["missing"]`:             "session 1 allows it (not at hand)",
		`"resource":"missing"`:                                 "resource allows it (not at hand)",
		identity(allow) + `,"scps":[{"policies":["missing"]}]`: "SCP 1 allows it (not at hand)",
	} {
		c := readOne(t, form{policies: policies}.text())
		if got := authz.Evaluate(c.Request, c.Policies).Condition.String(); !strings.Contains(got, want) {
			t.Errorf("if %s; want %s", got, want)
		}
	}
}
