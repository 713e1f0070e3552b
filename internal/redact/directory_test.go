package redact

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// directory makes a directory with these files.
func directory(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// contents is the files of a directory.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		files[filepath.ToSlash(rel)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestDirectory(t *testing.T) {
	t.Parallel()
	r := redactor()
	manifest := "{\n    \"schema\": \"hotline/snapshot/1\",\n    \"created\": \"2026-01-05T10:00:00Z\",\n    \"partition\": \"aws\",\n    \"by\": \""
	from := directory(t, map[string]string{
		"manifest.json":                        `{"by":"arn:aws:iam::111122223333:user/anna","schema":"hotline/snapshot/1","files":{"anna.json":"x"},"created":"2026-01-05T10:00:00Z","partition":"aws"}`,
		"accounts/111122223333/get-role.json":  "\ufeff\"anna\"",
		"accounts/111122223333/get-role.error": "anna is not authorized",
		"accounts/manifest.json":               `{"files":{"anna":1}}`,
		"empty.json":                           "", "notes.txt": "anna", ".hidden/anna.json": "{", ".anna.json": "{", "accounts/README": "anna",
	})
	for _, existing := range []bool{false, true} {
		to := filepath.Join(t.TempDir(), "copy")
		if existing {
			if err := os.Mkdir(to, 0o700); err != nil {
				t.Fatal(err)
			}
		}
		skipped, err := r.Directory(from, to)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{".anna.json", ".hidden", "accounts/README", "notes.txt"}, skipped); diff != "" {
			t.Error(diff)
		}
		w := func(s string) string { return image(t, r, s) }
		account := "accounts/" + w("111122223333") + "/get-role"
		want := map[string]string{
			"manifest.json":          manifest + w("arn:aws:iam::111122223333:user/anna") + "\"\n}\n",
			account + ".json":        "\"" + w("anna") + "\"\n",
			account + ".error":       w("anna") + " is not authorized",
			"accounts/manifest.json": "{\n    \"files\": {\n        \"" + w("anna") + "\": 1\n    }\n}\n",
			r.Path("empty.json"):     "",
		}
		if diff := cmp.Diff(want, contents(t, to)); diff != "" {
			t.Error(diff)
		}
	}
}

// TestOddManifest holds that what only has the name of a manifest is copied as
// any other file.
func TestOddManifest(t *testing.T) {
	t.Parallel()
	r := redactor()
	for _, text := range []string{`{"Roles":[]}`, `[]`, `{"schema":1}{}`} {
		got, err := r.manifest(text)
		want, _ := r.JSON(text)
		if got != want || err != nil {
			t.Errorf("%s became %s, %v", text, got, err)
		}
	}
	if got, err := r.manifest(`{`); got != "" || err == nil {
		t.Error(got, err)
	}
}

// TestRefusals holds what is refused, and that nothing is left of it.
func TestRefusals(t *testing.T) {
	t.Parallel()
	good := map[string]string{"a.json": `"anna"`, "b.json": `{}`}
	with := func(name, text string) map[string]string {
		return map[string]string{"a.json": good["a.json"], name: text}
	}
	long := strings.Repeat("anna", 60) + "@a.b"
	for name, c := range map[string]struct {
		files map[string]string
		spoil func(from, to string) error
		want  string
	}{
		"damaged":         {with("x/anna.json", "{\n \"a\" 1}"), nil, `x/anna.json:2:6: expected ":" after key "a", found a number`},
		"long name":       {with(long+".json", "1"), nil, "file name too long"},
		"long directory":  {with(long+"/a.json", "1"), nil, "file name too long"},
		"link":            {good, func(from, _ string) error { return os.Symlink("a.json", filepath.Join(from, "c.json")) }, "c.json is neither a file nor a directory (L---------); links are not followed"},
		"link to nowhere": {good, func(from, _ string) error { return os.Symlink("anna", filepath.Join(from, "c.txt")) }, "c.txt is neither a file nor a directory"},
		"not empty": {good, func(_, to string) error {
			return errors.Join(os.Mkdir(to, 0o700), os.WriteFile(filepath.Join(to, "mine"), nil, 0o600))
		}, "is not empty; expected an empty directory, or none"},
		"a file":    {good, func(_, to string) error { return os.WriteFile(to, nil, 0o600) }, "not a directory"},
		"no source": {good, func(from, _ string) error { return os.RemoveAll(from) }, "no such file or directory"},
		"no parent": {good, func(_, to string) error { return os.RemoveAll(filepath.Dir(to)) }, "no such file or directory"},
	} {
		for _, existing := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				from, to := directory(t, c.files), filepath.Join(t.TempDir(), "copy")
				if c.spoil != nil {
					if err := c.spoil(from, to); err != nil {
						t.Fatal(err)
					}
				}
				if existing && os.Mkdir(to, 0o700) != nil {
					t.Skip("the case is about the target")
				}
				before := listing(t, filepath.Dir(to))
				skipped, err := redactor().Directory(from, to)
				if err == nil || !strings.Contains(err.Error(), c.want) || skipped != nil {
					t.Errorf("skipped %v, error %v; want %s", skipped, err, c.want)
				}
				if diff := cmp.Diff(before, listing(t, filepath.Dir(to))); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}

// listing is what lies in a directory and below it.
func listing(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		names = append(names, path)
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	slices.Sort(names)
	return names
}

// TestTargetWithin holds that a snapshot is not copied into itself.
func TestTargetWithin(t *testing.T) {
	t.Parallel()
	from := directory(t, map[string]string{"a.json": `1`, "x/b.json": `2`})
	before := listing(t, from)
	for _, to := range []string{filepath.Join(from, "copy"), filepath.Join(from, "x", "copy")} {
		if _, err := redactor().Directory(from, to); err == nil || !strings.Contains(err.Error(), "is within the snapshot") {
			t.Error(err)
		}
	}
	empty := t.TempDir()
	if _, err := redactor().Directory(empty, empty); err == nil || !strings.Contains(err.Error(), "is within the snapshot") {
		t.Error(err)
	}
	if diff := cmp.Diff(before, listing(t, from)); diff != "" {
		t.Error(diff)
	}
}

// TestReading holds the bound of files, and that faults of reading are told.
func TestReading(t *testing.T) {
	t.Parallel()
	dir := directory(t, map[string]string{"a.json": `"12"`})
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close() //nolint:errcheck // nothing was written
	c := copier{redactor: redactor(), from: root, to: t.TempDir(), limit: 3}
	if text, err := c.read("a.json"); err == nil || err.Error() != "larger than 3 bytes; expected at most that" {
		t.Error(text, err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.visit("a.json", entries[0], nil); err == nil || !strings.HasPrefix(err.Error(), "a.json: larger") {
		t.Error(err)
	}
	if err := c.visit("b.json", entries[0], nil); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if err := c.visit("a.json", entries[0], fs.ErrPermission); !errors.Is(err, fs.ErrPermission) {
		t.Error(err)
	}
}
