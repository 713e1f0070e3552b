package render

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"hotline/check"
)

// RulesSchema names the JSON that RulesJSON writes.
const RulesSchema = "hotline/rules/1"

type jsonRule struct {
	ID         string         `json:"id"`
	Name       string         `json:"name"`
	Title      string         `json:"title"`
	Severity   check.Severity `json:"severity"`
	References []string       `json:"references"`
	Controls   []jsonControl  `json:"controls"`
}

// RulesJSON writes what the rules say of themselves.
func RulesJSON(w io.Writer, rules []check.Rule) error {
	out := struct {
		Schema string     `json:"schema"`
		Rules  []jsonRule `json:"rules"`
	}{RulesSchema, []jsonRule{}}
	answers := controls(nil)
	for _, r := range rules {
		out.Rules = append(out.Rules, jsonRule{r.ID, r.Name, r.Title, r.Severity, r.References, append([]jsonControl{}, answers[r.ID]...)})
	}
	return WriteJSON(w, out)
}

// RulesText writes one rule a line: in columns for a terminal, separated by
// tabs for a program.
func RulesText(w io.Writer, rules []check.Rule, columns bool) error {
	var out strings.Builder
	for _, r := range rules {
		if columns {
			fmt.Fprintf(&out, "%-6s %-8s  %-24s %s\n", r.ID, r.Severity, r.Name, r.Title)
		} else {
			fmt.Fprintf(&out, "%s\t%s\t%s\t%s\n", r.ID, r.Severity, r.Name, r.Title)
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// RulePage writes all there is to say about a rule, as Markdown. page is the
// text of its doc.
func RulePage(w io.Writer, r check.Rule, page string) error {
	var out strings.Builder
	fmt.Fprintf(&out, "# %s %s\n\n%s. Severity: %s.\n\n%s\n## References\n\n", r.ID, r.Name, r.Title, r.Severity, page)
	for _, ref := range r.References {
		fmt.Fprintf(&out, "- %s\n", ref)
	}
	out.WriteString(frameworkLines(r.ID))
	_, err := io.WriteString(w, out.String())
	return err
}

// frameworkLines is the section of a page on what of the frameworks a rule
// answers; empty where it answers nothing.
func frameworkLines(rule string) string {
	var out strings.Builder
	for _, f := range check.Frameworks() {
		for _, c := range byRecorder(f.Of(rule)) {
			fmt.Fprintf(&out, "- %s: %s (%s)\n", f.Key, c.ID, recorders(c))
		}
	}
	if out.Len() == 0 {
		return ""
	}
	return "\n## Frameworks\n\n" + out.String()
}

// byRecorder joins the ids of controls that the same record.
func byRecorder(list []check.Control) []check.Control {
	var out []check.Control
	for _, c := range list {
		i := slices.IndexFunc(out, func(o check.Control) bool { return slices.Equal(o.RecordedBy, c.RecordedBy) })
		if i < 0 {
			out = append(out, c)
			continue
		}
		out[i].ID += ", " + c.ID
	}
	return out
}

// recorders says who records a control.
func recorders(c check.Control) string {
	if slices.Equal(c.RecordedBy, []string{check.ByHotline}) {
		return "hotline's own reading"
	}
	return "recorded by " + strings.Join(c.RecordedBy, ", ")
}
