package awsio_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hotline/internal/awsio"
	"hotline/internal/faultproxy"
)

// A history answers LookupEvents: two pages for each attribute.
type history struct {
	mu    sync.Mutex
	asked []lookupAsked
}

// A lookupAsked is a request of LookupEvents.
type lookupAsked struct {
	region           string
	LookupAttributes []struct{ AttributeKey, AttributeValue string }
	StartTime        float64
	EndTime          float64
	MaxResults       int
	NextToken        string
}

func (h *history) answer(c *faultproxy.Call) *faultproxy.Answer {
	in := lookupAsked{region: c.Region}
	if err := json.Unmarshal(c.Body, &in); err != nil {
		panic(err)
	}
	h.mu.Lock()
	h.asked = append(h.asked, in)
	h.mu.Unlock()
	value := "all"
	if len(in.LookupAttributes) > 0 {
		value = in.LookupAttributes[0].AttributeValue
	}
	event, next := `{"EventId":"`+value+`-1","EventName":"AssumeRole","ReadOnly":"true","EventTime":1778155200,"EventSource":"sts.amazonaws.com","Resources":[],"CloudTrailEvent":"{\"eventID\":\"`+value+` \\u003d <1>\"}"}`, `,"NextToken":"2"`
	if in.NextToken == "2" {
		event, next = "", ""
	}
	return &faultproxy.Answer{Status: http.StatusOK, Body: `{"Events":[` + event + `]` + next + `}`}
}

// startHistory starts an AWS that knows no more than who calls, and what happened.
func startHistory(t *testing.T, faults func(*faultproxy.Proxy)) *history {
	t.Helper()
	h := &history{}
	replayed(t, 1, func(p *faultproxy.Proxy) {
		faults(p)
		p.On("cloudtrail:LookupEvents", h.answer)
	})
	return h
}

// lookUp looks two attributes up in two regions.
func lookUp(t *testing.T, visit func(name string, page []byte) error) error {
	t.Helper()
	l, err := awsio.OpenLogs(t.Context(), quickly())
	must(t, err)
	from := time.Date(2026, 5, 7, 12, 0, 0, 0, time.UTC)
	lookup, err := l.Lookup(awsio.LookupOptions{Regions: []string{"us-east-1", "us-west-2"}, Start: from, End: from.Add(time.Hour),
		Attributes: []awsio.Attribute{{Key: "EventName", Value: "AssumeRole"}, {Key: "EventSource", Value: "support.amazonaws.com"}}})
	must(t, err)
	return lookup.Pages(t.Context(), visit)
}

// pages looks up, and counts the pages.
func pages(t *testing.T) (names map[string]string, err error) {
	t.Helper()
	names = map[string]string{}
	return names, lookUp(t, func(name string, page []byte) error {
		names[name] = string(page)
		return nil
	})
}

