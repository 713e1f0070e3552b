package authz_test

import (
	"testing"

	"hotline/authz"
)

func TestPrincipals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		spec    authz.PrincipalSpec
		kind    authz.Kind
		account string
		text    string
	}{
		{authz.PrincipalSpec{}, authz.Anonymous, "", "anonymous"},
		{authz.PrincipalSpec{ARN: "*"}, authz.Anonymous, "", "anonymous"},
		{authz.PrincipalSpec{ARN: dana}, authz.User, home, dana},
		{authz.PrincipalSpec{ARN: deploy}, authz.Role, home, deploy},
		{authz.PrincipalSpec{ARN: shift}, authz.Session, home, shift},
		{authz.PrincipalSpec{ARN: "arn:aws-cn:sts::" + home + ":federated-user/x"}, authz.FederatedUser, home, "arn:aws-cn:sts::" + home + ":federated-user/x"},
		{authz.PrincipalSpec{ARN: root}, authz.Root, home, root},
		{authz.PrincipalSpec{ARN: home}, authz.Root, home, home},
		{authz.PrincipalSpec{ARN: "support.amazonaws.com"}, authz.Service, "", "support.amazonaws.com"},
		{authz.PrincipalSpec{ARN: "support.amazonaws.com", Account: away}, authz.Service, away, "support.amazonaws.com"},
		{authz.PrincipalSpec{ARN: "cognito-identity.amazonaws.com"}, authz.Federated, "", "cognito-identity.amazonaws.com"},
		{authz.PrincipalSpec{ARN: "accounts.google.com"}, authz.Federated, "", "accounts.google.com"},
		{authz.PrincipalSpec{ARN: "arn:aws:iam::" + home + ":saml-provider/idp"}, authz.Federated, home, "arn:aws:iam::" + home + ":saml-provider/idp"},
		{authz.PrincipalSpec{ARN: "arn:aws:iam::" + home + ":oidc-provider/a/b"}, authz.Federated, home, "arn:aws:iam::" + home + ":oidc-provider/a/b"},
	} {
		p := described(t, c.spec)
		if p.Kind() != c.kind || p.Account() != c.account || p.String() != c.text {
			t.Errorf("%+v: kind %d, account %q, %s", c.spec, p.Kind(), p.Account(), p)
		}
	}
}

func TestNoPrincipals(t *testing.T) {
	t.Parallel()
	for arn, want := range map[string]string{
		"arn:aws:iam":         `expected an ARN of six parts for a principal, found "arn:aws:iam"`,
		object:                `expected the ARN of a user, role, session, root or identity provider, found "` + object + `"`,
		"arn:aws:sts::1:user": `expected the ARN of a user, role, session, root or identity provider, found "arn:aws:sts::1:user"`,
	} {
		p, err := authz.NewPrincipal(authz.PrincipalSpec{ARN: arn})
		if p != nil || err == nil || err.Error() != want {
			t.Errorf("%s: %v, error %v, want %s", arn, p, err, want)
		}
	}
}

// TestAccountOfARN holds what PrincipalSpec says of its Account: it counts
// where the ARN does not tell.
func TestAccountOfARN(t *testing.T) {
	t.Parallel()
	for _, arn := range []string{dana, home, root} {
		if p := described(t, authz.PrincipalSpec{ARN: arn, Account: away}); p.Account() != home {
			t.Errorf("%s is said to be of account %s", arn, p.Account())
		}
	}
}

func TestActions(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"sts:AssumeRole", "S3:getobject", "a:b:c"} {
		if a := action(t, good); a.String() != good {
			t.Errorf("%s is printed as %s", good, a)
		}
	}
	for _, bad := range []string{"", "s3", ":GetObject", "s3:", "s3:Get*", "s?:GetObject", "s3: GetObject"} {
		a, err := authz.ParseAction(bad)
		if want := "expected an action as SERVICE:NAME, found " + quoted(bad); err == nil || err.Error() != want || a != (authz.Action{}) {
			t.Errorf("%q: %v, error %v, want %s", bad, a, err, want)
		}
	}
}

