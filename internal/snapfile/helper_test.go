package snapfile_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hotline/internal/snapfile"
	"hotline/org"
)

// tree writes files into a directory of their own, and directories where a
// path ends in a slash.
func tree(t testing.TB, content map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range content {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "/") {
			if err := os.MkdirAll(path, 0o700); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// readTree reads all of such a directory.
func readTree(t testing.TB, content map[string]string) *org.Snapshot {
	t.Helper()
	return snapfile.Files{Paths: []string{tree(t, content)}}.Snapshot()
}

// same fails unless two lists of lines are equal. A wanted line that ends in …
// need only be a prefix.
func same(t *testing.T, got, want []string) {
	t.Helper()
	ok := len(got) == len(want)
	for i := 0; ok && i < len(got); i++ {
		prefix, open := strings.CutSuffix(want[i], "…")
		ok = got[i] == want[i] || open && strings.HasPrefix(got[i], prefix)
	}
	if !ok {
		t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// lines are what an organization says, a line each, without places.
func lines(o *org.Organization) []string {
	if o == nil {
		return nil
	}
	var out []string
	add := func(format string, args ...any) {
		out = append(out, strings.TrimRight(fmt.Sprintf(format, args...), " "))
	}
	if o.ID+o.ManagementAccount+o.FeatureSet != "" {
		add("organization %s %s %s", o.ID, o.ManagementAccount, o.FeatureSet)
	}
	for _, u := range o.Units {
		enabled := ""
		if u.Enabled != nil {
			enabled = fmt.Sprint(u.Enabled)
		}
		add("unit %s %q in %q %s", u.ID, u.Name, u.Parent, enabled)
	}
	for _, m := range o.Members {
		add("member %s %q %s %s in %q %s", m.ID, m.Name, m.Email, m.State, m.Parent, m.Joined)
	}
	if o.MembersComplete {
		add("members complete")
	}
	for _, p := range o.Policies {
		content := "unknown"
		if p.Document.Policy != nil {
			text, _ := p.Document.Policy.MarshalJSON()
			content = string(text)
		}
		add("policy %s %q %s %v %s", p.ID, p.Name, p.Type, p.AWSManaged, content)
	}
	for _, a := range o.Attachments {
		add("attached %s to %s", a.Policy, a.Target)
	}
	var read []string
	for l := range o.Read {
		read = append(read, strings.TrimSpace(fmt.Sprintf("read %s %s", l.Target, l.Type)))
	}
	slices.Sort(read)
	out = append(out, read...)
	for _, d := range o.Delegated {
		services := "unknown"
		if d.Services != nil {
			services = fmt.Sprint(d.Services)
		}
		add("delegated %s %s", d.Account, services)
	}
	out = append(out, centerLines(o.IdentityCenter)...)
	return append(out, gapLines(o.Gaps, o.Notes)...)
}

func centerLines(c *org.IdentityCenter) []string {
	if c == nil {
		return nil
	}
	out := []string{"center " + c.Instance}
	for _, s := range c.PermissionSets {
		inline, tags := "", ""
		if s.Inline != nil && s.Inline.Policy == nil {
			inline = " inline unknown"
		} else if s.Inline != nil {
			text, _ := s.Inline.Policy.MarshalJSON()
			inline = " inline " + string(text)
		}
		if s.TagsKnown {
			tags = fmt.Sprint(" tags ", s.Tags)
		}
		out = append(out, fmt.Sprintf("set %s %q %s %v %v%s%s", s.ARN[len(s.ARN)-19:], s.Name, s.Session, s.Managed, s.Customer, inline, tags))
	}
	for _, a := range c.Assignments {
		out = append(out, fmt.Sprintf("assignment %s %s %s %s", a.Account, a.PermissionSet[len(a.PermissionSet)-19:], a.PrincipalType, a.Principal))
	}
	var more []string
	for id, ok := range c.Assigned {
		more = append(more, fmt.Sprintf("assigned %s %v", id, ok))
	}
	for id, name := range c.Names {
		more = append(more, fmt.Sprintf("name %s %q", id, name))
	}
	slices.Sort(more)
	return append(out, more...)
}

// gapLines are what is wrong or odd, without the files.
func gapLines(gaps []org.Gap, notes []org.Note) []string {
	var out []string
	for _, g := range gaps {
		kind := "damaged"
		if g.Kind == org.Incomplete {
			kind = "incomplete"
		}
		if g.Kind == org.Unasked {
			kind = "unasked"
		}
		at := ""
		if g.Location.At.IsValid() {
			at = " " + strings.TrimPrefix(org.Location{At: g.Location.At, Inner: g.Location.Inner}.String(), ":")
		}
		out = append(out, kind+at+": "+g.Message)
	}
	for _, n := range notes {
		out = append(out, "note: "+n.Message)
	}
	return out
}

// accountLines are what is read of accounts, a line each, and what is wrong
// with them.
func accountLines(accounts []*org.Account) []string {
	var out []string
	for _, a := range accounts {
		member := ""
		if a.Member != nil {
			member = " member"
		}
		out = append(out, fmt.Sprintf("account %s %s: %d roles, missing %b%s", a.ID, a.Partition, len(a.Roles), a.Missing(), member))
		out = append(out, gapLines(a.Gaps, a.Notes)...)
	}
	return out
}
