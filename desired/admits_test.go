package desired_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hotline/authz"
	"hotline/desired"
)

const (
	securityARN = "arn:aws:iam::" + security + ":"
	setARN      = securityARN + "role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Support_0123456789abcdef"
)

// TestAdmits lets the engine decide that those are let in who are to be, and
// nobody who is like them.
func TestAdmits(t *testing.T) {
	t.Parallel()
	const ci = securityARN + "role/ci/x"
	for name, tt := range map[string]struct {
		config *desired.Config
		want   []string
	}{
		"people": {people(desired.People{Roles: []string{"ops", "/team/ops"}, Users: []string{"ana", "team/eve"}, PermissionSets: []string{"Support"}}),
			[]string{securityARN + "user/ana", securityARN + "user/team/eve", securityARN + "role/ops", securityARN + "role/team/ops", setARN}},
		"wildcards": {people(desired.People{Roles: []string{"ops-*", "op?"}}), nil},
		"conditions": {people(desired.People{Users: []string{"ana"}, Roles: []string{"ops"}, MFA: true, Organization: orgID, SourceIdentity: true, SessionTags: []string{"case"}}),
			[]string{securityARN + "user/ana", securityARN + "role/ops"}},
		"provider":          {provider("a", "x/b"), []string{"arn:aws:iam::" + partner + ":role/a", "arn:aws:iam::" + partner + ":role/x/b"}},
		"role":              {automation(desired.Automation{Role: ci}), []string{ci}},
		"service":           {automation(desired.Automation{Service: "ssm.amazonaws.com"}), nil},
		"identity provider": {automation(desired.Automation{OIDC: &desired.OIDC{Provider: "ci.example.com", Audiences: []string{"a"}, Subjects: []string{"b"}}}), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := tt.config.Admits("aws")
			if difference := cmp.Diff(tt.want, got); difference != "" {
				t.Error(difference)
			}
			d := newDoor(t, tt.config, "aws")
			for _, arn := range got {
				if !d.admits(arn, nil) {
					t.Errorf("%s is not let in", arn)
				}
				for _, other := range strangers(arn) {
					if d.admits(other, nil) {
						t.Errorf("%s is let in, which is like %s", other, arn)
					}
				}
			}
			for _, arn := range []string{"arn:aws:iam::" + strange + ":root", "arn:aws:iam::" + workload + ":role/other", "arn:aws:iam::" + workload + ":root", securityARN + "role/other"} {
				if d.admits(arn, nil) {
					t.Errorf("%s is let in", arn)
				}
			}
		})
	}
}

// TestProviderAsAWhole holds that without roles anybody of the account of the
// provider is let in, and nobody else.
func TestProviderAsAWhole(t *testing.T) {
	t.Parallel()
	c := provider()
	if got, want := c.Admits("aws"), []string{"arn:aws:iam::" + partner + ":role/anybody"}; !cmp.Equal(got, want) {
		t.Error(got)
	}
	d := newDoor(t, c, "aws")
	for arn, want := range map[string]bool{
		"arn:aws:iam::" + partner + ":role/anybody": true, "arn:aws:iam::" + partner + ":user/u": true,
		"arn:aws:iam::" + strange + ":role/anybody": false, "arn:aws:iam::" + workload + ":role/anybody": false,
	} {
		if got := d.admits(arn, nil); got != want {
			t.Errorf("%s: %v", arn, got)
		}
	}
}

// TestRegionsOfPermissionSets holds that the role of a permission set is let in
// wherever Identity Center is, in each partition.
func TestRegionsOfPermissionSets(t *testing.T) {
	t.Parallel()
	c := people(desired.People{PermissionSets: []string{"On_Call"}})
	for _, partition := range []string{"aws", "aws-us-gov", "aws-cn", "aws-eusc"} {
		d := newDoor(t, c, partition)
		for _, region := range []string{"", "us-gov-west-1/", "ap-southeast-4/"} {
			arn := "arn:" + partition + ":iam::" + security + ":role/aws-reserved/sso.amazonaws.com/" + region + "AWSReservedSSO_On_Call_fedcba9876543210"
			if !d.admits(arn, nil) {
				t.Errorf("%s is not let in", arn)
			}
			for _, other := range strangers(arn) {
				if d.admits(other, nil) {
					t.Errorf("%s is let in", other)
				}
			}
		}
		if got := c.Admits(partition); len(got) != 1 || !d.admits(got[0], nil) {
			t.Errorf("%s: %v", partition, got)
		}
	}
}