// TestActionsOfOtherLetters holds that no text makes ParseAction panic: the
// lower case of some letters is shorter than they are.
func TestActionsOfOtherLetters(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"\u212a\u212a:a", "\u0130:a", "\u023a:a", "\xff:a", "s3:\u212a"} {
		func() {
			defer func() {
				if r := recover(); r != nil {
					t.Errorf("%q: panic: %v", name, r)
				}
			}()
			a, err := authz.ParseAction(name)
			if err == nil && !engineAction(t, name, a) && name[0] != 0xff {
				t.Errorf("%q, as a pattern, does not match itself", name)
			}
		}()
	}
}

// TestKeysOfPrincipals are the condition keys that follow from the principal.
// An empty value says that the key is absent.
func TestKeysOfPrincipals(t *testing.T) {
	t.Parallel()
	const member = "arn:aws:iam::" + home + ":role/deploy"
	tags := map[string]string{"Team": "ops", "team": "dev", "Cost": "1"}
	for _, c := range []struct {
		spec authz.PrincipalSpec
		keys map[string]string
	}{
		{authz.PrincipalSpec{ARN: dana, ID: "AIDA1", OrgID: "o-1", OrgPath: "o-1/r-1/", Tags: tags}, map[string]string{
			"aws:PrincipalArn": dana, "aws:username": "dana", "aws:userid": "AIDA1", "aws:PrincipalType": "User", "aws:PrincipalOrgID": "o-1", "aws:PrincipalOrgPaths": "o-1/r-1/",
			"aws:PrincipalTag/Team": "ops", "aws:PrincipalTag/team": "dev", "aws:PrincipalTag/cost": "1", "aws:PrincipalTag/other": "", "aws:PrincipalIsAWSService": "false",
		}},
		{authz.PrincipalSpec{ARN: deploy}, map[string]string{"aws:PrincipalArn": deploy, "aws:username": "", "aws:userid": "", "aws:PrincipalType": "AssumedRole", "aws:PrincipalAccount": home}},
		{authz.PrincipalSpec{ARN: shift, ID: "AROA1"}, map[string]string{"aws:PrincipalArn": member, "aws:userid": "AROA1:shift"}},
		{authz.PrincipalSpec{ARN: shift, RoleARN: deploy}, map[string]string{"aws:PrincipalArn": deploy, "aws:userid": "", "aws:PrincipalType": "AssumedRole"}},
		{authz.PrincipalSpec{ARN: "arn:aws:sts::" + home + ":federated-user/x"}, map[string]string{"aws:userid": home + ":x", "aws:PrincipalType": "FederatedUser"}},
		{authz.PrincipalSpec{ARN: home}, map[string]string{"aws:PrincipalArn": root, "aws:userid": home, "aws:PrincipalType": "Account"}},
		{authz.PrincipalSpec{ARN: root}, map[string]string{"aws:PrincipalArn": root}},
		{authz.PrincipalSpec{ARN: "ec2.amazonaws.com"}, map[string]string{"aws:PrincipalIsAWSService": "true", "aws:PrincipalServiceName": "ec2.amazonaws.com", "aws:PrincipalAccount": "", "aws:ResourceAccount": ""}},
		{authz.PrincipalSpec{}, map[string]string{"aws:PrincipalType": "Anonymous", "aws:PrincipalAccount": "anonymous", "aws:PrincipalIsAWSService": ""}},
		{authz.PrincipalSpec{ARN: "accounts.google.com"}, map[string]string{"aws:PrincipalIsAWSService": "", "aws:PrincipalArn": ""}},
	} {
		for key, want := range c.keys {
			condition := `"StringEquals":{` + quoted(key) + `:` + quoted(want) + `}`
			if want == "" {
				condition = `"Null":{` + quoted(key) + `:"true"}`
			}
			r := &authz.Request{Principal: described(t, c.spec), Action: action(t, "s3:GetObject"), Resource: object}
			p := authz.Policies{Identity: list(one(t, allowAll)), Resource: one(t, allowIf(condition)+`,"Principal":"*"`), Session: list(one(t, allowAll))}
			p.Boundary = one(t, allowIf(condition))
			if c.spec.ARN == root || c.spec.ARN == home {
				p.SCPs, p.Boundary = []authz.Level{{Policies: list(one(t, allowIf(condition)))}}, nil
			}
			if d := decide(t, r, &p); d.Effect != authz.Allowed {
				t.Errorf("%+v: %s is not %q", c.spec, key, want)
			}
		}
	}
}
