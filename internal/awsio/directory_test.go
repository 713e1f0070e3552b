package awsio_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hotline/internal/awsio"
	"hotline/internal/faultproxy"
	"hotline/internal/snapfile"
)

// TestNamesFromAnswers holds that nothing is written or removed outside of the
// directory, whatever AWS calls things.
func TestNamesFromAnswers(t *testing.T) {
	for _, id := range []string{`"Id":"../../victim",`, `"Id":"..",`, ``, `"Id":"",`, `"Id":"1234",`} {
		replayed(t, 1, func(p *faultproxy.Proxy) {
			p.On("organizations:ListAccounts", faultproxy.Reply(`{"Accounts":[{"Id":"`+first+`","State":"ACTIVE"},{`+id+`"State":"ACTIVE"}]}`))
		})
		base := t.TempDir()
		victim := filepath.Join(base, "victim", "precious")
		must(t, os.Mkdir(filepath.Dir(victim), 0o700))
		must(t, os.WriteFile(victim, nil, 0o600))
		_, err := awsio.Collect(t.Context(), filepath.Join(base, "out"), whole(awsio.Quick))
		if err == nil || !strings.Contains(err.Error(), "is no id of an account") {
			t.Errorf("%s: %v", id, err)
		}
		if _, err := os.Stat(victim); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
}

// TestRoleNames holds that readers find what is written about roles, whatever
// their names.
func TestRoleNames(t *testing.T) {
	for _, name := range []string{".support", "../../support", "a b/../c"} {
		replayed(t, 1, func(p *faultproxy.Proxy) {
			for _, operation := range []string{"ListEntitiesForPolicy", "GetRole"} {
				p.On("iam:"+operation, func(c *faultproxy.Call) *faultproxy.Answer {
					return faultproxy.Reply(faultproxy.Holder(c, operation, name))(c)
				})
			}
		})
		base := t.TempDir()
		dir := filepath.Join(base, "deep", "out")
		_, err := awsio.Collect(t.Context(), dir, whole(awsio.Quick))
		must(t, err)
		found, err := filepath.Glob(filepath.Join(dir, "accounts", first, "get-role", "*.json"))
		must(t, err)
		if len(found) != 1 || strings.HasPrefix(filepath.Base(found[0]), ".") {
			t.Errorf("%s: %v", name, found)
		}
		if outside, _ := filepath.Glob(filepath.Join(base, "*")); len(outside) != 1 {
			t.Errorf("%s: %v", name, outside)
		}
		if name != ".support" { // others are no names of IAM
			continue
		}
		if a := member(t, snapfile.Files{Paths: []string{dir}}.Snapshot(), first); len(a.Roles) != 1 || a.Roles[0].Trust.Policy == nil {
			t.Errorf("%s: %+v", name, a.Roles)
		}
	}
}

// TestLinks holds that a link does not lead the writing out of the directory.
func TestLinks(t *testing.T) {
	replayed(t, 1, func(*faultproxy.Proxy) {})
	dir, outside := t.TempDir(), t.TempDir()
	must(t, os.Symlink(outside, filepath.Join(dir, "accounts")))
	_, err := awsio.Collect(t.Context(), dir, whole(awsio.Quick))
	entries, _ := os.ReadDir(outside)
	if err == nil || len(entries) > 0 {
		t.Errorf("%v %v", err, entries)
	}
}

// TestTwoRuns holds that a directory is written by one run at a time, and that
// a folder which somebody removes meanwhile does not become a part of one.
func TestTwoRuns(t *testing.T) {
	dir := t.TempDir()
	var inner error
	replayed(t, 1, func(p *faultproxy.Proxy) {
		p.On("iam:ListEntitiesForPolicy", func(*faultproxy.Call) *faultproxy.Answer {
			o := whole(awsio.Quick)
			o.Resume = true
			_, inner = awsio.Collect(t.Context(), dir, o)
			return nil
		})
	})
	_, err := awsio.Collect(t.Context(), dir, whole(awsio.Quick))
	must(t, err)
	if inner == nil || !strings.Contains(inner.Error(), "another hotline writes into") {
		t.Errorf("a second run: %v", inner)
	}
	if _, err := os.Lstat(filepath.Join(dir, ".lock")); err == nil {
		t.Error("the lock is still there")
	}
	replayed(t, 1, func(p *faultproxy.Proxy) {
		p.On("iam:GetRole", func(*faultproxy.Call) *faultproxy.Answer {
			must(t, os.RemoveAll(filepath.Join(dir, "accounts", "."+first+".new")))
			return nil
		})
	})
	if r, err := awsio.Collect(t.Context(), dir, whole(awsio.Quick)); err == nil || r.Read != 0 {
		t.Errorf("half a folder: %v %+v", err, r)
	}
}

// TestKilled holds that what a run had put aside when it was killed comes back.
func TestKilled(t *testing.T) {
	replayed(t, 2, func(*faultproxy.Proxy) {})
	dir, o := t.TempDir(), whole(awsio.Quick)
	_, err := awsio.Collect(t.Context(), dir, o)
	must(t, err)
	must(t, os.Rename(filepath.Join(dir, "accounts", second), filepath.Join(dir, "accounts", "."+second+".old")))
	o.Resume = true
	r, err := awsio.Collect(t.Context(), dir, o)
	must(t, err)
	if r.Kept != 2 {
		t.Errorf("%+v", r)
	}
}

// TestOneCaller holds that a snapshot is that of one account: what another sees
// is not mixed with it, and nothing is changed.
func TestOneCaller(t *testing.T) {
	const other = "222222222222"
	identity := func(partition, id string) faultproxy.Fault {
		return faultproxy.Reply("<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:" + partition + ":sts::" + id + ":assumed-role/a/b</Arn><UserId>A</UserId><Account>" + id +
			"</Account></GetCallerIdentityResult></GetCallerIdentityResponse>")
	}
	dir := t.TempDir()
	o := fast()
	o.Depth, o.Resume = awsio.Quick, true
	replayed(t, 1, func(*faultproxy.Proxy) {})
	_, err := awsio.Collect(t.Context(), dir, o)
	must(t, err)
	for _, fault := range []faultproxy.Fault{identity("aws", other), identity("aws-cn", first)} {
		p := replayed(t, 1, func(p *faultproxy.Proxy) { p.On("sts:GetCallerIdentity", fault) })
		_, err := awsio.Collect(t.Context(), dir, o)
		if err == nil || !strings.Contains(err.Error(), "account "+first+" (aws) has read") || len(p.Counts()) != 1 {
			t.Errorf("%v %v", err, p.Counts())
		}
	}
	entries, err := os.ReadDir(filepath.Join(dir, "accounts"))
	if err != nil || len(entries) != 1 {
		t.Errorf("%v %v", err, entries)
	}
}
