package check_test

import (
	"testing"
	"time"

	"hotline/check"
)

// covering are logs that cover the days, change apart.
func covering(change func(*check.Logs, *check.LogDays)) *check.Usage {
	day := func(month time.Month, d int) time.Time { return time.Date(2026, month, d, 0, 0, 0, 0, time.UTC) }
	days := check.LogDays{First: day(8, 24), Last: day(11, 22), Before: day(9, 1), After: day(9, 2)}
	l := check.Logs{Regions: map[string]check.LogDays{"eu-west-1": days}}
	if change != nil {
		change(&l, &days)
	}
	if l.Regions != nil {
		l.Regions["us-east-1"] = days
	}
	if days.First.IsZero() {
		delete(l.Regions, "us-east-1")
	}
	return &check.Usage{
		Since: time.Date(2026, 8, 24, 3, 0, 0, 0, time.UTC), Until: time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC),
		Accounts: map[string]*check.AccountUsage{accountID: {Logs: l}},
	}
}

// TestUncovered holds from when on logs do not cover the days: three days without any
// are within bounds, at either end and in between.
func TestUncovered(t *testing.T) {
	t.Parallel()
	at := func(month time.Month, d int) time.Time { return time.Date(2026, month, d, 0, 0, 0, 0, time.UTC) }
	for name, tt := range map[string]struct {
		change func(*check.Logs, *check.LogDays)
		want   string
	}{
		"all":              {nil, ""},
		"none":             {func(l *check.Logs, _ *check.LogDays) { *l = check.Logs{Unread: 1} }, "the state has no logs of the account of these days, laid out as CloudTrail does"},
		"one Region":       {func(l *check.Logs, d *check.LogDays) { l.Regions["eu-west-2"] = *d; *d = check.LogDays{} }, "the state has no logs of the account of us-east-1, where AWS Support records its events, only of eu-west-1, eu-west-2"},
		"begin in time":    {func(_ *check.Logs, l *check.LogDays) { l.First = at(8, 27) }, ""},
		"begin late":       {func(_ *check.Logs, l *check.LogDays) { l.First = at(8, 28) }, "the logs of the account of us-east-1 begin only on 2026-08-28"},
		"end in time":      {func(_ *check.Logs, l *check.LogDays) { l.Last = at(11, 19) }, ""},
		"end early":        {func(_ *check.Logs, l *check.LogDays) { l.Last = at(11, 17) }, "the logs of the account of us-east-1 end on 2026-11-17"},
		"quiet days":       {func(_ *check.Logs, l *check.LogDays) { l.After = at(9, 5) }, ""},
		"missing days":     {func(_ *check.Logs, l *check.LogDays) { l.After = at(9, 6) }, "between 2026-09-01 and 2026-09-06 there are no logs of the account of us-east-1"},
		"no two days":      {func(_ *check.Logs, l *check.LogDays) { l.Before, l.After = time.Time{}, time.Time{} }, ""},
		"cut short":        {func(l *check.Logs, _ *check.LogDays) { l.Unfinished = true }, "the last run of hotline kpi over logs of the account did not come to its end"},
		"damaged":          {func(l *check.Logs, _ *check.LogDays) { l.Unread = 2 }, "2 logs of the account could not be read as a whole"},
		"end three before": {func(_ *check.Logs, l *check.LogDays) { l.Last = at(11, 18) }, "the logs of the account of us-east-1 end on 2026-11-18"},
	} {
		if got := covering(tt.change).Uncovered(accountID, "us-east-1", false); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
	u := covering(nil)
	if got := u.Uncovered("444455556666", "us-east-1", false); got == "" {
		t.Error("an account without logs is covered")
	}
	if got := u.Days(); got != 90 {
		t.Errorf("%d days", got)
	}
}

// TestUncoveredRegions holds that the role may be assumed in each Region.
func TestUncoveredRegions(t *testing.T) {
	t.Parallel()
	u := covering(func(l *check.Logs, _ *check.LogDays) { l.Partial = true })
	if got := u.Uncovered(accountID, "us-east-1", false); got != "" {
		t.Error(got)
	}
	if got := u.Uncovered(accountID, "us-east-1", true); got != "the state was to read logs of the account of single Regions only, below CloudTrail/REGION" {
		t.Error(got)
	}
	if got := covering(nil).Uncovered(accountID, "us-east-1", true); got != "" {
		t.Error(got)
	}
}

// TestUncoveredWeek holds that few days need more than a log or two.
func TestUncoveredWeek(t *testing.T) {
	t.Parallel()
	u := covering(nil)
	u.Since = u.Until.AddDate(0, 0, -7)
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	for _, tt := range []struct {
		days    check.LogDays
		covered bool
	}{
		{check.LogDays{First: day(16), Last: day(21)}, true},
		{check.LogDays{First: day(18), Last: day(18)}, false},
		{check.LogDays{First: day(17), Last: day(21)}, false},
		{check.LogDays{First: day(16), Last: day(20)}, false},
		{check.LogDays{First: day(16), Last: day(21), Before: day(17), After: day(19)}, true},
		{check.LogDays{First: day(16), Last: day(21), Before: day(17), After: day(20)}, false},
	} {
		u.Accounts[accountID].Logs.Regions["us-east-1"] = tt.days
		if got := u.Uncovered(accountID, "us-east-1", true); (got == "") != tt.covered {
			t.Errorf("%+v: %q", tt.days, got)
		}
	}
}

// TestUsageOfRole holds which roles were looked for, and what is told of them.
func TestUsageOfRole(t *testing.T) {
	t.Parallel()
	const arn = "arn:aws:iam::111122223333:role/ops/aws-support"
	u := covering(nil)
	u.Accounts[accountID].Roles = map[string]*check.RoleUsage{arn: {Assumed: 3}}
	u.Roles = []check.MeasuredRole{{Name: "aws-support"}, {Account: "444455556666", Name: "Support_*"}}
	for role, want := range map[string]bool{
		arn: true,
		"arn:aws:iam::444455556666:role/aws-support":     true,
		"arn:aws:iam::444455556666:role/x/Support_1":     true,
		"arn:aws:iam::444455556666:role/Support_":        true,
		"arn:aws:iam::111122223333:role/Support_1":       false,
		"arn:aws:iam::111122223333:role/aws-support-2":   false,
		"arn:aws:iam::111122223333:role/aws-support/sub": false,
		"": false,
	} {
		use, measured := u.Role(role)
		if measured != want || (use.Assumed == 3) != (role == arn) {
			t.Errorf("%s: %+v, %v", role, use, measured)
		}
	}
}
