package render_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"hotline/check"
	"hotline/internal/render"
	"hotline/org"
)

// account is a report of an account of which all verdicts are the same.
func account(id string, o check.Outcome, member *org.Member, findings ...check.Finding) *check.AccountReport {
	v := check.Verdict{Outcome: o, Reason: "so it is"}
	return &check.AccountReport{Account: &org.Account{ID: id, Partition: "aws", Member: member}, CIS: v, SecurityHub: v, Usable: v, Findings: findings}
}

// finding is a finding of some rule.
func finding(o check.Outcome, s check.Severity) check.Finding {
	rule := &check.Rule{ID: "SR002", Name: "over-permitted", Severity: s}
	return check.Finding{Outcome: o, Severity: s, Resource: "arn:aws:iam::111122223333:role/support", Message: "it is " + string(o), Rule: rule}
}

// excepted is a failure that somebody has accepted.
func excepted(s check.Severity) check.Finding {
	f := finding(check.Excepted, s)
	f.Remediation = "aws iam mend"
	f.Exception = &check.Exception{
		Rule: "SR002", Owner: "cloud@example.com", Reason: "=reviewed", Expires: time.Date(2027, 4, 1, 0, 0, 0, 0, time.UTC),
		Location: org.Location{File: "exceptions.yaml"},
	}
	return f
}

// organization has units of which one has no name, and one is not there.
func organization() *org.Organization {
	o := &org.Organization{
		ID: "o-acme", ManagementAccount: "111122223333",
		Units: []*org.Unit{{ID: "r-1", Name: "Root"}, {ID: "ou-1", Name: "Work\x1bloads", Parent: "r-1"}, {ID: "ou-2", Parent: "ou-1"}, {ID: "ou-3", Name: "Lost", Parent: "ou-9"}},
		Gaps:  []org.Gap{{Kind: org.Incomplete, Message: "delegated administrators were not read", Call: "organizations:ListDelegatedAdministrators", Code: "AccessDenied"}},
	}
	for i, parent := range []string{"r-1", "ou-2", "ou-3", ""} {
		m := &org.Member{ID: strings.Repeat(fmt.Sprint(i+1), 12), Name: "account " + fmt.Sprint(i+1), State: org.Active, Parent: parent}
		if i == 0 {
			m.ID, m.Name = "111122223333", "management"
		}
		o.Members = append(o.Members, m)
	}
	o.Members[3].State = org.Suspended
	return o
}

// wide is the report of an organization: what nothing else in these tests has.
func wide() *check.Report {
	o := organization()
	r := &check.Report{
		CIS: check.CISVersions()[0], Organization: o, Caveats: []string{"something is left out"}, Others: []string{"999900001111"},
		OtherGaps: []org.Gap{{Kind: org.Damaged, Message: "cut off", Location: org.Location{File: "other.json"}}},
		Score:     check.Score{CIS: check.Share{Pass: 2, All: 3}, SecurityHub: check.Share{Pass: 1, Unknown: 2, All: 3}},
		Findings:  []check.Finding{finding(check.Fail, check.Low), finding(check.Pass, check.Low)},
	}
	outcomes := []check.Outcome{check.Pass, check.Fail, check.Unknown, check.NotApplicable}
	for i, m := range o.Members {
		r.Accounts = append(r.Accounts, account(m.ID, outcomes[i], m))
	}
	r.Accounts[0].Findings = []check.Finding{excepted(check.High), finding(check.Fail, check.Low), finding(check.Unknown, check.Low), finding(check.Pass, check.High)}
	r.Accounts[1].Account.Gaps = []org.Gap{{Kind: org.Damaged, Message: "cut off", Location: org.Location{File: "a.json"}}}
	return r
}

