package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"hotline/trail"
)

// fileName is the name of the file in the directory of a state.
const fileName = "kpi.sqlite"

// What can be wrong with a state. Errors of this package wrap them, and say what to do.
var (
	// ErrWanted says that a state holds other events than are wanted.
	ErrWanted = errors.New("the state was made for other events")
	// ErrForeign says that a file is no state, or a damaged one.
	ErrForeign = errors.New("the file is no state of hotline")
	// ErrNewer says that a state was made by a newer version of hotline.
	ErrNewer = errors.New("the state was made by a newer version of hotline")
	// ErrBusy says that another process wrote to the state for longer than was waited.
	ErrBusy = errors.New("another process is writing to the state")
	// ErrReset says that another process began the state anew.
	ErrReset = errors.New("another process began the state anew")
)

// Options say which state is opened.
type Options struct {
	// Dir is the directory of the state. It is made where there is none.
	Dir string
	// Wanted says which events are kept: a state of one text is refused for another.
	Wanted string
	// Scope is what is measured; the state remembers the last one.
	Scope trail.Scope
	// Existing says to open what there is, for whatever it was made: to be read only.
	Existing bool
	// Reread says to forget what the state holds, whatever it was made for.
	Reread bool
	// Wait is how long another process is waited for. 0 stands for 30 seconds.
	Wait time.Duration
}

// A Store is an open state. Its methods may be called by several goroutines at once,
// but not by what Each or Problems calls.
type Store struct {
	path string
	db   *sql.DB
	made int64 // which beginning of the state this is
	// scope is what was measured last.
	scope trail.Scope

	known known

	mu      sync.Mutex // of what follows, and of conn
	conn    *sql.Conn
	closed  bool
	pending pending
	damaged map[hash]bool    // objects that were damaged when this run read them
	begun   map[string]begun // by the source
}

// Open opens the state in a directory. It is to be closed.
func Open(ctx context.Context, o Options) (*Store, error) {
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the directory of the state: %w", err)
	}
	path, err := filepath.Abs(filepath.Join(o.Dir, fileName))
	if err != nil {
		return nil, fmt.Errorf("find the state: %w", err)
	}
	if o.Wait == 0 {
		o.Wait = 30 * time.Second
	}
	s := &Store{path: path, damaged: map[hash]bool{}, begun: map[string]begun{}}
	if err := s.open(ctx, o); err != nil {
		return nil, errors.Join(err, s.shut())
	}
	return s, nil
}

// open opens the file, and reads what is to be in memory.
func (s *Store) open(ctx context.Context, o Options) error {
	if err := prepare(s.path); err != nil {
		return err
	}
	var err error
	if s.db, err = sql.Open("sqlite", dsn(s.path, o.Wait)); err != nil {
		return s.fault("open", err)
	}
	if s.conn, err = s.db.Conn(ctx); err != nil {
		return s.fault("open", err)
	}
	if err := s.within(ctx, "BEGIN IMMEDIATE", func() error { return s.begin(ctx, o) }); err != nil {
		return s.fault("open", err)
	}
	if err := s.load(ctx); err != nil {
		return s.fault("read", err)
	}
	return nil
}

// begin makes the tables of a new state, or looks whether an old one is what is
// wanted.
func (s *Store) begin(ctx context.Context, o Options) error {
	isNew, err := s.checkSchema(ctx)
	if err != nil {
		return err
	}
	if isNew {
		if err := s.makeTables(ctx); err != nil {
			return err
		}
		_, err := s.conn.ExecContext(ctx, "INSERT INTO state (made, fields, wanted, scope) VALUES (1, ?, ?, '{}')", int64(trail.NumFields), o.Wanted)
		s.made = 1
		return errors.Join(err, s.measure(ctx, o.Scope))
	}
	var fields int64
	var wanted, scope string
	if err := s.conn.QueryRowContext(ctx, "SELECT made, fields, wanted, scope FROM state").Scan(&s.made, &fields, &wanted, &scope); err != nil {
		return err
	}
	switch {
	case o.Existing && fields == int64(trail.NumFields):
		return json.Unmarshal([]byte(scope), &s.scope)
	case o.Reread:
		return errors.Join(s.reset(ctx, o.Wanted), s.measure(ctx, o.Scope))
	case fields != int64(trail.NumFields):
		return fmt.Errorf("%s: %w: another version of hotline wrote it, which kept other fields; take another --state, or --reread to read everything again",
			s.path, ErrWanted)
	case wanted != o.Wanted:
		return fmt.Errorf("%s: %w: with other roles, principals or patterns than these; take another --state, or --reread to read everything again",
			s.path, ErrWanted)
	}
	return s.measure(ctx, o.Scope)
}

// measure remembers what is measured.
func (s *Store) measure(ctx context.Context, scope trail.Scope) error {
	text, err := json.Marshal(scope)
	if err != nil {
		return err
	}
	s.scope = scope
	_, err = s.conn.ExecContext(ctx, "UPDATE state SET scope = ?", string(text))
	return err
}

// Scope is what was measured last.
func (s *Store) Scope() trail.Scope { return s.scope }

// OpenExisting opens the state in a directory, whatever it was made for, to read what
// is in it. There must be one.
func OpenExisting(ctx context.Context, dir string) (*Store, error) {
	if _, err := os.Stat(filepath.Join(dir, fileName)); err != nil {
		return nil, fmt.Errorf("%s: there is no state of hotline kpi --state: %w", dir, err)
	}
	return Open(ctx, Options{Dir: dir, Existing: true})
}

// reset forgets everything.
func (s *Store) reset(ctx context.Context, wanted string) error {
	for _, table := range []string{"objects", "problems", "events", "sources"} {
		if _, err := s.conn.ExecContext(ctx, "DELETE FROM "+table); err != nil {
			return err
		}
	}
	s.made++
	_, err := s.conn.ExecContext(ctx, "UPDATE state SET made = ?, fields = ?, wanted = ?", s.made, int64(trail.NumFields), wanted)
	return err
}

// within runs f between the beginning of a transaction and its end. What f did is
// undone where anything fails.
func (s *Store) within(ctx context.Context, begin string, f func() error) error {
	if _, err := s.conn.ExecContext(ctx, begin); err != nil {
		return err
	}
	err := f()
	if err == nil {
		_, err = s.conn.ExecContext(ctx, "COMMIT")
	}
	if err != nil {
		// What failed may have ended the transaction already, so that this fails too.
		_, _ = s.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	}
	return err
}

// still fails where another process began the state anew. It is asked within a
// transaction.
func (s *Store) still(ctx context.Context) error {
	var made int64
	if err := s.conn.QueryRowContext(ctx, "SELECT made FROM state").Scan(&made); err != nil {
		return err
	}
	if made != s.made {
		return fmt.Errorf("%s: %w; run this again", s.path, ErrReset)
	}
	return nil
}

// Close writes what was taken and not written yet, and closes the state. To close it
// again does nothing.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	return errors.Join(s.flush(), s.shut())
}

// shut closes what is open.
func (s *Store) shut() error {
	var errs []error
	if s.conn != nil {
		errs = append(errs, s.conn.Close())
	}
	if s.db != nil {
		errs = append(errs, s.db.Close())
	}
	if err := errors.Join(errs...); err != nil {
		return s.fault("close", err)
	}
	return nil
}
