package awsio_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hotline/internal/awsio"
	"hotline/internal/faultproxy"
	"hotline/plan"
)

// changing are the options of a run that changes all that can be.
func changing(p awsio.Purpose) awsio.Options {
	o := fast()
	o.Org, o.Purpose = true, p
	o.Support, o.Boundary, o.Extras = []string{"/ops/aws-support"}, "arn:{partition}:iam::{account}:policy/fence", true
	o.Grants = []string{"user/bob", "group/helpdesk", "role/responders"}
	return o
}

// TestChangePermissions holds that applying and taking back need to be allowed
// what they do, and nothing more.
func TestChangePermissions(t *testing.T) {
	a := startAWS(t)
	m := a.account(t, memberAccount)
	m.iam("CreateUser", "UserName", "bob")
	m.iam("CreateGroup", "GroupName", "helpdesk")
	m.iam("CreateInstanceProfile", "InstanceProfileName", "machines")
	var mu sync.Mutex
	var narrowed []string
	a.On("sts:AssumeRole", func(c *faultproxy.Call) *faultproxy.Answer {
		mu.Lock()
		defer mu.Unlock()
		narrowed = append(narrowed, c.Form.Get("Policy"))
		return nil
	})
	for _, p := range []awsio.Purpose{awsio.Rollback, awsio.Apply, awsio.Verify} {
		o := changing(p)
		target, err := awsio.Connect(t.Context(), o)
		must(t, err)
		allowed := map[string]bool{}
		for _, s := range awsio.Permissions("aws", o).Statement {
			for _, action := range s.Action {
				allowed[action] = true
			}
		}
		if p != awsio.Verify { // which has no plan of an organization
			if id, err := target.Organization(t.Context()); id != "" || err != nil {
				t.Errorf("%v: an account that is in no organization: %q, %v", p, id, err)
			}
		}
		everything(t, m, target, allowed)
		called := target.Calls()
		delete(called, "sts:GetCallerIdentity")
		if p == awsio.Rollback {
			called["iam:PassRole"] = 1 // for AddRoleToInstanceProfile
		}
		if diff := cmp.Diff(slices.Sorted(maps.Keys(called)), slices.Sorted(maps.Keys(allowed))); diff != "" {
			t.Errorf("%v: called is -, allowed is +\n%s", p, diff)
		}
		if last := narrowed[len(narrowed)-1]; last != awsio.SessionPolicy("aws", o) {
			t.Errorf("%v: the session has the policy %s", p, last)
		}
	}
}

// everything creates a role, changes all there is of it and of others, and
// deletes it again. What is not allowed is done by others.
func everything(t *testing.T, m account, target *awsio.Target, allowed map[string]bool) {
	t.Helper()
	do := func(call string, c plan.Change) {
		t.Helper()
		if allowed["iam:"+call] {
			must(t, target.Make(t.Context(), memberAccount, c))
		}
	}
	none, role := plan.State{}, supported()
	do("CreateRole", creation(spec()))
	must(t, none.Set(creation(spec()).Property, new(spec().Text())))
	do("UpdateAssumeRolePolicy", change(none, role, plan.Trust, "", new(plainDocument)))
	do("UpdateRole", change(none, role, plan.Session, "", new("3600")))
	do("TagRole", change(none, role, plan.Tag, "owner", new("sre")))
	do("UntagRole", change(none, role, plan.Tag, "team", nil))
	do("PutRolePermissionsBoundary", change(none, role, plan.Boundary, "", new(supportAccess)))
	do("DeleteRolePermissionsBoundary", change(none, role, plan.Boundary, "", nil))
	if !allowed["iam:CreateRole"] {
		m.supportRole(role.Name)
		m.iam("PutRolePolicy", "RoleName", role.Name, "PolicyName", "p", "PolicyDocument", denySupport)
	}
	profile := change(none, role, plan.InstanceProfile, "machines", new("machines"))
	if do("AddRoleToInstanceProfile", profile); !allowed["iam:AddRoleToInstanceProfile"] {
		m.iam("AddRoleToInstanceProfile", "RoleName", role.Name, "InstanceProfileName", "machines")
	}
	for _, r := range []plan.Resource{{Kind: plan.User, Name: "bob"}, {Kind: plan.Group, Name: "helpdesk"}, role} {
		word := strings.ToUpper(string(r.Kind[:1])) + string(r.Kind[1:])
		inline := change(none, r, plan.Inline, "p", new(denySupport))
		if do("Put"+word+"Policy", inline); !allowed["iam:Put"+word+"Policy"] {
			m.iam("Put"+word+"Policy", word+"Name", r.Name, "PolicyName", "p", "PolicyDocument", denySupport)
		}
		if do("Attach"+word+"Policy", attaching(r)); !allowed["iam:Attach"+word+"Policy"] {
			m.iam("Attach"+word+"Policy", word+"Name", r.Name, "PolicyArn", supportAccess)
		}
		state(t, target, memberAccount, r)
		do("Detach"+word+"Policy", attaching(r).Reverse())
		do("Delete"+word+"Policy", inline.Reverse())
	}
	if !allowed["iam:DeleteRole"] {
		return
	}
	do("RemoveRoleFromInstanceProfile", profile.Reverse())
	state(t, target, memberAccount, role)
	do("DeleteRole", creation(spec()).Reverse())
}

