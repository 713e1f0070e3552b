package app_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"hotline/check"
	"hotline/internal/app"
	"hotline/trail"
)

const (
	usedAccount = "111122223333"
	usedRole    = "arn:aws:iam::111122223333:role/ops/aws-support"
	rootARN     = "arn:aws:iam::111122223333:root"
)

// A call is one of AWS, as some fields.
type call map[trail.Field]string

// each gives calls to a visit.
func each(calls ...call) func(func(*trail.Event) error) error {
	return func(visit func(*trail.Event) error) error {
		for i, c := range calls {
			e := new(trail.Event)
			e.Set(trail.EventID, fmt.Sprint("e", i))
			for f, value := range c {
				e.Set(f, value)
			}
			if err := visit(e); err != nil {
				return err
			}
		}
		return nil
	}
}

// assumed is an assumption of the role; more are fields that differ.
func assumed(at, who string, more call) call {
	c := call{trail.Source: "sts.amazonaws.com", trail.Name: "AssumeRole", trail.EventTime: at, trail.Recipient: usedAccount,
		trail.IdentityARN: who, trail.RequestRoleARN: usedRole}
	for f, value := range more {
		c[f] = value
	}
	return c
}

// handled is a call on a support case.
func handled(at, name, id, identity, who, failure string) call {
	return call{trail.Source: "support.amazonaws.com", trail.Name: name, trail.EventTime: at, trail.Recipient: usedAccount,
		trail.IdentityType: identity, trail.IdentityARN: who, trail.IdentityAccount: usedAccount, trail.RequestCaseID: id, trail.ErrorCode: failure}
}

func asked() app.UsageQuestion {
	return app.UsageQuestion{
		Scope: trail.Scope{
			Roles:   []trail.Role{{Name: "aws-support"}, {Account: usedAccount, Name: "AWSReservedSSO_Support_*"}},
			Trusted: []string{"arn:aws:iam::*:user/ana"}, Admins: []string{"arn:aws:iam::*:role/admin"},
			Near: time.Hour, Window: time.Hour,
		},
		Since: time.Date(2026, 8, 24, 3, 0, 0, 0, time.UTC), Until: time.Date(2026, 11, 22, 5, 0, 0, 0, time.FixedZone("", 7200)),
		MaxPrivileged: 2, Logs: map[string]check.Logs{"444455556666": {Unread: 1}},
	}
}

// TestUsage holds what an audit is told of logs.
func TestUsage(t *testing.T) {
	t.Parallel()
	const ana = "arn:aws:iam::111122223333:user/ana"
	q := asked()
	got, err := app.Usage(each(
		assumed("2026-08-24T02:59:59Z", "arn:aws:iam::111122223333:user/early", nil),
		assumed("2026-11-22T03:00:00Z", "arn:aws:iam::111122223333:user/late", nil),
		assumed("2026-08-24T03:00:00Z", ana, nil),
		assumed("2026-09-02T00:00:00Z", "arn:aws:iam::111122223333:user/mara", nil),
		assumed("2026-09-03T00:00:00Z", "arn:aws:iam::111122223333:user/noor", nil),
		assumed("2026-09-01T00:00:00Z", "arn:aws:iam::111122223333:user/noor", nil),
		assumed("2026-09-04T00:00:00Z", "", call{trail.IdentityProvider: "https://login.example.com", trail.RequestSessionName: "ci"}),
		assumed("2026-09-05T00:00:00Z", "", call{trail.IdentityAccount: "999900001111"}),
		assumed("2026-09-05T00:00:01Z", "", call{trail.IdentityAccount: "999900001111"}),
		assumed("2026-09-05T00:00:02Z", "", nil),
		assumed("2026-09-06T00:00:00Z", ana, call{trail.ErrorCode: "AccessDenied"}),
		handled("2026-10-01T00:00:00Z", "CreateCase", "c1", "Root", rootARN, ""),
		handled("2026-10-02T00:00:00Z", "AddCommunicationToCase", "c1", "Root", rootARN, ""),
		handled("2026-10-03T00:00:00Z", "ResolveCase", "c2", "AssumedRole", "arn:aws:sts::111122223333:assumed-role/admin/x", ""),
		handled("2026-10-04T00:00:00Z", "ResolveCase", "c3", "AssumedRole", "arn:aws:sts::111122223333:assumed-role/aws-support/x", ""),
		handled("2026-10-05T00:00:00Z", "ResolveCase", "c4", "Root", rootARN, "CaseIdNotFound"),
		handled("2026-10-06T00:00:00Z", "CreateCase", "", "Root", "", ""),
	), q)
	if err != nil {
		t.Fatal(err)
	}
	want := &check.Usage{
		Since: q.Since, Until: q.Until, TrustDeclared: true, MaxPrivileged: 2,
		Roles: []check.MeasuredRole{{Name: "aws-support"}, {Account: usedAccount, Name: "AWSReservedSSO_Support_*"}},
		Accounts: map[string]*check.AccountUsage{
			"444455556666": {Logs: check.Logs{Unread: 1}, Roles: map[string]*check.RoleUsage{}},
			usedAccount: {
				Roles: map[string]*check.RoleUsage{usedRole: {
					Assumed: 8, Denied: 1, Last: "2026-09-05T00:00:02Z",
					Untrusted: []check.Use{
						{Who: "arn:aws:iam::111122223333:user/noor", Times: 2, Last: "2026-09-03T00:00:00Z"},
						{Who: "session ci", Times: 1, Last: "2026-09-04T00:00:00Z"},
						{Who: "arn:aws:iam::111122223333:user/mara", Times: 1, Last: "2026-09-02T00:00:00Z"},
					},
					Unidentified: 3, CallerAccounts: []string{"999900001111", "an account that is not named"},
				}},
				Calls: 5, Cases: 3, PrivilegedCases: 2, LastCases: []string{"c2", "c1"},
				Privileged: []check.Use{
					{Who: rootARN, Times: 2, Last: "2026-10-02T00:00:00Z"},
					{Who: "somebody who is not named", Times: 1, Last: "2026-10-06T00:00:00Z"},
					{Who: "arn:aws:iam::111122223333:role/admin", Times: 1, Last: "2026-10-03T00:00:00Z"},
				},
			},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\n%+v\n%+v", got, got.Accounts[usedAccount], got.Accounts[usedAccount].Roles[usedRole])
	}
}

// TestUsageBounds holds that no more cases are named than can be taken in, that
// nothing is said of trust where none was declared, and that errors are told.
func TestUsageBounds(t *testing.T) {
	t.Parallel()
	q := asked()
	q.Scope.Trusted = nil
	var calls []call
	for i := range 7 {
		calls = append(calls, handled(fmt.Sprintf("2026-10-0%dT00:00:00Z", i+1), "ResolveCase", fmt.Sprint("c", i), "Root", rootARN, ""))
	}
	u, err := app.Usage(each(calls...), q)
	if err != nil || u.TrustDeclared {
		t.Fatalf("%v, %v", u, err)
	}
	if a := u.Accounts[usedAccount]; a.PrivilegedCases != 7 || !reflect.DeepEqual(a.LastCases, []string{"c6", "c5", "c4", "c3", "c2"}) {
		t.Errorf("%+v", a)
	}
	failed := errors.New("no space left")
	if _, err := app.Usage(func(func(*trail.Event) error) error { return failed }, q); !errors.Is(err, failed) {
		t.Errorf("%v", err)
	}
}
