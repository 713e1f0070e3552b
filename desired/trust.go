package desired

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

type document struct {
	Version   string
	Statement []statement
}

type statement struct {
	Sid       string `json:",omitempty"`
	Effect    string
	Principal map[string]any `json:",omitempty"`
	Action    any
	Resource  any                       `json:",omitempty"`
	Condition map[string]map[string]any `json:",omitempty"`
}

// text is the document as it is sent to AWS.
func (d document) text() string {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	_ = e.Encode(d) // text and lists of text: always encodable
	return strings.TrimSpace(out.String())
}

// one is a list, or its only element, as AWS prints it.
func one(list []string) any {
	if len(list) == 1 {
		return list[0]
	}
	return list
}

// TrustPolicy is the trust policy of the role in an account. It fails where a
// provider has no external id for the account.
func (c *Config) TrustPolicy(account, partition string) (string, error) {
	d := document{Version: "2012-10-17"}
	add := func(sid string, n int, s statement) {
		s.Sid, s.Effect = fmt.Sprintf("%s%d", sid, n+1), "Allow"
		d.Statement = append(d.Statement, s)
	}
	for i, p := range c.Trust.People {
		if len(p.Users) > 0 {
			add("Users", i, p.statement(partition, arns(partition, p.Account, "user", p.Users), p.MFA))
		}
		roles := arns(partition, p.Account, "role", p.Roles)
		for _, set := range p.PermissionSets {
			roles = append(roles, permissionSetARN(partition, p.Account, set))
		}
		if len(roles) > 0 {
			add("People", i, p.statement(partition, roles, false))
		}
	}
	for i, p := range c.Trust.Providers {
		id := p.ExternalIDs[account]
		if id == "" {
			return "", fmt.Errorf("there is no external id of account %s for the provider %s", account, p.Account)
		}
		s := statement{Principal: accountOf(partition, p.Account), Action: "sts:AssumeRole",
			Condition: map[string]map[string]any{"StringEquals": {"sts:ExternalId": id}}}
		if len(p.Roles) > 0 {
			s.Condition["ArnLike"] = map[string]any{"aws:PrincipalArn": one(arns(partition, p.Account, "role", p.Roles))}
		}
		add("Provider", i, s)
	}
	for i, a := range c.Trust.Automation {
		add("Automation", i, a.statement(account, partition))
	}
	return d.text(), nil
}

// statement lets in the users or roles of an account whose ARNs are like some
// patterns. The account is the principal, and a condition says who: a user or
// role that is named as principal must exist, and is no longer meant when it is
// made anew; that of a permission set changes its name.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
func (p People) statement(partition string, patterns []string, mfa bool) statement {
	actions := []string{"sts:AssumeRole"}
	c := map[string]map[string]any{"ArnLike": {"aws:PrincipalArn": one(patterns)}}
	set := func(operator, key string, value any) {
		if c[operator] == nil {
			c[operator] = map[string]any{}
		}
		c[operator][key] = value
	}
	if mfa {
		set("Bool", "aws:MultiFactorAuthPresent", "true")
	}
	if p.Organization != "" {
		set("StringEquals", "aws:PrincipalOrgID", p.Organization)
	}
	if p.SourceIdentity {
		actions = append(actions, "sts:SetSourceIdentity")
		set("StringLike", "sts:SourceIdentity", "*")
	}
	if len(p.SessionTags) > 0 {
		actions = append(actions, "sts:TagSession")
	}
	for _, key := range p.SessionTags {
		set("StringLike", "aws:RequestTag/"+key, "*")
	}
	return statement{Principal: accountOf(partition, p.Account), Action: one(actions), Condition: c}
}

func (a Automation) statement(account, partition string) statement {
	switch {
	case a.OIDC != nil:
		s := statement{Action: "sts:AssumeRoleWithWebIdentity", Principal: map[string]any{"Federated": "arn:" + partition + ":iam::" + account + ":oidc-provider/" + a.OIDC.Provider},
			Condition: map[string]map[string]any{"StringEquals": {a.OIDC.Provider + ":aud": one(a.OIDC.Audiences)}}}
		operator := "StringEquals"
		for _, subject := range a.OIDC.Subjects {
			if strings.ContainsAny(subject, "*?") {
				operator = "StringLike"
			}
		}
		if s.Condition[operator] == nil {
			s.Condition[operator] = map[string]any{}
		}
		s.Condition[operator][a.OIDC.Provider+":sub"] = one(a.OIDC.Subjects)
		return s
	case a.Role != "":
		home := strings.Split(a.Role, ":")[4]
		return statement{Principal: accountOf(partition, home), Action: "sts:AssumeRole",
			Condition: map[string]map[string]any{"ArnEquals": {"aws:PrincipalArn": a.Role}}}
	}
	s := statement{Principal: map[string]any{"Service": a.Service}, Action: "sts:AssumeRole"}
	if a.SourceAccount {
		s.Condition = map[string]map[string]any{"StringEquals": {"aws:SourceAccount": account}}
	}
	return s
}

func accountOf(partition, account string) map[string]any {
	return map[string]any{"AWS": "arn:" + partition + ":iam::" + account + ":root"}
}

func arns(partition, account, kind string, names []string) []string {
	var out []string
	for _, name := range names {
		out = append(out, "arn:"+partition+":iam::"+account+":"+kind+"/"+strings.TrimPrefix(name, "/"))
	}
	return out
}

// permissionSetARN is the pattern of the role of a permission set: the Region
// is in its path unless it is us-east-1, and sixteen characters follow its name.
// https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
func permissionSetARN(partition, account, set string) string {
	return "arn:" + partition + ":iam::" + account + ":role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_" + set + "_" + strings.Repeat("?", 16)
}
