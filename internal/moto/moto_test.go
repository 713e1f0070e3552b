package moto_test

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A scenario is an account of scenarios.sh and what hotline must say of it.
// Verdicts and findings are in the words of account.words and
// account.findings.
type scenario struct {
	name      string
	account   string
	partition string   // aws where it is empty
	beside    []string // further files that are audited with ACCOUNT.json
	exit      int
	cis       string // by the newest version
	cis12     string // by version 1.2
	iam18     string
	usable    string
	together  string // what is usable where all accounts are audited at once, if that is another
	disagree  bool   // the benchmarks differ about this account, or pass and no role is usable
	failed    []string
	unknown   []string
	mentions  map[string][]string // by rule, what its message must say
}

// unknownSession is what get-account-authorization-details leaves open about a
// role.
const unknownSession = "SR010 low role/aws-support"

// unknownRoot is what it takes the credential report for.
const unknownRoot = "SR020 high account"

var scenarios = []scenario{
	{
		name: "right", account: "100000000001", beside: []string{"100000000001-credentials.json", "100000000001-roles.json"},
		cis: "pass role/aws-support", cis12: "pass role/aws-support", iam18: "pass role/aws-support",
		usable:   "pass role/aws-support",
		mentions: map[string][]string{"SR013": {"user/oncall"}},
	},
	{
		name: "right without what is beside", account: "100000000001",
		exit: 3,
		cis:  "pass role/aws-support", cis12: "pass role/aws-support", iam18: "pass role/aws-support",
		usable:  "pass role/aws-support",
		unknown: []string{unknownSession, unknownRoot},
	},
	{
		name: "group with user", account: "100000000002",
		exit: 2,
		cis:  "fail (not counted: group/helpdesk)", cis12: "pass group/helpdesk", iam18: "pass group/helpdesk",
		usable:   "fail",
		disagree: true,
		failed:   []string{"SR001 high account", "SR008 medium group/helpdesk", "SR019 medium user/ben"},
		unknown:  []string{unknownRoot},
		mentions: map[string][]string{"SR019": {"group helpdesk"}},
	},
	{
		name: "group without users", account: "100000000003", beside: []string{"100000000003-summary.json"},
		exit: 2,
		cis:  "fail (not counted: group/ops/helpdesk)", cis12: "pass group/ops/helpdesk",
		iam18:    "fail (not counted: group/ops/helpdesk)",
		usable:   "fail",
		disagree: true,
		failed:   []string{"SR001 high account", "SR008 medium group/ops/helpdesk"},
		unknown:  []string{unknownRoot},
		mentions: map[string][]string{"SR020": {"whether it has a password, beside no second factor", "GetCredentialReport was not read"}},
	},
	{
		name: "lookalike", account: "100000000004",
		exit: 2,
		cis:  "fail (not counted: role/aws-support)", cis12: "fail (not counted: role/aws-support)",
		iam18:   "fail (not counted: role/aws-support)",
		usable:  "fail",
		failed:  []string{"SR001 high account", "SR009 medium policy/AWSSupportAccess", "SR019 medium role/aws-support"},
		unknown: []string{unknownRoot},
	},
	{
		name: "boundary only", account: "100000000005",
		exit: 2,
		cis:  "fail (not counted: role/aws-support)", cis12: "fail (not counted: role/aws-support)",
		iam18:   "fail (not counted: role/aws-support)",
		usable:  "fail",
		failed:  []string{"SR001 high account"},
		unknown: []string{unknownRoot},
	},
	{
		name: "service only", account: "100000000006",
		exit: 2,
		cis:  "pass role/aws-support", cis12: "pass role/aws-support", iam18: "pass role/aws-support",
		usable:   "fail (not counted: role/aws-support)",
		disagree: true,
		failed:   []string{"SR006 high role/aws-support", "SR013 high role/aws-support"},
		unknown:  []string{unknownSession, unknownRoot},
		mentions: map[string][]string{"SR006": {"support.amazonaws.com"}, "SR013": {"support.amazonaws.com"}},
	},
	{
		name: "anyone", account: "100000000007",
		exit: 2,
		cis:  "pass role/aws-support", cis12: "pass role/aws-support", iam18: "pass role/aws-support",
		usable: "fail (not counted: role/aws-support)",
		// The administrator of "foreign root and admin" may assume any role that lets it.
		together: "pass role/aws-support",
		disagree: true,
		failed:   []string{"SR003 critical role/aws-support"},
		unknown:  []string{unknownSession, unknownRoot},
	},
	{
		name: "foreign root and admin", account: "100000000008",
		exit: 2,
		cis:  "pass role/aws-support", cis12: "pass role/aws-support", iam18: "pass role/aws-support",
		usable:   "fail (not counted: role/aws-support)",
		disagree: true,
		failed:   []string{"SR002 critical role/aws-support", "SR004 high role/aws-support"},
		unknown:  []string{unknownSession, unknownRoot},
		mentions: map[string][]string{
			"SR002": {"do everything, by arn:aws:iam::aws:policy/AdministratorAccess", "inline policy buckets"},
			"SR004": {"999999999999"},
		},
	},
	{
		name: "govcloud", account: "100000000009", partition: "aws-us-gov", beside: []string{"100000000009-role.json"},
		exit: 2,
		cis:  "pass role/aws-support", cis12: "pass role/aws-support", iam18: "pass role/aws-support",
		usable:   "pass role/aws-support",
		failed:   []string{"SR010 low role/aws-support"},
		unknown:  []string{unknownRoot},
		mentions: map[string][]string{"SR010": {"2h"}},
	},
	{
		name: "china", account: "100000000010", partition: "aws-cn",
		exit: 3,
		cis:  "pass role/aws-support", cis12: "pass role/aws-support", iam18: "pass role/aws-support",
		usable:  "pass role/aws-support",
		unknown: []string{unknownSession, unknownRoot},
	},
	{
		name: "many roles", account: "100000000011",
		exit:   3,
		cis:    "pass role/made/support-000, role/made/support-074, role/made/support-149",
		cis12:  "pass role/made/support-000, role/made/support-074, role/made/support-149",
		iam18:  "pass role/made/support-000, role/made/support-074, role/made/support-149",
		usable: "pass role/made/support-000, role/made/support-074, role/made/support-149",
		unknown: []string{
			"SR010 low role/made/support-000", "SR010 low role/made/support-074", "SR010 low role/made/support-149", unknownRoot,
		},
	},
	{
		name: "near misses", account: "100000000012",
		exit: 2,
		cis:  "fail (not counted: user/staff/ana)", cis12: "pass user/staff/ana", iam18: "pass user/staff/ana",
		usable:   "fail",
		disagree: true,
		failed: []string{
			"SR001 high account", "SR008 medium user/staff/ana", "SR009 medium role/job", "SR019 medium role/job", "SR019 medium user/staff/ana",
		},
		unknown:  []string{unknownRoot},
		mentions: map[string][]string{"SR009": {"SupportUser"}},
	},
	{
		name: "conditions", account: "100000000013",
		exit:   2,
		cis:    "pass role/break-glass, role/ops/own-support, role/partner-support",
		cis12:  "pass role/break-glass, role/ops/own-support, role/partner-support",
		iam18:  "pass role/break-glass, role/ops/own-support, role/partner-support",
		usable: "pass role/break-glass, role/ops/own-support, role/partner-support",
		failed: []string{
			"SR005 low role/ops/own-support", "SR011 low role/break-glass", "SR012 low role/break-glass", "SR021 low role/break-glass",
		},
		unknown: []string{
			"SR010 low role/break-glass", "SR010 low role/ops/own-support", "SR010 low role/partner-support", unknownRoot,
		},
		mentions: map[string][]string{
			"SR004": {"999999999999 must give an external id"}, "SR005": {"user/oncall"}, "SR011": {"for purpose"},
		},
	},
}

