package awsio_test

import (
	"strings"
	"testing"

	"hotline/internal/awsio"
	"hotline/internal/faultproxy"
	"hotline/internal/snapfile"
	"hotline/org"
)

// A world is an organization in moto.
type world struct {
	*aws
	root, unit string
	scp        string // the policy on the unit
	instance   string // of Identity Center, and its store
	store      string
	sets       []string // permission sets; somebody is assigned to the first
	members    []string // the ids of the accounts without the hub; the first is in the unit
}

const (
	denySupport = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"support:*","Resource":"*"}]}`
	// report is a credential report as AWS writes it; that of moto lacks the
	// row of the root user.
	report = "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated\n" +
		"<root_account>,arn:aws:iam::ACCOUNT:root,2020-01-01T00:00:00+00:00,not_supported,no_information,not_supported,not_supported,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A\n"
)

// startWorld starts moto with an organization: a unit with the first of some
// members, the others at the root, each with a support role, a policy on the
// unit, and Identity Center.
func startWorld(t *testing.T, members int) *world {
	t.Helper()
	w := &world{aws: startAWS(t)}
	hub := w.account(t, hubAccount)
	call := func(operation string, in map[string]any) map[string]any {
		t.Helper()
		return hub.json("organizations", "AWSOrganizationsV20161128."+operation, in)
	}
	call("CreateOrganization", map[string]any{"FeatureSet": "ALL"})
	w.root = dig(call("ListRoots", nil), "Roots", "Id")
	w.unit = dig(call("CreateOrganizationalUnit", map[string]any{"ParentId": w.root, "Name": "Prod"}), "OrganizationalUnit", "Id")
	for range members {
		made := call("CreateAccount", map[string]any{"AccountName": "member", "Email": "a@example.com"})
		id := dig(made, "CreateAccountStatus", "AccountId")
		w.members = append(w.members, id)
		w.account(t, id).supportRole("aws-support")
	}
	hub.supportRole("aws-support")
	call("MoveAccount", map[string]any{"AccountId": w.members[0], "SourceParentId": w.root, "DestinationParentId": w.unit})
	call("EnablePolicyType", map[string]any{"RootId": w.root, "PolicyType": "SERVICE_CONTROL_POLICY"})
	w.scp = dig(call("CreatePolicy", map[string]any{"Name": "no-support", "Description": "d", "Type": "SERVICE_CONTROL_POLICY", "Content": denySupport}), "Policy", "PolicySummary", "Id")
	call("AttachPolicy", map[string]any{"PolicyId": w.scp, "TargetId": w.unit})
	call("RegisterDelegatedAdministrator", map[string]any{"AccountId": w.members[0], "ServicePrincipal": "guardduty.amazonaws.com"})
	w.center(hub)
	w.reset()
	return w
}

// reset sets faults, and beneath them what moto does not answer.
func (w *world) reset(faults ...func(*world)) {
	w.Reset()
	for _, f := range faults {
		f(w)
	}
	w.complete()
	w.provision(w.sets[0], w.members[0])
}

// center makes two permission sets, one of which a user is assigned to.
func (w *world) center(hub account) {
	call := func(operation string, in map[string]any) map[string]any {
		return hub.json("sso", "SWBExternalService."+operation, in)
	}
	instance := call("ListInstances", nil)
	w.instance, w.store = dig(instance, "Instances", "InstanceArn"), dig(instance, "Instances", "IdentityStoreId")
	user := dig(hub.json("identitystore", "AWSIdentityStore.CreateUser", map[string]any{"IdentityStoreId": w.store, "UserName": "ana",
		"DisplayName": "Ana", "Name": map[string]any{"FamilyName": "A", "GivenName": "Ana"}}), "UserId")
	for _, name := range []string{"Support", "Nobody"} {
		set := dig(call("CreatePermissionSet", map[string]any{"InstanceArn": w.instance, "Name": name, "SessionDuration": "PT1H"}), "PermissionSet", "PermissionSetArn")
		call("AttachManagedPolicyToPermissionSet", map[string]any{"InstanceArn": w.instance, "PermissionSetArn": set, "ManagedPolicyArn": supportAccess})
		w.sets = append(w.sets, set)
		if name == "Support" {
			call("CreateAccountAssignment", map[string]any{"InstanceArn": w.instance, "PermissionSetArn": set, "TargetId": w.members[0],
				"TargetType": "AWS_ACCOUNT", "PrincipalType": "USER", "PrincipalId": user})
		}
	}
}

// provision has the proxy answer in which accounts a permission set is: moto
// says that it is in its own.
func (w *world) provision(set, account string) {
	w.On("sso:ListAccountsForProvisionedPermissionSet", func(c *faultproxy.Call) *faultproxy.Answer {
		if strings.Contains(string(c.Body), set) {
			return &faultproxy.Answer{Status: 200, Body: `{"AccountIds":["` + account + `"]}`}
		}
		return &faultproxy.Answer{Status: 200, Body: `{"AccountIds":[]}`}
	})
}

// complete has the proxy answer what moto does not.
func (a *aws) complete() {
	a.On("support:DescribeSeverityLevels", faultproxy.Reply(severities))
	a.On("sso:ListTagsForResource", faultproxy.Reply(`{"Tags":[{"Key":"owner","Value":"sre"}]}`))
	a.On("cloudwatch:DescribeAlarms", faultproxy.Reply(faultproxy.EmptyCBOR))
	a.On("iam:GetCredentialReport", func(c *faultproxy.Call) *faultproxy.Answer {
		id := c.Account
		if id == "" {
			id = hubAccount
		}
		return &faultproxy.Answer{Status: 200, Body: reportAnswer(strings.ReplaceAll(report, "ACCOUNT", id))}
	})
}

// dig finds a value in an answer; of a list it takes the first.
func dig(in any, keys ...string) string {
	for _, k := range keys {
		if list, ok := in.([]any); ok && len(list) > 0 {
			in = list[0]
		}
		m, _ := in.(map[string]any)
		in = m[k]
	}
	text, _ := in.(string)
	return text
}

// TestOrganization reads an organization, and understands what was written.
func TestOrganization(t *testing.T) {
	w := startWorld(t, 3)
	dir := t.TempDir()
	o := fast()
	o.Org = true
	r, err := awsio.Collect(t.Context(), dir, o)
	must(t, err)
	for _, f := range r.Failures {
		t.Error(f)
	}
	if r.Accounts != 4 || r.Read != 4 {
		t.Errorf("%+v", r)
	}
	s := snapfile.Files{Paths: []string{dir}}.Snapshot()
	clean(t, s)
	if len(s.Accounts) != 4 || len(s.Organization.Members) != 4 || !s.Organization.MembersComplete {
		t.Fatalf("%d accounts, %+v", len(s.Accounts), s.Organization)
	}
	for _, a := range s.Accounts {
		if a.Summary == nil || a.RootUser == nil || a.Member == nil {
			t.Errorf("%s: %+v", a.ID, a)
		}
	}
	for _, p := range snapfile.Check(dir).Problems {
		if p.Severity != snapfile.Remark {
			t.Errorf("%+v", p)
		}
	}
	center := s.Organization.IdentityCenter
	if len(center.PermissionSets) != 2 || len(center.Assignments) != 1 || len(center.Assigned) != 4 {
		t.Errorf("%+v", center)
	}
	if got := s.Organization.Path(w.members[0]); !strings.HasSuffix(got, w.root+"/"+w.unit+"/") || len(s.Organization.Attachments) == 0 {
		t.Errorf("%s %+v", got, s.Organization.Attachments)
	}
}

// clean fails the test for every gap and note of a snapshot.
func clean(t *testing.T, s *org.Snapshot) {
	t.Helper()
	report := func(of string, gaps []org.Gap, notes []org.Note) {
		for _, g := range gaps {
			t.Errorf("%s: %s: %s", of, g.Location, g.Message)
		}
		for _, n := range notes {
			t.Errorf("%s: note: %s: %s", of, n.Location, n.Message)
		}
	}
	if s.Organization != nil {
		report("organization", s.Organization.Gaps, s.Organization.Notes)
	}
	for _, a := range s.Accounts {
		report(a.ID, a.Gaps, a.Notes)
	}
}
