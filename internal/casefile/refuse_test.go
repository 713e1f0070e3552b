package casefile_test

import "testing"

// caseOf is a case with further members.
func caseOf(members string) string {
	return `[{"id":"a","expected":"Allowed","request":{"principal":` + dana + `,"action":"sqs:SendMessage"},` + members + `}]`
}

// requestOf is a case with a request of these members.
func requestOf(members string) string {
	return `[{"id":"a","expected":"Allowed","policies":{},"request":{"action":"sqs:SendMessage",` + members + `}}]`
}

// policiesOf is a case with policies of these members.
func policiesOf(members string) string { return caseOf("\n\"policies\":{" + members + "}") }

func TestRefusedFiles(t *testing.T) {
	t.Parallel()
	valid := form{}.text()
	refuse(t, []refusal{
		{"empty", "¦", "expected a list of cases, found the end of the input"},
		{"white space", " \n\t¦", "expected a list of cases, found the end of the input"},
		{"one case without a list", `¦{"id":"a"}`, "expected a list of cases, found an object"},
		{"not JSON", `¦cases: []`, "expected a list of cases, found 'c'"},
		{"not UTF-8", "[\n¦\xff]", "byte 0xff is not valid UTF-8; expected JSON in UTF-8"},
		{"not closed", "[\n¦", `unexpected end of the input; expected "]"`},
		{"text after the list", valid + "\n¦x", "expected nothing after the list of cases"},
		{"another list", valid + " ¦[]", "expected nothing after the list of cases"},
		{"no case", `[¦1]`, "expected a case, found a number"},
		{"null for a case", `[¦null]`, "expected a case, found null"},
		{"key twice", `[{"id":"a",¦"id":"a"}]`, `key "id" comes twice in one object`},
		{"broken value of a key that is passed over", `[{"id":"a","source":[1,¦]}]`, `expected a value after ",", found "]"`},
	})
}

func TestRefusedCases(t *testing.T) {
	t.Parallel()
	valid := form{}.text()
	const effects = `expected one of ["Allowed" "ImplicitlyDenied" "ExplicitlyDenied" "Conditional" "Unknown"] for expected, found `
	refuse(t, []refusal{
		{"id twice", valid[:len(valid)-1] + ",\n ¦" + valid[1:], `id "a" comes twice`},
		{"no id", `[¦{"expected":"Allowed","request":{"action":"a:b"},"policies":{}}]`, "expected an id in this case, found none"},
		{"id null", `[¦{"id":null}]`, "expected an id in this case, found none"},
		{"id empty", `[¦{"id":""}]`, "expected an id in this case, found none"},
		{"id a number", `[{"id":¦1}]`, "expected a string for id, found a number"},
		{"family a list", `[{"family":¦[]}]`, "expected a string for family, found a list"},
		{"reference a boolean", `[{"reference":¦true}]`, "expected a string for reference, found a boolean"},
		{"note an object", `[{"note":¦{}}]`, "expected a string for note, found an object"},
		{"no request", `[¦{"id":"a","expected":"Allowed","policies":{}}]`, "expected a request and policies in this case"},
		{"no policies", `[¦{"id":"a","expected":"Allowed","request":{"action":"a:b"}}]`, "expected a request and policies in this case"},
		{"no expected", "[\n ¦" + `{"id":"a","request":{"action":"a:b"},"policies":{}}]`, "expected what is expected in this case, found none"},
		{"expected in lower case", `[{"expected":¦"allowed"}]`, effects + `"allowed"`},
		{"expected of another tool", `[{"expected": ¦"implicitDeny"}]`, effects + `"implicitDeny"`},
		{"expected null", `[{"expected":¦null}]`, effects + `""`},
		{"expected a boolean", `[{"expected":¦true}]`, "expected a string for expected, found a boolean"},
		{"certainty", `[{"certainty":¦"certain"}]`, `expected one of ["documented" "inferred" "ambiguous"] for certainty, found "certain"`},
		{"certainty a number", `[{"certainty":¦1}]`, "expected a string for certainty, found a number"},
		{"org a number", `[{"org":¦1}]`, "expected an organisation, found a number"},
		{"org id a number", `[{"org":{"id":¦1}}]`, "expected a string for id, found a number"},
		{"management account a number", `[{"org":{"managementAccount":¦222233334444}}]`, "expected a string for managementAccount, found a number"},
		{"key in org", `[{"org":{"id":"o-a",¦"management":"x"}}]`, `unknown key "management" in an organisation`},
		{
			"bad principal in an organisation", `[{"id":"a","expected":"Allowed","org":{"managementAccount":"222233334444"},"policies":{},"request":{"principal":¦{"arn":"arn:aws:s3:::b"},"action":"a:b"}}]`,
			`expected the ARN of a user, role, session, root or identity provider, found "arn:aws:s3:::b"`,
		},
	})
}

