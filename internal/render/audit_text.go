package render

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"hotline/check"
	"hotline/org"
)

// A textAudit writes the report for people.
type textAudit struct {
	style
	out    bytes.Buffer
	report *check.Report
	all    bool
}

func writeAuditText(w io.Writer, r *check.Report, o Options) error {
	t := &textAudit{style: style{o.Color}, report: r, all: o.All}
	accounts := slices.Clone(r.Accounts)
	slices.SortStableFunc(accounts, worstAccountFirst)
	t.line("%s", t.paint(fmt.Sprintf("AWS Support access of %s", count(len(accounts), "account", "accounts")), bold))
	t.line("")
	t.overview(accounts)
	for _, a := range accounts {
		t.account(a)
	}
	t.summary(accounts)
	_, err := w.Write(t.out.Bytes())
	return err
}

// worstAccountFirst compares accounts by their gravest failure, then by how
// many they have.
func worstAccountFirst(a, b *check.AccountReport) int {
	fa, fb := failures(a.Findings), failures(b.Findings)
	for _, s := range check.Severities() {
		if c := cmp.Compare(fb[s], fa[s]); c != 0 {
			return c
		}
	}
	return cmp.Compare(slices.Index(check.Outcomes(), a.CIS.Outcome), slices.Index(check.Outcomes(), b.CIS.Outcome))
}

func (t *textAudit) line(format string, args ...any) {
	fmt.Fprintf(&t.out, format+"\n", args...)
}

// overview writes one row an account.
func (t *textAudit) overview(accounts []*check.AccountReport) {
	const id, verdict = 14, 11
	t.line("  %s", t.paint(pad("ACCOUNT", id)+pad("CIS "+t.report.CIS.Version, verdict)+pad("IAM.18", verdict)+"FAILED RULES", dim))
	for _, a := range accounts {
		t.line("  %s%s%s%s", t.paint(pad(accountName(a), id), bold),
			t.outcome(a.CIS.Outcome, verdict), t.outcome(a.SecurityHub.Outcome, verdict), t.failed(a.Findings))
	}
}

// accountName is the id of an account, or a word for an account without one.
func accountName(a *check.AccountReport) string { return cmp.Or(Clean(a.Account.ID), "(no id)") }

// failed counts the failures by severity, and what could not be answered.
func (t *textAudit) failed(findings []check.Finding) string {
	var parts []string
	n := failures(findings)
	for _, s := range check.Severities() {
		if n[s] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n[s], t.severity(s, 0)))
		}
	}
	if unknown := tally(findings)[check.Unknown]; unknown > 0 {
		parts = append(parts, t.paint(fmt.Sprintf("%d unknown", unknown), yellow))
	}
	if parts == nil {
		return t.paint("none", dim)
	}
	return strings.Join(parts, ", ")
}

// account writes what there is to say about one account.
func (t *textAudit) account(a *check.AccountReport) {
	t.line("")
	title := "account " + accountName(a)
	if p := a.Account.Partition; p != "" && p != "aws" {
		title += " in partition " + Clean(p)
	}
	t.line("%s  %s", t.paint(title, bold), t.paint(Clean(strings.Join(a.Account.Sources, ", ")), dim))
	t.verdict("CIS "+t.report.CIS.Version+" "+t.report.CIS.Control, a.CIS)
	t.verdict("Security Hub IAM.18", a.SecurityHub)
	if a.Disagreement != "" {
		t.line("%s", wrap(Clean("They differ: "+a.Disagreement)))
	}
	t.gaps(a.Account.Gaps)
	for _, f := range a.Findings {
		t.finding(a, f)
	}
	if n := tally(a.Findings); a.Account.IsDamaged() && n[check.Unknown] > 0 && !t.all {
		t.line("  %s %s", t.outcome(check.Unknown, 0), count(n[check.Unknown], "rule that could not be answered", "rules that could not be answered"))
	}
}

// gaps lists what could not be read, up to a number that can be taken in.
func (t *textAudit) gaps(gaps []org.Gap) {
	const most = 5
	for i, g := range gaps {
		if i == most {
			t.line("    … and %d more; all are in the output of -o json", len(gaps)-most)
			return
		}
		t.line("%s", wrap(Clean(fmt.Sprintf("not read: %s: %s", g.Location, g.Message))))
	}
}

func (t *textAudit) verdict(name string, v check.Verdict) {
	const width = 22
	t.line("  %s%s", pad(name, width), t.outcome(v.Outcome, 0))
	t.line("%s", wrap(Clean(v.Reason)))
}

// finding writes one finding. What passed, what does not apply, and what could
// not be looked at in a damaged account is left out unless all is wanted.
func (t *textAudit) finding(a *check.AccountReport, f check.Finding) {
	bad := f.Outcome == check.Fail || f.Outcome == check.Unknown && !a.Account.IsDamaged()
	if !bad && !t.all {
		return
	}
	head := t.outcome(f.Outcome, 0)
	if f.Outcome == check.Fail {
		head += " " + t.severity(f.Severity, 0)
	}
	t.line("")
	t.line("  %s  %s  %s", head, t.paint(f.Rule.ID+" "+f.Rule.Name, bold), Clean(resourceName(f.Resource)))
	t.line("%s", wrap(Clean(f.Message)))
	if f.Location.File != "" && f.Outcome != check.Unknown {
		t.line("    %s", t.paint("at "+Clean(f.Location.String()), dim))
	}
	for _, l := range strings.Split(f.Remediation, "\n") {
		if l != "" {
			t.line("      %s", t.paint(Clean(l), cyan))
		}
	}
}

// resourceName is the part of an ARN that a person calls the resource by.
func resourceName(resource string) string {
	if strings.HasPrefix(resource, "AWS::::Account:") {
		return "the account"
	}
	return org.ShortName(resource)
}

// summary writes the totals and what to do next.
func (t *textAudit) summary(accounts []*check.AccountReport) {
	s := summarize(t.report)
	var all []check.Finding
	damaged := 0
	for _, a := range accounts {
		all = append(all, a.Findings...)
		if a.Account.IsDamaged() {
			damaged++
		}
	}
	verdicts := func(n map[check.Outcome]int) string {
		return fmt.Sprintf("%d pass, %d fail, %d unknown", n[check.Pass], n[check.Fail], n[check.Unknown])
	}
	t.line("")
	t.line("%s CIS %s: %s · IAM.18: %s · rules failed: %s", t.paint("Summary", bold),
		t.report.CIS.Version, verdicts(s.CIS), verdicts(s.SecurityHub), t.failed(all))
	switch {
	case damaged > 0:
		t.line("%s    get the damaged input again (aws iam get-account-authorization-details), then audit it once more", t.paint("Next", bold))
	case s.Findings[check.Fail] > 0:
		worst := worstFinding(all)
		t.line("%s    begin with %s: hotline rules show %s", t.paint("Next", bold), Clean(resourceName(worst.Resource)), worst.Rule.ID)
	case s.Findings[check.Unknown] > 0:
		t.line("%s    nothing failed; some rules could not be answered from this input", t.paint("Next", bold))
	default:
		t.line("%s    nothing to do", t.paint("Next", bold))
	}
}

// worstFinding is the first of the gravest failures.
func worstFinding(findings []check.Finding) check.Finding {
	var worst check.Finding
	for _, f := range findings {
		if f.Outcome == check.Fail && f.Severity > worst.Severity {
			worst = f
		}
	}
	return worst
}
