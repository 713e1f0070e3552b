package configfile_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"hotline/desired"
	"hotline/internal/configfile"
	"hotline/org"
	"hotline/policy"
)

// FuzzRead holds that no text ends the program, that every fault has a place in
// the text, and that what is read can be relied on: the trust policy can be
// written, and lets in nobody by a pattern.
func FuzzRead(f *testing.F) {
	for _, path := range []string{"../../examples/hotline.yaml", "../../examples/msp.yaml"} {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	for _, text := range valid() {
		f.Add(text)
	}
	for _, table := range []map[string]refusal{wholeFaults(), roleFaults(), tagFaults(), peopleFaults(), grantFaults(), otherFaults(), oidcFaults(), scopeFaults()} {
		for _, tt := range table {
			if len(tt.text) < 1000 {
				f.Add(tt.text)
			}
		}
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		c, notes, err := configfile.Read(text, filepath.Join(dir, "hotline.yaml"))
		lines := strings.Count(text, "\n") + strings.Count(text, "\r") + 1
		if (err == nil) != (c != nil) {
			t.Errorf("%v beside %v", c, err)
		}
		for _, fault := range faults(err) {
			if fault.Position.Line < 1 || int(fault.Position.Line) > lines+1 || fault.Position.Column < 1 || fault.Message == "" {
				t.Errorf("%v", fault)
			}
		}
		checkNotes(t, notes, lines)
		if c != nil {
			checkConfig(t, c)
		}
	})
}

func checkNotes(t *testing.T, notes []org.Note, lines int) {
	t.Helper()
	for _, n := range notes {
		if n.Location.File == "" || !n.Location.At.IsValid() || int(n.Location.At.Line) > lines || n.Message == "" {
			t.Errorf("%v", n)
		}
	}
}

// checkConfig holds what others rely on.
func checkConfig(t *testing.T, c *desired.Config) {
	t.Helper()
	if !regexp.MustCompile(`^[\w+=,.@-]{1,64}$`).MatchString(c.Role.Name) || !strings.HasPrefix(c.Role.Path, "/") || !strings.HasSuffix(c.Role.Path, "/") ||
		c.Role.Session < time.Hour || c.Role.Session > 12*time.Hour {
		t.Errorf("%+v", c.Role)
	}
	for i := range c.Trust.Providers {
		c.Trust.Providers[i].ExternalIDs = map[string]string{"111122223333": "id"}
	}
	text, err := c.TrustPolicy("111122223333", "aws")
	if err != nil {
		t.Fatal(err)
	}
	d, err := policy.Parse(text)
	if err != nil || len(d.Statements) == 0 {
		t.Fatalf("%v\n%s", err, text)
	}
	for _, s := range d.Statements {
		if s.Principal == nil || s.Principal.Star || len(s.Principal.Entries) != 1 {
			t.Errorf("%s", text)
		}
		for _, e := range s.Principal.Entries {
			for _, name := range e.Names.Values {
				if strings.ContainsAny(name.Value, "*?") {
					t.Errorf("%s", text)
				}
			}
		}
	}
}

// FuzzReadExternalIDs holds that what is read is what can be written.
func FuzzReadExternalIDs(f *testing.F) {
	for _, text := range []string{"{}", `{"111122223333": "ab"}`, `{"111122223333": "a:/@", "222233334444": "\u0061b"}`, `{"1": 2}`, "[", "\ufeff{}"} {
		f.Add(text)
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(dir, "ids.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		ids, err := configfile.ReadExternalIDs(path)
		if err != nil {
			return
		}
		if err := configfile.WriteExternalIDs(path, ids); err != nil {
			t.Fatal(err)
		}
		if again, err := configfile.ReadExternalIDs(path); err != nil || len(again) != len(ids) {
			t.Errorf("%v %v %v", ids, again, err)
		}
	})
}
