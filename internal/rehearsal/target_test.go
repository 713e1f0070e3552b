package rehearsal_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hotline/internal/app"
	"hotline/internal/rehearsal"
	"hotline/internal/snapfile"
	"hotline/plan"
)

var _ app.Target = (*rehearsal.Target)(nil)

// A thereAndBack is a change, and the one that takes it back.
type thereAndBack struct {
	name, account string
	there, back   plan.Change
}

func pairs() []thereAndBack {
	spec := &plan.RoleSpec{Path: "/team/", Trust: trustText, Description: "Opens <cases> & more", Session: 7200, Tags: map[string]string{"owner": "x", "a": "y"}, Boundary: supportARN}
	bareSpec := &plan.RoleSpec{Path: "/", Trust: trustText}
	var out []thereAndBack
	for id, role := range map[string]string{acme: "aws-support", msp: "msp-support", bare: "breakglass"} {
		add := func(name string, there, back plan.Change) {
			out = append(out, thereAndBack{name, id, there, back})
		}
		add("role", itself("hotline", spec), itself("hotline", nil))
		add("bare role", itself("hotline", bareSpec), itself("hotline", nil))
		add("description", change(role, plan.Description, "", value("x")), change(role, plan.Description, "", nil))
		add("inline", change(role, plan.Inline, "zzz", value(inlineText)), change(role, plan.Inline, "zzz", nil))
		add("tag", change(role, plan.Tag, "zzz", value("1")), change(role, plan.Tag, "zzz", nil))
		add("boundary", change(role, plan.Boundary, "", value(supportARN)), change(role, plan.Boundary, "", nil))
		if id == bare {
			add("session", change(role, plan.Session, "", value("7200")), change(role, plan.Session, "", nil))
		}
		add("profile", change(role, plan.InstanceProfile, "box", value("box")), change(role, plan.InstanceProfile, "box", nil))
	}
	for r, id := range map[plan.Resource]string{{Kind: plan.User, Name: "oncall"}: acme, {Kind: plan.Group, Name: "on-call"}: acme} {
		for key, after := range map[plan.Property]string{{Field: plan.Inline, Key: "zzz"}: inlineText, {Field: plan.Attached, Key: supportARN}: supportARN} {
			p := plan.Property{Kind: r.Kind, Name: r.Name, Field: key.Field, Key: key.Key}
			out = append(out, thereAndBack{p.String(), id, plan.Change{Property: p, After: &after}, plan.Change{Property: p}})
		}
	}
	return out
}

