package snapfile_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"hotline/org"
)

const (
	reportColumns = "user,arn,user_creation_time,password_last_used,mfa_active,access_key_1_active,access_key_1_last_used_date,access_key_2_active,access_key_2_last_used_date\n"
	reportUser    = "alice,arn:aws:iam::444455556666:user/alice,2024-01-01T00:00:00+00:00,no_information,false,true,N/A,false,N/A\n"
	reportRoot    = "<root_account>,arn:aws:iam::444455556666:root,2024-01-01T00:00:00+00:00,%s,%s,%s,%s,%s,%s\n"
)

// report is what get-credential-report prints.
func report(csv string) string {
	return `{"Content":"` + base64.StdEncoding.EncodeToString([]byte(csv)) + `","ReportFormat":"text/csv","GeneratedTime":"2026-10-30T02:14:09+00:00"}`
}

func rootRow(values ...any) string { return fmt.Sprintf(reportRoot, values...) }

// rootLine is what is known of the root user.
func rootLine(a *org.Account) string {
	out := ""
	if s := a.Summary; s != nil {
		password := "unknown"
		if s.RootPassword != nil {
			password = fmt.Sprint(*s.RootPassword)
		}
		out += fmt.Sprintf("keys %d, MFA %v, password %s; ", s.RootKeys, s.RootMFA, password)
	}
	if u := a.RootUser; u != nil {
		out += fmt.Sprintf("active %d, MFA %v, password %s, key %s", u.KeysActive, u.MFA, u.PasswordUsed.Format("2006"), u.KeyUsed.Format("2006"))
	}
	return out
}

func TestRootUser(t *testing.T) {
	t.Parallel()
	summary := func(more string) string {
		return `{"SummaryMap":{"AccountMFAEnabled":1,"AccountAccessKeysPresent":2` + more + `}}`
	}
	csv := reportColumns + reportUser + rootRow("2025-01-01T00:00:00Z", "TRUE", "true", "2023-01-01T00:00:00+00:00", "true", "2026-01-01T00:00:00+00:00")
	never := reportColumns + rootRow("not_supported", "false", "false", "N/A", "false", "no_information")
	const used, unused = "active 2, MFA true, password 2025, key 2026", "active 0, MFA false, password 0001, key 0001"
	for _, tt := range []reading{
		{"summary", map[string]string{"a.json": summary("")}, []string{"keys 2, MFA true, password unknown; "}},
		{"password", map[string]string{"a.json": summary(`,"AccountPasswordPresent":0,"Users":7`)}, []string{"keys 2, MFA true, password false; "}},
		{"given twice", map[string]string{"a.json": summary(`,"AccountPasswordPresent":1`), "b.json": summary("")}, []string{"keys 2, MFA true, password unknown; "}},
		{"summaries differ", map[string]string{"a.json": summary(`,"AccountPasswordPresent":1`), "b.json": summary(`,"AccountPasswordPresent":0`)},
			[]string{"keys 2, MFA true, password false; ", "damaged 1:15: this summary differs from that at …"}},
		{"summary without MFA", map[string]string{"a.json": `{"SummaryMap":{"AccountAccessKeysPresent":0}}`}, []string{"", "damaged 1:15: expected AccountMFAEnabled in this object, found none"}},
		{"summary that is none", map[string]string{"a.json": `{"SummaryMap":{"AccountMFAEnabled":"yes"}}`}, []string{"", `damaged 1:36: expected a count for AccountMFAEnabled, found "yes"`}},
		{"report", map[string]string{"a.json": report(csv)}, []string{used}},
		{"report as it stands", map[string]string{"a.json": fmt.Sprintf(`{"Content":%q}`, never)}, []string{unused}},
		{"report given twice", map[string]string{"a.json": report(csv), "b.json": report(csv)}, []string{used}},
		{"reports differ", map[string]string{"a.json": report(csv), "b.json": report(never)}, []string{unused, "damaged 1:12: this credential report differs from that at …"}},
		{"not base64", map[string]string{"a.json": `{"Content":"!","ReportFormat":"text/csv"}`}, []string{"", "damaged 1:12: expected a credential report for Content: …"}},
		{"no Content", map[string]string{"a.json": `{"Content":7,"ReportFormat":"text/csv"}`}, []string{"", "damaged 1:12: expected a string for Content, found a number", "damaged 1:12: expected a credential report for Content: …"}},
		{"Content of something else", map[string]string{"a.json": `{"Content":"eA=="}`}, []string{"", "note: this is not used: …"}},
		{"no CSV", map[string]string{"a.json": report("user,arn,\"\n")}, []string{"", "damaged 1:12: expected CSV in the credential report: …"}},
		{"no root", map[string]string{"a.json": report(reportColumns + reportUser)}, []string{"", "incomplete 1:12: the credential report has no row <root_account>"}},
		{"a row that is cut off", map[string]string{"a.json": report(reportColumns + "<root_account>,x\n")}, []string{"", "damaged 1:12: expected CSV in the credential report: record on line 2: wrong number of fields"}},
		{"of no account", map[string]string{"a.json": report("user,arn,x\n<root_account>,y,z\n")}, []string{"", `damaged 1:12: expected the IAM ARN of an account for Arn, found "y"`}},
		{"of another account", map[string]string{"a.json": report(strings.ReplaceAll(csv, "444455556666", "777788889999"))}, []string{"", "damaged 1:12: this page is of account 777788889999, …"}},
		{"a column is missing", map[string]string{"a.json": report("user,arn,x\n<root_account>,arn:aws:iam::444455556666:root,z\n")}, []string{"", `damaged 1:12: expected true or false for mfa_active in the row <root_account> of the credential report, found ""`}},
		{"a time that is none", map[string]string{"a.json": report(reportColumns + rootRow("never", "true", "true", "N/A", "false", "N/A"))}, []string{"", `damaged 1:12: expected a time for password_last_used in the row <root_account> of the credential report, found "never"`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			content := map[string]string{"444455556666/details.json": emptyPage}
			for name, text := range tt.content {
				content["444455556666/"+name] = text
			}
			a := readTree(t, content).Accounts[0]
			same(t, append([]string{rootLine(a)}, gapLines(a.Gaps, a.Notes)...), tt.want)
		})
	}
}

// TestRootUserOutsideFolders holds to whom a summary belongs that names no
// account.
func TestRootUserOutsideFolders(t *testing.T) {
	t.Parallel()
	const summary = `{"SummaryMap":{"AccountMFAEnabled":1,"AccountAccessKeysPresent":0}}`
	for _, tt := range []reading{
		{"that of the name", map[string]string{"444455556666.json": details("444455556666"), "444455556666-summary.json": summary}, []string{"account 444455556666 aws: 1 roles, missing 0 keys 0, MFA true, password unknown;"}},
		{"that of the other pages", map[string]string{"a.json": summary + details("444455556666")}, []string{"account 444455556666 aws: 1 roles, missing 0 keys 0, MFA true, password unknown;"}},
		{"nobody's", map[string]string{"a.json": summary}, []string{"account  : 0 roles, missing 0"}},
	} {
		var got []string
		for _, a := range readTree(t, tt.content).Accounts {
			got = append(got, strings.TrimSuffix(accountLines([]*org.Account{a})[0]+" "+rootLine(a), " "))
		}
		same(t, got, tt.want)
	}
}
