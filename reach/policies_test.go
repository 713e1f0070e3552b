package reach_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hotline/authz"
	"hotline/org"
	"hotline/policy"
	"hotline/reach"
)

// TestPolicies holds which policies apply to whom, and that each whose document
// is at hand has a source.
func TestPolicies(t *testing.T) {
	t.Parallel()
	s := snapshot(t, page)
	managed := func(name string) string { return account + "policy/" + name }
	for _, tt := range []struct {
		principal string
		identity  []string
		boundary  string
		sources   []string // nil: all of the above
	}{
		{principal: account + "user/dana", identity: []string{managed("read"), managed("send"), "inline policy own of group/dev", "inline policy own of user/dana"}},
		{principal: account + "user/limited", identity: []string{managed("all")}, boundary: managed("read")},
		{principal: account + "user/unsure", identity: []string{managed("elsewhere"), managed("read")}, sources: []string{managed("read")}},
		{principal: account + "user/confined", identity: []string{managed("all")}, boundary: managed("elsewhere"), sources: []string{managed("all")}},
		{principal: account + "role/deploy", identity: []string{managed("send"), "inline policy own of role/deploy"}},
		{principal: "arn:aws:sts::222233334444:assumed-role/deploy/ci", identity: []string{managed("send"), "inline policy own of role/deploy"}},
		{principal: account + "role/team/support", identity: []string{managed("all")}, boundary: managed("send")},
		{principal: "arn:aws:sts::222233334444:assumed-role/support/mara", identity: []string{managed("all")}, boundary: managed("send")},
		{principal: account + "role/garbled", identity: []string{"inline policy own of role/garbled"}, sources: []string{}},
		{principal: account + "root"},
		{principal: "222233334444"},
		{principal: "support.amazonaws.com"},
		{principal: "*"},
	} {
		_, p, sources := apply(t, s, reach.Question{Principal: tt.principal, Action: "s3:GetObject", Resource: "*"})
		if diff := cmp.Diff(tt.identity, names(p.Identity)); diff != "" {
			t.Errorf("%s: %s", tt.principal, diff)
		}
		want := tt.sources
		if want == nil {
			want = slices.Clone(tt.identity)
			if tt.boundary != "" {
				want = append(want, tt.boundary)
			}
			slices.Sort(want)
		}
		if got := slices.Sorted(maps.Keys(sources)); !slices.Equal(got, want) {
			t.Errorf("%s: sources %q, want %q", tt.principal, got, want)
		}
		if (p.Boundary != nil) != (tt.boundary != "") || p.Boundary != nil && p.Boundary.Name() != tt.boundary {
			t.Errorf("%s: boundary %+v, want %q", tt.principal, p.Boundary, tt.boundary)
		}
		if p.Resource != nil || p.SCPs != nil || p.RCPs != nil || p.Session != nil {
			t.Errorf("%s: more than is known: %+v", tt.principal, p)
		}
	}
}

