package configfile_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hotline/desired"
	"hotline/internal/configfile"
	"hotline/org"
	"hotline/policy"
)

// supportRole is a role with the statements of a trust policy.
func supportRole(t *testing.T, name string, session time.Duration, tags string, statements ...string) *org.Role {
	t.Helper()
	d, err := policy.Parse(`{"Version": "2012-10-17", "Statement": [` + strings.Join(statements, ",") + `]}`)
	if err != nil {
		t.Fatal(err)
	}
	r := &org.Role{Principal: org.Principal{Name: name, Path: "/"}, Trust: org.Document{Policy: d}, MaxSession: session}
	for tag := range strings.SplitSeq(tags, " ") {
		if key, value, ok := strings.Cut(tag, "="); ok {
			r.Tags = append(r.Tags, org.Tag{Key: key, Value: value})
		}
	}
	return r
}

// lets is a statement that lets in a principal, with or without a condition.
func lets(principal, condition string) string {
	if condition != "" {
		condition = `, "Condition": {` + condition + `}`
	}
	return `{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "` + principal + `"}` + condition + `}`
}

func acme() *org.Organization {
	o := &org.Organization{ID: "o-acme000001", IdentityCenter: &org.IdentityCenter{}}
	for _, id := range []string{"111122223333", "222233334444", "333344445555"} {
		o.Members = append(o.Members, &org.Member{ID: id})
	}
	for i, name := range []string{"SupportEngineer", "OnCall", "not one of ours"} {
		arn := fmt.Sprintf("arn:aws:sso:::permissionSet/ssoins-0123456789abcdef/ps-%016d", i)
		set := &org.PermissionSet{ARN: arn, Name: name, Managed: []string{"arn:aws:iam::aws:policy/AWSSupportAccess"}}
		if name == "OnCall" {
			set.Managed = []string{"arn:aws:iam::aws:policy/ReadOnlyAccess"}
		}
		o.IdentityCenter.PermissionSets = append(o.IdentityCenter.PermissionSets, set)
		o.IdentityCenter.Assignments = append(o.IdentityCenter.Assignments, org.Assignment{Account: "222233334444", PermissionSet: arn})
	}
	return o
}

// readDraft holds that a draft is in order, and returns what it says.
func readDraft(t *testing.T, d *configfile.Draft) *desired.Config {
	t.Helper()
	c, _, err := read(t, d.Text())
	if err != nil {
		t.Fatalf("%v\n%s", err, d.Text())
	}
	return c
}

