package trail

import (
	"fmt"

	"pgregory.net/rapid"
)

// randomEvent is an event of few values, so that events meet in every way.
func randomEvent() *rapid.Generator[*Event] {
	return rapid.Custom(func(t *rapid.T) *Event {
		e := new(Event)
		set := func(f Field, values ...string) {
			e.Set(f, rapid.SampledFrom(values).Draw(t, columns()[f].name))
		}
		e.Set(EventID, fmt.Sprintf("e%d", rapid.IntRange(0, 1<<40).Draw(t, "id")))
		set(SharedEventID, "", "", "s1", "s2")
		e.Set(EventTime, fmt.Sprintf("2026-0%d-1%dT0%d:00:00Z", rapid.IntRange(1, 3).Draw(t, "month"), rapid.IntRange(0, 3).Draw(t, "day"), rapid.IntRange(0, 9).Draw(t, "hour")))
		set(Source, "sts.amazonaws.com", "support.amazonaws.com", "iam.amazonaws.com", "s3.amazonaws.com", "events.amazonaws.com", "organizations.amazonaws.com",
			"cloudtrail.amazonaws.com", "security-ir.amazonaws.com", "ssm-incidents.amazonaws.com", CaseUpdates, "trustedadvisor.amazonaws.com")
		set(Name, "AssumeRole", "AssumeRoleWithSAML", "CreateCase", "AddCommunicationToCase", "ResolveCase", "DeleteRole", "CreateRole", "MoveAccount", "AttachRolePolicy", "DeletePolicy",
			"AttachPolicy", "StopLogging", "PutRule", "StartIncident", "ListBuckets")
		set(ErrorCode, "", "", "", "AccessDenied")
		set(ErrorMessage, "", "not authorized on resource: "+roleARN+" because", "on resource: policy arn:aws:iam::111122223333:policy/hotline-x", "on resource: arn:aws:events:us-east-1:111122223333:rule/b/hotline no", "no")
		set(IP, "198.51.100.1", "198.51.100.2", "2001:db8::1", "ec2.amazonaws.com")
		set(EventType, "AwsApiCall", "AwsApiCall", "AwsServiceEvent")
		set(Recipient, home, away)
		set(IdentityType, "Root", "IAMUser", "AssumedRole", "AWSService", "AWSAccount", "")
		set(IdentityARN, anaARN, "", sessionARN, "arn:aws:iam::111122223333:user/boss")
		set(IdentityAccount, home, away, "")
		set(IdentityUser, "", "ana@corp")
		set(IssuerARN, "", "", roleARN, adminARN, "arn:aws:iam::111122223333:role/x/AWSReservedSSO_Support_1")
		set(AccessKey, "", "ASIA1", "ASIA2", "ASIA3")
		set(InvokedBy, "", "", "signin.amazonaws.com", "s3.amazonaws.com")
		set(MFA, "", "true", "false")
		set(RequestRoleARN, "", roleARN, roleARN+"2", "arn:aws:iam::111122223333:role/AWSReservedSSO_Support_1")
		set(RequestRoleName, "", "hotline-support", "AWSReservedSSO_Support_1", "x")
		set(RequestPolicyARN, "", "arn:aws:iam::111122223333:policy/hotline-x", "arn:x")
		set(RequestName, "", "a-hotline-rule", "x")
		set(RequestRule, "", "hotline", "x")
		set(RequestCaseID, "", caseOne, "case-999900001111-muen-2026-1")
		set(ResponseCaseID, "", "", caseOne, "case-999900001111-muen-2026-2")
		set(ResponseAccessKey, "", "ASIA1", "ASIA2")
		set(RequestSeverity, "", "low", "urgent")
		set(Origin, "", "AWS", "CUSTOMER")
		set(AddendumReason, "", "", "", "UPDATED_DATA", "DELIVERY_DELAY")
		set(OriginalEventID, "", "e1", "e2")
		return e
	})
}

// anyEvent is an event of any texts.
func anyEvent() *rapid.Generator[*Event] {
	value := rapid.OneOf(rapid.SampledFrom([]string{"", "a", "b", "UPDATED_DATA"}), rapid.String())
	return rapid.Custom(func(t *rapid.T) *Event {
		e := new(Event)
		for _, f := range []Field{EventID, EventTime, SharedEventID, OriginalEventID, AddendumReason, Recipient, rapid.SampledFrom([]Field{Source, Origin, IP}).Draw(t, "field")} {
			e.Set(f, value.Draw(t, "value"))
		}
		return e
	})
}
