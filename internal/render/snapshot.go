package render

import (
	"fmt"
	"io"
	"strings"
	"time"

	"hotline/internal/snapfile"
)

// SnapshotSchema names the JSON that SnapshotJSON writes.
const SnapshotSchema = "hotline/snapshot-check/1"

// SnapshotText writes what a snapshot holds, and what is wrong or missing in it:
// damage first. Of what many accounts lack in the same words, the first is
// shown, and how many others, unless all is wanted.
func SnapshotText(w io.Writer, in *snapfile.Inspection, o Options) error {
	var out strings.Builder
	s := style{o.Color}
	if m := in.Manifest; m != nil && !m.Created.IsZero() {
		fmt.Fprintf(&out, "made %s by %s\n", m.Created.UTC().Format(time.RFC3339), Clean(orUnknown(m.By)))
	}
	c := in.Counts
	fmt.Fprintf(&out, "%s, %s in the organization; %s, %s, %s, %s; %s, %s, %s\n",
		count(c.Accounts, "account", "accounts"), count(c.Members, "member", "members"),
		count(c.Users, "user", "users"), count(c.Groups, "group", "groups"), count(c.Roles, "role", "roles"), count(c.Policies, "managed policy", "managed policies"),
		count(c.SCPs, "SCP", "SCPs"), count(c.RCPs, "RCP", "RCPs"), count(c.PermissionSets, "permission set", "permission sets"))
	for _, severity := range []snapfile.Severity{snapfile.Damage, snapfile.Missing, snapfile.Remark} {
		s.problems(&out, in.Problems, severity, o.All)
	}
	if len(in.Problems) == 0 {
		out.WriteString("nothing is damaged, and nothing is missing\n")
	}
	_, err := io.WriteString(w, out.String())
	return err
}

func orUnknown(text string) string {
	if text == "" {
		return "somebody who is not named"
	}
	return text
}

// problems writes those of one severity.
func (s style) problems(out *strings.Builder, all []snapfile.Problem, severity snapfile.Severity, each bool) {
	alike := map[string]int{}
	for _, p := range all {
		if p.Severity == severity {
			alike[p.Code+p.Call+p.Message]++
		}
	}
	shown := map[string]bool{}
	for _, p := range all {
		key := p.Code + p.Call + p.Message
		if p.Severity != severity || shown[key] && !each {
			continue
		}
		shown[key] = true
		color := map[snapfile.Severity]string{snapfile.Damage: red, snapfile.Missing: yellow, snapfile.Remark: dim}[severity]
		fmt.Fprintf(out, "%s %s: %s\n", s.paint(pad(severity.String(), 8), color), Clean(p.Location.String()), Clean(p.Message))
		if n := alike[key] - 1; n > 0 && !each {
			fmt.Fprintf(out, "         and so for %s; --all shows them\n", count(n, "other", "others"))
		}
	}
}

type jsonProblem struct {
	Severity string        `json:"severity"`
	Account  string        `json:"account,omitempty"`
	Message  string        `json:"message"`
	Call     string        `json:"call,omitempty"`
	Code     string        `json:"code,omitempty"`
	Location *jsonLocation `json:"location,omitempty"`
}

// SnapshotJSON writes all of it.
func SnapshotJSON(w io.Writer, in *snapfile.Inspection) error {
	c := in.Counts
	out := struct {
		Schema   string         `json:"schema"`
		Created  string         `json:"created,omitempty"`
		By       string         `json:"by,omitempty"`
		Counts   map[string]int `json:"counts"`
		Problems []jsonProblem  `json:"problems"`
	}{Schema: SnapshotSchema, Problems: []jsonProblem{}, Counts: map[string]int{
		"accounts": c.Accounts, "members": c.Members, "users": c.Users, "groups": c.Groups, "roles": c.Roles,
		"policies": c.Policies, "scps": c.SCPs, "rcps": c.RCPs, "permission_sets": c.PermissionSets,
	}}
	if m := in.Manifest; m != nil {
		out.By = m.By
		if !m.Created.IsZero() {
			out.Created = m.Created.UTC().Format(time.RFC3339)
		}
	}
	for _, p := range in.Problems {
		out.Problems = append(out.Problems, jsonProblem{p.Severity.String(), p.Account, p.Message, p.Call, p.Code, locationJSON(p.Location)})
	}
	return WriteJSON(w, out)
}
