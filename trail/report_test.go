package trail

import (
	"testing"

	"pgregory.net/rapid"
)

// TestPeriod holds what is within a period: until is the first moment after it.
func TestPeriod(t *testing.T) {
	t.Parallel()
	march := Period{"2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"}
	for _, c := range []struct {
		p           Period
		first, last string
		want        bool
	}{
		{Period{}, "", "", true}, {Period{}, "2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z", true},
		{march, "2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z", true}, {march, "2026-02-28T23:59:59Z", "2026-02-28T23:59:59Z", false},
		{march, "2026-03-31T23:59:59Z", "2026-03-31T23:59:59Z", true}, {march, "2026-04-01T00:00:00Z", "2026-04-01T00:00:00Z", false},
		{march, "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z", true}, {march, "2026-02-01T00:00:00Z", "2026-05-01T00:00:00Z", true},
		{Period{Since: march.Since}, "2027-01-01T00:00:00Z", "2027-01-01T00:00:00Z", true}, {Period{Until: march.Until}, "2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z", true},
	} {
		if got := c.p.has(c.first, c.last); got != c.want {
			t.Errorf("%v has %s to %s: %v", c.p, c.first, c.last, got)
		}
	}
	noon := Period{"2026-03-10T12:00:00Z", "2026-03-11T12:00:00Z"}
	for day, want := range map[string]bool{"2026-03-09": false, "2026-03-10": true, "2026-03-11": true, "2026-03-12": false} {
		if noon.hasDay(day) != want || !(Period{}).hasDay(day) {
			t.Errorf("%s: %v", day, !want)
		}
	}
	if (Period{Until: "2026-03-11T00:00:00Z"}).hasDay("2026-03-11") || !(Period{Since: "2026"}).hasDay("2026-03-11") {
		t.Error("a day at the edge of a period")
	}
}

// on is the same record on a day of a month, at noon.
func on(month, day string, f fields) fields {
	return f.with(fields{EventTime: "2026-" + month + "-" + day + "T12:00:00Z"})
}

// TestReportOfAPeriod holds what is in the report of one month of three.
func TestReportOfAPeriod(t *testing.T) {
	t.Parallel()
	elsewhere := "arn:aws:iam::444455556666:role/hotline-support"
	eve := fields{IdentityARN: "arn:aws:iam::999900001111:user/eve", IP: "203.0.113.1"}
	other := func(f fields) fields {
		return f.with(fields{RequestCaseID: "", ResponseCaseID: "case-111122223333-muen-2026-2"})
	}
	l := measured(t, testScope(),
		on("01", "05", assume(fields{RequestRoleARN: elsewhere})), // known, but not in this account
		on("02", "05", assume(nil)), on("02", "06", assume(eve)), on("02", "07", assume(eve)), on("03", "05", assume(eve)),
		on("03", "06", assume(fields{IdentityARN: "arn:aws:iam::999900001111:user/late", IP: "192.0.2.200"})), on("03", "07", assume(fields{IP: "192.0.3.1"})),
		on("02", "10", assume(fields{ErrorCode: "AccessDenied", IP: "203.0.113.200", IdentityARN: "arn:aws:iam::444455556666:user/x"})),
		on("02", "11", assume(fields{IdentityARN: "", IdentityUser: "", IP: "192.0.2.1"})),
		on("01", "31", does("s3", "ListBuckets", nil)), on("02", "05", does("support", "DescribeCases", nil)), on("03", "01", does("s3", "GetObject", fields{AccessKey: "ASIA9"})),
		// A case that rests for the month, and one of the month.
		on("01", "10", handles("CreateCase", root(fields{AccessKey: ""}))), on("03", "10", handles("ResolveCase", root(fields{AccessKey: ""}))),
		on("02", "10", other(handles("CreateCase", fields{IssuerARN: adminARN}))),
		on("01", "01", changes("cloudtrail", "StopLogging", nil)), on("02", "01", changes("cloudtrail", "DeleteTrail", nil)),
	)
	r := l.Report(Period{"2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"}, []Incident{
		{ID: "jan", Start: "2026-01-31T23:59:59Z"}, {ID: "feb", Start: "2026-02-01T00:00:00Z"}, {ID: "mar", Start: "2026-03-01T00:00:00Z"}})
	equal(t, "assumptions", r.Assumptions, Assumptions{OK: 4, Denied: 1, Principals: 3, Networks: 3, NewPrincipals: 2, NewNetworks: 2,
		Untrusted: 0, WithoutCase: 3, NoMFA: 4, CallerUnknown: 1})
	equal(t, "sessions", r.Sessions, Sessions{1, 1, 0, 0, 0})
	expect(t, r.Table("session_days"), "day support_calls other_calls", "2026-02-05 | 1 | 0")
	expect(t, r.Table("session_deeds"), "access_key event_name", "ASIA1 | DescribeCases", "ASIA1 | ListBuckets")
	expect(t, r.Table("cases"), "case_id", "case-111122223333-muen-2026-2")
	equal(t, "cases", r.Cases, Cases{Cases: 1, Privileged: 1, Incidents: 1, Opened: map[string]int{"administrator": 1}, Answered: map[string]int{}, Resolved: map[string]int{}})
	expect(t, r.Table("time_to_engage"), "id", "feb")
	expect(t, r.Table("tampering"), "event", "DeleteTrail")
	expect(t, r.Table("role_use"), "time", "2026-02-05T12:00:00Z", "2026-02-06T12:00:00Z", "2026-02-07T12:00:00Z", "2026-02-11T12:00:00Z")
}