func TestRefusedRequests(t *testing.T) {
	t.Parallel()
	action := func(text string) string {
		return `[{"id":"a","expected":"Allowed","policies":{},"request":{"action": ` + text + `}}]`
	}
	refuse(t, []refusal{
		{"request a list", `[{"request":¦[]}]`, "expected a request, found a list"},
		{"key in request", `[{"request":{¦"principle":{}}}]`, `unknown key "principle" in a request`},
		{"key in request with a value that is broken", requestOf(`¦"x":}`), `unknown key "x" in a request`},
		{"action without a service", action(`¦"SendMessage"`), `expected an action as SERVICE:NAME, found "SendMessage"`},
		{"action with a wildcard", action(`¦"sqs:Send*"`), `expected an action as SERVICE:NAME, found "sqs:Send*"`},
		{"action null", action(`¦null`), `expected an action as SERVICE:NAME, found ""`},
		{"action a list", action(`¦["a:b"]`), "expected a string for action, found a list"},
		{"principal a string", requestOf(`"principal":¦"dana"`), "expected a principal, found a string"},
		{"principal of five parts", requestOf(`"principal": ¦{"arn":"arn:aws:iam::222233334444"}`), `expected an ARN of six parts for a principal, found "arn:aws:iam::222233334444"`},
		{"principal a group", requestOf("\n\"principal\":¦{\"arn\":\"arn:aws:iam::222233334444:group/ops\"}"), `expected the ARN of a user, role, session, root or identity provider, found "arn:aws:iam::222233334444:group/ops"`},
		{"key in principal", requestOf(`"principal":{"arn":"*",¦"name":"dana"}`), `unknown key "name" in a principal`},
		{"arn a number", requestOf(`"principal":{"arn":¦5}`), "expected a string for arn, found a number"},
		{"account a number", requestOf(`"principal":{"account":¦222233334444}`), "expected a string for account, found a number"},
		{"roleArn a list", requestOf(`"principal":{"roleArn":¦[]}`), "expected a string for roleArn, found a list"},
		{"id a boolean", requestOf(`"principal":{"id":¦true}`), "expected a string for id, found a boolean"},
		{"serviceLinked an object", requestOf(`"principal":{"serviceLinked":¦{}}`), "expected true or false, found an object"},
		{"tags a list", requestOf(`"principal":{"tags":¦[]}`), "expected tags, found a list"},
		{"tag a number", requestOf(`"principal":{"tags":{"a":¦1}}`), "expected a string for a tag, found a number"},
		{"tag null", requestOf(`"principal":{"tags":{"a":¦null}}`), "expected a string for a tag, found null"},
		{"tags broken", requestOf(`"principal":{"tags":¦nul}`), "expected tags, found 'n'"},
		{"resource a string", requestOf(`"resource":¦"*"`), "expected a resource, found a string"},
		{"key in resource", requestOf(`"resource":{"arn":"*",¦"owner":"x"}`), `unknown key "owner" in a resource`},
		{"arn of a resource a list", requestOf(`"resource":{"arn":¦["*"]}`), "expected a string for arn, found a list"},
		{"owner a number", requestOf(`"resource":{"account":¦1}`), "expected a string for account, found a number"},
		{"context a list", requestOf(`"context":¦[]`), "expected a context, found a list"},
		{"value an object", requestOf(`"context":{"k":¦{}}`), "expected a string, number or boolean, found an object"},
		{"value a list in a list", requestOf(`"context":{"k":["a",¦[]]}`), "expected a string, number or boolean, found a list"},
		{"key twice in the context", requestOf(`"context":{"k":1,¦"k":1}`), `key "k" comes twice in one object`},
		{"absent a string", requestOf(`"absent":¦"k"`), "expected a list for absent, found a string"},
		{"absent a number", requestOf(`"absent":["k",¦1]`), "expected a string in absent, found a number"},
		{"unknown a string", requestOf(`"unknown":¦"*"`), "expected a list for unknown, found a string"},
		{"unknown a number", requestOf(`"unknown":[¦1]`), "expected a string in unknown, found a number"},
	})
}

