package spool

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
)

// A Spool holds pairs of a key and a value. Its zero value keeps up to 8 MiB in
// memory, and files in the directory for temporary files.
type Spool struct {
	// Limit is how many bytes are kept in memory. 0 stands for 8 MiB.
	Limit int
	// Dir is where files are made; empty for the directory for temporary files.
	Dir string

	block []byte // what is left of the block that pairs are copied into
	used  int
	pairs []pair
	runs  []run
}

// A run is a file of sorted pairs, and how many there are in it.
type run struct {
	file  *os.File
	pairs int
}

// A pair is a key and its value after it.
type pair struct {
	both []byte
	key  int // how long the key is
}

func (p pair) keyOf() []byte   { return p.both[:p.key] }
func (p pair) valueOf() []byte { return p.both[p.key:] }

const (
	perPair   = 32 // what a pair costs beside its bytes
	blockSize = 256 << 10
)

// Add adds a pair. Both are copied.
func (s *Spool) Add(key, value []byte) error {
	limit := s.Limit
	if limit == 0 {
		limit = 8 << 20
	}
	size := len(key) + len(value)
	if len(s.pairs) > 0 && s.used+size+perPair > limit {
		if err := s.spill(); err != nil {
			return err
		}
	}
	if size > cap(s.block)-len(s.block) {
		s.block = make([]byte, 0, max(size, min(blockSize, limit)))
	}
	begin := len(s.block)
	s.block = append(append(s.block, key...), value...)
	s.pairs = append(s.pairs, pair{s.block[begin:len(s.block):len(s.block)], len(key)})
	s.used += size + perPair
	return nil
}

// sort puts what is in memory in order.
func (s *Spool) sort() {
	slices.SortFunc(s.pairs, func(a, b pair) int {
		return cmp.Or(bytes.Compare(a.keyOf(), b.keyOf()), bytes.Compare(a.valueOf(), b.valueOf()))
	})
}

// spill writes what is in memory into a file.
func (s *Spool) spill() error {
	s.sort()
	f, err := os.CreateTemp(s.Dir, "hotline-*.run")
	if err != nil {
		return fmt.Errorf("keep events on disk: %w", err)
	}
	s.runs = append(s.runs, run{f, len(s.pairs)})
	_ = os.Remove(f.Name()) // where that is not possible it goes with Close
	out := bufio.NewWriterSize(f, 1<<18)
	var size [2 * binary.MaxVarintLen64]byte
	for _, p := range s.pairs {
		head := binary.AppendUvarint(binary.AppendUvarint(size[:0], uint64(p.key)), uint64(len(p.both)-p.key))
		_, _ = out.Write(head) // the first error is told by Flush
		_, _ = out.Write(p.both)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("keep events on disk: %w", err)
	}
	clear(s.pairs)
	s.block, s.used, s.pairs = nil, 0, s.pairs[:0]
	return nil
}

// Close removes the files.
func (s *Spool) Close() {
	for _, r := range s.runs {
		_ = r.file.Close()           // its content is of no use any more
		_ = os.Remove(r.file.Name()) // it is gone already, but on systems that cannot do that
	}
	s.runs, s.block, s.used, s.pairs = nil, nil, 0, nil
}

// Each calls visit for all pairs, in the order of their keys, and of their values where
// keys are equal. What visit is given is valid during the call only.
func (s *Spool) Each(visit func(key, value []byte) error) error {
	s.sort()
	if len(s.runs) == 0 {
		for _, p := range s.pairs {
			if err := visit(p.keyOf(), p.valueOf()); err != nil {
				return err
			}
		}
		return nil
	}
	return s.merge(visit)
}

// merge reads the files and the memory in order.
func (s *Spool) merge(visit func(key, value []byte) error) error {
	cursors := []cursor{&inMemory{spool: s, next: 0}}
	for _, r := range s.runs {
		size, err := r.file.Seek(0, io.SeekEnd)
		if err == nil {
			_, err = r.file.Seek(0, io.SeekStart)
		}
		if err != nil {
			return fmt.Errorf("read events kept on disk: %w", err)
		}
		cursors = append(cursors, &inFile{in: bufio.NewReaderSize(r.file, 1<<17), pairs: r.pairs, size: uint64(size)})
	}
	var open []cursor
	for _, c := range cursors {
		more, err := c.advance()
		if err != nil {
			return err
		}
		if more {
			open = append(open, c)
		}
	}
	for len(open) > 0 {
		least := 0
		for i := range open {
			if compare(open[i], open[least]) < 0 {
				least = i
			}
		}
		if err := visit(open[least].pair()); err != nil {
			return err
		}
		more, err := open[least].advance()
		if err != nil {
			return err
		}
		if !more {
			open = slices.Delete(open, least, least+1)
		}
	}
	return nil
}

// A cursor goes through sorted pairs.
type cursor interface {
	advance() (bool, error)
	pair() (key, value []byte)
}

func compare(a, b cursor) int {
	keyA, valueA := a.pair()
	keyB, valueB := b.pair()
	return cmp.Or(bytes.Compare(keyA, keyB), bytes.Compare(valueA, valueB))
}

type inMemory struct {
	spool *Spool
	next  int
}

func (m *inMemory) advance() (bool, error) {
	m.next++
	return m.next <= len(m.spool.pairs), nil
}

func (m *inMemory) pair() (key, value []byte) {
	p := m.spool.pairs[m.next-1]
	return p.keyOf(), p.valueOf()
}

type inFile struct {
	in    *bufio.Reader
	pairs int    // that are still to be read
	size  uint64 // of the file: no pair is longer
	buf   []byte
	key   int
}

func (f *inFile) advance() (bool, error) {
	if f.pairs == 0 {
		return false, nil
	}
	f.pairs--
	key, err := binary.ReadUvarint(f.in)
	value, errValue := binary.ReadUvarint(f.in)
	if err = errors.Join(err, errValue); err == nil && (key > f.size || value > f.size-key) {
		err = errors.New("a pair is longer than the file that it is in")
	}
	if err != nil {
		return false, fmt.Errorf("read events kept on disk: %w", err)
	}
	f.key = int(key)
	f.buf = slices.Grow(f.buf[:0], int(key+value))[:key+value]
	if _, err := io.ReadFull(f.in, f.buf); err != nil {
		return false, fmt.Errorf("read events kept on disk: %w", err)
	}
	return true, nil
}

func (f *inFile) pair() (key, value []byte) { return f.buf[:f.key], f.buf[f.key:] }
