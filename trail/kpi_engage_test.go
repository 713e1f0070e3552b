package trail

import "testing"

// tells is an event of EventBridge about a case.
func tells(name, caseID, time string, more fields) fields {
	return fields{Source: CaseUpdates, Name: name, EventTime: time, RequestCaseID: caseID, Recipient: home}.with(more)
}

// TestEngage holds which case is the first for an incident, and which answer counts.
func TestEngage(t *testing.T) {
	t.Parallel()
	const (
		start   = "2026-03-10T08:00:00Z"
		columns = "engaged case_id how opened seconds_to_case replied seconds_to_reply"
		never   = "no |  |  |  |  |  | "
		nine    = "yes | " + caseOne + " | role | 2026-03-10T09:00:00Z | 3600 |  | "
		foreign = "case-999900001111-muen-2026-9"
	)
	inHome := Incident{ID: "i", Start: start, Accounts: []string{home}, Severity: "high"}
	opened := func(time string, more fields) fields {
		return handles("CreateCase", fields{EventTime: time}.with(more))
	}
	for name, c := range map[string]struct {
		incident Incident
		records  []fields
		want     string
	}{
		"nobody":                       {inHome, nil, never},
		"an hour later":                {inHome, []fields{opened(at("09:00:00"), nil)}, nine},
		"in that second":               {inHome, []fields{opened(start, nil)}, "yes | " + caseOne + " | role | " + start + " | 0 |  | "},
		"a second before":              {inHome, []fields{opened("2026-03-10T07:59:59Z", nil)}, never},
		"the last second":              {inHome, []fields{opened("2026-03-13T07:59:59Z", nil)}, "yes | " + caseOne + " | role | 2026-03-13T07:59:59Z | 259199 |  | "},
		"a second too late":            {inHome, []fields{opened("2026-03-13T08:00:00Z", nil)}, never},
		"denied":                       {inHome, []fields{opened(at("09:00:00"), fields{ErrorCode: "x", ResponseCaseID: ""})}, never},
		"only answered":                {inHome, []fields{handles("AddCommunicationToCase", nil)}, never},
		"in another account":           {inHome, []fields{opened(at("09:00:00"), fields{ResponseCaseID: foreign})}, never},
		"in any account":               {Incident{ID: "i", Start: start}, []fields{opened(at("09:00:00"), fields{ResponseCaseID: foreign})}, "yes | " + foreign + " | role | 2026-03-10T09:00:00Z | 3600 |  | "},
		"in one of several":            {Incident{ID: "i", Start: start, Accounts: []string{"444455556666", away}}, []fields{opened(at("09:00:00"), nil), opened(at("10:00:00"), fields{ResponseCaseID: foreign})}, "yes | " + foreign + " | role | 2026-03-10T10:00:00Z | 7200 |  | "},
		"the first of two":             {inHome, []fields{opened(at("09:30:00"), fields{ResponseCaseID: "case-111122223333-muen-2026-0"}), opened(at("09:00:00"), nil)}, nine},
		"two at a time":                {inHome, []fields{opened(at("09:00:00"), fields{ResponseCaseID: "case-111122223333-muen-2026-2"}), opened(at("09:00:00"), nil)}, nine},
		"told by EventBridge":          {inHome, []fields{tells("CreateCase", caseOne, at("09:00:00"), nil)}, "yes | " + caseOne + " |  | 2026-03-10T09:00:00Z | 3600 |  | "},
		"told by both":                 {inHome, []fields{tells("CreateCase", caseOne, at("09:00:03"), nil), opened(at("09:00:00"), nil)}, nine},
		"with an answer":               {inHome, []fields{opened(at("09:00:00"), nil), tells("AddCommunicationToCase", caseOne, at("11:00:00"), fields{Origin: "AWS"}), tells("AddCommunicationToCase", caseOne, at("10:00:00"), fields{Origin: "AWS"})}, "yes | " + caseOne + " | role | 2026-03-10T09:00:00Z | 3600 | 2026-03-10T10:00:00Z | 7200"},
		"with an answer of their own":  {inHome, []fields{opened(at("09:00:00"), nil), tells("AddCommunicationToCase", caseOne, at("11:00:00"), fields{Origin: "CUSTOMER"})}, nine},
		"another case is answered":     {inHome, []fields{opened(at("09:00:00"), nil), tells("AddCommunicationToCase", foreign, at("11:00:00"), fields{Origin: "AWS"})}, nine},
		"resolved by AWS":              {inHome, []fields{opened(at("09:00:00"), nil), tells("ResolveCase", caseOne, at("11:00:00"), fields{Origin: "AWS"})}, nine},
		"an incident is no case":       {inHome, []fields{opened(at("09:00:00"), fields{Source: "security-ir.amazonaws.com", ErrorCode: "x"})}, never},
		"on a day there is not":        {Incident{ID: "i", Start: "2026-02-30T00:00:00Z"}, []fields{opened(at("09:00:00"), nil)}, never},
		"a time of another kind":       {Incident{ID: "i", Start: "soon"}, []fields{opened(at("09:00:00"), nil)}, never},
		"opened on a day there is not": {Incident{ID: "i", Start: "2026-02-30T00:00:00Z"}, []fields{opened("2026-02-30T00:00:00Z", nil)}, never},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := measured(t, testScope(), c.records...).Report(Period{}, []Incident{c.incident})
			expect(t, r.Table("time_to_engage"), "id start severity "+columns, c.incident.ID+" | "+c.incident.Start+" | "+c.incident.Severity+" | "+c.want)
		})
	}
}

