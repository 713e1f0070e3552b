package moto_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hotline/internal/traildata"
)

// A depot is the S3 of moto behind a proxy, which also knows the event history and the
// public keys of CloudTrail, and the program.
type depot struct {
	t       *testing.T
	binary  string
	dir     string // of the files
	moto    string
	url     string
	history *history

	mu    sync.Mutex
	fault func(w http.ResponseWriter, r *http.Request) (answered bool)
	asked []string // calls, as IAM writes them, and what about
}

func newDepot(t *testing.T) *depot {
	t.Helper()
	d := &depot{t: t, dir: t.TempDir(), history: &history{}}
	d.moto, d.binary = startServer(t, findTools(t)), buildHotline(t)
	upstream, err := url.Parse(d.moto)
	must(t, err)
	pass := httputil.NewSingleHostReverseProxy(upstream)
	pass.ErrorHandler = func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) } // the client is gone
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.mu.Lock()
		d.asked = append(d.asked, callOf(r))
		fault := d.fault
		d.mu.Unlock()
		if fault != nil && fault(w, r) || d.history.answered(w, r) {
			return
		}
		pass.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	d.url = strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	return d
}

// callOf is what a request asks for.
func callOf(r *http.Request) string {
	query := r.URL.Query()
	_, operation, isTarget := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	switch {
	case isTarget:
		return "cloudtrail:" + operation[strings.LastIndexByte(operation, '.')+1:]
	case query.Get("list-type") == "2":
		return "s3:ListBucket " + query.Get("prefix") + " after " + query.Get("start-after")
	case r.Method == http.MethodGet:
		_, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		return "s3:GetObject " + key
	case r.Method == http.MethodHead:
		return "s3:ListBucket HeadBucket"
	}
	return "sts:GetCallerIdentity"
}

// on sets what goes wrong, and forgets what was asked.
func (d *depot) on(fault func(w http.ResponseWriter, r *http.Request) bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fault, d.asked = fault, nil
}

// about is what was asked of one call, in order.
func (d *depot) about(call string) []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := []string{}
	for _, line := range d.asked {
		if name, what, _ := strings.Cut(line, " "); name == call {
			out = append(out, what)
		}
	}
	slices.Sort(out)
	return out
}

// put puts an object into a bucket, past the proxy.
func (d *depot) put(path string, body []byte, metadata ...string) {
	d.t.Helper()
	r, err := http.NewRequestWithContext(d.t.Context(), http.MethodPut, d.moto+"/"+path, bytes.NewReader(body))
	must(d.t, err)
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIA/20261122/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0")
	for i := 0; i < len(metadata); i += 2 {
		r.Header.Set("X-Amz-Meta-"+metadata[i], metadata[i+1])
	}
	in, err := http.DefaultClient.Do(r)
	must(d.t, err)
	defer in.Body.Close() //nolint:errcheck // nothing was written
	if text, _ := io.ReadAll(in.Body); in.StatusCode >= 300 {
		d.t.Fatalf("PUT %s: %d %s", path, in.StatusCode, text)
	}
}

// corpus makes logs in AWSLogs, and returns their names, in order, and the flags by
// which they are measured.
func (d *depot) corpus(o traildata.Options) (names, flags []string) {
	d.t.Helper()
	truth, err := traildata.Write(d.dir, o)
	must(d.t, err)
	must(d.t, filepath.WalkDir(filepath.Join(d.dir, "AWSLogs"), func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			name, _ := filepath.Rel(d.dir, path)
			names = append(names, filepath.ToSlash(name))
		}
		return err
	}))
	flags = []string{"--role", truth.Scope.Role}
	for name, values := range map[string][]string{"declared": truth.Scope.Declared, "admin": truth.Scope.Admins, "trusted": truth.Scope.Trusted, "policy": truth.Scope.Policies} {
		for _, v := range values {
			flags = append(flags, "--"+name, v)
		}
	}
	if truth.Assumptions.OK < 5 || truth.Cases.Count < 5 || truth.Sessions.Count < 5 {
		d.t.Fatalf("a corpus with little in it: %+v", truth)
	}
	return names, flags
}

