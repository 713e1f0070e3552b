package logs

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"hotline/trail"
)

// A tb is what testing and rapid have in common.
type tb interface {
	Helper()
	Fatalf(string, ...any)
	Errorf(string, ...any)
}

// define defines measures for support roles.
func define(t tb, roles ...string) *trail.Definitions {
	t.Helper()
	s := trail.Scope{
		Policies: []string{"arn:aws:iam::*:policy/hotline-*"}, EventRules: []string{"*hotline*"},
		Admins: []string{"*:role/Admin"}, Near: 24 * time.Hour, Window: 72 * time.Hour,
	}
	for _, name := range roles {
		r, err := trail.ParseRole(name)
		if err != nil {
			t.Fatalf("%v", err)
		}
		s.Roles = append(s.Roles, r)
	}
	return trail.Define(s)
}

// memory is a source of texts, by their names.
type memory map[string]string

func (m memory) List(ctx context.Context, visit func(Object) error) error {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if err := visit(Object{Name: name, Key: name, Size: int64(len(m[name])), Version: "1"}); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (m memory) Read(_ context.Context, o Object, buf []byte, limit int64) ([]byte, error) {
	text, ok := m[o.Key]
	switch {
	case !ok:
		return buf, errors.New("it is gone")
	case int64(len(text)) > limit:
		return buf, TooLarge(limit)
	}
	return append(buf, text...), nil
}

// A result is what was found in one object, as text so that it can be compared: the
// events by their keys, sorted, the problems with their places.
type result struct {
	found    []string
	events   []string // with all their fields
	problems []string
	counts   Counts
}

// one reads one object.
func one(t tb, def *trail.Definitions, every bool, raw string) result {
	t.Helper()
	return all(t, def, every, memory{"log": raw})
}

// all reads a source.
func all(t tb, def *trail.Definitions, every bool, src Source) result {
	t.Helper()
	var r result
	reader := Reader{Definitions: def, Every: every, Workers: 1, Take: func(b Batch) error {
		for _, rec := range b.Records {
			r.found = append(r.found, strings.Clone(rec.Key.Event)) // it is a part of the text
			r.events = append(r.events, rec.Key.Event+"/"+rec.Key.Recipient+"="+string(rec.Data))
		}
		for _, p := range b.Problems {
			r.problems = append(r.problems, problem(p))
		}
		return nil
	}}
	var err error
	if r.counts, err = reader.Read(context.Background(), src); err != nil {
		t.Fatalf("%v", err)
	}
	slices.Sort(r.found)
	slices.Sort(r.events)
	return r
}

// problem writes a problem as LINE:COLUMN MESSAGE.
func problem(p Problem) string {
	if p.Offset < 0 {
		return p.Message
	}
	return fmt.Sprintf("%d:%d %s", p.Line, p.Column, p.Message)
}

// zip is a gzip file of the standard library.
func zip(t tb, text string) string {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err := io.WriteString(w, text)
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatalf("%v", err)
	}
	return out.String()
}

// same compares lists, of which an empty one is like none.
func same(t tb, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %s\nwant %s", what, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
}

// both reads a text in the fast way and by every event, and holds that both find some
// events and have nothing to complain about.
func both(t tb, def *trail.Definitions, raw string, found []string) {
	t.Helper()
	slices.Sort(found)
	for _, every := range []bool{false, true} {
		r := one(t, def, every, raw)
		same(t, fmt.Sprintf("events (every: %v)", every), r.found, found)
		same(t, fmt.Sprintf("problems (every: %v)", every), r.problems, nil)
	}
}

// log is a log in CloudTrail's own layout.
func log(records ...string) string { return `{"Records":[` + strings.Join(records, ",") + `]}` }

// opens is the record of a case that is opened, laid out as CloudTrail does.
func opens(id string) string {
	return `{"eventVersion":"1.08","userIdentity":{"type":"Root","principalId":"111122223333","arn":"arn:aws:iam::111122223333:root","accountId":"111122223333"},` +
		`"eventTime":"2026-03-01T10:00:00Z","eventSource":"support.amazonaws.com","eventName":"CreateCase","awsRegion":"us-east-1",` +
		`"sourceIPAddress":"192.0.2.1","requestParameters":{"severityCode":"urgent"},"responseElements":{"caseId":"case-111122223333-muen-2026-0123456789abcdef"},` +
		`"eventID":"` + id + `","eventType":"AwsApiCall","recipientAccountId":"111122223333"}`
}

// reads is a record that does not matter.
func reads(id string) string {
	return `{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","accountId":"111122223333"},"eventTime":"2026-03-01T10:00:00Z",` +
		`"eventSource":"s3.amazonaws.com","eventName":"GetObject","requestParameters":{"bucketName":"b","key":"a/b"},"eventID":"` + id + `","recipientAccountId":"111122223333"}`
}

// short gives up on what takes long where tests are to be short.
func short(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("takes long")
	}
}

// t0 is a context that never ends.
func t0() context.Context { return context.Background() }
