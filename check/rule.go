package check

import "hotline/org"

// A Rule asks one question of an account.
type Rule struct {
	ID       string // SR001
	Name     string // the same in words: support-role-exists
	Title    string // what holds where the rule passes, as a sentence
	Severity Severity
	// References are pages of AWS documentation, and of the benchmarks, that
	// the rule rests on.
	References []string
	// Check returns one finding or more for the account, never none: where
	// there is nothing to look at, one that says so. It is nil where Overall is
	// set, which does the same for the snapshot as a whole.
	Check   func(*Input) []Finding
	Overall func(*Overview) []Finding
}

// A Finding is the answer of a rule for one resource.
type Finding struct {
	Outcome  Outcome
	Severity Severity // where Check sets none, that of the rule
	Resource string   // an ARN, or AWS::::Account:ID
	Message  string
	// Remediation is what a person can do: shell commands, one a line, and
	// comments that begin with "#". Set where the outcome is Fail, Excepted or
	// Unknown.
	Remediation string
	Location    org.Location
	Rule        *Rule      // set by the Auditor
	Exception   *Exception // of an outcome that is Excepted
}
