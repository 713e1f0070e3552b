package snapfile_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hotline/internal/snapfile"
	"hotline/org"
)

// A damage is an input with a fault, and what must be said about it. The mark
// "¦" stands before the place that must be named, and is no part of the input;
// without it the file as a whole is named.
type damage struct {
	name, text string
	inner      string // the place within a document that is a string
	words      string
	// roles is how many roles can be read in spite of the fault.
	roles int
}

func wholeFile() []damage {
	const expected = `the JSON that "aws iam get-account-authorization-details" prints`
	return []damage{
		{name: "empty", text: "¦", words: "the file is empty; expected " + expected},
		{name: "white space", text: " \n\t\n¦", words: "found no page; expected " + expected},
		{name: "not JSON", text: "¦RoleDetailList: []", words: "expected " + expected + ", found 'R'"},
		{name: "a number", text: "\n ¦42", words: "found a number"},
		{name: "JSON of something else", text: `¦{"Buckets":[],"Owner":{},"A":1,"B":2,"C":3}`, words: `found an object with the keys "Buckets", "Owner", "A", "B" and 1 more`},
		{name: "list-policies", text: `¦{"Policies":[]}`, words: `found an object with the keys "Policies"`},
		{name: "an empty object", text: `¦{}`, words: "no keys"},
		{name: "text after the page", text: page(trust) + "\n¦Done.", words: "found 'D'", roles: 1},
		{name: "UTF-16", text: "¦\xff\xfe{\x00", words: "this is UTF-16"},
		{name: "invalid UTF-8", text: "{\n \"RoleDetailList\": \"¦\xe9\"}", words: "byte 0xe9 is not valid UTF-8"},
		{name: "a large string", text: `{"RoleDetailList":[¦"` + strings.Repeat("x", 5<<20) + `"]}`, words: "string of 5242880 bytes; expected at most 4194304"},
		{name: "deep", text: `{"RoleDetailList":` + strings.Repeat("[", 99) + "¦" + strings.Repeat("[", 9901), words: "nested deeper than 100 levels"},
		{name: "no account in it", text: `{"RoleDetailList":[]}`, words: "no ARN in this page names an account"},
		{name: "duplicate list", text: `{"RoleDetailList":[],¦"RoleDetailList":[]}`, words: `key "RoleDetailList" comes twice`},
	}
}

func withinAccount() []damage {
	list := func(roles string) string {
		return `{"UserDetailList":[],"GroupDetailList":[],"Policies":[],"RoleDetailList":[` + "\n" + roles + "\n]}"
	}
	good := role("good", trust)
	return []damage{
		{name: "truncated", text: `{"RoleDetailList":[` + "\n" + good + ",\n" + `{"RoleName":"x","Arn":¦"arn:aws:iam::11112`, words: "this string has no closing quote", roles: 1},
		{name: "a role that is none", text: list(good + ",\n¦7"), words: "expected a role, found a number", roles: 1},
		{name: "role without a name", text: list(good + `,¦{"Arn":"arn:aws:iam::111122223333:role/x"}`), words: `expected a name of IAM for RoleName in this object, found ""`, roles: 1},
		{name: "role without an ARN", text: list(good + `,¦{"RoleName":"x"}`), words: "expected an Arn in this object, found none", roles: 1},
		{name: "name of the wrong kind", text: list(good + `,{"RoleName":¦7}`), words: "expected a string for RoleName, found a number", roles: 1},
		{name: "an empty list of pages", text: list(good) + "\n[] ¦x", words: "found 'x'", roles: 1},
		{name: "escape in a partition", text: `{"RoleDetailList":[` + good + `,{"RoleName":"x","Arn":¦"arn:aws;touch x;:iam::111122223333:role/x"}]}`, words: "expected the IAM ARN of an account", roles: 1},
		{name: "control character in an ARN", text: `{"RoleDetailList":[` + good + `,{"RoleName":"x","Arn":¦"arn:aws:iam::111122223333:role/\u001b[31mx"}]}`, words: "expected the IAM ARN of an account", roles: 1},
		{name: "account of eleven digits", text: `{"RoleDetailList":[` + good + `,{"RoleName":"x","Arn":¦"arn:aws:iam::11112222333:role/x"}]}`, words: "expected the IAM ARN of an account", roles: 1},
		{name: "ARN of another service", text: `{"RoleDetailList":[` + good + `,{"RoleName":"x","Arn":¦"arn:aws:sts::111122223333:role/x"}]}`, words: "expected the IAM ARN of an account", roles: 1},
		{name: "name that is none", text: `{"RoleDetailList":[` + good + `,¦{"RoleName":"x\ny","Arn":"arn:aws:iam::111122223333:role/x"}]}`, words: "expected a name of IAM for RoleName", roles: 1},
		{name: "name of an inline policy", text: `{"RoleDetailList":[` + good + `,{"RoleName":"x","Arn":"arn:aws:iam::111122223333:role/x","RolePolicyList":[¦{"PolicyName":"a b"}]}]}`, words: "expected a name of IAM for PolicyName", roles: 1},
		{name: "policy without an ARN", text: `{"RoleDetailList":[` + good + `],"Policies":[¦{"PolicyName":"x"}]}`, words: `expected an IAM ARN for Arn in this object, found ""`, roles: 1},
		{name: "negative count", text: `{"RoleDetailList":[` + good + `],"Policies":[{"Arn":"arn:aws:iam::aws:policy/x","AttachmentCount":¦-1}]}`, words: "expected a count for AttachmentCount", roles: 1},
		{name: "session too long", text: `{"RoleDetailList":[` + good + `]}{"Roles":[{"Arn":"arn:aws:iam::111122223333:role/x","MaxSessionDuration":¦36028797018967568}]}`, words: "expected 3600 to 43200 seconds", roles: 1},
		{name: "session too short", text: `{"RoleDetailList":[` + good + `]}{"Role":{"Arn":"arn:aws:iam::111122223333:role/x","MaxSessionDuration":¦60}}`, words: "expected 3600 to 43200 seconds", roles: 1},
		{name: "no ARN", text: list(good + `,{"RoleName":"x","Arn":¦"role/x"}`), words: `expected the IAM ARN of an account for Arn, found "role/x"`, roles: 1},
		{name: "ARN of another account", text: list(good + `,{"RoleName":"x","Arn":¦"arn:aws:iam::444455556666:role/x"}`), words: "expected an ARN of account 111122223333", roles: 1},
		{name: "key twice in a role", text: list(good + `,{"RoleName":"x",¦"RoleName":"y"}`), words: `key "RoleName" comes twice`, roles: 1},
		{name: "list of the wrong kind", text: strings.Replace(list(good), `"Policies":[]`, `"Policies":¦"none"`, 1), words: "expected a list for Policies, found a string", roles: 1},
		{name: "described twice", text: list(good + ",¦" + strings.Replace(good, "AROA", "AROB", 1)), words: "role/good is described differently at"},
		{name: "tags of the wrong kind", text: list(strings.Replace(good, `"Path"`, `"Tags":[¦1],"Path"`, 1)), words: "expected a tag, found a number"},
		{name: "attached without ARN", text: list(strings.Replace(good, `"Path"`, `"AttachedManagedPolicies":[¦{}],"Path"`, 1)), words: `expected an IAM ARN for PolicyArn in this object, found ""`},
	}
}

