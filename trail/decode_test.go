package trail

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"hotline/jsoncut"
	"pgregory.net/rapid"
)

// TestDecodeLikeEncodingJSON holds that records are read as encoding/json reads them
// into a struct of the same paths: of a key that is there twice the last value counts.
func TestDecodeLikeEncodingJSON(t *testing.T) {
	t.Parallel()
	without := []string{}
	for _, k := range keys() {
		if k != "ARN" { // encoding/json takes it for arn
			without = append(without, k)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		inner := anyRecord(t, without, 4)
		var r record
		if err := json.Unmarshal([]byte(inner), &r); err != nil {
			t.Fatalf("%s: %v", inner, err)
		}
		want := r.event()
		for name, decode := range map[string]func(string, int, *Event) (int, error){"Decode": Decode, "DecodeAny": DecodeAny} {
			e := *event(fields{Origin: "old", IP: "old"})
			if end, err := decode("[ "+inner+" ]", 2, &e); err != nil || end != 2+len(inner) || e != *want {
				t.Fatalf("%s(%s) = %+v up to %d, %v, expected %+v", name, inner, e, end, err, want)
			}
		}
		wrapped := `{"version":"0","source":"aws.sts","detail-type":"AWS API Call via CloudTrail","id":"i","account":"a","time":"t","detail" : ` + inner + `,"resources":[]}`
		var e Event
		end, err := DecodeAny(wrapped, 0, &e)
		if strings.Contains(inner, "case-id") || strings.Contains(inner, "origin") || strings.Contains(inner, "event-name") || strings.Contains(inner, `\u`) {
			return // keys of events of another kind
		}
		if err != nil || end != len(wrapped) || e != *want {
			t.Fatalf("%s was read as %+v up to %d, %v, expected %+v", wrapped, e, end, err, want)
		}
	})
}

// TestDecodeEveryField holds that every field is read from its path, and from no other.
func TestDecodeEveryField(t *testing.T) {
	t.Parallel()
	for f := range NumFields {
		path, ok := paths()[f]
		if !ok && f != Origin {
			t.Fatalf("the test knows no path of %s", columns()[f].name)
		}
		if f == Origin {
			continue
		}
		keys := strings.Fields(path)
		text := `"value"`
		if f == RequestImpactedAccounts {
			text = `["value"]`
		}
		for i := len(keys) - 1; i >= 0; i-- {
			text = `{"` + keys[i] + `":` + text + `}`
		}
		var e Event
		if _, err := Decode(text, 0, &e); err != nil || e != *event(fields{f: "value"}) {
			t.Errorf("%s: %+v, %v", text, e, err)
		}
		if upper := strings.ToUpper(keys[len(keys)-1]); upper != keys[len(keys)-1] {
			_, err := Decode(strings.Replace(text, keys[len(keys)-1], upper, 1), 0, &e)
			if err != nil || e != (Event{}) {
				t.Errorf("%s was read as %s: %v", upper, columns()[f].name, err)
			}
		}
		if got := columns()[f].key; got != keys[len(keys)-1] {
			t.Errorf("the key of %s is said to be %s", path, got)
		}
	}
}

