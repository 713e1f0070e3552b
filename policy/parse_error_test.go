package policy_test

import (
	"testing"

	"hotline/policy"
)

type errorCase struct{ name, text, want string }

func runErrors(t *testing.T, cases []errorCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d, err := policy.Parse(c.text)
			wantError(t, err, c.want)
			if d != nil {
				t.Errorf("got a document as well: %+v", d)
			}
		})
	}
}

func TestDocumentErrors(t *testing.T) {
	t.Parallel()
	const statement = `"Statement":[{"Effect":"Allow","Action":"*"}]`
	runErrors(t, []errorCase{
		{"nothing", ``, `1:1: expected a policy document, found the end of the input`},
		{"a list", "\n []", `2:2: expected a policy document, found a list`},
		{"a string", `"{}"`, `1:1: expected a policy document, found a string`},
		{"null", `null`, `1:1: expected a policy document, found null`},
		{"invalid UTF-8", "{\n\xff", `2:1: byte 0xff is not valid UTF-8; expected JSON in UTF-8`},
		{"cut off", `{` + statement, `1:47: unexpected end of the input; expected "}"`},
		{"something behind it", "{" + statement + "}\n ,", `2:2: expected nothing after the policy document`},
		{"another document behind it", "{" + statement + "}{}", `1:48: expected nothing after the policy document`},
		{"no Statement", ` {"Version":"2012-10-17"}`, `1:2: expected a Statement in the policy document, found none`},
		{"empty", "\n{}", `2:1: expected a Statement in the policy document, found none`},
		{"Statement in lower case", `{"statement":[]}`, `1:1: expected a Statement in the policy document, found none`},
		{"Statement twice", "{" + statement + ",\n" + statement + "}", `2:1: key "Statement" comes twice in one object`},
		{"Version twice", `{"Version":"2012-10-17","Version":"2012-10-17"}`, `1:25: key "Version" comes twice in one object`},
		{"unknown element twice", `{"x":1,"x":2,` + statement + `}`, `1:8: key "x" comes twice in one object`},
		{"unknown version", `{"Version":"2012-10-18"}`, `1:12: expected Version "2012-10-17" or "2008-10-17", found "2012-10-18"`},
		{"empty version", "{\"Version\":\n\"\"}", `2:1: expected Version "2012-10-17" or "2008-10-17", found ""`},
		{"odd version", `{"Version":"\n\u001b"}`, `1:12: expected Version "2012-10-17" or "2008-10-17", found "\n\x1b"`},
		{"Version as number", `{"Version":2012}`, `1:12: expected a string for Version, found a number`},
		{"Version as null", `{"Version":null}`, `1:12: expected a string for Version, found null`},
		{"Id as list", `{"Id":["a"]}`, `1:7: expected a string for Id, found a list`},
		{"Statement as string", `{"Statement":"*"}`, `1:14: expected a statement or a list of statements, found a string`},
		{"Statement as null", `{"Statement":null}`, `1:14: expected a statement or a list of statements, found null`},
		{"broken unknown element", `{"x":[1,]}`, `1:9: expected a value after ",", found "]"`},
	})
}

func TestStatementErrors(t *testing.T) {
	t.Parallel()
	var cases []errorCase
	// Each text is the value of Statement, beginning at 2:1.
	for _, c := range []errorCase{
		{"list in a list", `[[]]`, `2:2: expected a statement, found a list`},
		{"string in a list", `[{"Effect":"Deny","Action":"*"}, "*"]`, `2:34: expected a statement, found a string`},
		{"empty", `{}`, `2:1: expected an Effect in the statement, found none`},
		{"no Effect", `[ {"Action":"*"}]`, `2:3: expected an Effect in the statement, found none`},
		{"Effect in lower case", `{"Effect":"allow"}`, `2:11: expected "Allow" or "Deny" for Effect, found "allow"`},
		{"empty Effect", `{"Effect":""}`, `2:11: expected "Allow" or "Deny" for Effect, found ""`},
		{"Effect as boolean", `{"Effect":true}`, `2:11: expected "Allow" or "Deny" for Effect, found a boolean`},
		{"Effect as list", `{"Effect":["Allow"]}`, `2:11: expected "Allow" or "Deny" for Effect, found a list`},
		{"Effect twice", `{"Effect":"Allow","Effect":"Allow"}`, `2:19: key "Effect" comes twice in one object`},
		{"no Action", `[{"Effect":"Allow","Resource":"*"}]`, `2:2: expected Action or NotAction in the statement, found neither`},
		{"Action and NotAction", `{"Effect":"Allow","Action":"a","NotAction":"b"}`, `2:44: expected Action or NotAction, found both`},
		{"NotAction and Action", `{"Effect":"Allow","NotAction":"b","Action":"a"}`, `2:31: expected Action or NotAction, found both`},
		{"Resource and NotResource", `{"Effect":"Allow","Action":"a","Resource":"b","NotResource":[]}`, `2:61: expected Resource or NotResource, found both`},
		{"Principal and NotPrincipal", `{"Effect":"Allow","Action":"a","Principal":"*","NotPrincipal":{}}`, `2:63: expected Principal or NotPrincipal, found both`},
		{"Sid as number", `{"Sid":1}`, `2:8: expected a string for Sid, found a number`},
		{"Action as object", `{"Action":{}}`, `2:11: expected an action or a list of actions, found an object`},
		{"Action as null", `{"Action":null}`, `2:11: expected an action or a list of actions, found null`},
		{"number in a list", `{"NotAction":["a",1]}`, `2:19: expected an action, found a number`},
		{"list of actions in a list", `{"Action":["a",["b"]]}`, `2:16: expected an action, found a list`},
		{"Resource as boolean", `{"Resource":false}`, `2:13: expected a resource or a list of resources, found a boolean`},
		{"null in a list", `{"NotResource":[null]}`, `2:17: expected a resource, found null`},
		{"list of resources in a list", `{"Resource":[[]]}`, `2:14: expected a resource, found a list`},
		{"broken string", `{"Action":["\x"]}`, `2:13: unknown escape \x; expected one of \" \\ \/ \b \f \n \r \t \u`},
		{"broken unknown element", `{"Comment":nil}`, `2:12: expected a value, found 'n'`},
		{"unknown element twice", `{"c":1,"c":1}`, `2:8: key "c" comes twice in one object`},
		{"no value", `{"Action":}`, `2:11: expected an action or a list of actions, found '}'`},
	} {
		cases = append(cases, errorCase{c.name, "{\"Statement\":\n" + c.text + "}", c.want})
	}
	runErrors(t, cases)
}

