package render

import (
	"bytes"
	"encoding/json"
	"io"

	"hotline/check"
	"hotline/org"
)

// AuditSchema names the JSON that writeAuditJSON writes. Fields may be added
// under the same name; none changes its meaning.
const AuditSchema = "hotline/audit/1"

type jsonAudit struct {
	Schema   string        `json:"schema"`
	Accounts []jsonAccount `json:"accounts"`
	Summary  jsonSummary   `json:"summary"`
}

type jsonAccount struct {
	ID           string        `json:"id"`
	Partition    string        `json:"partition"`
	Sources      []string      `json:"sources"`
	Verdicts     jsonVerdicts  `json:"verdicts"`
	Disagreement string        `json:"disagreement,omitempty"`
	Findings     []jsonFinding `json:"findings"`
	Gaps         []jsonGap     `json:"gaps"`
	Notes        []jsonNote    `json:"notes"`
}

type jsonVerdicts struct {
	CIS         jsonCIS     `json:"cis"`
	SecurityHub jsonVerdict `json:"security_hub_iam_18"`
}

type jsonCIS struct {
	Version string `json:"version"`
	Control string `json:"control"`
	jsonVerdict
}

type jsonVerdict struct {
	Outcome    check.Outcome   `json:"outcome"`
	Principals []jsonPrincipal `json:"principals"`
	NotCounted []jsonPrincipal `json:"not_counted"`
	Reason     string          `json:"reason"`
}

type jsonPrincipal struct {
	ARN      string              `json:"arn"`
	Type     check.PrincipalType `json:"type"`
	Note     string              `json:"note,omitempty"`
	Location *jsonLocation       `json:"location,omitempty"`
}

type jsonFinding struct {
	Rule        string         `json:"rule"`
	Name        string         `json:"name"`
	Outcome     check.Outcome  `json:"outcome"`
	Severity    check.Severity `json:"severity"`
	Resource    string         `json:"resource"`
	Message     string         `json:"message"`
	Remediation string         `json:"remediation,omitempty"`
	Location    *jsonLocation  `json:"location,omitempty"`
}

type jsonGap struct {
	Kind string `json:"kind"`
	jsonNote
}

type jsonNote struct {
	Message  string        `json:"message"`
	Location *jsonLocation `json:"location,omitempty"`
}

type jsonLocation struct {
	File   string `json:"file"`
	Line   uint32 `json:"line,omitempty"`
	Column uint32 `json:"column,omitempty"`
	// Where the document stands in a string, the place within it.
	DocumentLine   uint32 `json:"document_line,omitempty"`
	DocumentColumn uint32 `json:"document_column,omitempty"`
}

type jsonSummary struct {
	Accounts    int                    `json:"accounts"`
	CIS         map[check.Outcome]int  `json:"cis"`
	SecurityHub map[check.Outcome]int  `json:"security_hub_iam_18"`
	Findings    map[check.Outcome]int  `json:"findings"`
	Failures    map[check.Severity]int `json:"failures"`
}

func writeAuditJSON(w io.Writer, r *check.Report, _ Options) error {
	out := jsonAudit{Schema: AuditSchema, Accounts: []jsonAccount{}, Summary: summarize(r)}
	for _, a := range r.Accounts {
		out.Accounts = append(out.Accounts, accountJSON(r.CIS, a))
	}
	return WriteJSON(w, out)
}

// WriteJSON writes v over several lines, without the escapes for HTML.
func WriteJSON(w io.Writer, v any) error {
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := io.WriteString(w, Inert(buf.String()))
	return err
}

func accountJSON(cis check.CISVersion, a *check.AccountReport) jsonAccount {
	out := jsonAccount{
		ID: a.Account.ID, Partition: a.Account.Partition, Sources: a.Account.Sources,
		Disagreement: a.Disagreement,
		Findings:     []jsonFinding{}, Gaps: []jsonGap{}, Notes: []jsonNote{},
	}
	out.Verdicts.CIS = jsonCIS{cis.Version, cis.Control, verdictJSON(a.CIS)}
	out.Verdicts.SecurityHub = verdictJSON(a.SecurityHub)
	for _, f := range a.Findings {
		out.Findings = append(out.Findings, jsonFinding{f.Rule.ID, f.Rule.Name, f.Outcome, f.Severity,
			f.Resource, f.Message, f.Remediation, locationJSON(f.Location)})
	}
	for _, g := range a.Account.Gaps {
		kind := map[org.GapKind]string{org.Damaged: "damaged", org.Incomplete: "incomplete"}[g.Kind]
		out.Gaps = append(out.Gaps, jsonGap{kind, jsonNote{g.Message, locationJSON(g.Location)}})
	}
	for _, n := range a.Account.Notes {
		out.Notes = append(out.Notes, jsonNote{n.Message, locationJSON(n.Location)})
	}
	return out
}

func verdictJSON(v check.Verdict) jsonVerdict {
	return jsonVerdict{v.Outcome, principalsJSON(v.Counted), principalsJSON(v.NotCounted), v.Reason}
}

func principalsJSON(holders []check.Holder) []jsonPrincipal {
	out := []jsonPrincipal{}
	for _, h := range holders {
		out = append(out, jsonPrincipal{h.ARN, h.Type, h.Note, locationJSON(h.Location)})
	}
	return out
}

func locationJSON(l org.Location) *jsonLocation {
	if l.File == "" {
		return nil
	}
	return &jsonLocation{l.File, l.At.Line, l.At.Column, l.Inner.Line, l.Inner.Column}
}

// summarize counts over all accounts. Outcomes and severities that do not
// occur are there as zero, so that a reader need not ask.
func summarize(r *check.Report) jsonSummary {
	s := jsonSummary{Accounts: len(r.Accounts), CIS: zeros(), SecurityHub: zeros(), Findings: zeros(), Failures: map[check.Severity]int{}}
	delete(s.CIS, check.NotApplicable)
	delete(s.SecurityHub, check.NotApplicable)
	for _, sev := range check.Severities() {
		s.Failures[sev] = 0
	}
	for _, a := range r.Accounts {
		s.CIS[a.CIS.Outcome]++
		s.SecurityHub[a.SecurityHub.Outcome]++
		for o, n := range tally(a.Findings) {
			s.Findings[o] += n
		}
		for sev, n := range failures(a.Findings) {
			s.Failures[sev] += n
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