// upload puts some of the logs into a bucket.
func (d *depot) upload(bucket string, names ...string) {
	d.t.Helper()
	d.put(bucket, nil)
	for _, name := range names {
		d.put(bucket+"/"+name, d.read(name))
	}
}

func (d *depot) read(name string) []byte {
	d.t.Helper()
	text, err := os.ReadFile(filepath.Join(d.dir, name))
	must(d.t, err)
	return text
}

// command is the program, about to run.
func (d *depot) command(args ...string) (cmd *exec.Cmd, out, errs *bytes.Buffer) {
	cmd = exec.CommandContext(d.t.Context(), d.binary, args...)
	cmd.Dir, out, errs = d.dir, new(bytes.Buffer), new(bytes.Buffer)
	cmd.Env = []string{"HOME=" + d.dir, "LC_ALL=C.UTF-8", "AWS_ENDPOINT_URL=" + d.url, "AWS_ACCESS_KEY_ID=testing", "AWS_SECRET_ACCESS_KEY=testing",
		"AWS_REGION=us-east-1", "AWS_CONFIG_FILE=/dev/null", "AWS_SHARED_CREDENTIALS_FILE=/dev/null", "AWS_EC2_METADATA_DISABLED=true", "AWS_MAX_ATTEMPTS=2"}
	cmd.Stdout, cmd.Stderr = out, errs
	return cmd, out, errs
}

// run runs the program to an exit status.
func (d *depot) run(want int, args ...string) (out, errs string) {
	d.t.Helper()
	cmd, o, e := d.command(args...)
	_ = cmd.Run() // its status is looked at
	if got := cmd.ProcessState.ExitCode(); got != want {
		d.t.Fatalf("hotline %s ended with %d, want %d\n%s%s", strings.Join(args, " "), got, want, o, e)
	}
	return o.String(), e.String()
}

// measure runs hotline kpi to an exit status, and returns its numbers, how many objects
// it read, and what it complained of.
func (d *depot) measure(want int, args ...string) (numbers map[string]any, objects int, errs string) {
	d.t.Helper()
	out, errs := d.run(want, append([]string{"kpi", "-o", "json"}, args...)...)
	numbers, objects = numbersOf(d.t, out)
	return numbers, objects, errs
}

// numbersOf are the numbers of a report, without what was read for them.
func numbersOf(t *testing.T, text string) (numbers map[string]any, objects int) {
	t.Helper()
	must(t, json.Unmarshal([]byte(text), &numbers))
	read, ok := numbers["read"].(map[string]any)
	if !ok {
		t.Fatalf("no report: %s", text)
	}
	delete(numbers, "read")
	return numbers, int(read["objects"].(float64))
}

// sameNumbers holds two reports equal.
func sameNumbers(t *testing.T, what string, got, want map[string]any) {
	t.Helper()
	for key := range want {
		if !reflect.DeepEqual(got[key], want[key]) {
			t.Errorf("%s: %s: got %v\nwant %v", what, key, got[key], want[key])
		}
	}
}

// untilBlocked runs the program until it waits for objects that never come, and then
// sends it a signal. It returns its exit status, which is -1 for a signal that ended it.
func (d *depot) untilBlocked(blocked <-chan struct{}, signal os.Signal, args ...string) (code int, errs string) {
	d.t.Helper()
	cmd, _, stderr := d.command(args...)
	must(d.t, cmd.Start())
	select {
	case <-blocked:
	case <-time.After(20 * time.Second):
		d.t.Errorf("it never came to wait: %s", stderr)
	}
	must(d.t, cmd.Process.Signal(signal))
	begin := time.Now()
	err := cmd.Wait()
	var status *exec.ExitError
	if err != nil && !errors.As(err, &status) {
		d.t.Fatal(err)
	}
	if took := time.Since(begin); took > 5*time.Second {
		d.t.Errorf("it took %s to end", took)
	}
	return cmd.ProcessState.ExitCode(), stderr.String()
}

// refuse answers as S3 does.
func refuse(w http.ResponseWriter, status int, code string) bool {
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, "<Error><Code>%s</Code><Message>refused</Message></Error>", code) // the client may be gone
	return true
}
