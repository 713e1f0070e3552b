package rules

import "testing"

func TestLike(t *testing.T) {
	t.Parallel()
	const arn = "arn:aws:iam::111122223333:role/team/aws-support"
	for pattern, want := range map[string]bool{
		arn: true, "*": true, "**": true, "?*": true, "": false, "*x": false,
		"arn:aws:iam::*:role/*":                                    true,
		"arn:aws:iam::*:role/team/aws-support*":                    true,
		"arn:aws:iam::*:role/aws-support":                          false,
		"arn:aws:iam::*:role/team/aws-suppor":                      false,
		"arn:aws:iam::????????????:role/team/aws-support":          true,
		"arn:aws:iam::???????????:role/team/aws-support":           false,
		"arn:aws:iam::*:role/*support":                             true,
		"arn:aws:iam::*e*a*/aws-*port":                             true,
		"arn:aws:iam::*:role/Team/aws-support":                     false,
		"arn:aws:iam::${aws:PrincipalAccount}:role/team/*":         true,
		"arn:aws:iam::${aws:PrincipalAccount}:role/${team}/aws-s*": true,
		"arn:aws:iam::${aws:PrincipalAccount:role/team/aws-s*":     false,
		"arn:aws:iam::111122223333:role/team/aws-support?":         false,
	} {
		if got := like(pattern, arn); got != want {
			t.Errorf("like(%q) = %v", pattern, got)
		}
	}
}
