package store_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hotline/internal/store"
)

// alter runs statements on a file of SQLite.
func alter(t *testing.T, path, statements string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	do(t, err)
	_, err = db.Exec(statements)
	do(t, errors.Join(err, db.Close()))
}

// TestRefused holds that files that are no states are left as they are.
func TestRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		make func(t *testing.T, path string)
		want error
		text string
	}{
		"text":  {func(t *testing.T, path string) { do(t, os.WriteFile(path, []byte("my notes\n"), 0o600)) }, store.ErrForeign, "take another --state"},
		"short": {func(t *testing.T, path string) { do(t, os.WriteFile(path, []byte("SQLite format 3\x00"), 0o600)) }, store.ErrForeign, "take another --state"},
		"long":  {func(t *testing.T, path string) { do(t, os.WriteFile(path, make([]byte, 9000), 0o600)) }, store.ErrForeign, "take another --state"},
		"other": {func(t *testing.T, path string) { alter(t, path, "CREATE TABLE notes (text)") }, store.ErrForeign, "take another --state"},
		"newer": {func(t *testing.T, path string) { make1(t, path); alter(t, path, "PRAGMA user_version = 7") }, store.ErrNewer, "its format is 7"},
		"older": {func(t *testing.T, path string) { make1(t, path); alter(t, path, "PRAGMA user_version = 0") }, store.ErrForeign, "there never was"},
		"more":  {func(t *testing.T, path string) { make1(t, path); alter(t, path, "CREATE TABLE notes (text)") }, store.ErrForeign, `"notes"`},
		"fewer": {func(t *testing.T, path string) { make1(t, path); alter(t, path, "DROP TABLE events") }, store.ErrForeign, "lacks tables"},
		"trigger": {func(t *testing.T, path string) {
			make1(t, path)
			alter(t, path, "CREATE TRIGGER x AFTER INSERT ON events BEGIN DELETE FROM events; END")
		}, store.ErrForeign, `"x"`},
		"cut off": {func(t *testing.T, path string) { make1(t, path); do(t, os.Truncate(path, 5000)) }, store.ErrForeign, "remove the file to read everything again"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, "kpi.sqlite")
			c.make(t, path)
			before, err := os.ReadFile(path)
			do(t, err)
			for _, reread := range []bool{false, true} {
				_, err := store.Open(t.Context(), store.Options{Dir: dir, Wanted: wanted, Reread: reread})
				if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) || !strings.Contains(err.Error(), path) {
					t.Errorf("reread %t: got %v", reread, err)
				}
			}
			if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
				t.Errorf("the file was changed (%v)", err)
			}
		})
	}
}

// make1 makes a state with an event.
func make1(t *testing.T, path string) {
	t.Helper()
	s := open(t, store.Options{Dir: filepath.Dir(path)})
	do(t, s.Take(batch("/a", "1", numbered(1))))
	do(t, s.Close())
}

// TestPlaces holds what is said where there can be no state.
func TestPlaces(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	do(t, os.WriteFile(file, nil, 0o600))
	do(t, os.MkdirAll(filepath.Join(dir, "taken", "kpi.sqlite"), 0o700))
	for place, named := range map[string]string{file: file, filepath.Join(file, "state"): file, filepath.Join(dir, "taken"): filepath.Join(dir, "taken")} {
		if _, err := store.Open(t.Context(), store.Options{Dir: place}); err == nil || !strings.Contains(err.Error(), named) {
			t.Errorf("%s: got %v", place, err)
		}
	}
}

// TestWanted holds that a state is of no use for other events, and can be begun anew.
func TestWanted(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "kpi.sqlite")
	make1(t, path)
	refused := func(o store.Options) {
		t.Helper()
		_, err := store.Open(t.Context(), o)
		if !errors.Is(err, store.ErrWanted) || !strings.Contains(err.Error(), "--reread") || !strings.Contains(err.Error(), path) {
			t.Errorf("got %v", err)
		}
	}
	refused(store.Options{Dir: dir, Wanted: "other"})
	s := open(t, store.Options{Dir: dir})
	if len(held(t, s)) != 1 {
		t.Error("the events are gone")
	}
	do(t, s.Close())
	s = open(t, store.Options{Dir: dir, Wanted: "other", Reread: true})
	if len(held(t, s)) != 0 || s.Known(batch("/a", "1").Object) {
		t.Error("something is still there")
	}
	do(t, s.Close())
	refused(store.Options{Dir: dir, Wanted: wanted})
	alter(t, path, "UPDATE state SET fields = 1")
	refused(store.Options{Dir: dir, Wanted: "other"})
	s = open(t, store.Options{Dir: dir, Wanted: "other", Reread: true})
	do(t, s.Close())
}