func TestRefusedPolicies(t *testing.T) {
	t.Parallel()
	const missing = `expected one of ["missing"] for `
	refuse(t, []refusal{
		{"policies a list", caseOf(`"policies":¦[]`), "expected policies, found a list"},
		{"key in policies", policiesOf(`"identity":[],¦"scp":[]`), `unknown key "scp" in policies`},
		{"identity a document", policiesOf(`"identity":¦` + allow), "expected a list of policies, found an object"},
		{"null policy", policiesOf(`"identity":[` + allow + `,¦null]`), "expected a policy in the list, found null"},
		{"another word", policiesOf(`"boundary":¦"absent"`), missing + `boundary, found "absent"`},
		{"another word in a list", policiesOf(`"identity":["missing",¦"arn"]`), missing + `identity 2, found "arn"`},
		{"another word for a session", policiesOf(`"session": ¦""`), missing + `session, found ""`},
		{"string that is broken", policiesOf(`"boundary":"¦\x"`), `unknown escape \x; expected one of \" \\ \/ \b \f \n \r \t \u`},
		{"boundary a number", policiesOf(`"boundary":¦1`), "expected a policy document, found a number"},
		{"boundary a list", policiesOf(`"boundary":¦[]`), "expected a policy document, found a list"},
		{"session a boolean", policiesOf(`"session":¦true`), "expected a policy document, found a boolean"},
		{"resource a list", policiesOf(`"resource":¦[]`), "expected a policy document, found a list"},
		{"no statement", policiesOf("\"identity\":[\n" + allow + ",\n ¦{\"Version\":\"2012-10-17\"}]"), "expected a Statement in the policy document, found none"},
		{"effect", policiesOf("\"resource\":{\"Statement\":[\n  {\"Effect\":¦\"allow\"}]}"), `expected "Allow" or "Deny" for Effect, found "allow"`},
		{"no action", policiesOf(`"boundary":{"Statement":¦{"Effect":"Allow"}}`), "expected Action or NotAction in the statement, found neither"},
		{"version", policiesOf(`"session":[{"Version":¦"2013-10-17"}]`), `expected Version "2012-10-17" or "2008-10-17", found "2013-10-17"`},
		{"scps an object", policiesOf(`"scps":¦{}`), "expected a list of levels, found an object"},
		{"scps without levels", policiesOf(`"scps":[¦[]]`), "expected a level, found a list"},
		{"key in a level", policiesOf(`"scps":[{"node":"root",¦"documents":[]}]`), `unknown key "documents" in a level`},
		{"node a number", policiesOf(`"rcps":[{"node":¦1}]`), "expected a string for node, found a number"},
		{"policies of a level a document", policiesOf(`"rcps":[{"policies":¦` + deny + `}]`), "expected a list of policies, found an object"},
		{"null policy in a level", policiesOf(`"scps":[{"policies":[¦null]}]`), "expected a policy in the list, found null"},
		{"policy of a level", policiesOf(`"rcps":[{"policies":[{"Statement":¦1}]}]`), "expected a statement or a list of statements, found a number"},
		{"another word in a level", policiesOf(`"scps":[{"policies":[¦"FullAWSAccess"]}]`), missing + `SCP 1, found "FullAWSAccess"`},
		{"flag a list", policiesOf(`"implicitFullAccess":¦[]`), "expected true or false, found a list"},
		{"flag of a level a list", policiesOf(`"rcps":[{"implicitFullAccess":¦[]}]`), "expected true or false, found a list"},
	})
}