// TestDecisions holds what is decided of who may do what.
func TestDecisions(t *testing.T) {
	t.Parallel()
	s := snapshot(t, page)
	const deploySession, supportSession = "arn:aws:sts::222233334444:assumed-role/deploy/ci", "arn:aws:sts::222233334444:assumed-role/support/mara"
	for _, tt := range []struct {
		name, principal, action, resource string
		want                              authz.Effect
	}{
		{"attached to a user", account + "user/dana", "sqs:ReceiveMessage", "*", authz.Allowed},
		{"inline of a user", account + "user/dana", "s3:GetObject", "arn:aws:s3:::b/k", authz.Unknown},
		{"inline of a user, no resource", account + "user/dana", "s3:GetObject", "*", authz.Allowed},
		{"attached to a group", account + "user/dana", "sqs:SendMessage", "*", authz.Allowed},
		{"inline of a group", account + "user/dana", "sns:Publish", "*", authz.Allowed},
		{"the version that is not in force", account + "user/dana", "sqs:DeleteQueue", "*", authz.ImplicitlyDenied},
		{"within the boundary", account + "user/limited", "sqs:ReceiveMessage", "*", authz.Allowed},
		{"outside the boundary", account + "user/limited", "sqs:SendMessage", "*", authz.ImplicitlyDenied},
		{"a policy not at hand may deny", account + "user/unsure", "sqs:ReceiveMessage", "*", authz.Unknown},
		{"a policy not at hand may allow", account + "user/unsure", "sqs:SendMessage", "*", authz.Unknown},
		{"a boundary not at hand", account + "user/confined", "sqs:SendMessage", "*", authz.Unknown},
		{"role", account + "role/deploy", "sqs:SendMessage", "*", authz.Allowed},
		{"session", deploySession, "s3:GetObject", "*", authz.Allowed},
		{"session, what its role may not", deploySession, "sqs:ReceiveMessage", "*", authz.ImplicitlyDenied},
		{"session of a role with a path", supportSession, "sqs:SendMessage", "*", authz.Allowed},
		{"session outside the boundary of its role", supportSession, "sqs:DeleteQueue", "*", authz.ImplicitlyDenied},
		{"inline policy that cannot be read", account + "role/garbled", "s3:GetObject", "*", authz.Unknown},
		{"root", account + "root", "sqs:DeleteQueue", "*", authz.Allowed},
		{"service", "support.amazonaws.com", "sqs:DeleteQueue", "*", authz.ImplicitlyDenied},
		{"trusted by name", account + "user/dana", "sts:AssumeRole", account + "role/deploy", authz.Allowed},
		{"trusted by name, outside the boundary", account + "user/limited", "sts:AssumeRole", account + "role/deploy", authz.Conditional}, // the documentation leaves it open
		{"not trusted", account + "user/unsure", "sts:AssumeRole", account + "role/deploy", authz.ImplicitlyDenied},
		{"trusted as one of the account, without a policy", account + "user/dana", "sts:AssumeRole", account + "role/team/support", authz.ImplicitlyDenied},
		{"trusted as one of the account", account + "user/unsure", "sts:AssumeRole", account + "role/team/support", authz.Unknown},
		{"trust that cannot be read", account + "user/dana", "sts:AssumeRole", account + "role/garbled", authz.Unknown},
		{"trust of an account that is not there, outside the boundary of a user", account + "user/limited", "sts:AssumeRole", "arn:aws:iam::999900001111:role/x", authz.ImplicitlyDenied},
		{"trust of an account that is not there, outside the boundary of a session", supportSession, "sts:AssumeRole", "arn:aws:iam::999900001111:role/x", authz.ImplicitlyDenied},
		{"trust of an account that is not there", account + "user/confined", "sts:AssumeRole", "arn:aws:iam::999900001111:role/x", authz.Unknown},
		{"a service that is trusted", "support.amazonaws.com", "sts:AssumeRole", account + "role/aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport", authz.Allowed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r, p, _ := apply(t, s, reach.Question{Principal: tt.principal, Action: tt.action, Resource: tt.resource})
			if d := authz.Evaluate(r, p); d.Effect != tt.want {
				t.Errorf("%s, want %s; %s", d.Effect, tt.want, d.Condition)
			}
		})
	}
}

// TestTrust holds which trust policy applies to a resource.
func TestTrust(t *testing.T) {
	t.Parallel()
	s := snapshot(t, page)
	for resource, want := range map[string]string{
		account + "role/deploy":            "trust policy of role/deploy",
		account + "role/team/support":      "trust policy of role/team/support",
		account + "role/garbled":           "trust policy of role/garbled",
		"arn:aws:iam::999900001111:role/x": "trust policy of arn:aws:iam::999900001111:role/x",
		account + "user/dana":              "",
		"arn:aws:sqs:x:222233334444:jobs":  "the policy, if any, of arn:aws:sqs:x:222233334444:jobs",
		"arn:aws:s3:::b/k":                 "the policy, if any, of arn:aws:s3:::b/k",
		"*":                                "",
		"not an ARN":                       "",
	} {
		r, p, sources := apply(t, s, reach.Question{Principal: account + "user/dana", Action: "sts:AssumeRole", Resource: resource})
		if p.Resource == nil || want == "" {
			if p.Resource != nil || want != "" {
				t.Errorf("%s: %+v, want %q", resource, p.Resource, want)
			}
		} else if p.Resource.Name() != want {
			t.Errorf("%s: %q, want %q", resource, p.Resource.Name(), want)
		}
		readable := strings.HasPrefix(want, "trust") && resource != account+"role/garbled" && resource[:len(account)] == account
		if _, ok := sources[want]; ok != readable {
			t.Errorf("%s: sources %v", resource, slices.Sorted(maps.Keys(sources)))
		}
		owner, _ := org.ParseARN(resource)
		if r.Resource != resource || r.ResourceAccount != owner.Account {
			t.Errorf("%s: resource %s of account %q", resource, r.Resource, r.ResourceAccount)
		}
	}
}

