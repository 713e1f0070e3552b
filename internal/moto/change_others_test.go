package moto_test

import (
	"strings"
	"testing"
)

// TestMadeByOthers holds that what another state directory knows to be made is not
// taken back from this one, and that nothing is taken from a role which has got
// something since.
func TestMadeByOthers(t *testing.T) {
	s := newStage(t)
	s.plan()
	s.run(0, "apply", "--yes", "plan.json")
	after := s.state()
	if out := s.run(0, "apply", "--yes", "--state", "other", "plan.json"); !strings.Contains(out, "3 unchanged") {
		t.Errorf("%s", out)
	}
	s.run(0, "rollback", "--state", "other", "--confirm", s.organization())
	if got := s.state(); got != after {
		t.Errorf("after the way back:\n%s\nbefore:\n%s", got, after)
	}
	first := s.members[0]
	s.iam(first, "PutRolePolicy", "RoleName", "aws-support", "PolicyName", "mine", "PolicyDocument",
		`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}`)
	if out := s.run(6, "rollback", "--confirm", s.organization()); !strings.Contains(out, "account "+first+": stale: ") || !strings.Contains(out, "inline mine") {
		t.Errorf("%s", out)
	}
	if got := s.iam(first, "ListAttachedRolePolicies", "RoleName", "aws-support"); !strings.Contains(got, supportAccess) {
		t.Errorf("%s", got)
	}
}
