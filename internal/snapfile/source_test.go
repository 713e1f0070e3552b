package snapfile_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"hotline/internal/snapfile"
	"hotline/org"
)

const emptyPage = `{"UserDetailList":[],"GroupDetailList":[],"RoleDetailList":[],"Policies":[]}`

// details is what get-account-authorization-details prints of an account with
// one role.
func details(account string) string { return strings.ReplaceAll(page(trust), "111122223333", account) }

// member is a list of one account.
func member(id, more string) string {
	return `{"Accounts":[{"Id":"` + id + `","Arn":"arn:aws-cn:organizations::111122223333:account/o-a1b2c3d4e5/` + id + `"` + more + `}]}`
}

func TestFolders(t *testing.T) {
	t.Parallel()
	const unread = "incomplete 1:14: nothing of account 444455556666 was read, which is in the organization; expected …"
	for _, tt := range []reading{
		{"a folder", map[string]string{"accounts/444455556666/a.json": details("444455556666")}, []string{"account 444455556666 aws: 1 roles, missing 0"}},
		{"pages of one account", map[string]string{"444455556666/1.json": strings.TrimSuffix(details("444455556666"), "}") + `,"NextToken":"x"}`, "444455556666/b/2.json": emptyPage},
			[]string{"account 444455556666 aws: 1 roles, missing 0"}},
		{"an account with nothing in it", map[string]string{"444455556666/a.json": emptyPage}, []string{"account 444455556666 : 0 roles, missing 0"}},
		{"the partition of the manifest", map[string]string{"444455556666/a.json": emptyPage, "manifest.json": `{"schema":"hotline/snapshot/1","partition":"aws-us-gov"}`, "l.json": member("444455556666", "")},
			[]string{"account 444455556666 aws-us-gov: 0 roles, missing 0 member"}},
		{"the partition of the member", map[string]string{"444455556666/a.json": emptyPage, "l.json": member("444455556666", "")}, []string{"account 444455556666 aws-cn: 0 roles, missing 0 member"}},
		{"a page of another account", map[string]string{"444455556666/a.json": emptyPage, "444455556666/b.json": details("777788889999")},
			[]string{"account 444455556666 : 0 roles, missing 0", "damaged 1:116: this page is of account 777788889999, and was not used; expected account 444455556666, whose folder this is"}},
		{"a file of something else", map[string]string{"444455556666/a.json": details("444455556666"), "444455556666/b.json": `{"Buckets":[]}`},
			[]string{"account 444455556666 aws: 1 roles, missing 0", "note: this is not used: expected …"}},
		{"a broken file", map[string]string{"444455556666/a.json": details("444455556666"), "444455556666/b.json": `{`},
			[]string{"account 444455556666 aws: 1 roles, missing 0", "damaged 1:2: unexpected end of the input; expected \"}\""}},
		{"an empty folder", map[string]string{"444455556666/": ""}, []string{"account 444455556666 : 0 roles, missing 1111", "incomplete: no page has UserDetailList, …"}},
		{"beside other files of the account", map[string]string{"444455556666/a.json": details("444455556666"), "more.json": `{"Roles":[{"Arn":"arn:aws:iam::444455556666:role/support","MaxSessionDuration":3600}]}`},
			[]string{"account 444455556666 aws: 1 roles, missing 0"}},
		{"no folder", map[string]string{"l.json": member("444455556666", `,"State":"ACTIVE"`)}, []string{"account 444455556666 aws-cn: 0 roles, missing 1111 member", unread}},
		{"left out on purpose", map[string]string{"l.json": member("444455556666", `,"State":"ACTIVE"`), "n.json": `{"AccountsNotAsked":["444455556666","777788889999"]}`},
			[]string{"account 444455556666 aws-cn: 0 roles, missing 111111 member", "unasked 1:22: nothing was asked, on purpose"}},
		{"left out on purpose, and there", map[string]string{"l.json": member("444455556666", ""), "n.json": `{"AccountsNotAsked":["444455556666","x"]}`, "444455556666/a.json": emptyPage},
			[]string{"account 444455556666 aws-cn: 0 roles, missing 0 member"}},
		{"no folder, being closed", map[string]string{"l.json": member("444455556666", `,"State":"PENDING_CLOSURE"`)}, []string{"account 444455556666 aws-cn: 0 roles, missing 1111 member", unread}},
		{"no folder, not open", map[string]string{"l.json": member("444455556666", `,"State":"SUSPENDED"`) + member("777788889999", `,"State":"CLOSED"`) + member("888899990000", `,"State":"PENDING_ACTIVATION"`)},
			[]string{"account 444455556666 aws-cn: 0 roles, missing 0 member", "account 777788889999 aws-cn: 0 roles, missing 0 member", "account 888899990000 aws-cn: 0 roles, missing 0 member"}},
		{"an empty folder, not open", map[string]string{"444455556666/": "", "l.json": member("444455556666", `,"State":"SUSPENDED"`)}, []string{"account 444455556666 aws-cn: 0 roles, missing 0 member"}},
		{"flat files of members", map[string]string{"l.json": member("444455556666", ""), "a.json": details("444455556666"), "b.json": details("777788889999")},
			[]string{"account 444455556666 aws: 1 roles, missing 0 member", "account 777788889999 aws: 1 roles, missing 0"}},
		{"a name that may be a time", map[string]string{"202601151230/a.json": details("444455556666"), "202601151230/b.json": details("777788889999")},
			[]string{"account 444455556666 aws: 1 roles, missing 0", "account 777788889999 aws: 1 roles, missing 0"}},
		{"an id that may be a time", map[string]string{"accounts/202601151230/a.json": emptyPage}, []string{"account 202601151230 : 0 roles, missing 0"}},
		{"hidden names", map[string]string{"a.json": details("444455556666"), ".git/b.json": "no JSON", ".c.json": "no JSON", "d.error": ""}, []string{"account 444455556666 aws: 1 roles, missing 0"}},
		{"too deep", map[string]string{"a.json": details("444455556666"), "1/2/3/4/5/6/7/8/b.json": details("777788889999"), "1/2/3/4/5/6/7/8/9/c.json": "{}"},
			[]string{"account  : 0 roles, missing 0", "damaged: nested deeper than 8 directories; what lies in it was not read", "account 444455556666 aws: 1 roles, missing 0", "account 777788889999 aws: 1 roles, missing 0"}},
		{"another manifest", map[string]string{"a.json": details("444455556666"), "sub/manifest.json": `{"schema":"hotline/snapshot/1"}`}, []string{"account 444455556666 aws: 1 roles, missing 0"}},
		{"a manifest of something else", map[string]string{"a.json": details("444455556666"), "manifest.json": `{"name":"x"}`},
			[]string{"account  : 0 roles, missing 0", "damaged 1:1: expected …", "account 444455556666 aws: 1 roles, missing 0"}},
		{"a note without an organization", map[string]string{"a.json": details("444455556666"), "manifest.json": `{"schema":"hotline/snapshot/1"}`, "b.json": `{"Buckets":[]}`},
			[]string{"account 444455556666 aws: 1 roles, missing 0", "note: this is not used: expected …"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			same(t, accountLines(readTree(t, tt.content).Accounts), tt.want)
		})
	}
}

