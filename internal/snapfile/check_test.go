package snapfile_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hotline/internal/snapfile"
)

// sample copies the sample organization to where it may be changed.
func sample(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/org")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// sealed copies it, and gives it a manifest.
func sealed(t *testing.T) string {
	t.Helper()
	dir := sample(t)
	if err := snapfile.WriteManifest(dir, snapfile.Manifest{Partition: "aws", By: "test", Created: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)}); err != nil {
		t.Fatal(err)
	}
	return dir
}

// problems are those of an inspection, a line each, with paths from dir.
func problems(in *snapfile.Inspection, dir string) []string {
	var out []string
	for _, p := range in.Problems {
		file := strings.TrimPrefix(strings.TrimPrefix(p.Location.File, dir), "/")
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s %s: %s", p.Severity, p.Call, p.Account, file, p.Message)))
	}
	return out
}

const sampleProblem = "missing iam:GetCredentialReport 777788889999 accounts/777788889999/get-credential-report.error: iam:GetCredentialReport failed with AccessDenied: …"

func TestCheckSample(t *testing.T) {
	t.Parallel()
	dir := sealed(t)
	in := snapfile.Check(dir)
	same(t, problems(in, dir), []string{sampleProblem})
	if in.Has(snapfile.Damage) || !in.Has(snapfile.Missing) || in.Problems[0].Code != "AccessDenied" {
		t.Errorf("%+v", in.Problems)
	}
	want := snapfile.Counts{Accounts: 3, Members: 3, Roles: 2, Policies: 1, SCPs: 2, RCPs: 2, PermissionSets: 1}
	if diff := cmp.Diff(want, in.Counts); diff != "" {
		t.Error(diff)
	}
	m := snapfile.Files{Paths: []string{dir}}.Open().Manifest()
	if m.By != "test" || m.Partition != "aws" || m.Schema != snapfile.Schema || m.Created.Format(time.RFC3339) != "2026-11-01T12:00:00Z" || len(m.Files) != 48 {
		t.Errorf("%+v", m)
	}
}

