package trail

import "testing"

const caseOne = "case-111122223333-muen-2026-1"

// handles is the record of a call about a case.
func handles(name string, more fields) fields {
	f := fields{
		Source: "support.amazonaws.com", Name: name, EventType: "AwsApiCall", EventTime: at("09:00:00"), Recipient: home, IP: "198.51.100.7",
		IdentityType: "AssumedRole", IdentityARN: sessionARN, IdentityAccount: home, AccessKey: "ASIA1", IssuerARN: roleARN,
	}
	if name == "CreateCase" {
		f[ResponseCaseID], f[RequestSeverity] = caseOne, "urgent"
	} else {
		f[RequestCaseID] = caseOne
	}
	return f.with(more)
}

// root is what the records of the root user say.
func root(more fields) fields {
	return fields{IdentityType: "Root", IdentityARN: "arn:aws:iam::111122223333:root", IssuerARN: ""}.with(more)
}

// TestCaseCalls holds one row of each kind of call, and what is none.
func TestCaseCalls(t *testing.T) {
	t.Parallel()
	const columns = "account case_id deed outcome error severity done"
	for name, c := range map[string]struct {
		record fields
		want   string // empty for none
	}{
		"opened":              {handles("CreateCase", nil), home + " | " + caseOne + " | opened | ok |  | urgent | " + caseOne},
		"opened in vain":      {handles("CreateCase", fields{ErrorCode: "AccessDenied", ResponseCaseID: ""}), home + " |  | opened | denied | AccessDenied | urgent | "},
		"answered":            {handles("AddCommunicationToCase", nil), home + " | " + caseOne + " | answered | ok |  |  | " + caseOne},
		"a chat":              {handles("InitiateChatForCase", nil), home + " | " + caseOne + " | answered | ok |  |  | " + caseOne},
		"a call":              {handles("InitiateCallForCase", nil), home + " | " + caseOne + " | answered | ok |  |  | " + caseOne},
		"resolved":            {handles("ResolveCase", nil), home + " | " + caseOne + " | resolved | ok |  |  | " + caseOne},
		"resolved in vain":    {handles("ResolveCase", fields{ErrorCode: "CaseIdNotFound"}), home + " | " + caseOne + " | resolved | denied | CaseIdNotFound |  | "},
		"of another account":  {handles("ResolveCase", fields{RequestCaseID: "case-999900001111-muen-2026-1"}), away + " | case-999900001111-muen-2026-1 | resolved | ok |  |  | case-999900001111-muen-2026-1"},
		"an id without one":   {handles("ResolveCase", fields{RequestCaseID: "case-12-x", IdentityAccount: away}), away + " | case-12-x | resolved | ok |  |  | case-12-x"},
		"nothing but the log": {handles("ResolveCase", fields{RequestCaseID: "", IdentityAccount: ""}), home + " |  | resolved | ok |  |  | "},
		"only read":           {handles("DescribeCases", nil), ""},
		"of an incident":      {handles("CreateCase", fields{Source: "security-ir.amazonaws.com"}), ""},
		"told by EventBridge": {handles("CreateCase", fields{Source: CaseUpdates}), ""},
		"of the console":      {handles("CreateCase", fields{Source: "support-console.amazonaws.com"}), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var want []string
			if c.want != "" {
				want = []string{c.want}
			}
			expect(t, report(t, c.record).Table("case_calls"), columns, want...)
		})
	}
}

// TestHow holds by which way somebody comes to AWS Support.
func TestHow(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		more fields
		want string
	}{
		"the role":                    {nil, "role"},
		"the role with a path":        {fields{IssuerARN: "arn:aws:iam::111122223333:role/a/b/hotline-support"}, "role"},
		"the role, issuer not told":   {fields{IssuerARN: ""}, "role"},
		"the role in the console":     {fields{InvokedBy: "signin.amazonaws.com"}, "role"},
		"a role that looks like it":   {fields{IssuerARN: "arn:aws:iam::111122223333:role/hotline-support-x"}, "other"},
		"a role that ends like it":    {fields{IssuerARN: "arn:aws:iam::111122223333:role/my-hotline-support"}, "other"},
		"a session named like it":     {fields{IssuerARN: "arn:aws:iam::111122223333:role/x", IdentityARN: "arn:aws:sts::111122223333:assumed-role/x/hotline-support"}, "other"},
		"a user named like it":        {fields{IssuerARN: "", IdentityARN: "arn:aws:iam::111122223333:user/hotline-support"}, "other"},
		"a permission set":            {fields{IssuerARN: "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Support_1a"}, "role"},
		"elsewhere, another role":     {fields{IssuerARN: "arn:aws:iam::999900001111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Support_1a"}, "other"},
		"declared":                    {fields{IssuerARN: "arn:aws:iam::111122223333:role/partner-x"}, "declared"},
		"an administrator":            {fields{IssuerARN: adminARN}, "administrator"},
		"an administrator, a user":    {fields{IssuerARN: "", IdentityARN: "arn:aws:iam::111122223333:user/boss"}, "administrator"},
		"almost an administrator":     {fields{IssuerARN: adminARN + "2"}, "other"},
		"root":                        {root(nil), "root"},
		"root in the console":         {root(fields{InvokedBy: "signin.amazonaws.com"}), "root"},
		"root, invoked by a service":  {root(fields{InvokedBy: "backup.amazonaws.com"}), "root"},
		"root, in an event":           {root(fields{EventType: "AwsServiceEvent"}), "service"},
		"the role, by a service":      {fields{InvokedBy: "AWS Internal"}, "role"},
		"a user, by a service":        {fields{IssuerARN: "", IdentityType: "IAMUser", IdentityARN: "arn:aws:iam::111122223333:user/boss", InvokedBy: "backup.amazonaws.com"}, "administrator"},
		"a service itself":            {fields{IdentityType: "AWSService", IdentityARN: "", IssuerARN: "", InvokedBy: "support.amazonaws.com"}, "service"},
		"an event of a service":       {fields{EventType: "AwsServiceEvent"}, "service"},
		"a service-linked role":       {fields{IssuerARN: "arn:aws:iam::111122223333:role/aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport"}, "service"},
		"a service, without a type":   {fields{IdentityType: "", IdentityARN: "", IssuerARN: "", InvokedBy: "support.amazonaws.com"}, "service"},
		"a user called root":          {fields{IssuerARN: "", IdentityType: "IAMUser", IdentityARN: "arn:aws:iam::111122223333:user/root"}, "other"},
		"nobody is named":             {fields{IdentityType: "", IdentityARN: "", IssuerARN: ""}, "other"},
		"the root of another account": {root(fields{IdentityARN: "arn:aws:iam::999900001111:root"}), "root"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			privileged := map[string]string{"root": "yes", "administrator": "yes"}[c.want]
			if privileged == "" {
				privileged = "no"
			}
			expect(t, report(t, handles("CreateCase", c.more)).Table("case_calls"), "how privileged", c.want+" | "+privileged)
		})
	}
	equal(t, "the ways", Ways(), []string{"role", "declared", "administrator", "root", "other", "service"})
}