func withinDocuments() []damage {
	document := func(doc string) string { return "{\n\"RoleDetailList\":[" + role("support", doc) + "]}" }
	return []damage{
		{name: "statement of the wrong kind", text: document("{\n\"Statement\":¦5}"), words: "expected a statement or a list of statements, found a number", roles: 1},
		{name: "no policy", text: document(`¦{"x":1}`), words: "expected a Statement in the policy document, found none", roles: 1},
		{name: "key twice in a policy", text: document(`{"Statement":[],¦"Statement":[]}`), words: `key "Statement" comes twice`, roles: 1},
		{name: "a number for a policy", text: document(`¦7`), words: "expected a policy document, found a number", roles: 1},
		{name: "encoded, not JSON", text: document(`¦"%7Bnot"`), inner: "1:2", words: "expected a key in double quotes, found 'n'", roles: 1},
		{name: "encoded badly", text: document(`¦"%7B%zz"`), words: "expected a URL-encoded policy document", roles: 1},
		{name: "text for a policy", text: document(`¦"hello"`), inner: "1:1", words: "expected a policy document, found 'h'", roles: 1},
		{name: "encoded twice", text: document(`¦"%257B"`), inner: "1:1", words: "expected a policy document, found '%'", roles: 1},
		{name: "encoded and invalid", text: document(`¦"%FF"`), inner: "1:1", words: "not valid UTF-8", roles: 1},
	}
}

func TestDamage(t *testing.T) {
	t.Parallel()
	for _, tt := range append(append(wholeFile(), withinAccount()...), withinDocuments()...) {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			before, after, marked := strings.Cut(tt.text, "¦")
			dir := files(t, map[string]string{"a.json": before + after, "z.json": strings.ReplaceAll(page(trust), "111122223333", "999900001111")})
			s := snapfile.Files{Paths: []string{dir}}.Snapshot()
			if len(s.Accounts) != 2 {
				t.Fatalf("%d accounts", len(s.Accounts))
			}
			bad, good := s.Accounts[0], s.Accounts[1]
			if good.ID != "999900001111" || len(good.Gaps) != 0 || len(good.Roles) != 1 {
				t.Errorf("the other account suffered: %+v", good)
			}
			if !bad.IsDamaged() {
				t.Fatalf("not damaged: %+v", bad)
			}
			want := filepath.Join(dir, "a.json")
			if marked {
				line := before[strings.LastIndexByte(before, '\n')+1:]
				want += fmt.Sprintf(":%d:%d", 1+strings.Count(before, "\n"), 1+len(line))
			}
			if tt.inner != "" {
				want += " (decoded document " + tt.inner + ")"
			}
			if g := bad.Gaps[0]; g.Location.String() != want || !strings.Contains(g.Message, tt.words) {
				t.Errorf("%s: %s\nwant %s: … %s", g.Location, g.Message, want, tt.words)
			}
			if tt.roles > 0 && len(bad.Roles) != tt.roles {
				t.Errorf("%d roles were read, want %d", len(bad.Roles), tt.roles)
			}
		})
	}
}

