package athena_test

// repeatedRecords are delivered again, replaced, and told by two accounts.
func repeatedRecords() []record {
	addendum := func(of, reason string) record {
		return record{"addendum": record{"reason": reason, "originalEventID": of, "updatedFields": "x"}}
	}
	one := assumes(record{"eventID": "one", "eventTime": at("09:00:00")})
	shared := assumes(record{"eventID": "own", "sharedEventID": "both", "eventTime": at("09:10:01"), "errorCode": "a"})
	return []record{
		one, one, one.with(record{"sourceIPAddress": "9.9.9.9"}), one.with(record{"recipientAccountId": away}),
		one.with(record{"eventID": "later", "sourceIPAddress": "1.1.1.1"}).with(addendum("one", "UPDATED_DATA")),
		one.with(record{"eventID": "latest", "sourceIPAddress": "2.2.2.2"}).with(addendum("one", "UPDATED_DATA")),
		one.with(record{"eventID": "other", "eventTime": at("23:00:00")}).with(addendum("one", "DELIVERY_DELAY")),
		one.with(record{"eventID": "nothing"}).with(addendum("", "UPDATED_DATA")),
		one.with(record{"eventID": "orphan", "eventTime": at("09:00:05")}).with(addendum("gone", "UPDATED_DATA")),
		one.with(record{"eventID": "gone", "eventTime": at("09:00:09"), "sharedEventID": "both"}),
		shared, shared.with(record{"eventID": "theirs", "recipientAccountId": away, "eventTime": at("09:10:00"), "errorCode": nil,
			"userIdentity": record{"type": "AWSAccount", "accountId": home}, "sourceIPAddress": "z"}),
		assumes(record{"eventID": "both", "eventTime": at("09:20:00")}),
		assumes(record{"eventID": "é", "sharedEventID": ""}), assumes(record{"eventID": "É", "sharedEventID": nil}),
		assumes(record{"eventID": "nobody", "recipientAccountId": nil}), assumes(record{"eventID": "nobody", "recipientAccountId": ""}),
	}
}

// caseRecords are cases at the edges of windows, and incidents.
func caseRecords() []record {
	declares := func(source, name string, more record) record {
		return call(source, name, record{"responseElements": record{"caseId": "77"}}.with(more))
	}
	return []record{
		handles("CreateCase", "1", "10:00:00", record{"requestParameters": record{"severityCode": "urgent"}}),
		handles("CreateCase", "0", "10:00:00", record{"requestParameters": record{"severityCode": "low"}}), // in the same second
		handles("CreateCase", "0", "10:00:00", record{"userIdentity": user("arn:aws:iam::1:role/admin"), "requestParameters": record{"severityCode": "it's"}}),
		handles("CreateCase", "|", "10:00:01", record{"errorCode": ""}), handles("CreateCase", "9", "10:00:00", record{"errorCode": "x"}),
		handles("CreateCase", "", "10:00:00", record{"responseElements": nil}), handles("CreateCase", "", "10:00:00", record{"responseElements": record{"caseId": "case-2026-old"}}),
		handles("AddCommunicationToCase", "1", "10:05:00", nil), handles("AddCommunicationToCase", "1", "10:06:00", record{"errorCode": "x"}),
		handles("InitiateChatForCase", "2", "10:07:00", record{"responseElements": nil, "requestParameters": record{"caseId": opened + "2"}}),
		handles("ResolveCase", "1", "11:00:00", nil), handles("ResolveCase", "1", "11:00:00", record{"userIdentity": user("arn:aws:iam::1:role/admin")}),
		handles("ResolveCase", "1", "10:59:59", record{"userIdentity": record{"type": "Root", "accountId": home}}),
		handles("CreateCase", "bad", "10:00:00", record{"eventTime": "2026-02-30T00:00:00Z"}), handles("DescribeCases", "1", "10:00:00", record{"eventName": "DescribeCases"}),
		assumes(record{"eventTime": at("10:00:00"), "responseElements": record{"credentials": record{"accessKeyId": "ASIA'"}}}),
		assumes(record{"eventTime": at("08:59:59")}), assumes(record{"eventTime": at("09:00:00")}), assumes(record{"eventTime": at("12:00:00")}), assumes(record{"eventTime": at("12:00:01")}),
		declares("security-ir", "CreateCase", record{"requestParameters": record{"reportedIncidentStartDate": at("09:59:00")}}),
		declares("security-ir", "CreateCase", record{"requestParameters": record{"reportedIncidentStartDate": "Mar 20, 2026"}, "responseElements": nil}),
		declares("security-ir", "CreateCase", record{"requestParameters": record{"reportedIncidentStartDate": "2026-02-30T00:00:00Z"}}),
		declares("security-ir", "CreateCase", record{"requestParameters": record{"reportedIncidentStartDate": 1773997140, "impactedAccounts": []any{home, away}}}),
		declares("security-ir", "CreateCase", record{"requestParameters": record{"reportedIncidentStartDate": 1773997140.9, "impactedAccounts": []any{}}}),
		declares("security-ir", "CreateCase", record{"requestParameters": record{"reportedIncidentStartDate": "1.77399714E9", "impactedAccounts": []any{"all"}}}),
		declares("security-ir", "CreateCase", record{"requestParameters": record{"reportedIncidentStartDate": "2026-03-20T09:59:00.250Z", "impactedAccounts": home}}),
		declares("security-ir", "CreateCase", record{"requestParameters": record{"reportedIncidentStartDate": -1, "impactedAccounts": []any{home, nil}}}),
		declares("security-ir", "CreateCase", record{"errorCode": "x"}), declares("security-ir", "CreateCase", record{"recipientAccountId": nil}),
		declares("ssm-incidents", "StartIncident", record{"requestParameters": record{"impact": 2}, "responseElements": record{"incidentRecordArn": "arn:x"}, "eventTime": at("09:00:00")}),
		declares("ssm-incidents", "StartIncident", record{"requestParameters": record{"impact": 2}, "responseElements": record{"incidentRecordArn": "arn:x"}, "eventTime": at("09:00:00")}),
	}
}

