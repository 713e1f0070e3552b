package casefile_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"hotline/authz"
	"hotline/internal/casefile"
)

// validator compiles the published schema.
func validator(t *testing.T) func(text string) error {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile("../../docs/reference/cases.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return func(text string) error {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		return schema.Validate(v)
	}
}

// TestSchemaTakesSuite holds the engine's own cases to the schema.
func TestSchemaTakesSuite(t *testing.T) {
	t.Parallel()
	validate := validator(t)
	for _, file := range suite(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(string(text)); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// fullCase is a case with all that the schema knows.
var fullCase = form{
	top:       `"family":"f","reference":null,"note":"n","certainty":"inferred","org":{"id":"o-a","managementAccount":"999900001111"},"source":[1]`,
	principal: `{"arn":"arn:aws:sts::222233334444:assumed-role/deploy/ci","account":null,"roleArn":"arn:aws:iam::222233334444:role/team/deploy","id":"AROAEXAMPLE","serviceLinked":false,"tags":{"Team":"red"}}`,
	request:   `"context":{"a:s":"x","a:n":1.5,"a:b":true,"a:l":["x",2,false]},"absent":["k:a"],"unknown":["*"]`,
	policies: identity(allow, `"missing"`) + `,"boundary":null,"session":[` + allow + `],"resource":` + ofResource(`{"AWS":["*"],"Service":"s3.amazonaws.com"}`) +
		`,"scps":[{"node":"root","policies":[` + allowIf("Bool", "k:a", "[true]") + `]}],"rcps":[{"node":"root","policies":["missing"],"implicitFullAccess":true}],"implicitFullAccess":false`,
}

// TestSchemaTakes holds that reader and schema agree on what a case may be.
func TestSchemaTakes(t *testing.T) {
	t.Parallel()
	validate := validator(t)
	for name, text := range map[string]string{
		"plain": form{}.text(), "full": fullCase.text(), "org as a string": form{top: `"org":"o-a"`}.text(),
		"session as a document": form{policies: `"session":` + allow}.text(), "session missing": form{policies: `"session":"missing"`}.text(),
		"nulls":              form{policies: `"identity":null,"boundary":null,"session":null,"resource":null,"scps":null,"rcps":null`, request: `"context":null`, top: `"org":null`}.text(),
		"anonymous":          form{principal: `{"arn":"*"}`}.text(),
		"statement alone":    form{policies: identity(`{"Id":"i","Statement":{"Sid":"s","Effect":"Deny","NotAction":["a:b"],"NotResource":"*"}}`)}.text(),
		"everybody else":     form{policies: `"resource":{"Statement":[{"Effect":"Deny","NotPrincipal":{"AWS":"222233334444"},"Action":"*"}]}`}.text(),
		"unknown and absent": form{request: `"absent":[],"unknown":[]`}.text(),
	} {
		if err := validate(text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := casefile.Read(text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSchemaRefuses holds that the schema can fail: each change must be
// refused.
func TestSchemaRefuses(t *testing.T) {
	t.Parallel()
	validate := validator(t)
	full := fullCase.text()
	for old, replacement := range map[string]string{
		`"id":"a"`: `"id":""`, `"id":"a",`: "", `"expected":"Allowed"`: `"expected":"allowed"`, `"inferred"`: `"sure"`, `"family":"f"`: `"family":1`,
		`"id":"o-a"`: `"ID":"o-a"`, `"999900001111"`: `"99990000111"`, `"org":{`: `"org":5,"x":{`, `,"request":{`: `,"requests":{`, `,"policies":{"identity"`: `,"policy":{"identity"`,
		`"action"`: `"Action"`, `"sqs:SendMessage"`: `"sqs:*"`, `"principal":{"arn"`: `"principal":{"ARN"`, `"account":null`: `"account":""`, `"roleArn"`: `"roleARN"`,
		`"serviceLinked":false`: `"serviceLinked":"no"`, `{"Team":"red"}`: `{"Team":1}`, `"resource":{"arn":`: `"resource":{"name":`, `"account":"222233334444"`: `"account":"queue"`,
		`"a:n":1.5`: `"a:n":null`, `["x",2,false]`: `["x",[2]]`, `"absent":["k:a"]`: `"absent":"k:a"`, `"unknown":["*"]`: `"unknown":[1]`, `"context"`: `"contexts"`,
		`"identity":[`: `"identity":[null,`, `"missing"`: `"absent"`, `"boundary":null`: `"boundary":[]`, `"session"`: `"sessions"`, `"scps":[{`: `"scps":[{"documents":[],`,
		`"scps":[`: `"scps":[null,`, `"implicitFullAccess":true`: `"implicitFullAccess":null`, `"Version":"2012-10-17"`: `"Version":"2012-10-18"`, `"Statement":[`: `"Statements":[`,
		`"Effect":"Allow"`: `"Effect":"allow"`, `"Action":"*"`: `"Action":"*","NotAction":"a:b"`, `"Resource":"*"`: `"Resource":"*","NotResource":"a"`, `"Principal":`: `"NotPrincipal":"*","Principal":`,
		`{"AWS":["*"],`: `{"aws":["*"],`, `"Condition":{"Bool":{`: `"Condition":{"Bool":5,"x":{`, `"k:a":[true]`: `"k:a":[null]`, `[{"id"`: `{"id"`,
	} {
		changed := strings.Replace(full, old, replacement, 1)
		if changed == full {
			t.Errorf("the case has no %s", old)
			continue
		}
		if strings.HasPrefix(changed, "{") {
			changed = strings.TrimSuffix(changed, "]")
		}
		if validate(changed) == nil {
			t.Errorf("the schema takes %s", replacement)
		}
	}
}

// TestPage holds the example in docs/reference/cases.md to the schema, and to
// what the page says of it: every case is decided as expected.
func TestPage(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/reference/cases.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```json\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	if len(blocks) != 1 {
		t.Fatalf("the page has %d examples", len(blocks))
	}
	if err := validator(t)(blocks[0][1]); err != nil {
		t.Error(err)
	}
	cases, err := casefile.Read(blocks[0][1])
	if err != nil || len(cases) != 2 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	for _, c := range cases {
		if d := authz.Evaluate(c.Request, c.Policies); d.Effect != c.Expected {
			t.Errorf("%s: %s, want %s", c.ID, d.Effect, c.Expected)
		}
	}
}
