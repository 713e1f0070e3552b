package check_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hotline/check"
	"hotline/check/rules"
	"hotline/internal/snapfile"
	"hotline/org"
)

func TestParseCISVersion(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, version, control string }{
		{"1.1", "1.1.0", "1.22"}, {"1.2", "1.2.0", "1.20"}, {"1.2.0", "1.2.0", "1.20"}, {"1.3", "1.3.0", "1.17"},
		{"1.4.0", "1.4.0", "1.17"}, {"1.5", "1.5.0", "1.17"}, {"2", "2.0.0", "1.17"}, {"v3.0.0", "3.0.0", "1.17"},
		{"4", "4.0.1", "1.17"}, {"4.0.0", "4.0.0", "1.17"}, {"5.0", "5.0.0", "1.16"}, {"6.0.0", "6.0.0", "2.16"},
		{"V7.0.0", "7.0.0", "2.15"}, {"1", "1.5.0", "1.17"},
	}
	for _, tt := range tests {
		v, err := check.ParseCISVersion(tt.in)
		if err != nil || v.Version != tt.version || v.Control != tt.control {
			t.Errorf("ParseCISVersion(%q) = %v, %v; want %s, %s", tt.in, v, err, tt.version, tt.control)
		}
	}
	for _, bad := range []string{"", "v", "8", "1.6", "7.0.0.0", "1.", "latest"} {
		if v, err := check.ParseCISVersion(bad); err == nil || !strings.Contains(err.Error(), "7.0.0, 6.0.0") {
			t.Errorf("ParseCISVersion(%q) = %v, %v", bad, v, err)
		}
	}
}

func TestSeverity(t *testing.T) {
	t.Parallel()
	for _, s := range check.Severities() {
		text, err := s.MarshalText()
		if back, parseErr := check.ParseSeverity(string(text)); err != nil || parseErr != nil || back != s {
			t.Errorf("%s: %v %v %v", text, back, err, parseErr)
		}
	}
	if _, err := check.ParseSeverity("grave"); err == nil || !strings.Contains(err.Error(), "critical, high") {
		t.Errorf("ParseSeverity of a word that is none: %v", err)
	}
}

// TestPartitions holds that only the policy of the account's own partition
// counts.
func TestPartitions(t *testing.T) {
	t.Parallel()
	partitions := []string{"aws", "aws-cn", "aws-us-gov", "aws-eusc"}
	for _, own := range partitions {
		for _, of := range partitions {
			text := strings.ReplaceAll(string(details{roles: one(role("support", responder(), "POLICY"))}.json(t)), "arn:aws:", "arn:"+own+":")
			text = strings.ReplaceAll(text, `"POLICY"`, `"arn:`+of+`:iam::aws:policy/AWSSupportAccess"`)
			a := audit(t, snapshot(t, []byte(text)), "7.0.0").Accounts[0]
			want := check.Fail
			if own == of {
				want = check.Pass
			}
			if a.CIS.Outcome != want || a.SecurityHub.Outcome != want || a.Account.Partition != own {
				t.Errorf("account in %s, policy of %s: %s, %s; want %s", own, of, a.CIS.Outcome, a.SecurityHub.Outcome, want)
			}
		}
	}
}

// TestManyPages spreads 150 roles over pages, an empty one among them, and
// wants every holder named.
func TestManyPages(t *testing.T) {
	t.Parallel()
	var pages [][]byte
	var want []string
	for page := range 4 {
		d := details{more: page < 3}
		for i := page * 50; page != 2 && i < page*50+50; i++ {
			r := role(fmt.Sprintf("r%03d", i), responder())
			if i%10 == 0 {
				r = role(fmt.Sprintf("r%03d", i), responder(), support)
				want = append(want, r["Arn"].(string))
			}
			d.roles = append(d.roles, r)
		}
		pages = append(pages, d.json(t))
	}
	concatenated := slices.Concat(pages...)
	for _, files := range [][][]byte{pages, {concatenated}, {[]byte("[" + strings.Join([]string{string(pages[0]), string(pages[1]), string(pages[2]), string(pages[3])}, ",") + "]")}} {
		s := snapshot(t, files...)
		a := audit(t, s, "7.0.0").Accounts[0]
		var got []string
		for _, h := range a.CIS.Counted {
			got = append(got, h.ARN)
			if !strings.Contains(a.CIS.Reason, h.ARN[strings.LastIndex(h.ARN, ":")+1:]) {
				t.Errorf("the reason does not name %s", h.ARN)
			}
		}
		if len(s.Accounts[0].Roles) != 150 || !slices.Equal(got, want) {
			t.Errorf("%d files: %d roles, counted %v, want %v", len(files), len(s.Accounts[0].Roles), got, want)
		}
	}
}