// TestConditions holds what a request must show, and that one that does not is
// refused.
func TestConditions(t *testing.T) {
	t.Parallel()
	said := func(key, value string) *authz.Context {
		return authz.OpenContext(map[string][]string{key: {value}})
	}
	without := func(key string) *authz.Context { return authz.OpenContext(nil, key) }
	const who, user, theirs = securityARN + "role/ops", securityARN + "user/ana", "arn:aws:iam::" + partner + ":role/a"
	roles := desired.People{Roles: []string{"ops"}}
	ofOrg, sourced, tagged := roles, roles, roles
	ofOrg.Organization, sourced.SourceIdentity, tagged.SessionTags = orgID, true, []string{"case"}
	users := people(desired.People{Users: []string{"ana"}, MFA: true})
	for name, tt := range map[string]struct {
		config *desired.Config
		arn    string
		given  *authz.Context
		want   bool
	}{
		"its organization":      {people(ofOrg), who, said("aws:PrincipalOrgID", orgID), true},
		"another organization":  {people(ofOrg), who, said("aws:PrincipalOrgID", "o-example00001"), false},
		"no organization":       {people(ofOrg), who, without("aws:PrincipalOrgID"), false},
		"any organization":      {people(roles), who, without("aws:PrincipalOrgID"), true},
		"second factor":         {users, user, said("aws:MultiFactorAuthPresent", "true"), true},
		"second factor denied":  {users, user, said("aws:MultiFactorAuthPresent", "false"), false},
		"no second factor":      {users, user, without("aws:MultiFactorAuthPresent"), false},
		"source identity":       {people(sourced), who, said("sts:SourceIdentity", "ana"), true},
		"no source identity":    {people(sourced), who, without("sts:SourceIdentity"), false},
		"session tag":           {people(tagged), who, said("aws:RequestTag/case", "1"), true},
		"no session tag":        {people(tagged), who, without("aws:RequestTag/case"), false},
		"external id":           {provider("a"), theirs, said("sts:ExternalId", "id-1"), true},
		"another external id":   {provider("a"), theirs, said("sts:ExternalId", "id-2"), false},
		"no external id":        {provider(), theirs, without("sts:ExternalId"), false},
		"external id in letter": {provider(), theirs, said("sts:ExternalId", "ID-1"), false},
	} {
		if got := newDoor(t, tt.config, "aws").admits(tt.arn, tt.given); got != tt.want {
			t.Errorf("%s: let in: %v", name, got)
		}
	}
}

// TestTrusted holds that what is trusted, as patterns, is what the trust policy lets in.
func TestTrusted(t *testing.T) {
	t.Parallel()
	anyPartition := "arn:*:iam::" + security + ":"
	for name, tt := range map[string]struct {
		config *desired.Config
		want   []string
	}{
		"people": {people(desired.People{Roles: []string{"ops", "/team/ops"}, Users: []string{"ana"}, PermissionSets: []string{"Support"}}),
			[]string{anyPartition + "user/ana", anyPartition + "role/ops", anyPartition + "role/team/ops",
				anyPartition + "role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Support_*"}},
		"provider":          {provider("a"), []string{"arn:*:iam::" + partner + ":role/a"}},
		"whole provider":    {provider(), []string{"arn:*:iam::" + partner + ":*"}},
		"role":              {automation(desired.Automation{Role: securityARN + "role/x"}), []string{securityARN + "role/x"}},
		"service":           {automation(desired.Automation{Service: "ssm.amazonaws.com"}), nil},
		"identity provider": {automation(desired.Automation{OIDC: &desired.OIDC{Provider: "ci.example.com"}}), []string{"*ci.example.com"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if difference := cmp.Diff(tt.want, tt.config.Trusted()); difference != "" {
				t.Error(difference)
			}
		})
	}
}
