package configfile_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"hotline/internal/configfile"
)

func TestExternalIDs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "ids.json")
	ids := map[string]string{"222233334444": "b/=", "111122223333": "a+b", "333344445555": strings.Repeat("x", 1224)}
	for range 2 { // the second time there is a file
		if err := configfile.WriteExternalIDs(path, ids); err != nil {
			t.Fatal(err)
		}
	}
	got, err := configfile.ReadExternalIDs(path)
	if diff := cmp.Diff(ids, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	text, err := os.ReadFile(path)
	if want := "{\n  \"111122223333\": \"a+b\",\n  \"222233334444\": \"b/=\",\n  "; err != nil || !strings.HasPrefix(string(text), want) {
		t.Errorf("%v\n%s", err, text)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	if err := configfile.WriteExternalIDs(path, nil); err != nil {
		t.Fatal(err)
	}
	if text, err = os.ReadFile(path); err != nil || string(text) != "{}\n" {
		t.Errorf("%v %q", err, text)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v %v", entries, err)
	}
}

// TestWriteExternalIDsFails holds that what cannot be written leaves what was
// there, and nothing beside it.
func TestWriteExternalIDsFails(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, ids := range map[string]map[string]string{"account": {"1": "ab"}, "empty": {"111122223333": ""}, "space": {"111122223333": "a b"}, "long": {"111122223333": strings.Repeat("x", 1225)}} {
		if err := configfile.WriteExternalIDs(filepath.Join(dir, name), ids); err == nil {
			t.Errorf("%s was written", name)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "taken"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"none/ids.json", "taken"} {
		if err := configfile.WriteExternalIDs(filepath.Join(dir, name), nil); err == nil {
			t.Errorf("%s was written", name)
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v %v", entries, err)
	}
}

func TestReadExternalIDsFails(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                          "1:1: expected external ids by account, found the end of the input",
		"[]":                        "1:1: expected external ids by account, found a list",
		"{\"111122223333\": 1}":     "1:18: expected an external id, found a number",
		"{\"111122223333\": {}}":    "1:18: expected an external id, found an object",
		"{\n\"1111\": \"ab\"}":      "2:1: expected an account id of twelve digits, found \"1111\"",
		"{\"111122223333\": \"a\"}": "1:18: expected an external id, 2 to 1224 letters, digits and _+=,.@:/-, found 1 characters",
		"{\"111122223333\": \"ab\",\n \"222233334444\":\n \"ab\"}": "3:2: accounts 111122223333 and 222233334444 have the same external id; expected one for each",
		"{\"111122223333\": \"ab\", \"111122223333\": \"cd\"}":     "1:24: key \"111122223333\" comes twice in one object",
		"{} {}":                     "1:4: expected nothing after the external ids",
		"{\"\xff\": 1}":             "1:3: byte 0xff is not valid UTF-8; expected JSON in UTF-8",
		strings.Repeat(" ", 17<<20): "1:1: larger than 16 MiB; expected at most that",
	} {
		path := filepath.Join(t.TempDir(), "ids.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if ids, err := configfile.ReadExternalIDs(path); err == nil || ids != nil || err.Error() != want {
			t.Errorf("%.40q: %v, want %s", text, err, want)
		}
	}
}

// TestFaultsOfExternalIDs holds that they are told where the file is named, with
// their own places, and that a file that is not there is none.
func TestFaultsOfExternalIDs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "hotline.yaml")
	text := withTrust("providers:\n  - account: \"999900001111\"\n    external_ids: sub/ids.json")
	c, notes, err := configfile.Read(text, file)
	if err != nil || len(notes) != 1 || notes[0].Message != "there is no file sub/ids.json yet, and no account has an external id" || notes[0].Location.String() != file+":6:21" {
		t.Fatalf("%v %v", notes, err)
	}
	p := c.Trust.Providers[0]
	if p.File != filepath.Join(dir, "sub", "ids.json") || p.ExternalIDs != nil {
		t.Errorf("%+v", p)
	}
	if err := os.Mkdir(filepath.Dir(p.File), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := configfile.WriteExternalIDs(p.File, map[string]string{"111122223333": "ab", "222233334444": strings.Repeat("x", 1200)}); err != nil {
		t.Fatal(err)
	}
	if c, notes, err = configfile.Read(text, file); err != nil || len(notes) != 0 || c.Trust.Providers[0].ExternalIDs["111122223333"] != "ab" {
		t.Errorf("%v %v", notes, err)
	}
	if err := os.WriteFile(p.File, []byte("{\n\"111122223333\": null}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err = configfile.Read(text, file); err == nil || err.Error() != "6:21: sub/ids.json:2:17: expected an external id, found null" {
		t.Error(err)
	}
}

func TestNewExternalID(t *testing.T) {
	t.Parallel()
	id, err := configfile.NewExternalID(strings.NewReader("0123456789abcdef, and more"))
	if err != nil || id != "GAYTEMZUGU3DOOBZMFRGGZDFMY" {
		t.Errorf("%q %v", id, err)
	}
	if id, err := configfile.NewExternalID(strings.NewReader("0123")); id != "" || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%q %v", id, err)
	}
	if _, err := configfile.NewExternalID(iotest.ErrReader(errors.New("no chance"))); err == nil || err.Error() != "make an external id: no chance" {
		t.Error(err)
	}
}
