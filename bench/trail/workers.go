package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/klauspost/compress/gzip"
)

// readList reads the paths in a file, one a line.
func readList(list string) ([]string, error) {
	data, err := os.ReadFile(list)
	if err != nil {
		return nil, err
	}
	return strings.Fields(string(data)), nil
}

// eachFile gives the files to two workers. Each has a function of its own, which
// worker makes.
func eachFile(paths []string, worker func() func(path string) error) error {
	var next atomic.Int64
	var group sync.WaitGroup
	failures := make([]error, 2)
	for i := range failures {
		group.Go(func() {
			do := worker()
			for failures[i] == nil {
				n := int(next.Add(1)) - 1
				if n >= len(paths) {
					return
				}
				if err := do(paths[n]); err != nil {
					failures[i] = fmt.Errorf("%s: %w", paths[n], err)
				}
			}
		})
	}
	group.Wait()
	return errors.Join(failures...)
}

// An inflater reads whole files into buffers that it uses again.
type inflater struct {
	in, out []byte
	source  bytes.Reader
	gz      gzip.Reader
}

// read returns the content of a file. The size that the trailer says is what is made
// room for, and the checksum is checked.
func (f *inflater) read(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // only read
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	f.in = room(f.in, int(info.Size()))
	if _, err := io.ReadFull(file, f.in); err != nil {
		return nil, err
	}
	if len(f.in) < 18 {
		return nil, io.ErrUnexpectedEOF
	}
	f.out = room(f.out, int(binary.LittleEndian.Uint32(f.in[len(f.in)-4:])))
	f.source.Reset(f.in)
	if err := f.gz.Reset(&f.source); err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(&f.gz, f.out); err != nil {
		return nil, err
	}
	var more [1]byte
	if n, err := f.gz.Read(more[:]); n != 0 || !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("longer than its trailer says, or damaged: %w", err)
	}
	return f.out, nil
}

// room returns a buffer of n bytes, b if it is large enough.
func room(b []byte, n int) []byte {
	if cap(b) < n {
		return make([]byte, n, n+n/4)
	}
	return b[:n]
}

// decompress does nothing but that, and prints how many bytes that makes.
func decompress(list string) error {
	paths, err := readList(list)
	if err != nil {
		return err
	}
	var total atomic.Int64
	err = eachFile(paths, func() func(string) error {
		var f inflater
		return func(path string) error {
			data, err := f.read(path)
			total.Add(int64(len(data)))
			return err
		}
	})
	fmt.Println(total.Load())
	return err
}
