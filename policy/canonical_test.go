package policy_test

import (
	"strings"
	"testing"

	"hotline/policy"
)

// A pairCase is two documents, or the elements of two.
type pairCase struct{ name, a, b string }

// runPairs checks whether the pairs are equivalent, in both directions.
func runPairs(t *testing.T, partition string, want bool, wrap func(string) string, pairs []pairCase) {
	t.Helper()
	for _, c := range pairs {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a, b := mustParse(t, wrap(c.a)), mustParse(t, wrap(c.b))
			if policy.Equivalent(a, b, partition) != want || policy.Equivalent(b, a, partition) != want {
				t.Errorf("equivalent: %t, want %t\n%s\n%s", !want, want, a.Canonical(partition), b.Canonical(partition))
			}
		})
	}
}

func whole(s string) string { return s }

func TestEquivalentDocuments(t *testing.T) {
	t.Parallel()
	const s1, s2 = `{"Effect":"Allow","Action":"a:*","Resource":"r"}`, `{"Effect":"Deny","Action":"a:*","Resource":"r"}`
	runPairs(t, "aws", true, whole, []pairCase{
		{"order of elements", `{"Version":"2012-10-17","Statement":[]}`, `{"Statement":[],"Version":"2012-10-17"}`},
		{"absent version", `{"Statement":[]}`, `{"Version":"2008-10-17","Statement":[]}`},
		{"Id", `{"Id":"a","Statement":[]}`, `{"Statement":[]}`},
		{"statement alone", `{"Statement":` + s1 + `}`, `{"Statement":[` + s1 + `]}`},
		{"order of statements", `{"Statement":[` + s1 + `,` + s2 + `]}`, `{"Statement":[` + s2 + `,` + s1 + `]}`},
		{"statement twice", `{"Statement":[` + s1 + `,` + s2 + `,` + s1 + `]}`, `{"Statement":[` + s1 + `,` + s2 + `]}`},
		{
			"statement twice in two spellings",
			`{"Statement":[` + s1 + `,{"Sid":"x","Resource":["r"],"Action":["A:*"],"Effect":"Allow"}]}`, `{"Statement":` + s1 + `}`,
		},
		{"unknown element in another order", `{"Statement":[],"x":{"a":1,"b":2.0}}`, `{"x":{ "b":2.0, "a":1 },"Statement":[]}`},
	})
	runPairs(t, "aws", false, whole, []pairCase{
		{"versions", `{"Version":"2012-10-17","Statement":[]}`, `{"Version":"2008-10-17","Statement":[]}`},
		{"absent version is not the newer", `{"Version":"2012-10-17","Statement":[]}`, `{"Statement":[]}`},
		{"effect", `{"Statement":[` + s1 + `]}`, `{"Statement":[` + s2 + `]}`},
		{"number of statements", `{"Statement":[` + s1 + `]}`, `{"Statement":[` + s1 + `,` + s2 + `]}`},
		{"no statement", `{"Statement":[` + s1 + `]}`, `{"Statement":[]}`},
		{"unknown element", `{"Statement":[],"x":1}`, `{"Statement":[]}`},
		{"value of an unknown element", `{"Statement":[],"x":[1,2]}`, `{"Statement":[],"x":[2,1]}`},
	})
}

func TestEquivalentStatements(t *testing.T) {
	t.Parallel()
	runPairs(t, "aws", true, allow, []pairCase{
		{"case of an action", `"Action":"iam:PassRole"`, `"Action":"IAM:passrole"`},
		{"case in NotAction", `"NotAction":["iam:*"]`, `"NotAction":["Iam:*"]`},
		{"order of actions", `"Action":["a:b","c:d"]`, `"Action":["c:d","a:b"]`},
		{"action twice", `"Action":["a:b","c:d","A:B"]`, `"Action":["a:b","c:d"]`},
		{"action alone", `"Action":"a:b"`, `"Action":["a:b"]`},
		{"resource alone", `"Action":"*","Resource":"r"`, `"Action":"*","Resource":["r"]`},
		{"order of resources", `"Action":"*","Resource":["r","s"]`, `"Action":"*","Resource":["s","r","s"]`},
		{"order in NotResource", `"Action":"*","NotResource":["r","s"]`, `"Action":"*","NotResource":["s","r"]`},
		{"Sid", `"Action":"*","Sid":"x"`, `"Action":"*"`},
		{"order of elements", `"Action":"*","Resource":"r"`, `"Resource":"r","Action":"*"`},
	})
	runPairs(t, "aws", false, allow, []pairCase{
		{"case of a resource", `"Action":"*","Resource":"arn:aws:s3:::b/x"`, `"Action":"*","Resource":"arn:aws:s3:::b/X"`},
		{"case in NotResource", `"Action":"*","NotResource":"x"`, `"Action":"*","NotResource":"X"`},
		{"Action and NotAction", `"Action":"a"`, `"NotAction":"a"`},
		{"Resource and NotResource", `"Action":"*","Resource":"r"`, `"Action":"*","NotResource":"r"`},
		{"no resource and none listed", `"Action":"*"`, `"Action":"*","Resource":[]`},
		{"an action more", `"Action":["a","b"]`, `"Action":["a"]`},
		{"unknown element", `"Action":"*","x":null`, `"Action":"*"`},
		{"case of an unknown element", `"Action":"*","Note":1`, `"Action":"*","note":1`},
	})
}

