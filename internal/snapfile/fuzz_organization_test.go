package snapfile_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"hotline/internal/snapfile"
)

// FuzzOrganization holds that no file of a snapshot, whatever its name, makes
// the reader fail otherwise than by a gap with a message, and that ids are ids:
// they are printed.
func FuzzOrganization(f *testing.F) {
	for _, p := range pieces() {
		f.Add("organization/x.json", p)
		f.Add("accounts/444455556666/list-policies-for-target.rcp.json", p)
	}
	f.Add("444455556666/x.error", occurred("AccessDenied", "GetAccountSummary", "no"))
	f.Add("444455556666/x.json", report(reportColumns+rootRow("N/A", "true", "true", "N/A", "false", "N/A")))
	f.Add("manifest.json", `{"schema":"hotline/snapshot/1","created":"2026-11-01T12:00:00Z","files":{"a":"sha256:00"}}`)
	f.Add("r-ab12.json", `{"Policies":[],"NextToken":"x"}{"Policies":[]}`)
	f.Fuzz(func(t *testing.T, name, text string) {
		if !isFileName(name) {
			t.Skip()
		}
		dir := t.TempDir()
		path := filepath.Join(dir, filepath.FromSlash(name))
		if os.MkdirAll(filepath.Dir(path), 0o700) != nil || os.WriteFile(path, []byte(text), 0o600) != nil {
			t.Skip()
		}
		s := snapfile.Files{Paths: []string{dir}}.Snapshot()
		for _, a := range s.Accounts {
			for _, g := range a.Gaps {
				checkText(t, g.Message)
			}
		}
		for _, p := range snapfile.Check(dir).Problems {
			checkText(t, p.Message)
		}
		if s.Organization == nil {
			return
		}
		for _, l := range lines(s.Organization) {
			if strings.HasPrefix(l, "member ") || strings.HasPrefix(l, "attached ") || strings.HasPrefix(l, "unit ") {
				checkText(t, l)
			}
		}
		for _, p := range s.Organization.Policies {
			reparse(t, p.Document.Policy)
		}
	})
}

// isFileName reports whether a file of that name can be made below a directory,
// and is read there.
func isFileName(name string) bool {
	return filepath.IsLocal(name) && len(name) < 200 && !strings.ContainsFunc(name, unicode.IsControl) &&
		slices.Contains([]string{".json", ".error"}, filepath.Ext(name))
}

// checkText fails where a text is empty, or could do something to a terminal.
func checkText(t *testing.T, text string) {
	t.Helper()
	if text == "" || strings.ContainsFunc(text, unicode.IsControl) {
		t.Errorf("text %q", text)
	}
}