// machine lets in what runs on an instance.
func machine() object {
	return object{"Effect": "Allow", "Principal": object{"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
}

// TestDisagreement holds that the reason names who counts where, and why not
// elsewhere.
func TestDisagreement(t *testing.T) {
	t.Parallel()
	group := details{groups: one(principal("group", "ops", support)), users: one(inGroup(principal("user", "a"), "ops"))}
	empty := details{groups: one(principal("group", "ops", support))}
	lone := details{roles: one(role("support", responder(), support))}
	right := details{roles: []object{role("support", responder(), support), role("responder", one(machine()))}}
	const onlyOthers = " passes, yet no role is usable: only users and groups have AWSSupportAccess attached"
	tests := []struct {
		details       details
		version, want string
	}{
		{group, "7.0.0", "CIS 7.0.0 says fail, Security Hub IAM.18 says pass; Security Hub IAM.18 counts group/ops, CIS 7.0.0 does not: only roles count"},
		{group, "1.2.0", "CIS 1.2.0 says pass, CIS 7.0.0 says fail; CIS 1.2.0 counts group/ops, CIS 7.0.0 does not: only roles count. CIS 1.2.0" + onlyOthers},
		{empty, "1.1", "CIS 1.1.0 says pass, Security Hub IAM.18 says fail; CIS 1.1.0 counts group/ops, Security Hub IAM.18 does not: the group has no users. CIS 1.1.0" + onlyOthers},
		{empty, "7.0.0", "CIS 7.0.0 says fail, CIS 1.2.0 says pass; CIS 1.2.0 counts group/ops, CIS 7.0.0 does not: only roles count"},
		{lone, "7.0.0", "CIS 7.0.0 passes, yet no role is usable"},
		{right, "7.0.0", ""},
	}
	for _, tt := range tests {
		if got := audit(t, snapshot(t, tt.details.json(t)), tt.version).Accounts[0].Disagreement; got != tt.want {
			t.Errorf("%s: %q\nwant %q", tt.version, got, tt.want)
		}
	}
}

// TestDamageIsUnknown holds that a broken source never passes or fails, and
// that what can be read is still looked at.
func TestDamageIsUnknown(t *testing.T) {
	t.Parallel()
	right := role("support", one(trusting("*")), support)
	broken := with(role("other", nil), "AssumeRolePolicyDocument", "no policy")
	a := audit(t, snapshot(t, details{roles: []object{right, broken}}.json(t)), "7.0.0").Accounts[0]
	if a.CIS.Outcome != unknown || a.SecurityHub.Outcome != unknown {
		t.Errorf("verdicts %s and %s of a damaged account", a.CIS.Outcome, a.SecurityHub.Outcome)
	}
	if got := failed(a); !slices.Equal(got, []string{"SR003"}) {
		t.Errorf("failed %v, want SR003", got)
	}
	if !strings.Contains(a.CIS.Reason, "role/support has AWSSupportAccess attached") {
		t.Errorf("reason %q", a.CIS.Reason)
	}
}

// TestKnownAccounts holds that accounts audited together trust each other.
func TestKnownAccounts(t *testing.T) {
	t.Parallel()
	trusting2 := details{roles: one(role("support", one(trusting(object{"AWS": "arn:aws:iam::444455556666:root"})), support))}.json(t)
	other := []byte(strings.ReplaceAll(string(details{roles: one(role("responder", responder()))}.json(t)), accountID, "444455556666"))
	if got := failed(audit(t, snapshot(t, trusting2), "7.0.0").Accounts[0]); !slices.Equal(got, []string{"SR004"}) {
		t.Errorf("alone: %v", got)
	}
	if got := failed(audit(t, snapshot(t, trusting2, other), "7.0.0").Accounts[0]); !slices.Equal(got, []string{"SR013"}) { // nobody there may
		t.Errorf("together: %v", got)
	}
}

// TestFindingsWorstFirst holds the order of findings, and that reading the
// principals in another order changes nothing.
func TestFindingsWorstFirst(t *testing.T) {
	t.Parallel()
	roles := []object{role("a", one(trusting("*")), support), role("support", one(trusting(object{"Service": "x"})), support, "arn:aws:iam::aws:policy/ReadOnlyAccess")}
	want := audit(t, snapshot(t, details{roles: roles}.json(t)), "7.0.0").Accounts[0].Findings
	slices.Reverse(roles)
	got := audit(t, snapshot(t, details{roles: roles}.json(t)), "7.0.0").Accounts[0].Findings
	for i := range want {
		if got[i].Rule.ID != want[i].Rule.ID || got[i].Resource != want[i].Resource || got[i].Outcome != want[i].Outcome {
			t.Errorf("finding %d: %s %s, want %s %s", i, got[i].Rule.ID, got[i].Resource, want[i].Rule.ID, want[i].Resource)
		}
		if i > 0 && want[i-1].Outcome == fail && want[i].Outcome == fail && want[i-1].Severity < want[i].Severity {
			t.Errorf("%s stands before %s", want[i-1].Rule.ID, want[i].Rule.ID)
		}
	}
	if want[0].Rule.ID != "SR003" {
		t.Errorf("first %s", want[0].Rule.ID)
	}
}

// TestMoreNeverFails is a property of all benchmarks: attaching the policy to
// one more principal never turns a pass into something else.
func TestMoreNeverFails(t *testing.T) {
	t.Parallel()
	versions := check.CISVersions()
	rapid.Check(t, func(rt *rapid.T) {
		account := func(users, roles []bool) *org.Account {
			a := &org.Account{ID: accountID, Partition: "aws"}
			attach := func(p *org.Principal, kind string, i int, has bool) {
				p.ARN = fmt.Sprintf("arn:aws:iam::%s:%s/%d", accountID, kind, i)
				if has {
					p.Attached = []org.PolicyRef{{ARN: support}}
				}
			}
			for i, has := range users {
				u := new(org.User)
				attach(&u.Principal, "user", i, has)
				a.Users = append(a.Users, u)
			}
			for i, has := range roles {
				r := new(org.Role)
				attach(&r.Principal, "role", i, has)
				a.Roles = append(a.Roles, r)
			}
			return a
		}
		users := rapid.SliceOfN(rapid.Bool(), 0, 4).Draw(rt, "users")
		roles := rapid.SliceOfN(rapid.Bool(), 0, 4).Draw(rt, "roles")
		version := rapid.SampledFrom(versions).Draw(rt, "version")
		verdict := func(u, r []bool) check.Outcome {
			s := &org.Snapshot{Accounts: []*org.Account{account(u, r)}}
			return check.Run(s, nil, check.Settings{CIS: version}).Accounts[0].CIS.Outcome
		}
		before := verdict(users, roles)
		if after := verdict(append(users, true), append(roles, true)); after != pass {
			rt.Fatalf("%s with a user and a role, %s before", after, before)
		}
		wants := slices.Contains(roles, true) || version.AnyPrincipal && slices.Contains(users, true)
		if (before == pass) != wants {
			rt.Fatalf("CIS %s: users %v, roles %v: %s", version.Version, users, roles, before)
		}
	})
}

// TestHandMadeAccount holds that a Snapshot need not come from files.
func TestHandMadeAccount(t *testing.T) {
	t.Parallel()
	r := &org.Role{Principal: org.Principal{ARN: "role-without-arn", Name: "support", Attached: []org.PolicyRef{{ARN: namesake}}}}
	s := &org.Snapshot{Accounts: []*org.Account{{ID: accountID, Partition: "aws", Roles: []*org.Role{r}}}}
	a := audit(t, s, "7.0.0").Accounts[0]
	if a.CIS.Outcome != fail || !strings.Contains(a.CIS.Reason, "role-without-arn ("+namesake+" only shares the name") {
		t.Errorf("%s: %s", a.CIS.Outcome, a.CIS.Reason)
	}
	if want := len(rules.All()) - 1; len(a.Findings) < want { // one is about no account
		t.Errorf("%d findings of %d rules", len(a.Findings), want)
	}
}

// TestFileNamesMakeNoAccountKnown holds that a file that cannot be read does
// not lend its name to the accounts of one's own.
func TestFileNamesMakeNoAccountKnown(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	trusts := details{roles: one(role("support", one(trusting(object{"AWS": "arn:aws:iam::444455556666:root"})), support))}.json(t)
	for name, content := range map[string][]byte{"1.json": trusts, "444455556666.json": nil} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	report := audit(t, snapfile.Files{Paths: []string{dir}}.Snapshot(), "7.0.0")
	if len(report.Accounts) != 2 || report.Accounts[1].Account.ID != "444455556666" {
		t.Fatalf("%d accounts", len(report.Accounts))
	}
	if got := failed(report.Accounts[0]); !slices.Equal(got, []string{"SR004"}) {
		t.Errorf("failed %v", got)
	}
}
