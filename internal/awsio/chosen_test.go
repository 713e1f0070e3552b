package awsio_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"hotline/check"
	"hotline/check/rules"
	"hotline/internal/app"
	"hotline/internal/awsio"
	"hotline/internal/faultproxy"
	"hotline/internal/snapfile"
	"hotline/org"
)

func callError(t *testing.T, err error) *awsio.CallError {
	t.Helper()
	var e *awsio.CallError
	if !errors.As(err, &e) {
		t.Fatalf("%v is no failed call", err)
	}
	return e
}

// status is how an audit of a snapshot goes as a whole.
func status(dir string) app.Status {
	report := app.Audit(snapfile.Files{Paths: []string{dir}}.Open(), rules.All(),
		check.Settings{CIS: check.CISVersions()[0], RoleName: regexp.MustCompile("aws-support"), Now: time.Unix(0, 0)})
	return app.AuditStatus(report, check.Critical+1)
}

// TestLeftOut holds that accounts which were not wanted are not missing.
func TestLeftOut(t *testing.T) {
	for _, depth := range []awsio.Depth{awsio.Quick, awsio.Full} {
		for name, change := range map[string]func(*awsio.Options){
			"all": func(*awsio.Options) {}, "without one": func(o *awsio.Options) { o.Exclude = []string{second} },
			"one alone": func(o *awsio.Options) { o.Accounts = []string{third} },
		} {
			replayed(t, 3, func(*faultproxy.Proxy) {})
			dir, o := t.TempDir(), whole(depth)
			change(&o)
			_, err := awsio.Collect(t.Context(), dir, o)
			must(t, err)
			if got := status(dir); got != app.Clean {
				t.Errorf("%v, %s: status %v", depth, name, got)
			}
			a := member(t, snapfile.Files{Paths: []string{dir}}.Snapshot(), second)
			if name != "all" && (len(a.Gaps) != 1 || a.Gaps[0].Kind != org.Unasked || a.HoldersKnown || !strings.Contains(a.Gaps[0].Location.File, "accounts-not-asked.json")) {
				t.Errorf("%v, %s: %+v", depth, name, a.Gaps)
			}
			if snapfile.Check(dir).Has(snapfile.Missing) && depth == awsio.Full {
				t.Errorf("%v, %s: %+v", depth, name, snapfile.Check(dir).Problems)
			}
		}
	}
}

// TestNamedInVain holds that what is named must be there, and known.
func TestNamedInVain(t *testing.T) {
	const unit = "ou-ab12-11112222"
	unplaced := func(p *faultproxy.Proxy) {
		p.On("organizations:ListAccounts", faultproxy.Reply(`{"Accounts":[{"Id":"`+first+`","State":"ACTIVE"},{"Id":"`+second+`","State":"ACTIVE"},{"Id":"`+third+`","State":"SUSPENDED"}]}`))
	}
	deny := func(calls ...string) func(*faultproxy.Proxy) {
		return func(p *faultproxy.Proxy) {
			for _, call := range calls {
				p.On(call, faultproxy.Deny())
			}
			unplaced(p)
		}
	}
	none := func(*faultproxy.Proxy) {}
	for name, tt := range map[string]struct {
		faults func(*faultproxy.Proxy)
		change func(*awsio.Options)
		words  string // of the error; none where it is empty
	}{
		"an account":            {none, func(o *awsio.Options) { o.Accounts = []string{second, "999999999999"} }, "--accounts: 999999999999 is not in the organization"},
		"an excluded account":   {none, func(o *awsio.Options) { o.Exclude = []string{"999999999999"} }, "--exclude: 999999999999 is not"},
		"a unit":                {none, func(o *awsio.Options) { o.Units = []string{"ou-ab12-99999999"} }, "--ou: ou-ab12-99999999 is not"},
		"a unit that is there":  {none, func(o *awsio.Options) { o.Units = []string{unit} }, ""},
		"the root":              {none, func(o *awsio.Options) { o.Units = []string{"r-ab12"} }, ""},
		"none left":             {none, func(o *awsio.Options) { o.Exclude = []string{"r-ab12"} }, "no account is left to read: 3 are not chosen"},
		"not active":            {unplaced, func(o *awsio.Options) { o.Accounts = []string{third} }, "no account is left to read: 2 are not chosen, 1 not active"},
		"no tree":               {deny("organizations:ListRoots"), func(o *awsio.Options) { o.Exclude = []string{unit} }, "organizations:ListRoots failed"},
		"no accounts of a unit": {deny("organizations:ListAccountsForParent"), func(o *awsio.Options) { o.Units = []string{unit} }, "organizations:ListAccountsForParent failed"},
		"a tree not asked": {unplaced, func(o *awsio.Options) { o.Exclude, o.Skip = []string{unit}, []string{"organizations:ListRoots"} },
			"nothing says which units account " + first},
		"no tree, and none needed": {deny("organizations:ListRoots"), func(o *awsio.Options) { o.Exclude = []string{second} }, ""},
		"no list":                  {func(p *faultproxy.Proxy) { p.On("organizations:ListAccounts", faultproxy.Deny()) }, func(o *awsio.Options) { o.Accounts = []string{second} }, ""},
	} {
		p := replayed(t, 3, tt.faults)
		o := whole(awsio.Quick)
		tt.change(&o)
		_, err := awsio.Collect(t.Context(), t.TempDir(), o)
		if tt.words == "" {
			must(t, err)
			continue
		}
		if err == nil || !strings.Contains(err.Error(), tt.words) || p.Counts()["sts:AssumeRole"] > 0 {
			t.Errorf("%s: %v %v", name, err, p.Counts())
		}
	}
}

// TestCheckSkip holds that calls without which nothing can be read cannot be
// left out.
func TestCheckSkip(t *testing.T) {
	t.Parallel()
	for call, words := range map[string]string{"sts:AssumeRole": "leave --org out", "organizations:ListAccounts": "expected --accounts beside it", "iam:ListRoles": ""} {
		o := awsio.Options{Org: true, Skip: []string{call}}
		if err := o.Check(); (err != nil) != (words != "") || err != nil && !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v", call, err)
		}
		o.Org = false
		must(t, o.Check())
	}
	o := awsio.Options{Org: true, Skip: []string{"organizations:ListAccounts"}, Accounts: []string{second}}
	must(t, o.Check())
}
