package rules_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
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

// settings are those of the fixtures: a day in 2026, everything else as the
// command line has it by default, but for guardians.
func settings(t *testing.T) check.Settings {
	t.Helper()
	s := frugalSettings()
	s.Actions = universe()
	return s
}

// frugalSettings are settings without the actions of AWS. To ask of each of them
// whether a role can do it takes most of the time, and matters to one rule.
func frugalSettings() check.Settings {
	s := check.DefaultSettings()
	s.Now = time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)
	s.Guardians = []string{"arn:aws:iam::*:role/guardian", "arn:aws:iam::*:role/stacksets-exec-*"}
	return s
}

// universe is all actions of AWS, read once.
var universe = sync.OnceValue(func() *reach.Universe {
	table, err := actions.Load()
	if err != nil {
		panic(err)
	}
	return reach.NewUniverse(table)
})

// underTest is the account that fixtures are about. All others that a fixture
// has are around it.
const underTest = "111122223333"

// run audits a fixture, a file or the directory of a snapshot, with one rule.
func run(t *testing.T, r check.Rule, path string, s check.Settings) []check.Finding {
	t.Helper()
	path, s.Usage = measured(t, path)
	snapshot := snapfile.Files{Paths: []string{path}}.Snapshot()
	if r.Check == nil {
		return overall(t, r, path, snapshot, s)
	}
	report := check.Run(snapshot, []check.Rule{r}, s)
	for _, a := range report.Accounts {
		if a.Account.ID == underTest || a.Account.ID == "" && strings.Contains(path, "no-") {
			return a.Findings
		}
	}
	t.Fatalf("%s: account %s is not in it", path, underTest)
	return nil
}

// fixtures lists the fixtures of a rule by their names, which begin with the
// outcome that every finding must have and, where it matters, its severity.
func fixtures(t *testing.T, r check.Rule) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join("testdata", r.Name))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, e := range entries {
		if name, isJSON := strings.CutSuffix(e.Name(), ".json"); isJSON || e.IsDir() {
			out[name] = filepath.Join("testdata", r.Name, e.Name())
		}
	}
	return out
}

// TestFixtures runs each rule on its fixtures, and compares all that it says
// with testdata/RULE/findings.txt.
func TestFixtures(t *testing.T) {
	t.Parallel()
	severities := regexp.MustCompile(`^fail-(low|medium|high|critical)-`)
	for _, r := range rules.All() {
		t.Run(r.Name, func(t *testing.T) {
			t.Parallel()
			all := fixtures(t, r)
			s := frugalSettings()
			if r.Name == "over-permitted" || r.Overall != nil {
				s = settings(t)
			}
			var text strings.Builder
			for _, name := range slices.Sorted(maps.Keys(all)) {
				findings := run(t, r, all[name], s)
				if len(findings) == 0 {
					t.Errorf("%s: a rule must always have a finding", name)
				}
				fmt.Fprintf(&text, "# %s\n", name)
				for _, f := range findings {
					if !strings.HasPrefix(name, string(f.Outcome)+"-") {
						t.Errorf("%s: %s: %s: %s", name, f.Outcome, f.Resource, f.Message)
					}
					checkFinding(t, f)
					if severity := severities.FindStringSubmatch(name); severity != nil && f.Severity.String() != severity[1] {
						t.Errorf("%s: severity %s, want %s", name, f.Severity, severity[1])
					}
					text.WriteString(describe(f))
				}
				if t.Failed() && os.Getenv(mutantVariable) != "" {
					return // one is enough
				}
			}
			golden(t, filepath.Join("testdata", r.Name, "findings.txt"), text.String())
		})
	}
}

// describe writes out all of a finding.
func describe(f check.Finding) string {
	text := fmt.Sprintf("%s %s %s\n  %s\n  at %s\n", f.Outcome, f.Severity, f.Resource, f.Message, f.Location)
	for line := range strings.SplitSeq(f.Remediation, "\n") {
		if line != "" {
			text += "  > " + line + "\n"
		}
	}
	return text
}

// update writes what the rules say to testdata/RULE/findings.txt, to be read
// before it is kept:
//
//	go test ./check/rules -run TestFixtures -update
var update = flag.Bool("update", false, "write testdata/RULE/findings.txt")

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	wants, gots := strings.Split(string(want), "\n"), strings.Split(got, "\n")
	for i := range min(len(wants), len(gots)) {
		if wants[i] != gots[i] {
			t.Errorf("%s:%d:\n%s\nand the rule says\n%s", path, i+1, wants[i], gots[i])
			return
		}
	}
	if len(wants) != len(gots) {
		t.Errorf("%s has %d lines, and the rule says %d", path, len(wants), len(gots))
	}
}

// checkFinding holds every finding to what its fields promise.
func checkFinding(t *testing.T, f check.Finding) {
	t.Helper()
	needsFix := f.Outcome == check.Fail || f.Outcome == check.Unknown
	if needsFix != (f.Remediation != "") {
		t.Errorf("%s: outcome %s with remediation %q", f.Rule.ID, f.Outcome, f.Remediation)
	}
	noPlace := f.Location.File == "" && (f.Rule.Check != nil || f.Outcome != check.NotApplicable)
	if f.Message == "" || f.Resource == "" || noPlace || f.Severity == 0 {
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
			found := false
			for name := range fixtures(t, r) {
				found = found || strings.HasPrefix(name, outcome+"-")
			}
			if !found {
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
		{"over-permitted", "fail-critical-administrator", "aws iam detach-role-policy --role-name aws-support --policy-arn arn:aws:iam::aws:policy/AdministratorAccess"},
		{"over-permitted", "fail-inline", "aws iam delete-role-policy --role-name aws-support --policy-name notes"},
		{"direct-attachment", "fail-user", "aws iam detach-user-policy --user-name alice --policy-arn arn:aws:iam::aws:policy/AWSSupportAccess"},
		{"direct-attachment", "fail-group", "aws iam detach-group-policy --group-name ops --policy-arn arn:aws:iam::aws:policy/AWSSupportAccess"},
		{"session-duration", "fail-twelve-hours", "aws iam update-role --role-name aws-support --max-session-duration 3600"},
		{"owner-and-purpose", "fail-empty", "aws iam tag-role --role-name aws-support --tags Key=purpose,Value=PURPOSE"},
		{"copy-without-console", "fail-inline-user", "aws iam put-user-policy --user-name alice --policy-name support --policy-document file://support.json"},
		{"support-role-exists", "fail-nothing", "aws iam create-role --role-name aws-support --assume-role-policy-document file://trust.json"},
		{"trust-anyone", "fail-star", "aws iam update-assume-role-policy --role-name aws-support --policy-document file://trust.json"},
		{"direct-attachment", "fail-dash-name", "aws iam detach-user-policy --user-name=-x --policy-arn arn:"},
		{"over-permitted", "fail-hostile-path", `--policy-arn 'arn:aws:iam::111122223333:policy/o'\''neil;$HOME/x'`},
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
	rule, _ := rules.Find("role-name")
	f := check.Run(s, []check.Rule{rule}, settings(t)).Accounts[0].Findings[0]
	contains(t, f.Remediation, "aws iam detach-role-policy --role-name '' --policy-arn ''\n"+
		"aws iam detach-role-policy --role-name '' --policy-arn '=x'\n"+
		"aws iam detach-role-policy --role-name '' --policy-arn='-x y'")
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
