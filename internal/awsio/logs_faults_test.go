package awsio_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"hotline/internal/awsio"
	"hotline/internal/logs"
)

// oneLog is a bucket with one log file.
func oneLog(t *testing.T, s *storage, bucket string) (*awsio.Logs, *awsio.Bucket, logs.Object) {
	t.Helper()
	s.on(nil)
	s.put(t, bucket, logKey("", "111122223333", "us-east-1", "2026/05/07", "a"))
	l, b := open(t, bucket, "AWSLogs/111122223333/CloudTrail/us-east-1/", awsio.BucketOptions{})
	found := list(t, b)
	if len(found) != 1 {
		t.Fatalf("%q", keysOf(found))
	}
	s.on(nil)
	return l, b, found[0]
}

func isGet(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, ".gz")
}

func isList(r *http.Request) bool { return r.URL.Query().Get("list-type") == "2" }

// cutOff passes an answer on, changed, and ends the connection before its end.
func cutOff(w http.ResponseWriter, r *http.Request, pass http.Handler, change func([]byte) []byte, lost int) {
	in := httptest.NewRecorder()
	pass.ServeHTTP(in, r)
	body := change(in.Body.Bytes())
	for name, values := range in.Header() {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(in.Code)
	_, _ = w.Write(body[:len(body)-lost]) // the client is gone
	if lost > 0 {
		if f, ok := w.(http.Flusher); ok {
			f.Flush()
		}
		panic(http.ErrAbortHandler)
	}
}

func unchanged(body []byte) []byte { return body }

// A brokenBody is how the n-th answer for an object goes wrong, how often it is
// asked for then, and what is said where it cannot be read.
type brokenBody struct {
	fault  func(w http.ResponseWriter, r *http.Request, pass http.Handler, n int) bool
	asked  int
	failed string
}

// brokenBodies are of an object of twice as many bytes.
func brokenBodies(half int) map[string]brokenBody {
	return map[string]brokenBody{
		"once": {func(w http.ResponseWriter, r *http.Request, pass http.Handler, n int) bool {
			if n == 1 {
				cutOff(w, r, pass, unchanged, half)
			}
			return false
		}, 2, ""},
		"each time": {func(w http.ResponseWriter, r *http.Request, pass http.Handler, n int) bool {
			cutOff(w, r, pass, unchanged, 50-10*n)
			return true
		}, 5, ""},
		"no ranges": {func(w http.ResponseWriter, r *http.Request, pass http.Handler, n int) bool {
			r.Header.Del("Range")
			cutOff(w, r, pass, unchanged, map[bool]int{true: half}[n < 3])
			return true
		}, 3, ""},
		"another checksum": {func(w http.ResponseWriter, r *http.Request, pass http.Handler, n int) bool {
			if n == 1 {
				w.Header().Set("X-Amz-Checksum-Crc32", "AAAAAA==")
				cutOff(w, r, pass, unchanged, 0)
			}
			return n == 1
		}, 2, ""},
		"another range": {func(w http.ResponseWriter, r *http.Request, pass http.Handler, n int) bool {
			if n > 1 {
				r.Header.Set("Range", "bytes=1-")
			}
			cutOff(w, r, pass, unchanged, map[bool]int{true: half}[n == 1])
			return true
		}, 2, "asked for it from"},
		"for ever": {func(w http.ResponseWriter, r *http.Request, pass http.Handler, _ int) bool {
			r.Header.Del("Range")
			cutOff(w, r, pass, unchanged, half)
			return true
		}, 6, "broke off after " + strconv.Itoa(half) + " bytes"},
		"larger": {func(w http.ResponseWriter, r *http.Request, pass http.Handler, _ int) bool {
			cutOff(w, r, pass, func(body []byte) []byte { return append(body, make([]byte, 1<<20)...) }, 0)
			return true
		}, 1, "larger than may be read"},
	}
}

// checkBroken holds that a body which breaks off is gone on with, and begins anew
// where that cannot be.
func checkBroken(t *testing.T, s *storage) {
	_, b, o := oneLog(t, s, "broken")
	for name, tt := range brokenBodies(int(o.Size) / 2) {
		var n atomic.Int32
		s.on(func(w http.ResponseWriter, r *http.Request, pass http.Handler) bool {
			return isGet(r) && tt.fault(w, r, pass, int(n.Add(1)))
		})
		got, err := b.Read(t.Context(), o, []byte("x"), 1<<20)
		switch {
		case tt.failed == "" && (err != nil || string(got) != "x"+bodyOf(o.Key)):
			t.Errorf("%s: %v, %d bytes", name, err, len(got))
		case tt.failed != "" && (err == nil || !strings.Contains(err.Error(), tt.failed) || !strings.Contains(err.Error(), o.Name) || string(got) != "x"):
			t.Errorf("%s: %v, %d bytes", name, err, len(got))
		}
		if int(n.Load()) != tt.asked {
			t.Errorf("%s: asked %d times", name, n.Load())
		}
	}
}

// checkTrouble holds that what goes wrong for a moment leaves no trace.
func checkTrouble(t *testing.T, s *storage) {
	l, b, o := oneLog(t, s, "trouble")
	for name, answer := range map[string]func(w http.ResponseWriter){
		"throttled": func(w http.ResponseWriter) {
			fail(w, http.StatusServiceUnavailable, "SlowDown", "Please reduce your request rate.")
		},
		"500":     func(w http.ResponseWriter) { fail(w, http.StatusInternalServerError, "InternalError", "We failed") },
		"dropped": func(http.ResponseWriter) { panic(http.ErrAbortHandler) },
	} {
		var n atomic.Int32
		s.on(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) bool {
			if n.Add(1)%2 == 1 {
				answer(w)
			}
			return n.Load()%2 == 1
		})
		if got := list(t, b); len(got) != 1 {
			t.Errorf("%s: %q", name, keysOf(got))
		}
		if got, err := b.Read(t.Context(), o, nil, 1<<20); err != nil || string(got) != bodyOf(o.Key) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if l.Throttles() != 2 {
		t.Errorf("%d throttles", l.Throttles())
	}
	s.on(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) bool {
		fail(w, http.StatusServiceUnavailable, "SlowDown", "Please reduce your request rate.")
		return true
	})
	_, err := b.Read(t.Context(), o, nil, 1<<20)
	var call *awsio.CallError
	if !errors.As(err, &call) || call.Class != awsio.Throttled {
		t.Error(err)
	}
	if n := s.count("GET"); n != 3 {
		t.Errorf("%d attempts", n)
	}
}

