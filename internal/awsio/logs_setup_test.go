package awsio_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"hotline/internal/awsio"
	"hotline/internal/logs"
)

// A storage is the S3 of moto behind a proxy of its own, which knows requests by
// their methods and paths.
type storage struct {
	moto string
	url  string

	mu    sync.Mutex
	fault func(w http.ResponseWriter, r *http.Request, pass http.Handler) (answered bool)
	asked []string // method, path and query
}

// startStorage starts moto, and points the SDK at the proxy, by a name of a host:
// buckets can have none below it.
func startStorage(t *testing.T) *storage {
	t.Helper()
	s := &storage{moto: startAWS(t).moto}
	upstream, err := url.Parse(s.moto)
	must(t, err)
	pass := httputil.NewSingleHostReverseProxy(upstream)
	pass.ErrorHandler = func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) } // the client is gone
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.asked = append(s.asked, r.Method+" "+r.URL.String())
		fault := s.fault
		s.mu.Unlock()
		if fault == nil || !fault(w, r, pass) {
			pass.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(server.Close)
	s.url = strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	t.Setenv("AWS_ENDPOINT_URL", s.url)
	return s
}

// on sets what goes wrong, and forgets what was asked.
func (s *storage) on(fault func(w http.ResponseWriter, r *http.Request, pass http.Handler) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault, s.asked = fault, nil
}

// count is how many requests there were that have a text.
func (s *storage) count(text string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, line := range s.asked {
		if strings.Contains(line, text) {
			n++
		}
	}
	return n
}

// put puts objects into a bucket, with a body that says their keys.
func (s *storage) put(t *testing.T, bucket string, keys ...string) {
	t.Helper()
	s.send(t, "/"+bucket, "", nil)
	var group errgroup.Group
	group.SetLimit(8)
	for _, key := range keys {
		group.Go(func() error {
			return s.try(t.Context(), "/"+bucket+"/"+escape(key), bodyOf(key), http.Header{"Content-Encoding": {"gzip"}, "X-Amz-Meta-Signature": {"f00d"}})
		})
	}
	must(t, group.Wait())
}

func bodyOf(key string) string { return strings.Repeat(key+"\n", 50) }

// escape writes all but letters, digits and slashes of a key as S3 wants them in
// a path.
func escape(key string) string {
	var out strings.Builder
	for i := range len(key) {
		if b := key[i]; b == '/' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '_' || b == '.' {
			out.WriteByte(b)
			continue
		}
		fmt.Fprintf(&out, "%%%02X", key[i])
	}
	return out.String()
}

func (s *storage) send(t *testing.T, path, body string, header http.Header) {
	t.Helper()
	must(t, s.try(t.Context(), path, body, header))
}

func (s *storage) try(ctx context.Context, path, body string, header http.Header) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPut, s.moto+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	if header != nil {
		r.Header = header
	}
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIA/20261122/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0")
	in, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer in.Body.Close() //nolint:errcheck // nothing was written
	if text, _ := io.ReadAll(in.Body); in.StatusCode >= 300 {
		return fmt.Errorf("PUT %s: %d %s", path, in.StatusCode, text)
	}
	return nil
}

// quickly are options for an AWS that is near, with few attempts.
func quickly() awsio.Options {
	return awsio.Options{Unlimited: true, MaxBackoff: time.Millisecond, MaxAttempts: 3}
}

// open opens the logs, and a bucket.
func open(t *testing.T, bucket, prefix string, o awsio.BucketOptions) (*awsio.Logs, *awsio.Bucket) {
	t.Helper()
	l, err := awsio.OpenLogs(t.Context(), quickly())
	must(t, err)
	b, err := l.Bucket(bucket, prefix, o)
	must(t, err)
	var _ logs.Source = b
	return l, b
}

// list is the objects of a bucket.
func list(t *testing.T, b *awsio.Bucket) []logs.Object {
	t.Helper()
	var out []logs.Object
	must(t, b.List(t.Context(), func(o logs.Object) error {
		out = append(out, o)
		return nil
	}))
	return out
}

func keysOf(objects []logs.Object) []string {
	keys := []string{}
	for _, o := range objects {
		keys = append(keys, o.Key)
	}
	return keys
}

// logKey is a key as CloudTrail gives it.
func logKey(prefix, account, region, day, unique string) string {
	return prefix + "AWSLogs/" + account + "/CloudTrail/" + region + "/" + day + "/" + account[len(account)-12:] + "_CloudTrail_" + region + "_" +
		strings.ReplaceAll(day, "/", "") + "T1200Z_" + unique + ".json.gz"
}
