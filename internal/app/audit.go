package app

import (
	"hotline/check"
	"hotline/check/rules"
	"hotline/org"
)

// A Source gives the Snapshot that a use case works on. What it cannot read is
// in the Gaps of the accounts.
type Source interface {
	Snapshot() *org.Snapshot
}

// Audit judges the accounts of a source by the benchmarks and by all rules.
func Audit(source Source, settings check.Settings) *check.Report {
	return check.Run(source.Snapshot(), rules.All(), settings)
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

// AuditStatus sums a report up. A verdict that is unknown is Incomplete. Failures and unknown outcomes of a severity
// below failOn do not count. That one kind of input cannot answer a rule is
// Incomplete only where nothing was Found: it would otherwise hide every
// failure.
func AuditStatus(r *check.Report, failOn check.Severity) Status {
	status, doubt := Clean, false
	for _, a := range r.Accounts {
		for _, g := range a.Account.Gaps {
			status = max(status, map[org.GapKind]Status{org.Damaged: Broken, org.Incomplete: Incomplete}[g.Kind])
		}
		if a.CIS.Outcome == check.Unknown || a.SecurityHub.Outcome == check.Unknown {
			status = max(status, Incomplete)
		}
		for _, f := range a.Findings {
			if f.Severity < failOn {
				continue
			}
			if f.Outcome == check.Fail {
				status = max(status, Found)
			}
			doubt = doubt || f.Outcome == check.Unknown
		}
	}
	if status == Clean && doubt {
		return Incomplete
	}
	return status
}
