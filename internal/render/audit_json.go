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
	Schema       string            `json:"schema"`
	Organization *jsonOrganization `json:"organization,omitempty"`
	Score        jsonScore         `json:"score"`
	Accounts     []jsonAccount     `json:"accounts"`
	Findings     []jsonFinding     `json:"findings"`
	Others       jsonOthers        `json:"other_accounts"`
	Caveats      []string          `json:"caveats"`
	Summary      jsonSummary       `json:"summary"`
}

type jsonOrganization struct {
	ID                string     `json:"id"`
	ManagementAccount string     `json:"management_account"`
	ManagementName    string     `json:"management_account_name,omitempty"`
	Members           int        `json:"members"`
	Sources           []string   `json:"sources"`
	Gaps              []jsonGap  `json:"gaps"`
	Notes             []jsonNote `json:"notes"`
}

type jsonScore struct {
	CIS         jsonShare `json:"cis"`
	SecurityHub jsonShare `json:"security_hub_iam_18"`
	Usable      jsonShare `json:"usable"`
}

type jsonShare struct {
	Pass    int `json:"pass"`
	Unknown int `json:"unknown"`
	All     int `json:"all"`
	Percent int `json:"percent"`
}

type jsonOthers struct {
	Accounts []string  `json:"accounts"`
	Gaps     []jsonGap `json:"gaps"`
}

type jsonAccount struct {
	ID           string        `json:"id"`
	Partition    string        `json:"partition"`
	Name         string        `json:"name,omitempty"`
	State        string        `json:"state,omitempty"`
	Units        string        `json:"ou_path,omitempty"`  // by their names
	Path         string        `json:"org_path,omitempty"` // by their ids
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
	Usable      jsonVerdict `json:"usable"`
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

type jsonGap struct {
	Kind    string `json:"kind"`
	Call    string `json:"call,omitempty"`
	Code    string `json:"code,omitempty"`
	Message string `json:"message"`
	// Location is there for every gap of an account.
	Location *jsonLocation `json:"location,omitempty"`
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

func writeAuditJSON(w io.Writer, r *check.Report, o Options) error {
	f := findingWriter{o, controls(o.Frameworks)}
	out := jsonAudit{
		Schema: AuditSchema, Organization: organizationJSON(r.Organization), Score: scoreJSON(r.Score), Accounts: []jsonAccount{},
		Findings: f.list(r.Findings), Others: jsonOthers{append([]string{}, r.Others...), gapsJSON(r.OtherGaps)},
		Caveats: append([]string{}, r.Caveats...), Summary: summarize(r, o),
	}
	for _, a := range r.Accounts {
		out.Accounts = append(out.Accounts, accountJSON(r, a, f))
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

func organizationJSON(o *org.Organization) *jsonOrganization {
	if o == nil {
		return nil
	}
	out := &jsonOrganization{
		ID: o.ID, ManagementAccount: o.ManagementAccount, Members: len(o.Members),
		Sources: append([]string{}, o.Sources...), Gaps: gapsJSON(o.Gaps), Notes: notesJSON(o.Notes),
	}
	if m := o.Member(o.ManagementAccount); m != nil {
		out.ManagementName = m.Name
	}
	return out
}

func scoreJSON(s check.Score) jsonScore {
	share := func(s check.Share) jsonShare { return jsonShare{s.Pass, s.Unknown, s.All, s.Percent()} }
	return jsonScore{share(s.CIS), share(s.SecurityHub), share(s.Usable)}
}

func accountJSON(r *check.Report, a *check.AccountReport, f findingWriter) jsonAccount {
	out := jsonAccount{
		ID: a.Account.ID, Partition: a.Account.Partition, Sources: append([]string{}, a.Account.Sources...),
		Name: memberName(a.Account), State: memberState(a.Account),
		Units: unitPath(r.Organization, a.Account), Path: r.Organization.Path(a.Account.ID),
		Disagreement: a.Disagreement, Findings: f.list(a.Findings), Gaps: gapsJSON(a.Account.Gaps), Notes: notesJSON(a.Account.Notes),
	}
	out.Verdicts.CIS = jsonCIS{r.CIS.Version, r.CIS.Control, verdictJSON(a.CIS)}
	out.Verdicts.SecurityHub = verdictJSON(a.SecurityHub)
	out.Verdicts.Usable = verdictJSON(a.Usable)
	return out
}

func gapsJSON(gaps []org.Gap) []jsonGap {
	out := []jsonGap{}
	for _, g := range gaps {
		kind := map[org.GapKind]string{org.Damaged: "damaged", org.Incomplete: "incomplete", org.Unasked: "unasked"}[g.Kind]
		out = append(out, jsonGap{kind, g.Call, g.Code, g.Message, locationJSON(g.Location)})
	}
	return out
}

func notesJSON(notes []org.Note) []jsonNote {
	out := []jsonNote{}
	for _, n := range notes {
		out = append(out, jsonNote{n.Message, locationJSON(n.Location)})
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