// TestCheckFiles holds that what was changed after the manifest was written is
// found.
func TestCheckFiles(t *testing.T) {
	t.Parallel()
	dir := sealed(t)
	in := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
	for _, err := range []error{
		os.WriteFile(in("organization/list-roots.json"), []byte(`{"Roots":[]}`), 0o600),
		os.Remove(in("identity-center/list-users.json")),
		os.WriteFile(in("extra.json"), []byte(`{"Buckets":[]}`), 0o600),
		os.WriteFile(in("README.md"), []byte("x"), 0o600),
		os.Mkdir(in("empty"), 0o700),
		os.Symlink("organization", in("link")),
		os.Remove(in("organization/list-accounts.json")),
		syscall.Mkfifo(in("organization/list-accounts.json"), 0o600),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, p := range problems(snapfile.Check(dir), dir) {
		if !strings.HasPrefix(p, "missing") {
			got = append(got, p)
		}
	}
	same(t, got, []string{
		"note   README.md: this file is not in the manifest, and is not read",
		"damage   extra.json: this file is not in the manifest; expected it with the files that were sealed, or not here",
		"damage   organization/list-accounts.json: not a regular file (prw-------); expected one",
		"damage   organization/list-roots.json: this file was changed: the manifest has sha256:…",
		"damage   identity-center/list-users.json: this file is in the manifest, and is not here",
		"damage   organization/list-accounts.json: not a regular file (prw-------); expected one, or - for the standard input",
		"note   link: this is a link to a directory, and was not followed",
		"note   extra.json: this is not used: …",
	})
}

// TestCheckLeaves holds that neither the manifest nor a link leads out of the
// directory.
func TestCheckLeaves(t *testing.T) {
	t.Parallel()
	outside := filepath.Join(tree(t, map[string]string{"secret.json": `{"Roots":[]}`}), "secret.json")
	dir := tree(t, map[string]string{"a.json": `{"Roots":[]}`, "manifest.json": `{"schema":"hotline/snapshot/1","files":{
"../secret.json":"sha256:0000000000000000000000000000000000000000000000000000000000000000",
"/etc/passwd":"sha256:0000000000000000000000000000000000000000000000000000000000000000",
"a/../a.json":"sha256:0000000000000000000000000000000000000000000000000000000000000000",
"b.json":"sha256:0000000000000000000000000000000000000000000000000000000000000000",
"c.json":"md5:0"}}`})
	if err := os.Symlink(outside, filepath.Join(dir, "b.json")); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range problems(snapfile.Check(dir), dir) {
		if strings.HasPrefix(p, "damage") {
			got = append(got, p)
		}
	}
	same(t, got, []string{
		"damage   a.json: this file is not in the manifest; …",
		"damage   b.json: path escapes from parent",
		`damage   manifest.json: expected the path of a file in this directory, with slashes, found "../secret.json"`,
		`damage   manifest.json: expected the path of a file in this directory, with slashes, found "/etc/passwd"`,
		`damage   manifest.json: expected the path of a file in this directory, with slashes, found "a/../a.json"`,
		`damage   manifest.json: expected a hash as sha256:HEX for a file, found "md5:0"`,
	})
	if err := snapfile.WriteManifest(dir, snapfile.Manifest{}); err == nil || !strings.Contains(err.Error(), `"b.json": path escapes`) {
		t.Errorf("%v", err)
	}
}

// TestCheckMissing holds what is expected of a snapshot.
func TestCheckMissing(t *testing.T) {
	t.Parallel()
	dir := tree(t, map[string]string{
		"a.json":                   `{"Organization":{"Id":"o-a1b2c3d4e5","MasterAccountId":"111122223333"}}`,
		"b.json":                   `{"Accounts":[{"Id":"111122223333","ParentId":"r-ab12"},{"Id":"444455556666"},{"Id":"777788889999","State":"SUSPENDED"}]}`,
		"c.json":                   `{"DelegatedAdministrators":[{"Id":"444455556666"}]}`,
		"d.json":                   `{"PermissionSet":{"Name":"S","PermissionSetArn":"` + setARN + `"}}`,
		"e.error":                  occurred("AccessDenied", "ListRoots", "no"),
		"r-ab12.scp.error":         occurred("AccessDenied", "ListPoliciesForTarget", "no"),
		"111122223333/a.json":      details("111122223333"),
		"888899990000/a.json":      details("888899990000"),
		"888899990000/b.error":     occurred("AccessDenied", "GetAccountSummary", "no"),
		"888899990000/c.error":     occurred("AccessDenied", "GetCredentialReport", "no"),
		"888899990000/roles.error": occurred("AccessDenied", "ListRoles", "no"),
	})
	same(t, problems(snapfile.Check(dir), dir), []string{
		"note   manifest.json: there is no manifest: nothing says whether files were changed or lost",
		"missing organizations:ListRoots  e.error: organizations:ListRoots failed with AccessDenied: no",
		"missing organizations:ListPoliciesForTarget  r-ab12.scp.error: organizations:ListPoliciesForTarget failed with AccessDenied: no",
		"missing organizations:ListParents  : nothing says which units account 444455556666 is in …",
		"missing organizations:ListPoliciesForTarget  : nothing says which policies of the type SERVICE_CONTROL_POLICY are attached to 444455556666 …",
		"missing organizations:ListDelegatedServicesForAccount  : nothing says which services account 444455556666 administers …",
		"missing sso:ListInstances  : nothing says whether there is an IAM Identity Center …",
		"missing sso:ListPermissionSets  : the permission sets were not listed …",
		"missing sso:ListManagedPoliciesInPermissionSet  : permission set S ps-0123456789abcdef was not looked at with ListManagedPoliciesInPermissionSet",
		"missing sso:ListCustomerManagedPolicyReferencesInPermissionSet  : permission set S …",
		"missing sso:GetInlinePolicyForPermissionSet  : permission set S …",
		"missing sso:ListTagsForResource  : permission set S …",
		"missing sso:ListAccountAssignments  : nothing says who is assigned to all permission sets in account 111122223333 …",
		"missing sso:ListAccountAssignments  : nothing says who is assigned to all permission sets in account 444455556666 …",
		"missing identitystore:ListUsers  : …",
		"missing identitystore:ListGroups  : …",
		"missing iam:ListRoles 111122223333 111122223333/a.json: of 1 of 1 roles nothing says how long sessions may last (list-roles)",
		"missing iam:GetAccountSummary 111122223333 111122223333/a.json: …",
		"missing iam:GetCredentialReport 111122223333 111122223333/a.json: …",
		"missing  444455556666 b.json: nothing of account 444455556666 was read, …",
		"missing iam:GetAccountSummary 888899990000 888899990000/b.error: …",
		"missing iam:GetCredentialReport 888899990000 888899990000/c.error: …",
		"missing iam:ListRoles 888899990000 888899990000/roles.error: …",
		"note  888899990000 888899990000/a.json: account 888899990000 is not in the organization",
	})
}

// TestCheckKinds holds of which types of policies attachments are expected.
func TestCheckKinds(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		content string
		want    int // types whose attachments are missing for the root
	}{
		{`{"Roots":[{"Id":"r-ab12"}]}`, 1},
		{`{"Roots":[{"Id":"r-ab12","PolicyTypes":[]}]}`, 0},
		{`{"Roots":[{"Id":"r-ab12","PolicyTypes":[{"Type":"RESOURCE_CONTROL_POLICY","Status":"ENABLED"},{"Type":"SERVICE_CONTROL_POLICY","Status":"ENABLED"},{"Type":"TAG_POLICY","Status":"ENABLED"}]}]}`, 2},
		{`{"Roots":[{"Id":"r-ab12"}]}{"Organization":{"Id":"o-a1b2c3d4e5","FeatureSet":"CONSOLIDATED_BILLING"}}`, 0},
		{`{"Roots":[{"Id":"r-ab12"}]}{"Policies":[],"TargetId":"r-ab12"}`, 0},
		{`{"Roots":[{"Id":"r-ab12"}]}{"Policies":[` + summary(deny, scp) + `]}{"Targets":[],"PolicyId":"` + deny + `"}`, 0},
	} {
		dir := tree(t, map[string]string{"a.json": tt.content})
		got := 0
		for _, p := range snapfile.Check(dir).Problems {
			if p.Call == "organizations:ListPoliciesForTarget" {
				got++
			}
		}
		if got != tt.want {
			t.Errorf("%s: %d, want %d", tt.content, got, tt.want)
		}
	}
}

