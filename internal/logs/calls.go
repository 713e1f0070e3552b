package logs

import (
	"bytes"

	"hotline/internal/spool"
	"hotline/trail"
)

// A Collection holds events until all are there: only then is it known which of them
// are the same.
type Collection struct {
	spool spool.Spool
}

// Take adds what was found in an object.
func (c *Collection) Take(b Batch) error {
	var key []byte
	for _, r := range b.Records {
		key = append(append(append(key[:0], r.Key.Event...), 0), r.Key.Recipient...)
		if err := c.spool.Add(key, r.Data); err != nil {
			return err
		}
	}
	return nil
}

// Close gives back what the collection has on disk.
func (c *Collection) Close() { c.spool.Close() }

// Each calls visit for every event once, however often it was delivered.
func (c *Collection) Each(visit func(*trail.Event) error) error {
	return eachKey(&c.spool, func(known, next *trail.Event) {
		if next.Supersedes(known) {
			*known = *next
		}
	}, visit)
}

// EachCall calls visit for every call that events are about: the records of a call in
// several accounts are one. events calls its visit once for each event.
func EachCall(events func(visit func(*trail.Event) error) error, visit func(*trail.Event) error) error {
	var sorted spool.Spool
	defer sorted.Close()
	var data []byte
	err := events(func(e *trail.Event) error {
		data = e.Append(data[:0])
		return sorted.Add([]byte(e.Call()), data)
	})
	if err != nil {
		return err
	}
	return eachKey(&sorted, (*trail.Event).Merge, visit)
}

// eachKey calls visit for every key once, with what join makes of its events.
func eachKey(s *spool.Spool, join func(known, next *trail.Event), visit func(*trail.Event) error) error {
	var known, next trail.Event
	var last []byte
	some := false
	err := s.Each(func(key, value []byte) error {
		if err := next.Read(value); err != nil {
			return err
		}
		if some && bytes.Equal(key, last) {
			join(&known, &next)
			return nil
		}
		if some {
			if err := visit(&known); err != nil {
				return err
			}
		}
		some, known, last = true, next, append(last[:0], key...)
		return nil
	})
	if err != nil || !some {
		return err
	}
	return visit(&known)
}
