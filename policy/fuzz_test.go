package policy_test

import (
	"errors"
	"strings"
	"testing"
	"unicode"

	"hotline/policy"
)

// FuzzParse checks on any text that Parse does not panic and complains in a
// way that can be shown, and that what it accepts survives printing and has a
// canonical form.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		``, `{}`, `[]`, `{"Statement":[]}`, `{"Statement":{}}`, "{\"Statement\":[\xff]}",
		`{"Version":"2012-10-17","Id":"i","Statement":[{"Sid":"s","Effect":"Allow","Action":"*","Resource":"*"}]}`,
		`{"Version":"2008-10-17","Statement":{"Effect":"Deny","NotAction":["IAM:*","iam:*"],"NotResource":["b","a"]}}`,
		`{"Version":"2013-10-17","Statement":[]}`, `{"Statement":[{"Effect":"allow","Action":"a"}]}`,
		allow(`"Action":"a","NotAction":"b"`), allow(`"Action":"a","Action":"b"`),
		principal(`"*"`), principal(`{"AWS":["111122223333","*"],"Service":"s"}`), principal(`{"Federated":"f","CanonicalUser":[]}`), principal(`{"x":{"y":1}}`),
		condition(`{"StringEquals":{"aws:X/Y":"z","AWS:x/Y":[1,true]},"Null":{}}`), condition(`{"Bool":{"k":null}}`),
		allow(`"Action":"\u0069am:\ud83d\ude00\u2028<"`), allow(`"Action":"İK"`), allow(`"Action":"\ud83d"`),
		`{"x":[1.0,-0,1e999,{"a":1,"a":2}], "Statement" : [ ] }`,
		"{\n\t\"Statement\": [\n\t\t{ \"Effect\": \"Deny\", \"Action\": [] }\n\t]\n}\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := policy.Parse(text)
		if err != nil {
			checkError(t, err)
			return
		}
		roundTrip(t, d)
		// A statement that stands alone gets a list around it in the canonical
		// form, which may then be nested deeper than Parse accepts.
		if strings.Count(text, "[")+strings.Count(text, "{") < 100 {
			checkCanonical(t, d, "aws")
		}
		if !policy.Equivalent(d, mustParse(t, marshal(t, d)), "aws") {
			t.Error("not equivalent to itself, printed and parsed again")
		}
	})
}

// checkError checks that err has a place, and a message that a terminal can
// show on one line.
func checkError(t *testing.T, err error) {
	t.Helper()
	var e *policy.Error
	if !errors.As(err, &e) {
		t.Fatalf("%v is no *Error", err)
	}
	if !e.Position.IsValid() || e.Position.Column == 0 || e.Message == "" {
		t.Errorf("incomplete: %+v", e)
	}
	if strings.ContainsFunc(e.Message, func(r rune) bool { return !unicode.IsPrint(r) }) {
		t.Errorf("message is not printable: %q", e.Message)
	}
}

func FuzzMatchAction(f *testing.F) {
	for _, seed := range [][2]string{
		{"*", "iam:PassRole"}, {"iam:*Role", "IAM:passrole"}, {"*a*b*c", "aabbc"}, {"?", ""}, {"??", "é"}, {"İ", "i"}, {"", ""},
		{"*?*?", "ab"}, {"\xff*", "\xff\xfe"}, {"a*ab", "ab"}, {"\u212a", "k"}, {"[a-z]", "b"}, {"*:*", "*"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, pattern, action string) {
		if strings.Count(pattern, "*") > 5 || len(pattern) > 24 || len(action) > 24 {
			policy.MatchAction(pattern, action) // too much for the reference
			return
		}
		checkMatch(t, pattern, action)
	})
}