func TestCheckNothing(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "none")
	same(t, problems(snapfile.Check(dir), dir), []string{"note   manifest.json: there is no manifest: …", "note   : nothing of an organization was read", "damage   : no such file or directory"})
}

func TestManifestFaults(t *testing.T) {
	t.Parallel()
	checkReadings(t, []reading{
		{"another version", map[string]string{"manifest.json": `{"schema":"hotline/snapshot/2"}`, "a.json": emptyPage},
			[]string{`damaged 1:1: found a snapshot of the schema "hotline/snapshot/2"; expected "hotline/snapshot/1", which is all that this version understands`}},
		{"a time that is none", map[string]string{"manifest.json": `{"schema":"hotline/snapshot/1","created":"today"}`}, []string{`damaged 1:42: expected a time as 2006-01-02T15:04:05Z for created, found "today"`}},
		{"a partition that is none", map[string]string{"manifest.json": `{"schema":"hotline/snapshot/1","partition":"x"}`}, []string{`damaged 1:44: expected a partition, as aws for partition, found "x"`}},
		{"cut off", map[string]string{"manifest.json": `{"schema":"hotline/snapshot/1","created":"","other":1,`}, []string{"damaged 1:55: …"}},
		{"a schema that is none", map[string]string{"manifest.json": `{"schema":1}`}, []string{"damaged 1:11: expected a string for schema, found a number"}},
	})
	for _, text := range []string{"", "\xff", "[]"} {
		s := readTree(t, map[string]string{"manifest.json": text})
		if len(s.Accounts) != 1 || len(s.Accounts[0].Gaps) == 0 || s.Organization != nil {
			t.Errorf("%q: %+v", text, s)
		}
	}
}

func TestWriteManifest(t *testing.T) {
	t.Parallel()
	dir := tree(t, map[string]string{"a&b.json": `{"Roots":[]}`, ".hidden": "", ".git/x": "", "sub/c.error": "", "README.md": "not read", "manifest.json": "old", ".manifest.json.new": "left behind"})
	if err := snapfile.WriteManifest(dir, snapfile.Manifest{By: "<me>"}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	want := `{
  "schema": "hotline/snapshot/1",
  "by": "<me>",
  "files": {
    "a&b.json": "sha256:41f2a600eeff3dec5097493895ed0f73257740efaa996a0d1fa503c49ee92d81",
    "sub/c.error": "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
  }
}
`
	if err != nil || string(text) != want {
		t.Errorf("%v\n%s", err, text)
	}
	if _, err := os.Lstat(filepath.Join(dir, ".manifest.json.new")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
	for _, bad := range []string{"a\nb.json", "a\xffb.json"} {
		if err := snapfile.WriteManifest(tree(t, map[string]string{bad: ""}), snapfile.Manifest{}); err == nil || !strings.Contains(err.Error(), "cannot hold this name") {
			t.Errorf("%v", err)
		}
	}
	if err := snapfile.WriteManifest(filepath.Join(dir, "none"), snapfile.Manifest{}); err == nil {
		t.Error("no error")
	}
	blocked := tree(t, map[string]string{"manifest.json/x": ""})
	if err := snapfile.WriteManifest(blocked, snapfile.Manifest{}); err == nil {
		t.Error("no error")
	}
	if err := snapfile.WriteManifest(tree(t, map[string]string{".manifest.json.new/x": ""}), snapfile.Manifest{}); err == nil {
		t.Error("no error")
	}
}

// TestUnsealed holds that a manifest that a person wrote without hashes is no
// damage.
func TestUnsealed(t *testing.T) {
	t.Parallel()
	dir := tree(t, map[string]string{"manifest.json": `{"schema":"hotline/snapshot/1","partition":"aws"}`, "111122223333/a.json": emptyPage})
	in := snapfile.Check(dir)
	if in.Has(snapfile.Damage) || !in.Has(snapfile.Remark) {
		t.Errorf("%+v", in.Problems)
	}
}
