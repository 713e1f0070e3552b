package casefile_test

import (
	"testing"

	"hotline/authz"
)

// TestContext reads every form of a value, and what is not known.
func TestContext(t *testing.T) {
	t.Parallel()
	key := func(operator, value string) string { return identity(allowIf(operator, "k:a", value)) }
	decide(t, []form{
		{name: "string", request: `"context":{"k:a":"x"}`, policies: key("StringEquals", `"x"`), want: authz.Allowed},
		{name: "another string", request: `"context":{"k:a":"y"}`, policies: key("StringEquals", `"x"`), want: authz.ImplicitlyDenied},
		{name: "number", request: `"context":{"k:a":10}`, policies: key("NumericEquals", `"10.0"`), want: authz.Allowed},
		{name: "number digit by digit", request: `"context":{"k:a":1.50}`, policies: key("StringEquals", `"1.50"`), want: authz.Allowed},
		{name: "true", request: `"context":{"k:a":true}`, policies: key("Bool", `"true"`), want: authz.Allowed},
		{name: "false", request: `"context":{"k:a":false}`, policies: key("Bool", `"true"`), want: authz.ImplicitlyDenied},
		{name: "list", request: `"context":{"k:a":["x",2,true]}`, policies: key("ForAllValues:StringEquals", `["true","2","x"]`), want: authz.Allowed},
		{name: "list with another", request: `"context":{"k:a":["x",3]}`, policies: key("ForAllValues:StringEquals", `["true","2","x"]`), want: authz.ImplicitlyDenied},
		{name: "empty list is there", request: `"context":{"k:a":[]}`, policies: key("ForAnyValue:StringEquals", `"x"`), want: authz.ImplicitlyDenied},
		{name: "no such key", request: `"context":{}`, policies: key("StringEqualsIfExists", `"x"`), want: authz.Allowed},
		{name: "no context", policies: key("Null", "true"), want: authz.Allowed},
		{name: "context null", request: `"context":null`, policies: key("Null", "true"), want: authz.Allowed},
		{name: "unknown", request: `"unknown":["k:a"]`, policies: key("StringEquals", `"x"`), want: authz.Conditional},
		{name: "unknown in another case", request: `"unknown":["K:A"]`, policies: key("StringEquals", `"x"`), want: authz.Conditional},
		{name: "another is unknown", request: `"unknown":["k:b"]`, policies: key("StringEquals", `"x"`), want: authz.ImplicitlyDenied},
		{name: "nothing is unknown", request: `"unknown":[]`, policies: key("StringEquals", `"x"`), want: authz.ImplicitlyDenied},
		{name: "stated and unknown", request: `"unknown":["k:a"],"context":{"k:a":"x"}`, policies: key("StringEquals", `"x"`), want: authz.Conditional},
		{name: "derived and unknown", request: `"unknown":["aws:username"]`, policies: identity(allowIf("StringEquals", "aws:username", `"dana"`)), want: authz.Conditional},
		{name: "all unknown", request: `"unknown":["*"]`, policies: key("StringEquals", `"x"`), want: authz.Conditional},
		{name: "all unknown but what is stated", request: `"unknown":["*"],"context":{"k:a":"x"}`, policies: key("StringEquals", `"x"`), want: authz.Allowed},
		{name: "all unknown but what is derived", request: `"unknown":["*"]`, policies: identity(allowIf("StringEquals", "aws:username", `"dana"`)), want: authz.Allowed},
		{name: "all unknown, and one that is derived", request: `"unknown":["aws:username","*"]`, policies: identity(allowIf("StringEquals", "aws:username", `"dana"`)), want: authz.Conditional},
		{name: "all unknown, one absent", request: `"unknown":["*"],"absent":["k:a"]`, policies: key("StringEquals", `"x"`), want: authz.ImplicitlyDenied},
		{name: "all unknown, another absent", request: `"absent":["k:b"],"unknown":["*"]`, policies: key("StringEquals", `"x"`), want: authz.Conditional},
		{name: "absent", request: `"absent":["k:a"]`, policies: key("Null", "true"), want: authz.Allowed},
	})
}

