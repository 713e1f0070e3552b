package plan_test

import (
	"strings"
	"testing"

	"hotline/desired"
	"hotline/plan"
)

// TestCheckTrustNarrow holds that a trust policy lets in whom hotline lets in:
// somebody whom a condition names.
func TestCheckTrustNarrow(t *testing.T) {
	t.Parallel()
	const root, provider = `{"AWS":"arn:aws:iam::` + strange + `:root"}`, "arn:aws:iam::" + workload + ":oidc-provider/idp.example/a"
	on := func(principal, condition string) string {
		return trusts(principal) + `,"Condition":{` + condition + `}`
	}
	oidc := func(federated, condition string) string {
		return strings.Replace(on(`{"Federated":"`+federated+`"}`, condition), "sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", 1)
	}
	const audience, subject = `"StringEquals":{"idp.example/a:aud":"sts.amazonaws.com"`, `"idp.example/a:sub":"repo:o/r:*"}`
	arn := func(pattern string) string {
		return `"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::` + strange + `:` + pattern + `"}`
	}
	trials := map[string]trial{}
	for statement, want := range map[string]string{
		trusts(root): widens,
		trusts(`{"AWS":"arn:aws:iam::` + strange + `:role/x"}`):         widens,
		on(`{"AWS":"arn:aws:iam::`+strange+`:role/x"}`, arn("role/x")):  widens,
		on(`{"AWS":"arn:aws-cn:iam::`+strange+`:root"}`, arn("role/x")): widens,
		on(root, arn("role/x")): "",
		on(root, strings.Replace(arn("user/team/x"), "ArnLike", "ArnEquals", 1)):                      "",
		on(`{"AWS":"`+strange+`"}`, arn("role/x")):                                                    "",
		on(root, arn("role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_Support_????????????????")): "",
		on(root, arn("role/*")): widens,
		on(root, arn("*")):      widens,
		on(root, strings.Replace(arn("role/x"), strange, security, 1)):                                     widens,
		on(root, arn("role/${aws:username}")):                                                              widens,
		on(root, strings.Replace(arn("role/x"), "ArnLike", "ArnLikeIfExists", 1)):                          widens,
		on(root, strings.Replace(arn("role/x"), "ArnLike", "ArnNotLike", 1)):                               widens,
		on(root, `"StringEquals":{"sts:ExternalId":"abc"}`):                                                "",
		on(root, `"StringEquals":{"sts:ExternalId":""}`):                                                   widens,
		on(root, `"StringLike":{"sts:ExternalId":"*"}`):                                                    widens,
		on(root, `"StringEquals":{"aws:PrincipalOrgID":"o-attacker000"}`):                                  widens,
		oidc(provider, audience+`},"StringLike":{`+subject):                                                "",
		oidc(provider, audience+`,`+subject):                                                               "",
		oidc(provider, audience+`}`):                                                                       widens,
		oidc(provider, `"StringLike":{`+subject):                                                           widens,
		oidc(provider, audience+`},"StringLike":{`+strings.Replace(subject, "repo:o/r:", "", 1)):           widens,
		oidc(strings.Replace(provider, workload, strange, 1), audience+`},"StringLike":{`+subject):         widens,
		oidc("arn:aws:iam::"+workload+":saml-provider/idp.example/a", audience+`},"StringLike":{`+subject): widens,
		trusts(`{"Service":"ssm.amazonaws.com"}`):                                                          "",
		trusts(`{"Service":"*"}`):                                                                          opens,
		trusts(`{"Service":"ssm.*"}`):                                                                      widens,
		trusts(`{"CanonicalUser":"abc"}`):                                                                  widens,
		strings.Replace(on(root, arn("role/x")), "sts:AssumeRole", "sts:*", 1):                             strays,
		strings.Replace(on(root, arn("role/x")), `"Action"`, `"NotAction"`, 1):                             strays,
	} {
		trials[statement] = trial{change(plan.Role, plan.Trust, "", ptr(statements(wantedTrust)), ptr(statements(wantedTrust, statement))), want}
	}
	check(t, trials)
}

// TestCheckDeleted holds which roles a plan may delete, and of which users and
// roles it may take away anything.
func TestCheckDeleted(t *testing.T) {
	t.Parallel()
	const back = "hotline takes back what it made, and nothing else"
	closed := statements(wantedTrust)
	itself := func(name, tag string) plan.Change {
		c := change(plan.Role, plan.Itself, "", ptr(plan.RoleSpec{Path: "/", Trust: closed, Tags: map[string]string{"Managed-By": tag}}.Text()), nil)
		c.Name = name
		return c
	}
	of := func(name string, c plan.Change) plan.Change { c.Name = name; return c }
	gone := func(f plan.Field, key, value string) plan.Change { return change(plan.Role, f, key, ptr(value), nil) }
	access := gone(plan.Attached, supportAccess, supportAccess)
	grant := statements(`"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::*:role/x"`)
	for name, tt := range map[string]struct {
		purpose string
		changes []plan.Change
		want    string
	}{
		"another":                    {"apply", []plan.Change{of("y", access), itself("y", "")}, ""},
		"another with all":           {"apply", []plan.Change{of("y", access), of("y", gone(plan.InstanceProfile, "p", "p")), of("y", gone(plan.Inline, "own", closed)), itself("y", "")}, ""},
		"another, and given more":    {"apply", []plan.Change{of("y", access), of("y", change(plan.Role, plan.Tag, "k", nil, ptr("v"))), itself("y", "")}, "the role is to be deleted"},
		"no support role":            {"apply", []plan.Change{itself("y", "hotline")}, deletes},
		"the support role":           {"apply", []plan.Change{access, itself("x", "hotline")}, deletes},
		"its own":                    {"remove", []plan.Change{of("y", access), itself("y", "hotline")}, ""},
		"of others":                  {"remove", []plan.Change{of("y", access), itself("y", "hotline-adopted")}, back},
		"given back":                 {"remove", []plan.Change{gone(plan.Tag, "managed-by", "hotline-adopted")}, ""},
		"another tag":                {"remove", []plan.Change{gone(plan.Tag, "team", "hotline-adopted")}, back},
		"its policy":                 {"remove", []plan.Change{of("y", gone(plan.Inline, desired.SupportPolicy, closed))}, ""},
		"its grant":                  {"remove", []plan.Change{change(plan.User, plan.Inline, desired.GrantPolicy, ptr(grant), nil)}, ""},
		"a grant":                    {"remove", []plan.Change{change(plan.User, plan.Inline, desired.GrantPolicy, nil, ptr(grant))}, back},
		"AWSSupportAccess of others": {"remove", []plan.Change{of("y", access)}, back},
		"a trust policy":             {"remove", []plan.Change{change(plan.Role, plan.Trust, "", nil, ptr(closed))}, back},
	} {
		p := onePlan(tt.changes...)
		p.Purpose = tt.purpose
		if _, err := plan.Parse(encode(t, p)); tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: %v\nwant %s", name, err, tt.want)
		}
	}
}

// TestGrantsOfNoRole holds that grants are about the support roles of the plan.
func TestGrantsOfNoRole(t *testing.T) {
	t.Parallel()
	p := onePlan(change(plan.User, plan.Inline, desired.GrantPolicy, nil, ptr(statements(`"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::*:role/x"`))))
	if err := p.Check(); err != nil {
		t.Error(err)
	}
	p.Roles = nil
	if err := p.Check(); err == nil || !strings.Contains(err.Error(), more) {
		t.Error(err)
	}
}
