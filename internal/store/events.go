package store

import (
	"context"
	"database/sql"
	"errors"

	"hotline/internal/logs"
	"hotline/trail"
)

// A visitError is an error of what was called, and none of the state.
type visitError struct{ err error }

func (e visitError) Error() string { return e.err.Error() }

// Each calls visit for every event once, in the order of their keys, until it fails.
// The event is valid during the call only. Other processes wait until it ends before
// they write.
func (s *Store) Each(ctx context.Context, visit func(*trail.Event) error) error {
	var e trail.Event
	var data sql.RawBytes
	return s.read(ctx, "SELECT data FROM events ORDER BY key", func(rows *sql.Rows) error {
		if err := rows.Scan(&data); err != nil {
			return err
		}
		if err := e.Read(data); err != nil {
			return err
		}
		if err := visit(&e); err != nil {
			return visitError{err}
		}
		return nil
	})
}

// Problems calls visit for what was wrong with objects that were read in earlier
// runs, in the order of their keys, by which they are called. It leaves out objects
// that were read since the state was opened: what is wrong with those was told then.
func (s *Store) Problems(ctx context.Context, visit func(logs.Problem) error) error {
	var p logs.Problem
	var key sql.RawBytes
	return s.read(ctx, "SELECT key, place, line, place_in_line, message FROM problems ORDER BY key, number", func(rows *sql.Rows) error {
		if err := rows.Scan(&key, &p.Offset, &p.Line, &p.Column, &p.Message); err != nil {
			return err
		}
		if s.damaged[hashOf(key)] {
			return nil
		}
		p.Object = string(key)
		if err := visit(p); err != nil {
			return visitError{err}
		}
		return nil
	})
}

// read calls row for every row that a query has, of what the state is at one time.
func (s *Store) read(ctx context.Context, query string, row func(*sql.Rows) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.flush(); err != nil {
		return err
	}
	err := s.within(ctx, "BEGIN", func() (err error) {
		if err := s.still(ctx); err != nil {
			return err
		}
		rows, err := s.conn.QueryContext(ctx, query)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		for rows.Next() {
			if err := row(rows); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	if err != nil {
		return s.fault("read", err)
	}
	return nil
}
