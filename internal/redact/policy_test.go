package redact

import (
	"strings"
	"testing"
)

// TestElements holds what becomes of the elements of a statement.
func TestElements(t *testing.T) {
	t.Parallel()
	r := redactor()
	for _, c := range []struct{ element, text, want string }{
		{"Effect", "Allow", "Allow"}, {"Effect", "Deny", "Deny"}, {"Effect", "Refuse", "§"},
		{"Sid", "PaymentsTeam7", "§"},
		{"Action", "s3:Get*", "s3:Get*"}, {"Action", "*", "*"}, {"NotAction", "sup*", "sup*"}, {"Action", "iam:?etUser", "iam:?etUser"},
		{"Action", "payments", "§"}, {"Action", "x7:orders/payments", "§:§/§"}, {"Action", "", ""},
		{"Resource", "*", "*"}, {"Resource", "arn:aws:iam::*:role/payments-*", "arn:aws:iam::*:role/§-*"},
		{"NotResource", "arn:aws:s3:::orders", "arn:aws:s3:::§"},
		{"Principal", "*", "*"}, {"Principal", "payments", "§"},
		{"Payments", "orders", "§"},
		{"Condition", "payments", "§"},
	} {
		if got := inPolicy(t, r, c.element, c.text); !isLike(got, c.want, c.text) {
			t.Errorf("%s: %q became %q, want %s", c.element, c.text, got, c.want)
		}
	}
}