// TestChangesAreNarrow holds what applying is allowed on what.
func TestChangesAreNarrow(t *testing.T) {
	t.Parallel()
	o := changing(awsio.Apply)
	o.Extras = false
	got := map[string]string{}
	for _, s := range awsio.MemberPermissions("aws-cn", o).Statement {
		condition, err := json.Marshal(s.Condition)
		must(t, err)
		for _, action := range s.Action {
			got[action] += s.Sid + " " + strings.Join(s.Resource, " ") + " " + string(condition) + "\n"
		}
	}
	const role, policy = "arn:aws-cn:iam::*:role/ops/aws-support ", `{"ArnEquals":{"iam:PolicyARN":"arn:aws-cn:iam::aws:policy/AWSSupportAccess"}}`
	for action, want := range map[string]string{
		"iam:CreateRole":                 "ChangeSupportRole " + role + `{"StringEquals":{"aws:RequestTag/managed-by":"hotline"},"StringLike":{"iam:PermissionsBoundary":"arn:aws-cn:iam::*:policy/fence"}}`,
		"iam:PutRolePermissionsBoundary": "ChangeSupportRole3 " + role + `{"StringLike":{"iam:PermissionsBoundary":"arn:aws-cn:iam::*:policy/fence"}}`,
		"iam:AttachRolePolicy":           "ChangeSupportRole4 " + role + policy,
		"iam:DetachGroupPolicy":          "DetachSupportAccess arn:aws-cn:iam::*:user/* arn:aws-cn:iam::*:group/* " + policy,
	} {
		if got[action] != want+"\n" {
			t.Errorf("%s: %s", action, got[action])
		}
	}
	const grant = "GrantAssumeRole arn:aws-cn:iam::*:role/responders arn:aws-cn:iam::*:role/*/responders arn:aws-cn:iam::*:user/bob"
	if !strings.Contains(got["iam:PutRolePolicy"], grant) || !strings.HasPrefix(got["iam:PutGroupPolicy"], grant) {
		t.Errorf("%s%s", got["iam:PutRolePolicy"], got["iam:PutGroupPolicy"])
	}
	o.Grants, o.Boundary = nil, ""
	text := awsio.SessionPolicy("aws", o)
	for _, no := range []string{"PutGroupPolicy", "PutUserPolicy", "Boundary", "PassRole", "AttachUserPolicy"} {
		if strings.Contains(text, no) {
			t.Errorf("%s is in %s", no, text)
		}
	}
	o = changing(awsio.Apply)
	for range 40 {
		o.Support = append(o.Support, "/a/path/that/is/long/"+strings.Repeat("x", 40))
	}
	for _, o := range []awsio.Options{o, changing(awsio.Apply), changing(awsio.Rollback), changing(awsio.Verify)} {
		if text := awsio.SessionPolicy("aws", o); len(text) > 2048 || !json.Valid([]byte(text)) {
			t.Errorf("%v: %d characters: %s", o.Purpose, len(text), text)
		}
	}
}

// TestChangesCheck holds what is said of options that cannot be meant.
func TestChangesCheck(t *testing.T) {
	t.Parallel()
	for word, change := range map[string]func(*awsio.Options){
		"--support-role": func(o *awsio.Options) { o.Support = []string{"aws-support"} },
		"--grants":       func(o *awsio.Options) { o.Grants = []string{"helpdesk"} },
		"--boundary":     func(o *awsio.Options) { o.Boundary = "fence" },
		"purpose":        func(o *awsio.Options) { o.Purpose = awsio.Reading },
	} {
		o := changing(awsio.Apply)
		change(&o)
		if _, err := awsio.Connect(t.Context(), o); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: %v", word, err)
		}
	}
}
