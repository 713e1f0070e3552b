package rehearsal_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hotline/internal/rehearsal"
	"hotline/plan"
)

// A refusal is a change, and the code with which IAM refuses it; empty where it
// would not be asked.
type refusal struct {
	code   string
	change plan.Change
}

func refusals() []refusal {
	const role = "aws-support"
	spec := func(edit func(s *plan.RoleSpec)) *plan.RoleSpec {
		s := &plan.RoleSpec{Path: "/", Trust: trustText, Session: 3600}
		edit(s)
		return s
	}
	long := strings.Repeat("x", 1001)
	return []refusal{
		{"EntityAlreadyExists", itself("AWS-Support", spec(func(*plan.RoleSpec) {}))},
		{"ValidationError", itself("a b", spec(func(*plan.RoleSpec) {}))},
		{"ValidationError", itself("a", spec(func(s *plan.RoleSpec) { s.Path = "x" }))},
		{"ValidationError", itself("a", spec(func(s *plan.RoleSpec) { s.Session = 60 }))},
		{"ValidationError", itself("a", spec(func(s *plan.RoleSpec) { s.Description = long }))},
		{"ValidationError", itself("a", spec(func(s *plan.RoleSpec) { s.Tags = map[string]string{"aws:x": ""} }))},
		{"MalformedPolicyDocument", itself("a", spec(func(s *plan.RoleSpec) { s.Trust = "{}x" }))},
		{"NoSuchEntity", itself("a", spec(func(s *plan.RoleSpec) { s.Boundary = unknownARN }))},
		{"UnmodifiableEntity", itself("a", spec(func(s *plan.RoleSpec) { s.Path = "/aws-service-role/x/" }))},
		{"NoSuchEntity", itself("nobody", nil)},
		{"DeleteConflict", itself(role, nil)},
		{"MalformedPolicyDocument", change(role, plan.Trust, "", nil)},
		{"MalformedPolicyDocument", change(role, plan.Trust, "", value("{"))},
		{"ValidationError", change(role, plan.Description, "", &long)},
		{"ValidationError", change(role, plan.Session, "", value("an hour"))},
		{"ValidationError", change(role, plan.Session, "", value("60"))},
		{"NoSuchEntity", change(role, plan.Boundary, "", nil)},
		{"NoSuchEntity", change(role, plan.Boundary, "", value(unknownARN))},
		{"ValidationError", change(role, plan.Tag, "", value("x"))},
		{"NoSuchEntity", change(role, plan.Attached, unknownARN, nil)},
		{"NoSuchEntity", change(role, plan.Attached, unknownARN, value(unknownARN))},
		{"NoSuchEntity", change(role, plan.Inline, "none", nil)},
		{"ValidationError", change(role, plan.Inline, "a/b", value(inlineText))},
		{"MalformedPolicyDocument", change(role, plan.Inline, "a", value("[]"))},
		{"NoSuchEntity", change(role, plan.InstanceProfile, "none", nil)},
		{"ValidationError", change(role, plan.InstanceProfile, "a/b", value("a/b"))},
		{"UnmodifiableEntity", change("AWSServiceRoleForOrganizations", plan.Tag, "a", value("b"))},
		{"", change(role, plan.Itself, "", value("spec"))},
		{"", change(role, "colour", "", value("red"))},
		{"", plan.Change{Property: plan.Property{Kind: "robot"}}},
		{"", plan.Change{Property: plan.Property{Kind: plan.User, Name: "oncall", Field: plan.Tag, Key: "a"}, After: value("b")}},
	}
}

