package check_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"hotline/actions"
	"hotline/check"
	"hotline/check/rules"
	"hotline/internal/snapfile"
	"hotline/org"
	"hotline/reach"
)

const (
	accountID = "111122223333"
	support   = "arn:aws:iam::aws:policy/AWSSupportAccess"
	namesake  = "arn:aws:iam::111122223333:policy/AWSSupportAccess"
)

// object is a JSON object.
type object = map[string]any

// details is a page of get-account-authorization-details.
type details struct {
	users, groups, roles, policies []object
	more                           bool // says that a further page follows
	drop                           string
}

func (d details) json(t *testing.T) []byte {
	t.Helper()
	list := func(l []object) []object { return append([]object{}, l...) }
	page := object{"UserDetailList": list(d.users), "GroupDetailList": list(d.groups),
		"RoleDetailList": list(d.roles), "Policies": list(d.policies), "IsTruncated": d.more}
	delete(page, d.drop)
	text, err := json.Marshal(page)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// withResponder adds the role that responder trusts, and that somebody of
// another account can become.
func (d details) withResponder() details {
	d.roles = append(slices.Clone(d.roles), role("responder", one(trusting(object{"AWS": "arn:aws:iam::999900001111:user/mara"}))))
	return d
}

// principal is a user, group or role with policies attached.
func principal(kind, name string, attached ...string) object {
	keys := map[string]string{"user": "UserName", "group": "GroupName", "role": "RoleName"}
	refs := []object{}
	for _, arn := range attached {
		refs = append(refs, object{"PolicyArn": arn, "PolicyName": filepath.Base(arn)})
	}
	return object{"Arn": "arn:aws:iam::" + accountID + ":" + kind + "/" + name, "Path": "/", keys[kind]: name, "AttachedManagedPolicies": refs}
}

// role is a role with a trust policy of the given statements.
func role(name string, trust []object, attached ...string) object {
	r := principal("role", name, attached...)
	r["AssumeRolePolicyDocument"] = object{"Version": "2012-10-17", "Statement": trust}
	r["Tags"] = []object{{"Key": "owner", "Value": "x"}, {"Key": "purpose", "Value": "y"}}
	return r
}

// trusting is a statement that lets a principal assume the role.
func trusting(p any) object {
	return object{"Effect": "Allow", "Principal": p, "Action": "sts:AssumeRole"}
}

// with adds members to an object.
func with(o object, key string, value any) object {
	o[key] = value
	return o
}

// inGroup puts a user into groups.
func inGroup(user object, groups ...string) object { return with(user, "GroupList", groups) }

// one is a list of one object.
func one(o object) []object { return []object{o} }

// responder is a trust policy that nothing is wrong with.
func responder() []object {
	return one(trusting(object{"AWS": "arn:aws:iam::" + accountID + ":role/responder"}))
}

// snapshot reads pages, each from a file of its own.
func snapshot(t *testing.T, pages ...[]byte) *org.Snapshot {
	t.Helper()
	dir := t.TempDir()
	for i, p := range pages {
		if err := os.WriteFile(filepath.Join(dir, string(rune('a'+i))+".json"), p, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return snapfile.Files{Paths: []string{dir}}.Snapshot()
}

// universe is all actions of AWS, read once.
var universe = sync.OnceValue(func() *reach.Universe {
	table, err := actions.Load()
	if err != nil {
		panic(err)
	}
	return reach.NewUniverse(table)
})

// audit judges a snapshot by a CIS version and all rules.
func audit(t *testing.T, s *org.Snapshot, version string) *check.Report {
	t.Helper()
	cis, err := check.ParseCISVersion(version)
	if err != nil {
		t.Fatal(err)
	}
	return check.Run(s, rules.All(), check.Settings{
		CIS: cis, RoleName: regexp.MustCompile("(?i)support"), RequiredTags: []string{"owner", "purpose"},
		MaxSession: time.Hour, Actions: universe(), Now: time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC),
	})
}

// failed lists the ids of the rules that fail.
func failed(a *check.AccountReport) []string {
	var ids []string
	for _, f := range a.Findings {
		if f.Outcome == check.Fail {
			ids = append(ids, f.Rule.ID)
		}
	}
	return ids
}
