package redact

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"
)

// TestValues holds what becomes of the values of keys.
func TestValues(t *testing.T) {
	t.Parallel()
	r := redactor()
	for _, c := range []struct{ key, text, want string }{
		{"UserName", "anna.kern", "§.§"}, {"Path", "/squad/", "/§/"}, {"Description", "For the orders", "§ § §"},
		{"CreateDate", "2026-01-05T10:00:00+00:00", "2026-01-05T10:00:00+00:00"}, {"JoinedTimestamp", "2026-01-05T10:00:00.12+00:00", "2026-01-05T10:00:00.12+00:00"},
		{"CreateDate", "yesterday", "§"}, {"RoleName", "2026-01-05", "§-§-§"}, {"CreateDate", "2026-01-05Torders", "§-§-§"},
		{"CreateDate", "2026-01-05T10:00:00.000000000+00:00000", "§-§-§:§:§.§+§:§"}, {"CreateDate", "20260-1-05", "§-§-§"},
		{"Status", "ACTIVE", "ACTIVE"}, {"Status", "ORDERS", "§"}, {"RoleName", "ACTIVE", "§"}, {"Type", "SERVICE_CONTROL_POLICY", "SERVICE_CONTROL_POLICY"},
		{"PermissionsBoundaryType", "Policy", "Policy"}, {"ReportFormat", "text/csv", "text/csv"},
		{"Region", "eu-west-1", "eu-west-1"}, {"LastAccessedRegion", "us-east-1", "us-east-1"}, {"Region", "berlin", "§"}, {"UserName", "eu-west-1", "§-§-§"},
		{"VersionId", "v12", "v12"}, {"DefaultVersionId", "vNext", "§"}, {"RoleName", "v12", "§"},
		{"SessionDuration", "PT8H", "PT8H"}, {"SessionDuration", "Piano", "§"},
		{"ServicePrincipal", "sso.amazonaws.com", "sso.amazonaws.com"}, {"ServicePrincipal", "idp.orders.com", "§.§.§"},
		{"ServiceNamespace", "s3", "s3"}, {"ServiceNamespace", "berlin", "§"},
		{"Partition", "aws-cn", "aws-cn"}, {"Partition", "berlin", "§"},
		{"schema", "hotline/snapshot/1", "hotline/snapshot/1"}, {"schema", "hotline/snapshot/berlin", "§/§/§"}, {"created", "2026-01-05T10:00:00Z", "2026-01-05T10:00:00Z"},
		{"TagKeys", "owner", "owner"}, {"TagKey", "squad", "§"}, {"TagKey", "aws:cloudformation:stack-id", "aws:cloudformation:stack-id"},
		{"Email", "anna@acme.com", "§@§.§.example.com"},
		{"Paychecks", "berlin", "§"},
	} {
		if got := valueOf(t, r, c.key, c.text); !isLike(got, c.want, c.text) {
			t.Errorf("%s: %q became %q, want %s", c.key, c.text, got, c.want)
		}
	}
}

// TestObjects holds what becomes of objects as a whole: keys, tags, numbers,
// and what is beside an ARN of AWS.
func TestObjects(t *testing.T) {
	t.Parallel()
	r := redactor()
	w := func(s string) string { return image(t, r, s) }
	k := r.tagKey
	for _, c := range []struct{ in, want string }{
		{`{"RoleName":1,"Paychecks":2,"111122223333":3}`, `{"RoleName":1,"` + w("Paychecks") + `":2,"` + w("111122223333") + `":3}`},
		{`[111122223333,11112222333,-111122223333,1.5,true,null]`, `[` + w("111122223333") + `,11112222333,-111122223333,1.5,true,null]`},
		{`{"Tags":[{"Key":"Owner","Value":"anna"},{"Key":"squad","Value":" 2026-01-05 "},{"Key":5,"Value":["anna"]}]}`,
			`{"Tags":[{"Key":"Owner","Value":"` + w("anna") + `"},{"Key":"` + k("squad") + `","Value":" 2026-01-05 "},{"Key":5,"Value":["` + w("anna") + `"]}]}`},
		{`{"Key":"squad","Value":"{\"a\": 1}","x7":"y7"}`, `{"Key":"` + k("squad") + `","Value":"{\"a\": ` + w("1") + `}","` + w("x7") + `":"` + w("y7") + `"}`},
		{`{"Tags":{"Owner":"anna","squad":"TRUE"}}`, `{"Tags":{"Owner":"` + w("anna") + `","` + k("squad") + `":"TRUE"}}`},
		{`{"PolicyName":"x7","PolicyArn":"arn:aws:iam::aws:policy/x7"}`, `{"PolicyName":"x7","PolicyArn":"arn:aws:iam::aws:policy/x7"}`},
		{`{"Name":"x7","Arn":"arn:aws:iam::aws:policy/x7","Id":"x7","Path":["x7"]}`, `{"Name":"x7","Arn":"arn:aws:iam::aws:policy/x7","Id":"` + w("x7") + `","Path":["` + w("x7") + `"]}`},
		{`{"Name":"x7","Arn":"arn:aws:iam::111122223333:policy/x7"}`, `{"Name":"` + w("x7") + `","Arn":"arn:aws:iam::` + w("111122223333") + `:policy/` + w("x7") + `"}`},
		{`{"Name":"x7","Arn":5}`, `{"Name":"` + w("x7") + `","Arn":5}`},
		{`{"Arn":"x7"} {} [] "x7"`, `{"Arn":"` + w("x7") + "\"}\n{}\n[]\n\"" + w("x7") + `"`},
		{"\ufeff[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0001\\u00e9\"]", `["\"\\/\b\f\n\r\t\u0001` + w("é") + `"]`},
		{``, ``},
	} {
		got, err := r.JSON(c.in)
		if err != nil {
			t.Fatal(err)
		}
		if got = compacted(t, got); strings.TrimSpace(got) != c.want {
			t.Errorf("%s became\n%s\nwant\n%s", c.in, got, c.want)
		}
	}
}

