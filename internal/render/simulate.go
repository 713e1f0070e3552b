package render

import (
	"fmt"
	"io"
	"strings"

	"hotline/authz"
	"hotline/internal/app"
	"hotline/internal/casefile"
)

// SimulateSchema names the JSON that SimulateJSON writes.
const SimulateSchema = "hotline/simulate/1"

// SimulateText writes the cases whose decision differs, the ambiguous ones
// apart, and the count as the last line.
func SimulateText(w io.Writer, results []app.CaseResult, o Options) error {
	var out strings.Builder
	s := style{o.Color}
	ambiguous := 0
	for _, r := range results {
		counts := r.Case.Certainty != casefile.Ambiguous
		if !counts {
			ambiguous++
		}
		if r.Typo != "" {
			fmt.Fprintf(&out, "? %s: %s\n", Clean(r.Case.ID), Clean(r.Typo))
		}
		if r.AsExpected() && !o.All || !counts && !o.All {
			continue
		}
		sign := s.paint("✗", red, bold)
		switch {
		case r.AsExpected():
			sign = s.paint("✓", green)
		case !counts:
			sign = s.paint("~", yellow)
		}
		fmt.Fprintf(&out, "%s %s: expected %s, decided %s  (%s:%s)\n", sign, Clean(r.Case.ID), r.Case.Expected, r.Decision.Effect, Clean(r.File), r.Case.Position)
		if r.Decision.Condition != nil {
			fmt.Fprintf(&out, "    if %s\n", Clean(r.Decision.Condition.String()))
		}
	}
	if ambiguous > 0 {
		fmt.Fprintf(&out, "%s, which the documentation does not settle:\n", count(ambiguous, "ambiguous case", "ambiguous cases"))
		for _, r := range results {
			if r.Case.Certainty == casefile.Ambiguous {
				fmt.Fprintf(&out, "  ~ %s: expected %s, decided %s\n", Clean(r.Case.ID), r.Case.Expected, r.Decision.Effect)
			}
		}
	}
	good, all := app.CountCases(results)
	fmt.Fprintf(&out, "%d of %d as expected\n", good, all)
	_, err := io.WriteString(w, out.String())
	return err
}

type jsonCase struct {
	ID         string             `json:"id"`
	File       string             `json:"file"`
	Line       uint32             `json:"line"`
	Certainty  casefile.Certainty `json:"certainty"`
	Reference  string             `json:"reference,omitempty"`
	Expected   authz.Effect       `json:"expected"`
	Decided    authz.Effect       `json:"decided"`
	AsExpected bool               `json:"as_expected"`
	Condition  string             `json:"condition,omitempty"`
	Keys       []string           `json:"keys,omitempty"`
	Typo       string             `json:"typo,omitempty"`
}

// SimulateJSON writes every case.
func SimulateJSON(w io.Writer, results []app.CaseResult) error {
	type summary struct {
		AsExpected int `json:"as_expected"`
		Counted    int `json:"counted"`
		Ambiguous  int `json:"ambiguous"`
	}
	out := struct {
		Schema  string     `json:"schema"`
		Cases   []jsonCase `json:"cases"`
		Summary summary    `json:"summary"`
	}{SimulateSchema, []jsonCase{}, summary{}}
	for _, r := range results {
		c := jsonCase{r.Case.ID, r.File, r.Case.Position.Line, r.Case.Certainty, r.Case.Reference, r.Case.Expected,
			r.Decision.Effect, r.AsExpected(), r.Decision.Condition.String(), r.Decision.Condition.Keys(), r.Typo}
		out.Cases = append(out.Cases, c)
	}
	good, all := app.CountCases(results)
	out.Summary = summary{good, all, len(results) - all}
	return WriteJSON(w, out)
}
