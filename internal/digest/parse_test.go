package digest

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// example is the digest of AWS's page about their structure, with the signatures cut.
const example = `{"awsAccountId":"111122223333","digestStartTime":"2015-08-17T14:01:31Z","digestEndTime":"2015-08-17T15:01:31Z",
"digestS3Bucket":"S3-bucket-name","digestS3Object":"AWSLogs/111122223333/CloudTrail-Digest/us-east-2/2015/08/17/111122223333_CloudTrail-Digest_us-east-2_your-trail-name_us-east-2_20150817T150131Z.json.gz",
"digestPublicKeyFingerprint":"31e8b5433410dfb61a9dc45cc65b22ff","digestSignatureAlgorithm":"SHA256withRSA","newestEventTime":"2015-08-17T14:52:27Z",
"oldestEventTime":"2015-08-17T14:42:27Z","previousDigestS3Bucket":"S3-bucket-name","previousDigestS3Object":"AWSLogs/111122223333/CloudTrail-Digest/x",
"previousDigestHashValue":"97fb","previousDigestHashAlgorithm":"SHA-256","previousDigestSignature":"5088","logFiles":[{"s3Bucket":"S3-bucket-name",
"s3Object":"AWSLogs/111122223333/CloudTrail/us-east-2/2015/08/17/111122223333_CloudTrail_us-east-2_20150817T1445Z_9nYN7gp2eWAJHIfT.json.gz",
"hashValue":"9bb6","hashAlgorithm":"SHA-256","newestEventTime":"2015-08-17T14:52:27Z","oldestEventTime":"2015-08-17T14:42:27Z"}]}`

