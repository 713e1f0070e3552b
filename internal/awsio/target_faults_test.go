package awsio_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"hotline/internal/awsio"
	"hotline/internal/faultproxy"
	"hotline/plan"
)

// wantFailure holds what an error says.
func wantFailure(t *testing.T, err error, call, code, account string, words ...string) awsio.CallError {
	t.Helper()
	var e *awsio.CallError
	if !errors.As(err, &e) || e.Call != call || e.Code != code || e.Account != account || !strings.Contains(err.Error(), "account "+account) {
		t.Fatalf("error %v; expected %s of %s in %s", err, code, call, account)
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%q is not in %q", word, err)
		}
	}
	return *e
}

// TestTargetFaults changes accounts while more and more goes wrong on the way.
// Each test has an account of its own.
func TestTargetFaults(t *testing.T) {
	a := startAWS(t)
	n := 0
	for name, test := range map[string]func(*testing.T, *aws, string){
		"mended by trying again":     checkTargetMended,
		"refused":                    checkTargetRefused,
		"at once":                    checkAtOnce,
		"not entered":                checkTargetNotEntered,
		"answer lost":                checkAnswerLost,
		"answer lost, and another's": checkAnswerLostOfAnother,
		"never answered":             checkNeverAnswered,
		"token ended early":          checkTargetRenewed,
		"credentials expired":        checkTargetExpired,
		"role not known yet":         checkNotKnownYet,
		"role never known":           checkNeverKnown,
		"principal not known yet":    checkInvalidPrincipal,
		"stale answers":              checkStale,
		"gone in the middle":         checkGone,
		"pages":                      checkTargetPages,
		"interrupted":                checkTargetInterrupted,
		"not to be":                  checkNotToBe,
	} {
		n++
		account := fmt.Sprintf("2222%08d", n)
		t.Run(name, func(t *testing.T) {
			a.Reset()
			test(t, a, account)
			a.Reset()
		})
	}
}

// create makes the support role with AWSSupportAccess, and reads it.
func create(t *testing.T, target *awsio.Target, account string) plan.State {
	t.Helper()
	must(t, target.Make(t.Context(), account, creation(spec())))
	must(t, target.Make(t.Context(), account, attaching(supported())))
	return state(t, target, account, supported())
}

// checkTargetMended holds that what goes wrong for a moment leaves no trace.
func checkTargetMended(t *testing.T, a *aws, account string) {
	for name, fault := range map[string]faultproxy.Fault{
		"throttled": faultproxy.Every(2, faultproxy.Throttle()), "500": faultproxy.Every(2, faultproxy.Break()), "dropped": faultproxy.Every(2, faultproxy.Drop()),
		"changed": faultproxy.Every(2, faultproxy.Fail(http.StatusConflict, "ConcurrentModification", "try again")),
	} {
		a.Reset()
		target := connected(t, awsio.Apply)
		a.On("iam:*", fault)
		s := create(t, target, account)
		if s[plan.Property{Kind: plan.Role, Name: "aws-support", Field: plan.Trust}] != oddDocument {
			t.Errorf("%s: %v", name, s)
		}
		if name == "throttled" && target.Throttles() == 0 {
			t.Error("no throttle was counted")
		}
		must(t, target.Make(t.Context(), account, change(s, supported(), plan.Attached, supportAccess, nil)))
		must(t, target.Make(t.Context(), account, change(s, supported(), plan.Itself, "", nil)))
	}
}

func checkTargetRefused(t *testing.T, a *aws, account string) {
	target := connected(t, awsio.Apply)
	a.On("iam:CreateRole", faultproxy.Deny())
	a.On("iam:GetRole", faultproxy.Deny())
	e := wantFailure(t, target.Make(t.Context(), account, creation(spec())), "iam:CreateRole", "AccessDenied", account,
		"role/aws-support", "is not authorized", "request id "+faultproxy.RequestID, "it needs iam:CreateRole, iam:TagRole")
	if e.Class != awsio.Denied || e.RequestID != faultproxy.RequestID || e.About != "role/aws-support" || a.Counts()["iam:CreateRole"] != 1 {
		t.Errorf("%+v %v", e, a.Counts())
	}
	_, err := target.State(t.Context(), account, supported())
	wantFailure(t, err, "iam:GetRole", "AccessDenied", account, "it needs iam:GetRole")
}