// TestLookup holds that every page of every region and attribute is read, as the
// AWS CLI prints it, whatever is throttled on the way.
func TestLookup(t *testing.T) {
	for name, faults := range map[string]func(*faultproxy.Proxy){
		"well": func(*faultproxy.Proxy) {},
		"throttled": func(p *faultproxy.Proxy) {
			p.On("cloudtrail:LookupEvents", faultproxy.Times(2, faultproxy.Fail(http.StatusBadRequest, "ThrottlingException", "Rate exceeded")))
		},
		"cut off": func(p *faultproxy.Proxy) {
			p.On("cloudtrail:LookupEvents", faultproxy.Times(2, faultproxy.CutOff(`{"Events":[]}`)))
		},
		"empty": func(p *faultproxy.Proxy) { p.On("cloudtrail:LookupEvents", faultproxy.Times(2, faultproxy.Reply(""))) },
	} {
		h := startHistory(t, faults)
		got, err := pages(t)
		if err != nil || len(got) != 8 {
			t.Fatalf("%s: %v, %d pages", name, err, len(got))
		}
		var page struct{ Events []map[string]any }
		must(t, json.Unmarshal([]byte(got["event history of us-west-2, EventName AssumeRole, page 1"]), &page))
		want := []map[string]any{{"EventId": "AssumeRole-1", "EventName": "AssumeRole", "ReadOnly": "true", "EventTime": "2026-05-07T12:00:00Z", "EventSource": "sts.amazonaws.com",
			"Resources": []any{}, "CloudTrailEvent": `{"eventID":"AssumeRole \u003d <1>"}`}}
		if diff := cmp.Diff(want, page.Events); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
		for _, in := range h.asked {
			if in.MaxResults != 50 || in.StartTime != 1778155200 || in.EndTime != 1778158800 || len(in.LookupAttributes) != 1 {
				t.Errorf("%s: %+v", name, in)
			}
		}
		if n := len(h.asked); n != 8 {
			t.Errorf("%s: asked %d times", name, n)
		}
	}
	h := startHistory(t, func(*faultproxy.Proxy) {})
	l, err := awsio.OpenLogs(t.Context(), quickly())
	must(t, err)
	all, err := l.Lookup(awsio.LookupOptions{})
	must(t, err)
	must(t, all.Pages(t.Context(), func(string, []byte) error { return nil }))
	if l.Home() != "us-east-1" {
		t.Error(l.Home())
	}
	if len(h.asked) != 2 || h.asked[0].region != "us-east-1" || len(h.asked[0].LookupAttributes) != 0 || h.asked[0].StartTime != 0 {
		t.Errorf("%+v", h.asked)
	}
	for _, wrong := range []awsio.Attribute{{}, {Key: "Name", Value: "x"}, {Key: "EventName"}} {
		if _, err := l.Lookup(awsio.LookupOptions{Attributes: []awsio.Attribute{wrong}}); err == nil {
			t.Errorf("%+v", wrong)
		}
	}
}

