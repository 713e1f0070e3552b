package snapfile_test

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hotline/internal/snapfile"
	"hotline/org"
	"hotline/policy"
)

const trust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/a b+c"},"Action":"sts:AssumeRole"}]}`

// page is a page with one role, whose trust policy is the JSON value doc.
func page(doc string) string {
	return `{"UserDetailList":[],"GroupDetailList":[],"RoleDetailList":[` + role("support", doc) + `],"Policies":[]}`
}

func role(name, doc string) string {
	return `{"Path":"/","RoleName":"` + name + `","RoleId":"AROA","Arn":"arn:aws:iam::111122223333:role/` + name + `","AssumeRolePolicyDocument":` + doc + `}`
}

// files writes files into a directory of their own.
func files(t *testing.T, content map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range content {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// read reads one file of that content.
func read(t *testing.T, text string) *org.Snapshot {
	t.Helper()
	return snapfile.Files{Paths: []string{files(t, map[string]string{"a.json": text})}}.Snapshot()
}

// TestDocumentForms holds that a document is the same however the source
// gives it.
func TestDocumentForms(t *testing.T) {
	t.Parallel()
	want, err := policy.Parse(trust)
	if err != nil {
		t.Fatal(err)
	}
	forms := map[string]string{
		"decoded":     trust,
		"URL-encoded": `"` + url.PathEscape(trust) + `"`,
		// Every character but the unreserved ones of RFC 3986 encoded: what
		// the IAM API does, "+" as %2B and a space as %20.
		"URL-encoded strictly": `"` + strings.ReplaceAll(url.QueryEscape(trust), "+", "%20") + `"`,
		"a string":             `"` + strings.ReplaceAll(trust, `"`, `\"`) + `"`,
	}
	for name, form := range forms {
		s := read(t, page(form))
		doc := s.Accounts[0].Roles[0].Trust
		if doc.Policy == nil {
			t.Errorf("%s: not read: %v", name, s.Accounts[0].Gaps)
			continue
		}
		ignore := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Position" }, cmp.Ignore())
		if diff := cmp.Diff(want, doc.Policy, ignore); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if doc.Encoded != (name != "decoded") {
			t.Errorf("%s: Encoded = %v", name, doc.Encoded)
		}
	}
}

// TestEverything reads a page with all that the program keeps.
func TestEverything(t *testing.T) {
	t.Parallel()
	s := snapfile.Files{Paths: []string{"testdata/everything.json"}}.Snapshot()
	a := s.Accounts[0]
	if len(s.Accounts) != 1 || a.ID != "111122223333" || a.Partition != "aws" || len(a.Gaps) != 0 || len(a.Notes) != 1 {
		t.Fatalf("%+v", a)
	}
	u, g, r, p := a.Users[0], a.Groups[1], a.Roles[0], a.Policies[0]
	type part struct{ got, want any }
	for name, c := range map[string]part{
		"user":            {u.Name + " " + u.ID + " " + u.Path + " " + u.Created, "alice AIDAEXAMPLEALICE /people/ 2026-01-05T10:00:00+00:00"},
		"groups of user":  {u.Groups, []string{"ops", "dev"}},
		"inline of user":  {u.Inline[0].Name + " " + u.Inline[0].Document.Policy.Statements[0].Action.Values[0].Value, "own s3:ListAllMyBuckets"},
		"tags of user":    {u.Tags, []org.Tag{{Key: "team", Value: "red"}}},
		"boundary":        {u.Boundary.ARN, "arn:aws:iam::111122223333:policy/limit"},
		"attached":        {g.Attached[0].ARN + " " + g.Attached[0].Name, "arn:aws:iam::aws:policy/ReadOnlyAccess ReadOnlyAccess"},
		"inline of group": {g.Inline[0].Document.Policy.Statements[0].Effect.Value, "Deny"},
		"path from ARN":   {r.Path, "/team/a/"},
		"last used":       {*r.LastUsed, org.LastUsed{Date: "2026-10-30T02:14:09+00:00", Region: "eu-west-1"}},
		"never used":      {a.Roles[1].LastUsed, new(org.LastUsed)},
		"null is absent":  {a.Roles[1].Tags, []org.Tag(nil)},
		"longest session": {r.MaxSession, 2 * time.Hour},
		"single role":     {a.Roles[1].MaxSession, time.Hour},
		"policy":          {p.Name + " " + p.ID + " " + p.Path + " " + p.DefaultVersion, "limit ANPAEXAMPLELIMIT / v2"},
		"counts":          {[]int{p.Attachments, p.BoundaryUses}, []int{3, 1}},
		"version":         {p.DefaultDocument().Policy.Statements[0].Action.Values[0].Value, "support:*"},
		"place":           {u.Location.String(), "testdata/everything.json:3:3"},
		"place of action": {u.Inline[0].Document.Locate(u.Inline[0].Document.Policy.Statements[0].Action.Position).String(), "testdata/everything.json:6:107"},
	} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestPagesOfOneAccount gives the same account in every way that pages come.
func TestPagesOfOneAccount(t *testing.T) {
	t.Parallel()
	first := `{"UserDetailList":[],"GroupDetailList":[],"RoleDetailList":[` + role("a", trust) + `],"Policies":[],"IsTruncated":true,"Marker":"x"}`
	empty := `{"UserDetailList":[],"GroupDetailList":[],"RoleDetailList":[],"Policies":[],"NextToken":"y"}`
	last := `{"UserDetailList":[],"GroupDetailList":[],"RoleDetailList":[` + role("b", trust) + `],"Policies":[],"IsTruncated":false}`
	aws := `{"UserDetailList":null,"GroupDetailList":null,"RoleDetailList":null,"Policies":[{"Arn":"arn:aws:iam::aws:policy/AWSSupportAccess"}]}`
	for name, content := range map[string]map[string]string{
		"one file":         {"1.json": first + "\n" + empty + last + aws},
		"a list":           {"1.json": "[" + first + "," + empty + "," + last + "," + aws + "]"},
		"several files":    {"1.json": first, "2.json": empty, "3.json": last, "4.json": aws},
		"another order":    {"4.json": first, "3.json": empty, "2.json": last, "1.json": aws},
		"given twice":      {"1.json": first + last, "2.json": last + empty, "3.json": aws},
		"byte order mark":  {"1.json": "\ufeff" + first + last, "2.json": empty, "3.JSON": aws},
		"others beside it": {"1.json": first + last + empty + aws, "README.md": "no JSON", ".hidden.json": "no JSON"},
	} {
		s := snapfile.Files{Paths: []string{files(t, content)}}.Snapshot()
		if len(s.Accounts) != 1 || len(s.Accounts[0].Gaps) != 0 || len(s.Accounts[0].Roles) != 2 || len(s.Accounts[0].Policies) != 1 {
			t.Errorf("%s: %+v", name, s.Accounts[0])
		}
	}
}

func TestStandardInput(t *testing.T) {
	t.Parallel()
	dir := files(t, map[string]string{"a.json": page(trust)})
	s := snapfile.Files{Paths: []string{"-", filepath.Join(dir, "a.json"), dir}, Stdin: strings.NewReader(page(trust))}.Snapshot()
	if len(s.Accounts) != 1 || len(s.Accounts[0].Gaps) != 0 {
		t.Fatalf("%+v", s.Accounts)
	}
	want := []string{"standard input", filepath.Join(dir, "a.json")}
	if diff := cmp.Diff(want, s.Accounts[0].Sources); diff != "" {
		t.Error(diff)
	}
}

// TestUnknownElements holds that what the grammar does not have is noted with
// its place, and hides nothing.
func TestUnknownElements(t *testing.T) {
	t.Parallel()
	odd := strings.Replace(trust, `"Effect"`, `"Color":"red","Effect"`, 1)
	for _, doc := range []string{odd, `"` + url.PathEscape(odd) + `"`} {
		a := read(t, "\n"+page(doc)).Accounts[0]
		if len(a.Notes) != 1 || len(a.Gaps) != 0 || a.Roles[0].Trust.Policy == nil {
			t.Fatalf("%+v", a)
		}
		at := a.Notes[0].Location
		if !strings.Contains(a.Notes[0].Message, `"Color"`) || at.At.Line != 2 || (doc != odd) != at.Inner.IsValid() {
			t.Errorf("%+v", a.Notes[0])
		}
	}
}

// TestAccountsAreSorted reads several accounts at once.
func TestAccountsAreSorted(t *testing.T) {
	t.Parallel()
	content := map[string]string{}
	for _, id := range []string{"999900001111", "000011112222", "555566667777"} {
		content["x"+id+".json"] = strings.ReplaceAll(page(trust), "111122223333", id)
	}
	s := snapfile.Files{Paths: []string{files(t, content)}}.Snapshot()
	var ids []string
	for _, a := range s.Accounts {
		ids = append(ids, a.ID)
	}
	if diff := cmp.Diff([]string{"000011112222", "555566667777", "999900001111"}, ids); diff != "" {
		t.Error(diff)
	}
}

// TestAbsentHolders holds that a last page alone does not pass for the whole.
func TestAbsentHolders(t *testing.T) {
	t.Parallel()
	policy := func(name string, attached int) string {
		return fmt.Sprintf(`{"Arn":"arn:aws:iam::aws:policy/%s","PolicyName":%q,"AttachmentCount":%d}`, name, name, attached)
	}
	holder := strings.Replace(role("a", trust), `"Path"`, `"AttachedManagedPolicies":[{"PolicyArn":"arn:aws:iam::aws:policy/P"}],"Path"`, 1)
	for _, tt := range []struct{ policies, more, want string }{
		{policy("P", 1), "", ""},
		{policy("P", 0), "", ""},
		{policy("P", 3), "", "policy/P is attached 3 times (AttachmentCount), and the input shows 1 of them: are there further pages?"},
		{policy("P", 2) + "," + policy("Q", 1), "", "shows 1 of them, and so it is with others (1): are"},
		{policy("P", 3), `,"IsTruncated":true`, ""}, // said already
	} {
		a := read(t, `{"UserDetailList":[],"GroupDetailList":[],"RoleDetailList":[`+holder+`],"Policies":[`+tt.policies+`]`+tt.more+`}`).Accounts[0]
		got := ""
		for _, n := range a.Notes {
			got += n.Message
		}
		if (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.policies, got, tt.want)
		}
	}
}

// TestOwnerlessPages holds where a page without an ARN goes.
func TestOwnerlessPages(t *testing.T) {
	t.Parallel()
	first := strings.TrimSuffix(page(trust), "}") + `,"IsTruncated":true,"Marker":"x"}`
	last := `{"UserDetailList":[],"GroupDetailList":[],"RoleDetailList":[],"Policies":[{"Arn":"arn:aws:iam::aws:policy/P"}],"IsTruncated":false}`
	other := strings.ReplaceAll(page(trust), "111122223333", "999900001111")
	for name, tt := range map[string]struct {
		content  map[string]string
		accounts int // that are read
		damaged  int
	}{
		"told by its name":       {map[string]string{"111122223333-1.json": first, "111122223333-2.json": last, "999900001111.json": other}, 2, 0},
		"not told by its name":   {map[string]string{"1.json": first, "2.json": last, "3.json": other}, 3, 1},
		"named like a time":      {map[string]string{"1.json": first, "202601151230.json": last, "3.json": other}, 3, 1},
		"no page is missing":     {map[string]string{"1.json": page(trust), "2.json": last}, 2, 1},
		"it is damaged":          {map[string]string{"1.json": first, "2.json": strings.Replace(last, "[]", "[7]", 1)}, 2, 1},
		"the only account":       {map[string]string{"1.json": first, "2.json": last}, 1, 0},
		"Marker without a flag":  {map[string]string{"1.json": strings.Replace(first, `"IsTruncated":true,`, "", 1), "2.json": last}, 1, 0},
		"beside its own account": {map[string]string{"1.json": first + last, "2.json": other}, 2, 0},
	} {
		s := snapfile.Files{Paths: []string{files(t, tt.content)}}.Snapshot()
		damaged := 0
		for _, a := range s.Accounts {
			if a.IsDamaged() {
				damaged++
			}
		}
		if len(s.Accounts) != tt.accounts || damaged != tt.damaged {
			t.Errorf("%s: %d accounts, %d damaged; want %d, %d", name, len(s.Accounts), damaged, tt.accounts, tt.damaged)
		}
	}
}

// TestRolesBesideDetails holds that one object may be both.
func TestRolesBesideDetails(t *testing.T) {
	t.Parallel()
	for _, roles := range []string{`null`, `[{"Arn":"arn:aws:iam::111122223333:role/support","MaxSessionDuration":7200}]`} {
		a := read(t, strings.TrimSuffix(page(trust), "}")+`,"Roles":`+roles+`}`).Accounts[0]
		if len(a.Roles) != 1 || len(a.Gaps) != 0 || (a.Roles[0].MaxSession > 0) != (roles != "null") {
			t.Errorf("%s: %+v", roles, a)
		}
	}
	// What does not say how long does not take back what did.
	a := read(t, page(trust)+`{"Role":{"Arn":"arn:aws:iam::111122223333:role/support","MaxSessionDuration":7200}}{"Role":{"Arn":"arn:aws:iam::111122223333:role/support"}}`).Accounts[0]
	if a.Roles[0].MaxSession != 2*time.Hour {
		t.Errorf("%s", a.Roles[0].MaxSession)
	}
}

// TestAbsentGroup holds that a filtered listing does not pass unnoticed for a whole one.
func TestAbsentGroup(t *testing.T) {
	t.Parallel()
	a := read(t, `{"UserDetailList":[{"UserName":"a","Arn":"arn:aws:iam::111122223333:user/a","GroupList":["ops"]}],"GroupDetailList":[],"RoleDetailList":[],"Policies":[]}`).Accounts[0]
	if len(a.Gaps) != 0 || len(a.Notes) != 1 || !strings.Contains(a.Notes[0].Message, `this user is in group "ops", which the input does not describe`) {
		t.Errorf("%+v", a)
	}
}

// TestPartitionsDiffer holds that one account is in one partition.
func TestPartitionsDiffer(t *testing.T) {
	t.Parallel()
	a := read(t, page(trust)+strings.ReplaceAll(page(trust), "arn:aws:", "arn:aws-cn:")).Accounts[0]
	if !a.IsDamaged() || a.Partition != "aws" || !strings.Contains(a.Gaps[0].Message, "is in partition aws-cn here, and in aws before") {
		t.Errorf("%s: %+v", a.Partition, a.Gaps)
	}
}