// TestConditions holds what becomes of the values of conditions.
func TestConditions(t *testing.T) {
	t.Parallel()
	r := redactor()
	for _, c := range []struct{ operator, key, text, want string }{
		{"StringEquals", "sts:ExternalId", "orders-4711", "§-§"},
		{"Bool", "aws:MultiFactorAuthPresent", "true", "true"}, {"Null", "aws:TokenIssueTime", "False", "False"},
		{"DateLessThan", "aws:CurrentTime", "2026-12-31T23:59:59Z", "2026-12-31T23:59:59Z"},
		{"DateLessThan", "aws:CurrentTime", "2026-12", "2026-12"}, {"DateGreaterThanIfExists", "aws:EpochTime", "1767607200", "1767607200"},
		{"DateLessThan", "aws:CurrentTime", "111122223333", "§"}, {"DateLessThan", "aws:CurrentTime", "orders", "§"},
		{"NumericLessThan", "aws:MultiFactorAuthAge", "3600", "3600"}, {"NumericEquals", "s3:max-keys", "111122223333", "§"},
		{"NumericLessThan", "s3:max-keys", "1e3", "1e3"}, {"NumericEquals", "s3:max-keys", "payments", "§"},
		{"StringEquals", "aws:RequestedRegion", "eu-west-1", "eu-west-1"}, {"StringLike", "aws:RequestedRegion", "eu-*", "eu-*"},
		{"StringEquals", "aws:RequestedRegion", "berlin", "§"},
		{"StringEquals", "aws:PrincipalType", "AssumedRole", "AssumedRole"}, {"StringEquals", "aws:PrincipalType", "Payments", "§"},
		{"StringEquals", "aws:CalledVia", "cloudformation.amazonaws.com", "cloudformation.amazonaws.com"},
		{"StringEquals", "kms:ViaService", "s3.eu-west-1.amazonaws.com", "s3.eu-west-1.amazonaws.com"},
		{"StringEquals", "organizations:PolicyType", "SERVICE_CONTROL_POLICY", "SERVICE_CONTROL_POLICY"},
		{"StringEquals", "SAML:aud", "https://signin.aws.amazon.com/saml", "https://signin.aws.amazon.com/saml"},
		{"StringEquals", "SAML:aud", "https://eu-west-1.signin.aws.amazon.com/saml", "https://eu-west-1.signin.aws.amazon.com/saml"},
		{"StringEquals", "SAML:aud", "https://signin.amazonaws.cn/saml", "https://signin.amazonaws.cn/saml"},
		{"StringEquals", "SAML:aud", "https://payments.com/saml", "https://§.§/§"},
		{"StringEquals", "SAML:sub", "heads-payments", "§-§"},
		{"StringLike", "token.actions.githubusercontent.com:sub", "repo:acme/payments:ref:refs/heads/main", "repo:§/§:ref:refs/heads/main"},
		{"StringLike", "token.actions.githubusercontent.com:sub", "repo:acme/*:environment:orders", "repo:§/*:environment:§"},
		{"StringLike", "token.actions.githubusercontent.com:sub", "repo:acme/payments:pull_request", "repo:§/§:pull_request"},
		{"StringEquals", "token.actions.githubusercontent.com:aud", "sts.amazonaws.com", "sts.amazonaws.com"},
		{"ForAllValues:StringEquals", "aws:TagKeys", "owner", "owner"}, {"ForAnyValue:StringLike", "aws:TagKeys", "squad*", "§*"},
		{"ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "o-a1b2c3d4e5/r-ab12/*", "o-§/r-§/*"},
		{"StringEquals", "aws:PrincipalOrgID", "${aws:ResourceOrgID}", "${aws:ResourceOrgID}"},
		{"ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/orders", "arn:aws:iam::*:role/§"},
		{"StringEquals", "aws:SourceVpce", "vpce-0123456789abcdef0", "vpce-§"},
		{"IpAddress", "aws:SourceIp", "payments", "§"},
		{"StringEquals", "aws:PrincipalTag/squad", "True", "True"}, {"StringEquals", "aws:PrincipalTag/squad", "orders", "§"},
	} {
		if got := inCondition(t, r, c.operator, c.key, c.text); !isLike(got, c.want, c.text) {
			t.Errorf("%s %s: %q became %q, want %s", c.operator, c.key, c.text, got, c.want)
		}
	}
}

// TestConditionNames holds what becomes of condition operators and keys.
func TestConditionNames(t *testing.T) {
	t.Parallel()
	r := redactor()
	for _, c := range []struct{ text, want string }{
		{"StringEquals", "StringEquals"}, {"StringNotEqualsIgnoreCase", "StringNotEqualsIgnoreCase"}, {"ForAllValues:StringNotLikeIfExists", "ForAllValues:StringNotLikeIfExists"},
		{"NotIpAddress", "NotIpAddress"}, {"NumericGreaterThanEquals", "NumericGreaterThanEquals"}, {"DateNotEquals", "DateNotEquals"}, {"Null", "Null"},
		{"StringPayments", "§"}, {"Payments", "§"},
	} {
		if got := r.operator(c.text); !isLike(got, c.want, c.text) {
			t.Errorf("operator %q became %q, want %s", c.text, got, c.want)
		}
	}
	for _, c := range []struct{ text, want string }{
		{"aws:PrincipalTag/squad", "aws:PrincipalTag/§"}, {"AWS:principaltag/Owner", "AWS:principaltag/Owner"},
		{"aws:ResourceTag/aws:cloudformation:stack-name", "aws:ResourceTag/aws:cloudformation:stack-name"},
		{"aws:SourceIp", "aws:SourceIp"}, {"s3:x-amz-acl", "s3:x-amz-acl"}, {"SAML:aud", "SAML:aud"}, {"support:Payments", "support:Payments"},
		{"kms:EncryptionContext:squad", "kms:EncryptionContext:§"},
		{"token.actions.githubusercontent.com:sub", "token.actions.githubusercontent.com:sub"},
		{"token.actions.githubusercontent.com:payments", "token.actions.githubusercontent.com:§"},
		{"oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE1:aud", "oidc.eks.eu-west-1.amazonaws.com/§/§:aud"},
		{"idp.payments.com/x7:AUD", "§.§.§/§:AUD"}, {"paychecks:x7", "§:§"}, {"paychecks", "§"}, {"", ""},
	} {
		if got := r.conditionKey(c.text); !isLike(got, c.want, c.text) {
			t.Errorf("condition key %q became %q, want %s", c.text, got, c.want)
		}
	}
}

// TestDocument holds what becomes of a whole policy, and that nothing of an odd
// one is lost.
func TestDocument(t *testing.T) {
	t.Parallel()
	in := `{"Version":"2012-10-17","Id":"x7","Statement":[{"Sid":"y7","Effect":"Allow","Action":["s3:Get*",5],
		"Principal":{"AWS":["111122223333","*"],"Service":["s3.amazonaws.com","x7"],"Payments":"x7"},
		"Condition":{"StringEquals":{"aws:SourceIp":[true,7,{"x7":"y7"}]},"Bool":5},"Resource":{"x7":1}},"x7"]}
		{"Version":"2020-01-01","Statement":{"Effect":"Deny"}}`
	r := redactor()
	out, err := r.JSON(in)
	if err != nil {
		t.Fatal(err)
	}
	w := func(s string) string { return image(t, r, s) }
	want := strings.NewReplacer("111122223333", w("111122223333"), "x7", w("x7"), "y7", w("y7"), "Payments", w("Payments"), "2020-01-01", w("2020-01-01")).Replace(in)
	if compacted(t, out) != compacted(t, want) {
		t.Errorf("got\n%s\nwant\n%s", compacted(t, out), compacted(t, want))
	}
}

// compacted is JSON without white space.
func compacted(t *testing.T, text string) string {
	t.Helper()
	values, err := parse(text)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, v := range values {
		v.write(&out, compact)
		out.WriteByte('\n')
	}
	return out.String()
}
