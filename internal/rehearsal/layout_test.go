package rehearsal_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hotline/plan"
)

// layouts are ways to write the same account.
func layouts() map[string]string {
	const page = `{"UserDetailList": [{"UserName": "u", "Arn": "arn:aws:iam::111122223333:user/u", "GroupList": [], "AttachedManagedPolicies": []}], ` +
		`"GroupDetailList": [], "RoleDetailList": [ROLES], "Policies": [], "IsTruncated": false}`
	whole := strings.Replace(page, "ROLES", roleText("r", ""), 1)
	indented := func(unit string) string {
		out, _ := json.MarshalIndent(json.RawMessage(whole), "", unit)
		return string(out) + "\n"
	}
	short, _ := json.Marshal(json.RawMessage(whole))
	text := strings.Replace(whole, trustText, strconv.Quote(trustText), 1)
	return map[string]string{
		"spaces":   indented("  "),
		"tabs":     indented("\t"),
		"windows":  "\xef\xbb\xbf" + strings.ReplaceAll(indented("    "), "\n", "\r\n"),
		"one line": string(short),
		"spaced":   whole,
		"strings":  text,
		"list":     "[\n  {},\n  " + strings.ReplaceAll(strings.TrimSpace(indented("  ")), "\n", "\n  ") + "\n]\n",
		"pages":    `{"UserDetailList":[],"GroupDetailList":[],"RoleDetailList":[],"Policies":[],"IsTruncated":true}` + "\n" + whole,
		"twice":    whole + whole,
		"tags":     strings.Replace(whole, `"AttachedManagedPolicies":[]}`, `"AttachedManagedPolicies":[],"Tags":[]},`+roleText("s", `,"Tags":[]`), 1),
		"users":    strings.Replace(whole, `"UserDetailList": [{"UserName": "u", `, `"UserDetailList": [{"UserName": "v", "Arn": "arn:aws:iam::111122223333:user/v", "UserPolicyList": []}, {"UserName": "u", "UserPolicyList": [], `, 1),
	}
}

