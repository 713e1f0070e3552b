package check

// A Score sums the headline verdicts up over accounts.
type Score struct {
	CIS, SecurityHub, Usable Share
}

// A Share is how many accounts pass. An account whose verdict is not-applicable
// is not in All; one whose verdict is unknown is, and does not pass.
type Share struct {
	Pass, Unknown, All int
}

// Percent is the share of accounts that pass, rounded down; 0 of none.
func (s Share) Percent() int {
	if s.All == 0 {
		return 0
	}
	return 100 * s.Pass / s.All
}

func score(accounts []*AccountReport) Score {
	var out Score
	for _, a := range accounts {
		out.CIS.add(a.CIS.Outcome)
		out.SecurityHub.add(a.SecurityHub.Outcome)
		out.Usable.add(a.Usable.Outcome)
	}
	return out
}

func (s *Share) add(o Outcome) {
	if o == NotApplicable {
		return
	}
	s.All++
	if o == Pass {
		s.Pass++
	}
	if o == Unknown {
		s.Unknown++
	}
}
