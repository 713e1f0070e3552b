package snapfile_test

import (
	"os"
	"strings"
	"testing"

	"hotline/internal/snapfile"
	"hotline/policy"
)

// FuzzSnapshot holds that no input makes the reader fail otherwise than by a
// gap with a message, and that what is read of a file can be read again.
func FuzzSnapshot(f *testing.F) {
	everything, err := os.ReadFile("testdata/everything.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(everything)
	f.Add([]byte(page(trust)))
	f.Add([]byte(page(`"%7B%22Statement%22%3A%5B%5D%7D"`) + "[" + page(`{"Statement":[]}`) + "]"))
	for _, d := range append(append(wholeFile(), withinAccount()...), withinDocuments()...) {
		if len(d.text) < 4096 {
			f.Add([]byte(strings.ReplaceAll(d.text, "¦", "")))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s := snapfile.Files{Paths: []string{"-"}, Stdin: strings.NewReader(string(data))}.Snapshot()
		if len(s.Accounts) == 0 && s.Organization == nil {
			t.Fatal("the file vanished")
		}
		for _, a := range s.Accounts {
			if a.ID == "" && len(a.Gaps) == 0 {
				t.Error("an account without an id and without a gap")
			}
			for _, g := range a.Gaps {
				if g.Message == "" || g.Location.File == "" {
					t.Errorf("a gap without message or place: %+v", g)
				}
			}
			for _, r := range a.Roles {
				if r.ARN == "" || r.Name == "" || r.Path == "" {
					t.Errorf("a role without ARN, name or path: %+v", r)
				}
				reparse(t, r.Trust.Policy)
			}
		}
	})
}

// reparse holds that a document that was read prints as one that can be read.
func reparse(t *testing.T, d *policy.Document) {
	t.Helper()
	if d == nil {
		return
	}
	if _, err := policy.Parse(d.Indent("  ")); err != nil {
		t.Errorf("%v in what was printed:\n%s", err, d.Indent("  "))
	}
}
