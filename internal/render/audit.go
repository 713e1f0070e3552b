package render

import (
	"io"

	"hotline/check"
)

// Options say how a report is written.
type Options struct {
	Color bool
	All   bool // text: also what passed and what does not apply
}

// An AuditFormat is an output format of the audit.
type AuditFormat struct {
	Name  string
	About string
	Write func(w io.Writer, r *check.Report, o Options) error
}

// AuditFormats lists the formats, the default first.
func AuditFormats() []AuditFormat {
	return []AuditFormat{
		{"text", "for people: worst first, with what to do", writeAuditText},
		{"json", "hotline/audit/1, documented in docs/reference/audit.md", writeAuditJSON},
		{"csv", "one row a verdict and finding, with a header", writeAuditCSV},
	}
}

// tally counts outcomes.
func tally(findings []check.Finding) map[check.Outcome]int {
	n := map[check.Outcome]int{}
	for _, f := range findings {
		n[f.Outcome]++
	}
	return n
}

// failures counts the failures of each severity.
func failures(findings []check.Finding) map[check.Severity]int {
	n := map[check.Severity]int{}
	for _, f := range findings {
		if f.Outcome == check.Fail {
			n[f.Severity]++
		}
	}
	return n
}
