package policy_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hotline/jsonscan"
	"hotline/policy"
)

func text(s string) *policy.Text { return &policy.Text{Value: s} }

func texts(list ...string) []policy.Text {
	var out []policy.Text
	for _, s := range list {
		out = append(out, policy.Text{Value: s})
	}
	return out
}

// one is a string that stands alone, many a list.
func one(s string) policy.List            { return policy.List{Values: texts(s), Form: policy.Form{Single: true}} }
func many(list ...string) policy.List     { return policy.List{Values: texts(list...)} }
func onePtr(s string) *policy.List        { l := one(s); return &l }
func manyPtr(list ...string) *policy.List { l := many(list...); return &l }

// A formCase is a text, and the document it holds but for positions.
type formCase struct {
	name, text string
	want       *policy.Document
}

// runForms checks how each text is parsed, that printing gives it back to the
// letter, and that it survives being printed and parsed again.
func runForms(t *testing.T, cases []formCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := mustParse(t, c.text)
			if difference := diff(c.want, d); difference != "" {
				t.Errorf("parsed (-want +got):\n%s", difference)
			}
			if got := marshal(t, d); got != c.text {
				t.Errorf("printed\n\t%s\nwant\n\t%s", got, c.text)
			}
			roundTrip(t, d)
		})
	}
}

func TestDocumentForms(t *testing.T) {
	t.Parallel()
	listForm, single := policy.Form{}, policy.Form{Single: true}
	st := policy.Statement{Effect: *text("Deny"), Action: onePtr("*")}
	const stText = `{"Effect":"Deny","Action":"*"}`
	runForms(t, []formCase{
		{"no statements", `{"Statement":[]}`, &policy.Document{Statement: listForm}},
		{"one statement, no list", `{"Statement":` + stText + `}`, &policy.Document{Statements: []policy.Statement{st}, Statement: single}},
		{"list of one statement", `{"Statement":[` + stText + `]}`, &policy.Document{Statements: []policy.Statement{st}, Statement: listForm}},
		{"two statements", `{"Statement":[` + stText + `,` + stText + `]}`, &policy.Document{Statements: []policy.Statement{st, st}, Statement: listForm}},
		{"version of 2008", `{"Version":"2008-10-17","Statement":[]}`, &policy.Document{Version: text("2008-10-17")}},
		{"version of 2012", `{"Version":"2012-10-17","Statement":[]}`, &policy.Document{Version: text("2012-10-17")}},
		{"Id", `{"Id":"cd3ad3d9-2776-4ef1-a904-4c229d1642ee","Statement":[]}`, &policy.Document{ID: text("cd3ad3d9-2776-4ef1-a904-4c229d1642ee")}},
		{"empty Id", `{"Id":"","Statement":[]}`, &policy.Document{ID: text("")}},
		{"another order", `{"Statement":[],"Id":"i","Version":"2012-10-17"}`, &policy.Document{ID: text("i"), Version: text("2012-10-17")}},
		{
			"unknown elements", `{"x":{"b":1,"a":[null]},"Statement":[],"statement":2.50}`,
			&policy.Document{Unknown: []policy.Unknown{{Key: *text("x"), Raw: `{"b":1,"a":[null]}`}, {Key: *text("statement"), Raw: `2.50`}}},
		},
	})
}

func TestStatementForms(t *testing.T) {
	t.Parallel()
	const effect = `"Effect":"Allow",`
	all := policy.Statement{Action: onePtr("*")}
	with := func(change func(*policy.Statement)) policy.Statement {
		st := all
		change(&st)
		return st
	}
	var cases []formCase
	for name, c := range map[string]struct {
		text string
		want policy.Statement
	}{
		"Action alone":           {effect + `"Action":"iam:PassRole"`, policy.Statement{Action: onePtr("iam:PassRole")}},
		"Action as list of one":  {effect + `"Action":["iam:*"]`, policy.Statement{Action: manyPtr("iam:*")}},
		"Action as list":         {effect + `"Action":["b:?","a:B","b:?"]`, policy.Statement{Action: manyPtr("b:?", "a:B", "b:?")}},
		"Action as empty list":   {effect + `"Action":[]`, policy.Statement{Action: manyPtr()}},
		"empty Action":           {effect + `"Action":""`, policy.Statement{Action: onePtr("")}},
		"NotAction alone":        {effect + `"NotAction":"iam:*"`, policy.Statement{NotAction: onePtr("iam:*")}},
		"NotAction as list":      {effect + `"NotAction":["a:*","b:*"]`, policy.Statement{NotAction: manyPtr("a:*", "b:*")}},
		"Resource alone":         {effect + `"Action":"*","Resource":"*"`, with(func(s *policy.Statement) { s.Resource = onePtr("*") })},
		"Resource as list":       {effect + `"Action":"*","Resource":["arn:aws:s3:::B","${aws:username}"]`, with(func(s *policy.Statement) { s.Resource = manyPtr("arn:aws:s3:::B", "${aws:username}") })},
		"Resource as empty list": {effect + `"Action":"*","Resource":[]`, with(func(s *policy.Statement) { s.Resource = manyPtr() })},
		"NotResource alone":      {effect + `"Action":"*","NotResource":"a"`, with(func(s *policy.Statement) { s.NotResource = onePtr("a") })},
		"NotResource as list":    {effect + `"Action":"*","NotResource":["a","b"]`, with(func(s *policy.Statement) { s.NotResource = manyPtr("a", "b") })},
		"Sid":                    {`"Sid":"One",` + effect + `"Action":"*"`, with(func(s *policy.Statement) { s.Sid = text("One") })},
		"empty Sid":              {`"Sid":"",` + effect + `"Action":"*"`, with(func(s *policy.Statement) { s.Sid = text("") })},
		"another order":          {`"Resource":"r","Action":"*",` + effect + `"Sid":"s"`, with(func(s *policy.Statement) { s.Sid, s.Resource = text("s"), onePtr("r") })},
		"unknown elements": {`"action":["x"],` + effect + `"Action":"*","Comment":"<&>"`, with(func(s *policy.Statement) {
			s.Unknown = []policy.Unknown{{*text("action"), `["x"]`}, {*text("Comment"), `"<&>"`}}
		})},
	} {
		c.want.Effect = *text("Allow")
		cases = append(cases, formCase{name, `{"Statement":[{` + c.text + `}]}`, &policy.Document{Statements: []policy.Statement{c.want}}})
	}
	runForms(t, cases)
}