func TestThereAndBack(t *testing.T) {
	t.Parallel()
	for _, p := range pairs() {
		t.Run(p.account+" "+p.name, func(t *testing.T) {
			t.Parallel()
			dir := copyAcme(t)
			before := files(t, dir)
			target := open(t, dir)
			r := p.there.Resource()
			was := state(t, target, dir, p.account, r)
			want := maps.Clone(was)
			p.there.Before = was.Value(p.there.Property)
			if ok, err := p.there.Apply(want, "aws"); !ok || err != nil {
				t.Fatal(ok, err)
			}
			if p.name == "bare role" {
				want[plan.Property{Kind: plan.Role, Name: "hotline", Field: plan.Session}] = "3600"
			}
			makeAll(t, target, p.account, p.there)
			got, err := target.State(context.Background(), p.account, r)
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Fatal(diff, err)
			}
			if p.account != bare || p.name != "description" { // which no reader is told of then
				state(t, target, dir, p.account, r)
			}
			makeAll(t, target, p.account, p.back)
			if diff := cmp.Diff(was, state(t, target, dir, p.account, r)); diff != "" {
				t.Error(diff)
			}
			if err := target.Close(); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(before, files(t, dir)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestEveryValue takes each property that there is in the example from its
// value to another, or away, and back.
func TestEveryValue(t *testing.T) {
	t.Parallel()
	dir := copyAcme(t)
	target := open(t, dir)
	before := files(t, dir)
	source := snapfile.Files{Paths: []string{dir}}.Open()
	for i := range source.Len() {
		id := source.ID(i)
		a := source.Account(i)
		if len(a.Roles) == 0 {
			continue
		}
		for p := range plan.StateOf(a) {
			s := state(t, target, dir, id, p.Resource())
			c := plan.Change{Property: p, Before: value(s[p])}
			switch p.Field {
			case plan.Itself:
				continue
			case plan.Trust, plan.Inline:
				c.After = value(inlineText)
			case plan.Description, plan.Tag:
				c.After = value("ü \"<&>\"\n")
			case plan.Session:
				c.After = value("43200")
			case plan.Boundary:
				c.After = value(supportARN)
			default: // taken away and put back, which may change the order
				c.After = nil
			}
			err := target.Make(context.Background(), id, c)
			var no *rehearsal.RefusedError
			if errors.As(err, &no) && no.Code == "UnmodifiableEntity" {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			if now := state(t, target, dir, id, p.Resource()).Value(p); cmp.Diff(c.After, now) != "" {
				t.Errorf("%s %s: %s", id, p, cmp.Diff(c.After, now))
			}
			makeAll(t, target, id, c.Reverse())
			if diff := cmp.Diff(s, state(t, target, dir, id, p.Resource())); diff != "" {
				t.Errorf("%s %s: %s", id, p, diff)
			}
			if diff := cmp.Diff(before, files(t, dir)); diff != "" {
				t.Errorf("%s %s: %s", id, p, diff)
				before = files(t, dir)
			}
		}
	}
}

// TestCreated holds what a new role looks like, and that it is another when it
// is created again.
func TestCreated(t *testing.T) {
	t.Parallel()
	for _, id := range []string{acme, msp, bare} {
		dir := copyAcme(t)
		target := open(t, dir)
		spec := &plan.RoleSpec{Path: "/", Trust: trustText, Session: 3600, Description: "Support"}
		seen := map[string]bool{}
		for range 3 {
			makeAll(t, target, id, itself("hotline", spec))
			a := read(t, dir, id)
			for _, r := range a.Roles {
				if r.Name != "hotline" {
					continue
				}
				if len(r.ID) != 21 || !strings.HasPrefix(r.ID, "AROA") || seen[r.ID] || r.Created != createdText || r.Description != "Support" {
					t.Errorf("%+v", r.Principal)
				}
				seen[r.ID] = true
			}
			makeAll(t, target, id, itself("hotline", nil))
		}
		if len(seen) != 3 {
			t.Errorf("%s: %d ids", id, len(seen))
		}
	}
}

// TestSupportAccess holds that AWSSupportAccess comes with its document where
// nobody has it yet, and goes again.
func TestSupportAccess(t *testing.T) {
	t.Parallel()
	for _, empty := range []string{"[]", "null"} {
		dir := tree(t, map[string]string{"111122223333.json": `{"UserDetailList":` + empty + `,"GroupDetailList":` + empty +
			`,"RoleDetailList":[{"Path":"/","RoleName":"r","RoleId":"AROAX","Arn":"arn:aws-cn:iam::111122223333:role/r","CreateDate":"2025-03-11T10:02:51+00:00",` +
			`"AssumeRolePolicyDocument":` + trustText + `,"InstanceProfileList":[],"RolePolicyList":[],"AttachedManagedPolicies":[]}],"Policies":` + empty + `}`})
		before := files(t, dir)
		target := open(t, dir)
		arn := "arn:aws-cn:iam::aws:policy/AWSSupportAccess"
		attach := change("r", plan.Attached, arn, &arn)
		makeAll(t, target, acme, attach, attach, change("r", plan.Boundary, "", &arn), change("r", plan.Boundary, "", &arn))
		state(t, target, dir, acme, attach.Resource())
		a := read(t, dir, acme)
		if len(a.Policies) != 1 || a.Policies[0].Attachments != 1 || a.Policies[0].BoundaryUses != 1 || a.Policies[0].DefaultDocument() == nil || len(a.Notes) > 0 {
			t.Errorf("%+v %v", a.Policies, a.Notes)
		}
		makeAll(t, target, acme, change("r", plan.Boundary, "", nil), attach.Reverse())
		if diff := cmp.Diff(strings.ReplaceAll(before["111122223333.json"], `"Policies":null`, `"Policies":[]`), files(t, dir)["111122223333.json"]); diff != "" {
			t.Error(diff)
		}
	}
}

// TestManifest holds that the files are sealed again as of the same moment, and
// only where something was changed.
func TestManifest(t *testing.T) {
	t.Parallel()
	dir := copyAcme(t)
	target := open(t, dir)
	makeAll(t, target, bare, itself("hotline", &plan.RoleSpec{Path: "/", Trust: trustText}))
	if err := target.Close(); err != nil {
		t.Fatal(err)
	}
	in := snapfile.Check(dir)
	if in.Has(snapfile.Damage) || in.Manifest.Created.Format("2006-01-02") != "2026-11-20" {
		t.Errorf("%+v", in)
	}
	if _, ok := in.Manifest.Files["accounts/666677778888/get-role/hotline.json"]; !ok {
		t.Error("the new file is not sealed")
	}
	broken := filepath.Join(dir, "organization", "list-roots.json")
	if err := os.WriteFile(broken, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := open(t, dir).Close(); err != nil || !snapfile.Check(dir).Has(snapfile.Damage) {
		t.Error("a snapshot that was not changed was sealed", err)
	}
}

// TestConcurrent holds that accounts can be changed at the same time, and one
// by several.
func TestConcurrent(t *testing.T) {
	t.Parallel()
	dir := copyAcme(t)
	target := open(t, dir)
	var wg sync.WaitGroup
	for _, id := range []string{acme, msp, bare, "777788889999"} {
		for _, name := range []string{"a", "b", "c"} {
			wg.Go(func() {
				makeAll(t, target, id, itself(name, &plan.RoleSpec{Path: "/", Trust: trustText}), change(name, plan.Tag, "k", value("v")))
			})
		}
	}
	wg.Wait()
	for _, id := range []string{acme, msp, bare, "777788889999"} {
		for _, name := range []string{"a", "b", "c"} {
			if s := state(t, target, dir, id, plan.Resource{Kind: plan.Role, Name: name}); len(s) != 4 {
				t.Errorf("%s %s: %v", id, name, s)
			}
		}
	}
	for name, text := range files(t, dir) {
		if strings.HasSuffix(name, ".json") && !json.Valid([]byte(text)) || strings.HasPrefix(filepath.Base(name), ".") {
			t.Errorf("%s: %.80s", name, text)
		}
	}
}