// TestDeclaredIncidents holds which incidents CloudTrail itself tells of.
func TestDeclaredIncidents(t *testing.T) {
	t.Parallel()
	begins := func(more fields) fields {
		return changes("security-ir", "CreateCase", fields{EventID: "e", ResponseCaseID: "77", RequestIncidentStart: "2026-03-10T07:00:00Z"}.with(more))
	}
	for name, c := range map[string]struct {
		record fields
		want   string // empty for none
	}{
		"of Security Incident Response": {begins(nil), "77 | 2026-03-10T07:00:00Z | " + home + " | "},
		"no start":                      {begins(fields{RequestIncidentStart: ""}), "77 | 2026-03-10T09:00:00Z | " + home + " | "},
		"a start of another form":       {begins(fields{RequestIncidentStart: "Mar 10, 2026, 7:00:00 AM"}), "77 | 2026-03-10T09:00:00Z | " + home + " | "},
		"a start, and more":             {begins(fields{RequestIncidentStart: "2026-03-10T07:00:00Z\n"}), "77 | 2026-03-10T09:00:00Z | " + home + " | "},
		"a fraction":                    {begins(fields{RequestIncidentStart: "2026-03-10T07:00:00.999Z"}), "77 | 2026-03-10T07:00:00Z | " + home + " | "},
		"a number":                      {begins(fields{RequestIncidentStart: "1773126000"}), "77 | 2026-03-10T07:00:00Z | " + home + " | "},
		"a number with a fraction":      {begins(fields{RequestIncidentStart: "1773126000.999"}), "77 | 2026-03-10T07:00:00Z | " + home + " | "},
		"a number with an exponent":     {begins(fields{RequestIncidentStart: "1.773126E9"}), "77 | 2026-03-10T07:00:00Z | " + home + " | "},
		"the last number":               {begins(fields{RequestIncidentStart: "253402300799.9"}), "77 | 9999-12-31T23:59:59Z | " + home + " | "},
		"a number too large":            {begins(fields{RequestIncidentStart: "253402300800"}), "77 | 2026-03-10T09:00:00Z | " + home + " | "},
		"a number far too large":        {begins(fields{RequestIncidentStart: "1e999"}), "77 | 2026-03-10T09:00:00Z | " + home + " | "},
		"a number below none":           {begins(fields{RequestIncidentStart: "-5"}), "77 | 2026-03-10T09:00:00Z | " + home + " | "},
		"accounts":                      {begins(fields{RequestImpactedAccounts: away + " " + home}), "77 | 2026-03-10T07:00:00Z | " + away + " " + home + " | "},
		"accounts, spaces":              {begins(fields{RequestImpactedAccounts: " " + away + ",  " + home}), "77 | 2026-03-10T07:00:00Z | " + away + " " + home + " | "},
		"accounts, none":                {begins(fields{RequestImpactedAccounts: "all"}), "77 | 2026-03-10T07:00:00Z | " + home + " | "},
		"no id":                         {begins(fields{ResponseCaseID: ""}), "e | 2026-03-10T07:00:00Z | " + home + " | "},
		"no log":                        {begins(fields{Recipient: "", IdentityAccount: away}), "77 | 2026-03-10T07:00:00Z | " + away + " | "},
		"denied":                        {begins(fields{ErrorCode: "AccessDenied"}), ""},
		"closed":                        {begins(fields{Name: "CloseCase"}), ""},
		"of Incident Manager": {changes("ssm-incidents", "StartIncident", fields{ResponseIncidentARN: "arn:aws:ssm-incidents::1:incident-record/x/y", RequestImpact: "2"}),
			"arn:aws:ssm-incidents::1:incident-record/x/y | 2026-03-10T09:00:00Z | " + home + " | 2"},
		"a case of AWS Support": {handles("CreateCase", nil), ""},
		"mixed up":              {changes("ssm-incidents", "CreateCase", nil), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var want []string
			if c.want != "" {
				want = []string{c.want}
			}
			expect(t, measured(t, testScope(), c.record).table("incident_events"), "id start accounts severity", want...)
		})
	}
	r := report(t, begins(nil), handles("CreateCase", nil))
	expect(t, r.Table("time_to_engage"), "id engaged case_id seconds_to_case", "77 | yes | "+caseOne+" | 7200")
	expect(t, r.Table("cases"), "case_id", caseOne)
	if len(report(t, begins(nil)).Table("case_calls").Rows) != 0 {
		t.Error("an incident counts as a support case")
	}
}

