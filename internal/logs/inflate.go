package logs

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
)

// maxText bounds how much one object may be inflated to. CloudTrail's own files are
// some megabytes.
const maxText = 256 << 20

// An inflater inflates objects one after the other into the same memory.
type inflater struct {
	reader gzip.Reader
	raw    bytes.Reader
	buf    []byte
	// grown is told, now and then, how much there is of the text: what has just come is
	// still near the processor. It may be nil.
	grown func(text []byte)
	// limit is how much one object may be inflated to; 0 stands for maxText.
	limit int
}

// most is how much one object may be inflated to.
func (f *inflater) most() int {
	if f.limit > 0 {
		return f.limit
	}
	return maxText
}

// inflate returns the text of an object, which is valid until the next call. Where the
// object is damaged it returns what could be read before that, and what is wrong.
func (f *inflater) inflate(raw []byte) (text []byte, err error) {
	if !bytes.HasPrefix(raw, []byte{0x1f, 0x8b}) {
		return raw, nil
	}
	f.raw.Reset(raw)
	if err := f.reader.Reset(&f.raw); err != nil {
		return nil, fmt.Errorf("the header of the gzip file is damaged: %w", err)
	}
	f.reader.Multistream(false)
	f.grow(raw)
	n, err := f.fill()
	text = f.buf[:n]
	switch {
	case err != nil:
		return text, err
	case f.raw.Len() > 0:
		return text, fmt.Errorf("%d bytes are after the end of the gzip file; they are not read", f.raw.Len())
	}
	return text, nil
}

// grow makes room for as much as the trailer of a file promises, if that is possible:
// one byte of deflate makes at most 1,032 bytes of text.
func (f *inflater) grow(raw []byte) {
	if len(raw) < 18 {
		return
	}
	size := int64(binary.LittleEndian.Uint32(raw[len(raw)-4:]))
	size = min(size, int64(len(raw))*1032, int64(f.most())) + 1 // one more, so that the end is seen
	if int64(cap(f.buf)) < size {
		f.buf = make([]byte, min(size+size/4, int64(f.most())+1)) // so that the next one, if somewhat larger, fits as well
	}
	f.buf = f.buf[:min(cap(f.buf), f.most()+1)]
}

// fill inflates up to the end, and returns how much that is.
func (f *inflater) fill() (int, error) {
	n := 0
	for {
		if n == len(f.buf) {
			if n > f.most() {
				return n, fmt.Errorf("the gzip file inflates to more than %d MiB; the rest is not read", f.most()>>20)
			}
			f.buf = append(f.buf, make([]byte, min(max(n, 1<<16), f.most()+1-n))...)
		}
		m, err := f.reader.Read(f.buf[n:])
		n += m
		if f.grown != nil {
			f.grown(f.buf[:n])
		}
		switch {
		case errors.Is(err, io.EOF):
			return n, nil
		case errors.Is(err, io.ErrUnexpectedEOF):
			return n, errors.New("the gzip file is cut off")
		case err != nil:
			return n, fmt.Errorf("the gzip file is damaged: %w", err)
		}
	}
}

// trim gives back the memory that an unusually large object needed.
func (f *inflater) trim() {
	if cap(f.buf) > 32<<20 {
		f.buf = nil
	}
}
