package reach_test

import (
	"testing"

	"hotline/org"
	"hotline/reach"
)

// TestClosedAccount holds that nobody becomes a role of an account that is
// suspended, and that the answer says why.
func TestClosedAccount(t *testing.T) {
	t.Parallel()
	const arn = "arn:aws:iam::222233334444:role/r"
	a := &org.Account{ID: "222233334444", Partition: "aws", Member: &org.Member{ID: "222233334444", State: org.Suspended},
		Roles: []*org.Role{{Principal: org.Principal{ARN: arn, Name: "r", Path: "/"}}}}
	x := reach.NewIndex(nil, []*reach.Digest{reach.NewDigest(a, nil)}, "")
	got := x.WhoCanAssume(x.Actor(arn))
	if len(got.Can) != 0 || len(got.Cannot) != 1 || got.Cannot[0].Reason != reach.NotOpen {
		t.Errorf("%+v", got)
	}
}