func write(t *testing.T, name string, r *check.Report, o render.Options) string {
	t.Helper()
	var out bytes.Buffer
	if err := format(t, name).Write(&out, r, o); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func holds(t *testing.T, text string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}

func lacks(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, word := range words {
		if strings.Contains(text, word) {
			t.Errorf("%q is in\n%s", word, text)
		}
	}
}

func TestTextOfOrganization(t *testing.T) {
	t.Parallel()
	text := write(t, "text", wide(), render.Options{})
	holds(t, text,
		"AWS Support access of 4 accounts of organization o-acme, managed by 111122223333 (management)\n",
		"CIS 7.0.0: 2 of 3 accounts (66%) · IAM.18: 1 of 3 (33%), 2 unknown · usable: no account\n",
		"1 other account was read for what it tells of these\n",
		"    not read: delegated administrators were not read\n", "    not read: other.json: cut off\n",
		"  ACCOUNT       NAME        CIS 7.0.0  IAM.18     USABLE     FAILED RULES\n",
		"  111122223333  management  ✓ pass     ✓ pass     ✓ pass     1 low, 1 unknown, 1 excepted\n",
		"  444444444444  account 4   – n/a      – n/a      – n/a      none\n",
		"account 111122223333 management in Root\n",
		`account 222222222222 account 2 in Root/Work\u001bloads/ou-2`+"\n",
		"account 333333333333 account 3 in ou-9/Lost\n",
		"account 444444444444 account 4, SUSPENDED\n  not judged            – not-applicable\n    so it is\n",
		"  ~ excepted high  SR002 over-permitted  role/support\n    it is excepted\n    excepted until 2027-03-31 by cloud@example.com: =reviewed (exceptions.yaml)\n",
		"all accounts together\n\n  ✗ fail low  SR002",
		"Summary CIS 7.0.0: 1 pass, 1 fail, 1 unknown · IAM.18: 1 pass, 1 fail, 1 unknown · usable: 1 pass, 1 fail, 1 unknown\n        rules failed: 2 low, 1 unknown, 1 excepted\n",
		"note: something is left out\n", "Next    get the damaged input again",
	)
	lacks(t, text, "aws iam mend", "it is pass")
}

func TestTextSeverity(t *testing.T) {
	t.Parallel()
	text := write(t, "text", wide(), render.Options{Least: check.High})
	holds(t, text, "it is excepted", "1 low, 1 unknown, 1 excepted\n", "        3 findings of less than high severity not shown (--severity)\n")
	lacks(t, text, "it is fail", "it is unknown", "all accounts together")
	var out struct {
		Summary  struct{ Hidden int }
		Accounts []struct{ Findings []struct{ Severity string } }
		Findings []any
	}
	if err := json.Unmarshal([]byte(write(t, "json", wide(), render.Options{Least: check.High})), &out); err != nil {
		t.Fatal(err)
	}
	if out.Summary.Hidden != 4 || len(out.Accounts[0].Findings) != 2 || len(out.Findings) != 0 {
		t.Errorf("%+v", out)
	}
	if rows := strings.Count(write(t, "csv", wide(), render.Options{Least: check.High}), "\n"); rows != 1+4*3+2 {
		t.Errorf("%d rows", rows)
	}
}

// TestManyAccounts holds that accounts with nothing to tell are only counted
// where there are many, unless all is wanted.
func TestManyAccounts(t *testing.T) {
	t.Parallel()
	r := &check.Report{CIS: check.CISVersions()[0]}
	for i := range 30 {
		r.Accounts = append(r.Accounts, account(fmt.Sprintf("1111222233%02d", i), check.Pass, nil, finding(check.Pass, check.High)))
	}
	holds(t, write(t, "text", r, render.Options{}), "  111122223300  ✓ pass", "account 111122223300\n", "Next    nothing to do")
	r.Accounts = append(r.Accounts, account("999900001111", check.Pass, nil, finding(check.Unknown, check.Low)),
		account("999900002222", check.Pass, nil, excepted(check.Low)), account("999900003333", check.NotApplicable, &org.Member{Name: "closed"}))
	text := write(t, "text", r, render.Options{})
	holds(t, text, "  ACCOUNT       CIS", "  30 accounts pass everything; --all lists them\n  1 account is not active; --all lists them\n",
		"  999900001111  ✓ pass", "  999900002222  ✓ pass", "Next    nothing failed; some questions")
	lacks(t, text, "11112222", "999900003333")
	r.Accounts[3].Findings = append(r.Accounts[3].Findings, finding(check.Fail, check.High))
	holds(t, write(t, "text", r, render.Options{}), "Next    begin with role/support of account 111122223303: hotline rules show SR002\n")
	r.Accounts[3].Findings[1].Resource = "AWS::::Account:111122223303"
	holds(t, write(t, "text", r, render.Options{}), "Next    begin with account 111122223303: hotline rules show SR002\n")
	r.Findings = []check.Finding{finding(check.Fail, check.Critical)}
	holds(t, write(t, "text", r, render.Options{}), "Next    begin with role/support: hotline rules show SR002\n")
	r.Accounts[3].Findings, r.Findings = nil, nil
	holds(t, write(t, "text", r, render.Options{All: true}), "  111122223300  ", "account 111122223300\n", "  999900003333  closed  – n/a")
}

// TestUnreadAccount holds that of an account of which nothing was read it is said
// once that its rules could not be answered.
func TestUnreadAccount(t *testing.T) {
	t.Parallel()
	a := account("111122223333", check.Unknown, nil, finding(check.Unknown, check.Low), finding(check.Unknown, check.High))
	a.Account.Gaps = []org.Gap{{Kind: org.Incomplete, Missing: org.AllParts, Message: "nothing was read"}}
	r := &check.Report{CIS: check.CISVersions()[0], Accounts: []*check.AccountReport{a}}
	text := write(t, "text", r, render.Options{})
	holds(t, text, "    not read: nothing was read\n", "  ? unknown 2 rules that could not be answered\n")
	lacks(t, text, "SR002")
	holds(t, write(t, "text", r, render.Options{All: true}), "SR002")
}

// TestLongNames holds that a name does not push the columns out of the page.
func TestLongNames(t *testing.T) {
	t.Parallel()
	r := &check.Report{CIS: check.CISVersions()[0], Accounts: []*check.AccountReport{
		account("111122223333", check.Pass, &org.Member{Name: strings.Repeat("é", 50)})}}
	holds(t, write(t, "text", r, render.Options{}), "  111122223333  "+strings.Repeat("é", 23)+"…  ✓ pass")
}

func TestJSONOfOrganization(t *testing.T) {
	t.Parallel()
	schema, err := jsonschema.NewCompiler().Compile("../../docs/reference/audit.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []render.Options{{}, {Least: check.Critical}, {Frameworks: []string{"soc-2"}}} {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(write(t, "json", wide(), o)))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); err != nil {
			t.Error(err)
		}
	}
	text := write(t, "json", wide(), render.Options{Frameworks: []string{"soc-2"}})
	holds(t, text,
		`"id": "o-acme"`, `"management_account_name": "management"`, `"members": 4`, `"call": "organizations:ListDelegatedAdministrators"`, `"code": "AccessDenied"`,
		`"ou_path": "Root/Work\u001bloads/ou-2"`, `"org_path": "o-acme/r-1/ou-1/ou-2/"`, `"state": "SUSPENDED"`, `"name": "management"`,
		`"percent": 66`, `"expires": "2027-03-31"`, `"owner": "cloud@example.com"`, `"999900001111"`, `"something is left out"`,
		`"framework": "soc-2",
              "control": "CC6.3",
              "recorded_by": [
                "hotline"
              ]`, `"excepted": 1`)
	lacks(t, text, "cis-7.0.0", `"framework": "nist-800-53-r5"`)
	holds(t, write(t, "json", wide(), render.Options{}), `"framework": "nist-800-53-r5"`, `"framework": "soc-2"`)
}

