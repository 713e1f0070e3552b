package authz_test

import (
	"maps"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"hotline/authz"
	"hotline/policy"
)

// A subject is a condition key of the generated policies: the operators it is
// compared with, and its values, in policies and in requests.
type subject struct {
	key       string
	operators []string
	operands  []string
	values    [][]string
}

// subjects are the keys. aws:username follows from the request.
func subjects() []subject {
	text := []string{"StringEquals", "StringNotEquals", "StringLike", "StringNotLikeIfExists", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "Null"}
	sets := []string{"ForAnyValue:StringEquals", "ForAllValues:StringLike", "ForAnyValue:StringNotEquals", "ForAllValues:StringNotEqualsIfExists", "Null"}
	words := []string{"dana", "Dana", "d*", "${aws:username}", "${sts:ExternalId}", "${aws:PrincipalTag/Team, 'dana'}", "true", "${*}"}
	return []subject{
		{"sts:ExternalId", text, words, [][]string{{"dana"}, {"DANA"}, {"*"}, {""}}},
		{"aws:PrincipalTag/Team", text, words, [][]string{{"dana"}, {"ops"}}},
		{"aws:username", text, words, nil},
		{"aws:TagKeys", sets, words, [][]string{{}, {"dana"}, {"dana", "ops"}, {""}}},
		{"aws:MultiFactorAuthPresent", []string{"Bool", "BoolIfExists", "Null", "NoSuchOperator"}, []string{"true", "false"}, [][]string{{"true"}, {"false"}}},
		{"aws:MultiFactorAuthAge", []string{"NumericLessThan", "NumericGreaterThanEqualsIfExists", "NumericNotEquals"}, []string{"300", "3e2", "x"}, [][]string{{"60"}, {"300"}, {"x"}}},
		{"aws:CurrentTime", []string{"DateGreaterThan", "DateLessThanEquals"}, []string{"2026-01-01", "1767225600"}, [][]string{{"2025-12-31T23:59:59Z"}, {"2026-06-01"}}},
		{"aws:SourceIp", []string{"IpAddress", "NotIpAddress"}, []string{"10.0.0.0/8", "192.0.2.1"}, [][]string{{"10.1.2.3"}, {"192.0.2.1"}, {"2001:db8::1"}}},
		{"aws:SourceArn", []string{"ArnLike", "ArnNotEquals", "ForAnyValue:ArnLike"}, []string{"arn:aws:s3:::*", "arn:aws:*:*:*:${aws:username}", "*"}, [][]string{{"arn:aws:s3:::lake"}, {"arn:aws:sns:::dana"}}},
	}
}

// some draws one to n of a list, alone or in a list, as JSON.
func some(t *rapid.T, label string, n int, from []string) string {
	values := rapid.SliceOfN(rapid.SampledFrom(from), 1, n).Draw(t, label)
	if len(values) == 1 && rapid.Bool().Draw(t, "alone") {
		return quoted(values[0])
	}
	return quoted(values)
}

// chance draws whether something is so, once in n times.
func chance(t *rapid.T, label string, n int) bool {
	return rapid.IntRange(1, n).Draw(t, label) == 1
}

// drawCondition draws a Condition element of one to three keys.
func drawCondition(t *rapid.T) string {
	operators := map[string]map[string]string{}
	for range rapid.IntRange(1, 3).Draw(t, "conditions") {
		s := rapid.SampledFrom(subjects()).Draw(t, "key")
		op := rapid.SampledFrom(s.operators).Draw(t, "operator")
		if operators[op] == nil {
			operators[op] = map[string]string{}
		}
		key := rapid.SampledFrom([]string{s.key, s.key, strings.ToUpper(s.key)}).Draw(t, "spelling")
		operators[op][key] = some(t, "operands", 2, s.operands)
	}
	var out []string
	for _, op := range slices.Sorted(maps.Keys(operators)) {
		var keys []string
		for _, k := range slices.Sorted(maps.Keys(operators[op])) {
			keys = append(keys, quoted(k)+":"+operators[op][k])
		}
		out = append(out, quoted(op)+":{"+strings.Join(keys, ",")+"}")
	}
	return "{" + strings.Join(out, ",") + "}"
}