func fail(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("X-Amz-Request-Id", "REQUEST")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, "<Error><Code>%s</Code><Message>%s</Message></Error>", code, message) // the client is gone
}

// checkDeniedLogs holds that what is missing is said by name.
func checkDeniedLogs(t *testing.T, s *storage) {
	_, b, o := oneLog(t, s, "denied")
	message := "Access Denied"
	s.on(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) bool {
		fail(w, http.StatusForbidden, "AccessDenied", message)
		return true
	})
	reads := func() error {
		_, err := b.Read(t.Context(), o, nil, 1<<20)
		return err
	}
	for _, tt := range []struct {
		err                  func() error
		message, about, need string
	}{
		{func() error { return b.List(t.Context(), nil) }, "Access Denied", "s3://denied/AWSLogs/111122223333/CloudTrail/us-east-1/: s3:ListBucket failed with AccessDenied", "s3:ListBucket"},
		{reads, "Access Denied", o.Name + ": s3:GetObject failed with AccessDenied", "s3:GetObject"},
		{reads, "User: u is not authorized to perform: kms:Decrypt on resource: k", o.Name, "kms:Decrypt"},
	} {
		message = tt.message
		err := tt.err()
		var call *awsio.CallError
		if !errors.As(err, &call) || call.Class != awsio.Denied || call.RequestID != "REQUEST" || !strings.Contains(err.Error(), tt.about) || !strings.HasSuffix(err.Error(), "; it needs "+tt.need) {
			t.Errorf("%v", err)
		}
	}
	s.on(nil)
	_, b = open(t, "no-such-bucket", "", awsio.BucketOptions{})
	if err := b.List(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "NoSuchBucket") {
		t.Error(err)
	}
}

// checkReplaced holds that what is read is what was listed.
func checkReplaced(t *testing.T, s *storage) {
	_, b, o := oneLog(t, s, "replaced")
	s.send(t, "/replaced/"+escape(o.Key), strings.Repeat("z", int(o.Size)), nil)
	if _, err := b.Read(t.Context(), o, nil, 1<<20); !errors.Is(err, awsio.ErrReplaced) || !strings.Contains(err.Error(), o.Name+": the object was replaced after it was listed") {
		t.Error(err)
	}
	again := list(t, b)
	if len(again) != 1 || again[0].Version == o.Version {
		t.Errorf("%+v", again)
	}
	body, err := b.Read(t.Context(), again[0], nil, 1<<20)
	if err != nil || len(body) != int(o.Size) || body[0] != 'z' {
		t.Errorf("%v %q", err, body)
	}
	if _, err := b.Read(t.Context(), again[0], nil, o.Size-1); !errors.Is(err, awsio.ErrTooLarge) {
		t.Error(err)
	}
	if _, err := b.Read(t.Context(), logs.Object{Name: "n", Key: o.Key}, nil, o.Size-1); !errors.Is(err, awsio.ErrTooLarge) {
		t.Error(err)
	}
	s.send(t, "/replaced/AWSLogs/empty.json", "", nil)
	if body, err := b.Read(t.Context(), logs.Object{Name: "n", Key: "AWSLogs/empty.json"}, []byte("x"), 10); err != nil || string(body) != "x" {
		t.Errorf("%v %q", err, body)
	}
}