// TestSchemaOfExceptions holds that an outcome is excepted by somebody.
func TestSchemaOfExceptions(t *testing.T) {
	t.Parallel()
	schema, err := jsonschema.NewCompiler().Compile("../../docs/reference/audit.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	text := write(t, "json", wide(), render.Options{})
	for old, replacement := range map[string]string{
		`"outcome": "excepted"`: `"outcome": "pass"`, `"exception": {`: `"excepted": {`, `"owner": "cloud@example.com"`: `"owner": ""`,
		`"percent": 66`: `"percent": 166`, `"recorded_by": [`: `"recorded": [`, `"usable": {`: `"useful": {`, `"hidden": 0`: `"hidden": -1`,
	} {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(strings.Replace(text, old, replacement, 1)))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(text, old) || schema.Validate(v) == nil {
			t.Errorf("the schema takes %s", replacement)
		}
	}
}

func TestCSVOfOrganization(t *testing.T) {
	t.Parallel()
	rows, err := csv.NewReader(strings.NewReader(write(t, "csv", wide(), render.Options{}))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, row := range rows {
		got[row[0]+" "+row[3]+" "+row[4]] = strings.Join(row[9:], "|")
	}
	for key, want := range map[string]string{
		"account name outcome":                 "account_name|ou_path|state|exception_owner|exception_reason|exception_expires",
		"111122223333 usable pass":             "management|Root|ACTIVE|||",
		"444444444444 usable not-applicable":   "account 4||SUSPENDED|||",
		"111122223333 over-permitted excepted": "management|Root|ACTIVE|cloud@example.com|'=reviewed|2027-03-31",
		" over-permitted fail":                 "|||||",
	} {
		if got[key] != want {
			t.Errorf("%s: %q, want %q", key, got[key], want)
		}
	}
}

func TestFrameworks(t *testing.T) {
	t.Parallel()
	f, err := check.FindFramework("pci-dss-4.0.1")
	if err != nil {
		t.Fatal(err)
	}
	var columns, tabs, list, listTabs, all bytes.Buffer
	for _, err := range []error{
		render.FrameworkText(&columns, f, true), render.FrameworkText(&tabs, f, false),
		render.FrameworksText(&list, []check.Framework{f}, true), render.FrameworksText(&listTabs, []check.Framework{f}, false),
		render.FrameworksJSON(&all, []check.Framework{f}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	holds(t, columns.String(), "PCI DSS 4.0.1 (pci-dss-4.0.1)\n\n12.10.3  SR001        recorded by AWS Security Hub\n12.10.3  SR013 SR014  hotline's own reading         those who")
	holds(t, tabs.String(), "12.10.3\tSR001\trecorded by AWS Security Hub\t\n")
	holds(t, list.String(), "pci-dss-4.0.1  AWS Security Hub, hotline  PCI DSS 4.0.1  SR001 SR002 SR013 SR014\n")
	holds(t, listTabs.String(), "pci-dss-4.0.1\tAWS Security Hub, hotline\tPCI DSS 4.0.1\tSR001 SR002 SR013 SR014\n")
	holds(t, all.String(), `"schema": "hotline/frameworks/1"`, `"control": "12.10.3"`, `"why": "those who`)
	for _, err := range []error{
		render.FrameworkText(broken{}, f, true), render.FrameworkText(broken{}, f, false), render.FrameworksText(broken{}, nil, true), render.FrameworksJSON(broken{}, nil),
	} {
		if err == nil {
			t.Error("no error")
		}
	}
}
