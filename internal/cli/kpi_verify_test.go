package cli

import (
	"bytes"
	"compress/gzip"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hotline/internal/digest"
)

// verifying runs the command by itself.
func verifying(args ...string) (code Code, out, errs string) {
	s, stdout, stderr := streams(nil, false)
	root := Root(s)
	root.AddCommand(kpiVerifyCommand(s))
	root.SetArgs(append([]string{"verify-logs"}, args...))
	_, err := execute(root)
	var status statusError
	if err != nil && !errors.As(err, &status) {
		stderr.WriteString(err.Error())
	}
	return codeOf(err), stdout.String(), stderr.String()
}

func put(t *testing.T, dir, key string, content []byte) {
	t.Helper()
	name := filepath.Join(dir, filepath.FromSlash(key))
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func zipped(text string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(text))
	_ = z.Close()
	return b.Bytes()
}

const (
	digestKey = "AWSLogs/111122223333/CloudTrail-Digest/us-east-2/2026/03/01/111122223333_CloudTrail-Digest_us-east-2_trail_us-east-2_20260301T100131Z.json.gz"
	logKey    = "AWSLogs/111122223333/CloudTrail/us-east-2/2026/03/01/111122223333_CloudTrail_us-east-2_20260301T0925Z_abc.json.gz"
)

// signedLogs writes one log file with its digest, its metadata, and the public key.
func signedLogs(t *testing.T) (dir, keys string) {
	t.Helper()
	dir, keys = t.TempDir(), filepath.Join(t.TempDir(), "keys.json")
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	log := `{"Records":[]}`
	put(t, dir, logKey, zipped(log))
	content := fmt.Sprintf(`{"awsAccountId":"111122223333","digestStartTime":"2026-03-01T09:01:31Z","digestEndTime":"2026-03-01T10:01:31Z","digestS3Bucket":"b",
"digestS3Object":"%s","digestPublicKeyFingerprint":"f","digestSignatureAlgorithm":"SHA256withRSA","previousDigestSignature":null,
"logFiles":[{"s3Bucket":"b","s3Object":"%s","hashValue":"%x","hashAlgorithm":"SHA-256"}]}`, digestKey, logKey, sha256.Sum256([]byte(log)))
	put(t, dir, digestKey, zipped(content))
	sum := sha256.Sum256(fmt.Appendf(nil, "2026-03-01T10:01:31Z\nb/%s\n%x\nnull", digestKey, sha256.Sum256([]byte(content))))
	signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	put(t, dir, digestKey+".metadata.json", fmt.Appendf(nil, `{"Metadata":{"signature":"%x","signature-algorithm":"SHA256withRSA"}}`, signature))
	der := base64.StdEncoding.EncodeToString(x509.MarshalPKCS1PublicKey(&key.PublicKey))
	put(t, filepath.Dir(keys), "keys.json", fmt.Appendf(nil, `{"PublicKeyList":[{"Value":%q,"Fingerprint":"f"}]}`, der))
	return dir, keys
}

func TestVerifyLogs(t *testing.T) {
	t.Parallel()
	dir, keys := signedLogs(t)
	code, out, errs := verifying("--public-keys", keys, dir, filepath.Join(dir, "AWSLogs"))
	expect(t, code, CodeOK, out+errs, "111122223333 us-east-2: 2026-03-01T09:01:31Z to 2026-03-01T10:01:31Z; 1 of 1 digests valid, 1 of 1 log files valid",
		"in all: 2 of 2 digests", "result: valid")
	code, out, errs = verifying(dir)
	expect(t, code, CodeIncomplete, out+errs, "note: without --public-keys", "signature unknown: ", "1 log files have the hash in a digest that is not valid", "result: incomplete: 1 things")
	code, out, errs = verifying("--public-keys", keys, "--since", "2026-03-02", "--regions", "us-east-2", dir)
	expect(t, code, CodeIncomplete, out+errs, "no digest; 0 of 0 digests valid", "not covered: ", "there is no digest of the time that is asked for", "result: incomplete: 1 things")
	code, out, errs = verifying("--public-keys", keys, "--account", "111122223333,444455556666", "--regions", "us-east-2,eu-west-1", dir)
	expect(t, code, CodeIncomplete, out+errs, "account 444455556666 was asked for", "region eu-west-1 was asked for", "result: incomplete: 2 things")
	code, out, errs = verifying("--public-keys", keys, filepath.Join(dir, "AWSLogs", "111122223333"))
	expect(t, code, CodeOK, out+errs, "result: valid")
	put(t, dir, "AWSLogs/111122223333/CloudTrail/added", zipped(`{"Records":[]}`))
	code, out, errs = verifying("--public-keys", keys, dir)
	expect(t, code, CodeFound, out+errs, "log file not listed: AWSLogs/111122223333/CloudTrail/added: ", "result: invalid: 1 findings")
	if err := os.Remove(filepath.Join(dir, "AWSLogs/111122223333/CloudTrail/added")); err != nil {
		t.Fatal(err)
	}
	put(t, dir, logKey, zipped("{}"))
	code, out, errs = verifying("--public-keys", keys, "--account", "111122223333", "-o", "json", dir)
	expect(t, code, CodeFound, out+errs, `"schema": "hotline/verify-logs/1"`, `"kind": "log file modified"`)
	var read jsonVerified
	if err := json.Unmarshal([]byte(out), &read); err != nil || read.Result != "invalid" || len(read.Findings) != 1 || read.Counts.DigestsValid != 1 || read.LeftOut != 0 {
		t.Errorf("%+v, %v", read, err)
	}
	code, out, errs = verifying("--public-keys", keys, dir)
	expect(t, code, CodeFound, out+errs, "log file modified: AWSLogs/", "it has not the hash that its digest lists", "result: invalid: 1 findings")
}