// TestRefused holds that what IAM refuses is refused with its code, and changes
// nothing.
func TestRefused(t *testing.T) {
	t.Parallel()
	const role = "aws-support"
	dir := copyAcme(t)
	target := open(t, dir)
	before := files(t, dir)
	for _, c := range refusals() {
		err := target.Make(context.Background(), acme, c.change)
		var no *rehearsal.RefusedError
		if errors.As(err, &no); err == nil || no == nil && c.code != "" || no != nil && (no.ErrorCode() != c.code || !strings.Contains(err.Error(), c.code+": ")) {
			t.Errorf("%s: %v", c.change.Property, err)
		}
		if no != nil && (!errors.Is(err, plan.ErrNotMade) || errors.Is(err, plan.ErrThere) != (c.code == "EntityAlreadyExists")) {
			t.Errorf("%s: %v is not known not to be made", c.change.Property, err)
		}
	}
	makeAll(t, target, acme, change(role, plan.Tag, "not there", nil))
	if diff := cmp.Diff(before, files(t, dir)); diff != "" {
		t.Error(diff)
	}
	makeAll(t, target, acme, change(role, plan.InstanceProfile, "box", value("box")))
	var no *rehearsal.RefusedError
	if err := target.Make(context.Background(), acme, change(role, plan.InstanceProfile, "box", value("box"))); !errors.As(err, &no) || no.Code != "LimitExceeded" {
		t.Error(err)
	}
	for i := range 51 {
		err := target.Make(context.Background(), acme, change(role, plan.Tag, fmt.Sprint(i), value("x")))
		if i == 50 && (!errors.As(err, &no) || no.Code != "LimitExceeded") {
			t.Error(err)
		}
	}
}

const emptyLists = `"UserDetailList":[],"GroupDetailList":[],"Policies":[]`

func roleText(name, more string) string {
	return `{"Path":"/","RoleName":"` + name + `","RoleId":"AROA1","Arn":"arn:aws:iam::` + acme + `:role/` + name +
		`","AssumeRolePolicyDocument":` + trustText + `,"InstanceProfileList":[],"RolePolicyList":[],"AttachedManagedPolicies":[]` + more + `}`
}

// TestBadInput holds that a snapshot that is not whole is not touched.
func TestBadInput(t *testing.T) {
	t.Parallel()
	const name = "accounts/111122223333/a.json"
	good := `{` + emptyLists + `,"RoleDetailList":[` + roleText("r", "") + `]}`
	for words, content := range map[string]map[string]string{
		"is not in":                  {"accounts/222233334444/a.json": strings.ReplaceAll(good, acme, "222233334444")},
		"expected":                   {name: good + "{"},
		"no page has Policies":       {name: strings.Replace(good, `,"Policies":[]`, "", 1)},
		"described differently":      {name: good, "accounts/111122223333/b.json": strings.Replace(good, "AROA1", "AROA2", 1)},
		"is about account 222233334": {"all.json": good + strings.ReplaceAll(good, acme, "222233334444")},
		"was not read whole":         {"accounts/111122223333/list-entities-for-policy.json": `{"PolicyArn":"` + supportARN + `","PolicyRoles":[],"PolicyUsers":[],"PolicyGroups":[]}`},
	} {
		dir := tree(t, content)
		target := open(t, dir)
		if _, err := target.State(context.Background(), acme, plan.Resource{Kind: plan.Role, Name: "r"}); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v", words, err)
		}
		if err := target.Make(context.Background(), acme, change("r", plan.Tag, "a", value("b"))); err == nil {
			t.Errorf("%s: changed", words)
		}
		if diff := cmp.Diff(content, files(t, dir)); diff != "" {
			t.Error(diff)
		}
	}
	for words, content := range map[string]map[string]string{
		"no account was found": {"a.txt": ""},
		"of the schema":        {"manifest.json": `{"schema":"hotline/snapshot/9"}`, name: good},
	} {
		if _, err := rehearsal.Open(tree(t, content)); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v", words, err)
		}
	}
	if _, err := rehearsal.Open(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("opened nothing")
	}
}

// TestLinks holds that nothing is written through a link, nor in its place.
func TestLinks(t *testing.T) {
	t.Parallel()
	good := `{` + emptyLists + `,"RoleDetailList":[` + roleText("r", "") + `]}`
	outside := tree(t, map[string]string{"a.json": good})
	dir := tree(t, map[string]string{"accounts/111122223333/empty.json": `{` + emptyLists + `,"RoleDetailList":[]}`})
	if err := os.Symlink(filepath.Join(outside, "a.json"), filepath.Join(dir, "accounts", acme, "b.json")); err != nil {
		t.Skip(err)
	}
	err := open(t, dir).Make(context.Background(), acme, change("r", plan.Tag, "a", value("b")))
	if err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Error(err)
	}
}