func TestPrincipalForms(t *testing.T) {
	t.Parallel()
	entry := func(kind string, names policy.List) policy.PrincipalEntry {
		return policy.PrincipalEntry{Kind: *text(kind), Names: names}
	}
	entries := func(list ...policy.PrincipalEntry) *policy.Principals { return &policy.Principals{Entries: list} }
	var cases []formCase
	for name, c := range map[string]struct {
		text string
		want *policy.Principals
	}{
		"everyone":        {`"*"`, &policy.Principals{Star: true}},
		"nobody":          {`{}`, &policy.Principals{}},
		"AWS alone":       {`{"AWS":"123456789012"}`, entries(entry("AWS", one("123456789012")))},
		"AWS star":        {`{"AWS":"*"}`, entries(entry("AWS", one("*")))},
		"AWS list":        {`{"AWS":["arn:aws:iam::123456789012:root","AROAEXAMPLE"]}`, entries(entry("AWS", many("arn:aws:iam::123456789012:root", "AROAEXAMPLE")))},
		"AWS empty list":  {`{"AWS":[]}`, entries(entry("AWS", many()))},
		"Service":         {`{"Service":"ec2.amazonaws.com"}`, entries(entry("Service", one("ec2.amazonaws.com")))},
		"Service list":    {`{"Service":["a.amazonaws.com","b.amazonaws.com"]}`, entries(entry("Service", many("a.amazonaws.com", "b.amazonaws.com")))},
		"Federated":       {`{"Federated":"cognito-identity.amazonaws.com"}`, entries(entry("Federated", one("cognito-identity.amazonaws.com")))},
		"CanonicalUser":   {`{"CanonicalUser":"79a59df9"}`, entries(entry("CanonicalUser", one("79a59df9")))},
		"all kinds":       {`{"Service":"s","AWS":["a"],"CanonicalUser":[],"Federated":"f"}`, entries(entry("Service", one("s")), entry("AWS", many("a")), entry("CanonicalUser", many()), entry("Federated", one("f")))},
		"unknown element": {`{"Aws":{"x":0},"AWS":"a","*":"*"}`, &policy.Principals{Entries: []policy.PrincipalEntry{entry("AWS", one("a"))}, Unknown: []policy.Unknown{{*text("Aws"), `{"x":0}`}, {*text("*"), `"*"`}}}},
	} {
		st := policy.Statement{Effect: *text("Allow"), Action: onePtr("*")}
		not := st
		st.Principal, not.NotPrincipal = c.want, c.want
		for element, st := range map[string]policy.Statement{"Principal": st, "NotPrincipal": not} {
			cases = append(cases, formCase{
				element + "/" + name, fmt.Sprintf(`{"Statement":[{"Effect":"Allow","%s":%s,"Action":"*"}]}`, element, c.text),
				&policy.Document{Statements: []policy.Statement{st}},
			})
		}
	}
	runForms(t, cases)
}