func principal(s string) string { return allow(`"Action":"*","Principal":` + s) }

func TestEquivalentPrincipals(t *testing.T) {
	t.Parallel()
	runPairs(t, "aws", true, principal, []pairCase{
		{"everyone", `"*"`, `{"AWS":"*"}`},
		{"everyone in a list", `"*"`, `{"AWS":["*"]}`},
		{"account", `{"AWS":"111122223333"}`, `{"AWS":["arn:aws:iam::111122223333:root"]}`},
		{"account in both spellings", `{"AWS":["111122223333","arn:aws:iam::111122223333:root"]}`, `{"AWS":"111122223333"}`},
		{"order of kinds", `{"AWS":"a","Service":"s"}`, `{"Service":"s","AWS":"a"}`},
		{"order of names", `{"Service":["s","t"]}`, `{"Service":["t","s","t"]}`},
	})
	runPairs(t, "aws-cn", true, principal, []pairCase{
		{"account in China", `{"AWS":"111122223333"}`, `{"AWS":"arn:aws-cn:iam::111122223333:root"}`},
	})
	runPairs(t, "aws-cn", false, principal, []pairCase{
		{"account in China and root elsewhere", `{"AWS":"111122223333"}`, `{"AWS":"arn:aws:iam::111122223333:root"}`},
	})
	runPairs(t, "aws", false, principal, []pairCase{
		{"account and root in China", `{"AWS":"111122223333"}`, `{"AWS":"arn:aws-cn:iam::111122223333:root"}`},
		{"eleven digits", `{"AWS":"11112222333"}`, `{"AWS":"arn:aws:iam::11112222333:root"}`},
		{"account of another kind", `{"Federated":"111122223333"}`, `{"Federated":"arn:aws:iam::111122223333:root"}`},
		{"canonical user", `{"CanonicalUser":"111122223333"}`, `{"CanonicalUser":"arn:aws:iam::111122223333:root"}`},
		{"case of a name", `{"AWS":"arn:aws:iam::111122223333:role/a"}`, `{"AWS":"arn:aws:iam::111122223333:role/A"}`},
		{"everyone and every service", `"*"`, `{"Service":"*"}`},
		{"nobody and an empty list", `{}`, `{"AWS":[]}`},
		{"unknown kind", `{"aws":"*"}`, `{"AWS":"*"}`},
		{"unknown kind besides", `{"AWS":"a","x":1}`, `{"AWS":"a"}`},
	})
	runPairs(t, "aws", true, whole, []pairCase{
		{"NotPrincipal", allow(`"Action":"*","NotPrincipal":{"AWS":"111122223333"}`), allow(`"NotPrincipal":{"AWS":["arn:aws:iam::111122223333:root"]},"Action":"*"`)},
	})
	runPairs(t, "aws", false, whole, []pairCase{
		{"Principal and NotPrincipal", allow(`"Action":"*","NotPrincipal":"*"`), allow(`"Action":"*","Principal":"*"`)},
		{"Principal and none", allow(`"Action":"*"`), allow(`"Action":"*","Principal":"*"`)},
	})
}

func condition(s string) string { return allow(`"Action":"*","Condition":` + s) }