// TestOrg reads the organisation: whose id a condition sees, and whose
// management account no SCP or RCP restricts.
func TestOrg(t *testing.T) {
	t.Parallel()
	inOrg := identity(allowIf("StringEquals", "aws:PrincipalOrgID", `"o-a"`))
	none := `"scps":[{"node":"root","policies":[` + deny + `]}]`
	rcp := `"rcps":[{"node":"root","policies":[` + `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}}` + `]}]`
	const elsewhere = `{"arn":"arn:aws:sqs:eu-west-1:222233334444:jobs","account":"333344445555"}`
	decide(t, []form{
		{name: "string", top: `"org":"o-a"`, policies: inOrg, want: authz.Allowed},
		{name: "another", top: `"org":"o-b"`, policies: inOrg, want: authz.ImplicitlyDenied},
		{name: "none", policies: inOrg, want: authz.ImplicitlyDenied},
		{name: "null", top: `"org":null`, policies: inOrg, want: authz.ImplicitlyDenied},
		{name: "id", top: `"org":{"id":"o-a"}`, policies: inOrg, want: authz.Allowed},
		{name: "members null", top: `"org":{"id":null,"managementAccount":null}`, policies: inOrg, want: authz.ImplicitlyDenied},
		{name: "SCP", policies: identity(allow) + "," + none, want: authz.ExplicitlyDenied},
		{name: "SCP over another account", top: `"org":{"id":"o-a","managementAccount":"999900001111"}`, policies: identity(allow) + "," + none, want: authz.ExplicitlyDenied},
		{name: "SCP over the management account", top: `"org":{"id":"o-a","managementAccount":"222233334444"}`, policies: identity(allow) + "," + none, want: authz.Allowed},
		{
			name: "management account by the member account", top: `"org":{"managementAccount":"222233334444"}`,
			principal: `{"arn":"arn:aws:iam::222233334444:user/dana","account":"222233334444"}`, policies: identity(allow) + "," + none, want: authz.Allowed,
		},
		{name: "RCP", policies: identity(allow) + "," + rcp, want: authz.ExplicitlyDenied},
		{name: "RCP over the management account", top: `"org":{"managementAccount":"222233334444"}`, policies: identity(allow) + "," + rcp, want: authz.Allowed},
		{
			name: "RCP over another account", top: `"org":{"managementAccount":"222233334444"}`, resource: elsewhere,
			policies: identity(allow) + "," + rcp + `,"resource":` + ofResource(`"*"`), want: authz.ExplicitlyDenied,
		},
		{name: "anybody without an account", top: `"org":{"managementAccount":"222233334444"}`, principal: `{"arn":"*"}`, want: authz.ImplicitlyDenied},
	})
}

