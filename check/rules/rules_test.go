package rules_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"hotline/check"
	"hotline/check/rules"
	"hotline/internal/snapfile"
	"hotline/org"
)

// settings are those of the fixtures: a day in 2026, everything else as the
// command line has it by default.
func settings(t *testing.T) check.Settings {
	t.Helper()
	cis, err := check.ParseCISVersion("7.0.0")
	if err != nil {
		t.Fatal(err)
	}
	return check.Settings{
		CIS: cis, RoleName: regexp.MustCompile("(?i)support"), RequiredTags: []string{"owner", "purpose"},
		MaxSession: time.Hour, Now: time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC),
	}
}

// run audits one file with one rule.
func run(t *testing.T, r check.Rule, path string, s check.Settings) []check.Finding {
	t.Helper()
	snapshot := snapfile.Files{Paths: []string{path}}.Snapshot()
	if len(snapshot.Accounts) != 1 || snapshot.Accounts[0].ID == "" && !strings.Contains(path, "no-") {
		t.Fatalf("%s: expected one account, got %+v", path, snapshot.Accounts)
	}
	return check.Run(snapshot, []check.Rule{r}, s).Accounts[0].Findings
}

// TestFixtures runs each rule on the files in testdata/RULE. The name of a
// file begins with the outcome that every finding must have, and, where it
// matters, with its severity.
func TestFixtures(t *testing.T) {
	t.Parallel()
	for _, r := range rules.All() {
		files, err := filepath.Glob(filepath.Join("testdata", r.Name, "*.json"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			name := strings.TrimSuffix(filepath.Base(file), ".json")
			t.Run(r.Name+"/"+name, func(t *testing.T) {
				t.Parallel()
				findings := run(t, r, file, settings(t))
				if len(findings) == 0 {
					t.Fatal("a rule must always have a finding")
				}
				for _, f := range findings {
					got := string(f.Outcome) + "-" + f.Severity.String()
					if !strings.HasPrefix(name, string(f.Outcome)+"-") {
						t.Errorf("%s: %s: %s", got, f.Resource, f.Message)
					}
					checkFinding(t, f)
					if severity := regexp.MustCompile(`^fail-(low|medium|high|critical)-`).FindStringSubmatch(name); severity != nil && f.Severity.String() != severity[1] {
						t.Errorf("severity %s, want %s", f.Severity, severity[1])
					}
				}
			})
		}
	}
}

// checkFinding holds every finding to what its fields promise.
func checkFinding(t *testing.T, f check.Finding) {
	t.Helper()
	needsFix := f.Outcome == check.Fail || f.Outcome == check.Unknown
	if needsFix != (f.Remediation != "") {
		t.Errorf("%s: outcome %s with remediation %q", f.Rule.ID, f.Outcome, f.Remediation)
	}
	if f.Message == "" || f.Resource == "" || f.Location.File == "" || f.Severity == 0 {
		t.Errorf("incomplete finding: %+v", f)
	}
	for _, line := range strings.Split(f.Remediation, "\n") {
		if line != "" && !strings.HasPrefix(line, "aws ") && !strings.HasPrefix(line, "#") {
			t.Errorf("%s: neither a command nor a comment: %q", f.Rule.ID, line)
		}
	}
}

// TestEveryRuleCanPassAndFail is the guard against the commonest fault of such
// tools: a check that cannot fail, or cannot pass.
func TestEveryRuleCanPassAndFail(t *testing.T) {
	t.Parallel()
	folders := map[string]bool{}
	for _, r := range rules.All() {
		folders[r.Name] = true
		for _, outcome := range []string{"pass", "fail"} {
			files, err := filepath.Glob(filepath.Join("testdata", r.Name, outcome+"-*.json"))
			if err != nil || len(files) == 0 {
				t.Errorf("%s %s has no %s fixture", r.ID, r.Name, outcome)
			}
		}
	}
	entries, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !folders[e.Name()] {
			t.Errorf("testdata/%s belongs to no rule", e.Name())
		}
	}
}

func TestEveryRuleIsDescribed(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("doc/*.md")
	if err != nil || len(pages) != len(rules.All()) {
		t.Errorf("%d pages for %d rules (%v)", len(pages), len(rules.All()), err)
	}
	seen := map[string]bool{}
	for _, r := range rules.All() {
		page := rules.Page(r)
		for _, heading := range []string{"## Why\n", "## How to mend it\n"} {
			if !strings.Contains(page, heading) {
				t.Errorf("doc/%s.md has no %q", r.Name, heading)
			}
		}
		if seen[r.ID] || seen[r.Name] {
			t.Errorf("%s %s comes twice", r.ID, r.Name)
		}
		seen[r.ID], seen[r.Name] = true, true
		if !regexp.MustCompile(`^SR\d{3}$`).MatchString(r.ID) || r.Title == "" || r.Severity == 0 || strings.HasSuffix(r.Title, ".") {
			t.Errorf("%s %s: incomplete: %+v", r.ID, r.Name, r)
		}
		for _, ref := range r.References {
			if !strings.HasPrefix(ref, "https://docs.aws.amazon.com/") {
				t.Errorf("%s: reference %s is no AWS page", r.ID, ref)
			}
		}
		if len(r.References) == 0 {
			t.Errorf("%s has no references", r.ID)
		}
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"SR003", "sr003", "trust-anyone"} {
		if r, ok := rules.Find(name); !ok || r.ID != "SR003" {
			t.Errorf("Find(%q) = %v, %v", name, r.ID, ok)
		}
	}
	if _, ok := rules.Find("SR999"); ok {
		t.Error("found a rule that is not there")
	}
	if page := rules.Page(check.Rule{Name: "none"}); page != "" {
		t.Errorf("a page for no rule: %q", page)
	}
}

