package app

import (
	"slices"

	"hotline/check"
	"hotline/org"
	"hotline/reach"
)

// Audit judges the accounts of a source by the benchmarks and by rules. Each
// account is read twice, and let go each time.
func Audit(source Source, rules []check.Rule, settings check.Settings) *check.Report {
	type read struct {
		digest *reach.Digest
		other  []org.Gap // of an account that is not reported on
	}
	accounts := each(source, func(a *org.Account) read {
		if settings.ReportsOn(a.ID) {
			return read{digest: check.Digest(a)}
		}
		return read{check.Digest(a), a.Gaps}
	})
	var digests []*reach.Digest
	var others []org.Gap
	for _, r := range accounts {
		digests, others = append(digests, r.digest), append(others, r.other...)
	}
	auditor := check.NewAuditor(source.Organization(), digests, rules, settings)
	r := auditor.Report(each(only{source, chosen(source, settings)}, auditor.Account))
	r.OtherGaps = others
	return r
}

// only is some accounts of a source.
type only struct {
	Source
	indices []int
}

func (o only) Len() int                   { return len(o.indices) }
func (o only) ID(i int) string            { return o.Source.ID(o.indices[i]) }
func (o only) Account(i int) *org.Account { return o.Source.Account(o.indices[i]) }

// chosen lists the accounts of a source that are reported on.
func chosen(source Source, settings check.Settings) []int {
	var out []int
	for i := range source.Len() {
		if settings.ReportsOn(source.ID(i)) {
			out = append(out, i)
		}
	}
	return out
}

// A Status is how an audit went as a whole. Greater is worse.
type Status int

// The statuses.
const (
	Clean      Status = iota // everything was looked at, and nothing found
	Found                    // a rule failed
	Incomplete               // something could not be looked at
	Broken                   // an input is damaged
)

// AuditStatus sums a report up. A verdict of a benchmark that is unknown is
// Incomplete, and so is what could not be read of accounts that are not reported
// on. Failures and unknown outcomes of a severity below failOn do not count. That
// one kind of input cannot answer a rule, or say whether a role is usable, is
// Incomplete only where nothing was Found: it would otherwise hide every failure.
// Nor does it count where that was not to be answered: of an account of which
// only the verdicts of the benchmarks were wanted, and of an organization with one.
// An account that was left out on purpose has no say; what is unknown of others
// may be so for its sake.
func AuditStatus(r *check.Report, failOn check.Severity) Status {
	status, doubt := min(gapStatus(asked(r.OtherGaps)), Incomplete), false
	leaves := slices.ContainsFunc(r.Accounts, isLeftOut)
	quick := hasUnasked(r.OtherGaps) || leaves
	count := func(findings []check.Finding, quick bool) {
		for _, f := range findings {
			if f.Severity < failOn {
				continue
			}
			if f.Outcome == check.Fail {
				status = max(status, Found)
			}
			doubt = doubt || f.Outcome == check.Unknown && !quick
		}
	}
	if r.Organization != nil {
		status = max(status, gapStatus(r.Organization.Gaps))
	}
	for _, a := range r.Accounts {
		status = max(status, gapStatus(asked(a.Account.Gaps)))
		if isLeftOut(a) {
			continue
		}
		if a.CIS.Outcome == check.Unknown || a.SecurityHub.Outcome == check.Unknown {
			status = max(status, Incomplete)
		}
		unasked := leaves || hasUnasked(a.Account.Gaps)
		doubt = doubt || a.Usable.Outcome == check.Unknown && !unasked
		count(a.Findings, unasked)
		quick = quick || unasked
	}
	count(r.Findings, quick)
	if status == Clean && doubt {
		return Incomplete
	}
	return status
}

// isLeftOut reports whether nothing of an account was asked, on purpose.
func isLeftOut(a *check.AccountReport) bool {
	return hasUnasked(a.Account.Gaps) && !a.Account.HoldersKnown
}

func isUnasked(g org.Gap) bool { return g.Kind == org.Unasked }

// hasUnasked reports whether something was left out on purpose.
func hasUnasked(gaps []org.Gap) bool { return slices.ContainsFunc(gaps, isUnasked) }

// asked is what could not be read of what was wanted.
func asked(gaps []org.Gap) []org.Gap { return slices.DeleteFunc(slices.Clone(gaps), isUnasked) }
