package snapfile

import (
	"encoding/base64"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"hotline/org"
)

// A report is a credential report as get-credential-report prints it.
type report struct {
	content string
	format  string
	at      org.Location
}

// rootMember reads what is told of the root user: by get-account-summary, and
// by get-credential-report.
func (d *decoder) rootMember(key string) (bool, error) {
	switch key {
	case "SummaryMap":
		d.page.ofAccount = true
		return true, d.tolerate(d.summary)
	case "Content", "ReportFormat":
		if d.page.report == nil {
			d.page.report = new(report)
		}
	default:
		return false, nil
	}
	r := d.page.report
	if key == "ReportFormat" {
		return true, d.tolerate(func() error { return d.text(&r.format, key) })
	}
	r.at = d.here()
	return true, d.tolerate(func() error { return d.text(&r.content, key) })
}

// summary reads the counts of an account.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
func (d *decoder) summary() error {
	s := &org.AccountSummary{Location: d.here()}
	counts := map[string]int{}
	err := d.object("a summary", func(key string) (bool, error) {
		switch key {
		case "AccountAccessKeysPresent", "AccountMFAEnabled", "AccountPasswordPresent":
			n := 0
			err := d.count(&n, key)
			counts[key] = n
			return true, err
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	for _, key := range []string{"AccountAccessKeysPresent", "AccountMFAEnabled"} {
		if _, ok := counts[key]; !ok {
			return fault(s.Location, "expected %s in this object, found none", key)
		}
	}
	s.RootKeys, s.RootMFA = counts["AccountAccessKeysPresent"], counts["AccountMFAEnabled"] > 0
	if n, ok := counts["AccountPasswordPresent"]; ok {
		password := n > 0
		s.RootPassword = &password
	}
	d.page.summary = s
	return nil
}

// readReport reads the row of the root user from a credential report.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
func (d *decoder) readReport() error {
	r := d.page.report
	if r == nil {
		return nil
	}
	const header = "user,arn,"
	text := r.content
	if !strings.HasPrefix(text, header) {
		decoded, err := base64.StdEncoding.DecodeString(text)
		if text = string(decoded); err != nil || !strings.HasPrefix(text, header) {
			if r.format != "text/csv" {
				return nil // something else has a Content, too
			}
			d.page.ofAccount = true
			return fault(r.at, "expected a credential report for Content: CSV with the columns user, arn and so on, in base64")
		}
	}
	d.page.ofAccount = true
	in := csv.NewReader(strings.NewReader(text))
	columns, err := in.Read()
	if err != nil {
		return fault(r.at, "expected CSV in the credential report: %v", err)
	}
	for {
		row, err := in.Read() // of as many fields as the first
		if errors.Is(err, io.EOF) {
			d.to.gaps = append(d.to.gaps, org.Gap{Kind: org.Incomplete, Missing: org.Credentials, Location: r.at,
				Message: "the credential report has no row <root_account>"})
			return nil
		}
		if err != nil {
			return fault(r.at, "expected CSV in the credential report: %v", err)
		}
		if row[0] == "<root_account>" {
			return d.rootRow(columns, row)
		}
	}
}

// rootRow reads the row of the root user.
func (d *decoder) rootRow(columns, row []string) error {
	at := d.page.report.at
	field := func(name string) string {
		if i := slices.Index(columns, name); i >= 0 {
			return row[i]
		}
		return ""
	}
	if err := d.own(field("arn"), at); err != nil {
		return err
	}
	u := &org.RootUser{Location: at}
	for i, name := range []string{"mfa_active", "access_key_1_active", "access_key_2_active"} {
		value := strings.ToLower(field(name))
		switch {
		case value != "true" && value != "false":
			return fault(at, "expected true or false for %s in the row <root_account> of the credential report, found %.40q", name, value)
		case value == "false":
		case i == 0:
			u.MFA = true
		default:
			u.KeysActive++
		}
	}
	for i, name := range []string{"password_last_used", "access_key_1_last_used_date", "access_key_2_last_used_date"} {
		used, ok := reportTime(field(name))
		switch {
		case !ok:
			return fault(at, "expected a time for %s in the row <root_account> of the credential report, found %.40q", name, field(name))
		case i == 0:
			u.PasswordUsed = used
		case used.After(u.KeyUsed):
			u.KeyUsed = used
		}
	}
	d.page.rootUser = u
	return nil
}

// reportTime reads a time of a credential report; zero where there is none.
func reportTime(text string) (time.Time, bool) {
	switch text {
	case "N/A", "no_information", "not_supported":
		return time.Time{}, true
	}
	t, err := time.Parse(time.RFC3339, text)
	return t.UTC(), err == nil
}
