package check

import "fmt"

// An Outcome is how a rule or a verdict ends.
type Outcome string

// The outcomes.
const (
	Pass          Outcome = "pass"
	Fail          Outcome = "fail"
	Unknown       Outcome = "unknown"        // could not look
	Excepted      Outcome = "excepted"       // a failure that somebody has accepted
	NotApplicable Outcome = "not-applicable" // nothing to look at
)

// Outcomes lists the outcomes, worst first.
func Outcomes() []Outcome { return []Outcome{Fail, Unknown, Excepted, Pass, NotApplicable} }

// A Severity is how much a failure matters. Greater is worse; zero is none.
type Severity int

// The severities.
const (
	Info Severity = iota + 1
	Low
	Medium
	High
	Critical
)

// Severities lists the severities, worst first.
func Severities() []Severity { return []Severity{Critical, High, Medium, Low, Info} }

// String is the name of the severity in lower case.
func (s Severity) String() string {
	return [...]string{"none", "info", "low", "medium", "high", "critical"}[s]
}

// MarshalText writes the name of the severity.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// ParseSeverity is the severity of that name.
func ParseSeverity(name string) (Severity, error) {
	for _, s := range Severities() {
		if s.String() == name {
			return s, nil
		}
	}
	return 0, fmt.Errorf("no severity %q; expected critical, high, medium, low or info", name)
}
