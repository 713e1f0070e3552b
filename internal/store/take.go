package store

import (
	"context"
	"database/sql"
	"errors"

	"hotline/internal/logs"
	"hotline/trail"
)

// How much is kept in memory before it is written. Transactions are short, so that
// two processes can write by turns.
const (
	mostObjects = 1000
	mostBytes   = 4 << 20
)

// pending is what was taken and not written yet.
type pending struct {
	data    []byte // keys and events
	events  []event
	objects []object
}

// An event is where its key and what it says are in the data.
type event struct {
	at, key, data int
}

// An object is one that was read.
type object struct {
	key, version string
	again        bool
	problems     []logs.Problem
}

// Take keeps what was found in an object. It is written when there is enough of it,
// or with Flush or Close; the events of an object are never written without the note
// that it was read, nor the other way round.
func (s *Store) Take(b logs.Batch) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := &s.pending
	for _, r := range b.Records {
		at := len(p.data)
		p.data = append(append(append(p.data, r.Key.Event...), 0), r.Key.Recipient...)
		p.events = append(p.events, event{at, len(p.data) - at, len(r.Data)})
		p.data = append(p.data, r.Data...)
	}
	if b.Object.Version != "" {
		key := keyOf(b.Object)
		p.objects = append(p.objects, object{key, b.Object.Version, b.Unread, append([]logs.Problem(nil), b.Problems...)})
		id := hashOf([]byte(key))
		if s.know(id, b.Object.Version); len(b.Problems) > 0 {
			s.damaged[id] = true
		}
	}
	if len(p.objects) < mostObjects && len(p.data) < mostBytes {
		return nil
	}
	return s.flush()
}

// Flush writes what was taken and not written yet. Where it fails, nothing of it was
// written, and it can be called again.
func (s *Store) Flush() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.flush()
}

func (s *Store) flush() error {
	p := &s.pending
	if len(p.objects) == 0 && len(p.events) == 0 {
		return nil
	}
	// Whoever ends the run wants what was read so far to be kept.
	ctx := context.Background()
	err := s.within(ctx, "BEGIN IMMEDIATE", func() error {
		if err := s.still(ctx); err != nil {
			return err
		}
		if err := s.writeEvents(ctx, p); err != nil {
			return err
		}
		return s.writeObjects(ctx, p)
	})
	if err != nil {
		return s.fault("write to", err)
	}
	clear(p.objects)
	if p.data, p.events, p.objects = p.data[:0], p.events[:0], p.objects[:0]; cap(p.data) > 4*mostBytes {
		p.data = nil
	}
	return nil
}

// statements prepares some statements for f.
func (s *Store) statements(ctx context.Context, f func(...*sql.Stmt) error, queries ...string) (err error) {
	var all []*sql.Stmt
	defer func() {
		for _, statement := range all {
			err = errors.Join(err, statement.Close())
		}
	}()
	for _, query := range queries {
		statement, err := s.conn.PrepareContext(ctx, query)
		if err != nil {
			return err
		}
		all = append(all, statement)
	}
	return f(all...)
}

// writeEvents writes the events: of two of the same key the one that supersedes the
// other.
func (s *Store) writeEvents(ctx context.Context, p *pending) error {
	var ours, theirs trail.Event
	return s.statements(ctx, func(st ...*sql.Stmt) error {
		insert, read, update := st[0], st[1], st[2]
		for _, e := range p.events {
			key, data := p.data[e.at:e.at+e.key], p.data[e.at+e.key:e.at+e.key+e.data]
			done, err := insert.ExecContext(ctx, key, data)
			if err != nil {
				return err
			}
			if n, err := done.RowsAffected(); err != nil || n > 0 {
				if err != nil {
					return err
				}
				continue
			}
			var old []byte
			if err := read.QueryRowContext(ctx, key).Scan(&old); err != nil {
				return err
			}
			if err := errors.Join(ours.Read(data), theirs.Read(old)); err != nil {
				return err
			}
			if !ours.Supersedes(&theirs) {
				continue
			}
			if _, err := update.ExecContext(ctx, data, key); err != nil {
				return err
			}
		}
		return nil
	}, "INSERT INTO events (key, data) VALUES (?, ?) ON CONFLICT DO NOTHING", "SELECT data FROM events WHERE key = ?",
		"UPDATE events SET data = ? WHERE key = ?")
}

// writeObjects notes which objects were read, and what is wrong with them.
func (s *Store) writeObjects(ctx context.Context, p *pending) error {
	return s.statements(ctx, func(st ...*sql.Stmt) error {
		note, forget, problem := st[0], st[1], st[2]
		for _, o := range p.objects {
			if _, err := note.ExecContext(ctx, []byte(o.key), []byte(o.version), o.again); err != nil {
				return err
			}
			if _, err := forget.ExecContext(ctx, []byte(o.key)); err != nil {
				return err
			}
			for i, w := range o.problems {
				if _, err := problem.ExecContext(ctx, []byte(o.key), i, w.Offset, w.Line, w.Column, w.Message); err != nil {
					return err
				}
			}
		}
		return nil
	}, "INSERT INTO objects (key, version, again) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET version = excluded.version, again = excluded.again",
		"DELETE FROM problems WHERE key = ?",
		"INSERT INTO problems (key, number, place, line, place_in_line, message) VALUES (?, ?, ?, ?, ?, ?)")
}
