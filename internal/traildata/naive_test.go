package traildata_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

var (
	sessionARN = regexp.MustCompile(`^arn:aws:sts::(\d+):assumed-role/([^/]+)/.*$`)
	deniedRole = regexp.MustCompile(`resource: (arn:[^ ]*:role/[^ ]*)`)
)

// An event is what the naive count needs of a record.
type event struct {
	EventTime, EventSource, EventName, EventType, EventID, RecipientAccountID, SharedEventID string
	ErrorCode, ErrorMessage                                                                  string
	UserIdentity                                                                             struct {
		Type, Arn, AccountID, AccessKeyID, InvokedBy string
		SessionContext                               struct {
			SessionIssuer struct{ Arn string }
			Attributes    struct{ MfaAuthenticated string }
		}
	}
	RequestParameters map[string]any
	ResponseElements  map[string]any
	Addendum          struct{ Reason, OriginalEventID string }
}

func (e event) param(name string) string {
	s, _ := e.RequestParameters[name].(string)
	return s
}

func (e event) is(source string) bool { return e.EventSource == source+".amazonaws.com" }

func (e event) actor() string {
	if e.UserIdentity.SessionContext.SessionIssuer.Arn != "" {
		return e.UserIdentity.SessionContext.SessionIssuer.Arn
	}
	return sessionARN.ReplaceAllString(e.UserIdentity.Arn, "arn:aws:iam::$1:role/$2")
}

func (e event) outcome() string {
	if e.ErrorCode != "" {
		return "denied"
	}
	return "ok"
}

// roleARN is of an assumption the role.
func (e event) roleARN() string {
	if arn := e.param("roleArn"); arn != "" {
		return arn
	}
	if m := deniedRole.FindStringSubmatch(e.ErrorMessage); m != nil {
		return m[1]
	}
	return ""
}

func (e event) seconds(t *testing.T) int64 {
	at, err := time.Parse(time.RFC3339, e.EventTime)
	if err != nil {
		t.Fatal(err)
	}
	return at.Unix()
}

// read reads all records of the log files, and counts files.
func read(t *testing.T, dir string) (events []event, files int, size int64) {
	err := filepath.WalkDir(filepath.Join(dir, "AWSLogs"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close() //nolint:errcheck // only read
		gz, err := gzip.NewReader(f)
		if err != nil {
			return err
		}
		data, err := io.ReadAll(gz)
		if err != nil {
			return err
		}
		size += int64(len(data))
		var log struct{ Records []event }
		if err := json.Unmarshal(data, &log); err != nil {
			return err
		}
		events = append(events, log.Records...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return events, files, size
}

// once keeps each record once, and those that replace others in the place of these.
func once(events []event) []event {
	type key struct{ id, account string }
	byKey := map[key]event{}
	for _, e := range events {
		k, replaces := key{e.EventID, e.RecipientAccountID}, e.Addendum.Reason == "UPDATED_DATA"
		if replaces {
			k.id = e.Addendum.OriginalEventID
		}
		if _, there := byKey[k]; !there || replaces {
			byKey[k] = e
		}
	}
	var out []event
	for _, e := range byKey {
		out = append(out, e)
	}
	return out
}

// calls keeps of the copies of a call the one that says who it was.
func calls(events []event) []event {
	byID := map[string]event{}
	for _, e := range events {
		id := e.SharedEventID
		if id == "" {
			id = e.EventID
		}
		if _, there := byID[id]; !there || e.UserIdentity.Arn != "" {
			byID[id] = e
		}
	}
	var out []event
	for _, e := range byID {
		out = append(out, e)
	}
	return out
}

// updates reads what EventBridge told.
func updates(t *testing.T, dir string) (all []update) {
	paths, err := filepath.Glob(filepath.Join(dir, "case-updates", "*.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(f)
		for lines.Scan() {
			var u update
			if err := json.Unmarshal(lines.Bytes(), &u); err != nil {
				t.Fatal(err)
			}
			all = append(all, u)
		}
		f.Close() //nolint:errcheck // only read
	}
	slices.SortFunc(all, func(a, b update) int { return strings.Compare(a.Time, b.Time) })
	return all
}

type update struct {
	Account, Time string
	Detail        struct {
		Case   string `json:"case-id"`
		Event  string `json:"event-name"`
		Origin string
	}
}
