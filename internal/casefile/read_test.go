package casefile_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hotline/authz"
	"hotline/internal/casefile"
	"hotline/jsonscan"
)

// TestCase reads what a case says of itself.
func TestCase(t *testing.T) {
	t.Parallel()
	cases, err := casefile.Read(`[
  {"id":"full","family":"f","reference":"https://docs.aws.amazon.com/x","note":"n","certainty":"ambiguous","expected":"Unknown",
   "source":{"passed over":[1,null]},"request":{"principal":` + dana + `,"action":"sqs:SendMessage","resource":{"arn":"r","account":"333344445555"}},"policies":{}},
  {"policies":null,"request":{"principal":null,"action":"s3:GetObject","resource":null,"context":null},"expected":"Conditional","id":"plain","note":null,"certainty":null}
 ]`)
	if err != nil {
		t.Fatal(err)
	}
	type said struct {
		ID, Family, Reference, Note string
		Certainty                   casefile.Certainty
		Expected                    authz.Effect
		Principal, Action           string
		Resource, Account           string
		Position                    jsonscan.Position
	}
	var got []said
	for _, c := range cases {
		r := c.Request
		got = append(got, said{
			c.ID, c.Family, c.Reference, c.Note, c.Certainty, c.Expected,
			r.Principal.String(), r.Action.String(), r.Resource, r.ResourceAccount, c.Position,
		})
	}
	want := []said{
		{
			"full", "f", "https://docs.aws.amazon.com/x", "n", casefile.Ambiguous, authz.Unknown,
			"arn:aws:iam::222233334444:user/dana", "sqs:SendMessage", "r", "333344445555", jsonscan.Position{Line: 2, Column: 3},
		},
		{
			"plain", "", "", "", casefile.Documented, authz.Conditional,
			"anonymous", "s3:GetObject", "*", "", jsonscan.Position{Line: 4, Column: 3},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestWords reads every word of expected and of certainty.
func TestWords(t *testing.T) {
	t.Parallel()
	for _, effect := range []authz.Effect{authz.Allowed, authz.ImplicitlyDenied, authz.ExplicitlyDenied, authz.Conditional, authz.Unknown} {
		text := strings.Replace(form{}.text(), `"expected":"Allowed"`, fmt.Sprintf(`"expected":%q`, effect), 1)
		if c := readOne(t, text); c.Expected != effect {
			t.Errorf("%s, want %s", c.Expected, effect)
		}
	}
	for _, certainty := range []casefile.Certainty{casefile.Documented, casefile.Inferred, casefile.Ambiguous} {
		if c := readOne(t, form{top: fmt.Sprintf(`"certainty":%q`, certainty)}.text()); c.Certainty != certainty {
			t.Errorf("%s, want %s", c.Certainty, certainty)
		}
	}
	if c := readOne(t, form{}.text()); c.Certainty != casefile.Documented {
		t.Errorf("without a word: %s", c.Certainty)
	}
}

// TestNoCases holds that a file without cases does not pass for one whose cases
// are all as expected.
func TestNoCases(t *testing.T) {
	t.Parallel()
	if _, err := casefile.Read(" [ ]\n"); err == nil || err.Error() != "1:5: expected at least one case" {
		t.Errorf("%v", err)
	}
}

// TestSeveralCases holds that a case takes nothing over from the one before.
func TestSeveralCases(t *testing.T) {
	t.Parallel()
	first := form{
		top: `"org":{"id":"o-a","managementAccount":"222233334444"},"certainty":"inferred"`, request: `"context":{"k:a":"1"},"unknown":["*"]`,
		policies: identity(allow) + `,"boundary":` + deny + `,"rcps":[{"implicitFullAccess":false}]`,
	}.text()
	second := strings.Replace(form{policies: identity(allow, allowIf("Null", "k:a", "false")) + `,"rcps":[{"node":"root","policies":[]}]`}.text(), `"id":"a"`, `"id":"b"`, 1)
	cases, err := casefile.Read(strings.TrimSuffix(first, "]") + ",\n" + strings.TrimPrefix(second, "["))
	if err != nil || len(cases) != 2 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	if d := authz.Evaluate(cases[0].Request, cases[0].Policies); d.Effect != authz.ExplicitlyDenied {
		t.Errorf("the first: %s", d.Effect)
	}
	if d := authz.Evaluate(cases[1].Request, cases[1].Policies); d.Effect != authz.Allowed || cases[1].Certainty != casefile.Documented {
		t.Errorf("the second: %s, %s", d.Effect, cases[1].Certainty)
	}
}

// TestFaultsCostOnlyTheirCases holds that the other cases of a file are read.
func TestFaultsCostOnlyTheirCases(t *testing.T) {
	t.Parallel()
	good := `{"id":"%s","expected":"Allowed","policies":{},"request":{"principal":{"arn":"*"},"action":"a:b","unknown":null,"absent":null}}`
	text := "[" + strings.Replace(good, "%s", "one", 1) + ",\n" +
		strings.Replace(strings.Replace(good, "%s", "two", 1), `"principal":{"arn":"*"},`, "", 1) + ",\n" +
		strings.Replace(strings.Replace(good, "%s", "three", 1), `"unknown"`, `"context":{"k":[null]},"unknown"`, 1) + ",\n" +
		strings.Replace(good, "%s", "four", 1) + "]"
	cases, err := casefile.Read(text)
	if len(cases) != 2 || cases[0].ID != "one" || cases[1].ID != "four" {
		t.Errorf("%d cases: %v", len(cases), cases)
	}
	want := "2:58: expected a principal in this request, found none\n3:116: expected a string, number or boolean, found null"
	if err == nil || err.Error() != want {
		t.Errorf("%v\nwant %s", err, want)
	}
}