// TestSources holds that a source says where the document is.
func TestSources(t *testing.T) {
	t.Parallel()
	s := snapshot(t, page)
	_, p, sources := apply(t, s, reach.Question{Principal: account + "user/limited", Action: "sts:AssumeRole", Resource: account + "role/deploy"})
	a := s.Accounts[0]
	deploy := slices.IndexFunc(a.Roles, func(r *org.Role) bool { return r.Name == "deploy" })
	for name, want := range map[string]org.Document{
		p.Identity[0].Name(): *a.Policies[0].DefaultDocument(),
		p.Boundary.Name():    *a.Policies[1].DefaultDocument(),
		p.Resource.Name():    a.Roles[deploy].Trust,
	} {
		if got := sources[name]; got.Policy != nil || got.Location != want.Location || got.Encoded != want.Encoded || !got.Location.At.IsValid() {
			t.Errorf("%s: %s, want %s", name, got.Location, want.Location)
		}
	}
}

// TestHandMade asks of a Snapshot that comes from no file: a policy without a
// version in force, one whose document cannot be read, and principals whose
// ARNs are none.
func TestHandMade(t *testing.T) {
	t.Parallel()
	document, err := policy.Parse(allows("*"))
	if err != nil {
		t.Fatal(err)
	}
	user := &org.User{Principal: org.Principal{ARN: account + "user/x", Attached: []org.PolicyRef{{ARN: "no default"}, {ARN: "unreadable"}, {ARN: "fine"}}}, Groups: []string{"odd"}}
	odd := &org.Group{Principal: org.Principal{ARN: "odd", Name: "odd", Inline: []org.InlinePolicy{{Name: "own", Document: org.Document{Policy: document}}}}}
	s := &org.Snapshot{Accounts: []*org.Account{{ID: "999900001111"}, {
		ID: "222233334444", Users: []*org.User{user}, Groups: []*org.Group{odd}, Policies: []*org.Policy{
			{ARN: "no default", Versions: []org.PolicyVersion{{Document: org.Document{Policy: document}}}},
			{ARN: "unreadable", Versions: []org.PolicyVersion{{Default: true}}},
			{ARN: "fine", Versions: []org.PolicyVersion{{Document: org.Document{}}, {Default: true, Document: org.Document{Policy: document}}}},
		},
	}}}
	r, p, sources := apply(t, s, reach.Question{Principal: user.ARN, Action: "s3:GetObject", Resource: "*"})
	if got, want := names(p.Identity), []string{"fine", "inline policy own of odd", "no default", "unreadable"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := slices.Sorted(maps.Keys(sources)), []string{"fine", "inline policy own of odd"}; !slices.Equal(got, want) {
		t.Errorf("sources %q, want %q", got, want)
	}
	if d := authz.Evaluate(r, p); d.Effect != authz.Unknown {
		t.Errorf("%s, want Unknown", d.Effect)
	}
}

// TestRefused holds what cannot be answered from a snapshot.
func TestRefused(t *testing.T) {
	t.Parallel()
	s := snapshot(t, page)
	for principal, words := range map[string]string{
		"dana":         "expected the ARN of a principal",
		"user/dana":    "expected the ARN of a principal",
		"999900001111": "account 999900001111 of 999900001111 is not in the snapshot",
		"arn:aws:sts::222233334444:federated-user/dana": "the session policy of",
	} {
		_, _, _, err := applyTo(s, reach.Question{Principal: principal, Action: "s3:GetObject", Resource: "*"})
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v, want %q", principal, err, words)
		}
	}
}

// TestRolesAsResources holds that a trust policy has a say only in what STS
// does.
func TestRolesAsResources(t *testing.T) {
	t.Parallel()
	s := snapshot(t, page)
	for action, resource := range map[string]string{"iam:CreateRole": account + "role/new", "iam:PassRole": account + "role/*"} {
		_, p, _ := apply(t, s, reach.Question{Principal: account + "user/dana", Action: action, Resource: resource})
		if p.Resource != nil {
			t.Errorf("%s: %s", action, p.Resource.Name())
		}
	}
	_, p, _ := apply(t, s, reach.Question{Principal: account + "user/dana", Action: "logs:GetLogEvents", Resource: "arn:aws:logs:x:222233334444:log-group:role/x"})
	if p.Resource == nil {
		t.Error("a log group may have a policy")
	}
}

// TestAbsentGroup holds that a group that is not described may allow anything.
func TestAbsentGroup(t *testing.T) {
	t.Parallel()
	u := &org.User{Principal: org.Principal{ARN: account + "user/eve", Name: "eve"}, Groups: []string{"gone"}}
	s := &org.Snapshot{Accounts: []*org.Account{{ID: "222233334444", Partition: "aws", Users: []*org.User{u}}}}
	r, p, _ := apply(t, s, reach.Question{Principal: u.ARN, Action: "s3:GetObject", Resource: "*"})
	if d := authz.Evaluate(r, p); d.Effect != authz.Unknown || !strings.Contains(d.Condition.String(), "group gone") {
		t.Errorf("%s: %s", d.Effect, d.Condition)
	}
}