func TestSurvey(t *testing.T) {
	t.Parallel()
	s := configfile.NewSurvey(acme())
	s.Add("222233334444", supportRole(t, "aws-support", time.Hour, "owner=a cost=1 managed-by=x aws:x=y Owner=b",
		lets("arn:aws:iam::111122223333:role/team/lead", ""), lets("arn:aws:iam::111122223333:role/Lead", ""), lets("arn:aws:iam::999900001111:root", `"StringEquals": {"sts:ExternalId": "x"}`),
		lets("*", ""), lets("AROAEXAMPLEEXAMPLE123", "")))
	s.Add("333344445555", supportRole(t, "aws-support", 2*time.Hour, "owner=a",
		lets("111122223333", `"ArnLike": {"aws:principalarn": ["arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_OnCall_*", "arn:aws:iam::111122223333:user/alice",
			"arn:aws:iam::111122223333:role/any-*", "arn:aws:iam::222233334444:role/foreign", "no ARN"]}, "ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/not"}, "Bool": {"aws:MultiFactorAuthPresent": "true"}`),
		lets("222233334444", `"StringEquals": {"aws:PrincipalTag/team": "x"}`), lets("222233334444", ""),
		`{"Effect": "Deny", "Action": "sts:AssumeRole", "Principal": {"AWS": "arn:aws:iam::111122223333:role/denied"}}`,
		`{"Effect": "Allow", "Action": "sts:TagSession", "Principal": {"AWS": "arn:aws:iam::111122223333:role/tags"}}`,
		`{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ssm.amazonaws.com"}}`,
		`{"Effect": "Allow", "Action": "sts:AssumeRole"}`,
		lets("arn:aws:sts::111122223333:assumed-role/x/y", "")))
	s.Add("111122223333", supportRole(t, "support", 0, "", lets("arn:aws:iam::222233334444:user/bob", "")))
	s.Add("111122223333", &org.Role{Principal: org.Principal{Name: "AWSServiceRoleForSupport", Path: "/aws-service-role/support.amazonaws.com/"}})
	s.Add("111122223333", &org.Role{Principal: org.Principal{Name: "AWSReservedSSO_x_0123456789abcdef", Path: "/aws-reserved/sso.amazonaws.com/"}})
	s.Add("111122223333", &org.Role{Principal: org.Principal{Name: "no trust"}})
	d, found := s.Draft()
	c := readDraft(t, d)
	want := desired.Trust{People: []desired.People{{Account: "111122223333", Roles: []string{"Lead"}, Users: []string{"alice"}, PermissionSets: []string{"OnCall"}, MFA: true, Organization: "o-acme000001"}}}
	if diff := cmp.Diff(want, c.Trust); !found || diff != "" {
		t.Errorf("%v\n%s", found, diff)
	}
	role := desired.Role{Name: "aws-support", Path: "/", Description: "Opens and manages cases with AWS Support", Session: time.Hour, Tags: []org.Tag{{Key: "Owner", Value: "b"}, {Key: "cost", Value: "1"}}}
	if diff := cmp.Diff(role, c.Role); diff != "" {
		t.Error(diff)
	}
	seen := []string{
		"Left out: account 999900001111, which is not of the organization. A provider belongs in providers, with external ids.",
		"Left out: permission set SupportEngineer, which has AWSSupportAccess itself, in 1 account.",
		"Left out: user bob of account 222233334444, which support roles of 1 account let in.",
	}
	if diff := cmp.Diff(seen, d.Seen); diff != "" {
		t.Error(diff)
	}
}

// TestSurveyOfSets holds that permission sets are taken where no role says who.
func TestSurveyOfSets(t *testing.T) {
	t.Parallel()
	d, found := configfile.NewSurvey(acme()).Draft()
	c := readDraft(t, d)
	want := desired.Trust{People: []desired.People{{Account: "222233334444", PermissionSets: []string{"SupportEngineer"}, Organization: "o-acme000001"}}}
	if diff := cmp.Diff(want, c.Trust); !found || diff != "" || d.Seen != nil {
		t.Errorf("%v %v\n%s", found, d.Seen, diff)
	}
	if d, found = configfile.NewSurvey(nil).Draft(); found || d.People.Account != "" {
		t.Errorf("%+v", d)
	}
}

// TestDraft holds that what is written is what is read, whatever it is.
func TestDraft(t *testing.T) {
	t.Parallel()
	d := configfile.NewDraft()
	d.Role.Path, d.Role.Session = "/msp/", 90*time.Minute+time.Second
	d.Role.Tags = []org.Tag{{Key: "1", Value: "0815"}, {Key: "No", Value: "true"}, {Key: "a: b", Value: ""}, {Key: "date", Value: "2027-06-30"}, {Key: "é", Value: "a - b "}}
	d.People = desired.People{Account: "011122223333", Roles: []string{"null", "1e3", "=x"}, PermissionSets: []string{"a,b"}}
	d.Why["people"] = "two\nlines"
	d.Seen = []string{"seen"}
	c := readDraft(t, d)
	if diff := cmp.Diff(d.Role, c.Role); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]desired.People{d.People}, c.Trust.People); diff != "" {
		t.Error(diff)
	}
	if text := d.Text(); !strings.Contains(text, "    # two\n    # lines\n") || !strings.Contains(text, "  # seen\n") || !strings.Contains(text, "session: 1h30m1s\n") {
		t.Error(text)
	}
}
