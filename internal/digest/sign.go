package digest

import (
	"cmp"
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Algorithm is the only way in which CloudTrail signs digests: RSA by PKCS #1 v1.5
// over a SHA-256. HashAlgorithm is how it names its hashes.
const (
	Algorithm     = "SHA256withRSA"
	HashAlgorithm = "SHA-256"
)

// keyMargin is how far around the time of a digest its key is looked for: digests
// may be late, and keys change.
const keyMargin = 24 * time.Hour

// errNoKey is the error where a fingerprint is not among the keys.
var errNoKey = errors.New("no public key")

// toSign is the text that the signature of a digest is about.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html#cloudtrail-log-file-custom-validation-steps-recreate-data-signing-string
func (d *Digest) toSign() string {
	// A starting digest has no previous one, which CloudTrail signs as the word null.
	return d.EndText + "\n" + d.Bucket + "/" + d.Key + "\n" + hex.EncodeToString(d.Sum[:]) + "\n" + cmp.Or(d.PreviousSignature, "null")
}

// signed reports whether a signature, in hexadecimal, is one of a digest.
func (d *Digest) signed(key *rsa.PublicKey, signature string) error {
	raw, err := hex.DecodeString(signature)
	if err != nil {
		return fmt.Errorf("the signature is not hexadecimal: %w", err)
	}
	sum := sha256.Sum256([]byte(d.toSign()))
	return rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], raw)
}

// parseKey reads a public key.
func parseKey(der []byte) (*rsa.PublicKey, error) {
	key, err := x509.ParsePKCS1PublicKey(der)
	if err == nil {
		return key, nil
	}
	if other, err := x509.ParsePKIXPublicKey(der); err == nil {
		if key, ok := other.(*rsa.PublicKey); ok {
			return key, nil
		}
	}
	return nil, fmt.Errorf("not a public RSA key: %w", err)
}

// A keyring remembers the keys that it has looked up, and what was not to be found.
type keyring struct {
	keys  Keys
	mu    sync.Mutex
	known map[string]*rsa.PublicKey
	none  map[string]error
}

// find gives the key of a fingerprint that CloudTrail used in a region in a span of
// time. The error is errNoKey where the answer does not have it.
func (r *keyring) find(ctx context.Context, region, fingerprint string, from, to time.Time) (*rsa.PublicKey, error) {
	if r.keys == nil {
		return nil, errors.New("no public keys are given")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	name := region + "/" + fingerprint
	if key := r.known[name]; key != nil {
		return key, nil
	}
	// A day that was asked for in vain is not asked for again with each of its digests.
	day := name + "/" + from.Format(time.DateOnly) + "/" + to.Format(time.DateOnly)
	if err := r.none[day]; err != nil {
		return nil, err
	}
	key, err := r.ask(ctx, region, fingerprint, from, to)
	if err != nil {
		r.none[day] = err
		return nil, err
	}
	r.known[name] = key
	return key, nil
}

func (r *keyring) ask(ctx context.Context, region, fingerprint string, from, to time.Time) (*rsa.PublicKey, error) {
	keys, err := r.keys.PublicKeys(ctx, region, from, to)
	if err != nil {
		return nil, fmt.Errorf("the public keys of %s cannot be read: %w", region, err)
	}
	for _, k := range keys {
		if k.Fingerprint == fingerprint {
			return parseKey(k.DER)
		}
	}
	return nil, fmt.Errorf("%w of %s has the fingerprint %s", errNoKey, region, fingerprint)
}
