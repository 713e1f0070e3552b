package render

import (
	"fmt"
	"path/filepath"
	"strings"

	"hotline/check"
	"hotline/org"
)

// account writes what there is to say about one account.
func (t *textAudit) account(a *check.AccountReport) {
	t.line("")
	title := "account " + accountID(a)
	if name := memberName(a.Account); name != "" {
		title += " " + Clean(name)
	}
	if p := a.Account.Partition; p != "" && p != "aws" {
		title += " in partition " + Clean(p)
	}
	if path := unitPath(t.report.Organization, a.Account); path != "" {
		title += " in " + Clean(path)
	}
	if state := memberState(a.Account); state != "" && state != string(org.Active) {
		title += ", " + Clean(state)
	}
	t.line("%s", strings.TrimRight(t.paint(title, bold)+"  "+t.paint(Clean(sources(a.Account.Sources)), dim), " "))
	if a.CIS.Outcome == check.NotApplicable {
		t.verdict("not judged", a.CIS)
		t.gaps(a.Account.Gaps)
		return
	}
	t.verdict("CIS "+t.report.CIS.Version+" "+t.report.CIS.Control, a.CIS)
	t.verdict("Security Hub IAM.18", a.SecurityHub)
	t.verdict("Usable", a.Usable)
	if a.Disagreement != "" {
		t.line("%s", wrap(Clean("They differ: "+a.Disagreement)))
	}
	t.gaps(a.Account.Gaps)
	for _, f := range a.Findings {
		t.finding(f, isUnread(a.Account))
	}
	if n := tally(a.Findings); isUnread(a.Account) && n[check.Unknown] > 0 && !t.All {
		t.line("  %s %s", t.outcome(check.Unknown, 0), count(n[check.Unknown], "rule that could not be answered", "rules that could not be answered"))
	}
}

// overall writes the findings that are about no account.
func (t *textAudit) overall() {
	heard := false
	for _, f := range t.report.Findings {
		if t.matters(f, false) && t.shows(f) && !heard {
			t.line("")
			t.line("%s", t.paint("all accounts together", bold))
			heard = true
		}
		t.finding(f, false)
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
		where := g.Location.String()
		if where != "" {
			where += ": "
		}
		t.line("%s", wrap(Clean("not read: "+where+g.Message)))
	}
}

func hasDamage(gaps []org.Gap) bool {
	for _, g := range gaps {
		if g.Kind == org.Damaged {
			return true
		}
	}
	return false
}

func (t *textAudit) verdict(name string, v check.Verdict) {
	const width = 22
	t.line("  %s%s", pad(name, width), t.outcome(v.Outcome, 0))
	t.line("%s", wrap(Clean(v.Reason)))
}

// isUnread reports whether an account is damaged, or nothing of it was read: that
// little can be said of it needs to be told once.
func isUnread(a *org.Account) bool {
	return a.IsDamaged() || a.Missing()&org.AllParts == org.AllParts
}

// matters reports whether a finding tells something. What passed, what does not
// apply, and what could not be looked at in an account that was not read is left
// out unless all is wanted.
func (t *textAudit) matters(f check.Finding, unread bool) bool {
	return t.All || f.Outcome == check.Fail || f.Outcome == check.Excepted || f.Outcome == check.Unknown && !unread
}

// finding writes one finding of what was read, or was not.
func (t *textAudit) finding(f check.Finding, unread bool) {
	if !t.matters(f, unread) || !t.shows(f) {
		return
	}
	head := t.outcome(f.Outcome, 0)
	if f.Outcome == check.Fail || f.Outcome == check.Excepted {
		head += " " + t.severity(f.Severity, 0)
	}
	t.line("")
	t.line("  %s  %s  %s", head, t.paint(f.Rule.ID+" "+f.Rule.Name, bold), Clean(resourceName(f.Resource)))
	t.line("%s", wrap(Clean(f.Message)))
	if f.Location.File != "" && f.Outcome != check.Unknown {
		t.line("    %s", t.paint("at "+Clean(f.Location.String()), dim))
	}
	if e := f.Exception; e != nil {
		t.line("%s", wrap(Clean(fmt.Sprintf("excepted until %s by %s: %s (%s)", e.LastDay(), e.Owner, e.Reason, e.Location))))
		return
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

// sources names the files of an account: of several in one directory, that.
func sources(paths []string) string {
	if len(paths) < 2 {
		return strings.Join(paths, ", ")
	}
	for _, p := range paths {
		if filepath.Dir(p) != filepath.Dir(paths[0]) || filepath.Dir(p) == "." {
			return strings.Join(paths, ", ")
		}
	}
	return filepath.Dir(paths[0]) + string(filepath.Separator)
}
