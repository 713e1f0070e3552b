package trail

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"pgregory.net/rapid"
)

// A scalar is what a field is of a value of any kind, read by encoding/json.
type scalar string

func (s *scalar) UnmarshalJSON(data []byte) error {
	switch data[0] {
	case '"':
		return json.Unmarshal(data, (*string)(s))
	case '{', '[', 'n':
		*s = ""
	default:
		*s = scalar(data)
	}
	return nil
}

// A list is what a field is of a list of texts; of other values it is nothing.
type list string

func (l *list) UnmarshalJSON(data []byte) error {
	var raw []json.RawMessage
	*l = ""
	if data[0] != '[' {
		return nil
	}
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	var parts []string
	for _, r := range raw {
		var s scalar
		if r[0] == '{' || r[0] == '[' {
			return nil
		}
		if err := json.Unmarshal(r, &s); err != nil {
			return err
		}
		if r[0] != 'n' {
			parts = append(parts, string(s))
		}
	}
	*l = list(strings.Join(parts, " "))
	return nil
}

// A within is an object, or nothing where there is another kind of value.
type within[T any] struct{ V T }

func (w *within[T]) UnmarshalJSON(data []byte) error {
	if data[0] != '{' {
		return nil
	}
	return json.Unmarshal(data, &w.V)
}

// record has the same paths as the decoder, as AWS documents them.
type record struct {
	EventID, SharedEventID, EventTime, EventSource, EventName, AwsRegion, SourceIPAddress scalar
	ErrorCode, ErrorMessage, EventType, RecipientAccountID                                scalar
	Addendum                                                                              within[struct{ OriginalEventID, Reason scalar }]
	UserIdentity                                                                          within[struct {
		Type, Arn, AccountID, UserName, IdentityProvider, AccessKeyID, InvokedBy scalar
		SessionContext                                                           within[struct {
			SourceIdentity scalar
			SessionIssuer  within[struct{ Arn scalar }]
			Attributes     within[struct{ MfaAuthenticated scalar }]
		}]
	}]
	RequestParameters within[struct {
		RoleArn, RoleSessionName, SourceIdentity, SerialNumber, PrincipalArn, RoleName, CaseID, SeverityCode, PolicyArn scalar
		Name, Rule, PolicyID, TargetID, ReportedIncidentStartDate, Impact, TrailName                                    scalar
		ImpactedAccounts                                                                                                list
	}]
	ResponseElements within[struct {
		CaseID, IncidentRecordArn scalar
		Credentials               within[struct{ AccessKeyID scalar }]
	}]
}

// event is what a record amounts to.
func (r *record) event() *Event {
	u, q, p := r.UserIdentity.V, r.RequestParameters.V, r.ResponseElements.V
	e := new(Event)
	for f, v := range map[Field]scalar{
		EventID: r.EventID, SharedEventID: r.SharedEventID, EventTime: r.EventTime, Source: r.EventSource, Name: r.EventName, Region: r.AwsRegion, IP: r.SourceIPAddress,
		ErrorCode: r.ErrorCode, ErrorMessage: r.ErrorMessage, EventType: r.EventType, Recipient: r.RecipientAccountID,
		OriginalEventID: r.Addendum.V.OriginalEventID, AddendumReason: r.Addendum.V.Reason,
		IdentityType: u.Type, IdentityARN: u.Arn, IdentityAccount: u.AccountID, IdentityUser: u.UserName, IdentityProvider: u.IdentityProvider, AccessKey: u.AccessKeyID, InvokedBy: u.InvokedBy,
		SessionSourceIdentity: u.SessionContext.V.SourceIdentity, IssuerARN: u.SessionContext.V.SessionIssuer.V.Arn, MFA: u.SessionContext.V.Attributes.V.MfaAuthenticated,
		RequestRoleARN: q.RoleArn, RequestSessionName: q.RoleSessionName, RequestSourceIdentity: q.SourceIdentity, RequestSerialNumber: q.SerialNumber, RequestPrincipalARN: q.PrincipalArn,
		RequestRoleName: q.RoleName, RequestCaseID: q.CaseID, RequestSeverity: q.SeverityCode, RequestPolicyARN: q.PolicyArn, RequestName: q.Name, RequestRule: q.Rule,
		RequestPolicyID: q.PolicyID, RequestTargetID: q.TargetID, RequestIncidentStart: q.ReportedIncidentStartDate, RequestImpact: q.Impact, RequestTrailName: q.TrailName, RequestImpactedAccounts: scalar(q.ImpactedAccounts),
		ResponseCaseID: p.CaseID, ResponseIncidentARN: p.IncidentRecordArn, ResponseAccessKey: p.Credentials.V.AccessKeyID,
	} {
		e.Set(f, string(v))
	}
	return e
}

