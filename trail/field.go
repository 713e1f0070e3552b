package trail

// A Field is one value of an event.
type Field uint8

// The fields that matter, of CloudTrail's records and of the events "Support Case
// Update" of EventBridge.
const (
	EventID Field = iota
	SharedEventID
	OriginalEventID // of the record that an addendum is about
	AddendumReason
	EventTime // ISO 8601, in UTC, in whole seconds
	Source
	Name
	Region
	IP
	ErrorCode
	ErrorMessage
	EventType
	Recipient // the account whose log it is
	IdentityType
	IdentityARN
	IdentityAccount
	IdentityUser
	IdentityProvider
	AccessKey
	InvokedBy
	IssuerARN // the role of a session, with its path
	MFA
	SessionSourceIdentity
	RequestRoleARN
	RequestSessionName
	RequestSourceIdentity
	RequestSerialNumber
	RequestPrincipalARN // of a SAML provider
	RequestRoleName
	RequestCaseID
	RequestSeverity
	RequestPolicyARN
	RequestName // of a trail or a rule
	RequestTrailName
	RequestRule
	RequestPolicyID
	RequestTargetID
	RequestIncidentStart
	RequestImpactedAccounts // of a list, with spaces between them
	RequestImpact
	ResponseAccessKey
	ResponseCaseID
	ResponseIncidentARN
	Origin // of an event about a case: CUSTOMER or AWS
	NumFields
)

// A column says where a field is found.
type column struct {
	name string // in the view of calls
	key  string // the key in a record right above the value
	sql  string // in the table of records as Athena declares it
}

// columns are those of all fields.
func columns() [NumFields]column {
	identity := func(name, key string) column { return column{name, key, "useridentity." + lower(key)} }
	request := func(name, key string) column {
		return column{name, key, "json_extract_scalar(requestparameters, '$." + key + "')"}
	}
	plain := func(name, key string) column { return column{name, key, lower(key)} }
	return [NumFields]column{
		EventID:               plain("event_id", "eventID"),
		SharedEventID:         plain("shared_event_id", "sharedEventID"),
		OriginalEventID:       {"original_event_id", "originalEventID", "addendum.originaleventid"},
		AddendumReason:        {"addendum_reason", "reason", "addendum.reason"},
		EventTime:             plain("event_time", "eventTime"),
		Source:                plain("event_source", "eventSource"),
		Name:                  plain("event_name", "eventName"),
		Region:                plain("aws_region", "awsRegion"),
		IP:                    plain("source_ip", "sourceIPAddress"),
		ErrorCode:             plain("error_code", "errorCode"),
		ErrorMessage:          plain("error_message", "errorMessage"),
		EventType:             plain("event_type", "eventType"),
		Recipient:             plain("recipient_account", "recipientAccountId"),
		IdentityType:          identity("identity_type", "type"),
		IdentityARN:           identity("identity_arn", "arn"),
		IdentityAccount:       identity("identity_account", "accountId"),
		IdentityUser:          identity("identity_user", "userName"),
		IdentityProvider:      identity("identity_provider", "identityProvider"),
		AccessKey:             identity("access_key", "accessKeyId"),
		InvokedBy:             identity("invoked_by", "invokedBy"),
		IssuerARN:             {"issuer_arn", "arn", "useridentity.sessioncontext.sessionissuer.arn"},
		MFA:                   {"mfa_authenticated", "mfaAuthenticated", "useridentity.sessioncontext.attributes.mfaauthenticated"},
		SessionSourceIdentity: {"session_source_identity", "sourceIdentity", "useridentity.sessioncontext.sourceidentity"},
		RequestRoleARN:        request("request_role_arn", "roleArn"),
		RequestSessionName:    request("request_session_name", "roleSessionName"),
		RequestSourceIdentity: request("request_source_identity", "sourceIdentity"),
		RequestSerialNumber:   request("request_serial_number", "serialNumber"),
		RequestPrincipalARN:   request("request_principal_arn", "principalArn"),
		RequestRoleName:       request("request_role_name", "roleName"),
		RequestCaseID:         request("request_case_id", "caseId"),
		RequestSeverity:       request("request_severity", "severityCode"),
		RequestPolicyARN:      request("request_policy_arn", "policyArn"),
		RequestName:           request("request_name", "name"),
		RequestTrailName:      request("request_trail_name", "trailName"),
		RequestRule:           request("request_rule", "rule"),
		RequestPolicyID:       request("request_policy_id", "policyId"),
		RequestTargetID:       request("request_target_id", "targetId"),
		RequestIncidentStart:  request("request_incident_start", "reportedIncidentStartDate"),
		RequestImpactedAccounts: {
			"request_impacted_accounts", "impactedAccounts",
			"array_join(try_cast(json_extract(requestparameters, '$.impactedAccounts') AS array(varchar)), ' ')",
		},
		RequestImpact:       request("request_impact", "impact"),
		ResponseAccessKey:   {"response_access_key", "accessKeyId", "json_extract_scalar(responseelements, '$.credentials.accessKeyId')"},
		ResponseCaseID:      {"response_case_id", "caseId", "json_extract_scalar(responseelements, '$.caseId')"},
		ResponseIncidentARN: {"response_incident_arn", "incidentRecordArn", "json_extract_scalar(responseelements, '$.incidentRecordArn')"},
		Origin:              {"origin", "origin", "CAST(NULL AS varchar)"},
	}
}

// lower is an ASCII text in lower case.
func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