// drawPrincipal draws a Principal element.
func drawPrincipal(t *rapid.T) string {
	if rapid.Bool().Draw(t, "everybody") {
		return `"*"`
	}
	aws := []string{dana, deploy, shift, guest, root, home, away, "arn:aws:iam::" + away + ":root", "*", "AIDADANA", "AROADEPLOY"}
	members := []string{`"AWS":` + some(t, "AWS", 3, aws)}
	if chance(t, "has others", 3) {
		members = append(members, `"Service":`+some(t, "Service", 2, []string{"ec2.amazonaws.com", "support.amazonaws.com"}), `"Federated":"accounts.google.com"`)
	}
	return "{" + strings.Join(members, ",") + "}"
}

// drawStatement draws a statement; effect may be empty for either.
func drawStatement(t *rapid.T, effect string, principals bool) string {
	if effect == "" {
		effect = rapid.SampledFrom([]string{"Allow", "Allow", "Allow", "Deny"}).Draw(t, "effect")
	}
	not := func(element string) string {
		if chance(t, "not", 6) {
			return `"Not` + element + `":`
		}
		return `"` + element + `":`
	}
	members := []string{
		`"Effect":"` + effect + `"`,
		not("Action") + some(t, "actions", 3, []string{"*", "*", "s3:*", "S3:get*", "sts:Assume?ole", "sts:*", "support:CreateCase", "kms:*", "s?:*et*"}),
	}
	if chance(t, "named", 2) {
		members = append(members, `"Sid":"Named"`)
	}
	if principals {
		members = append(members, not("Principal")+drawPrincipal(t))
	}
	if !principals || rapid.Bool().Draw(t, "has Resource") {
		members = append(members, not("Resource")+some(t, "resources", 2, []string{
			"*", "*", "*", object, "arn:aws:s3:::lake/*", "arn:aws:iam::*:role/ops/*", deploy, "arn:aws:s3:::${aws:username}/*", "*${sts:ExternalId, 'role'}*",
		}))
	}
	if chance(t, "has Condition", 2) {
		members = append(members, `"Condition":`+drawCondition(t))
	}
	return "{" + strings.Join(members, ",") + "}"
}

// drawDocument draws a policy.
func drawDocument(t *rapid.T, principals bool) *policy.Document {
	version := rapid.SampledFrom([]string{"2012-10-17", "2012-10-17", "2008-10-17"}).Draw(t, "version")
	var statements []string
	for range rapid.IntRange(1, 3).Draw(t, "statements") {
		statements = append(statements, drawStatement(t, "", principals))
	}
	return parsed(t, `{"Version":"`+version+`","Statement":[`+strings.Join(statements, ",")+`]}`)
}

// drawRequest draws a request, without context.
func drawRequest(t *rapid.T) *authz.Request {
	r := rapid.SampledFrom([]authz.PrincipalSpec{
		{ARN: dana, ID: "AIDADANA"}, {ARN: dana, ID: "AIDADANA"}, {ARN: deploy, ID: "AROADEPLOY"}, {ARN: shift, RoleARN: deploy, ID: "AROADEPLOY"},
		{ARN: shift}, {ARN: guest}, {ARN: root}, {ARN: "arn:aws:sts::" + home + ":federated-user/dana"}, {ARN: "ec2.amazonaws.com"},
		{ARN: "accounts.google.com"}, {}, {ARN: dana, Management: true},
	}).Draw(t, "principal")
	what := rapid.SampledFrom([][2]string{
		{"s3:GetObject", object}, {"s3:GetObject", object}, {"sts:AssumeRole", deploy}, {"sts:AssumeRole", deploy}, {"support:CreateCase", "*"},
		{"kms:Decrypt", "arn:aws:kms:eu-west-1:" + home + ":key/1"}, {"sts:GetCallerIdentity", "*"}, {"s3:PutBucketPolicy", "arn:aws:s3:::lake"},
	}).Draw(t, "action and resource")
	return &authz.Request{
		Principal: described(t, r), Action: action(t, what[0]), Resource: what[1],
		ResourceAccount:      rapid.SampledFrom([]string{"", home, away}).Draw(t, "resource account"),
		ResourceInManagement: chance(t, "in management", 8),
	}
}

// drawValues draws the values of some of the keys.
func drawValues(t *rapid.T) map[string][]string {
	values := map[string][]string{}
	for _, s := range subjects() {
		if len(s.values) > 0 && rapid.Bool().Draw(t, "has "+s.key) {
			values[s.key] = rapid.SampledFrom(s.values).Draw(t, s.key)
		}
	}
	return values
}
