package moto_test

import (
	"bytes"
	"compress/gzip"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// A history is the event history and the public keys of CloudTrail.
type history struct {
	mu     sync.Mutex
	events []pastEvent
	asked  map[string]int // how often by access key of the caller, Region, attribute and page
	keys   string         // as ListPublicKeys has them
}

// A pastEvent is an event with what it can be looked up by.
type pastEvent struct {
	EventID, EventName, EventSource, AwsRegion string
	EventTime                                  time.Time
	UserIdentity                               struct{ AccessKeyID string }
	raw                                        string
}

// remember takes the events of a log.
func (h *history) remember(t *testing.T, packed []byte) {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(packed))
	must(t, err)
	var log struct{ Records []json.RawMessage }
	must(t, json.NewDecoder(z).Decode(&log))
	for _, record := range log.Records {
		e := pastEvent{raw: string(record)}
		must(t, json.Unmarshal(record, &e))
		h.mu.Lock()
		h.events = append(h.events, e)
		h.mu.Unlock()
	}
}

// tell sets the public keys.
func (h *history) tell(keys string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.keys = keys
}

// has reports whether an event is in the history of a Region under an attribute.
func (e *pastEvent) has(region, key, value string) bool {
	return e.AwsRegion == region && map[string]string{
		"EventName": e.EventName, "EventSource": e.EventSource, "AccessKeyId": e.UserIdentity.AccessKeyID, "EventId": e.EventID,
	}[key] == value
}