// TestLayout holds how JSON is laid out.
func TestLayout(t *testing.T) {
	t.Parallel()
	got, err := redactor().JSON(`{"Roles":[{"Arn":null},[]],"Tags":{}}1`)
	want := "{\n    \"Roles\": [\n        {\n            \"Arn\": null\n        },\n        []\n    ],\n    \"Tags\": {}\n}\n1\n"
	if got != want || err != nil {
		t.Errorf("got\n%s, %v", got, err)
	}
}

// TestFaults holds that a fault of the JSON is told with its place, and that
// nothing else comes back.
func TestFaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{`{"a":1,` + "\n" + ` "a":2}`, `2:2: key "a" comes twice in one object`},
		{`{"a":[1,}`, `1:9: expected a value, found '}'`},
		{`{} x`, `1:4: expected a value, found 'x'`},
		{"\xff", `1:1: byte 0xff is not valid UTF-8; expected JSON in UTF-8`},
		{strings.Repeat("[", 200), `1:101: nested deeper than 100 levels`},
		{`"a`, `1:1: this string has no closing quote; the input ends within it`},
	} {
		out, err := redactor().JSON(c.in)
		if out != "" || err == nil || err.Error() != c.want {
			t.Errorf("%q: %q, %v", c.in, out, err)
		}
	}
}

// TestDocuments holds that documents in strings are redacted, and written as
// they were.
func TestDocuments(t *testing.T) {
	t.Parallel()
	r := redactor()
	in := `{ "Statement": [ { "Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::orders/a b+c/*" } ] }`
	want := `{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::` + image(t, r, "orders/a b+c/*") + `"}]}`
	for _, key := range []string{"AssumeRolePolicyDocument", "PolicyDocument", "Document", "Content", "InlinePolicy"} {
		if got := valueOf(t, r, key, in); got != want {
			t.Errorf("%s became %s", key, got)
		}
		encoded := valueOf(t, r, key, url.PathEscape(in))
		decoded, err := url.PathUnescape(encoded)
		if err != nil || decoded != want || strings.ContainsAny(encoded, " {}\"+") {
			t.Errorf("%s became %s", key, encoded)
		}
	}
	nested := `{"Content":"{\"Content\":\"{\\\"orders\\\":1}\"}"}`
	if got := valueOf(t, r, "Content", nested); strings.Contains(got, "orders") || !strings.HasPrefix(got, `{"Content":"{\"`) {
		t.Error(got)
	}
	for _, damaged := range []string{`{"Statement":[`, `{"Version":1,"Version":2}`, `{} {}`, `%7B%22orders`, `%zzorders`, `%`} {
		if got := valueOf(t, r, "Document", damaged); got != r.text(r.names, damaged) {
			t.Errorf("%s became %s", damaged, got)
		}
	}
}

// TestCredentialReport holds what becomes of a credential report.
func TestCredentialReport(t *testing.T) {
	t.Parallel()
	r := redactor()
	w := func(s string) string { return image(t, r, s) }
	in := "user,arn,user_creation_time,mfa_active,access_key_1_last_used_region,access_key_1_last_used_service,secret\n" +
		"<root_account>,arn:aws:iam::111122223333:root,2024-03-05T09:12:44+00:00,false,N/A,N/A,not_supported\n" +
		"\"s3,x7\",\"arn:aws:iam::111122223333:user/s3,x7\",2024-03-05,true,eu-west-1,s3,no_information\n" +
		"iam,arn:aws:iam::111122223333:user/iam,,true,,,orders\n"
	want := "user,arn,user_creation_time,mfa_active,access_key_1_last_used_region,access_key_1_last_used_service," + w("secret") + "\n" +
		"<root_account>,arn:aws:iam::" + w("111122223333") + ":root,2024-03-05T09:12:44+00:00,false,N/A,N/A,not_supported\n" +
		"\"" + w("s3,x7") + "\",\"arn:aws:iam::" + w("111122223333") + ":user/" + w("s3,x7") + "\",2024-03-05,true,eu-west-1,s3,no_information\n" +
		w("iam") + ",arn:aws:iam::" + w("111122223333") + ":user/" + w("iam") + ",,true,,," + w("orders") + "\n"
	if got := valueOf(t, r, "Content", in); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	got, err := base64.StdEncoding.DecodeString(valueOf(t, r, "Content", base64.StdEncoding.EncodeToString([]byte(in+"too,few"))))
	if string(got) != want || err != nil {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for _, other := range []string{"orders", base64.StdEncoding.EncodeToString([]byte("orders")), "user,arn,\"x"} {
		if got := valueOf(t, r, "Content", other); got != r.text(r.names, other) {
			t.Errorf("%s became %s", other, got)
		}
	}
}
