package trail

import (
	"encoding/binary"
	"errors"
	"strings"
)

// An Event is what a record says, as far as it matters. Fields that a record lacks, or
// that are null there, are empty.
type Event struct {
	values [NumFields]string
}

// TimeLayout is how CloudTrail writes times, in UTC. Such texts are in the order of the
// times.
const TimeLayout = "2006-01-02T15:04:05Z"

// CaseUpdates is the source of events about cases that EventBridge tells: AWS gives
// them the name of a service of their own.
const CaseUpdates = "aws.support"

// Get is a field.
func (e *Event) Get(f Field) string { return e.values[f] }

// Set sets a field.
func (e *Event) Set(f Field, value string) { e.values[f] = value }

// Clone copies an event, so that it no longer shares the text that it was read from.
func (e *Event) Clone() *Event {
	out := new(Event)
	for i, v := range e.values {
		out.values[i] = strings.Clone(v)
	}
	return out
}

// A Key is what a record is known by: a record is delivered once or more, to an
// account. An addendum is known by the event that it replaces.
type Key struct {
	Event, Recipient string
}

// Key is what the record is known by.
func (e *Event) Key() Key {
	id := e.values[EventID]
	if e.replaces() {
		id = e.values[OriginalEventID]
	}
	return Key{id, e.values[Recipient]}
}

// replaces reports whether the record is delivered in place of an earlier one.
//
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
// (addendum: UPDATED_DATA)
func (e *Event) replaces() bool {
	return e.values[AddendumReason] == "UPDATED_DATA" && e.values[OriginalEventID] != ""
}

// Supersedes reports whether e is to be kept of two records of one Key: an addendum
// replaces what it is about, and of several the latest counts. Of equal records it is
// either, always the same one.
func (e *Event) Supersedes(other *Event) bool {
	if a, b := e.replaces(), other.replaces(); a != b {
		return a
	}
	for _, f := range []Field{EventTime, EventID} {
		if a, b := e.values[f], other.values[f]; a != b {
			return a > b
		}
	}
	for f := range NumFields {
		if a, b := e.values[f], other.values[f]; a != b {
			return a > b
		}
	}
	return false
}

// Call names the call that a record is about. A call that concerns two accounts has a
// record in each, of which each has an id of its own; what they share is the call. Only
// records of the same action are put together, whatever they share.
//
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-shared-event-id.html
func (e *Event) Call() string {
	if shared := e.values[SharedEventID]; shared != "" {
		return shared + ":" + e.values[Name]
	}
	return e.Key().Event
}

// Merge adds another record of the same call: of each field the greatest value in the
// order of bytes, which leaves out what only one record has, and of the time the
// earliest.
func (e *Event) Merge(other *Event) {
	for f := range NumFields {
		a, b := e.values[f], other.values[f]
		if b > a && f != EventTime || f == EventTime && (b < a || a == "") && b != "" {
			e.values[f] = b
		}
	}
}

// Append writes the event in a form that is short and quickly read.
func (e *Event) Append(buf []byte) []byte {
	for _, v := range e.values {
		buf = binary.AppendUvarint(buf, uint64(len(v)))
		buf = append(buf, v...)
	}
	return buf
}

// Read reads what Append wrote. What is kept of the event keeps all of it.
func (e *Event) Read(data []byte) error {
	whole := string(data)
	at := 0
	for f := range NumFields {
		n, size := binary.Uvarint(data[at:])
		if size <= 0 || n > uint64(len(data)-at-size) {
			return errors.New("an event in the store is cut off")
		}
		e.values[f] = whole[at+size : at+size+int(n)]
		at += size + int(n)
	}
	if at < len(data) {
		return errors.New("an event in the store is longer than it should be")
	}
	return nil
}