// TestEngagementSum holds the numbers, by severity and month.
func TestEngagementSum(t *testing.T) {
	t.Parallel()
	var incidents []Incident
	for i, start := range []string{"2026-03-10T08:59:50Z", "2026-03-10T08:59:40Z", "2026-03-10T08:00:00Z", "2026-04-01T00:00:00Z", "2026-03-31T00:00:00Z"} {
		incidents = append(incidents, Incident{ID: string(rune('a' + i)), Start: start, Severity: []string{"high", "low"}[i%2]})
	}
	l := measured(t, testScope(), handles("CreateCase", nil), tells("AddCommunicationToCase", caseOne, at("09:00:10"), fields{Origin: "AWS"}))
	got := l.Report(Period{}, incidents).Engagement
	toCase, toReply := Times{3, 20, 3600, 3630.0 / 3}, Times{3, 30, 3610, 3660.0 / 3}
	equal(t, "the engagement", got, Engagement{5, 3, toCase, toReply, []EngagementGroup{
		{"severity", "high", 3, 2, Times{2, 10, 3600, 1805}, Times{2, 20, 3610, 1815}},
		{"severity", "low", 2, 1, Times{1, 20, 20, 20}, Times{1, 30, 30, 30}},
		{"month", "2026-03", 4, 3, toCase, toReply},
		{"month", "2026-04", 1, 0, Times{}, Times{}},
	}})
	equal(t, "the engagement in a period", l.Report(Period{Since: "2026-04-01T00:00:00Z"}, incidents).Engagement,
		Engagement{1, 0, Times{}, Times{}, []EngagementGroup{{"severity", "low", 1, 0, Times{}, Times{}}, {"month", "2026-04", 1, 0, Times{}, Times{}}}})
	equal(t, "the engagement without incidents", l.Report(Period{}, nil).Engagement, Engagement{})
	equal(t, "the month of a start that is none", l.Report(Period{}, []Incident{{Start: "soon"}}).Engagement.Groups[1].Value, "soon")
}

// TestIncidentTwice holds that an incident that is named twice counts once, as in the
// query.
func TestIncidentTwice(t *testing.T) {
	t.Parallel()
	i := Incident{ID: "i", Start: at("08:00:00"), Accounts: []string{home}}
	other := Incident{ID: "i", Start: at("08:00:00"), Accounts: []string{away}}
	r := measured(t, testScope()).Report(Period{}, []Incident{i, other, i})
	expect(t, r.Table("time_to_engage"), "id", "i", "i")
}

// TestRanks holds the nearest rank, which rounding must not move.
func TestRanks(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 2000; n++ {
		var seconds []int
		for i := n; i > 0; i-- {
			seconds = append(seconds, i)
		}
		want := Times{n, (n + 1) / 2, (9*n + 9) / 10, float64(n+1) / 2}
		if got := times(seconds); got != want {
			t.Fatalf("of 1 to %d: %+v, expected %+v", n, got, want)
		}
	}
}