// TestGone holds that files are read as they are when they are asked for.
func TestGone(t *testing.T) {
	t.Parallel()
	dir := copyAcme(t)
	target := open(t, dir)
	r := plan.Resource{Kind: plan.Role, Name: "aws-support"}
	state(t, target, dir, acme, r)
	file := filepath.Join(dir, "accounts", acme, "list-roles.json")
	for _, text := range []string{"{", "{}"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := target.State(context.Background(), acme, r)
		if _, known := s[plan.Property{Kind: plan.Role, Name: "aws-support", Field: plan.Session}]; known || (err == nil) != (text == "{}") {
			t.Errorf("%s: %v %v", text, s, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := target.State(ctx, acme, r); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestChangedMeanwhile holds that what somebody else made of the files after
// they were first read is told, and stays.
func TestChangedMeanwhile(t *testing.T) {
	t.Parallel()
	const name = "111122223333.json"
	entry := roleText("r", "")
	good := `{` + emptyLists + `,"RoleDetailList":[` + entry + `]}`
	encoded := func(text string) string {
		return strings.Replace(good, trustText, `"`+text+`"`, 1)
	}
	for words, text := range map[string]string{
		"in two ways":        strings.Replace(good, entry, entry+`,`+roleText("r", `,"Tags":[{"Key":"a","Value":"b"}]`), 1),
		"invalid URL escape": encoded("%zz"),
		"not valid UTF-8":    good + "\xff",
		"larger than":        good + strings.Repeat(" ", 1000),
		"no such file":       "",
	} {
		dir := tree(t, map[string]string{name: good})
		target := open(t, dir)
		r := plan.Resource{Kind: plan.Role, Name: "r"}
		state(t, target, dir, acme, r)
		target.SetMost(int64(len(good)) + 500)
		err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600)
		if text == "" {
			err = os.Remove(filepath.Join(dir, name))
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := target.State(context.Background(), acme, r); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v", words, err)
		}
		for _, c := range []plan.Change{change("r", plan.InstanceProfile, "box", value("box")), change("r", plan.Trust, "", value(trustText))} {
			if err := target.Make(context.Background(), acme, c); err == nil {
				t.Errorf("%s: %s was made", words, c.Property)
			}
		}
	}
}

// TestNotAttachable holds that a policy of a service is not attached, and that
// one without counts is.
func TestNotAttachable(t *testing.T) {
	t.Parallel()
	const arn, plain = "arn:aws:iam::aws:policy/aws-service-role/P", "arn:aws:iam::111122223333:policy/Q"
	dir := tree(t, map[string]string{"111122223333.json": `{"UserDetailList":[],"GroupDetailList":[],"Policies":[` +
		`{"PolicyName":"P","Arn":"` + arn + `","IsAttachable":false},{"PolicyName":"Q","Arn":"` + plain + `"}],"RoleDetailList":[` +
		strings.Replace(roleText("r", ""), `"AssumeRolePolicyDocument":`+trustText, `"AssumeRolePolicyDocument":null`, 1) + `]}`})
	target := open(t, dir)
	var no *rehearsal.RefusedError
	if err := target.Make(context.Background(), acme, change("r", plan.Attached, arn, value(arn))); !errors.As(err, &no) || no.Code != "PolicyNotAttachable" {
		t.Error(err)
	}
	makeAll(t, target, acme, change("r", plan.Attached, plain, value(plain)), change("r", plan.Trust, "", value(trustText)))
	if s := state(t, target, dir, acme, plan.Resource{Kind: plan.Role, Name: "r"}); len(s) != 3 {
		t.Error(s)
	}
	if _, err := target.State(context.Background(), acme, plan.Resource{Kind: "robot"}); err == nil {
		t.Error("a robot has a state")
	}
}