func TestPrincipalErrors(t *testing.T) {
	t.Parallel()
	var cases []errorCase
	for _, element := range []string{"Principal", "NotPrincipal"} {
		// Each text is the value of the element, beginning at 2:1.
		for _, c := range []errorCase{
			{"a name", `"123456789012"`, `2:1: expected "*" or an object of principals, found "123456789012"`},
			{"two stars", `"**"`, `2:1: expected "*" or an object of principals, found "**"`},
			{"broken string", `"*`, `2:1: this string has no closing quote; the input ends within it`},
			{"a list", `["*"]`, `2:1: expected "*" or an object of principals, found a list`},
			{"null", `null`, `2:1: expected "*" or an object of principals, found null`},
			{"object for a name", `{"AWS":{}}`, `2:8: expected a principal or a list of principals, found an object`},
			{"number in a list", `{"AWS":["*",123456789012]}`, `2:13: expected a principal, found a number`},
			{"list in a list", `{"Service":[["a"]]}`, `2:13: expected a principal, found a list`},
			{"null for a name", `{"Service":null}`, `2:12: expected a principal or a list of principals, found null`},
			{"boolean for a name", `{"Federated":true}`, `2:14: expected a principal or a list of principals, found a boolean`},
			{"number for a name", `{"CanonicalUser": 1}`, `2:19: expected a principal or a list of principals, found a number`},
			{"kind twice", `{"AWS":"a", "AWS":"b"}`, `2:13: key "AWS" comes twice in one object`},
			{"broken unknown kind", `{"Everyone":1.}`, `2:15: expected a digit after the decimal point`},
		} {
			cases = append(cases, errorCase{element + "/" + c.name, "{\"Statement\":{\"" + element + "\":\n" + c.text, c.want})
		}
	}
	runErrors(t, cases)
}

func TestConditionErrors(t *testing.T) {
	t.Parallel()
	var cases []errorCase
	// Each text is the value of Condition, beginning at 2:1.
	for _, c := range []errorCase{
		{"a string", `"x"`, `2:1: expected an object of condition operators, found a string`},
		{"a list", `[{}]`, `2:1: expected an object of condition operators, found a list`},
		{"operator with a string", `{"StringEquals":"x"}`, `2:17: expected an object of condition keys, found a string`},
		{"operator with null", `{"StringEquals":null}`, `2:17: expected an object of condition keys, found null`},
		{"operator twice", `{"Bool":{}, "Bool":{}}`, `2:13: key "Bool" comes twice in one object`},
		{"key twice", `{"Bool":{"k":"x","k":"y"}}`, `2:18: key "k" comes twice in one object`},
		{"null", `{"Bool":{"k": null}}`, `2:15: expected a string, number or boolean, found null`},
		{"null in a list", `{"Bool":{"k":["x", null]}}`, `2:20: expected a string, number or boolean, found null`},
		{"object", `{"Bool":{"k":{}}}`, `2:14: expected a string, number or boolean, found an object`},
		{"list in a list", `{"Bool":{"k":[[]]}}`, `2:15: expected a string, number or boolean, found a list`},
		{"nothing", `{"Bool":{"k":}}`, `2:14: expected a string, number or boolean, found '}'`},
		{"broken number", `{"Bool":{"k":[1e]}}`, `2:17: expected a digit in the exponent`},
		{"number with a leading zero", `{"Bool":{"k":01}}`, `2:15: expected "," or "}", found a number`},
	} {
		cases = append(cases, errorCase{c.name, "{\"Statement\":{\"Condition\":\n" + c.text, c.want})
	}
	runErrors(t, cases)
}
