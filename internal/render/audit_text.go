package render

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"hotline/check"
)

// A textAudit writes the report for people.
type textAudit struct {
	style
	Options
	out    bytes.Buffer
	report *check.Report
}

// manyAccounts is how many accounts can be taken in one by one. Where there are
// more, those with nothing to tell are only counted.
const manyAccounts = 30

func writeAuditText(w io.Writer, r *check.Report, o Options) error {
	t := &textAudit{style: style{o.Color}, Options: o, report: r}
	accounts := slices.Clone(r.Accounts)
	slices.SortStableFunc(accounts, worstAccountFirst)
	t.heading()
	t.overview(accounts)
	for _, a := range accounts {
		if !t.collapses(a) {
			t.account(a)
		}
	}
	t.overall()
	t.summary()
	_, err := w.Write(t.out.Bytes())
	return err
}

// AuditOverview writes how the accounts stand as a whole, and a row for each.
func AuditOverview(w io.Writer, r *check.Report, o Options) error {
	t := &textAudit{style: style{o.Color}, Options: o, report: r}
	accounts := slices.Clone(r.Accounts)
	slices.SortStableFunc(accounts, worstAccountFirst)
	t.heading()
	t.overview(accounts)
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
	rank := func(o check.Outcome) int { return slices.Index(check.Outcomes(), o) }
	return cmp.Or(cmp.Compare(rank(a.CIS.Outcome), rank(b.CIS.Outcome)), cmp.Compare(rank(a.Usable.Outcome), rank(b.Usable.Outcome)))
}

func (t *textAudit) line(format string, args ...any) {
	fmt.Fprintf(&t.out, format+"\n", args...)
}

// heading says of what the report is, and how the accounts stand as a whole.
func (t *textAudit) heading() {
	title := "AWS Support access of " + count(len(t.report.Accounts), "account", "accounts")
	if o := t.report.Organization; o != nil {
		title += " of organization " + cmp.Or(o.ID, "(no id)")
		if o.ManagementAccount != "" {
			title += ", managed by " + o.ManagementAccount
		}
		if m := o.Member(o.ManagementAccount); m != nil && m.Name != "" {
			title += " (" + m.Name + ")"
		}
	}
	t.line("%s", t.paint(Clean(title), bold))
	s := t.report.Score
	t.line("%s · %s · %s", share("CIS "+t.report.CIS.Version, s.CIS, strings.TrimPrefix(count(s.CIS.All, "account", "accounts"), strconv.Itoa(s.CIS.All))), share("IAM.18", s.SecurityHub, ""), share("usable", s.Usable, ""))
	if n := len(t.report.Others); n > 0 {
		t.line("%s", t.paint(count(n, "other account was read for what it tells", "other accounts were read for what they tell")+" of these", dim))
	}
	if o := t.report.Organization; o != nil {
		t.gaps(o.Gaps)
	}
	t.gaps(t.report.OtherGaps)
	t.line("")
}

// share is how many accounts pass, with a noun for them.
func share(name string, s check.Share, noun string) string {
	if s.All == 0 {
		return name + ": no account"
	}
	text := fmt.Sprintf("%s: %d of %d%s (%d%%)", name, s.Pass, s.All, noun, s.Percent())
	if s.Unknown > 0 {
		text += fmt.Sprintf(", %d unknown", s.Unknown)
	}
	return text
}

// Widths of the columns of the overview.
const (
	idWidth      = 14
	verdictWidth = 11
	nameWidth    = 24
)

// overview writes one row an account.
func (t *textAudit) overview(accounts []*check.AccountReport) {
	name := 0
	for _, a := range accounts {
		if n := utf8.RuneCountInString(Clean(memberName(a.Account))); n > 0 && !t.collapses(a) {
			name = max(name, min(n, nameWidth)+2)
		}
	}
	head := pad("ACCOUNT", idWidth) + pad(cut("NAME", name), name) + pad("CIS "+t.report.CIS.Version, verdictWidth) + pad("IAM.18", verdictWidth) + pad("USABLE", verdictWidth) + "FAILED RULES"
	t.line("  %s", t.paint(head, dim))
	fine, closed := 0, 0
	for _, a := range accounts {
		switch {
		case !t.collapses(a):
			t.line("  %s%s%s%s%s%s", t.paint(pad(accountID(a), idWidth), bold), pad(cut(Clean(memberName(a.Account)), name-2), name),
				t.verdictCell(a.CIS), t.verdictCell(a.SecurityHub), t.verdictCell(a.Usable), t.failed(a.Findings))
		case a.CIS.Outcome == check.NotApplicable:
			closed++
		default:
			fine++
		}
	}
	if fine > 0 {
		t.line("  %s", t.paint(count(fine, "account passes", "accounts pass")+" everything; --all lists them", dim))
	}
	if closed > 0 {
		t.line("  %s", t.paint(count(closed, "account is", "accounts are")+" not active; --all lists them", dim))
	}
}