// TestAudit makes accounts with the AWS CLI and audits what that prints.
func TestAudit(t *testing.T) {
	with := findTools(t)
	h := hotline{path: buildHotline(t), dir: makeAccounts(t, with, startServer(t, with))}
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) { checkScenario(t, h, s) })
	}
	t.Run("pages", func(t *testing.T) { checkPages(t, h) })
	t.Run("trusted account", func(t *testing.T) { checkTrustedAccount(t, h) })
	t.Run("all accounts", func(t *testing.T) { checkAllAccounts(t, h) })
}

func checkScenario(t *testing.T, h hotline, s scenario) {
	files := append([]string{s.account + ".json"}, s.beside...)
	exit, a, complaints := h.auditOne(t, files...)
	if s.partition == "" {
		s.partition = "aws"
	}
	equal(t, "exit status", exit, s.exit)
	equal(t, "complaints", complaints, "")
	equal(t, "id", a.ID, s.account)
	equal(t, "partition", a.Partition, s.partition)
	equal(t, "sources", a.Sources, files)
	equal(t, "gaps", len(a.Gaps), 0)
	equal(t, "notes", len(a.Notes), 0)
	equal(t, "CIS", a.words(a.Verdicts.CIS.verdict), s.cis)
	equal(t, "Security Hub IAM.18", a.words(a.Verdicts.SecurityHub), s.iam18)
	equal(t, "usable", a.words(a.Verdicts.Usable), s.usable)
	equal(t, "disagreement", a.Disagreement != "", s.disagree)
	equal(t, "failed", a.findings("fail"), s.failed)
	equal(t, "unknown", a.findings("unknown"), s.unknown)
	for rule, words := range s.mentions {
		for _, word := range words {
			if !strings.Contains(a.message(rule), word) {
				t.Errorf("%s says %q; want %q in it", rule, a.message(rule), word)
			}
		}
	}
	checkLocations(t, h, a)

	_, old, _ := h.auditOne(t, append([]string{"--cis", "1.2"}, files...)...)
	equal(t, "version", old.Verdicts.CIS.Version, "1.2.0")
	equal(t, "CIS 1.2", old.words(old.Verdicts.CIS.verdict), s.cis12)
}

