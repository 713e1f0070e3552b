package trail

import (
	"strings"
	"time"

	"hotline/jsoncut"
)

// A node is a place in a record that holds fields.
type node uint8

const (
	nowhere node = iota
	top
	identity
	session
	issuer
	attributes
	request
	response
	credentials
	addendum
	detail // of an event of EventBridge
)

// What EventBridge wraps around an event, while it is being read.
type envelope struct {
	kind, source, id, account, time string
	wraps                           bool // whether there is an event in it
}

// Decode reads the record of CloudTrail that begins at i, and returns where it ends.
// The event shares the text.
func Decode(text string, i int, e *Event) (end int, err error) {
	*e = Event{}
	d := decoder{text: text, event: e}
	return d.object(i, top)
}

// DecodeAny reads what begins at i: a record of CloudTrail, or an event of EventBridge
// of AWS that has one as its detail, or that tells of a case ("Support Case Update",
// https://docs.aws.amazon.com/awssupport/latest/user/event-bridge-support.html).
func DecodeAny(text string, i int, e *Event) (end int, err error) {
	*e = Event{}
	d := decoder{text: text, event: e, bridge: new(envelope)}
	if end, err = d.object(i, top); err == nil {
		d.unwrap()
	}
	return end, err
}

// IsRecord reports whether what was decoded says when it happened, and what kind of
// thing. Insights have a type, but neither a source nor a name.
func (e *Event) IsRecord() bool {
	return isTime(e.values[EventTime]) && (e.values[Source] != "" || e.values[EventType] != "")
}

// isTime reports whether a text is a time as CloudTrail writes it: 2023-07-10T11:54:42Z.
// Only such times can be compared as texts, and counted with if they are in the calendar.
func isTime(s string) bool {
	const form = "0000-00-00T00:00:00Z"
	if len(s) != len(form) {
		return false
	}
	for i := range len(form) {
		if form[i] == '0' && (s[i] < '0' || s[i] > '9') || form[i] != '0' && s[i] != form[i] {
			return false
		}
	}
	two := func(i int) byte { return 10*(s[i]-'0') + s[i+1] - '0' }
	month, day := two(5), two(8)
	if month < 1 || month > 12 || day < 1 || two(11) > 23 || two(14) > 59 || two(17) > 59 {
		return false
	}
	if day <= 28 {
		return true
	}
	_, err := time.Parse(time.RFC3339, s) // which knows how long a month is
	return err == nil
}

type decoder struct {
	text   string
	event  *Event
	bridge *envelope // nil where only records of CloudTrail are read
}

// object reads the object at a place.
func (d *decoder) object(i int, at node) (int, error) {
	return jsoncut.Members(d.text, i, func(key string, value int) (int, error) {
		inner, field := child(at, key)
		if inner == detail && d.bridge == nil {
			inner = nowhere
		}
		switch {
		case inner != nowhere && value < len(d.text) && d.text[value] == '{':
			if inner == detail {
				d.bridge.wraps = true
			}
			return d.object(value, inner)
		case field == RequestImpactedAccounts:
			return d.list(value, field)
		case field < NumFields:
			v, end, err := jsoncut.Scalar(d.text, value)
			d.event.values[field] = v
			return end, err
		case at == top && d.bridge != nil && d.bridge.part(key) != nil:
			v, end, err := jsoncut.Scalar(d.text, value)
			*d.bridge.part(key) = v
			return end, err
		}
		return jsoncut.Skip(d.text, value)
	})
}

// list reads a list of texts as one text, with spaces between them. Anything else is
// empty, as it is for the cast of the query: a value that is no list, and a list with
// objects or lists in it.
func (d *decoder) list(i int, field Field) (int, error) {
	d.event.values[field] = ""
	if i >= len(d.text) || d.text[i] != '[' {
		return jsoncut.Skip(d.text, i)
	}
	var parts []string
	flat := true
	end, err := jsoncut.Elements(d.text, i, func(at int) (int, error) {
		v, end, err := jsoncut.Scalar(d.text, at)
		switch {
		case err != nil || d.text[at] == 'n': // null
		case d.text[at] == '{' || d.text[at] == '[':
			flat = false
		default:
			parts = append(parts, v)
		}
		return end, err
	})
	if flat {
		d.event.values[field] = strings.Join(parts, " ")
	}
	return end, err
}

// part is where a key of EventBridge is kept.
func (b *envelope) part(key string) *string {
	switch key {
	case "detail-type":
		return &b.kind
	case "source":
		return &b.source
	case "id":
		return &b.id
	case "account":
		return &b.account
	case "time":
		return &b.time
	}
	return nil
}