// collapses reports whether an account is only counted, since it has nothing to
// tell and there are many.
func (t *textAudit) collapses(a *check.AccountReport) bool {
	n := tally(a.Findings)
	one := a.CIS.Outcome == a.SecurityHub.Outcome && a.CIS.Outcome == a.Usable.Outcome
	return !t.All && len(t.report.Accounts) > manyAccounts && one && (a.CIS.Outcome == check.Pass || a.CIS.Outcome == check.NotApplicable) &&
		n[check.Fail]+n[check.Unknown]+n[check.Excepted] == 0 && len(a.Account.Gaps) == 0
}

// verdictCell is the outcome of a verdict as a cell of the overview.
func (t *textAudit) verdictCell(v check.Verdict) string {
	if v.Outcome == check.NotApplicable {
		return t.paint(pad(symbol(v.Outcome)+" n/a", verdictWidth), dim)
	}
	return t.outcome(v.Outcome, verdictWidth)
}

// accountID is the id of an account, or a word for an account without one.
func accountID(a *check.AccountReport) string { return cmp.Or(Clean(a.Account.ID), "(no id)") }

// failed counts the failures by severity, and what could not be answered or is
// excepted.
func (t *textAudit) failed(findings []check.Finding) string {
	var parts []string
	n := failures(findings)
	for _, s := range check.Severities() {
		if n[s] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n[s], t.severity(s, 0)))
		}
	}
	all := tally(findings)
	if unknown := all[check.Unknown]; unknown > 0 {
		parts = append(parts, t.paint(fmt.Sprintf("%d unknown", unknown), yellow))
	}
	if excepted := all[check.Excepted]; excepted > 0 {
		parts = append(parts, fmt.Sprintf("%d excepted", excepted))
	}
	if parts == nil {
		return t.paint("none", dim)
	}
	return strings.Join(parts, ", ")
}

// summary writes the totals and what to do next.
func (t *textAudit) summary() {
	s := summarize(t.report, t.Options)
	verdicts := func(n map[check.Outcome]int) string {
		return fmt.Sprintf("%d pass, %d fail, %d unknown", n[check.Pass], n[check.Fail], n[check.Unknown])
	}
	t.line("")
	t.line("%s CIS %s: %s · IAM.18: %s · usable: %s", t.paint("Summary", bold), t.report.CIS.Version, verdicts(s.CIS), verdicts(s.SecurityHub), verdicts(s.Usable))
	t.line("        rules failed: %s", t.failed(allFindings(t.report)))
	if n := t.hidden(); n > 0 {
		t.line("        %s of less than %s severity not shown (--severity)", count(n, "finding", "findings"), t.Least)
	}
	for _, caveat := range t.report.Caveats {
		t.line("%s", t.paint("note: "+Clean(caveat), dim))
	}
	t.line("%s    %s", t.paint("Next", bold), t.next(s))
}

// hidden counts the findings that are not shown for their severity alone.
func (t *textAudit) hidden() int {
	n := 0
	count := func(findings []check.Finding, unread bool) {
		for _, f := range findings {
			if t.matters(f, unread) && !t.shows(f) {
				n++
			}
		}
	}
	for _, a := range t.report.Accounts {
		count(a.Findings, isUnread(a.Account))
	}
	count(t.report.Findings, false)
	return n
}

// next says what to do first.
func (t *textAudit) next(s jsonSummary) string {
	damaged := t.report.Organization != nil && hasDamage(t.report.Organization.Gaps)
	for _, a := range t.report.Accounts {
		damaged = damaged || a.Account.IsDamaged()
	}
	switch {
	case damaged:
		return "get the damaged input again, then audit it once more"
	case s.Findings[check.Fail] > 0:
		worst, account := worstFinding(t.report)
		name := resourceName(worst.Resource)
		if account != "" && len(t.report.Accounts) > 1 {
			name = strings.TrimPrefix(name+" of account "+account, "the account of ")
		}
		return fmt.Sprintf("begin with %s: hotline rules show %s", Clean(name), worst.Rule.ID)
	case s.Findings[check.Unknown] > 0 || s.Usable[check.Unknown] > 0:
		return "nothing failed; some questions could not be answered from this input"
	}
	return "nothing to do"
}

// worstFinding is the first of the gravest failures, and the id of its account;
// empty where it is about no account, or that has no id.
func worstFinding(r *check.Report) (worst check.Finding, account string) {
	look := func(findings []check.Finding, in string) {
		for _, f := range findings {
			if f.Outcome == check.Fail && f.Severity > worst.Severity {
				worst, account = f, in
			}
		}
	}
	for _, a := range r.Accounts {
		look(a.Findings, a.Account.ID)
	}
	look(r.Findings, "")
	return worst, account
}
