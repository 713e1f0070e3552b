package digest

import (
	"bytes"
	"compress/gzip"
	"crypto"
	"crypto/md5" //nolint:gosec // AWS names keys by it
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

const (
	account = "111122223333"
	here    = "us-east-2"
)

// start is when the chain of the tests begins: so that it goes over midnight.
func start() time.Time { return time.Date(2026, 3, 1, 20, 1, 31, 0, time.UTC) }

// testKey is a key pair, made once.
func testKey(t testing.TB) *rsa.PrivateKey {
	t.Helper()
	key, err := testKeys()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

var testKeys = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

func keyOf(k *rsa.PrivateKey) Key {
	der := x509.MarshalPKCS1PublicKey(&k.PublicKey)
	sum := md5.Sum(der) //nolint:gosec // as above
	return Key{hex.EncodeToString(sum[:]), der}
}

func (k Key) list() []byte {
	text, _ := json.Marshal(map[string]any{"PublicKeyList": []any{map[string]any{"Value": base64.StdEncoding.EncodeToString(k.DER),
		"Fingerprint": k.Fingerprint, "ValidityStartTime": 1.5e9, "ValidityEndTime": "2027-01-01T00:00:00+00:00"}}})
	return text
}

// A maker makes a chain of digests in a directory.
type maker struct {
	t       testing.TB
	key     *rsa.PrivateKey
	dir     string
	prefix  string // of the keys in digests, which the copy does not have
	trail   string
	at      time.Time // the end of the last digest
	lastSum string
	lastSig string
	lastKey string
	keys    []string // of the digests, in the place
	logs    []string
}

func newMaker(t testing.TB) *maker {
	t.Helper()
	return &maker{t: t, key: testKey(t), dir: t.TempDir(), trail: "my_trail", at: start()}
}

func pack(content []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(content)
	_ = z.Close()
	return b.Bytes()
}

func (m *maker) write(key string, content []byte) {
	m.t.Helper()
	name := filepath.Join(m.dir, filepath.FromSlash(key))
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		m.t.Fatal(err)
	}
	if err := os.WriteFile(name, content, 0o600); err != nil {
		m.t.Fatal(err)
	}
}

func (m *maker) read(key string) []byte {
	m.t.Helper()
	content, err := os.ReadFile(filepath.Join(m.dir, filepath.FromSlash(key)))
	if err != nil {
		m.t.Fatal(err)
	}
	return content
}

func (m *maker) remove(key string) {
	m.t.Helper()
	if err := os.Remove(filepath.Join(m.dir, filepath.FromSlash(key))); err != nil {
		m.t.Fatal(err)
	}
}

func logKey(at time.Time, unique string) string {
	return "AWSLogs/" + account + "/CloudTrail/" + here + at.Format("/2006/01/02/") + account + "_CloudTrail_" + here + "_" + at.Format("20060102T1504Z") + "_" + unique + ".json.gz"
}

// log writes a log file and gives what a digest says of it.
func (m *maker) log(at time.Time, unique string) map[string]any {
	key := logKey(at, unique)
	content := fmt.Appendf(nil, `{"Records":[{"eventVersion":"1.08","eventID":"%s","eventTime":"%s"}]}`, unique, at.Format(time.RFC3339))
	m.write(key, pack(content))
	m.logs = append(m.logs, key)
	sum := sha256.Sum256(content)
	return map[string]any{"s3Bucket": "a-bucket", "s3Object": m.prefix + key, "hashValue": hex.EncodeToString(sum[:]), "hashAlgorithm": HashAlgorithm}
}

// digest writes and signs a digest; change may change it before that.
func (m *maker) digest(from, to time.Time, backfill bool, logs []any, change func(map[string]any)) string {
	name := account + "_CloudTrail-Digest_" + here + "_" + m.trail + "_eu-west-1_" + to.Format("20060102T150405Z")
	if backfill {
		name += "_backfill"
	}
	key := "AWSLogs/" + account + "/CloudTrail-Digest/" + here + to.Format("/2006/01/02/") + name + ".json.gz"
	d := map[string]any{"awsAccountId": account, "digestStartTime": from.Format(time.RFC3339), "digestEndTime": to.Format(time.RFC3339),
		"digestS3Bucket": "a-bucket", "digestS3Object": m.prefix + key, "digestPublicKeyFingerprint": keyOf(m.key).Fingerprint,
		"digestSignatureAlgorithm": Algorithm, "previousDigestS3Bucket": nil, "previousDigestS3Object": nil, "previousDigestHashValue": nil,
		"previousDigestHashAlgorithm": nil, "previousDigestSignature": nil, "logFiles": logs}
	if m.lastKey != "" && !backfill {
		d["previousDigestS3Bucket"], d["previousDigestS3Object"], d["previousDigestHashValue"] = "a-bucket", m.prefix+m.lastKey, m.lastSum
		d["previousDigestHashAlgorithm"], d["previousDigestSignature"] = HashAlgorithm, m.lastSig
	}
	if change != nil {
		change(d)
	}
	content, err := json.Marshal(d)
	if err != nil {
		m.t.Fatal(err)
	}
	sum := sha256.Sum256(content)
	previous := "null"
	if s, ok := d["previousDigestSignature"].(string); ok {
		previous = s
	}
	text := fmt.Sprintf("%s\n%s/%s\n%x\n%s", d["digestEndTime"], d["digestS3Bucket"], d["digestS3Object"], sum, previous)
	signed := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(nil, m.key, crypto.SHA256, signed[:])
	if err != nil {
		m.t.Fatal(err)
	}
	m.write(key, pack(content))
	metadata := map[string]string{"signature": hex.EncodeToString(signature), "signature-algorithm": Algorithm}
	if backfill {
		metadata["backfill-generation-timestamp"] = to.Add(48 * time.Hour).Format(time.RFC3339)
	} else {
		m.lastKey, m.lastSum, m.lastSig = key, hex.EncodeToString(sum[:]), metadata["signature"]
		m.at = to
	}
	m.sidecar(key, metadata)
	m.keys = append(m.keys, key)
	return key
}

func (m *maker) sidecar(key string, metadata map[string]string) {
	text, err := json.MarshalIndent(map[string]any{"ContentType": "application/json", "Metadata": metadata}, "", "    ")
	if err != nil {
		m.t.Fatal(err)
	}
	m.write(key+metadataSuffix, text)
}

// hour adds an hour with some log files.
func (m *maker) hour(logs int) string {
	var list []any
	for i := range logs {
		at := m.at.Add(time.Duration(i+1) * 20 * time.Minute)
		list = append(list, m.log(at, fmt.Sprintf("%s%d", at.Format("15"), i)))
	}
	return m.digest(m.at, m.at.Add(time.Hour), false, list, nil)
}

// chain is eight hours from a starting digest on, with a backfill.
func chain(t testing.TB) *maker {
	t.Helper()
	m := newMaker(t)
	for range 8 {
		m.hour(2)
	}
	at := start().Add(3 * time.Hour)
	m.digest(at.Add(-time.Hour), at, true, []any{m.log(at.Add(-30*time.Minute), "backfilled")}, nil)
	return m
}

// verify verifies what the maker has made.
func (m *maker) verify(change ...func(*Options)) *Result {
	m.t.Helper()
	dir, err := OpenDir(m.dir)
	if err != nil {
		m.t.Fatal(err)
	}
	o := Options{Place: dir, Keys: KeyList{keyOf(m.key)}, Most: 1000}
	for _, c := range change {
		c(&o)
	}
	r, err := Verify(m.t.Context(), o)
	if err != nil {
		m.t.Fatal(err)
	}
	if err := dir.Close(); err != nil {
		m.t.Fatal(err)
	}
	return r
}

// finds holds that exactly these kinds were found, of these keys.
func finds(t testing.TB, r *Result, want ...string) {
	t.Helper()
	var got []string
	for _, f := range r.Findings {
		got = append(got, string(f.Kind)+" "+path.Base(f.Key))
	}
	for i := range want {
		kind, key, _ := bytes.Cut([]byte(want[i]), []byte("|"))
		want[i] = string(kind) + " " + path.Base(string(key))
	}
	if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
		t.Errorf("found %q\nwant  %q\n%+v", got, want, r.Findings)
	}
}