// answered answers the calls of CloudTrail. Who calls by the key DENIED is denied all in
// eu-west-1, and who calls by NOBODY everywhere.
func (h *history) answered(w http.ResponseWriter, r *http.Request) bool {
	scope := strings.Split(strings.SplitN(r.Header.Get("Authorization"), "Credential=", 2)[1], "/") // key/date/region/service/…
	switch key, region, target := scope[0], scope[2], r.Header.Get("X-Amz-Target"); {
	case strings.HasSuffix(target, ".LookupEvents") && (key == "NOBODY" || key == "DENIED" && region == "eu-west-1"):
		w.Header().Set("X-Amzn-Requestid", strconv.Itoa(int(time.Now().UnixNano())))
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"__type":"AccessDeniedException","message":"refused"}`) // the client may be gone
	case strings.HasSuffix(target, ".LookupEvents"):
		h.lookup(w, r, key, region)
	case strings.HasSuffix(target, ".ListPublicKeys"):
		h.mu.Lock()
		keys := h.keys
		h.mu.Unlock()
		_, _ = io.WriteString(w, keys)
	default:
		return false
	}
	return true
}

// lookup gives a page of events.
func (h *history) lookup(w http.ResponseWriter, r *http.Request, key, region string) {
	var in struct {
		LookupAttributes []struct{ AttributeKey, AttributeValue string }
		NextToken        string
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || len(in.LookupAttributes) != 1 {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	a := in.LookupAttributes[0]
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked[key+" "+region+" "+a.AttributeKey+" "+a.AttributeValue+" "+in.NextToken]++
	from, _ := strconv.Atoi(in.NextToken) // the first page has none
	out := map[string]any{}
	events, n := []any{}, 0
	for _, e := range h.events {
		if !e.has(region, a.AttributeKey, a.AttributeValue) {
			continue
		}
		if n++; n <= from {
			continue
		}
		if len(events) == 50 {
			out["NextToken"] = strconv.Itoa(from + 50)
			break
		}
		events = append(events, map[string]any{"EventId": e.EventID, "EventName": e.EventName, "EventSource": e.EventSource, "EventTime": e.EventTime.Unix(),
			"AccessKeyId": e.UserIdentity.AccessKeyID, "CloudTrailEvent": e.raw})
	}
	out["Events"] = events
	_ = json.NewEncoder(w).Encode(out) // the client may be gone
}

// TestKPILookup holds that the event history gives the same numbers as the files that
// have the same events, and that what cannot be asked for is said. AWS lets nobody ask
// more than twice a second, so the runs are made at once.
func TestKPILookup(t *testing.T) {
	t.Parallel()
	d := newDepot(t)
	names, flags := d.corpus(aCorpus())
	d.history.asked = map[string]int{}
	for _, name := range names {
		d.history.remember(t, d.read(name))
	}
	want, _, _ := d.measure(0, append(flags, "AWSLogs")...)
	type run struct {
		key       string
		args      []string
		code      int
		out, errs string
	}
	runs := []*run{
		{key: "testing"}, {key: "testing2", args: []string{"--state", "looked"}}, {key: "DENIED", args: []string{"--regions", "us-east-1,eu-west-1"}}, {key: "NOBODY"},
	}
	var group sync.WaitGroup
	for _, r := range runs {
		cmd, out, errs := d.command(append(append([]string{"kpi", "-o", "json", "--lookup"}, r.args...), flags...)...)
		cmd.Env = append(cmd.Env, "AWS_ACCESS_KEY_ID="+r.key)
		group.Go(func() {
			_ = cmd.Run() // its status is looked at
			r.code, r.out = cmd.ProcessState.ExitCode(), out.String()
			for line := range strings.Lines(errs.String()) {
				if !strings.Contains(line, `"level":"note"`) { // of how far it is
					r.errs += line
				}
			}
		})
	}
	group.Wait()
	for i, code := range []int{0, 0, 3, 4} {
		if runs[i].code != code {
			t.Fatalf("%s: %d, want %d: %s", runs[i].key, runs[i].code, code, runs[i].errs)
		}
		if code != 4 {
			got, _ := numbersOf(t, runs[i].out)
			sameNumbers(t, runs[i].key, got, want)
		}
	}
	if errs := runs[2].errs; !strings.Contains(errs, "event history of eu-west-1, EventName AssumeRole: cloudtrail:LookupEvents failed with AccessDeniedException") ||
		!strings.Contains(errs, "more questions to the event history of eu-west-1 failed in the same way") || strings.Count(errs, "\n") != 1 {
		t.Error(errs)
	}
	if errs := runs[3].errs; !strings.Contains(errs, "; it needs cloudtrail:LookupEvents") || strings.Count(errs, "\n") != 1 {
		t.Error(errs)
	}
	d.history.checkKeys(t)
}

// checkKeys holds that each run asked for the same access keys, each once.
func (h *history) checkKeys(t *testing.T) {
	t.Helper()
	byKey := map[string]int{}
	for what, n := range h.asked {
		if key, rest, _ := strings.Cut(what, " "); strings.HasPrefix(rest, "us-east-1 AccessKeyId ASIA") {
			byKey[key]++
			if n > 1 {
				t.Errorf("%s was asked for %d times", what, n)
			}
		}
	}
	if byKey["testing"] < 20 || byKey["testing"] != byKey["testing2"] || byKey["testing"] != byKey["DENIED"] {
		t.Errorf("asked for access keys: %v", byKey)
	}
}

// A signed is a bucket with one log and its digest.
type signed struct {
	digest, log          []byte
	digestKey, logKey    string
	signature, publicKey string
}

func gzipped(text string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(text)) // into memory
	_ = z.Close()
	return b.Bytes()
}

// sign makes a log and its digest.
func sign(t *testing.T, bucket, prefix string) *signed {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	must(t, err)
	const text = `{"Records":[]}`
	s := &signed{
		digestKey: prefix + "AWSLogs/111122223333/CloudTrail-Digest/us-east-2/2026/03/01/111122223333_CloudTrail-Digest_us-east-2_trail_us-east-2_20260301T100131Z.json.gz",
		logKey:    prefix + "AWSLogs/111122223333/CloudTrail/us-east-2/2026/03/01/111122223333_CloudTrail_us-east-2_20260301T0925Z_abc.json.gz", log: gzipped(text),
	}
	content := fmt.Sprintf(`{"awsAccountId":"111122223333","digestStartTime":"2026-03-01T09:01:31Z","digestEndTime":"2026-03-01T10:01:31Z","digestS3Bucket":%q,
"digestS3Object":%q,"digestPublicKeyFingerprint":"f","digestSignatureAlgorithm":"SHA256withRSA","previousDigestSignature":null,
"logFiles":[{"s3Bucket":%q,"s3Object":%q,"hashValue":"%x","hashAlgorithm":"SHA-256"}]}`, bucket, s.digestKey, bucket, s.logKey, sha256.Sum256([]byte(text)))
	sum := sha256.Sum256(fmt.Appendf(nil, "2026-03-01T10:01:31Z\n%s/%s\n%x\nnull", bucket, s.digestKey, sha256.Sum256([]byte(content))))
	signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:])
	must(t, err)
	s.digest, s.signature = gzipped(content), fmt.Sprintf("%x", signature)
	public, err := json.Marshal(map[string]any{"PublicKeyList": []any{map[string]any{"Value": x509.MarshalPKCS1PublicKey(&key.PublicKey), "Fingerprint": "f"}}})
	must(t, err)
	s.publicKey = string(public)
	return s
}

// upload puts it into a bucket.
func (s *signed) upload(d *depot, bucket string) {
	d.put(bucket, nil)
	d.put(bucket+"/"+s.logKey, s.log)
	d.put(bucket+"/"+s.digestKey, s.digest, "signature", s.signature, "signature-algorithm", "SHA256withRSA")
}

// TestVerifyLogsBucket holds that logs in a bucket are verified, with the keys that
// CloudTrail tells.
func TestVerifyLogsBucket(t *testing.T) {
	t.Parallel()
	d := newDepot(t)
	s := sign(t, "trail", "our/")
	s.upload(d, "trail")
	d.history.tell(s.publicKey)
	verified := func(code int, words string, args ...string) {
		t.Helper()
		out, errs := d.run(code, append([]string{"kpi", "verify-logs"}, args...)...)
		if !strings.Contains(out+errs, words) || strings.Contains(errs, "public-keys") {
			t.Errorf("%q: expected %q, got %s%s", args, words, out, errs)
		}
	}
	const all = "111122223333 us-east-2: 2026-03-01T09:01:31Z to 2026-03-01T10:01:31Z; 1 of 1 digests valid, 1 of 1 log files valid"
	for _, path := range []string{"s3://trail", "s3://trail/our", "s3://trail/our/AWSLogs", "s3://trail/our/AWSLogs/111122223333/"} {
		verified(0, all, path)
	}
	verified(0, all, "--region", "eu-west-1", "--regions", "us-east-2", "--account", "111122223333", "s3://trail")
	verified(3, "no logs and no digests of CloudTrail are here", "s3://trail/other")
	verified(64, "expected the name of a bucket", "s3://t!")
	for what, tt := range map[string]struct {
		part, error, words string
		code               int
	}{
		"log":     {"/CloudTrail/us-east-2/2026/03/01/1", "AccessDenied", "not readable: our/AWSLogs/111122223333/CloudTrail/us-east-2/2026/03/01/", 3},
		"no log":  {"/CloudTrail/us-east-2/2026/03/01/1", "NoSuchKey", "log file missing: our/AWSLogs/", 2},
		"digest":  {"/CloudTrail-Digest/us-east-2/2026/03/01/1", "AccessDenied", "not readable: our/AWSLogs/111122223333/CloudTrail-Digest/", 3},
		"bucket":  {"/trail", "AccessDenied", "s3:ListBucket failed with AccessDenied: refused; it needs s3:ListBucket", 4},
		"expired": {"/trail", "ExpiredToken", "the credentials have expired", 4},
	} {
		d.on(func(w http.ResponseWriter, r *http.Request) bool {
			status := map[bool]int{true: http.StatusNotFound, false: http.StatusForbidden}[tt.error == "NoSuchKey"]
			return r.Method == http.MethodGet && strings.Contains(r.URL.Path, tt.part) && refuse(w, status, tt.error)
		})
		t.Log(what)
		verified(tt.code, tt.words, "s3://trail")
	}
	d.on(nil)
	d.history.tell(strings.Replace(s.publicKey, `"f"`, `"g"`, 1))
	verified(2, "invalid signature", "s3://trail") // AWS has no such key
	d.history.tell(`{`)
	verified(3, "the public keys of us-east-2 cannot be read", "s3://trail")
	d.history.tell(s.publicKey)
	s.upload(d, "another")
	verified(2, "digest moved", "s3://another")
	d.put("trail/"+s.logKey, gzipped("{}"))
	verified(2, "log file modified: our/AWSLogs/", "s3://trail")
	for _, line := range d.asked {
		if name, _, _ := strings.Cut(line, " "); name != "s3:GetObject" && name != "s3:ListBucket" && name != "cloudtrail:ListPublicKeys" && name != "sts:GetCallerIdentity" {
			t.Errorf("%s is not in the list of calls", name)
		}
	}
}