// TestDecodeShapes holds records as CloudTrail writes them.
func TestDecodeShapes(t *testing.T) {
	t.Parallel()
	const caller = `{"eventVersion":"1.08","userIdentity":{"type":"AssumedRole","principalId":"AROAX:ana","arn":"arn:aws:sts::999900001111:assumed-role/ops/ana","accountId":"999900001111","accessKeyId":"ASIA0",` +
		`"sessionContext":{"sessionIssuer":{"type":"Role","arn":"arn:aws:iam::999900001111:role/team/ops","userName":"ops"},"webIdFederationData":{},"attributes":{"creationDate":"2026-03-10T08:00:00Z","mfaAuthenticated":"true"},"sourceIdentity":"ana"}},` +
		`"eventTime":"2026-03-10T09:00:00Z","eventSource":"sts.amazonaws.com","eventName":"AssumeRole","awsRegion":"eu-west-1","sourceIPAddress":"198.51.100.7","userAgent":"x",` +
		`"requestParameters":{"roleArn":"arn:aws:iam::111122223333:role\/hotline-support","roleSessionName":"a\u003db","durationSeconds":900},` +
		`"responseElements":{"credentials":{"accessKeyId":"ASIA1","sessionToken":"..."},"assumedRoleUser":{"arn":"arn:aws:sts::111122223333:assumed-role/hotline-support/ana"}},` +
		`"resources":[{"ARN":"arn:aws:iam::111122223333:role/hotline-support","accountId":"111122223333"}],"sharedEventID":"s","eventID":"e","eventType":"AwsApiCall","recipientAccountId":"999900001111"}`
	want := fields{IdentityType: "AssumedRole", IdentityARN: "arn:aws:sts::999900001111:assumed-role/ops/ana", IdentityAccount: away, AccessKey: "ASIA0", IssuerARN: "arn:aws:iam::999900001111:role/team/ops",
		MFA: "true", SessionSourceIdentity: "ana", EventTime: at("09:00:00"), Source: "sts.amazonaws.com", Name: "AssumeRole", Region: "eu-west-1", IP: "198.51.100.7",
		RequestRoleARN: roleARN, RequestSessionName: "a=b", ResponseAccessKey: "ASIA1", SharedEventID: "s", EventID: "e", EventType: "AwsApiCall", Recipient: away}
	for text, want := range map[string]fields{
		caller: want,
		`{"detail-type":"AWS API Call via CloudTrail","source":"aws.sts","id":"i","account":"a","time":"t","detail":` + caller + `}`: want,
		`{"eventTime":"2026-03-10T09:00:00Z","requestParameters":null,"responseElements":null,"userIdentity":{"accountId":"111122223333","invokedBy":"ec2.amazonaws.com","sessionContext":{"sessionIssuer":{}}}}`: {
			EventTime: at("09:00:00"), IdentityAccount: home, InvokedBy: "ec2.amazonaws.com"},
		`{"userIdentity":"root","requestParameters":"none","addendum":[{"reason":"x"}],"errorCode":{"a":"b"},"eventName":["x"],"eventID":7}`: {EventID: "7"},
		`{"addendum":{"reason":"UPDATED_DATA","updatedFields":"x","originalEventID":"o","originalRequestID":"r"}}`:                           {AddendumReason: "UPDATED_DATA", OriginalEventID: "o"},
		`{"source":"aws.s3","detail":{"detail":{"eventID":"e"},"eventSource":"s"}}`:                                                          {Source: "s"},
		`{"requestParameters":{"trailName":"t","impactedAccounts":["111122223333", null, "99990000111\u0031", 7]}}`:                          {RequestTrailName: "t", RequestImpactedAccounts: home + " " + away + " 7"},
		`{"requestParameters":{"impactedAccounts":["111122223333",["x"]]}}`:                                                                  {},
		`{"requestParameters":{"impactedAccounts":["111122223333",{}]}}`:                                                                     {},
		`{"requestParameters":{"impactedAccounts":["1"],"impactedAccounts":"2","name":["x"]}}`:                                               {},
		// An event about a case, its keys in any order.
		`{"detail":{"case-id":"c","display-id":"1","communication-id":"","event-name":"CreateCase","origin":"AWS"},"time":"2026-03-10T09:00:00Z","account":"111122223333","detail-type":"Support Case Update","source":"aws.support","id":"i","region":"us-east-1"}`: {
			Source: CaseUpdates, EventID: "i", Recipient: home, EventTime: at("09:00:00"), RequestCaseID: "c", Name: "CreateCase", Origin: "AWS"},
		// One that anybody can send.
		`{"detail-type":"Support Case Update","source":"my.app","id":"i","account":"111122223333","time":"2026-03-10T09:00:00Z","detail":{"case-id":"c","event-name":"CreateCase"}}`: {},
		`{"detail-type":"AWS API Call via CloudTrail","source":"my.app","detail":` + caller + `}`:                                                                                    {},
		`{"detail-type":"AWS API Call via CloudTrail","source":"aws.partner/example.com/x","detail":` + caller + `}`:                                                                 {},
		`{"detail-type":"AWS API Call via CloudTrail","detail":` + caller + `}`:                                                                                                      {},
		`{}`: {},
	} {
		var e Event
		if end, err := DecodeAny(text+"\n", 0, &e); err != nil || end != len(text) || e != *event(want) {
			t.Errorf("%s was read as\n%+v up to %d, %v, expected\n%+v", text, e, end, err, event(want))
		}
	}
	var e Event
	text := `{"eventID":"f","time":{"x":1},"detail":{"eventID":"e"}}`
	if end, err := Decode(text, 0, &e); err != nil || end != len(text) || e != *event(fields{EventID: "f"}) {
		t.Errorf("a record with details was read as %+v, %v", e, err)
	}
}