func TestConditionForms(t *testing.T) {
	t.Parallel()
	value := func(kind jsonscan.Kind, s string) policy.Value { return policy.Value{Text: *text(s), Kind: kind} }
	str := func(s string) policy.Value { return value(jsonscan.String, s) }
	oneValue := func(name string, v policy.Value) policy.ConditionKey {
		return policy.ConditionKey{Name: *text(name), Values: []policy.Value{v}, Form: policy.Form{Single: true}}
	}
	manyValues := func(name string, v ...policy.Value) policy.ConditionKey {
		return policy.ConditionKey{Name: *text(name), Values: v}
	}
	op := func(name string, keys ...policy.ConditionKey) policy.Operator {
		return policy.Operator{Name: *text(name), Keys: keys}
	}
	var cases []formCase
	for name, c := range map[string]struct {
		text string
		want []policy.Operator
	}{
		"empty":           {`{}`, nil},
		"empty operator":  {`{"StringEquals":{}}`, []policy.Operator{op("StringEquals")}},
		"string":          {`{"StringEquals":{"aws:username":"x"}}`, []policy.Operator{op("StringEquals", oneValue("aws:username", str("x")))}},
		"list of one":     {`{"StringEquals":{"k":["x"]}}`, []policy.Operator{op("StringEquals", manyValues("k", str("x")))}},
		"list":            {`{"StringLike":{"k":["y","x","y"]}}`, []policy.Operator{op("StringLike", manyValues("k", str("y"), str("x"), str("y")))}},
		"empty list":      {`{"StringLike":{"k":[]}}`, []policy.Operator{op("StringLike", manyValues("k"))}},
		"number":          {`{"NumericLessThan":{"k":3600}}`, []policy.Operator{op("NumericLessThan", oneValue("k", value(jsonscan.Number, "3600")))}},
		"odd number":      {`{"NumericLessThan":{"k":-1.50E+2}}`, []policy.Operator{op("NumericLessThan", oneValue("k", value(jsonscan.Number, "-1.50E+2")))}},
		"number as text":  {`{"NumericLessThan":{"k":"3600"}}`, []policy.Operator{op("NumericLessThan", oneValue("k", str("3600")))}},
		"boolean":         {`{"Bool":{"k":true}}`, []policy.Operator{op("Bool", oneValue("k", value(jsonscan.Bool, "true")))}},
		"boolean as text": {`{"Bool":{"k":"false"}}`, []policy.Operator{op("Bool", oneValue("k", str("false")))}},
		"mixed list":      {`{"Null":{"k":[false,"false",0]}}`, []policy.Operator{op("Null", manyValues("k", value(jsonscan.Bool, "false"), str("false"), value(jsonscan.Number, "0")))}},
		"qualifiers":      {`{"ForAnyValue:StringLikeIfExists":{"k":"x"},"ForAllValues:ArnEquals":{"k":"y"}}`, []policy.Operator{op("ForAnyValue:StringLikeIfExists", oneValue("k", str("x"))), op("ForAllValues:ArnEquals", oneValue("k", str("y")))}},
		"several keys":    {`{"StringEquals":{"b/C":"x","a":"y","B/C":"z"}}`, []policy.Operator{op("StringEquals", oneValue("b/C", str("x")), oneValue("a", str("y")), oneValue("B/C", str("z")))}},
		"odd characters":  {`{"<&>é\"\\":{"\u2028":"\u0000\n😀/"}}`, []policy.Operator{op("<&>é\"\\", oneValue("\u2028", str("\x00\n😀/")))}},
	} {
		cases = append(cases, formCase{name, `{"Statement":[{"Effect":"Allow","Action":"*","Condition":` + c.text + `}]}`, &policy.Document{
			Statements: []policy.Statement{{Effect: *text("Allow"), Action: onePtr("*"), Condition: &policy.Condition{Operators: c.want}}},
		}})
	}
	runForms(t, cases)
}

func TestLanguageVersion(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"Statement":[]}`:                        "2008-10-17",
		`{"Version":"2008-10-17","Statement":[]}`: "2008-10-17",
		`{"Version":"2012-10-17","Statement":[]}`: "2012-10-17",
	} {
		if got := mustParse(t, text).LanguageVersion(); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// Within a larger text, Read must leave the scanner behind the document.
func TestReadWithinAText(t *testing.T) {
	t.Parallel()
	s, err := jsonscan.New("[\n {\"Statement\":[]} , {\"Statement\":{}}]", jsonscan.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	err = s.Array("a list of documents", func() error {
		d, err := policy.Read(s)
		if err == nil {
			got = append(got, d.Position.String(), d.Statement.Position.String(), s.Position().String())
		}
		return err
	})
	wantError(t, err, "2:34: expected an Effect in the statement, found none")
	if difference := cmp.Diff([]string{"2:2", "2:15", "2:18"}, got); difference != "" {
		t.Error(difference)
	}
}

// A document can be part of what json.Marshal is given.
func TestMarshalWithinAValue(t *testing.T) {
	t.Parallel()
	out, err := json.Marshal(map[string]any{"PolicyDocument": mustParse(t, ` { "Id" : "a" , "Statement" : [ ] } `)})
	if want := `{"PolicyDocument":{"Id":"a","Statement":[]}}`; string(out) != want || err != nil {
		t.Errorf("got %s, %v", out, err)
	}
}
