package render

import (
	"io"
	"slices"
	"strings"

	"hotline/check"
	"hotline/org"
)

// Options say how a report is written.
type Options struct {
	Color bool
	All   bool // text: also what passed and what does not apply
	// Least is the severity below which findings of an audit are not shown.
	Least check.Severity
	// Frameworks are the keys of those whose controls are named; nil for all.
	Frameworks []string
}

// shows reports whether a finding is severe enough.
func (o Options) shows(f check.Finding) bool { return f.Severity >= o.Least }

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

// allFindings is all findings of a report: of its accounts, and of no account.
func allFindings(r *check.Report) []check.Finding {
	var out []check.Finding
	for _, a := range r.Accounts {
		out = append(out, a.Findings...)
	}
	return append(out, r.Findings...)
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

// memberName is the name of an account in its organization; empty where it is
// not known.
func memberName(a *org.Account) string {
	if a.Member == nil {
		return ""
	}
	return a.Member.Name
}

// memberState is the state of an account; empty where it is not known.
func memberState(a *org.Account) string {
	if a.Member == nil {
		return ""
	}
	return string(a.Member.State)
}

// unitPath is the names of the root and the units above an account, from the
// root down; empty where the account is no member. An id stands for a unit whose
// name is not known.
func unitPath(o *org.Organization, a *org.Account) string {
	if o == nil || a.Member == nil {
		return ""
	}
	var names []string
	for id := a.Member.Parent; id != "" && len(names) < 16; { // far above the quota of five: ends what goes in circles
		u := o.Unit(id)
		if u == nil {
			names = append(names, id)
			break
		}
		if names = append(names, u.Name); u.Name == "" {
			names[len(names)-1] = u.ID
		}
		id = u.Parent
	}
	slices.Reverse(names)
	return strings.Join(names, "/")
}