// TestDeclaredAdministrator holds the order in which ways count.
func TestDeclaredAdministrator(t *testing.T) {
	t.Parallel()
	s := testScope()
	s.Declared = append(s.Declared, "*:role/hotline-support", "*:role/admin")
	r := measured(t, s, handles("CreateCase", nil), handles("CreateCase", fields{IssuerARN: adminARN}), handles("CreateCase", root(nil))).Report(Period{}, nil)
	expect(t, r.Table("case_calls"), "how", "role", "declared", "root")
}

// TestCases holds what calls come to, by case.
func TestCases(t *testing.T) {
	t.Parallel()
	const other = "case-999900001111-muen-2026-2"
	r := report(t,
		handles("CreateCase", nil),
		handles("AddCommunicationToCase", root(fields{EventTime: at("10:00:00")})),
		handles("AddCommunicationToCase", fields{EventTime: at("10:30:00")}),
		handles("ResolveCase", fields{EventTime: at("11:00:00"), IssuerARN: adminARN}),
		handles("ResolveCase", fields{EventTime: at("12:00:00"), IssuerARN: "arn:aws:iam::111122223333:role/x"}),
		handles("ResolveCase", root(fields{EventTime: at("13:00:00"), ErrorCode: "AccessDenied"})),
		// Of this one only its middle was seen.
		handles("AddCommunicationToCase", fields{EventTime: at("08:00:00"), RequestCaseID: other, IdentityAccount: away}),
		handles("CreateCase", fields{ErrorCode: "AccessDenied", ResponseCaseID: ""}),
	)
	expect(t, r.Table("cases"), "case_id account opened opened_by opened_how severity answers resolved resolved_by handled privileged first_call last_call",
		caseOne+" | "+home+" | "+at("09:00:00")+" | "+roleARN+" | role | urgent | 2 | "+at("12:00:00")+" | arn:aws:iam::111122223333:role/x | administrator,other,role,root | yes | "+at("09:00:00")+" | "+at("12:00:00"),
		other+" | "+away+" |  |  |  |  | 1 |  |  | role | no | "+at("08:00:00")+" | "+at("08:00:00"))
	equal(t, "the sum", r.Cases, Cases{Cases: 2, Privileged: 1, Incidents: 2, Failed: 2, Opened: map[string]int{"role": 1},
		Answered: map[string]int{"root": 1, "role": 2}, Resolved: map[string]int{"administrator": 1, "other": 1}})
	equal(t, "the share", r.Cases.Share(), 0.5)
	equal(t, "the share of nothing", report(t).Cases.Share(), "NaN")
}

// TestAddendum holds that a record with corrected data counts instead of the first one,
// whichever comes first, and the latest of several.
func TestAddendum(t *testing.T) {
	t.Parallel()
	first := handles("CreateCase", fields{EventID: "e", IssuerARN: ""}.with(fields{IdentityARN: anaARN}))
	second := handles("CreateCase", fields{EventID: "f", OriginalEventID: "e", AddendumReason: "UPDATED_DATA", ErrorCode: "Throttled"})
	third := handles("CreateCase", fields{EventID: "g", OriginalEventID: "e", AddendumReason: "UPDATED_DATA", EventTime: at("09:00:01")})
	late := handles("CreateCase", fields{EventID: "h", AddendumReason: "DELIVERY_DELAY", OriginalEventID: ""})
	foreign := handles("CreateCase", fields{EventID: "e", Recipient: away})
	for _, order := range [][]fields{{first, second, third}, {third, second, first}, {second, third, first, third}} {
		expect(t, report(t, order...).Table("case_calls"), "time actor outcome", at("09:00:01")+" | "+roleARN+" | ok")
	}
	expect(t, report(t, second, first).Table("case_calls"), "outcome", "denied")
	expect(t, report(t, first, late).Table("case_calls"), "outcome", "ok", "ok")
	// Another account's record of the same id is another record, but of the same call.
	expect(t, report(t, first, foreign).Table("case_calls"), "outcome", "ok")
}
