package digest

import (
	"bufio"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"

	"compress/gzip"
)

// Sizes in bytes that content may inflate to. A digest has some 500 bytes for each
// log file of an hour.
const (
	maxDigest = 64 << 20
	maxLog    = 1 << 30
)

// errDamaged is the error of what is not one whole gzip stream, or no digest.
var errDamaged = errors.New("damaged")

// errTooLarge is that of content which is not inflated further.
var errTooLarge = errors.New("too large")

// A Digest is what a digest file holds.
type Digest struct {
	// Account is the id of the account whose log files it lists.
	Account string
	// Start and End are the time in which these were delivered. EndText is End as
	// it is signed.
	Start, End time.Time
	EndText    string
	// Bucket and Key are where CloudTrail has put it.
	Bucket, Key string
	// Fingerprint is that of the key which it is signed with, Algorithm is how.
	Fingerprint, Algorithm string
	// The previous digest; all empty in a starting digest.
	PreviousBucket, PreviousKey, PreviousHash, PreviousHashAlgorithm, PreviousSignature string
	// logs are the log files.
	logs []logFile
	// Sum is the SHA-256 of the file's inflated content.
	Sum [sha256.Size]byte
}

// A logFile is a log file as a digest lists it. Hash is in hexadecimal.
type logFile struct {
	Bucket    string `json:"s3Bucket"`
	Key       string `json:"s3Object"`
	Hash      string `json:"hashValue"`
	Algorithm string `json:"hashAlgorithm"`
}

// Parse reads the inflated content of a digest file.
func Parse(content []byte) (*Digest, error) {
	var raw struct {
		Account               string    `json:"awsAccountId"`
		Start                 time.Time `json:"digestStartTime"`
		End                   string    `json:"digestEndTime"`
		Bucket                string    `json:"digestS3Bucket"`
		Key                   string    `json:"digestS3Object"`
		Fingerprint           string    `json:"digestPublicKeyFingerprint"`
		Algorithm             string    `json:"digestSignatureAlgorithm"`
		PreviousBucket        string    `json:"previousDigestS3Bucket"`
		PreviousKey           string    `json:"previousDigestS3Object"`
		PreviousHash          string    `json:"previousDigestHashValue"`
		PreviousHashAlgorithm string    `json:"previousDigestHashAlgorithm"`
		PreviousSignature     string    `json:"previousDigestSignature"`
		Logs                  []logFile `json:"logFiles"`
	}
	if err := json.Unmarshal(content, &raw); err != nil {
		return nil, fmt.Errorf("%w: not a digest: %w", errDamaged, err)
	}
	end, err := time.Parse(time.RFC3339, raw.End)
	if err != nil {
		return nil, fmt.Errorf("%w: not a digest: digestEndTime: %w", errDamaged, err)
	}
	for _, part := range []struct{ name, value string }{{"digestS3Bucket", raw.Bucket}, {"digestS3Object", raw.Key},
		{"digestPublicKeyFingerprint", raw.Fingerprint}} {
		if part.value == "" {
			return nil, fmt.Errorf("%w: not a digest: no %s", errDamaged, part.name)
		}
	}
	if raw.Start.IsZero() || end.Before(raw.Start) {
		return nil, fmt.Errorf("%w: not a digest: digestStartTime is not before digestEndTime", errDamaged)
	}
	return &Digest{raw.Account, raw.Start.UTC(), end.UTC(), raw.End, raw.Bucket, raw.Key, raw.Fingerprint, raw.Algorithm,
		raw.PreviousBucket, raw.PreviousKey, raw.PreviousHash, raw.PreviousHashAlgorithm, raw.PreviousSignature, raw.Logs,
		sha256.Sum256(content)}, nil
}

// An inflater tells failures to read from content that is damaged.
type inflater struct {
	src io.Reader
	err error
}

func (r *inflater) Read(p []byte) (int, error) {
	n, err := r.src.Read(p)
	if err != nil && err != io.EOF {
		r.err = err
	}
	return n, err
}

// inflate writes the content of a gzip stream, up to a limit. Anything after the
// stream is damage: nothing that a digest knows of covers it.
func inflate(dst io.Writer, src io.Reader, limit int64) error {
	in := &inflater{src: src}
	failed := func(err error) error {
		if in.err != nil {
			return in.err
		}
		return fmt.Errorf("%w: %w", errDamaged, err)
	}
	buffered := bufio.NewReaderSize(in, 64<<10)
	z, err := gzip.NewReader(buffered)
	if err != nil {
		return failed(err)
	}
	z.Multistream(false)
	n, err := io.Copy(dst, io.LimitReader(z, limit+1))
	switch {
	case err != nil:
		return failed(err)
	case n > limit:
		return fmt.Errorf("%w: it inflates to more than %d MiB", errTooLarge, limit>>20)
	}
	if _, err := buffered.ReadByte(); err != io.EOF {
		return failed(errors.New("bytes follow the end of the gzip stream"))
	}
	return nil
}

// sumInflated is the SHA-256 of the content of a gzip stream.
func sumInflated(src io.Reader, limit int64) (hash.Hash, error) {
	h := sha256.New()
	return h, inflate(h, src, limit)
}