func TestParse(t *testing.T) {
	t.Parallel()
	d, err := Parse([]byte(example))
	if err != nil {
		t.Fatal(err)
	}
	want := "2015-08-17T15:01:31Z\nS3-bucket-name/" + d.Key + "\n" + fmt.Sprintf("%x", sha256.Sum256([]byte(example))) + "\n5088"
	if d.toSign() != want || len(d.logs) != 1 || d.logs[0].Hash != "9bb6" || d.End.Sub(d.Start) != time.Hour {
		t.Errorf("%+v\n%s", d, d.toSign())
	}
	d.PreviousSignature = ""
	if !strings.HasSuffix(d.toSign(), "\nnull") {
		t.Errorf("a starting digest is signed as %q", d.toSign())
	}
	for text, change := range map[string][2]string{
		"not a digest: json":             {`"9bb6"`, `9`},
		"digestEndTime":                  {"T15:01:31Z\",\n", "\",\n"},
		"no digestS3Bucket":              {`"digestS3Bucket"`, `"x"`},
		"no digestS3Object":              {`"digestS3Object"`, `"x"`},
		"no digestPublicKeyFingerprint":  {`"digestPublicKeyFingerprint"`, `"x"`},
		"digestStartTime is not before ": {`digestStartTime":"2015`, `digestStartTime":"2016`},
	} {
		_, err := Parse([]byte(strings.Replace(example, change[0], change[1], 1)))
		if !errors.Is(err, errDamaged) || !strings.Contains(err.Error(), text) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(example))
	f.Add([]byte(`{"digestStartTime":"2015-08-17T14:01:31+02:00","digestEndTime":"x","logFiles":[null]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		d, err := Parse(content)
		switch {
		case err != nil:
			if d != nil || !errors.Is(err, errDamaged) {
				t.Errorf("%v with %v", err, d)
			}
		case d.Bucket == "" || d.Key == "" || d.Fingerprint == "" || d.End.Before(d.Start) || strings.Count(d.toSign(), "\n") < 3:
			t.Errorf("taken as a digest: %+v", d)
		}
	})
}

func TestInflate(t *testing.T) {
	t.Parallel()
	whole := pack(bytes.Repeat([]byte("x"), 100_000))
	broken := errors.New("broken")
	for name, test := range map[string]struct {
		src   io.Reader
		limit int64
		want  error
	}{
		"whole":     {bytes.NewReader(whole), 100_000, nil},
		"too large": {bytes.NewReader(whole), 99_999, errTooLarge},
		"empty":     {bytes.NewReader(nil), 10, errDamaged},
		"cut":       {bytes.NewReader(whole[:len(whole)-1]), 100_000, errDamaged},
		"longer":    {io.MultiReader(bytes.NewReader(whole), strings.NewReader("\n")), 100_000, errDamaged},
		"twice":     {io.MultiReader(bytes.NewReader(whole), bytes.NewReader(whole)), 1 << 20, errDamaged},
		"failing":   {io.MultiReader(bytes.NewReader(whole[:50]), iotest.ErrReader(broken)), 100_000, broken},
		"no start":  {iotest.ErrReader(broken), 100_000, broken},
		"no end":    {io.MultiReader(bytes.NewReader(whole), iotest.ErrReader(broken)), 100_000, broken},
	} {
		if err := inflate(io.Discard, test.src, test.limit); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	f, ok := parseDigestName("a/111122223333_CloudTrail-Digest_us-east-2_my_own_trail_eu-west-1_20150817T150131Z_backfill.json.gz")
	if !ok || f.trail != "my_own_trail_eu-west-1" || !f.backfill || instant(f.stamp) != "2015-08-17T15:01:31Z" {
		t.Errorf("%+v", f)
	}
	for _, key := range []string{"", "x", "111122223333_CloudTrail-Digest_us-east-2_x.json.gz", "111122223333_CloudTrail-Digest_us-east-2_x_eu-west-1_2015.json.gz",
		"1_CloudTrail-Digest_us-east-2_x_eu-west-1_20150817T150131Z.json.gz", "111122223333_CloudTrail-Digest_us-east-2_x_eu-west-1_20150817T150131Z.json"} {
		if _, ok := parseDigestName(key); ok {
			t.Errorf("%q is the name of a digest", key)
		}
		if _, ok := parseLogName(key); ok {
			t.Errorf("%q is the name of a log file", key)
		}
	}
	if _, ok := parseDay("x/"); ok {
		t.Error("x is a day")
	}
	if tail("p/AWSLogs/AWSLogs/x") != "AWSLogs/x" || tail("xAWSLogs/x") != "xAWSLogs/x" {
		t.Error("tail")
	}
}

func TestParseKeyList(t *testing.T) {
	t.Parallel()
	key := keyOf(testKey(t))
	list, err := ParseKeyList(key.list())
	if err != nil || len(list) != 1 || list[0].Fingerprint != key.Fingerprint || !bytes.Equal(list[0].DER, key.DER) {
		t.Errorf("%v, %v", list, err)
	}
	spki, err := x509.MarshalPKIXPublicKey(&testKey(t).PublicKey) // as one of the keys on AWS's page
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ParseKeyList((Key{"f", spki}).list()); err != nil {
		t.Error(err)
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	other, err := x509.MarshalPKIXPublicKey(&curve.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"[]":                   "not what aws cloudtrail list-public-keys prints",
		"{}":                   "no keys in PublicKeyList",
		`{"publicKeyList":[]}`: "no keys in PublicKeyList",
		`{"PublicKeyList":[{"Value":"` + base64.StdEncoding.EncodeToString(key.DER) + `"}]}`:                "PublicKeyList[0]: no Fingerprint",
		`{"PublicKeyList":[{"Value":"AAAA","Fingerprint":"x"}]}`:                                            "PublicKeyList[0].Value: not a public RSA key",
		`{"PublicKeyList":[{"Value":"` + base64.StdEncoding.EncodeToString(other) + `","Fingerprint":""}]}`: "no Fingerprint",
		string((Key{"f", other}).list()):                                                                    "not a public RSA key",
	} {
		if _, err := ParseKeyList([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