// checkAtOnce holds that what will not change is not tried again.
func checkAtOnce(t *testing.T, a *aws, account string) {
	target := connected(t, awsio.Apply)
	s := create(t, target, account)
	err := target.Make(t.Context(), account, creation(spec()))
	wantFailure(t, err, "iam:CreateRole", "EntityAlreadyExists", account, "aws-support")
	if !errors.Is(err, plan.ErrThere) || !errors.Is(err, plan.ErrNotMade) {
		t.Errorf("%v is not known not to be made", err)
	}
	for _, code := range []string{"UnmodifiableEntity", "LimitExceeded", "DeleteConflict", "InvalidInput"} {
		a.Reset()
		a.On("iam:AttachRolePolicy", faultproxy.Fail(http.StatusConflict, code, "no"))
		err := target.Make(t.Context(), account, attaching(supported()))
		wantFailure(t, err, "iam:AttachRolePolicy", code, account)
		if !errors.Is(err, plan.ErrNotMade) || errors.Is(err, plan.ErrThere) {
			t.Errorf("%v is not known not to be made", err)
		}
		if a.Counts()["iam:AttachRolePolicy"] != 1 {
			t.Errorf("%s: %v", code, a.Counts())
		}
	}
	a.Reset()
	no := "arn:aws:iam::aws:policy/NoSuchPolicy"
	err = target.Make(t.Context(), account, change(s, supported(), plan.Attached, no, &no))
	wantFailure(t, err, "iam:AttachRolePolicy", "NoSuchEntity", account)
	if a.Counts()["iam:AttachRolePolicy"] != 1 {
		t.Errorf("%v", a.Counts())
	}
}

func checkTargetNotEntered(t *testing.T, a *aws, account string) {
	target := connected(t, awsio.Apply)
	a.On("sts:AssumeRole", faultproxy.Times(1, faultproxy.Deny()))
	_, err := target.State(t.Context(), account, supported())
	wantFailure(t, err, "sts:AssumeRole", "AccessDenied", account, "it needs sts:AssumeRole")
	state(t, target, account, supported()) // another time
}

func expired() faultproxy.Fault {
	return faultproxy.Fail(http.StatusForbidden, "ExpiredToken", "The security token included in the request is expired")
}

func checkTargetRenewed(t *testing.T, a *aws, account string) {
	target := connected(t, awsio.Apply)
	a.On("iam:CreateRole", faultproxy.Times(1, expired()))
	a.On("iam:ListRolePolicies", faultproxy.Times(1, expired()))
	create(t, target, account)
	if a.Counts()["sts:AssumeRole"] != 3 {
		t.Errorf("%v", a.Counts())
	}
}

// checkTargetExpired ends the credentials of the caller in the middle.
func checkTargetExpired(t *testing.T, a *aws, account string) {
	target := connected(t, awsio.Apply)
	must(t, target.Make(t.Context(), hubAccount, creation(spec())))
	must(t, target.Make(t.Context(), account, creation(spec())))
	a.On("*", expired())
	e := wantFailure(t, target.Make(t.Context(), hubAccount, attaching(supported())), "iam:AttachRolePolicy", "ExpiredToken", hubAccount, "credentials have expired")
	if e.Class != awsio.Expired {
		t.Errorf("%+v", e)
	}
	e = wantFailure(t, target.Make(t.Context(), account, attaching(supported())), "iam:AttachRolePolicy", "ExpiredToken", account)
	if e.Class != awsio.Expired {
		t.Errorf("%+v", e)
	}
	a.Reset()
	must(t, target.Make(t.Context(), account, attaching(supported())))
}

func notKnown() faultproxy.Fault {
	return faultproxy.Fail(http.StatusNotFound, "NoSuchEntity", "The role with name aws-support cannot be found.")
}

// waited adds up how long a target waits.
func waited(sum *time.Duration) func(*awsio.Options) {
	return func(o *awsio.Options) {
		o.Sleep = func(ctx context.Context, d time.Duration) error {
			*sum += d
			return ctx.Err()
		}
	}
}