// checkLocations checks that the places in the files hold what was found.
func checkLocations(t *testing.T, h hotline, a account) {
	for _, p := range slices.Concat(a.Verdicts.CIS.Principals, a.Verdicts.CIS.NotCounted) {
		if p.Location == nil {
			t.Errorf("%s has no location", p.ARN)
			continue
		}
		if value := h.read(t, *p.Location); !strings.Contains(value, "policy/AWSSupportAccess\"") {
			t.Errorf("%s: at %+v there is no AWSSupportAccess, but %s", p.ARN, *p.Location, value)
		}
	}
	for _, f := range a.Findings {
		if f.Location != nil && f.Location.Line > 0 {
			h.read(t, *f.Location)
		}
	}
}

// checkPages audits the account with the group from two pages, as the CLI cuts
// it with --max-items: together they are the account. The first, which lacks
// the user of the group, says that another follows.
func checkPages(t *testing.T, h hotline) {
	first, second := filepath.Join("pages", "1.json"), filepath.Join("pages", "2.json")
	_, whole, _ := h.auditOne(t, "100000000002.json")
	for _, paths := range [][]string{{"pages"}, {second, first}} {
		exit, a, complaints := h.auditOne(t, paths...)
		equal(t, "exit status", exit, 2)
		equal(t, "complaints", complaints, "")
		equal(t, "CIS", a.words(a.Verdicts.CIS.verdict), whole.words(whole.Verdicts.CIS.verdict))
		equal(t, "Security Hub IAM.18", a.words(a.Verdicts.SecurityHub), whole.words(whole.Verdicts.SecurityHub))
		equal(t, "usable", a.words(a.Verdicts.Usable), whole.words(whole.Verdicts.Usable))
		equal(t, "failed", a.findings("fail"), whole.findings("fail"))
		equal(t, "unknown", a.findings("unknown"), whole.findings("unknown"))
	}

	exit, a, _ := h.auditOne(t, first)
	equal(t, "exit status of the first page", exit, 3)
	equal(t, "CIS of the first page", a.Verdicts.CIS.Outcome, "unknown")
	equal(t, "Security Hub IAM.18 of the first page", a.Verdicts.SecurityHub.Outcome, "unknown")
	equal(t, "gaps of the first page", len(a.Gaps), 1)
	if unknown := a.findings("unknown"); !slices.Contains(unknown, "SR001 high account") {
		t.Errorf("unknown of the first page: got %v; want SR001 among them", unknown)
	}
}

func checkTrustedAccount(t *testing.T, h hotline) {
	_, a, _ := h.auditOne(t, "--trusted-account", "999999999999", "100000000008.json")
	equal(t, "failed", a.findings("fail"), []string{"SR002 critical role/aws-support"})
}

// checkAllAccounts audits the whole directory at once: each account must be
// judged as it is alone, but for who of the others can assume its roles.
func checkAllAccounts(t *testing.T, h hotline) {
	exit, r, complaints := h.audit(t, ".")
	equal(t, "exit status", exit, 2)
	equal(t, "complaints", complaints, "")
	equal(t, "accounts", len(r.Accounts), 13)
	equal(t, "accounts of the summary", r.Summary.Accounts, 13)
	equal(t, "CIS", r.Summary.CIS, map[string]int{"pass": 8, "fail": 5, "unknown": 0, "not-applicable": 0})
	equal(t, "Security Hub IAM.18", r.Summary.SecurityHub, map[string]int{"pass": 10, "fail": 3, "unknown": 0, "not-applicable": 0})
	equal(t, "usable", r.Summary.Usable, map[string]int{"pass": 6, "fail": 7, "unknown": 0, "not-applicable": 0})
	byID := map[string]account{}
	for _, a := range r.Accounts {
		byID[a.ID] = a
	}
	for _, s := range scenarios {
		a := byID[s.account]
		equal(t, s.name+": CIS", a.words(a.Verdicts.CIS.verdict), s.cis)
		equal(t, s.name+": Security Hub IAM.18", a.words(a.Verdicts.SecurityHub), s.iam18)
		equal(t, s.name+": usable", a.words(a.Verdicts.Usable), cmp.Or(s.together, s.usable))
		equal(t, s.name+": failed", a.findings("fail"), s.failed)
	}
}
