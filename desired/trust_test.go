package desired_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hotline/desired"
)

// trust is a trust policy of some statements.
func trust(statements string) string {
	return `{"Version":"2012-10-17","Statement":[` + statements + `]}`
}

// ofSecurity is a statement for principals of the account security, up to its
// action.
func ofSecurity(sid string) string {
	return `{"Sid":"` + sid + `","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222222222222:root"},`
}

// TestTrustPolicyOfPeople holds the documents for people letter by letter.
func TestTrustPolicyOfPeople(t *testing.T) {
	t.Parallel()
	const isOps = `"Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::222222222222:role/ops"}`
	for name, tt := range map[string]struct {
		config *desired.Config
		want   string
	}{
		"role": {people(desired.People{Roles: []string{"ops"}}), trust(ofSecurity("People1") + `"Action":"sts:AssumeRole",` + isOps + `}}`)},
		"roles with paths": {people(desired.People{Roles: []string{"/a/ops", "b/ops"}}), trust(ofSecurity("People1") +
			`"Action":"sts:AssumeRole","Condition":{"ArnLike":{"aws:PrincipalArn":["arn:aws:iam::222222222222:role/a/ops","arn:aws:iam::222222222222:role/b/ops"]}}}`)},
		"users with a second factor": {people(desired.People{Users: []string{"ana"}, Roles: []string{"ops"}, MFA: true}), trust(ofSecurity("Users1") +
			`"Action":"sts:AssumeRole","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::222222222222:user/ana"},"Bool":{"aws:MultiFactorAuthPresent":"true"}}},` +
			ofSecurity("People1") + `"Action":"sts:AssumeRole",` + isOps + `}}`)},
		"permission set": {people(desired.People{PermissionSets: []string{"Support"}}), trust(ofSecurity("People1") +
			`"Action":"sts:AssumeRole","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::222222222222:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_Support_????????????????"}}}`)},
		"organization": {people(desired.People{Roles: []string{"ops"}, Organization: orgID}), trust(ofSecurity("People1") +
			`"Action":"sts:AssumeRole",` + isOps + `,"StringEquals":{"aws:PrincipalOrgID":"o-example0000"}}}`)},
		"source identity": {people(desired.People{Roles: []string{"ops"}, SourceIdentity: true}), trust(ofSecurity("People1") +
			`"Action":["sts:AssumeRole","sts:SetSourceIdentity"],` + isOps + `,"StringLike":{"sts:SourceIdentity":"*"}}}`)},
		"session tags": {people(desired.People{Roles: []string{"ops"}, SessionTags: []string{"case", "team"}}), trust(ofSecurity("People1") +
			`"Action":["sts:AssumeRole","sts:TagSession"],` + isOps + `,"StringLike":{"aws:RequestTag/case":"*","aws:RequestTag/team":"*"}}}`)},
		"all of it": {people(desired.People{Roles: []string{"ops"}, SessionTags: []string{"<&>"}, SourceIdentity: true, Organization: orgID, MFA: true}), trust(ofSecurity("People1") +
			`"Action":["sts:AssumeRole","sts:SetSourceIdentity","sts:TagSession"],` + isOps +
			`,"StringEquals":{"aws:PrincipalOrgID":"o-example0000"},"StringLike":{"aws:RequestTag/<&>":"*","sts:SourceIdentity":"*"}}}`)},
		"two accounts": {with(desired.Trust{People: []desired.People{{Account: strange, Users: []string{"u"}}, {Account: security, Roles: []string{"ops"}}}}), trust(
			`{"Sid":"Users1","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::999999999999:root"},"Action":"sts:AssumeRole","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::999999999999:user/u"}}},` +
				ofSecurity("People2") + `"Action":"sts:AssumeRole",` + isOps + `}}`)},
	} {
		got, err := tt.config.TrustPolicy(workload, "aws")
		if difference := cmp.Diff(tt.want, got); difference != "" || err != nil {
			t.Errorf("%s: %v\n%s", name, err, difference)
		}
	}
}

// TestTrustPolicyOfOthers holds the documents for providers and automation.
func TestTrustPolicyOfOthers(t *testing.T) {
	t.Parallel()
	const idp = `"Principal":{"Federated":"arn:aws-cn:iam::333333333333:oidc-provider/ci.example.com/a"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"ci.example.com/a:aud":`
	oidc := func(audiences, subjects []string) *desired.Config {
		return automation(desired.Automation{OIDC: &desired.OIDC{Provider: "ci.example.com/a", Audiences: audiences, Subjects: subjects}})
	}
	const ofPartner = `{"Sid":"Provider1","Effect":"Allow","Principal":{"AWS":"arn:aws-cn:iam::444444444444:root"},"Action":"sts:AssumeRole","Condition":{`
	for name, tt := range map[string]struct {
		config *desired.Config
		want   string
	}{
		"provider":                     {provider(), ofPartner + `"StringEquals":{"sts:ExternalId":"id-1"}}}`},
		"roles of a provider":          {provider("a", "x/b"), ofPartner + `"ArnLike":{"aws:PrincipalArn":["arn:aws-cn:iam::444444444444:role/a","arn:aws-cn:iam::444444444444:role/x/b"]},"StringEquals":{"sts:ExternalId":"id-1"}}}`},
		"service":                      {automation(desired.Automation{Service: "ssm.amazonaws.com"}), `{"Sid":"Automation1","Effect":"Allow","Principal":{"Service":"ssm.amazonaws.com"},"Action":"sts:AssumeRole"}`},
		"service for the account":      {automation(desired.Automation{Service: "ssm.amazonaws.com", SourceAccount: true}), `{"Sid":"Automation1","Effect":"Allow","Principal":{"Service":"ssm.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceAccount":"333333333333"}}}`},
		"role":                         {automation(desired.Automation{Role: "arn:aws-cn:iam::222222222222:role/ci/x"}), `{"Sid":"Automation1","Effect":"Allow","Principal":{"AWS":"arn:aws-cn:iam::222222222222:root"},"Action":"sts:AssumeRole","Condition":{"ArnEquals":{"aws:PrincipalArn":"arn:aws-cn:iam::222222222222:role/ci/x"}}}`},
		"identity provider":            {oidc([]string{"sts"}, []string{"repo:a"}), `{"Sid":"Automation1","Effect":"Allow",` + idp + `"sts","ci.example.com/a:sub":"repo:a"}}}`},
		"identity provider, wildcards": {oidc([]string{"sts", "b"}, []string{"repo:a", "repo:b/*"}), `{"Sid":"Automation1","Effect":"Allow",` + idp + `["sts","b"]},"StringLike":{"ci.example.com/a:sub":["repo:a","repo:b/*"]}}}`},
	} {
		got, err := tt.config.TrustPolicy(workload, "aws-cn")
		if difference := cmp.Diff(trust(tt.want), got); difference != "" || err != nil {
			t.Errorf("%s: %v\n%s", name, err, difference)
		}
	}
}

// TestTrustPolicyNeedsExternalID holds that no provider is let in without an id
// of the account.
func TestTrustPolicyNeedsExternalID(t *testing.T) {
	t.Parallel()
	got, err := provider("a").TrustPolicy(security, "aws")
	if want := "there is no external id of account 222222222222 for the provider 444444444444"; got != "" || err == nil || err.Error() != want {
		t.Errorf("%q, %v", got, err)
	}
}
