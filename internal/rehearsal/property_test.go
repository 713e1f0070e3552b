package rehearsal_test

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"hotline/internal/rehearsal"
	"hotline/plan"
)

// TestRandomChanges holds that the files say after any changes what
// plan.Change.Apply says.
func TestRandomChanges(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		id := rapid.SampledFrom([]string{acme, msp, bare, "100010001000"}).Draw(rt, "account")
		dir := filepath.Join(base, id)
		if err := errors.Join(os.RemoveAll(dir), os.CopyFS(dir, os.DirFS("../../examples/acme/accounts/"+id))); err != nil {
			rt.Fatal(err)
		}
		target, err := rehearsal.Open(dir)
		if err != nil {
			rt.Fatal(err)
		}
		want := plan.StateOf(read(t, dir, id))
		for range rapid.IntRange(1, 12).Draw(rt, "changes") {
			c, ok := draw(rt, want, id)
			if !ok {
				continue
			}
			if err := target.Make(context.Background(), id, c); err != nil {
				rt.Fatalf("%s: %v", c.Property, err)
			}
			if ok, err := c.Apply(want, "aws"); !ok || err != nil {
				rt.Fatalf("%s: %v %v", c.Property, ok, err)
			}
			got, err := target.State(context.Background(), id, c.Resource())
			if err != nil {
				rt.Fatal(err)
			}
			if c.After != nil && c.Field != plan.Itself && got[c.Property] != *c.After { // byte by byte
				rt.Fatalf("%s is %q, and not %q", c.Property, got[c.Property], *c.After)
			}
			for p := range want.Of(c.Resource()) {
				if !plan.Same(p.Field, got.Value(p), want.Value(p), "aws") {
					rt.Fatalf("%s after %s: %s", p, c.Property, cmp.Diff(want.Value(p), got.Value(p)))
				}
			}
			if len(got) != len(want.Of(c.Resource())) {
				rt.Fatalf("%s: %v", c.Property, got)
			}
		}
		a := read(t, dir, id)
		if len(a.Gaps) > 0 || len(a.Notes) > 0 {
			rt.Fatalf("%v %v", a.Gaps, a.Notes)
		}
		now := plan.StateOf(a)
		for p := range want {
			if !plan.Same(p.Field, now.Value(p), want.Value(p), "aws") {
				rt.Fatalf("%s: %s", p, cmp.Diff(want.Value(p), now.Value(p)))
			}
		}
		if len(now) != len(want) {
			rt.Fatalf("%d properties, and not %d", len(now), len(want))
		}
		if err := target.Close(); err != nil {
			rt.Fatal(err)
		}
	})
}

// draw is a change that IAM would make.
func draw(rt *rapid.T, s plan.State, id string) (plan.Change, bool) {
	spec := plan.RoleSpec{Path: rapid.SampledFrom([]string{"/", "/a/b/"}).Draw(rt, "path"), Trust: trustText, Session: 3600,
		Description: drawText(rt), Tags: map[string]string{"t": drawText(rt)}}
	owned := map[string]string{acme: "aws-support", msp: "msp-support", bare: "breakglass", "100010001000": "aws-support"}[id]
	name := rapid.SampledFrom([]string{owned, "x", "Y"}).Draw(rt, "name")
	p := plan.Property{Kind: plan.Role, Name: name}
	state := s.Of(p.Resource())
	if _, has := state[plan.Property{Kind: plan.Role, Name: name, Field: plan.Itself}]; !has {
		return itself(name, &spec), name != owned || id != "100010001000"
	}
	p.Field = rapid.SampledFrom([]plan.Field{plan.Itself, plan.Trust, plan.Description, plan.Session, plan.Boundary, plan.Tag, plan.Attached, plan.Inline, plan.InstanceProfile}).Draw(rt, "field")
	p.Key = map[plan.Field]string{plan.Tag: "t" + drawText(rt), plan.Attached: supportARN,
		plan.Inline: "i" + strconv.Itoa(rapid.IntRange(0, 3).Draw(rt, "n")), plan.InstanceProfile: name + "-box"}[p.Field]
	c := plan.Change{Property: p, Before: s.Value(p)}
	away := c.Before != nil && rapid.Bool().Draw(rt, "away")
	switch p.Field {
	case plan.Itself:
		return c, !slices.ContainsFunc(slices.Collect(maps.Keys(state)), func(q plan.Property) bool {
			return q.Field == plan.Attached || q.Field == plan.Inline || q.Field == plan.InstanceProfile
		})
	case plan.Trust:
		c.After = value(rapid.SampledFrom([]string{trustText, strings.Replace(trustText, "root", "user/a", 1), "{\n" + trustText[1:]}).Draw(rt, "trust"))
		return c, true
	case plan.Session:
		c.After = value(strconv.Itoa(rapid.IntRange(3600, 43200).Draw(rt, "seconds")))
		return c, true
	case plan.Description:
		c.After = value(drawText(rt))
		return c, state[plan.Property{Kind: plan.Role, Name: name, Field: plan.Session}] != ""
	default: // below
	}
	if away || p.Field == plan.InstanceProfile && c.Before != nil { // which has one role at most
		return c, true
	}
	c.After = &p.Key
	switch p.Field {
	case plan.Boundary:
		c.After = value(supportARN)
	case plan.Inline:
		c.After = value("{\n \"Statement\":" + inlineText[len(`{"Version":"2012-10-17","Statement":`):])
	case plan.Tag:
		c.After = value(drawText(rt))
	default:
	}
	return c, true
}

func drawText(rt *rapid.T) string {
	return rapid.StringMatching(`[a-zé"\\<& /]{1,6}`).Draw(rt, "text")
}
