package trail

import "testing"

// does is the record of a call by a session of the role.
func does(source, name string, more fields) fields {
	return fields{
		Source: source + ".amazonaws.com", Name: name, EventType: "AwsApiCall", EventTime: at("09:00:00"), Recipient: home, IP: "198.51.100.7",
		IdentityType: "AssumedRole", IdentityARN: sessionARN, IdentityAccount: home, AccessKey: "ASIA1", IssuerARN: roleARN,
	}.with(more)
}

// TestSessions holds what sessions are put together from: the access key, and nothing
// else. Calls in the second of the assumption are ties that nothing follows from.
func TestSessions(t *testing.T) {
	t.Parallel()
	path := "arn:aws:iam::111122223333:role/ops/hotline-support"
	r := report(t,
		assume(fields{EventTime: at("09:00:00")}),
		does("support", "DescribeCases", fields{SessionSourceIdentity: "ana@example"}),
		does("trustedadvisor", "ListChecks", fields{EventTime: at("09:05:00"), ErrorCode: "AccessDenied"}),
		does("s3", "ListBuckets", fields{EventTime: at("09:10:00")}),
		does("s3", "ListBuckets", fields{EventTime: at("09:20:00")}),
		does("iam", "CreateUser", fields{EventTime: at("09:30:00"), ErrorCode: "AccessDenied"}),
		// Another session, at the same time and of the same name, of a role with a path.
		does("support", "CreateCase", fields{AccessKey: "ASIA2", IssuerARN: path}),
		// Its issuer is not told: the ARN of the session is enough.
		does("support-console", "GetRole", fields{AccessKey: "ASIA3", IssuerARN: "", IdentityARN: "arn:aws:sts::111122223333:assumed-role/hotline-support/bob/x"}),
		// A role of AWS's, whose name begins like the one of the scope.
		does("supportapp", "X", fields{AccessKey: "ASIA4", IssuerARN: "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Support_0f"}),
		// None of these is a session of a support role.
		does("support", "DescribeCases", fields{AccessKey: "ASIA5", IssuerARN: roleARN + "2"}),
		does("support", "DescribeCases", fields{AccessKey: "ASIA6", IssuerARN: "arn:aws:iam::111122223333:role/x-hotline-support"}),
		does("support", "DescribeCases", fields{AccessKey: ""}),
		does("support", "DescribeCases", fields{AccessKey: "ASIA7", IssuerARN: adminARN, IdentityARN: "arn:aws:sts::111122223333:assumed-role/admin/hotline-support"}),
	)
	expect(t, r.Table("role_sessions"), "access_key account role session_name source_identity first_call last_call support_calls support_denied other_calls other_denied",
		"ASIA1 | "+home+" | "+roleARN+" | ana | ana@example | "+at("09:00:00")+" | "+at("09:30:00")+" | 2 | 1 | 3 | 1",
		"ASIA2 | "+home+" | "+path+" | ana |  | "+at("09:00:00")+" | "+at("09:00:00")+" | 1 | 0 | 0 | 0",
		"ASIA3 | "+home+" | "+roleARN+" | bob/x |  | "+at("09:00:00")+" | "+at("09:00:00")+" | 1 | 0 | 0 | 0",
		"ASIA4 | "+home+" | arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Support_0f | ana |  | "+at("09:00:00")+" | "+at("09:00:00")+" | 1 | 0 | 0 | 0")
	expect(t, r.Table("session_deeds"), "access_key event_source event_name outcome calls",
		"ASIA1 | support.amazonaws.com | DescribeCases | ok | 1", "ASIA1 | trustedadvisor.amazonaws.com | ListChecks | denied | 1",
		"ASIA1 | s3.amazonaws.com | ListBuckets | ok | 2", "ASIA1 | iam.amazonaws.com | CreateUser | denied | 1",
		"ASIA2 | support.amazonaws.com | CreateCase | ok | 1", "ASIA3 | support-console.amazonaws.com | GetRole | ok | 1", "ASIA4 | supportapp.amazonaws.com | X | ok | 1")
	expect(t, r.Table("session_days"), "day account support_calls support_denied other_calls other_denied", "2026-03-10 | "+home+" | 5 | 1 | 3 | 1")
	equal(t, "the sum", r.Sessions, Sessions{4, 5, 1, 3, 1})
	expect(t, r.Table("role_use"), "time account caller access_key support_calls other_calls failed_calls case_near",
		at("09:00:00")+" | "+home+" | "+anaARN+" | ASIA1 | 2 | 3 | 2 | yes")
}

// TestSupportSources holds the services that are AWS Support.
func TestSupportSources(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"support": "support", "support-console": "support", "supportapp": "support", "supportplans": "support", "support-subscription": "support",
		"supportauthz": "support", "trustedadvisor": "support", "security-ir": "other", "supportx": "other", "sts": "other",
	} {
		table := measured(t, testScope(), does(source, "X", nil)).Report(Period{}, nil).Table("role_sessions")
		counts := map[string]string{"support": "1 | 0", "other": "0 | 1"}
		expect(t, table, "support_calls other_calls", counts[want])
	}
}

// TestUse holds which cases are near the assumption of a role.
func TestUse(t *testing.T) {
	t.Parallel()
	opened := func(time string, more fields) fields {
		return fields{Source: "support.amazonaws.com", Name: "CreateCase", EventTime: time, IdentityARN: anaARN, IdentityAccount: home, Recipient: home, ResponseCaseID: "case-" + home + "-muen-2026-1"}.with(more)
	}
	for name, c := range map[string]struct {
		record fields
		want   string
	}{
		"a day before":          {opened("2026-03-09T09:00:00Z", nil), "yes"},
		"a second more":         {opened("2026-03-09T08:59:59Z", nil), "no"},
		"a day after":           {opened("2026-03-11T09:00:00Z", nil), "yes"},
		"a second more after":   {opened("2026-03-11T09:00:01Z", nil), "no"},
		"an answer":             {opened(at("10:00:00"), fields{Name: "AddCommunicationToCase"}), "yes"},
		"denied":                {opened(at("10:00:00"), fields{ErrorCode: "AccessDenied"}), "no"},
		"of another account":    {opened(at("10:00:00"), fields{ResponseCaseID: "case-999900001111-muen-2026-1"}), "no"},
		"of an incident":        {opened(at("10:00:00"), fields{Source: "security-ir.amazonaws.com"}), "no"},
		"on a day there is not": {opened("2026-02-30T10:00:00Z", nil), "no"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := report(t, assume(nil), assume(fields{ErrorCode: "AccessDenied"}), c.record)
			expect(t, r.Table("role_use"), "case_near support_calls other_calls failed_calls", c.want+" | 0 | 0 | 0")
			equal(t, "without a case", r.Assumptions.WithoutCase, map[string]int{"yes": 0, "no": 1}[c.want])
		})
	}
}
