package logs

import (
	"fmt"
	"time"
	"unsafe"

	"hotline/trail"
)

// Counts are how much was read.
type Counts struct {
	Objects  int   // read, damaged ones among them
	Stored   int64 // bytes as they are stored
	Text     int64 // bytes after inflating
	Decoded  int   // records that were decoded
	Found    int   // of them, those that matter
	Damaged  int   // objects with something wrong in them
	Problems int
}

// Add adds up two counts.
func (c *Counts) Add(d Counts) {
	c.Objects += d.Objects
	c.Stored += d.Stored
	c.Text += d.Text
	c.Decoded += d.Decoded
	c.Found += d.Found
	c.Damaged += d.Damaged
	c.Problems += d.Problems
}

// A Problem is something wrong in an object.
type Problem struct {
	Object  string
	Offset  int // in bytes of the text, from 0; -1 where the whole object is meant
	Line    int // from 1; 0 where the whole object is meant
	Column  int // in bytes, from 1
	Message string
}

// A scanner finds the events that matter in texts.
type scanner struct {
	def    *trail.Definitions
	search search // without a finder every event is read
	event  trail.Event
	counts Counts
	begin  int // where walk is: what begins here was not read yet
	marks  [2]mark
	// found takes an event that matters. The event is the scanner's own: it is to be
	// copied or written down.
	found func(*trail.Event) error
	// wrong takes what is wrong with a text, and where.
	wrong func(offset int, message string)
	// again says that all of a text is read once more: what was found in it is void.
	again func()
}

// scan finds the events of a text.
func (s *scanner) scan(buf []byte) error {
	if len(buf) == 0 {
		s.wrong(-1, "there is nothing in it")
		return nil
	}
	// The text is not copied: it is not changed while it is looked at, and what is kept
	// of it is copied.
	text := unsafe.String(&buf[0], len(buf))
	if s.search.finder == nil || !isPlainLog(text) {
		return s.walk(text)
	}
	if s.search.find(buf, true); s.search.flood {
		return s.walk(text)
	}
	end := 0
	for _, place := range s.search.places {
		if place < end {
			continue // in the record that was just read
		}
		begin, stop := cutAt(text, place)
		n, err := s.decode(text, begin)
		if err != nil || n != stop {
			s.again()
			return s.walk(text) // it is not laid out as it seems
		}
		if err := s.take(begin); err != nil {
			return err
		}
		end = stop
	}
	return nil
}

// decode reads the record of CloudTrail at a place. None has the source that stands for
// what EventBridge tells of cases: nothing looks for it in logs.
func (s *scanner) decode(text string, i int) (int, error) {
	end, err := trail.Decode(text, i, &s.event)
	if s.event.Get(trail.Source) == trail.CaseUpdates {
		s.event.Set(trail.Source, "")
	}
	return end, err
}

// take keeps the event that was decoded, if it matters.
func (s *scanner) take(at int) error {
	s.counts.Decoded++
	if !s.event.IsRecord() {
		s.wrong(at, s.lack())
		return nil
	}
	if !s.def.Wants(&s.event) {
		return nil
	}
	if s.event.Get(trail.EventID) == "" {
		s.wrong(at, "a record has no eventID, so that it cannot be counted once only; it is left out")
		return nil
	}
	s.counts.Found++
	return s.found(&s.event)
}

// lack says why what was decoded is no record.
func (s *scanner) lack() string {
	const form = trail.TimeLayout
	at := s.event.Get(trail.EventTime)
	if _, err := time.Parse(form, at); at != "" && (err != nil || len(at) != len(form)) {
		return fmt.Sprintf("expected a time like %s as eventTime, found %.40q", form, at)
	}
	return "expected a record of CloudTrail with eventTime and eventSource"
}