// TestBy holds the parts of a report.
func TestBy(t *testing.T) {
	t.Parallel()
	r := report(t,
		on("02", "05", assume(nil)), on("02", "06", assume(fields{ErrorCode: "AccessDenied"})),
		on("02", "05", does("support", "DescribeCases", nil)), on("03", "01", does("s3", "ListBuckets", nil)), on("03", "01", does("s3", "ListBuckets", fields{AccessKey: "ASIA9"})),
		on("02", "05", handles("CreateCase", fields{AccessKey: ""})), on("03", "02", handles("AddCommunicationToCase", root(fields{AccessKey: "", IdentityAccount: away}))),
		on("03", "02", handles("CreateCase", root(fields{AccessKey: "", ErrorCode: "x", ResponseCaseID: ""}))),
		on("03", "02", changes("cloudtrail", "StopLogging", fields{Recipient: away})),
	)
	rootARN, eve := "arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:user/eve"
	for by, want := range map[string][]Part{
		"account": {{home, 1, 1, 1, 2, 1, 1, 0}, {away, 0, 0, 0, 0, 0, 0, 1}},
		"month":   {{"2026-02", 1, 1, 1, 0, 1, 0, 0}, {"2026-03", 0, 0, 0, 2, 0, 1, 1}},
		"day": {{"2026-02-05", 1, 0, 1, 0, 1, 0, 0}, {"2026-02-06", 0, 1, 0, 0, 0, 0, 0},
			{"2026-03-01", 0, 0, 0, 2, 0, 0, 0}, {"2026-03-02", 0, 0, 0, 0, 0, 1, 1}},
		// Of the session whose assumption was not seen it is not known who it was.
		"principal": {{roleARN, 0, 0, 0, 0, 1, 0, 0}, {rootARN, 0, 0, 0, 0, 0, 1, 0}, {eve, 0, 0, 0, 0, 0, 0, 1}, {anaARN, 1, 1, 1, 1, 0, 0, 0}},
	} {
		equal(t, "by "+by, r.By(by), want)
	}
	equal(t, "the words", Bys(), []string{"account", "month", "day", "principal"})
	equal(t, "the parts of nothing", len(report(t).By("day")), 0)
}

// TestByAddsUp holds that the parts of a report add up to the whole.
func TestByAddsUp(t *testing.T) {
	t.Parallel()
	d := Define(testScope())
	rapid.Check(t, func(t *rapid.T) {
		calls := rapid.SliceOfN(randomEvent(), 0, 40).Draw(t, "calls")
		period := rapid.SampledFrom([]Period{{}, {Since: "2026-02-01T00:00:00Z"}, {Until: "2026-02-12T05:00:00Z"}}).Draw(t, "period")
		r := added(d, calls).Report(period, incidents())
		opened := 0
		for _, n := range r.Cases.Opened {
			opened += n
		}
		for _, by := range Bys() {
			sum := Part{Value: "all"}
			for _, p := range r.By(by) {
				sum.Assumed, sum.Denied = sum.Assumed+p.Assumed, sum.Denied+p.Denied
				sum.SupportCalls, sum.OtherCalls = sum.SupportCalls+p.SupportCalls, sum.OtherCalls+p.OtherCalls
				sum.Opened, sum.Privileged, sum.Tampering = sum.Opened+p.Opened, sum.Privileged+p.Privileged, sum.Tampering+p.Tampering
			}
			want := Part{"all", r.Assumptions.OK, r.Assumptions.Denied, r.Sessions.SupportCalls, r.Sessions.OtherCalls, opened, r.Cases.Incidents, r.Tampering.OK + r.Tampering.Denied}
			if by == "principal" { // what came of assumptions is that of whole sessions
				want.SupportCalls, want.OtherCalls = sum.SupportCalls, sum.OtherCalls
			}
			if sum != want {
				t.Fatalf("by %s: %+v, of %+v", by, sum, want)
			}
		}
	})
}

// TestPrivilegedCases holds that the cases of a period are counted by its calls.
func TestPrivilegedCases(t *testing.T) {
	t.Parallel()
	rooted := func(name string, more fields) fields { return handles(name, root(fields{AccessKey: ""}.with(more))) }
	l := measured(t, testScope(),
		on("01", "10", rooted("CreateCase", nil)), on("02", "10", handles("ResolveCase", nil)), // privileged, but before it
		on("02", "11", rooted("CreateCase", fields{RequestCaseID: "", ResponseCaseID: ""})), on("02", "12", handles("CreateCase", fields{RequestCaseID: "", ResponseCaseID: ""})),
		on("02", "13", rooted("AddCommunicationToCase", fields{RequestCaseID: "case-111122223333-muen-2026-2", ResponseCaseID: ""})),
		on("02", "14", rooted("ResolveCase", fields{RequestCaseID: "case-111122223333-muen-2026-2", ResponseCaseID: ""})),
		on("02", "15", rooted("ResolveCase", fields{RequestCaseID: "case-111122223333-muen-2026-3", ErrorCode: "x", ResponseCaseID: ""})),
	)
	c := l.Report(Period{"2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"}, nil).Cases
	equal(t, "cases, privileged ones and calls", []int{c.Cases, c.Privileged, c.Incidents, c.Failed}, []int{4, 2, 3, 1})
}