// TestLayouts holds that what is new is written like what is there, and leaves
// no trace when it goes.
func TestLayouts(t *testing.T) {
	t.Parallel()
	for name, content := range layouts() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if name == "list" { // a page of nothing is a fault
				content = strings.Replace(content, "{},\n  ", "", 1)
			}
			before := map[string]string{"111122223333.json": content}
			dir := tree(t, before)
			target := open(t, dir)
			user := plan.Change{Property: plan.Property{Kind: plan.User, Name: "u", Field: plan.Inline, Key: "i"}, After: value(inlineText)}
			there := []plan.Change{
				itself(".new", &plan.RoleSpec{Path: "/p/", Trust: trustText, Description: "d", Session: 7200, Tags: map[string]string{"a": "b"}, Boundary: supportARN}),
				change(".new", plan.Tag, "b", value("c")), change("r", plan.Tag, "k", value("v")), change("r", plan.Tag, "a", value("v")),
				change("r", plan.Session, "", value("3600")), change("r", plan.Description, "", value("x")),
				change("r", plan.Boundary, "", value(supportARN)), change("r", plan.Attached, supportARN, value(supportARN)),
				change("r", plan.InstanceProfile, "box", value("box")), user,
			}
			for _, c := range there {
				makeAll(t, target, acme, c)
				state(t, target, dir, acme, c.Resource())
			}
			text := files(t, dir)["111122223333.json"]
			switch name {
			case "windows":
				if strings.Count(text, "\n") != strings.Count(text, "\r\n") || !strings.HasPrefix(text, "\xef\xbb\xbf{") {
					t.Errorf("%q", text)
				}
			case "tabs":
				if !strings.Contains(text, "\n\t\t\t\t{\n\t\t\t\t\t\"Key\": \"a\",") {
					t.Error(text)
				}
			case "one line", "spaced":
				if strings.Contains(text, "\n") || name == "one line" && strings.Contains(text, ": ") {
					t.Error(text)
				}
			case "strings":
				if !strings.Contains(text, `"AssumeRolePolicyDocument": "{\"Version`) {
					t.Error(text)
				}
			}
			trust := change("r", plan.Trust, "", value(strings.Replace(trustText, "root", "user/a", 1)))
			trust.Before = state(t, target, dir, acme, trust.Resource()).Value(trust.Property)
			makeAll(t, target, acme, trust, trust.Reverse())
			for i := len(there) - 1; i >= 0; i-- {
				back := there[i].Reverse()
				makeAll(t, target, acme, back)
				state(t, target, dir, acme, back.Resource())
			}
			if diff := cmp.Diff(before, files(t, dir)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestListings holds that all that is told of a role in several places is kept
// right.
func TestListings(t *testing.T) {
	t.Parallel()
	const folder = "accounts/111122223333/"
	profile := `{"InstanceProfileName":"box","Roles":[` + roleText("r", "") + `]}`
	details := strings.Replace(roleText("r", ""), `"InstanceProfileList":[]`, `"InstanceProfileList":[`+profile+`]`, 1)
	before := map[string]string{
		folder + "details.json":         `{` + emptyLists + `,"RoleDetailList":[` + details + `]}`,
		folder + "get-role/r.json":      `{"Role":` + roleText("r", `,"MaxSessionDuration":3600`) + `}`,
		folder + "list-roles.json":      `{"Roles":[` + roleText("r", `,"Description":"","MaxSessionDuration":3600`) + `]}`,
		folder + "account-summary.json": `{"SummaryMap":{"Roles":1,"AccountMFAEnabled":1,"AccountAccessKeysPresent":0}}`,
	}
	dir := tree(t, before)
	target := open(t, dir)
	other := strings.Replace(trustText, "root", "user/a", 1)
	makeAll(t, target, acme, change("r", plan.Trust, "", &other), change("r", plan.Tag, "k", value("v")), change("r", plan.Boundary, "", value(supportARN)),
		change("r", plan.Boundary, "", value(supportARN)), change("r", plan.Session, "", value("7200")), change("r", plan.Description, "", value("d")))
	got := files(t, dir)
	for name, want := range map[string]string{
		folder + "details.json":    "2×user/a 1×Tags 1×PermissionsBoundary 0×7200",
		folder + "get-role/r.json": "1×user/a 1×Tags 1×PermissionsBoundary 1×7200",
		folder + "list-roles.json": "1×user/a 0×Tags 0×PermissionsBoundary 1×7200",
	} {
		var found []string
		for _, word := range []string{"user/a", "Tags", "PermissionsBoundary", "7200"} {
			quote := map[bool]string{true: `"`}[word == "Tags" || word == "PermissionsBoundary"]
			found = append(found, strconv.Itoa(strings.Count(got[name], quote+word+quote))+"×"+word)
		}
		if s := strings.Join(found, " "); s != want {
			t.Errorf("%s: %s\n%s", name, s, got[name])
		}
	}
	makeAll(t, target, acme, change("r", plan.Session, "", nil), change("r", plan.Description, "", nil), change("r", plan.InstanceProfile, "box", nil), itself("r", nil))
	want := map[string]string{
		folder + "details.json":         `{` + emptyLists + `,"RoleDetailList":[]}`,
		folder + "list-roles.json":      `{"Roles":[]}`,
		folder + "account-summary.json": strings.Replace(before[folder+"account-summary.json"], `"Roles":1`, `"Roles":0`, 1),
	}
	if diff := cmp.Diff(want, files(t, dir)); diff != "" {
		t.Error(diff)
	}
	if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(folder), "get-role")); err == nil {
		t.Error("an empty folder is left")
	}
}

// TestDisk holds that rights are kept, that what an earlier run left is
// removed, and that a change that cannot be written leaves what there was.
func TestDisk(t *testing.T) {
	t.Parallel()
	dir := copyAcme(t)
	folder := filepath.Join(dir, "accounts", acme)
	file := filepath.Join(folder, "list-roles.json")
	left := filepath.Join(folder, ".list-roles.json.new")
	for _, err := range []error{os.Chmod(file, 0o640), os.WriteFile(left, []byte("{"), 0o600)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	target := open(t, dir)
	c := change("aws-support", plan.Session, "", value("7200"))
	makeAll(t, target, acme, c)
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o640 {
		t.Error(info, err)
	}
	before := files(t, dir)
	if err := os.MkdirAll(filepath.Join(left, "full"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, c := range []plan.Change{
		itself("hotline", &plan.RoleSpec{Path: "/", Trust: trustText}),
		change("aws-support", plan.Tag, strings.Repeat("x", 129), value("")),
	} {
		if err := target.Make(context.Background(), acme, c); err == nil {
			t.Errorf("%s was made", c.Property)
		}
	}
	// In a string, a document can be longer than what readers take.
	long := strings.Replace(inlineText, `"*"`, `"`+strings.Repeat("*", 2<<20)+`"`, 1)
	if err := target.Make(context.Background(), msp, change("msp-support", plan.Inline, "long", &long)); err == nil || !strings.Contains(err.Error(), "cannot be written") {
		t.Errorf("%.200v", err)
	}
	if diff := cmp.Diff(before, files(t, dir)); diff != "" {
		t.Errorf("%.2000s", diff)
	}
}