// TestTrustedAccounts holds that accounts of one's own need no external id.
func TestTrustedAccounts(t *testing.T) {
	t.Parallel()
	r, _ := rules.Find("trust-foreign-account")
	file := filepath.Join("testdata", r.Name, "fail-root.json")
	s := settings(t)
	if f := run(t, r, file, s); f[0].Outcome != check.Fail {
		t.Errorf("without --trusted-account: %s", f[0].Outcome)
	}
	s.TrustedAccounts = []string{"999900001111"}
	if f := run(t, r, file, s); f[0].Outcome != check.Pass {
		t.Errorf("with --trusted-account: %s: %s", f[0].Outcome, f[0].Message)
	}
}

// TestRemediation compares what is printed to be run, word by word.
func TestRemediation(t *testing.T) {
	t.Parallel()
	tests := []struct{ rule, file, want string }{
		{"extra-policies", "fail-critical-administrator", "aws iam detach-role-policy --role-name aws-support --policy-arn arn:aws:iam::aws:policy/AdministratorAccess"},
		{"extra-policies", "fail-inline", "aws iam delete-role-policy --role-name aws-support --policy-name read"},
		{"direct-attachment", "fail-user", "aws iam detach-user-policy --user-name alice --policy-arn arn:aws:iam::aws:policy/AWSSupportAccess"},
		{"direct-attachment", "fail-group", "aws iam detach-group-policy --group-name ops --policy-arn arn:aws:iam::aws:policy/AWSSupportAccess"},
		{"session-duration", "fail-twelve-hours", "aws iam update-role --role-name aws-support --max-session-duration 3600"},
		{"owner-and-purpose", "fail-empty", "aws iam tag-role --role-name aws-support --tags Key=purpose,Value=PURPOSE"},
		{"copy-without-console", "fail-inline-user", "aws iam put-user-policy --user-name alice --policy-name support --policy-document file://support.json"},
		{"support-role-exists", "fail-nothing", "aws iam create-role --role-name aws-support --assume-role-policy-document file://trust.json"},
		{"trust-anyone", "fail-star", "aws iam update-assume-role-policy --role-name aws-support --policy-document file://trust.json"},
		{"direct-attachment", "fail-dash-name", "aws iam detach-user-policy --user-name=-x --policy-arn arn:"},
		{"extra-policies", "fail-hostile-path", `--policy-arn 'arn:aws:iam::111122223333:policy/o'\''neil;$HOME/x'`},
		{"copy-without-console", "fail-identity-center", "# change permission set Support in Identity Center"},
		{"role-name", "fail-other", "aws iam detach-role-policy --role-name breakglass --policy-arn arn:aws:iam::aws:policy/AdministratorAccess\n" +
			"aws iam delete-role-policy --role-name breakglass --policy-name x\naws iam delete-role --role-name breakglass"},
	}
	for _, tt := range tests {
		r, ok := rules.Find(tt.rule)
		if !ok {
			t.Fatal(tt.rule)
		}
		f := run(t, r, filepath.Join("testdata", tt.rule, tt.file+".json"), settings(t))[0]
		if !strings.Contains(f.Remediation, tt.want) {
			t.Errorf("%s/%s: remediation\n%s\ndoes not contain\n%s", tt.rule, tt.file, f.Remediation, tt.want)
		}
	}
}

// TestUnlikelyNames holds that commands are safe whatever a Snapshot holds, not
// only one that was read from files.
func TestUnlikelyNames(t *testing.T) {
	t.Parallel()
	r := &org.Role{Principal: org.Principal{ARN: "arn:aws:iam::111122223333:role/x", Attached: []org.PolicyRef{
		{ARN: "arn:aws:iam::aws:policy/AWSSupportAccess"}, {ARN: ""}, {ARN: "=x"}, {ARN: "-x y"}}}}
	s := &org.Snapshot{Accounts: []*org.Account{{ID: "111122223333", Partition: "aws", Roles: []*org.Role{r}}}}
	rule, _ := rules.Find("extra-policies")
	f := check.Run(s, []check.Rule{rule}, settings(t)).Accounts[0].Findings[0]
	want := "aws iam detach-role-policy --role-name '' --policy-arn ''\n" +
		"aws iam detach-role-policy --role-name '' --policy-arn '=x'\n" +
		"aws iam detach-role-policy --role-name '' --policy-arn='-x y'"
	if f.Remediation != want {
		t.Errorf("%s\nwant\n%s", f.Remediation, want)
	}
}

// TestDirectAttachmentOnce holds that a policy that is listed twice is one
// finding.
func TestDirectAttachmentOnce(t *testing.T) {
	t.Parallel()
	rule, _ := rules.Find("direct-attachment")
	if f := run(t, rule, filepath.Join("testdata", rule.Name, "fail-dash-name.json"), settings(t)); len(f) != 1 {
		t.Errorf("%d findings", len(f))
	}
}
