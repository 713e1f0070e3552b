package reach_test

import "pgregory.net/rapid"

// Conditions, without their brackets.
const (
	mfa      = `"Bool":{"aws:MultiFactorAuthPresent":"true"}`
	noMFA    = `"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}`
	external = `"StringEquals":{"sts:ExternalId":"case-7"}`
	inOrg    = `"StringEquals":{"aws:PrincipalOrgID":"` + orgID + `"}`
	outOfOrg = `"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"` + orgID + `"}`
	red      = `"StringEquals":{"aws:PrincipalTag/team":"red"}`
	named    = `"StringEquals":{"sts:RoleSessionName":"x"}`
)

// drawPolicy draws an identity policy.
func drawPolicy(t *rapid.T) string {
	action := rapid.SampledFrom([]string{
		`"Action":"support:*"`, `"Action":["support:CreateCase","s3:*"]`, `"Action":"sts:AssumeRole"`, `"Action":"sts:*"`, `"Action":"*"`,
		`"NotAction":"iam:*"`, `"Action":["sts:AssumeRole","support:CreateCase"]`, `"Action":"s3:*"`, `"NotAction":["support:*","iam:*"]`,
	}).Draw(t, "action")
	resource := `"Resource":"*"`
	if chance(t, "limited", 4) {
		resource = rapid.SampledFrom([]string{
			`"Resource":"arn:aws:iam::*:role/r1"`, `"Resource":"arn:aws:iam::` + workload + `:role/*"`, `"NotResource":"arn:aws:iam::*:role/team/*"`,
			`"Resource":["arn:aws:iam::` + security + `:role/r0","*"]`, `"NotResource":"*"`,
		}).Draw(t, "resource")
	}
	allow := `"Effect":"Allow",` + action + "," + resource
	if chance(t, "conditional", 5) {
		allow += drawCondition(t)
	}
	if !chance(t, "denies, too", 8) {
		return statements(allow)
	}
	deny := `"Effect":"Deny","Action":` + rapid.SampledFrom([]string{`"support:*"`, `"sts:*"`}).Draw(t, "denied") + `,"Resource":"*"`
	if chance(t, "sometimes", 2) {
		deny += drawCondition(t)
	}
	return statements(allow, deny)
}

// drawCondition draws a Condition element, with a comma before it.
func drawCondition(t *rapid.T) string {
	return `,"Condition":{` + rapid.SampledFrom([]string{
		mfa, mfa, external, external, inOrg, outOfOrg, red, named, noMFA, mfa + `,` + external,
		`"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/r1"}`, `"StringEquals":{"aws:PrincipalAccount":"` + security + `"}`,
		`"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}`, `"DateLessThan":{"aws:CurrentTime":"2026-01-01T00:00:00Z"}`,
		`"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"` + orgID + `/r-root/ou-root-unit/*"}`,
		`"DateLessThan":{"aws:TokenIssueTime":"2026-01-01T00:00:00Z"}`, `"StringNotEquals":{"aws:ResourceOrgID":"` + orgID + `"}`,
	}).Draw(t, "condition") + `}`
}

// trusted are principals as JSON.
func trusted() []string {
	aws := func(name string) string { return `{"AWS":"` + name + `"}` }
	out := []string{
		`"*"`, aws("*"), `{"Service":"ec2.amazonaws.com"}`, `{"Service":["ec2.amazonaws.com","lambda.amazonaws.com"]}`,
		`{"Federated":"arn:aws:iam::` + security + `:saml-provider/idp"}`, `{"Federated":"accounts.google.com"}`,
		aws("AROADELETED0000000000"), aws("AROA222R0"), aws("AIDA333U1"), aws(strange), aws("arn:aws:iam::" + strange + ":role/partner"),
		aws("arn:aws:iam::" + security + ":user/nobody"), aws("arn:aws:sts::" + security + ":federated-user/u0"),
		aws("arn:aws:sts::" + security + ":assumed-role/none/x"),
	}
	for _, account := range []string{managing, security, security, workload} {
		prefix := "arn:aws:iam::" + account + ":"
		out = append(out,
			aws(prefix+"root"), aws(account), aws(prefix+"root"), aws(prefix+"user/u0"), aws(prefix+"user/u1"), aws(prefix+"role/r0"), aws(prefix+"role/r1"),
			aws(prefix+"role/r0"), aws(prefix+"role/r2"), aws("arn:aws:sts::"+account+":assumed-role/r1/x"), aws("arn:aws:sts::"+account+":assumed-role/r0/x"),
			`{"AWS":["`+prefix+`user/u0","`+prefix+`role/r0"],"Service":"ec2.amazonaws.com"}`,
		)
	}
	return out
}

// drawTrust draws a trust policy, or none.
func drawTrust(t *rapid.T) string {
	if chance(t, "trust not known", 25) {
		return ""
	}
	var list []string
	for range rapid.SampledFrom([]int{1, 1, 1, 2, 3}).Draw(t, "statements") {
		action := rapid.SampledFrom([]string{
			`"sts:AssumeRole"`, `"sts:AssumeRole"`, `"sts:AssumeRole"`, `"sts:*"`, `"*"`, `["sts:AssumeRole","sts:TagSession"]`,
			`"sts:AssumeRoleWithSAML"`, `"sts:AssumeRoleWithWebIdentity"`, `"sts:TagSession"`,
		}).Draw(t, "trusted action")
		element := `"Principal":`
		if chance(t, "all but", 30) {
			element = `"NotPrincipal":`
		}
		st := `"Effect":"` + rapid.SampledFrom([]string{"Allow", "Allow", "Allow", "Allow", "Allow", "Deny"}).Draw(t, "effect") + `",` +
			element + rapid.SampledFrom(trusted()).Draw(t, "principal") + `,"Action":` + action
		if chance(t, "on a condition", 3) {
			st += drawCondition(t)
		}
		list = append(list, st)
	}
	return statements(list...)
}

// scps are service control policies that take something away.
func scps() []string {
	const all = `"Effect":"Allow","Action":"*","Resource":"*"`
	return []string{
		statements(all, `"Effect":"Deny","Action":"support:*","Resource":"*"`),
		statements(all, `"Effect":"Deny","Action":"sts:AssumeRole","Resource":"*"`),
		statements(all, `"Effect":"Deny","Action":"sts:AssumeRole","Resource":"arn:aws:iam::*:role/r1"`),
		statements(all, `"Effect":"Deny","Action":"support:*","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/r0"}}`),
		statements(all, `"Effect":"Deny","Action":"support:*","Resource":"*","Condition":{`+noMFA+`}`),
		statements(all, `"Effect":"Deny","NotAction":"sts:*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":["eu-west-1","eu-central-1"]}}`),
		statements(all, `"Effect":"Deny","NotAction":"iam:*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-central-1"}}`),
		statements(all, `"Effect":"Deny","NotAction":"iam:*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"us-east-1"}}`),
		"",
	}
}

// rcps are resource control policies.
func rcps() []string {
	deny := func(action, condition string) string {
		return statements(`"Effect":"Deny","Principal":"*","Action":"` + action + `","Resource":"*"` + condition)
	}
	return []string{
		deny("sts:AssumeRole", ""), deny("sts:*", `,"Condition":{`+outOfOrg+`,"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}}`),
		deny("sts:AssumeRole", `,"Condition":{`+outOfOrg+`,"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}}`), deny("support:*", ""), "",
	}
}
