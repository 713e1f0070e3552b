package app

import (
	"hotline/actions"
	"hotline/authz"
	"hotline/internal/casefile"
)

// A CaseResult is what became of one case.
type CaseResult struct {
	Case     casefile.Case
	File     string
	Decision authz.Decision
	// Typo says what is wrong with the name of the action, if anything.
	Typo string
}

// AsExpected reports whether the decision is the one that was expected.
func (r CaseResult) AsExpected() bool { return r.Decision.Effect == r.Case.Expected }

// Simulate decides every case of a file. table may be nil: names of actions are
// then not looked at.
func Simulate(file string, cases []casefile.Case, table *actions.Table) []CaseResult {
	var out []CaseResult
	for _, c := range cases {
		r := CaseResult{Case: c, File: file, Decision: authz.Evaluate(c.Request, c.Policies)}
		if table != nil {
			r.Typo = table.Check(c.Request.Action.String())
		}
		out = append(out, r)
	}
	return out
}

// CountCases counts the cases that count, and those of them that are as
// expected. Ambiguous cases do not count.
func CountCases(results []CaseResult) (asExpected, all int) {
	for _, r := range results {
		if r.Case.Certainty == casefile.Ambiguous {
			continue
		}
		all++
		if r.AsExpected() {
			asExpected++
		}
	}
	return asExpected, all
}