// TestOrganizationInFolders holds that what an account's folder says of the
// organization is found, where the file begins with it.
func TestOrganizationInFolders(t *testing.T) {
	t.Parallel()
	s := readTree(t, map[string]string{
		"444455556666/list-parents.json":             `{"Parents":[{"Id":"r-ab12"}]}`,
		"444455556666/list-policies-for-target.json": `{"Policies":[]}`,
		"444455556666/both.json":                     `{"Delegated":1,"DelegatedServices":[],"RoleDetailList":[` + strings.ReplaceAll(role("b", trust), "111122223333", "444455556666") + `]}`,
		"444455556666/a.json":                        details("444455556666"),
		"444455556666/late.json":                     `{"SummaryMap":{"AccountMFAEnabled":1,"AccountAccessKeysPresent":0},"Roots":[]}`,
		"444455556666/x.json":                        `{"Parents":[{"Id":"r-ab12"}]} {`,
		"444455556666/get.error":                     "An error occurred (AccessDenied) when calling the ListRoots operation: no",
	})
	same(t, lines(s.Organization), []string{`unit r-ab12 "" in ""`, `member 444455556666 ""   in "r-ab12"`, "read 444455556666 SERVICE_CONTROL_POLICY", "delegated 444455556666 []",
		"incomplete 1:1: organizations:ListRoots failed with AccessDenied: no", `damaged 1:32: unexpected end of the input; expected "}"`})
	same(t, accountLines(s.Accounts), []string{"account 444455556666 aws: 2 roles, missing 0 member", `damaged 1:32: unexpected end of the input; expected "}"`,
		"note: what this file says of the organization was not used; expected it in a file of its own, outside of the folder of an account"})
}

