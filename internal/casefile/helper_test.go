package casefile_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"hotline/authz"
	"hotline/internal/casefile"
	"hotline/jsonscan"
)

const (
	dana  = `{"arn":"arn:aws:iam::222233334444:user/dana"}`
	queue = `{"arn":"arn:aws:sqs:eu-west-1:222233334444:jobs","account":"222233334444"}`
)

// A form is one way to write a case, and what is decided where it is
// understood. What it leaves out is dana, who sends a message to her account's
// queue, with a policy that allows her everything.
type form struct {
	name      string
	top       string // members of the case
	principal string
	action    string
	resource  string
	request   string // members of the request
	policies  string // members of the policies
	want      authz.Effect
}

// text is the file with the case.
func (f form) text() string {
	or := func(s, otherwise string) string {
		if s == "" {
			return otherwise
		}
		return s
	}
	more := func(s string) string {
		if s == "" {
			return ""
		}
		return "," + s
	}
	return `[{"id":"a","expected":"Allowed"` + more(f.top) + `,"request":{"principal":` + or(f.principal, dana) +
		`,"action":"` + or(f.action, "sqs:SendMessage") + `","resource":` + or(f.resource, queue) + more(f.request) +
		`},"policies":{` + or(f.policies, `"identity":[`+allow+`]`) + `}}]`
}

// Policies.
const (
	allow = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`
	deny  = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}`
	// allowNothing allows what is never asked for.
	allowNothing = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:GetUser","Resource":"*"}]}`
)

// allowIf allows where a condition holds.
func allowIf(operator, key, value string) string {
	return fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{%q:{%q:%s}}}]}`, operator, key, value)
}

// ofResource is a resource policy that allows a principal everything.
func ofResource(principal string) string {
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":` + principal + `,"Action":"*","Resource":"*"}]}`
}

func identity(documents ...string) string {
	return `"identity":[` + strings.Join(documents, ",") + `]`
}

// readOne reads a file that has one case.
func readOne(t *testing.T, text string) casefile.Case {
	t.Helper()
	cases, err := casefile.Read(text)
	if err != nil || len(cases) != 1 {
		t.Fatalf("%d cases, %v\n%s", len(cases), err, text)
	}
	return cases[0]
}

// decide holds each form to what is decided.
func decide(t *testing.T, forms []form) {
	t.Helper()
	for _, f := range forms {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			c := readOne(t, f.text())
			if d := authz.Evaluate(c.Request, c.Policies); d.Effect != f.want {
				t.Errorf("%s, want %s; %s\n%s", d.Effect, f.want, d.Condition, f.text())
			}
		})
	}
}

// A refusal is a text that is refused. The mark "¦" stands before the place
// that must be named, and is no part of the text.
type refusal struct{ name, text, want string }

func refuse(t *testing.T, refusals []refusal) {
	t.Helper()
	for _, r := range refusals {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			before, after, marked := strings.Cut(r.text, "¦")
			if !marked {
				t.Fatal("there is no mark in the text")
			}
			line := before[strings.LastIndexByte(before, '\n')+1:]
			want := fmt.Sprintf("%d:%d: %s", 1+strings.Count(before, "\n"), 1+len(line), r.want)
			cases, err := casefile.Read(before + after)
			var fault *jsonscan.Error
			if !errors.As(err, &fault) || err.Error() != want {
				t.Errorf("%d cases, %v\nwant %s", len(cases), err, want)
			}
		})
	}
}
