package render

import (
	"encoding/csv"
	"io"
	"strings"

	"hotline/check"
)

// writeAuditCSV writes one row for each verdict and each finding. Columns are
// only ever added at the end.
func writeAuditCSV(w io.Writer, r *check.Report, o Options) error {
	out := csv.NewWriter(w)
	rows := [][]string{{
		"account", "partition", "rule", "name", "outcome", "severity", "resource", "message", "location",
		"account_name", "ou_path", "state", "exception_owner", "exception_reason", "exception_expires",
	}}
	for _, a := range r.Accounts {
		account := []string{a.Account.ID, a.Account.Partition}
		member := []string{memberName(a.Account), unitPath(r.Organization, a.Account), memberState(a.Account)}
		row := func(cells ...string) { rows = append(rows, csvRow(account, cells, member)) }
		row("CIS-"+r.CIS.Version, r.CIS.Control, string(a.CIS.Outcome), "", arns(a.CIS.Counted), a.CIS.Reason)
		row("SecurityHub", "IAM.18", string(a.SecurityHub.Outcome), "", arns(a.SecurityHub.Counted), a.SecurityHub.Reason)
		row("hotline", "usable", string(a.Usable.Outcome), "", arns(a.Usable.Counted), a.Usable.Reason)
		for _, f := range a.Findings {
			if o.shows(f) {
				rows = append(rows, csvFinding(account, f, member))
			}
		}
	}
	for _, f := range r.Findings {
		if o.shows(f) {
			rows = append(rows, csvFinding([]string{"", ""}, f, []string{"", "", ""}))
		}
	}
	for _, row := range rows {
		for i := range row {
			row[i] = inert(Clean(row[i]))
		}
	}
	return out.WriteAll(rows)
}

func csvFinding(account []string, f check.Finding, member []string) []string {
	row := csvRow(account, []string{
		f.Rule.ID, f.Rule.Name, string(f.Outcome), f.Severity.String(), f.Resource, f.Message, f.Location.String(),
	}, member)
	if e := f.Exception; e != nil {
		copy(row[len(row)-3:], []string{e.Owner, e.Reason, e.LastDay()})
	}
	return row
}

// csvRow joins the parts of a row, and fills it up.
func csvRow(account, cells, member []string) []string {
	const findingCells = 7
	row := append([]string{}, account...)
	row = append(row, cells...)
	row = append(row, make([]string, findingCells-len(cells))...)
	row = append(row, member...)
	return append(row, "", "", "")
}

func arns(holders []check.Holder) string {
	var out []string
	for _, h := range holders {
		out = append(out, h.ARN)
	}
	return strings.Join(out, " ")
}

// inert keeps a spreadsheet from taking a cell for a formula.
// https://owasp.org/www-community/attacks/CSV_Injection
func inert(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