// TestLinks holds that links to directories are not followed, and not passed
// over in silence either.
func TestLinks(t *testing.T) {
	t.Parallel()
	dir := tree(t, map[string]string{"l.json": `{"Roots":[]}`, "444455556666/a.json": emptyPage})
	if err := os.Symlink("444455556666", filepath.Join(dir, "777788889999")); err != nil {
		t.Fatal(err)
	}
	s := snapfile.Files{Paths: []string{dir}}.Snapshot()
	same(t, lines(s.Organization), []string{"note: this is a link to a directory, and was not followed"})
	same(t, accountLines(s.Accounts), []string{"account 444455556666 : 0 roles, missing 0"})
}

// TestTooManyFiles holds that files beyond the bound are not passed over in
// silence.
func TestTooManyFiles(t *testing.T) {
	t.Parallel()
	dir := tree(t, map[string]string{"a.json": details("444455556666"), "b.json": details("777788889999"), "c/d.json": "{}", "c/e.json": "{}"})
	s := snapfile.Files{Paths: []string{dir, dir}}.OpenAtMost(1)
	same(t, accountLines([]*org.Account{s.Account(0), s.Account(1)}), []string{"account  : 0 roles, missing 0",
		"damaged: this and what follows was not read: more than 1 files", "account 444455556666 aws: 1 roles, missing 0"})
}

// TestUnreadableDirectory holds that a directory that cannot be listed is not
// passed over.
func TestUnreadableDirectory(t *testing.T) {
	t.Parallel()
	dir := tree(t, map[string]string{"444455556666/a.json": emptyPage})
	locked := filepath.Join(dir, "444455556666")
	if err := os.Chmod(locked, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(locked, 0o700) })
	if _, err := os.ReadDir(locked); err == nil {
		t.Skip("this user may list every directory")
	}
	same(t, accountLines(snapfile.Files{Paths: []string{dir}}.Snapshot().Accounts), []string{"account 444455556666 : 0 roles, missing 0", "damaged: permission denied"})
}

// TestLazy holds that the files of a folder are read when the account is asked
// for, each time.
func TestLazy(t *testing.T) {
	t.Parallel()
	dir := tree(t, map[string]string{"accounts/444455556666/a.json": details("444455556666"), "accounts/777788889999/a.json": details("777788889999"), "flat.json": details("111122223333")})
	s := snapfile.Files{Paths: []string{dir}}.Open()
	if s.Len() != 3 || s.ID(0) != "111122223333" || s.ID(1) != "444455556666" || s.Organization() != nil || s.Manifest() != nil {
		t.Fatalf("%d accounts, %q first", s.Len(), s.ID(0))
	}
	same(t, accountLines([]*org.Account{s.Account(1)}), []string{"account 444455556666 aws: 1 roles, missing 0"})
	if err := os.Remove(filepath.Join(dir, "accounts/444455556666/a.json")); err != nil {
		t.Fatal(err)
	}
	same(t, accountLines([]*org.Account{s.Account(1)}), []string{"account 444455556666 : 0 roles, missing 0", "damaged: no such file or directory"})
	flat, folder := s.Account(0), s.Account(2)
	if s.Account(0) != flat || s.Account(2) == folder {
		t.Error("accounts of folders are kept, or others are not")
	}
}

// TestConcurrently reads the same accounts from several goroutines. One is
// described in a folder and beside it.
func TestConcurrently(t *testing.T) {
	t.Parallel()
	content := map[string]string{"flat.json": details("444455556666"), "sessions.json": `{"Roles":[{"Arn":"arn:aws:iam::444455556666:role/support","MaxSessionDuration":7200}]}`}
	for i := range 5 {
		id := fmt.Sprintf("44445555666%d", i)
		content["accounts/"+id+"/a.json"] = details(id)
	}
	content["accounts/444455556666/a.json"] = details("444455556666")
	s := snapfile.Files{Paths: []string{tree(t, content)}}.Open()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range s.Len() {
				if a := s.Account(i); len(a.Roles) != 1 || len(a.Gaps) != 0 || (a.Roles[0].MaxSession > 0) != (a.ID == "444455556666") {
					t.Errorf("%+v", a)
				}
			}
		})
	}
	wg.Wait()
}

// TestFolderAsArgument holds that an account's folder can be named itself.
func TestFolderAsArgument(t *testing.T) {
	dir := tree(t, map[string]string{"444455556666/a.json": emptyPage})
	want := []string{"account 444455556666 : 0 roles, missing 0"}
	same(t, accountLines(snapfile.Files{Paths: []string{filepath.Join(dir, "444455556666")}}.Snapshot().Accounts), want)
	t.Chdir(filepath.Join(dir, "444455556666"))
	same(t, accountLines(snapfile.Files{Paths: []string{"."}}.Snapshot().Accounts), want)
}
