package render

import (
	"slices"

	"hotline/check"
)

type jsonFinding struct {
	Rule        string         `json:"rule"`
	Name        string         `json:"name"`
	Outcome     check.Outcome  `json:"outcome"`
	Severity    check.Severity `json:"severity"`
	Resource    string         `json:"resource"`
	Message     string         `json:"message"`
	Remediation string         `json:"remediation,omitempty"`
	Location    *jsonLocation  `json:"location,omitempty"`
	Exception   *jsonException `json:"exception,omitempty"`
	Controls    []jsonControl  `json:"controls,omitempty"`
}

type jsonException struct {
	Owner    string        `json:"owner"`
	Reason   string        `json:"reason"`
	Expires  string        `json:"expires"` // the last day
	Location *jsonLocation `json:"location,omitempty"`
}

type jsonControl struct {
	Framework  string   `json:"framework"`
	Control    string   `json:"control"`
	RecordedBy []string `json:"recorded_by"`
}

type jsonSummary struct {
	Accounts    int                    `json:"accounts"`
	CIS         map[check.Outcome]int  `json:"cis"`
	SecurityHub map[check.Outcome]int  `json:"security_hub_iam_18"`
	Usable      map[check.Outcome]int  `json:"usable"`
	Findings    map[check.Outcome]int  `json:"findings"`
	Failures    map[check.Severity]int `json:"failures"`
	Hidden      int                    `json:"hidden"`
}

// controls lists, for each rule, what it answers of some frameworks; of all,
// where none are named.
func controls(keys []string) map[string][]jsonControl {
	out := map[string][]jsonControl{}
	for _, f := range check.Frameworks() {
		if keys != nil && !slices.Contains(keys, f.Key) {
			continue
		}
		for _, rule := range f.Rules() {
			for _, c := range f.Of(rule) {
				out[rule] = append(out[rule], jsonControl{f.Key, c.ID, c.RecordedBy})
			}
		}
	}
	return out
}

// A findingWriter turns findings into JSON.
type findingWriter struct {
	Options
	controls map[string][]jsonControl
}

func (w findingWriter) list(findings []check.Finding) []jsonFinding {
	out := []jsonFinding{}
	for _, f := range findings {
		if w.shows(f) {
			out = append(out, w.finding(f))
		}
	}
	return out
}

func (w findingWriter) finding(f check.Finding) jsonFinding {
	out := jsonFinding{
		Rule: f.Rule.ID, Name: f.Rule.Name, Outcome: f.Outcome, Severity: f.Severity, Resource: f.Resource,
		Message: f.Message, Remediation: f.Remediation, Location: locationJSON(f.Location),
	}
	if e := f.Exception; e != nil {
		out.Exception = &jsonException{e.Owner, e.Reason, e.LastDay(), locationJSON(e.Location)}
	}
	if f.Outcome == check.Fail || f.Outcome == check.Unknown || f.Outcome == check.Excepted {
		out.Controls = w.controls[f.Rule.ID]
	}
	return out
}

// summarize counts over all accounts, whatever is shown of them. Outcomes and
// severities that do not occur are there as zero, so that a reader need not ask.
func summarize(r *check.Report, o Options) jsonSummary {
	s := jsonSummary{Accounts: len(r.Accounts), CIS: zeros(), SecurityHub: zeros(), Usable: zeros(), Findings: zeros(), Failures: map[check.Severity]int{}}
	for _, verdicts := range []map[check.Outcome]int{s.CIS, s.SecurityHub, s.Usable} {
		delete(verdicts, check.Excepted) // no verdict is
	}
	for _, sev := range check.Severities() {
		s.Failures[sev] = 0
	}
	for _, a := range r.Accounts {
		s.CIS[a.CIS.Outcome]++
		s.SecurityHub[a.SecurityHub.Outcome]++
		s.Usable[a.Usable.Outcome]++
	}
	for _, f := range allFindings(r) {
		s.Findings[f.Outcome]++
		if f.Outcome == check.Fail {
			s.Failures[f.Severity]++
		}
		if !o.shows(f) {
			s.Hidden++
		}
	}
	return s
}

func zeros() map[check.Outcome]int {
	n := map[check.Outcome]int{}
	for _, o := range check.Outcomes() {
		n[o] = 0
	}
	return n
}
