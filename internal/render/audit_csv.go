package render

import (
	"encoding/csv"
	"io"
	"strings"

	"hotline/check"
	"hotline/org"
)

// writeAuditCSV writes one row for each verdict and each finding.
func writeAuditCSV(w io.Writer, r *check.Report, _ Options) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"account", "partition", "rule", "name", "outcome", "severity", "resource", "message", "location"}}
	for _, a := range r.Accounts {
		row := func(rule, name string, o check.Outcome, severity, resource, message string, at org.Location) {
			rows = append(rows, []string{a.Account.ID, a.Account.Partition, rule, name, string(o), severity, resource, message, at.String()})
		}
		row("CIS-"+r.CIS.Version, r.CIS.Control, a.CIS.Outcome, "", arns(a.CIS.Counted), a.CIS.Reason, org.Location{})
		row("SecurityHub", "IAM.18", a.SecurityHub.Outcome, "", arns(a.SecurityHub.Counted), a.SecurityHub.Reason, org.Location{})
		for _, f := range a.Findings {
			row(f.Rule.ID, f.Rule.Name, f.Outcome, f.Severity.String(), f.Resource, f.Message, f.Location)
		}
	}
	for _, row := range rows {
		for i := range row {
			row[i] = inert(Clean(row[i]))
		}
	}
	return out.WriteAll(rows)
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