// TestPrincipal reads every member of a principal.
func TestPrincipal(t *testing.T) {
	t.Parallel()
	const session = `"arn":"arn:aws:sts::222233334444:assumed-role/deploy/ci"`
	roleARN := identity(allowIf("ArnEquals", "aws:PrincipalArn", `"arn:aws:iam::222233334444:role/team/deploy"`))
	none := identity(allow) + `,"scps":[{"node":"root","policies":[` + deny + `]}]`
	tag := identity(allowIf("StringEquals", "aws:PrincipalTag/Team", `"red"`))
	userid := identity(allowIf("StringEquals", "aws:userid", `"AROAEXAMPLE:ci"`))
	account := identity(allowIf("StringEquals", "aws:PrincipalAccount", `"222233334444"`))
	decide(t, []form{
		{name: "account null", principal: `{"arn":"arn:aws:iam::222233334444:user/dana","account":null}`, policies: account, want: authz.Allowed},
		{name: "ARN goes before the account", principal: `{"arn":"arn:aws:iam::222233334444:user/dana","account":"333344445555"}`, policies: account, want: authz.Allowed},
		{name: "service", principal: `{"arn":"events.amazonaws.com","account":null}`, policies: `"resource":` + ofResource(`{"Service":"events.amazonaws.com"}`), want: authz.Allowed},
		{name: "another service", principal: `{"arn":"sns.amazonaws.com"}`, policies: `"resource":` + ofResource(`{"Service":"events.amazonaws.com"}`), want: authz.ImplicitlyDenied},
		{name: "anybody", principal: `{"arn":null}`, policies: `"resource":` + ofResource(`"*"`), want: authz.Allowed},
		{name: "nobody named", principal: `null`, policies: `"resource":` + ofResource(`"*"`), want: authz.Allowed},
		{name: "root as an account id", principal: `{"arn":"222233334444"}`, policies: `"identity":null`, want: authz.Allowed},
		{name: "role of a session", principal: `{` + session + `,"roleArn":"arn:aws:iam::222233334444:role/team/deploy"}`, policies: roleARN, want: authz.Allowed},
		{name: "role of a session not given", principal: `{` + session + `,"roleArn":null}`, policies: roleARN, want: authz.ImplicitlyDenied},
		{name: "id", principal: `{` + session + `,"id":"AROAEXAMPLE"}`, policies: userid, want: authz.Allowed},
		{name: "no id", principal: `{` + session + `}`, policies: userid, want: authz.ImplicitlyDenied},
		{name: "service-linked", principal: `{` + session + `,"serviceLinked":true}`, policies: none, want: authz.Allowed},
		{name: "not service-linked", principal: `{` + session + `,"serviceLinked":false}`, policies: none, want: authz.ExplicitlyDenied},
		{name: "service-linked by its ARN", principal: `{` + session + `,"roleArn":"arn:aws:iam::222233334444:role/aws-service-role/x.amazonaws.com/deploy"}`, policies: none, want: authz.Allowed},
		{name: "tag", principal: `{` + session + `,"tags":{"Cost":"1","Team":"red"}}`, policies: tag, want: authz.Allowed},
		{name: "another tag", principal: `{` + session + `,"tags":{"Team":"blue"}}`, policies: tag, want: authz.ImplicitlyDenied},
		{name: "no tags", principal: `{` + session + `,"tags":{}}`, policies: tag, want: authz.ImplicitlyDenied},
		{name: "tags null", principal: `{` + session + `,"tags":null}`, policies: tag, want: authz.ImplicitlyDenied},
	})
}

// TestResource reads the resource and the action.
func TestResource(t *testing.T) {
	t.Parallel()
	const jobs = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sqs:Send*","Resource":"arn:aws:sqs:eu-west-1:222233334444:jobs"}}`
	decide(t, []form{
		{name: "the queue", policies: identity(jobs), want: authz.Allowed},
		{name: "another queue", resource: `{"arn":"arn:aws:sqs:eu-west-1:222233334444:other"}`, policies: identity(jobs), want: authz.ImplicitlyDenied},
		{name: "another action", action: "sqs:DeleteQueue", policies: identity(jobs), want: authz.ImplicitlyDenied},
		{name: "action in capitals", action: "SQS:SENDMESSAGE", policies: identity(jobs), want: authz.Allowed},
		{name: "owner not given", resource: `{"arn":"arn:aws:sqs:eu-west-1:222233334444:jobs","account":null}`, policies: identity(jobs), want: authz.Allowed},
		{name: "owned by another account", resource: `{"arn":"arn:aws:sqs:eu-west-1:222233334444:jobs","account":"333344445555"}`, policies: identity(jobs), want: authz.ImplicitlyDenied},
		{name: "no resource", resource: `{"arn":"*"}`, want: authz.Allowed},
	})
}
