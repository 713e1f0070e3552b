package rules_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"hotline/check"
)

// measured is what logs tell, where a fixture says so: usage.json beside account.json.
func measured(t *testing.T, path string) (snapshot string, u *check.Usage) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(path, "usage.json"))
	if err != nil { // a file, or a directory without it
		return path, nil
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&u); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		t.Fatalf("%s: more than one value", path)
	}
	return filepath.Join(path, "account.json"), u
}
