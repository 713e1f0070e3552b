package render

import (
	"bufio"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strconv"

	"hotline/internal/logs"
	"hotline/trail"
)

// KPISchema names the JSON of hotline kpi.
const KPISchema = "hotline/kpi/1"

// A KPI is what hotline kpi has to say.
type KPI struct {
	Report   *trail.Report
	Scope    trail.Scope
	Read     logs.Counts
	Known    int // objects that were read in earlier runs
	Problems []logs.Problem
	By       string // what the parts are of
}

type jsonTimes struct {
	Count  int     `json:"count"`
	Median int     `json:"median_seconds"`
	P90    int     `json:"p90_seconds"`
	Mean   float64 `json:"mean_seconds"`
}

func timesJSON(t trail.Times) *jsonTimes {
	if t.N == 0 {
		return nil
	}
	return &jsonTimes{t.N, t.Median, t.P90, t.Mean}
}

type jsonEngagement struct {
	By        string     `json:"by,omitempty"`
	Value     *string    `json:"value,omitempty"`
	Incidents int        `json:"incidents"`
	Engaged   int        `json:"engaged"`
	ToCase    *jsonTimes `json:"to_case"`
	ToReply   *jsonTimes `json:"to_reply"`
}

type jsonPart struct {
	Value        string `json:"value"`
	Assumed      int    `json:"assumed"`
	Denied       int    `json:"denied"`
	SupportCalls int    `json:"support_calls"`
	OtherCalls   int    `json:"other_calls"`
	Opened       int    `json:"cases_opened"`
	Privileged   int    `json:"privileged_session_incidents"`
	Tampering    int    `json:"tampering"`
}

// KPIJSON writes everything that was measured.
func KPIJSON(w io.Writer, k KPI) error {
	out := bufio.NewWriter(w)
	head := map[string]any{
		"schema":  KPISchema,
		"period":  map[string]string{"since": k.Report.Period.Since, "until": k.Report.Period.Until},
		"scope":   scopeJSON(k.Scope),
		"read":    readJSON(k),
		"summary": summaryJSON(k.Report),
		"parts":   map[string]any{"by": k.By, "list": partsJSON(k.Report.By(k.By))},
	}
	_, _ = out.WriteString("{") // the first error is told by Flush
	for _, key := range slices.Sorted(maps.Keys(head)) {
		text, err := json.MarshalIndent(head[key], "  ", "  ")
		if err != nil {
			return err
		}
		_, _ = out.WriteString("\n  \"" + key + "\": " + Inert(string(text)) + ",")
	}
	_, _ = out.WriteString("\n  \"tables\": {")
	for i, t := range k.Report.Tables {
		if i > 0 {
			_, _ = out.WriteString(",")
		}
		_, _ = out.WriteString("\n    \"" + t.Relation.Name + "\": [")
		writeRows(out, t)
		_, _ = out.WriteString("]")
	}
	_, _ = out.WriteString("\n  }\n}\n")
	return out.Flush()
}

// writeRows writes the rows of a table, one a line: there may be very many.
func writeRows(out *bufio.Writer, t trail.Table) {
	for n, row := range t.Rows {
		if n > 0 {
			_, _ = out.WriteString(",")
		}
		_, _ = out.WriteString("\n      {")
		for i, c := range t.Relation.Columns {
			if i > 0 {
				_, _ = out.WriteString(", ")
			}
			_, _ = out.WriteString("\"" + c.Name + "\": ")
			_, _ = out.WriteString(cellJSON(row[i], c.IsNumber()))
		}
		_, _ = out.WriteString("}")
	}
	if len(t.Rows) > 0 {
		_, _ = out.WriteString("\n    ")
	}
}

// cellJSON is a cell in JSON. Most are of letters that need no escape.
func cellJSON(cell string, isNumber bool) string {
	if isNumber {
		if _, err := strconv.Atoi(cell); err != nil {
			return "null"
		}
		return cell
	}
	for i := range len(cell) {
		if c := cell[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			value, _ := json.Marshal(cell) // a text: always encodable
			return Inert(string(value))
		}
	}
	return `"` + cell + `"`
}

func scopeJSON(s trail.Scope) map[string]any {
	roles := []string{}
	for _, r := range s.Roles {
		roles = append(roles, r.String())
	}
	return map[string]any{
		"roles": roles, "declared": list(s.Declared), "administrators": list(s.Admins), "trusted": list(s.Trusted),
		"policies": list(s.Policies), "event_rules": list(s.EventRules), "near": s.Near.String(), "window": s.Window.String(),
	}
}

func readJSON(k KPI) map[string]any {
	type problem struct {
		Object  string `json:"object"`
		Line    int    `json:"line,omitempty"`
		Column  int    `json:"column,omitempty"`
		Message string `json:"message"`
	}
	problems := []problem{}
	for _, p := range k.Problems {
		problems = append(problems, problem{p.Object, p.Line, p.Column, p.Message})
	}
	c := k.Read
	return map[string]any{
		"objects": c.Objects, "known_objects": k.Known, "damaged_objects": c.Damaged, "stored_bytes": c.Stored, "bytes": c.Text,
		"decoded_records": c.Decoded, "relevant_records": c.Found, "problems": problems,
	}
}

func summaryJSON(r *trail.Report) map[string]any {
	a, s, c, e, t := r.Assumptions, r.Sessions, r.Cases, r.Engagement, r.Tampering
	groups := []jsonEngagement{}
	for _, g := range e.Groups {
		groups = append(groups, jsonEngagement{g.By, &g.Value, g.Incidents, g.Engaged, timesJSON(g.ToCase), timesJSON(g.ToReply)})
	}
	var share any
	if c.Cases > 0 {
		share = c.Share()
	}
	return map[string]any{
		"assumptions": map[string]int{
			"ok": a.OK, "denied": a.Denied, "principals": a.Principals, "new_principals": a.NewPrincipals,
			"networks": a.Networks, "new_networks": a.NewNetworks, "untrusted": a.Untrusted, "without_case": a.WithoutCase,
			"mfa_yes": a.MFA, "mfa_no": a.NoMFA, "mfa_unknown": a.MFAUnknown, "federated": a.Federated, "caller_unknown": a.CallerUnknown,
		},
		"sessions": map[string]int{
			"sessions": s.Sessions, "support_calls": s.SupportCalls, "support_denied": s.SupportDenied,
			"other_calls": s.OtherCalls, "other_denied": s.OtherDenied,
		},
		"cases": map[string]any{
			"cases": c.Cases, "privileged": c.Privileged, "privileged_share": share, "privileged_session_incidents": c.Incidents,
			"opened": c.Opened, "answered": c.Answered, "resolved": c.Resolved, "failed": c.Failed,
		},
		"time_to_engage": map[string]any{
			"incidents": e.Incidents, "engaged": e.Engaged, "to_case": timesJSON(e.ToCase), "to_reply": timesJSON(e.ToReply), "groups": groups,
		},
		"tampering": map[string]any{"ok": t.OK, "denied": t.Denied, "kinds": t.Kinds},
	}
}

func partsJSON(parts []trail.Part) []jsonPart {
	out := []jsonPart{}
	for _, p := range parts {
		out = append(out, jsonPart(p))
	}
	return out
}
