package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
)

// begun is a run over a source.
type begun struct {
	run      int64
	complete bool // an earlier run came to its end, and none was cut short since
}

// Begin notes that a source is about to be read: a bucket or a part of it, as
// s3://BUCKET/PREFIX. Until Complete says so, or where it never does, the source
// counts as read in part: what was read last says nothing about what was not.
func (s *Store) Begin(source string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	ctx := context.Background()
	b := begun{}
	err := s.within(ctx, "BEGIN IMMEDIATE", func() error {
		if err := s.still(ctx); err != nil {
			return err
		}
		var err error
		if b.complete, err = s.isComplete(ctx, source); err != nil {
			return err
		}
		if err := s.conn.QueryRowContext(ctx, "SELECT coalesce(max(run), 0) + 1 FROM sources").Scan(&b.run); err != nil {
			return err
		}
		_, err = s.conn.ExecContext(ctx, "INSERT INTO sources (prefix, run, complete) VALUES (?, ?, 0)"+
			" ON CONFLICT DO UPDATE SET run = excluded.run, complete = 0", []byte(source), b.run)
		return err
	})
	if err != nil {
		return s.fault("write to", err)
	}
	s.begun[source] = b
	return nil
}

// isComplete reports whether all of a source was read: it is a part of one of which
// that is so, and no run over anything that it has to do with was cut short.
func (s *Store) isComplete(ctx context.Context, source string) (complete bool, err error) {
	rows, err := s.conn.QueryContext(ctx, "SELECT prefix, complete FROM sources")
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var prefix []byte
		var all bool
		if err := rows.Scan(&prefix, &all); err != nil {
			return false, err
		}
		above := strings.HasPrefix(source, string(prefix))
		if !all && (above || strings.HasPrefix(string(prefix), source)) {
			return false, nil
		}
		complete = complete || all && above
	}
	return complete, rows.Err()
}

// Complete notes that everything there is in a source was read since Begin, from its
// beginning or from where LastKey said. It must not be called for a run that was
// bounded to some time. It writes what was taken before.
func (s *Store) Complete(source string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.flush(); err != nil {
		return err
	}
	b, ok := s.begun[source]
	if !ok {
		return nil
	}
	ctx := context.Background()
	err := s.within(ctx, "BEGIN IMMEDIATE", func() error {
		if err := s.still(ctx); err != nil {
			return err
		}
		// Where another run began since, it is for that one to say.
		done, err := s.conn.ExecContext(ctx, "UPDATE sources SET complete = 1 WHERE prefix = ? AND run = ?", []byte(source), b.run)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return err
		}
		// Runs over parts of it that were cut short before no longer matter.
		_, err = s.conn.ExecContext(ctx, "DELETE FROM sources WHERE run < ? AND length(prefix) > ? AND substr(prefix, 1, ?) = ?",
			b.run, len(source), len(source), []byte(source))
		return err
	})
	if err != nil {
		return s.fault("write to", err)
	}
	return nil
}

// LastKey is the greatest key with a prefix such that everything up to it was read:
// new objects of CloudTrail come after it, but for those that are some hours late. It
// is empty where there is none such: nothing was read yet, the source was not begun,
// or an earlier run over it was cut short.
func (s *Store) LastKey(prefix string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.flush(); err != nil {
		return "", err
	}
	complete := false
	for source, b := range s.begun {
		complete = complete || b.complete && strings.HasPrefix(prefix, source)
	}
	if !complete {
		return "", nil
	}
	ctx := context.Background()
	// What is to be read again must be listed again.
	first, err := s.edge(ctx, "SELECT min(key) FROM objects WHERE key >= ? AND key < ? AND again <> 0", prefix, after(prefix))
	if err != nil {
		return "", err
	}
	end := after(prefix)
	if first != "" {
		end = first
	}
	return s.edge(ctx, "SELECT max(key) FROM objects WHERE key >= ? AND key < ?", prefix, end)
}

// edge is the one key that a query asks for; empty where there is none.
func (s *Store) edge(ctx context.Context, query, from, to string) (string, error) {
	var key sql.RawBytes
	rows, err := s.conn.QueryContext(ctx, query, []byte(from), []byte(to))
	if err == nil {
		defer func() { _ = rows.Close() }() // all of it was read
		if rows.Next() {
			err = rows.Scan(&key)
		}
		err = errors.Join(err, rows.Err())
	}
	if err != nil {
		return "", s.fault("read", err)
	}
	return string(key), nil
}

// after is the least text that is greater than all that begin with a prefix.
func after(prefix string) string {
	text := []byte(prefix)
	for len(text) > 0 && text[len(text)-1] == 0xff {
		text = text[:len(text)-1]
	}
	if len(text) == 0 {
		return strings.Repeat("\xff", 4096) // longer than any path or key
	}
	text[len(text)-1]++
	return string(text)
}
