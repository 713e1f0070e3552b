package redact

import "testing"

// TestARN holds what ARNs and patterns of such become.
func TestARN(t *testing.T) {
	t.Parallel()
	r := redactor()
	for _, c := range []struct{ text, want string }{
		{"arn:aws:iam::aws:policy/job-function/ViewOnlyAccess", "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"},
		{"arn:aws-us-gov:iam::111122223333:role/team-x/deploy", "arn:aws-us-gov:iam::§:role/§-§/§"},
		{"arn:aws:iam::111122223333:root", "arn:aws:iam::§:root"},
		{"arn:aws:sts::111122223333:assumed-role/deploy/anna", "arn:aws:sts::§:assumed-role/§/§"},
		{"arn:aws:iam::111122223333:saml-provider/squad", "arn:aws:iam::§:saml-provider/§"},
		{"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com", "arn:aws:iam::§:oidc-provider/token.actions.githubusercontent.com"},
		{"arn:aws:iam::111122223333:role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway",
			"arn:aws:iam::§:role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway"},
		{"arn:aws:organizations::111122223333:account/o-a1b2c3d4e5/444455556666", "arn:aws:organizations::§:account/o-§/§"},
		{"arn:aws:organizations::111122223333:policy/o-a1b2c3d4e5/service_control_policy/p-abcd1234", "arn:aws:organizations::§:policy/o-§/service_control_policy/p-§"},
		{"arn:aws:dynamodb:eu-west-1:111122223333:table/orders", "arn:aws:dynamodb:eu-west-1:§:table/§"},
		{"arn:aws:lambda:us-gov-east-1:111122223333:function:orders:7", "arn:aws:lambda:us-gov-east-1:§:function:§:§"},
		{"arn:aws:s3:::orders/2026", "arn:aws:s3:::§/§"},
		{"arn:aws:sqs:eu-west-1:111122223333:orders", "arn:aws:sqs:eu-west-1:§:§"},
		{"arn:*:iam::*:role/orders*", "arn:*:iam::*:role/§*"}, {"arn:aws*:s3*:eu-*:*:*", "arn:aws*:s3*:eu-*:*:*"},
		{"arn:aws:iam", "arn:aws:iam"}, {"arn:", "arn:"}, {"arn:aws:iam::*", "arn:aws:iam::*"},
		{"arn:aws:iam::${aws:PrincipalAccount}:role/${aws:PrincipalTag/squad}", "arn:aws:iam::${aws:PrincipalAccount}:role/${aws:PrincipalTag/§}"},
		{"arn:aws:s3:::${aws:username}-orders", "arn:aws:s3:::${aws:username}-§"},
		{"arn:aws:${aws:username, 'x7:y7'}::::z7", "arn:aws:${aws:username, '§:§'}::::§"},
		{"arn:${squad:paychecks:1:2:3", "arn:${§:§:§:§:§"},
		{"arn:acme:paychecks:berlin::squad/x7", "arn:§:§:§::§/§"},
		{"arn:aws-acme-payments:iam::1:x7", "arn:§-§-§:iam::§:§"}, {"arn:awsome:iam::1:x7", "arn:§:iam::§:§"},
		{"arn:aws:iam:eu-berlin-1:1:x7", "arn:aws:iam:§-§-§:§:§"}, {"arn:aws:iam:global:1:x7", "arn:aws:iam:global:§:§"},
		{"arn:aws:iam:us-iso-east-1:1:x7", "arn:aws:iam:us-iso-east-1:§:§"}, {"arn:aws:iam:us-acme-east-1:1:x7", "arn:aws:iam:§-§-§-§:§:§"},
		{"arn:aws:iam:*payments-and-some-more-text:1:x7", "arn:aws:iam:*§-§-§-§-§:§:§"},
		{"arn:aws:s3:::arn:aws:s3:::orders", "arn:aws:s3:::§:aws:§:::§"},
	} {
		if got := image(t, r, c.text); !isLike(got, c.want, c.text) {
			t.Errorf("%q became %q, want %s", c.text, got, c.want)
		}
	}
}

// TestConsistency holds that parts of texts become what they become alone, for
// what hotline joins or compares.
func TestConsistency(t *testing.T) {
	t.Parallel()
	r := redactor()
	part := func(s string) string { return image(t, r, s) }
	for _, c := range []struct{ whole, joined string }{
		{"arn:aws:iam::111122223333:role/team/x-support", "arn:aws:iam::" + part("111122223333") + ":role" + part("/team/") + part("x-support")},
		{"arn:aws:iam::111122223333:user/anna@acme.com", "arn:aws:iam::" + part("111122223333") + ":user/" + part("anna@acme.com")},
		{"ou-ab12-cdef3456", "ou-" + part("r-ab12")[2:] + "-" + part("cdef3456")},
		{"arn:aws:sso:::permissionSet/ssoins-0123456789abcdef/ps-fedcba9876543210",
			"arn:aws:sso:::permissionSet/" + part("ssoins-0123456789abcdef") + "/" + part("ps-fedcba9876543210")},
		{"AWSReservedSSO_On_Call_0123456789abcdef", "AWSReservedSSO_" + part("On_Call") + "_" + part("0123456789abcdef")},
		{"arn:aws:sts::111122223333:assumed-role/deploy/anna@acme.com", "arn:aws:sts::" + part("111122223333") + ":assumed-role/" + part("deploy") + "/" + part("anna@acme.com")},
		{"AROAEXAMPLEROLE12345:anna", part("AROAEXAMPLEROLE12345") + ":" + part("anna")},
		{"o-a1b2c3d4e5/r-ab12/ou-ab12-cdef3456/", part("o-a1b2c3d4e5") + "/" + part("r-ab12") + "/" + part("ou-ab12-cdef3456") + "/"},
	} {
		if got := part(c.whole); got != c.joined {
			t.Errorf("%q became %q; its parts %q", c.whole, got, c.joined)
		}
	}
	for _, s := range []string{"111122223333", "012345678901", "o-a1b2c3d4e5", "AROAEXAMPLEROLE12345", "x-Team_7"} {
		if got := part(s); shapeOf(got) != shapeOf(s) {
			t.Errorf("%q became %q, of another form", s, got)
		}
	}
	for _, s := range []string{"ps-0123456789abcdef", "d-9067abcdef", "vpc-0a1b2c3d", "9a8b7c6d-1234-5678-9abc-def012345678", "AWSReservedSSO_x_0123456789abcdef"} {
		if got := part(s); !isHex(got[len(got)-8:]) || shapeOf(got) != shapeOf(s) {
			t.Errorf("%q became %q, of another form", s, got)
		}
	}
	if got := part("012345678901"); got[0] != '0' {
		t.Errorf("0… became %q", got)
	}
}