func TestEquivalentConditions(t *testing.T) {
	t.Parallel()
	runPairs(t, "aws", true, condition, []pairCase{
		{"number and its text", `{"NumericEquals":{"k":10}}`, `{"NumericEquals":{"k":"10"}}`},
		{"boolean and its text", `{"Bool":{"k":true}}`, `{"Bool":{"k":["true"]}}`},
		{"number and its text in one list", `{"NumericEquals":{"k":[10,"10"]}}`, `{"NumericEquals":{"k":10}}`},
		{"case of a key", `{"Bool":{"aws:SecureTransport":true}}`, `{"Bool":{"AWS:securetransport":true}}`},
		{"case before the tag key", `{"StringEquals":{"aws:RequestTag/Team":"x"}}`, `{"StringEquals":{"AWS:requesttag/Team":"x"}}`},
		{"order of values", `{"StringEquals":{"k":["x","y"]}}`, `{"StringEquals":{"k":["y","x","y"]}}`},
		{"order of keys", `{"StringEquals":{"k":"x","l":"y"}}`, `{"StringEquals":{"l":"y","k":"x"}}`},
		{"order of operators", `{"A":{"k":"x"},"B":{"k":"x"}}`, `{"B":{"k":"x"},"A":{"k":"x"}}`},
		{"operator without keys", `{"A":{},"B":{"k":"x"}}`, `{"B":{"k":"x"}}`},
	})
	runPairs(t, "aws", true, whole, []pairCase{
		{"empty condition", condition(`{}`), allow(`"Action":"*"`)},
		{"only operators without keys", condition(`{"A":{},"B":{}}`), allow(`"Action":"*"`)},
	})
	runPairs(t, "aws", false, condition, []pairCase{
		{"case of a value", `{"StringEquals":{"k":"x"}}`, `{"StringEquals":{"k":"X"}}`},
		{"case of a tag key", `{"StringEquals":{"aws:RequestTag/Team":"x"}}`, `{"StringEquals":{"aws:RequestTag/team":"x"}}`},
		{"case after a second slash", `{"StringEquals":{"a/b/C":"x"}}`, `{"StringEquals":{"a/b/c":"x"}}`},
		{"operator", `{"StringEquals":{"k":"x"}}`, `{"StringLike":{"k":"x"}}`},
		{"qualifier", `{"ForAnyValue:StringEquals":{"k":"x"}}`, `{"ForAllValues:StringEquals":{"k":"x"}}`},
		{"suffix", `{"StringEqualsIfExists":{"k":"x"}}`, `{"StringEquals":{"k":"x"}}`},
		{"spelling of a number", `{"NumericEquals":{"k":1}}`, `{"NumericEquals":{"k":1.0}}`},
		{"no value", `{"StringEquals":{"k":[]}}`, `{"StringEquals":{}}`},
		// Both are tested, so that neither may get lost.
		{"keys that differ in case", `{"StringEquals":{"k":"x","K":"y"}}`, `{"StringEquals":{"k":"x"}}`},
		{"and the other of them", `{"StringEquals":{"k":"x","K":"y"}}`, `{"StringEquals":{"k":"y"}}`},
		{"and which of them", `{"StringEquals":{"k":"x","K":"y"}}`, `{"StringEquals":{"k":"y","K":"x"}}`},
		{"and with a tag key", `{"StringEquals":{"a/K":"x","A/K":"y"}}`, `{"StringEquals":{"a/K":"x"}}`},
	})
}

// The bytes of the canonical form are kept in files of users, and so must not
// change.
func TestCanonicalBytes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{"nothing", `{"Statement":[]}`, `{"Statement":[],"Version":"2008-10-17"}`},
		{
			"everything", `{
				"Id": "i", "Note": {"b": 1.0, "a": "<"}, "Version": "2012-10-17",
				"Statement": [
					{"Sid": "2", "Resource": ["s", "R", "s"], "Action": ["s3:GetObject", "iam:*"], "Effect": "Allow", "Comment": null,
						"Condition": {"StringLike": {"aws:X/Y": "é", "K": [2, "10", true], "Same": "A", "same": "b"}, "Bool": {}}},
					{"Sid": "1", "Effect": "Deny", "NotAction": "SUPPORT:*", "NotResource": [], "NotPrincipal": {"CanonicalUser": "c", "AWS": ["111122223333", "*"]}},
					{"Effect": "Allow", "Action": [], "Principal": "*"}
				]
			}`,
			`{"Note":{"a":"<","b":1.0},"Statement":[` +
				`{"Action":["iam:*","s3:getobject"],"Comment":null,"Condition":{"StringLike":{"Same":["A"],"aws:x/Y":["é"],"k":["10","2","true"],"same":["b"]}},"Effect":"Allow","Resource":["R","s"]},` +
				`{"Action":[],"Effect":"Allow","Principal":{"AWS":["*"]}},` +
				`{"Effect":"Deny","NotAction":["support:*"],"NotPrincipal":{"AWS":["*","arn:aws:iam::111122223333:root"],"CanonicalUser":["c"]},"NotResource":[]}` +
				`],"Version":"2012-10-17"}`,
		},
	} {
		if got := string(mustParse(t, c.text).Canonical("aws")); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

// Canonical must not change the document, whose lists it sorts.
func TestCanonicalLeavesTheDocument(t *testing.T) {
	t.Parallel()
	const text = `{"Statement":[{"Effect":"Deny","Action":["B:x","a:X"]},{"Effect":"Allow","Action":"B"}]}`
	d := mustParse(t, text)
	d.Canonical("aws")
	if got := marshal(t, d); got != text {
		t.Errorf("it is now %s", got)
	}
}

func TestIsAccountID(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]bool{
		"111122223333": true, "000000000000": true, "11112222333": false, "1111222233334": false, "": false,
		"11112222333x": false, "x11122223333": false, "11112x223333": false, "١١١١١١": false, strings.Repeat(" ", 12): false,
	} {
		if policy.IsAccountID(id) != want {
			t.Errorf("%q: %t", id, !want)
		}
	}
}