func TestUnreadablePaths(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for path, words := range map[string]string{
		filepath.Join(dir, "111122223333-none.json"): "no such file",
		dir: "this directory has no file whose name ends in .json",
	} {
		s := snapfile.Files{Paths: []string{path}}.Snapshot()
		if len(s.Accounts) != 1 || !strings.Contains(s.Accounts[0].Gaps[0].Message, words) || s.Accounts[0].Sources[0] != path {
			t.Errorf("%s: %+v", path, s.Accounts)
		}
	}
	// The name of a file that cannot be read may tell whose it is.
	s := snapfile.Files{Paths: []string{filepath.Join(dir, "111122223333-none.json")}}.Snapshot()
	if s.Accounts[0].ID != "111122223333" {
		t.Errorf("id %q", s.Accounts[0].ID)
	}
	s = snapfile.Files{Paths: []string{"-"}, Stdin: failing{}}.Snapshot()
	if !strings.Contains(s.Accounts[0].Gaps[0].Message, "the pipe broke") {
		t.Errorf("%+v", s.Accounts[0])
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("the pipe broke") }

// TestIncomplete holds what is said of sources that leave something out.
func TestIncomplete(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		missing    org.Parts
		words      string
	}{
		{"last page", strings.TrimSuffix(page(trust), "}") + `,"IsTruncated":true}`, org.AllParts, "the last page is missing"},
		{"NextToken of the CLI", strings.TrimSuffix(page(trust), "}") + `,"NextToken":"abc"}`, org.AllParts, "the last page is missing"},
		{"lists", `{"RoleDetailList":[` + role("a", trust) + `]}`, org.Users | org.Groups | org.Policies, "no page has UserDetailList, GroupDetailList, Policies"},
		{"all but list-roles", `{"Roles":[{"Arn":"arn:aws:iam::111122223333:role/a","MaxSessionDuration":3600}]}`, org.AllParts, "no page has UserDetailList, GroupDetailList, RoleDetailList, Policies"},
	} {
		a := read(t, tt.text).Accounts[0]
		if a.IsDamaged() || a.Missing() != tt.missing || len(a.Gaps) == 0 || !strings.Contains(a.Gaps[0].Message, tt.words) {
			t.Errorf("%s: missing %b: %+v", tt.name, a.Missing(), a.Gaps)
		}
	}
}

// TestOddFiles holds that what lies in a directory beside the files neither
// stops the reading nor vanishes.
func TestOddFiles(t *testing.T) {
	t.Parallel()
	dir := files(t, map[string]string{"a.json": page(trust)})
	inner := filepath.Join(dir, "folder.json")
	pipe := filepath.Join(dir, "pipe.json")
	for _, err := range []error{
		os.Mkdir(inner, 0o700),
		os.Symlink(inner, filepath.Join(dir, "link.json")),
		os.Symlink("nowhere", filepath.Join(dir, "dangling.json")),
		syscall.Mkfifo(pipe, 0o600),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	got := map[string]string{}
	for _, a := range (snapfile.Files{Paths: []string{dir}}).Snapshot().Accounts {
		message := ""
		if len(a.Gaps) > 0 {
			message = a.Gaps[0].Message
		}
		got[filepath.Base(a.Sources[0])] = message
	}
	want := map[string]string{"a.json": "", "dangling.json": "no such file or directory",
		"pipe.json": "not a regular file (prw-------); expected one, or - for the standard input"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestContradiction holds that of two descriptions both are looked at, and that
// white space is no difference.
func TestContradiction(t *testing.T) {
	t.Parallel()
	other := strings.Replace(page(trust), "role/a b+c", "role/other", 1)
	a := (snapfile.Files{Paths: []string{files(t, map[string]string{"1.json": page(trust), "2.json": other})}}).Snapshot().Accounts[0]
	if !a.IsDamaged() || len(a.Roles) != 2 {
		t.Errorf("%d roles, gaps %v", len(a.Roles), a.Gaps)
	}
	spaced := strings.ReplaceAll(page(trust), `,"`, ",\n \"")
	a = (snapfile.Files{Paths: []string{files(t, map[string]string{"1.json": page(trust), "2.json": spaced})}}).Snapshot().Accounts[0]
	if a.IsDamaged() || len(a.Roles) != 1 {
		t.Errorf("%d roles, gaps %v", len(a.Roles), a.Gaps)
	}
}
