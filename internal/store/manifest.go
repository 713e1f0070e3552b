package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"strings"
	"sync"

	"hotline/internal/logs"
)

// A hash stands for the key of an object: the first 128 bits of its SHA-256. That two
// keys have the same is not to be expected: among a billion objects it has a chance of
// one to 10^20, and nobody can look for such keys in any time that matters.
type hash [16]byte

func hashOf(key []byte) hash {
	sum := sha256.Sum256(key)
	return hash(sum[:16])
}

// versionOf stands for the version of an object, in 64 bits: an object that changes is
// taken for the same once in 10^19 times.
func versionOf(version []byte) uint64 {
	sum := sha256.Sum256(version)
	return binary.LittleEndian.Uint64(sum[:8])
}

// known are the objects that need not be read, in little memory.
type known struct {
	mu      sync.RWMutex
	objects map[hash]uint64 // the version of each
}

// keyOf is what an object is remembered by, wherever it is. The keys of two buckets
// can be the same: what they are called in reports has the bucket in it.
func keyOf(o logs.Object) string {
	if strings.HasPrefix(o.Name, "s3://") {
		return o.Name
	}
	return o.Key
}

// Known reports whether an object was read already, in this version, so that nothing
// new is in it. Objects without a version, as the standard input, never are; nor are
// those of earlier runs that could not be read as a whole: that may have been for a
// while only.
func (s *Store) Known(o logs.Object) bool {
	if o.Version == "" {
		return false
	}
	s.known.mu.RLock()
	version, ok := s.known.objects[hashOf([]byte(keyOf(o)))]
	s.known.mu.RUnlock()
	return ok && version == versionOf([]byte(o.Version))
}

// know notes that an object was read.
func (s *Store) know(key hash, version string) {
	s.known.mu.Lock()
	s.known.objects[key] = versionOf([]byte(version))
	s.known.mu.Unlock()
}

// load reads which objects are known.
func (s *Store) load(ctx context.Context) (err error) {
	s.known.objects = map[hash]uint64{}
	rows, err := s.conn.QueryContext(ctx, "SELECT key, version FROM objects WHERE again = 0")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var key, version sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&key, &version); err != nil {
			return err
		}
		s.known.objects[hashOf(key)] = versionOf(version)
	}
	return rows.Err()
}

// Len is how many objects were read, in this run and before.
func (s *Store) Len() int {
	s.known.mu.RLock()
	defer s.known.mu.RUnlock()
	return len(s.known.objects)
}