// unwrap makes an event of what EventBridge tells of a case. Anybody can send events of
// any kind, but only AWS those of a source that begins with "aws.", and its partners
// those that begin with "aws.partner/": what is in the others is no record.
//
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html
func (d *decoder) unwrap() {
	ofAWS := strings.HasPrefix(d.bridge.source, "aws.") && !strings.HasPrefix(d.bridge.source, "aws.partner/")
	if d.bridge.wraps && !ofAWS {
		*d.event = Event{}
		return
	}
	if d.bridge.kind != "Support Case Update" || d.bridge.source != CaseUpdates {
		return
	}
	v := &d.event.values
	v[Source], v[EventID], v[Recipient], v[EventTime] = CaseUpdates, d.bridge.id, d.bridge.account, d.bridge.time
}

// child says what a key of an object is: a field, an object with fields, or neither.
func child(at node, key string) (node, Field) {
	switch at {
	case top:
		return childTop(key)
	case identity:
		return childIdentity(key)
	case request:
		return nowhere, fieldOfRequest(key)
	case response:
		return childResponse(key)
	case detail:
		return childDetail(key)
	default:
		return childSmall(at, key)
	}
}

func childTop(key string) (node, Field) {
	switch key {
	case "userIdentity":
		return identity, NumFields
	case "eventTime":
		return nowhere, EventTime
	case "eventSource":
		return nowhere, Source
	case "eventName":
		return nowhere, Name
	case "awsRegion":
		return nowhere, Region
	case "sourceIPAddress":
		return nowhere, IP
	case "errorCode":
		return nowhere, ErrorCode
	case "errorMessage":
		return nowhere, ErrorMessage
	case "requestParameters":
		return request, NumFields
	case "responseElements":
		return response, NumFields
	case "eventID":
		return nowhere, EventID
	case "eventType":
		return nowhere, EventType
	case "recipientAccountId":
		return nowhere, Recipient
	case "sharedEventID":
		return nowhere, SharedEventID
	case "addendum":
		return addendum, NumFields
	case "detail":
		return detail, NumFields
	}
	return nowhere, NumFields
}

func childIdentity(key string) (node, Field) {
	switch key {
	case "type":
		return nowhere, IdentityType
	case "arn":
		return nowhere, IdentityARN
	case "accountId":
		return nowhere, IdentityAccount
	case "accessKeyId":
		return nowhere, AccessKey
	case "userName":
		return nowhere, IdentityUser
	case "identityProvider":
		return nowhere, IdentityProvider
	case "invokedBy":
		return nowhere, InvokedBy
	case "sessionContext":
		return session, NumFields
	}
	return nowhere, NumFields
}

func fieldOfRequest(key string) Field {
	switch key {
	case "roleArn":
		return RequestRoleARN
	case "roleSessionName":
		return RequestSessionName
	case "sourceIdentity":
		return RequestSourceIdentity
	case "serialNumber":
		return RequestSerialNumber
	case "principalArn":
		return RequestPrincipalARN
	case "roleName":
		return RequestRoleName
	case "caseId":
		return RequestCaseID
	case "severityCode":
		return RequestSeverity
	case "policyArn":
		return RequestPolicyARN
	case "name":
		return RequestName
	case "trailName":
		return RequestTrailName
	case "rule":
		return RequestRule
	case "policyId":
		return RequestPolicyID
	case "targetId":
		return RequestTargetID
	case "reportedIncidentStartDate":
		return RequestIncidentStart
	case "impactedAccounts":
		return RequestImpactedAccounts
	case "impact":
		return RequestImpact
	}
	return NumFields
}

func childResponse(key string) (node, Field) {
	switch key {
	case "credentials":
		return credentials, NumFields
	case "caseId":
		return nowhere, ResponseCaseID
	case "incidentRecordArn":
		return nowhere, ResponseIncidentARN
	}
	return nowhere, NumFields
}

// childDetail is a record of CloudTrail, or what is told of a case.
func childDetail(key string) (node, Field) {
	switch key {
	case "event-name":
		return nowhere, Name
	case "case-id":
		return nowhere, RequestCaseID
	case "origin":
		return nowhere, Origin
	case "detail":
		return nowhere, NumFields
	}
	return childTop(key)
}

// childSmall is for objects with few fields.
func childSmall(at node, key string) (node, Field) {
	switch {
	case at == session && key == "sessionIssuer":
		return issuer, NumFields
	case at == session && key == "attributes":
		return attributes, NumFields
	case at == session && key == "sourceIdentity":
		return nowhere, SessionSourceIdentity
	case at == issuer && key == "arn":
		return nowhere, IssuerARN
	case at == attributes && key == "mfaAuthenticated":
		return nowhere, MFA
	case at == credentials && key == "accessKeyId":
		return nowhere, ResponseAccessKey
	case at == addendum && key == "reason":
		return nowhere, AddendumReason
	case at == addendum && key == "originalEventID":
		return nowhere, OriginalEventID
	}
	return nowhere, NumFields
}
