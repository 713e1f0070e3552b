package traildata

import (
	"math/rand/v2"
	"strconv"
)

// A record is one record of a log, but for what is the same in all of them. The
// fields are JSON text where they say so.
type record struct {
	identity       string // JSON
	time           int64  // seconds since 1970
	source         string // without .amazonaws.com
	name, region   string
	ip, agent      string
	code, message  string
	request, reply string // JSON, "" for null
	requestID, id  string
	readOnly       bool
	resources      string // JSON, "" for none
	eventType      string // "" for AwsApiCall
	account        string // recipient
	shared         string
	addendum       string // JSON, "" for none
}

// newRecord is a call that succeeded.
func newRecord(r *rand.Rand, a actor, account string, at int64, source, name string) record {
	return record{identity: a.identity(), time: at, source: source, name: name, region: homeRegion, account: account,
		ip: a.ip, agent: a.agent, requestID: uuid(r), id: uuid(r)}
}

// homeRegion is where global services write their records.
const homeRegion = "us-east-1"

// text returns the record as CloudTrail writes it.
func (e record) text() string {
	b := make([]byte, 0, 2048)
	b = append(b, `{"eventVersion":"1.11","userIdentity":`...)
	b = append(b, e.identity...)
	b = member(b, "eventTime", stamp(e.time))
	b = member(b, "eventSource", e.source+".amazonaws.com")
	b = member(b, "eventName", e.name)
	b = member(b, "awsRegion", e.region)
	b = member(b, "sourceIPAddress", e.ip)
	b = member(b, "userAgent", e.agent)
	b = optional(b, "errorCode", e.code)
	b = optional(b, "errorMessage", e.message)
	b = value(b, "requestParameters", e.request)
	b = value(b, "responseElements", e.reply)
	b = optional(b, "requestID", e.requestID)
	b = member(b, "eventID", e.id)
	b = append(b, `,"readOnly":`...)
	b = strconv.AppendBool(b, e.readOnly)
	if e.resources != "" {
		b = value(b, "resources", e.resources)
	}
	kind := e.eventType
	if kind == "" {
		kind = "AwsApiCall"
	}
	b = member(b, "eventType", kind)
	b = append(b, `,"managementEvent":true`...)
	b = member(b, "recipientAccountId", e.account)
	b = optional(b, "sharedEventID", e.shared)
	if e.addendum != "" {
		b = value(b, "addendum", e.addendum)
	}
	b = append(b, `,"eventCategory":"Management","tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"`...)
	b = append(b, e.source...)
	return string(append(b, `.us-east-1.amazonaws.com"}}`...))
}

// member appends a member of an object whose text needs no escapes but those it has.
func member(b []byte, key, text string) []byte {
	b = append(append(append(b, `,"`...), key...), `":"`...)
	return append(append(b, text...), '"')
}

func optional(b []byte, key, text string) []byte {
	if text == "" {
		return b
	}
	return member(b, key, text)
}

func value(b []byte, key, json string) []byte {
	if json == "" {
		json = "null"
	}
	return append(append(append(append(b, `,"`...), key...), `":`...), json...)
}