// checkNotKnownYet holds that a role which was created a moment ago is waited
// for, and only such a role.
func checkNotKnownYet(t *testing.T, a *aws, account string) {
	var sum time.Duration
	target := connected(t, awsio.Apply, waited(&sum))
	for _, call := range []string{"iam:AttachRolePolicy", "iam:GetRole", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"} {
		a.On(call, faultproxy.Times(3, notKnown()))
	}
	s := create(t, target, account)
	if len(s) != 9 || sum < 10*time.Second || sum > awsio.DefaultSettle {
		t.Errorf("waited %s for %v", sum, s)
	}
	sum = 0
	other := plan.Resource{Kind: plan.Role, Name: "other"}
	wantFailure(t, target.Make(t.Context(), account, attaching(other)), "iam:AttachRolePolicy", "NoSuchEntity", account)
	if len(state(t, target, account, other)) > 0 || sum > 0 {
		t.Errorf("waited %s for a role that was not created", sum)
	}
}

func checkNeverKnown(t *testing.T, a *aws, account string) {
	var sum time.Duration
	target := connected(t, awsio.Apply, waited(&sum))
	must(t, target.Make(t.Context(), account, creation(spec())))
	a.On("iam:AttachRolePolicy", notKnown())
	wantFailure(t, target.Make(t.Context(), account, attaching(supported())), "iam:AttachRolePolicy", "NoSuchEntity", account)
	if sum != awsio.DefaultSettle {
		t.Errorf("waited %s", sum)
	}
	sum = 0
	a.On("iam:GetRole", notKnown())
	if s := state(t, target, account, supported()); len(s) > 0 || sum != awsio.DefaultSettle {
		t.Errorf("waited %s for %v", sum, s)
	}
}

// checkInvalidPrincipal holds that a principal is waited for that may have been
// made a moment ago.
func checkInvalidPrincipal(t *testing.T, a *aws, account string) {
	invalid := faultproxy.Fail(http.StatusBadRequest, "MalformedPolicyDocument", `Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:role/new"`)
	target := connected(t, awsio.Apply)
	a.On("iam:CreateRole", faultproxy.Times(1, invalid))
	wantFailure(t, target.Make(t.Context(), account, creation(spec())), "iam:CreateRole", "MalformedPolicyDocument", account)
	a.Reset()
	must(t, target.Make(t.Context(), "3"+account[1:], creation(spec())))
	a.On("iam:CreateRole", faultproxy.Times(3, invalid))
	a.On("iam:UpdateAssumeRolePolicy", faultproxy.Times(3, invalid))
	s := create(t, target, account)
	must(t, target.Make(t.Context(), account, change(s, supported(), plan.Trust, "", new(plainDocument))))
	if a.Counts()["iam:CreateRole"] != 5 || a.Counts()["iam:UpdateAssumeRolePolicy"] != 4 {
		t.Errorf("%v", a.Counts())
	}
	a.On("iam:UpdateAssumeRolePolicy", faultproxy.Fail(http.StatusBadRequest, "MalformedPolicyDocument", "Syntax errors in policy."))
	wantFailure(t, target.Make(t.Context(), account, change(s, supported(), plan.Trust, "", new(oddDocument))), "iam:UpdateAssumeRolePolicy", "MalformedPolicyDocument", account)
	if a.Counts()["iam:UpdateAssumeRolePolicy"] != 5 {
		t.Errorf("%v", a.Counts())
	}
}

// listing is an answer with the managed policies of a role.
func listing(policies string) faultproxy.Fault {
	return faultproxy.Reply(`<ListAttachedRolePoliciesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListAttachedRolePoliciesResult>` + policies +
		`</ListAttachedRolePoliciesResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></ListAttachedRolePoliciesResponse>`)
}

// checkStale holds that an answer from before a change is not taken for the
// present one. What another undid is believed in the end.
func checkStale(t *testing.T, a *aws, account string) {
	const nothing = "<IsTruncated>false</IsTruncated><AttachedPolicies/>"
	var sum time.Duration
	target := connected(t, awsio.Apply, waited(&sum))
	a.On("iam:ListAttachedRolePolicies", faultproxy.Times(3, listing(nothing)))
	if s := create(t, target, account); s.Value(attaching(supported()).Property) == nil || sum == 0 {
		t.Errorf("waited %s for %v", sum, s)
	}
	sum = 0
	a.account(t, account).iam("DetachRolePolicy", "RoleName", "aws-support", "PolicyArn", supportAccess)
	if s := state(t, target, account, supported()); s.Value(attaching(supported()).Property) != nil || sum > 0 {
		t.Errorf("what was seen already: waited %s for %v", sum, s)
	}
	must(t, target.Make(t.Context(), account, attaching(supported())))
	a.account(t, account).iam("DetachRolePolicy", "RoleName", "aws-support", "PolicyArn", supportAccess)
	if s := state(t, target, account, supported()); s.Value(attaching(supported()).Property) != nil || sum != awsio.DefaultSettle {
		t.Errorf("what was undone at once: waited %s for %v", sum, s)
	}
}