// checkElsewhere holds that a bucket of another Region is asked there.
func checkElsewhere(t *testing.T, s *storage) {
	for name, tt := range map[string]struct {
		status int
		code   string
		told   bool // by the answer, and not only by HeadBucket
		heads  int
	}{
		"redirect": {http.StatusMovedPermanently, "PermanentRedirect", true, 0}, "scope": {http.StatusBadRequest, "AuthorizationHeaderMalformed", true, 0},
		"head": {http.StatusMovedPermanently, "PermanentRedirect", false, 1},
	} {
		_, b, o := oneLog(t, s, "elsewhere")
		s.on(func(w http.ResponseWriter, r *http.Request, _ http.Handler) bool {
			if !strings.Contains(r.Header.Get("Authorization"), "/us-east-1/s3/") {
				return false
			}
			if tt.told || r.Method == http.MethodHead {
				w.Header().Set("X-Amz-Bucket-Region", "eu-west-3")
			}
			fail(w, tt.status, tt.code, "elsewhere")
			return true
		})
		if got := list(t, b); len(got) != 1 {
			t.Errorf("%s: %q", name, keysOf(got))
		}
		if got, err := b.Read(t.Context(), o, nil, 1<<20); err != nil || string(got) != bodyOf(o.Key) {
			t.Errorf("%s: %v", name, err)
		}
		if n := s.count("GET /elsewhere"); n != 3 || s.count("HEAD") != tt.heads { // the second call knows
			t.Errorf("%s: %d requests, %d HEAD", name, n, s.count("HEAD"))
		}
	}
	_, b, _ := oneLog(t, s, "elsewhere")
	s.on(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) bool {
		w.Header().Set("X-Amz-Bucket-Region", "evil.example/#")
		fail(w, http.StatusMovedPermanently, "PermanentRedirect", "elsewhere")
		return true
	})
	if err := b.List(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "PermanentRedirect") || s.count("evil") > 0 {
		t.Error(err)
	}
}

// checkOddAnswers holds that an answer which is no list is no empty one.
func checkOddAnswers(t *testing.T, s *storage) {
	_, b, o := oneLog(t, s, "answers")
	page := func(rest string) string {
		return "<ListBucketResult><Name>answers</Name><EncodingType>url</EncodingType>" + rest + "</ListBucketResult>"
	}
	for answer, words := range map[string]string{
		"":                                      "empty",
		"{}":                                    "no list of a bucket",
		"<html><body>x</body></html>":           "no list of a bucket",
		page(""):                                "no list of a bucket",
		page("<IsTruncated>true</IsTruncated>"): "and not where",
		page("<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>"):           "does not end",
		page("<IsTruncated>false</IsTruncated><Contents><Key>other/x</Key></Contents>"):                   "does not begin with the prefix",
		page("<IsTruncated>false</IsTruncated><Contents><Key>AWSLogs%zz</Key></Contents>"):                "cannot be decoded",
		page("<IsTruncated>false</IsTruncated><Contents><Key>AWSLogs/1111") + strings.Repeat(" ", 10):     "",
		page("<IsTruncated>false</IsTruncated><CommonPrefixes><Prefix>AWSLogs</Prefix></CommonPrefixes>"): "does not begin with the prefix",
	} {
		s.on(func(w http.ResponseWriter, r *http.Request, _ http.Handler) bool {
			if isList(r) {
				_, _ = io.WriteString(w, answer) // the client is gone
			}
			return isList(r)
		})
		if err := b.List(t.Context(), func(logs.Object) error { return nil }); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v", answer, err)
		}
	}
	hang := make(chan struct{})
	s.on(func(w http.ResponseWriter, r *http.Request, _ http.Handler) bool {
		if isGet(r) {
			_, _ = io.WriteString(w, "beginning") // the client is gone
			w.(http.Flusher).Flush()
			select {
			case <-hang:
			case <-r.Context().Done():
			}
		}
		return isGet(r)
	})
	defer close(hang)
	options := quickly()
	options.Patience = 20 * time.Millisecond
	l, err := awsio.OpenLogs(t.Context(), options)
	must(t, err)
	b, err = l.Bucket("answers", "", awsio.BucketOptions{})
	must(t, err)
	_, err = b.Read(t.Context(), o, nil, 1<<20)
	var call *awsio.CallError
	if !errors.As(err, &call) || call.Class != awsio.Network || !strings.Contains(err.Error(), "no whole answer within 20ms") {
		t.Error(err)
	}
}
