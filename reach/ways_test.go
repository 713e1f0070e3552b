package reach_test

import (
	"fmt"
	"slices"
	"testing"

	"hotline/authz"
	"hotline/org"
	"hotline/reach"
)

// TestWays holds by which statements somebody can, each once, where they are, and
// whether they are a surprise.
func TestWays(t *testing.T) {
	t.Parallel()
	b := newWorld(t)
	b.fullAccess("r-root", "ou-root-unit", workload)
	for _, arn := range []string{"job-function/Billing", "AdministratorAccess", "AWSSupportAccess", "job-function/SupportUser"} {
		b.account(workload).Policies = append(b.account(workload).Policies, &org.Policy{ARN: "arn:aws:iam::aws:policy/" + arn, Versions: []org.PolicyVersion{{Default: true, Document: document(t, allows("support:CreateCase"))}}})
	}
	aws := func(name string) org.PolicyRef { return org.PolicyRef{ARN: "arn:aws:iam::aws:policy/" + name} }
	b.group(workload, "g", statements(`"Sid":"In","Effect":"Allow","NotAction":["iam:*","s3:*"],"Resource":"*"`, opens+`,"Condition":{`+mfa+`}`, `"Effect":"Allow","Action":"s3:*","Resource":"*"`)).Attached = []org.PolicyRef{aws("job-function/Billing")}
	b.group(workload, "h").Attached = []org.PolicyRef{aws("job-function/Billing"), b.managed(workload, "Billing", allows("support:Create????"))}
	u := b.user(workload, "u", statements(opens, opens))
	u.Groups = []string{"g", "h", "gone"}
	u.Attached = []org.PolicyRef{aws("AdministratorAccess"), aws("AWSSupportAccess"), aws("job-function/SupportUser"), aws("AWSSupportAccess")}
	a := b.index().WhoCan(ability(t, "open-case"), workload)
	i := slices.IndexFunc(a.Can, func(e reach.Entry) bool { return e.Actor.Name == "u" })
	var got []string
	for _, w := range a.Can[i].Ways {
		got = append(got, fmt.Sprintf("%s %q %q %q %s [%s] %v %v", w.Policy, w.Group, w.Sid, w.Element, w.At, w.Condition, w.Kinds(), w.Surprise))
	}
	const managed = "arn:aws:iam::aws:policy/"
	wantLines(t, "ways", got, []string{
		managed + `AdministratorAccess "" "" "Action support:CreateCase" file:1:38 [] [direct] false`,
		managed + `AWSSupportAccess "" "" "Action support:CreateCase" file:1:38 [] [direct] false`,
		managed + `job-function/SupportUser "" "" "Action support:CreateCase" file:1:38 [] [direct] false`,
		`inline policy own0 of user/u "" "" "Action support:CreateCase" file:1:38 [] [direct inline] false`,
		`inline policy own0 of user/u "" "" "Action support:CreateCase" file:1:102 [] [direct inline] false`,
		managed + `job-function/Billing "g" "" "Action support:CreateCase" file:1:38 [] [group] true`,
		managed + `job-function/Billing "h" "" "Action support:CreateCase" file:1:38 [] [group] true`,
		`inline policy own0 of group/g "g" "In" "NotAction iam:*, s3:*" file:1:38 [] [group inline NotAction] false`,
		`inline policy own0 of group/g "g" "" "Action support:CreateCase" file:1:112 [` + saysMFA + `] [group inline] false`,
		`arn:aws:iam::333333333333:policy/Billing "h" "" "Action support:Create????" file:1:38 [] [group wildcard] false`,
	})
	if e := a.Can[i]; e.Effect != authz.Unknown || e.Direct != authz.Unknown || e.Condition.String() != "not group gone denies it (not at hand)" {
		t.Errorf("%s, %s if %s", e.Effect, e.Direct, e.Condition)
	}
	if root := a.Can[0]; len(root.Ways) != 1 || root.Ways[0].Policy != "" || root.Ways[0].At.File != workload || !slices.Equal(root.Ways[0].Kinds(), []string{"root"}) {
		t.Errorf("%+v", root.Ways)
	}
}

// TestBlockers holds what is said of what stops somebody.
func TestBlockers(t *testing.T) {
	t.Parallel()
	for want, b := range map[string]reach.Blocker{
		"identity policy does not allow it":                           {Layer: authz.LayerIdentity},
		"service control policy on Root (r-1) does not allow it":      {Layer: authz.LayerSCP, Node: "Root (r-1)"},
		"service control policy p-1 (Sid) on Root (r-1) denies it":    {Layer: authz.LayerSCP, Node: "Root (r-1)", Policy: "p-1", Sid: "Sid"},
		"resource policy: it is not so that aws:x Bool \"true\"":      {Layer: authz.LayerResource, Detail: `aws:x Bool "true"`},
		"kind of principal that cannot do it":                         {Layer: authz.LayerCaller},
		"identity policy inline policy own of user/dana denies it":    {Layer: authz.LayerIdentity, Policy: "inline policy own of user/dana"},
		"permissions boundary arn:aws:iam::1:policy/x (No) denies it": {Layer: authz.LayerBoundary, Policy: "arn:aws:iam::1:policy/x", Sid: "No"},
		"resource control policy x (p-2) on Root (r-1) denies it":     {Layer: authz.LayerRCP, Policy: "x (p-2)", Node: "Root (r-1)"},
	} {
		if got := b.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestControlsApply holds that control policies take part in a decision, with
// their places.
func TestControlsApply(t *testing.T) {
	t.Parallel()
	b := acme(t)
	b.snapshot.Organization.Policies = append(b.snapshot.Organization.Policies, &org.ControlPolicy{ID: "p-lost", Type: org.SCP})
	b.snapshot.Organization.Attachments = append(b.snapshot.Organization.Attachments, org.Attachment{Policy: "p-lost", Target: security})
	q := reach.Question{Principal: workloadARN + "role/dev-lead", Action: "support:CreateCase", Resource: "*"}
	r, p, sources := apply(t, b.snapshot, q)
	if got := authz.Evaluate(r, p); got.Effect != authz.ExplicitlyDenied {
		t.Errorf("%s", got.Effect)
	}
	if d, ok := sources["developers (p-developers)"]; !ok || d.Location.File != "file" || d.Policy != nil {
		t.Errorf("%+v", d)
	}
	if _, ok := sources["p-lost"]; ok {
		t.Error("a policy that is not known has a source")
	}
	if len(p.SCPs) != 3 || len(p.RCPs) != 3 || p.SCPs[1].Node != "Unit (ou-root-unit)" {
		t.Errorf("%+v", p)
	}
	assume := reach.Question{Principal: securityARN + "user/bob", Action: "sts:AssumeRole", Resource: workloadARN + "role/aws-support"}
	if r, p, _ := apply(t, b.snapshot, assume); r.Principal.Kind() != authz.User || p.SCPs[2].Node != "account 2 (222222222222)" || p.RCPs[2].Node != "account 3 (333333333333)" {
		t.Errorf("%+v %+v", r, p)
	}
	if got := assume.Accounts(); !slices.Equal(got, []string{security, workload}) {
		t.Errorf("%q", got)
	}
	if got := q.Accounts(); !slices.Equal(got, []string{workload}) {
		t.Errorf("%q", got)
	}
}