// TestDecodeFaults holds where damaged records are damaged.
func TestDecodeFaults(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		``: 0, `[]`: 0, `{`: 1, `{"eventID":}`: 11, `{"eventID":"\q"}`: 12, `{"userIdentity":{"arn":x}}`: 23, `{"x":[}`: 6, `{"detail":{"eventID":tru}}`: 21, `{"time":nul}`: 8,
		`{"userIdentity":`: 16, `{"requestParameters":` + strings.Repeat("[", jsoncut.MaxDepth+1): 21 + jsoncut.MaxDepth,
	} {
		var e Event
		var at *jsoncut.Error
		if _, err := DecodeAny(text, 0, &e); !errors.As(err, &at) || at.Offset != want {
			t.Errorf("%.40q: %v, %+v, expected at %d", text, err, at, want)
		}
	}
}

// TestIsRecord holds what is a record.
func TestIsRecord(t *testing.T) {
	t.Parallel()
	for time, want := range map[string]bool{
		"2026-03-10T09:00:00Z": true, "2024-02-29T23:59:59Z": true, "": false, "2026-03-10T09:00:00": false, "2026-03-10 09:00:00Z": false, "2026-03-10T09:00:00z": false,
		"2026-03-10T09:00:00+00:00": false, "2026-03-10T09:00:00.000Z": false, "202a-03-10T09:00:00Z": false, "2026-02-29T09:00:00Z": false, "2026-03-10T24:00:00Z": false, "2026-13-10T09:00:00Z": false,
		"2026-03-10T09:0:000Z": false, "1773133200": false,
	} {
		if got := event(fields{EventTime: time, Source: "x"}).IsRecord(); got != want {
			t.Errorf("a record of %q: %v", time, got)
		}
	}
	when := fields{EventTime: at("09:00:00")}
	if event(when).IsRecord() || !event(when.with(fields{EventType: "AwsCloudTrailInsight"})).IsRecord() {
		t.Error("a record with no source and no type, or with a type alone")
	}
}

// TestTimes holds that the times of records are those of the calendar.
func TestTimes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9]Z`).Draw(t, "time")
		_, err := time.Parse(time.RFC3339, s)
		if got := isTime(s); got != (err == nil) {
			t.Fatalf("%s is a time: %v, but %v", s, got, err)
		}
	})
}

// FuzzDecode holds that no text makes the decoder panic, that its errors are within the
// text, and that what encoding/json reads is read the same.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{`{"eventID":"e","userIdentity":{"arn":"\u0061","sessionContext":{"attributes":{}}}}`, `{"detail":{"case-id":"c"},"detail-type":"Support Case Update","source":"aws.support"}`, `{"addendum":{"reason":1}}`, `{"a":[`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var e Event
		end, err := Decode(text, 0, &e)
		var other Event
		_, otherErr := DecodeAny(text, 0, &other)
		for _, err := range []error{err, otherErr} {
			var at *jsoncut.Error
			if err != nil && (!errors.As(err, &at) || at.Offset < 0 || at.Offset > len(text)) {
				t.Fatalf("%q: %v, %+v", text, err, at)
			}
		}
		if err == nil && (end < 1 || end > len(text)) {
			t.Fatalf("%q ends at %d", text, end)
		}
		var exact map[string]json.RawMessage
		if !strings.HasPrefix(text, "{") || json.Unmarshal([]byte(text), &exact) != nil || err != nil {
			return
		}
		if v, ok := exact["eventName"]; ok && len(v) > 1 && v[0] == '"' {
			var want string
			if err := json.Unmarshal(v, &want); err == nil && string([]rune(e.Get(Name))) != want {
				t.Fatalf("%q: %q, expected %q", text, e.Get(Name), want)
			}
		}
	})
}
