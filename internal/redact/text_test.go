package redact

import (
	"regexp"
	"strings"
	"testing"
)

// TestShapes holds what texts become: "§" is a word that is another one
// than before, and everything else stands for itself.
func TestShapes(t *testing.T) {
	t.Parallel()
	r := redactor()
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"acme", "§"},
		{"Acme Payments, Ltd.", "§ §, §."},
		{"111122223333", "§"},
		{"012345678901", "§"},
		{"my-bucket-111122223333", "§-§-§"},
		{"payments-support", "§-support"},
		{"PaymentsSupportRole", "§SupportRole"},
		{"AWSSupportAccess", "AWSSupportAccess"},
		{"AWSServiceRoleForTrustedAdvisor", "AWSServiceRoleForTrustedAdvisor"},
		{"AWSServiceRoleForAutoScaling_team", "AWSServiceRoleForAutoScaling_§"},
		{"AWSReservedSSO_Payments_0123456789abcdef", "AWSReservedSSO_§_§"},
		{"/aws-service-role/guardduty.amazonaws.com/", "/aws-service-role/guardduty.amazonaws.com/"},
		{"/aws-reserved/sso.amazonaws.com/", "/aws-reserved/sso.amazonaws.com/"},
		{"anna.kern@acme.com", "§.§@§.§.example.com"},
		{"anna@example.com", "§@example.com"},
		{"anna@mail.example.com", "§@§.example.com"},
		{"AROAEXAMPLEROLE12345:anna@acme.com", "AROA§:§@§.§.example.com"},
		{"*@acme.com", "*@§.§.example.com"}, {"anna@acme.*", "§@§.*"}, {"anna@acme?", "§@§?"}, {"anna@*.com", "§@*.§.example.com"},
		{"anna@", "§@"}, {"@", "@"}, {"anna@acme", "§@§"}, {"anna@acme-.", "§@§-."}, {"anna@a.b-", "§@§.§-"},
		{"AIDAEXAMPLE", "AIDA§"}, {"AROA*", "AROA*"}, {"AKIA", "AKIA"}, {"AROAteam", "§"}, {"ABC", "§"}, {"ABCDEF", "§"},
		{"o-a1b2c3d4e5/r-ab12/ou-ab12-cdef3456/*", "o-§/r-§/ou-§-§/*"},
		{"p-FullAWSAccess", "p-FullAWSAccess"}, {"p-RCPFullAWSAccess", "p-RCPFullAWSAccess"}, {"p-nosecrets1", "p-§"},
		{"vpc-0123456789abcdef0", "vpc-§"}, {"vpce-0a1b2c3d", "vpce-§"}, {"vpc-teams", "vpc-§"}, {"d-9067abcdef", "d-§"},
		{"vpc", "§"}, {"h-exampleid", "h-§"},
		{"arn:aws:sso:::permissionSet/ssoins-0123456789abcdef/ps-fedcba9876543210", "arn:aws:sso:::permissionSet/ssoins-§/ps-§"},
		{"9a8b7c6d-1234-5678-9abc-def012345678", "§-§-§-§-§"},
		{"9A8B7C6D-1234-5678-9ABC-DEF012345678", "§-§-§-§-§"},
		{"9a8b7c6d-1234-5678-9abc_def012345678", "§-§-§-§_§"}, {"9a8b7c6d-1234-5678-9abc-ghijklmnopqr", "§-§-§-§-§"},
		{"https://token.actions.githubusercontent.com", "https://token.actions.githubusercontent.com"},
		{"http://idp.acme.com:8443/x7z", "http://§.§.§:§/§"}, {"https", "§"},
		{"acme.s3.eu-west-1.amazonaws.com", "§.s3.eu-west-1.amazonaws.com"},
		{"studio.datachain.ai/api", "studio.datachain.ai/api"}, {"studio.datachain.ai/apis", "§.§.§/§"}, {"https://api.pulumi.com/oidc/x7", "https://api.pulumi.com/oidc/§"},
		{"iam.amazonaws.com.cn", "iam.amazonaws.com.cn"}, {"amazonaws.com", "amazonaws.com"},
		{"oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE1", "oidc.eks.eu-west-1.amazonaws.com/§/§"},
		{strings.Repeat("a.", 200) + "amazonaws.com", strings.Repeat("a.", 200) + "amazonaws.§"},
		{"${aws:username}", "${aws:username}"}, {"${*}${?}${$}", "${*}${?}${$}"},
		{"x7-${aws:PrincipalTag/squad, 'nobody'}/y7", "§-${aws:PrincipalTag/§, '§'}/§"},
		{"${aws:PrincipalTag/owner}", "${aws:PrincipalTag/owner}"},
		{"${ aws:username }", "${ aws:username }"}, {"${squad", "${§"}, {"${aws:username, 'a}", "${§:§, 'a}"}, {"$5 $ {x7}", "$§ $ {§}"},
		{"${aws:username, 'x7'", "${§:§, '§'"}, {"${aws:username, '}'", "${§:§, '}'"},
		{"see arn:aws:iam::111122223333:role/deploy.", "§ arn:aws:iam::§:role/§."},
		{"*:iam::111122223333:role/x7", "*:iam::§:role/§"}, {"*:assumed-role/x7/y7", "*:assumed-role/§/§"}, {"iam:x7", "§:§"},
		{"Zoë–漢字 50 €", "§ § §"},
	} {
		if got := image(t, r, c.text); !isLike(got, c.want, c.text) {
			t.Errorf("%q became %q, want %s", c.text, got, c.want)
		}
	}
}

// isLike reports whether a text is as a pattern with "§" says, and has no word
// of the original in the places of these.
func isLike(got, want, original string) bool {
	const word = `([^\x00-/:-@\[-\x60{-\x7f]+)`
	m := regexp.MustCompile(`^` + strings.ReplaceAll(regexp.QuoteMeta(want), "§", word) + `$`).FindStringSubmatch(got)
	if m == nil {
		return false
	}
	private := map[string]bool{}
	for _, w := range strings.FieldsFunc(original, func(c rune) bool { return !isWord(c) }) {
		private[strings.ToLower(w)] = len(w) > 3
	}
	for _, w := range m[1:] {
		if private[strings.ToLower(w)] {
			return false
		}
	}
	return true
}