// tamperingRecords change what guards the role.
func tamperingRecords() []record {
	denied := func(name, message string) record {
		return call("iam", name, record{"errorCode": "AccessDenied", "errorMessage": "User: u is not authorized to perform: iam:" + name + " " + message})
	}
	iam := func(name string, more record) record { return call("iam", name, record{"requestParameters": more}) }
	return []record{
		iam("DeleteRole", record{"roleName": "hotline-support"}), iam("UpdateAssumeRolePolicy", record{"roleName": "hotline-support2"}),
		iam("TagRole", record{"roleName": "AWSReservedSSO_Support_x"}), iam("AttachRolePolicy", record{"roleName": "AWSReservedSSO_Support_x", "policyArn": "arn:aws:iam::1:policy/p"}),
		iam("AttachRolePolicy", record{"roleName": "AWSReservedSSO_Support_x/y"}), iam("PutRolePermissionsBoundary", record{"roleName": "a+b=c,d.e@f_g"}),
		iam("PutRolePolicy", record{"roleName": "a+b=c,d.e@f_g"}).with(record{"recipientAccountId": away}),
		iam("PutRolePolicy", record{"roleName": "hotline-support"}).with(record{"recipientAccountId": nil, "errorCode": "AccessDenied"}),
		denied("TagRole", "on resource: role hotline-support because"), denied("TagRole", "on resource: arn:aws:iam::"+home+":role/a/hotline-support with"),
		denied("DeleteRole", "on resource: role hotline-support2"), denied("DeleteRole", "resource: role AWSReservedSSO_Support_/x"), denied("DeleteRole", "resource: role "),
		denied("DeletePolicy", "on resource: policy arn:aws:iam::1:policy/hotline-x because"), denied("DeletePolicy", "on resource: arn:aws:iam::1:policy/it's"),
		iam("CreatePolicyVersion", record{"policyArn": "arn:aws:iam::1:policy/it's"}), iam("DeletePolicy", record{"policyArn": "arn:aws:iam::1:policy/path/hotline-x"}),
		call("organizations", "DetachPolicy", record{"requestParameters": record{"policyId": "p-1", "targetId": "r-1"}}), call("organizations", "DescribePolicy", nil),
		call("cloudtrail", "StopLogging", record{"requestParameters": record{"name": "o'trail"}}), call("cloudtrail", "UpdateTrail", nil),
		call("events", "PutRule", record{"requestParameters": record{"name": "x-hotline-y"}}), call("events", "PutTargets", record{"requestParameters": record{"rule": "'"}}),
		call("events", "DeleteRule", record{"errorCode": "AccessDenied", "errorMessage": "User: u is not authorized to perform: events:DeleteRule on resource: arn:aws:events:us-east-1:" + home + ":rule/bus/a-hotline-b because"}),
		call("events", "DeleteRule", record{"errorCode": "AccessDenied", "errorMessage": "on resource: arn:aws:events:us-east-1:" + home + ":rule/a-hotline-b"}),
		call("cloudtrail", "PutEventSelectors", record{"requestParameters": record{"trailName": "o'trail"}}), call("organizations", "MoveAccount", nil),
		call("events", "DisableRule", record{"requestParameters": record{"name": "hot\nline", "rule": "hotline"}}), call("events", "DeleteRule", record{"requestParameters": record{"name": "", "rule": "a hotline"}}),
	}
}

// brokenRecords lack what every record has.
func brokenRecords() []record {
	return []record{
		assumes(record{"eventID": ""}), assumes(record{"eventTime": ""}), assumes(record{"eventTime": "2026-03-20T12:00:00.5Z"}), assumes(record{"eventTime": "2026-03-20T12:00:00Z "}),
		assumes(record{"eventTime": nil}), assumes(record{"eventTime": "2026-03-20T24:00:00Z"}), assumes(record{"eventTime": "2026-03-20T23:59:60Z"}), assumes(record{"eventTime": "0000-01-01T00:00:00Z"}),
		call("support", "CreateCase", record{"eventSource": nil, "eventType": nil}), call("support", "CreateCase", record{"eventSource": nil}),
		handles("CreateCase", "\n", "14:00:00", nil), handles("CreateCase", "\u2028", "14:00:01", record{"userIdentity": nil}), handles("CreateCase", "tab\there", "14:00:02", nil),
	}
}
