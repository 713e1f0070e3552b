package digest

import (
	"context"
	"io"
	"time"
)

// A Place is where log files and digests lie: a bucket, or a copy of one. Its keys
// are those of the bucket, with slashes. All methods may be called at the same time.
type Place interface {
	// Below gives what lies directly below a prefix that is empty or ends in a
	// slash: the prefixes one level deeper, each with its slash, and the keys of
	// objects. Nothing being there is no error.
	Below(ctx context.Context, prefix string) (dirs, keys []string, err error)
	// List calls visit with the key of every object whose key begins with a prefix
	// that ends in a slash, in any order, and ends with the first error of visit.
	List(ctx context.Context, prefix string, visit func(key string) error) error
	// Get opens an object. The error is fs.ErrNotExist where there is none.
	Get(ctx context.Context, key string) (*Object, error)
}

// An Object is what lies under a key. Whoever got it closes its Body.
type Object struct {
	Body io.ReadCloser
	// Metadata is the object's own metadata by its names in lower case without
	// "x-amz-meta-": signature, signature-algorithm, backfill-generation-timestamp.
	// It is empty where it is not known.
	Metadata map[string]string
	// MetadataErr says why the metadata could not be read though it is there.
	MetadataErr error
}

// A Key is a public key with which CloudTrail signs the digests of a region, as
// ListPublicKeys gives it.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PublicKey.html
type Key struct {
	// Fingerprint is what digests name the key by.
	Fingerprint string
	// DER is the key as PKCS #1, or as a SubjectPublicKeyInfo: AWS documents the
	// first, and shows both.
	DER []byte
}

// Keys finds public keys.
type Keys interface {
	// PublicKeys gives the keys that CloudTrail has used in a region in a span of
	// time, and perhaps more. It may be called at the same time.
	PublicKeys(ctx context.Context, region string, from, to time.Time) ([]Key, error)
}
