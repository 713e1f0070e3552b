package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"
	"time"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// A state is known by two numbers in the header of the file.
// https://www.sqlite.org/fileformat2.html#database_header
const (
	application = 0x686f746c // the first letters of hotline
	version     = 1          // of the tables, and of how events are written in them
	magic       = "SQLite format 3\x00"
	headerSize  = 100
	versionAt   = 60
	applicantAt = 68
)

// tables are the statements that make the tables. Keys are bytes, so that they are in
// the order of bytes, and paths that are no UTF-8 have a place as well.
func tables() map[string]string {
	return map[string]string{
		// What is wanted, what was measured last, and how often the state was begun anew.
		"state": "CREATE TABLE state (made INTEGER NOT NULL, fields INTEGER NOT NULL, wanted TEXT NOT NULL, scope TEXT NOT NULL)",
		// What was read. The last column is 1 where it is to be read again.
		"objects": "CREATE TABLE objects (key BLOB PRIMARY KEY, version BLOB NOT NULL, again INTEGER NOT NULL) WITHOUT ROWID",
		"again":   "CREATE INDEX again ON objects (key) WHERE again <> 0",
		// What is wrong with it.
		"problems": "CREATE TABLE problems (key BLOB NOT NULL, number INTEGER NOT NULL, place INTEGER NOT NULL, line INTEGER NOT NULL," +
			" place_in_line INTEGER NOT NULL, message TEXT NOT NULL, PRIMARY KEY (key, number)) WITHOUT ROWID",
		// What was found: the id of the event, a zero byte and the recipient are its key.
		"events": "CREATE TABLE events (key BLOB PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID",
		// What was listed, by which run, and whether that run came to its end.
		"sources": "CREATE TABLE sources (prefix BLOB PRIMARY KEY, run INTEGER NOT NULL, complete INTEGER NOT NULL) WITHOUT ROWID",
	}
}

// prepare makes the file where there is none, and refuses one that is no state of
// this version, before SQLite may change anything in it.
func prepare(path string) (err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("open the state: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	header := make([]byte, headerSize)
	n, err := io.ReadFull(f, header)
	switch {
	case n == 0 && errors.Is(err, io.EOF):
		return nil // new, or one whose making was cut short
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("read the state: %w", err)
	case n < headerSize || string(header[:len(magic)]) != magic || binary.BigEndian.Uint32(header[applicantAt:]) != application:
		return fmt.Errorf("%s: %w; take another --state", path, ErrForeign)
	}
	if made := binary.BigEndian.Uint32(header[versionAt:]); made > version {
		return fmt.Errorf("%s: %w (its format is %d, this one knows %d); take another --state", path, ErrNewer, made, version)
	} else if made < version {
		return fmt.Errorf("%s: %w (its format is %d, which there never was); take another --state", path, ErrForeign, made)
	}
	return nil
}

// dsn is how SQLite is told to open the file. It writes whole transactions through to
// the disk, and keeps no other file beside this one when nothing is being written.
func dsn(path string, wait time.Duration) string {
	u := url.URL{Path: path}
	pragmas := []string{
		fmt.Sprintf("busy_timeout(%d)", wait.Milliseconds()), "trusted_schema(0)", "journal_mode(DELETE)", "synchronous(FULL)", "cache_size(-16000)",
	}
	return "file:" + u.EscapedPath() + "?_pragma=" + strings.Join(pragmas, "&_pragma=")
}

// checkSchema reports whether there are no tables yet, and refuses others than ours.
func (s *Store) checkSchema(ctx context.Context) (isNew bool, err error) {
	rows, err := s.conn.QueryContext(ctx, "SELECT name, sql FROM sqlite_schema")
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	want, n := tables(), 0
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			return false, err
		}
		if n++; want[name] != text {
			return false, fmt.Errorf("%s: %w: the table %q is not as it should be; take another --state", s.path, ErrForeign, name)
		}
	}
	if err := rows.Err(); err != nil {
		return false, err
	}
	if n > 0 && n != len(want) {
		return false, fmt.Errorf("%s: %w: it lacks tables; take another --state", s.path, ErrForeign)
	}
	return n == 0, nil
}

// makeTables makes the tables.
func (s *Store) makeTables(ctx context.Context) error {
	all := tables()
	for _, name := range []string{"state", "objects", "again", "problems", "events", "sources"} {
		if _, err := s.conn.ExecContext(ctx, all[name]); err != nil {
			return err
		}
	}
	_, err := s.conn.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", application, version))
	return err
}

// fault says what could not be done with the state, and why.
func (s *Store) fault(doing string, err error) error {
	var visited visitError
	if errors.As(err, &visited) {
		return visited.err
	}
	for _, known := range []error{ErrWanted, ErrForeign, ErrNewer, ErrReset} {
		if errors.Is(err, known) {
			return err
		}
	}
	var failed *sqlite.Error
	if errors.As(err, &failed) {
		switch failed.Code() & 0xff { // the rest says more, but nothing else to do
		case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
			return fmt.Errorf("%s: %w; run this again when it is done", s.path, ErrBusy)
		case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB:
			return fmt.Errorf("%s: %w, or it is damaged (%w); remove the file to read everything again", s.path, ErrForeign, err)
		}
	}
	return fmt.Errorf("%s the state %s: %w", doing, s.path, err)
}
