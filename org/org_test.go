package org_test

import (
	"testing"

	"hotline/org"
	"hotline/policy"
)

func TestParseARN(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want org.ARN
		ok   bool
	}{
		{"arn:aws:iam::111122223333:role/team/support", org.ARN{Partition: "aws", Service: "iam", Account: "111122223333", Resource: "role/team/support"}, true},
		{"arn:aws-cn:logs:cn-north-1:111122223333:log-group:a:*", org.ARN{Partition: "aws-cn", Service: "logs", Region: "cn-north-1", Account: "111122223333", Resource: "log-group:a:*"}, true},
		{"arn:aws:s3:::bucket", org.ARN{Partition: "aws", Service: "s3", Resource: "bucket"}, true},
		{"", org.ARN{}, false}, {"*", org.ARN{}, false}, {"arn:aws:iam::111122223333", org.ARN{}, false},
		{"arn::iam::111122223333:role/x", org.ARN{}, false}, {"arn:aws:iam::111122223333:", org.ARN{}, false},
		{"urn:aws:iam::111122223333:role/x", org.ARN{}, false},
	}
	for _, tt := range tests {
		if got, ok := org.ParseARN(tt.in); got != tt.want || ok != tt.ok {
			t.Errorf("ParseARN(%q) = %+v, %v", tt.in, got, ok)
		}
	}
}

func TestPrincipals(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in            string
		account       string
		root, deleted bool
	}{
		{"111122223333", "111122223333", true, false},
		{"arn:aws:iam::111122223333:root", "111122223333", true, false},
		{"arn:aws-us-gov:iam::111122223333:root", "111122223333", true, false},
		{"arn:aws:iam::111122223333:role/root", "111122223333", false, false},
		{"arn:aws:sts::111122223333:assumed-role/a/root", "111122223333", false, false},
		{"arn:aws:iam::111122223333:user/a", "111122223333", false, false},
		{"*", "", false, false},
		{"AROAEXAMPLEDELETED234", "", false, true},
		{"AIDAEXAMPLEDELETED234", "", false, true},
		{"AIDAEXAMPLEdeleted234", "", false, false},
		{"AGPAEXAMPLEDELETED234", "", false, false},
		{"AROASHORT", "", false, false},
		{"11112222333", "", false, false},
	}
	for _, tt := range tests {
		if got := org.PrincipalAccount(tt.in); got != tt.account {
			t.Errorf("PrincipalAccount(%q) = %q", tt.in, got)
		}
		if got := org.IsAccountRoot(tt.in); got != tt.root {
			t.Errorf("IsAccountRoot(%q) = %v", tt.in, got)
		}
		if got := org.IsDeletedPrincipal(tt.in); got != tt.deleted {
			t.Errorf("IsDeletedPrincipal(%q) = %v", tt.in, got)
		}
	}
	for in, want := range map[string]string{"arn:aws:iam::111122223333:role/team/support": "role/team/support", "*": "*"} {
		if got := org.ShortName(in); got != want {
			t.Errorf("ShortName(%q) = %q", in, got)
		}
	}
	if got := org.AWSManagedPolicy("aws-eusc", "AWSSupportAccess"); got != "arn:aws-eusc:iam::aws:policy/AWSSupportAccess" {
		t.Error(got)
	}
}

func TestRoleOwners(t *testing.T) {
	t.Parallel()
	tests := []struct {
		path, name, set string
		linked          bool
	}{
		{"/aws-reserved/sso.amazonaws.com/", "AWSReservedSSO_Support_0123456789abcdef", "Support", false},
		{"/aws-reserved/sso.amazonaws.com/eu-west-1/", "AWSReservedSSO_On_Call_0123456789abcdef", "On_Call", false},
		{"/aws-reserved/sso.amazonaws.com/", "AWSReservedSSO_Odd_0123456789ABCDEF", "Odd_0123456789ABCDEF", false},
		{"/aws-reserved/sso.amazonaws.com/", "AWSReservedSSO_", "", false},
		{"/aws-reserved/sso.amazonaws.com/", "Another", "", false},
		{"/", "AWSReservedSSO_Fake_0123456789abcdef", "", false},
		{"/aws-service-role/support.amazonaws.com/", "AWSServiceRoleForSupport", "", true},
	}
	for _, tt := range tests {
		r := &org.Role{Principal: org.Principal{Path: tt.path, Name: tt.name}}
		if got := r.PermissionSet(); got != tt.set {
			t.Errorf("%s%s: permission set %q, want %q", tt.path, tt.name, got, tt.set)
		}
		if got := r.IsServiceLinked(); got != tt.linked {
			t.Errorf("%s%s: service-linked %v", tt.path, tt.name, got)
		}
	}
}

func TestLocation(t *testing.T) {
	t.Parallel()
	at, inner := policy.Position{Line: 3, Column: 7}, policy.Position{Line: 1, Column: 2}
	tests := []struct {
		in   org.Location
		want string
	}{
		{org.Location{File: "a.json"}, "a.json"},
		{org.Location{File: "a.json", At: at}, "a.json:3:7"},
		{org.Document{Location: org.Location{File: "a.json", At: at}}.Locate(inner), "a.json:1:2"},
		{org.Document{Location: org.Location{File: "a.json", At: at}, Encoded: true}.Locate(inner), "a.json:3:7 (decoded document 1:2)"},
		{org.Location{}, ""},
	}
	for _, tt := range tests {
		if got := tt.in.String(); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}
