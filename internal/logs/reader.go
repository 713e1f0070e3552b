package logs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"

	"golang.org/x/sync/errgroup"

	"hotline/trail"
)

// maxStored bounds the size of one object as it is stored.
const maxStored = 256 << 20

// maxProblems bounds how many things are reported of one object.
const maxProblems = 10

// A Record is an event that matters, and what it is known by. Both are valid only
// during the call that hands them over.
type Record struct {
	Key  trail.Key
	Data []byte // as trail.Event.Append writes it
}

// A Batch is what was found in an object.
type Batch struct {
	Object   Object
	Records  []Record
	Problems []Problem
	// Unread says that the object could not be had, which may pass.
	Unread bool
}

// A Reader reads the objects of sources.
type Reader struct {
	Definitions *trail.Definitions
	// Every says to read every event, not only those that have bytes that an event that
	// matters must have.
	Every bool
	// Workers is how many objects are read at a time.
	Workers int
	// Skip says that an object is known already and need not be read.
	Skip func(Object) bool
	// Take takes what was found. It is called by one worker at a time.
	Take func(Batch) error
	// Progress is told how much has been read, now and then. It may be nil.
	Progress func(Counts)
}

// Read reads the objects of a source. It fails where the source cannot be listed, or
// Take fails; whatever is wrong with an object is a problem in its batch.
func (r *Reader) Read(ctx context.Context, src Source) (Counts, error) {
	var finder *finder
	if needles, ok := r.Definitions.Needles(); ok && !r.Every {
		finder, _ = newFinder(needles)
	}
	objects := make(chan Object, 4*max(r.Workers, 1))
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(objects)
		return src.List(ctx, func(o Object) error {
			if r.Skip != nil && r.Skip(o) {
				return nil
			}
			select {
			case objects <- o:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	})
	h := handover{reader: r}
	for range max(r.Workers, 1) {
		group.Go(func() error {
			w := newWorker(r.Definitions, finder)
			for o := range objects {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				if err := w.read(ctx, src, o); err != nil {
					return err
				}
				if err := h.take(w); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err := group.Wait()
	return h.total, err
}

// A handover hands what workers found to Take, until that fails.
type handover struct {
	reader *Reader
	mu     sync.Mutex
	total  Counts
	failed error
}

func (h *handover) take(w *worker) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.failed != nil {
		return h.failed
	}
	h.total.Add(w.scanner.counts)
	h.failed = h.reader.Take(w.batch)
	if h.reader.Progress != nil {
		h.reader.Progress(h.total)
	}
	return h.failed
}

// A worker reads objects one after the other.
type worker struct {
	inflater inflater
	scanner  scanner
	raw      []byte
	data     []byte
	text     []byte
	batch    Batch
	before   Counts // of the object, before its text was looked at
}

func newWorker(def *trail.Definitions, finder *finder) *worker {
	w := &worker{scanner: scanner{def: def, search: search{finder: finder}}}
	w.scanner.found, w.scanner.wrong, w.scanner.again = w.found, w.wrong, w.again
	if finder != nil {
		w.inflater.grown = func(text []byte) { w.scanner.search.find(text, false) }
	}
	return w
}

// read reads an object into the batch of the worker.
func (w *worker) read(ctx context.Context, src Source, o Object) error {
	w.batch = Batch{Object: o, Records: w.batch.Records[:0]}
	w.scanner.counts, w.data, w.text = Counts{Objects: 1}, w.data[:0], nil
	w.scanner.search.begin()
	defer w.trim()
	raw, err := src.Read(ctx, o, w.raw[:0], maxStored)
	if w.raw = raw; err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		w.batch.Unread = true
		w.wrong(-1, err.Error())
		return nil
	}
	w.scanner.counts.Stored = int64(len(raw))
	if w.text, err = w.inflater.inflate(raw); err != nil {
		w.wrong(-1, err.Error())
	}
	if len(w.text) == 0 && err != nil {
		return nil
	}
	w.scanner.counts.Text = int64(len(w.text))
	w.before = w.scanner.counts
	return w.scanner.scan(w.text)
}

// trim gives back the memory that an unusually large object needed.
func (w *worker) trim() {
	w.text = nil
	w.inflater.trim()
	if cap(w.raw) > 32<<20 {
		w.raw = nil
	}
}

// again forgets what was found in the text so far: it is read once more.
func (w *worker) again() {
	c := &w.scanner.counts
	*c = Counts{Objects: 1, Stored: c.Stored, Text: c.Text, Damaged: w.before.Damaged, Problems: w.before.Problems}
	w.batch.Records, w.data = w.batch.Records[:0], w.data[:0]
	w.batch.Problems = w.batch.Problems[:min(len(w.batch.Problems), w.before.Problems)]
}

// found keeps an event.
func (w *worker) found(e *trail.Event) error {
	begin := len(w.data)
	w.data = e.Append(w.data)
	w.batch.Records = append(w.batch.Records, Record{e.Key(), w.data[begin:len(w.data):len(w.data)]})
	return nil
}

// wrong keeps what is wrong with the object.
func (w *worker) wrong(offset int, message string) {
	c := &w.scanner.counts
	c.Damaged = 1
	if c.Problems++; c.Problems > maxProblems {
		return
	}
	p := Problem{Object: w.batch.Object.Name, Offset: offset, Message: message}
	if offset >= 0 {
		before := w.text[:min(offset, len(w.text))]
		p.Line = bytes.Count(before, []byte{'\n'}) + 1
		p.Column = len(before) - bytes.LastIndexByte(before, '\n')
	}
	w.batch.Problems = append(w.batch.Problems, p)
}

// ErrTooLarge says that an object is larger than is read.
var ErrTooLarge = errors.New("too large")

// TooLarge is the error of a source for an object of more than limit bytes.
func TooLarge(limit int64) error {
	return fmt.Errorf("it is %w: more than %d MiB", ErrTooLarge, limit>>20)
}