// TestLookupFails holds that what fails is said by region and attribute, and that
// the rest is read.
func TestLookupFails(t *testing.T) {
	in := func(region, attribute string, f faultproxy.Fault) faultproxy.Fault {
		return func(c *faultproxy.Call) *faultproxy.Answer {
			if c.Region != region || !strings.Contains(string(c.Body), attribute) {
				return nil
			}
			return f(c)
		}
	}
	for name, tt := range map[string]struct {
		fault faultproxy.Fault
		class awsio.Class
		words string
		read  int
	}{
		"denied":       {in("us-west-2", "AssumeRole", faultproxy.Deny()), awsio.Denied, "; it needs cloudtrail:LookupEvents", 6},
		"throttled":    {in("us-west-2", "AssumeRole", faultproxy.Fail(http.StatusBadRequest, "ThrottlingException", "Rate exceeded")), awsio.Throttled, "Rate exceeded", 6},
		"disabled":     {in("us-west-2", "", faultproxy.Fail(http.StatusBadRequest, "UnrecognizedClientException", "invalid")), awsio.RegionDisabled, "invalid", 4},
		"no JSON":      {in("us-west-2", "AssumeRole", faultproxy.Reply(`{"Events":[{]`)), awsio.Failed, "invalid character", 6},
		"other JSON":   {in("us-west-2", "AssumeRole", faultproxy.Reply(`{"Events":{}}`)), awsio.Failed, "unexpected JSON type", 6},
		"nothing":      {in("us-west-2", "AssumeRole", faultproxy.Reply(`{}`)), awsio.Failed, "has no Events", 6},
		"no end":       {in("us-west-2", "AssumeRole", faultproxy.Reply(`{"Events":[],"NextToken":"2"}`)), awsio.Failed, "does not end", 7},
		"second page":  {in("us-west-2", "NextToken", faultproxy.Deny()), awsio.Denied, "EventSource support.amazonaws.com", 6},
		"not answered": {in("us-west-2", "AssumeRole", faultproxy.Drop()), awsio.Network, "EOF", 6},
	} {
		startHistory(t, func(p *faultproxy.Proxy) { p.On("cloudtrail:LookupEvents", tt.fault) })
		got, err := pages(t)
		var call *awsio.CallError
		if !errors.As(err, &call) || call.Class != tt.class || !strings.Contains(err.Error(), tt.words) || !strings.Contains(err.Error(), "event history of us-west-2, EventName AssumeRole: ") {
			t.Errorf("%s: %v", name, err)
		}
		if len(got) != tt.read {
			t.Errorf("%s: %d pages", name, len(got))
		}
	}
	for name, fault := range map[string]faultproxy.Fault{"expired": faultproxy.Fail(http.StatusBadRequest, "ExpiredTokenException", "expired")} {
		startHistory(t, func(p *faultproxy.Proxy) { p.On("cloudtrail:LookupEvents", fault) })
		if got, err := pages(t); err == nil || !strings.Contains(err.Error(), "the credentials have expired") || len(got) > 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	startHistory(t, func(*faultproxy.Proxy) {})
	enough, n := errors.New("enough"), 0
	if err := lookUp(t, func(string, []byte) error { n++; return enough }); !errors.Is(err, enough) || n != 1 {
		t.Errorf("%v after %d", err, n)
	}
	l, err := awsio.OpenLogs(t.Context(), quickly())
	must(t, err)
	lookup, err := l.Lookup(awsio.LookupOptions{})
	must(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := lookup.Pages(ctx, nil); !awsio.IsInterrupted(err) {
		t.Error(err)
	}
}

// TestPublicKeys holds that all keys are read, and that what is none is no key.
func TestPublicKeys(t *testing.T) {
	page := func(n int, next string) string {
		return fmt.Sprintf(`{"PublicKeyList":[{"Value":"AQI%d","Fingerprint":"f%d","ValidityStartTime":1778155200,"ValidityEndTime":1778158800.5}]%s}`, n, n, next)
	}
	two := func(c *faultproxy.Call) *faultproxy.Answer {
		if c.Region != "eu-west-1" || !strings.Contains(string(c.Body), `"StartTime":1778155200`) {
			return nil
		}
		if strings.Contains(string(c.Body), `"NextToken":"n"`) {
			return faultproxy.Reply(page(2, ""))(c)
		}
		return faultproxy.Reply(page(1, `,"NextToken":"n"`))(c)
	}
	from := time.Unix(1778155200, 0).UTC()
	keys := func(fault ...faultproxy.Fault) ([]awsio.PublicKey, error) {
		replayed(t, 1, func(p *faultproxy.Proxy) { p.On("cloudtrail:ListPublicKeys", fault...) })
		l, err := awsio.OpenLogs(t.Context(), quickly())
		must(t, err)
		return l.PublicKeys(t.Context(), "eu-west-1", from, from.Add(time.Hour))
	}
	want := []awsio.PublicKey{{DER: []byte{1, 2, 0x35}, Fingerprint: "f1"}, {DER: []byte{1, 2, 0x36}, Fingerprint: "f2"}}
	got, err := keys(faultproxy.Times(1, faultproxy.Throttle()), two)
	must(t, err)
	for i := range got {
		if !got[i].From.Equal(from) || !got[i].To.Equal(from.Add(time.Hour+500*time.Millisecond)) {
			t.Errorf("%+v", got[i])
		}
		got[i].From, got[i].To = time.Time{}, time.Time{}
	}
	want[0].DER, want[1].DER = decoded(t, "AQI1"), decoded(t, "AQI2")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for answer, words := range map[string]string{
		`{}`: "no PublicKeyList", `{"PublicKeyList":[{}]}`: "key 1 of the answer has no Value", `{"PublicKeyList":[{"Value":"%%"}]}`: "base64", `[`: "failed",
		page(1, `,"NextToken":"n"`): "does not end",
	} {
		if _, err := keys(faultproxy.Reply(answer)); err == nil || !strings.Contains(err.Error(), words) || !strings.Contains(err.Error(), "public keys of eu-west-1: cloudtrail:ListPublicKeys") {
			t.Errorf("%s: %v", answer, err)
		}
	}
	if _, err := keys(faultproxy.Deny()); err == nil || !strings.HasSuffix(err.Error(), "; it needs cloudtrail:ListPublicKeys") {
		t.Error(err)
	}
}

func decoded(t *testing.T, text string) []byte {
	t.Helper()
	var out []byte
	must(t, json.Unmarshal([]byte(`"`+text+`"`), &out))
	return out
}