// paths are where each field is in a record: keys, the outermost first.
func paths() map[Field]string {
	return map[Field]string{
		EventID: "eventID", SharedEventID: "sharedEventID", EventTime: "eventTime", Source: "eventSource", Name: "eventName", Region: "awsRegion", IP: "sourceIPAddress",
		ErrorCode: "errorCode", ErrorMessage: "errorMessage", EventType: "eventType", Recipient: "recipientAccountId", OriginalEventID: "addendum originalEventID", AddendumReason: "addendum reason",
		IdentityType: "userIdentity type", IdentityARN: "userIdentity arn", IdentityAccount: "userIdentity accountId", IdentityUser: "userIdentity userName",
		IdentityProvider: "userIdentity identityProvider", AccessKey: "userIdentity accessKeyId", InvokedBy: "userIdentity invokedBy",
		SessionSourceIdentity: "userIdentity sessionContext sourceIdentity", IssuerARN: "userIdentity sessionContext sessionIssuer arn", MFA: "userIdentity sessionContext attributes mfaAuthenticated",
		RequestRoleARN: "requestParameters roleArn", RequestSessionName: "requestParameters roleSessionName", RequestSourceIdentity: "requestParameters sourceIdentity",
		RequestSerialNumber: "requestParameters serialNumber", RequestPrincipalARN: "requestParameters principalArn", RequestRoleName: "requestParameters roleName",
		RequestCaseID: "requestParameters caseId", RequestSeverity: "requestParameters severityCode", RequestPolicyARN: "requestParameters policyArn", RequestName: "requestParameters name",
		RequestRule: "requestParameters rule", RequestPolicyID: "requestParameters policyId", RequestTargetID: "requestParameters targetId",
		RequestIncidentStart: "requestParameters reportedIncidentStartDate", RequestImpact: "requestParameters impact",
		RequestTrailName: "requestParameters trailName", RequestImpactedAccounts: "requestParameters impactedAccounts",
		ResponseCaseID: "responseElements caseId", ResponseIncidentARN: "responseElements incidentRecordArn", ResponseAccessKey: "responseElements credentials accessKeyId",
	}
}

// tree is an event as an object, of objects and texts.
func tree(e *Event) map[string]any {
	out := map[string]any{}
	for f, path := range paths() {
		if e.Get(f) == "" {
			continue
		}
		keys := strings.Fields(path)
		at := out
		for _, k := range keys[:len(keys)-1] {
			if at[k] == nil {
				at[k] = map[string]any{}
			}
			at = at[k].(map[string]any)
		}
		at[keys[len(keys)-1]] = e.Get(f)
	}
	return out
}

// plain writes a tree in any spacing and order of keys, without any escape that JSON
// does not ask for.
func plain(t *rapid.T, value any) string {
	if s, ok := value.(string); ok {
		var out strings.Builder
		enc := json.NewEncoder(&out)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(s); err != nil {
			t.Fatal(err)
		}
		return strings.TrimSuffix(out.String(), "\n")
	}
	space := func() string { return rapid.SampledFrom([]string{"", "", " ", "\n\t"}).Draw(t, "space") }
	object := value.(map[string]any)
	var members []string
	for k, v := range object {
		members = append(members, space()+strconv.Quote(k)+space()+":"+space()+plain(t, v)+space())
	}
	return "{" + strings.Join(members, ",") + "}"
}

// keys are all that records have, and some that they have not.
func keys() []string {
	out := []string{"x", "", "ARN", "tlsDetails", "resources", "id", "account", "time", "detail-type", "source", "case-id", "origin", "event-name"}
	for _, path := range paths() {
		out = append(out, strings.Fields(path)...)
	}
	return out
}

// anyRecord writes an object with keys of records in any places, order, number and
// spelling, and values of all kinds.
func anyRecord(t *rapid.T, known []string, depth int) string {
	var out strings.Builder
	space := func() { out.WriteString(rapid.SampledFrom([]string{"", "", " ", "\n\t"}).Draw(t, "space")) }
	out.WriteByte('{')
	space()
	for i := range rapid.IntRange(0, 7).Draw(t, "members") {
		if i > 0 {
			out.WriteByte(',')
			space()
		}
		key := rapid.SampledFrom(known).Draw(t, "key")
		out.WriteString(spelled(t, key))
		space()
		out.WriteByte(':')
		space()
		out.WriteString(anyValue(t, known, depth))
		space()
	}
	return out.String() + "}"
}

func anyValue(t *rapid.T, known []string, depth int) string {
	kind := rapid.IntRange(0, 9).Draw(t, "kind")
	switch {
	case kind < 3 && depth > 0:
		return anyRecord(t, known, depth-1)
	case kind == 3 && depth > 0:
		return "[" + anyValue(t, known, depth-1) + ", " + anyRecord(t, known, depth-1) + "]"
	case kind == 4:
		return rapid.SampledFrom([]string{"null", "true", "false", "[]", "{}", "-1.50e3", "0", "123456789012"}).Draw(t, "word")
	}
	return spelled(t, rapid.OneOf(rapid.SampledFrom([]string{"a", roleARN, "x=y&z", "", "\u00e9\U0001f600"}), rapid.String()).Draw(t, "text"))
}

// spelled writes a text as JSON, with escapes of any of its characters.
func spelled(t *rapid.T, s string) string {
	often := rapid.SampledFrom([]int{0, 0, 1, 3}).Draw(t, "escapes")
	var out strings.Builder
	for _, r := range s {
		switch {
		case r > 0xffff && often > 0:
			fmt.Fprintf(&out, `\u%04x\u%04x`, 0xd800+(r-0x10000)>>10, 0xdc00+(r-0x10000)&0x3ff)
		case r < 0x20 || r == '"' || r == '\\' || r <= 0xffff && rapid.IntRange(0, 3).Draw(t, "escape") < often:
			fmt.Fprintf(&out, `\u%04X`, r)
		default:
			out.WriteRune(r)
		}
	}
	return `"` + out.String() + `"`
}
