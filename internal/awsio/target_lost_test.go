package awsio_test

import (
	"errors"
	"net/http"
	"testing"

	"hotline/internal/awsio"
	"hotline/internal/faultproxy"
	"hotline/plan"
)

// checkAnswerLost makes each change by a request whose answer is lost. Those
// that follow find it done.
func checkAnswerLost(t *testing.T, a *aws, account string) {
	target := connected(t, awsio.Rollback)
	a.account(t, account).iam("CreateInstanceProfile", "InstanceProfileName", "machines")
	lost := func(call string, c plan.Change, then ...faultproxy.Fault) {
		t.Helper()
		a.Reset()
		a.On(call, faultproxy.Times(1, faultproxy.DropAnswer()))
		a.On(call, then...)
		must(t, target.Make(t.Context(), account, c))
		if a.Counts()[call] != 2 {
			t.Errorf("%s: %v", call, a.Counts())
		}
	}
	none := plan.State{}
	lost("iam:CreateRole", creation(spec()))
	lost("iam:AttachRolePolicy", attaching(supported()))
	lost("iam:PutRolePolicy", change(none, supported(), plan.Inline, "p", new(denySupport)))
	lost("iam:AddRoleToInstanceProfile", change(none, supported(), plan.InstanceProfile, "machines", new("machines")))
	s := state(t, target, account, supported())
	lost("iam:RemoveRoleFromInstanceProfile", change(s, supported(), plan.InstanceProfile, "machines", nil),
		faultproxy.Fail(http.StatusNotFound, "NoSuchEntity", "Cannot find the role in the instance profile.")) // where moto fails
	lost("iam:DeleteRolePolicy", change(s, supported(), plan.Inline, "p", nil))
	lost("iam:DetachRolePolicy", change(s, supported(), plan.Attached, supportAccess, nil))
	lost("iam:UntagRole", change(s, supported(), plan.Tag, "team", nil))
	lost("iam:DeleteRolePermissionsBoundary", change(s, supported(), plan.Boundary, "", nil))
	lost("iam:DeleteRole", change(s, supported(), plan.Itself, "", nil))
	if s := state(t, target, account, supported()); len(s) > 0 {
		t.Errorf("%v", s)
	}
}

// checkAnswerLostOfAnother holds that a role which is there already is not
// taken for the one whose creation had no answer, unless it is the same.
func checkAnswerLostOfAnother(t *testing.T, a *aws, account string) {
	a.account(t, account).supportRole("aws-support")
	target := connected(t, awsio.Apply)
	a.On("iam:CreateRole", faultproxy.Times(1, faultproxy.Drop()))
	err := target.Make(t.Context(), account, creation(spec()))
	wantFailure(t, err, "iam:CreateRole", "EntityAlreadyExists", account)
	if errors.Is(err, plan.ErrNotMade) || errors.Is(err, plan.ErrThere) {
		t.Errorf("%v is taken for a sure no", err)
	}
}

// checkNeverAnswered holds that a change whose answers were lost may be made,
// and that it is known not to be where nobody was asked.
func checkNeverAnswered(t *testing.T, a *aws, account string) {
	target := connected(t, awsio.Apply)
	for _, fault := range []faultproxy.Fault{faultproxy.Drop(), faultproxy.Break()} {
		a.Reset()
		a.On("iam:CreateRole", fault)
		if err := target.Make(t.Context(), account, creation(spec())); err == nil || errors.Is(err, plan.ErrNotMade) {
			t.Errorf("%v is taken for a sure no", err)
		}
	}
	a.Reset()
	a.On("sts:AssumeRole", faultproxy.Deny())
	if err := target.Make(t.Context(), "9"+account[1:], creation(spec())); !errors.Is(err, plan.ErrNotMade) {
		t.Errorf("%v is not known not to be made", err)
	}
}