// checkGone deletes an inline policy between two calls about it.
func checkGone(t *testing.T, a *aws, account string) {
	target := connected(t, awsio.Verify)
	m := a.account(t, account)
	m.supportRole("aws-support")
	m.iam("PutRolePolicy", "RoleName", "aws-support", "PolicyName", "p", "PolicyDocument", denySupport)
	a.On("iam:GetRolePolicy", faultproxy.Times(1, func(*faultproxy.Call) *faultproxy.Answer {
		m.iam("DeleteRolePolicy", "RoleName", "aws-support", "PolicyName", "p")
		return nil
	}))
	s := state(t, target, account, supported())
	if len(s) != 5 || a.Counts()["iam:GetRole"] != 2 {
		t.Errorf("%v %v", s, a.Counts())
	}
}

func checkTargetPages(t *testing.T, a *aws, account string) {
	target := connected(t, awsio.Verify)
	a.account(t, account).supportRole("aws-support")
	a.On("iam:ListAttachedRolePolicies", func(c *faultproxy.Call) *faultproxy.Answer {
		arn := "arn:aws:iam::aws:policy/First"
		more := "<IsTruncated>true</IsTruncated><Marker>next</Marker>"
		if c.Form.Get("Marker") == "next" {
			arn, more = "arn:aws:iam::aws:policy/Second", "<IsTruncated>false</IsTruncated>"
		}
		return listing(more + "<AttachedPolicies><member><PolicyArn>" + arn + "</PolicyArn></member></AttachedPolicies>")(c)
	})
	s := state(t, target, account, supported())
	var got []string
	for p := range s {
		if p.Field == plan.Attached {
			got = append(got, p.Key)
		}
	}
	slices.Sort(got)
	if strings.Join(got, " ") != "arn:aws:iam::aws:policy/First arn:aws:iam::aws:policy/Second" {
		t.Errorf("%v", got)
	}
}

func checkTargetInterrupted(t *testing.T, a *aws, account string) {
	ctx, cancel := contextWithCancel(t)
	target := connected(t, awsio.Apply, func(o *awsio.Options) {
		o.Sleep = func(ctx context.Context, _ time.Duration) error {
			cancel()
			return ctx.Err()
		}
	})
	must(t, target.Make(ctx, account, creation(spec())))
	a.On("iam:AttachRolePolicy", notKnown())
	if err := target.Make(ctx, account, attaching(supported())); !awsio.IsInterrupted(err) {
		t.Error(err)
	}
	if _, err := target.State(ctx, account, supported()); !awsio.IsInterrupted(err) {
		t.Error(err)
	}
}

// checkNotToBe holds that what cannot be done by a call is said without one.
func checkNotToBe(t *testing.T, a *aws, account string) {
	target := connected(t, awsio.Apply)
	a.Reset()
	user := plan.Resource{Kind: plan.User, Name: "bob"}
	both := creation(spec())
	both.Before = both.After
	for word, c := range map[string]plan.Change{
		"trust policy":         change(plan.State{}, supported(), plan.Trust, "", nil),
		"cannot be created":    both,
		"policies of a user":   change(plan.State{}, user, plan.Tag, "a", new("b")),
		"no kind \"machine\"":  change(plan.State{}, plan.Resource{Kind: "machine"}, plan.Tag, "a", new("b")),
		"no property \"size\"": change(plan.State{}, supported(), "size", "", new("b")),
	} {
		if err := target.Make(t.Context(), account, c); err == nil || !strings.Contains(err.Error(), word) || !strings.Contains(err.Error(), account) {
			t.Errorf("%s: %v", word, err)
		}
	}
	if len(a.Counts()) > 0 {
		t.Errorf("%v", a.Counts())
	}
}