// TestVerifiedText writes what is rare.
func TestVerifiedText(t *testing.T) {
	t.Parallel()
	r := &digest.Result{Kinds: map[digest.Kind]int{digest.DigestMissing: 3}}
	if text := verifiedText(r, digest.Options{}); !strings.Contains(text, "3 more findings are not shown") || !strings.Contains(text, "--since TIME") {
		t.Error(text)
	}
}

// TestVerifyLogsHelp holds that its help tells what its own exit statuses mean.
func TestVerifyLogsHelp(t *testing.T) {
	t.Parallel()
	code, out, errs := verifying("--help")
	expect(t, code, CodeOK, out+errs, "  2   invalid: a log file or a digest was changed, removed or added", "  3   incomplete: ", "  64  the command line is wrong", "  130 interrupted: nothing is kept")
}

func TestVerifyLogsUsage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, dir, "large.json", make([]byte, maxKeyFile+1))
	put(t, dir, "bad.json", []byte("{}"))
	for _, folder := range []string{"111122223333/CloudTrail", "o-abc/111122223333", "more"} {
		if err := os.MkdirAll(filepath.Join(dir, "AWSLogs", folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		args []string
		code Code
		text string
	}{
		{nil, CodeUsage, "verify-logs needs a PATH"},
		{[]string{"--region", "us-east-2", dir}, CodeUsage, "--profile and --region say how a bucket is reached"},
		{[]string{"--region", "x", "s3://bucket"}, CodeUsage, "--region: expected the name of a region"},
		{[]string{"--account", "42", dir}, CodeUsage, "--account: expected an account id of twelve digits"},
		{[]string{"--since", "today", dir}, CodeUsage, "--since: expected a time"},
		{[]string{"--until", "today", dir}, CodeUsage, "--until: expected a time"},
		{[]string{"--since", "2026-03-02", "--until", "2026-03-01T00:00:00Z", dir}, CodeUsage, "--until: expected a time after --since"},
		{[]string{"--public-keys", filepath.Join(dir, "none"), dir}, CodeError, "none: no such file"},
		{[]string{"--public-keys", filepath.Join(dir, "large.json"), dir}, CodeError, "large.json: larger than 4 MiB"},
		{[]string{"--public-keys", filepath.Join(dir, "bad.json"), dir}, CodeError, "bad.json: no keys in PublicKeyList"},
		{[]string{"--public-keys", dir, dir}, CodeError, "is a directory"},
		{[]string{filepath.Join(dir, "none")}, CodeError, "expected a directory with AWSLogs/ in it"},
		{[]string{filepath.Join(dir, "bad.json")}, CodeError, "expected a directory with AWSLogs/ in it"},
		{[]string{"--regions", "here", dir}, CodeUsage, "--regions: expected the name of a region"},
		{[]string{"--regions", "", dir}, CodeIncomplete, "no logs and"},
		{[]string{filepath.Join(dir, "AWSLogs/111122223333/CloudTrail")}, CodeUsage, "this is a part of an account"},
		{[]string{filepath.Join(dir, "AWSLogs/o-abc/111122223333")}, CodeIncomplete, "not readable: AWSLogs/o-abc/111122223333/: no logs and"},
		{[]string{filepath.Join(dir, "AWSLogs/more")}, CodeIncomplete, "not readable: AWSLogs/: no logs and"},
		{[]string{dir}, CodeIncomplete, "not readable: AWSLogs/: no logs and no digests of CloudTrail are here"},
	} {
		code, out, errs := verifying(test.args...)
		expect(t, code, test.code, out+errs, test.text)
	}
}
